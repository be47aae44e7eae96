"""People like those who took part: V plausible bodies, spread evenly over what is possible."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

import numpy as np

from cramp.diary.vocabulary import CONDITIONS, identifier
from cramp.exposure.priors import prior
from cramp.exposure.streams import Streams
from cramp.physiology.parameters import parameters
from cramp.simulate.adults import draw_adults, draw_prevalent
from cramp.simulate.body_size import BodySizes, draw_body_sizes
from cramp.simulate.conditions import Severities, draw_severities, with_conditions

# The one home of how bodies differ; a second one here would drift from it.
from cramp.simulate.draws import body_parameters, parameter_scores, with_kinetics
from cramp.validation.shares import share_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cramp.physiology.parameters import Parameter
    from cramp.validation.format import Between, People
    from cramp.validation.shares import Share

_SMALLEST_SHARE_OF_MEAN = 0.3
"""Below it a normal draw of an age, a mass, a height or a rate is cut (assumed: no adult of a
study is smaller)."""


ByName = dict[str, np.ndarray]
"""Values of V people by what they are of, each of shape (V,)."""


class EvenStreams(Streams):
    """Random numbers that fill each quantity's distribution evenly (a Latin hypercube).

    Every stream holds the middles of V equal parts of its distribution, in random order. Means
    over people then depend far less on how many are drawn than with free draws.
    """

    def scores(self, *place: str) -> np.ndarray:
        """Draw standard normal scores, shape (V,)."""
        from scipy.special import ndtri

        return ndtri(self.shares(*place))

    def shares(self, *place: str) -> np.ndarray:
        """Draw evenly between 0 and 1, shape (V,)."""
        order = self.generator(*place).permutation(self.count)
        return (order + 0.5) / self.count


@dataclass(frozen=True)
class Population:
    """V people of one arm.

    Attributes
    ----------
    sizes
        Sizes of their bodies.
    parameters
        Values of the body's parameters that differ from the table's; each of shape (V,).
    """

    sizes: BodySizes
    parameters: dict[str, np.ndarray]

    @property
    def mass_kg(self) -> np.ndarray:
        """Body masses, shape (V,)."""
        return self.sizes.mass_kg

    def only(self, chosen: np.ndarray) -> Population:
        """Return some of them; `chosen` is true or false for each, shape (V,)."""
        sizes = {one.name: getattr(self.sizes, one.name)[chosen] for one in fields(self.sizes)}
        values = {name: value[chosen] for name, value in self.parameters.items()}
        return Population(BodySizes(**sizes), values)

    def __len__(self) -> int:
        """Return how many they are."""
        return len(self.sizes.sex)


@dataclass(frozen=True)
class DrawnPeople:
    """V people of one arm, before the values that their bodies differ from are known.

    Attributes
    ----------
    sizes
        Sizes of their bodies.
    scores
        How far each parameter that varies is from its table's value; each of shape (V,).
    told
        Values of parameters that were measured in such people, each of shape (V,).
    severities
        Of the diagnoses that name a known condition; see `cramp.simulate.conditions`.
    egfr_told
        Whether filtration was measured, and holds already what a condition does to it.
    """

    sizes: BodySizes
    scores: dict[str, np.ndarray]
    told: dict[str, np.ndarray]
    severities: Severities = field(default_factory=dict)
    egfr_told: bool = False

    def about(
        self, table: Mapping[str, Parameter], kinetics: Mapping[str, float] | None = None
    ) -> Population:
        """Return these people about the values of a table.

        Parameters
        ----------
        table
            Of values.
        kinetics
            Factors of the medicines that they take, by parameter; none if not given. What was
            measured in such people stays as measured.
        """
        values = body_parameters(self.sizes, self.scores, table)
        for name, own in parameters().items():
            if name not in values and table[name].value != own.value:
                values[name] = np.full(len(self.sizes.sex), table[name].value)
        values = with_kinetics(values, kinetics or {}, table)
        values = with_conditions(values, self.severities, egfr_told=self.egfr_told, table=table)
        for name, told in self.told.items():
            values[name] = np.clip(told, table[name].low, table[name].high)
        return Population(self.sizes, values)


def gathered(groups: Sequence[tuple[DrawnPeople, np.ndarray]]) -> DrawnPeople:
    """Return some people of each of several draws of the same description, as one group.

    Parameters
    ----------
    groups
        Each draw with the indices of those wanted of it.
    """

    def together(values_of: Callable[[DrawnPeople], ByName]) -> ByName:
        parts = [
            {name: values[chosen] for name, values in values_of(people).items()}
            for people, chosen in groups
        ]
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    names = [one.name for one in fields(BodySizes)]
    sizes = together(lambda people: {name: getattr(people.sizes, name) for name in names})
    return DrawnPeople(
        BodySizes(**sizes),
        together(lambda people: people.scores),
        together(lambda people: people.told),
        together(lambda people: people.severities),
        groups[0][0].egfr_told,
    )


def draw_population(people: People, seed: int, count: int) -> Population:
    """Draw people like those described, about the body's own values; see `draw_people`."""
    return draw_people(people, seed, count).about(parameters())


