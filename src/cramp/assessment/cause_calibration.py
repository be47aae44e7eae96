"""Whether causes are found where they are known: made-up people with one version as the truth.

A life is made up, one version of it cramps as its own rate tells, and its cramps and sometimes a
blood test, with the errors of the table, go into the diary. The causes are then sought by other
versions. Of many people 90 % of the intervals ought to hold the truth; and the likeliest cause
ought to be the true one more often than a rule of thumb says, or always naming the commonest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cramp.assessment.cause_findings import DIRECT
from cramp.assessment.causes import causes_of_versions, find_causes
from cramp.diary.model import CrampEvent, LabEvent, LabValue
from cramp.diary.reading import read_diary_text
from cramp.exposure.streams import Streams
from cramp.hazard.cramps import hazard
from cramp.hazard.rates import expected
from cramp.knowledge.measurement_errors import whole_error
from cramp.simulate.course import live
from cramp.simulate.measured import BLOOD

if TYPE_CHECKING:
    import xarray

    from cramp.diary.model import Diary, Event
    from cramp.hazard.cramps import Hazard
    from cramp.hazard.periods import Stretch
    from cramp.hazard.rates import Kind
    from cramp.simulate.lives import Lived

TRUTHS = 40
"""Versions among which one that cramps is sought; a life in which none does is passed over."""

DRAWS, AGAIN = 150, 80
"""Versions of each person, and those that live again without each cause: fewer than in a report, as
hundreds of people are asked."""

TESTED_SHARE = 0.5
"""Of the people, who had a blood test (assumed)."""

TESTED = ("potassium", "sodium")

UNEXPLAINED = "unexplained"
THROUGH_BODY = "through salts and water"


@dataclass(frozen=True)
class Known:
    """One made-up person.

    Attributes
    ----------
    truth
        True share of each cause by name, everything unexplained as one, and what is through the
        body.
    found
        Shares found, shape (D,), by the same names.
    cause
        Of one of the person's cramps, drawn by the true shares.
    rule_of_thumb
        What a hurried adviser would say.
    """

    truth: dict[str, float]
    found: dict[str, np.ndarray]
    cause: str
    rule_of_thumb: str

    @property
    def likeliest(self) -> str:
        """The cause with the largest mean share."""
        means = {name: float(found.mean()) for name, found in self.found.items()}
        means.pop(THROUGH_BODY)
        return max(means, key=lambda name: means[name])

    def holds(self, name: str) -> bool:
        """Whether the interval from 5 to 95 % holds the truth."""
        low, high = np.quantile(self.found[name], (0.05, 0.95))
        return bool(low <= self.truth[name] <= high)


def known_person(seed: int, *, draws: int = DRAWS, again: int = AGAIN) -> Known | None:
    """Make up a person and seek the causes of their cramps.

    Parameters
    ----------
    seed
        Of everything.
    draws, again
        Versions of the person, and those that live again without each cause.

    Returns
    -------
    Known or None
        None where no version of this life cramped, or the one that did cannot be solved without
        a cause.
    """
    generator = np.random.default_rng(seed)
    diary = read_diary_text(life_text(generator), strict=True)
    lived = live(diary, draws=TRUTHS, seed=2 * seed)
    rates = hazard(diary, lived.course, seed=2 * seed)
    cramped = _cramped(rates, generator)
    if cramped is None:
        return None
    version, cramps = cramped
    told = _with_events(diary, (*cramps, *_tested(lived, version, generator)))
    lived = replace(lived, diary=told)
    streams = Streams(2 * seed, 1)
    one = np.array([version])
    true_shares = causes_of_versions(lived, rates, one, rates.personal[one], streams)
    if not true_shares.sizes["draw"]:
        return None
    truth = _named(true_shares)
    other = 2 * seed + 1
    found = _named(find_causes(live(told, draws=draws, seed=other), seed=other, draws=again))
    true = {name: float(share[0]) for name, share in truth.items()}
    names = [name for name in true if name != THROUGH_BODY]
    chances = np.array([true[name] for name in names])
    cause = names[generator.choice(len(names), p=chances / chances.sum())]
    return Known(true, found, cause, rule_of_thumb(diary))


def life_text(generator: np.random.Generator) -> str:
    """Make up a diary of three days without cramps."""

    def chance(share: float) -> bool:
        return bool(generator.random() < share)

    sex, age = ("female", "male")[int(chance(0.5))], int(generator.integers(20, 86))
    family = ("false", "true")[int(chance(0.35))]
    size = {"female": "height: 164 cm, mass: 70 kg", "male": "height: 177 cm, mass: 82 kg"}[sex]
    lines = [
        "format: cramp-diary/1",
        "time_zone: UTC",
        f"person: {{sex: {sex}, age: {age}, family_cramps: {family}, {size}}}",
    ]
    if chance(0.15):
        condition = generator.choice(["cirrhosis", "neuropathy", "coeliac_disease", "diabetes"])
        lines.append(f"conditions: [{condition}]")
    if chance(0.3):
        tablets = ["hydrochlorothiazide 25 mg", "furosemide 40 mg", "spironolactone 25 mg"]
        lines.append(f"medicines: [{{medicine: {generator.choice(tablets)} daily}}]")
    lines += ["events:", "  - at: 2025-03-03T00:30", "    drink: [100 ml tap water]"]
    for day in (3, 4, 5):
        if chance(0.25):
            hours, degrees = generator.integers(1, 4), generator.integers(18, 34)
            effort = f"effort: hard, temperature: {degrees} °C"
            lines += [
                f"  - at: 2025-03-0{day}T10:00",
                f"    exercise: {{activity: running, duration: {hours} h, {effort}}}",
                f"  - at: 2025-03-0{day}T10:40",
                f"    drink: [{generator.integers(3, 20)}00 ml tap water]",
            ]
        if chance(0.1):
            lines += [
                f"  - at: 2025-03-0{day}T15:00",
                f"    stool: {{consistency: watery, times: {generator.integers(2, 7)}}}",
            ]
        if chance(0.3):
            beers = generator.integers(1, 5)
            lines += [f"  - at: 2025-03-0{day}T20:00", f"    alcohol: [{beers} pints of beer]"]
    lines += ["  - at: 2025-03-05T22:00", "    drink: [200 ml tap water]"]
    return "\n".join(lines) + "\n"


def rule_of_thumb(diary: Diary) -> str:
    """Return what is often said without looking further: the diuretic, salt lost, else food."""
    if diary.medicines:
        from cramp.knowledge.medicines import find_medicine

        match = find_medicine(diary.medicines[0].name)
        if match is not None:
            return "medicine:" + "+".join(sorted(match.medicine_ids))
    kinds = {event.kind for event in diary.events}
    if "exercise" in kinds:
        return "sweating"
    return "bowel_losses" if "stool" in kinds else "food_minerals"


def _cramped(
    rates: Hazard, generator: np.random.Generator
) -> tuple[int, tuple[CrampEvent, ...]] | None:
    """Return the first version that cramps, and its cramps."""
    shown, clock = rates.shown, rates.shown.told.clock
    kinds: tuple[tuple[Kind, tuple[Stretch, ...]], ...] = (
        ("nights", shown.nights),
        ("waking", shown.waking),
        ("bouts", shown.bouts),
    )
    means = np.concatenate(
        [
            expected(rates.states, rates.priors, kind) * [stretch.mass for stretch in stretches]
            for kind, stretches in kinds
            if stretches
        ],
        axis=1,
    )
    stretches = [stretch for _, some in kinds for stretch in some]
    counts = generator.poisson(rates.personal[:, None] * means)
    # Cramps before the diary begins were not written down.
    begun = np.array([stretch.end_minute > 0 for stretch in stretches])
    counts[:, ~begun] = 0
    those = np.flatnonzero(counts.sum(axis=1))
    if not those.size:
        return None
    version = int(those[0])
    events = [
        CrampEvent(at=clock.moment(_minute(stretch, generator)))
        for stretch, count in zip(stretches, counts[version], strict=True)
        for _ in range(count)
    ]
    return version, tuple(events)


def _minute(stretch: Stretch, generator: np.random.Generator) -> float:
    return float(generator.uniform(max(stretch.begin_minute, 45.0), stretch.end_minute))


def _tested(lived: Lived, version: int, generator: np.random.Generator) -> tuple[LabEvent, ...]:
    if generator.random() >= TESTED_SHARE:
        return ()
    at = lived.told.clock.moment(lived.told.clock.at(lived.told.days - 1, 8 * 60.0))
    minute = lived.told.clock.minutes(at)
    values = {}
    for analyte in TESTED:
        course = lived.course[BLOOD[analyte]].isel(draw=version)
        times = (course["time"] - lived.course["time"][0]) / np.timedelta64(1, "m")
        true = float(np.interp(minute, times, course))
        values[analyte] = true * np.exp(whole_error(analyte) * generator.standard_normal())
    told = {
        name: LabValue(si_value=value, told_value=value, told_unit="mmol/L")
        for name, value in values.items()
    }
    return (LabEvent(at=at, values=told),)


def _with_events(diary: Diary, events: tuple[Event, ...]) -> Diary:
    every = sorted((*diary.events, *events), key=lambda event: event.at)
    return diary.model_copy(update={"events": tuple(every)})


def _named(found: xarray.Dataset) -> dict[str, np.ndarray]:
    """Return shares by cause, everything unexplained as one, and what is through the body."""
    named: dict[str, np.ndarray] = {}
    for name, kind in zip(found["cause"].to_numpy(), found["kind"].to_numpy(), strict=True):
        own = UNEXPLAINED if kind == UNEXPLAINED else str(name)
        named[own] = named.get(own, 0.0) + found["share"].sel(cause=name).to_numpy()
    bodily = found["route"] != DIRECT
    named[THROUGH_BODY] = found["share_by_route"].sel(route=bodily).sum(("cause", "route")).data
    return named