def draw_people(people: People, seed: int, count: int) -> DrawnPeople:
    """Draw people like those described.

    The same seed gives the same people in every arm, so that arms differ by their protocol
    alone and not by who was drawn.

    Parameters
    ----------
    people
        As an experiment tells them.
    seed
        Of all randomness.
    count
        V.
    """
    streams = EvenStreams(seed, count)
    sizes = _sizes(people, streams)
    told = {name: _normal(one, streams, name) for name, one in people.parameters.items()}
    severities = _severities(people, streams, sizes)
    if people.structure is not None:
        severities = draw_prevalent(streams, sizes.sex, sizes.age_years) | severities
    egfr_told = people.egfr is not None
    return DrawnPeople(sizes, parameter_scores(streams), told, severities, egfr_told)


def known_diagnoses(people: People) -> dict[str, Share]:
    """Return the conditions that diagnoses name, each with the share of people who have it.

    Others are words that do nothing.
    """
    found: dict[str, Share] = {}
    for told in people.diagnoses:
        words, share = (told, 1.0) if isinstance(told, str) else (told.name, told.share)
        name = identifier(words, CONDITIONS)
        if name is not None:
            found[name] = share
    return found


def _severities(people: People, streams: Streams, sizes: BodySizes) -> Severities:
    shares = known_diagnoses(people)
    return {
        name: np.where(streams.shares("has", name) < share_of(shares[name], sizes), scores, np.nan)
        for name, scores in draw_severities(streams, shares).items()
    }


def _sizes(people: People, streams: Streams) -> BodySizes:
    drawn = draw_body_sizes(
        streams, sex=None, age_years=None, height_cm=None, mass_kg=None, egfr=None
    )
    sex, ages = drawn.sex, drawn.age_years
    if people.structure is not None:
        sex, ages = draw_adults(streams)
    if people.women is not None:
        sex = np.where(streams.shares("sex of the people") < people.women, "female", "male")
    age = _told_or(people.age_years, streams, "age", lambda: ages)
    height = _told_or(
        people.height_cm, streams, "height of the people", lambda: _heights(streams, sex)
    )
    square_metre = (height / 100) ** 2
    mass = _told_or(
        people.mass_kg,
        streams,
        "mass",
        lambda: prior("body_mass_index").draw(streams, "people") * square_metre,
    )
    egfr = _told_or(people.egfr, streams, "egfr", lambda: _filtration(streams, age))
    return BodySizes(sex=sex, age_years=age, height_cm=height, mass_kg=mass, egfr=egfr)


def _told_or(
    told: Between | None, streams: Streams, place: str, untold: Callable[[], np.ndarray]
) -> np.ndarray:
    return untold() if told is None else _normal(told, streams, place)


def _normal(told: Between, streams: Streams, place: str) -> np.ndarray:
    values = told.mean + told.sd * streams.scores("people", place)
    return np.maximum(values, _SMALLEST_SHARE_OF_MEAN * told.mean)


def _heights(streams: Streams, sex: np.ndarray) -> np.ndarray:
    scores = streams.scores("height of people")
    female, male = (prior(f"height_cm_{name}").at(scores) for name in ("female", "male"))
    return np.where(sex == "male", male, female)


def _filtration(streams: Streams, age: np.ndarray) -> np.ndarray:
    yearly = prior("egfr_yearly_factor").value
    return prior("egfr_at_40").draw(streams, "people") * yearly ** np.maximum(0.0, age - 40)
