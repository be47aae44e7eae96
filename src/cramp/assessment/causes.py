"""What brings a person's cramps, as shares with their width, and what stays unexplained.

Each thing in a life is left out and the life lived again by the same versions of the person
(`cause_runs`); what has a ratio of its own acts besides (`cramp.hazard.ratios`). A share is
the chance that a cramp would not have come without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cramp.assessment.cause_candidates import Candidate, candidates
from cramp.assessment.cause_labelling import labelled
from cramp.assessment.cause_runs import CauseRuns, Parts
from cramp.assessment.cause_shares import by_route, shares
from cramp.diary.model import CrampEvent
from cramp.exposure.streams import Streams
from cramp.hazard.calibration import log_age_factor
from cramp.hazard.cramps import FEWEST_VERSIONS, TooFewVersions, hazard
from cramp.hazard.frailty import frailty_after_count, log_evidence
from cramp.hazard.rates import (
    chosen,
    expected,
    log_bout_expected,
    log_present_factors,
    log_rest_rate,
)
from cramp.hazard.ratios import ratios
from cramp.hazard.threshold import log_survival_ratio
from cramp.hazard.values import number
from cramp.simulate.weighing import normalised, resampled

if TYPE_CHECKING:
    import xarray

    from cramp.assessment.cause_candidates import Kind
    from cramp.diary.model import Diary
    from cramp.hazard.counts import Reported
    from cramp.hazard.cramps import Hazard
    from cramp.hazard.periods import Periods, Stretch
    from cramp.hazard.rates import Priors, States
    from cramp.simulate.lives import Lived

DEFAULT_DRAWS = 150
"""Versions that live again: a mean share of a half then errs by 0.02 at most."""

YOUNG_ADULT_YEARS = 25.0
"""Against whom age counts (assumed: the youngest adults that surveys of cramps asked)."""


@dataclass(frozen=True)
class _Rates:
    """A hazard of D draws, with its stretches in one row: nights, waking hours, bouts."""

    shown: Periods
    states: States
    priors: Priors

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        return (*self.shown.nights, *self.shown.waking, *self.shown.bouts)

    @property
    def are_bouts(self) -> np.ndarray:
        rest = len(self.shown.nights) + len(self.shown.waking)
        return np.arange(len(self.stretches)) >= rest

    def log_rate(self, deviations: np.ndarray) -> np.ndarray:
        changes = deviations * self.priors.slopes[:, None, :]
        return log_survival_ratio(changes, self.priors.survival_slope[:, None, None])

    def expected(self) -> np.ndarray:
        """Return cramps expected in each stretch, shape (D, S)."""
        masses = np.array([stretch.mass for stretch in self.stretches])
        kinds = ("nights", "waking", "bouts")
        each = [expected(self.states, self.priors, kind) for kind in kinds]
        return np.concatenate(each, axis=1) * masses

    def log_effort(self) -> np.ndarray:
        """Return what exercise does beyond rest at its hours, (D, S); 0 but in bouts."""
        rest = log_rest_rate(self.states, self.priors)[:, None]
        masses = np.array([bout.rest_mass for bout in self.shown.bouts])
        found = np.zeros((len(rest), len(self.stretches)))
        if masses.size:
            beyond = log_bout_expected(self.states, self.priors) - rest - np.log(masses)
            found[:, self.are_bouts] = beyond
        return found

    def log_age(self) -> np.ndarray:
        """Return what age does against a young adult, (D, S); in exercise nothing."""
        slope = self.priors.age_slope
        young = np.full_like(self.states.age_years, YOUNG_ADULT_YEARS)
        gained = log_age_factor(self.states.age_years, slope) - log_age_factor(young, slope)
        return np.where(self.are_bouts, 0.0, gained[:, None])


def find_causes(
    lived: Lived, *, seed: int = 0, reported: Reported | None = None, draws: int = DEFAULT_DRAWS
) -> xarray.Dataset:
    """Divide a person's cramps among what may bring them.

    Parameters
    ----------
    lived
        From `cramp.simulate.course.live`; its course must hold the states that couplings read, as
        `simulate` keeps them unless told otherwise.
    seed
        Of all randomness that is not the body's.
    reported
        A count that the person remembers, beside the cramps of the diary.
    draws
        Most versions to live again without each cause.

    Returns
    -------
    xarray.Dataset
        Dimensions `draw`, `cause` and `route`. `share` is none below zero and sums to one over
        `cause`, the last of which is `unexplained`; `share_by_route` divides each among the
        states of the body through which it acts and `direct`. Of the cramps told; of those
        expected in the days shown where none was told. Shares of medicines are for professionals
        alone: they are no reason to change one.

    Raises
    ------
    TooFewVersions
        If fewer than 25 versions were solved in the course, or with each cause left out.
    ValueError
        If the seed is negative.
    """
    found = hazard(lived.diary, lived.course, seed=seed, reported=reported)
    streams = Streams(seed, draws)
    rows, tendency = _of_who_cramps(found, streams)
    shares_found = causes_of_versions(lived, found, rows, tendency, streams)
    if shares_found.sizes["draw"] < FEWEST_VERSIONS:
        raise TooFewVersions(
            f"{shares_found.sizes['draw']} versions could live again without each cause; take "
            f"{FEWEST_VERSIONS} or more"
        )
    return shares_found


def causes_of_versions(
    lived: Lived, found: Hazard, rows: np.ndarray, tendency: np.ndarray, streams: Streams
) -> xarray.Dataset:
    """Divide the cramps of some versions among what may bring them; see `find_causes`.

    Parameters
    ----------
    lived
        The course with the versions behind it.
    found
        Its hazard.
    rows
        Of the hazard's versions, shape (D,).
    tendency
        How much more than an average person each cramps, shape (D,).
    streams
        Randomness for the orders in which causes are left out.
    """
    asked = np.searchsorted(lived.course["draw"].to_numpy(), found.draws[rows])
    on = found.shown.told.clock.day(found.shown.told.days - 1)
    every = candidates(lived, on)
    rates = _Rates(found.shown, chosen(found.states, rows), chosen(found.priors, rows))
    runs = CauseRuns(lived, found.shown, asked, rates.log_rate)
    removals = tuple(one.removal for one in every if one.removal is not None)
    parts = runs.parts(removals, streams.generator("causes", "orders"))
    factors = _logarithms(rates, every, parts)
    factors["own_tendency"] = np.zeros_like(factors["age"])
    factors["own_tendency"][..., -1] = np.log(tendency)[:, None]
    kinds = {one.id: one.kind for one in every}
    logarithms = np.stack(list(factors.values()), axis=2)
    each, unexplained = shares(logarithms.sum(axis=3))
    weights = _weights(lived.diary, rates)
    solved = np.isfinite(each).all(axis=(1, 2))
    return labelled(
        draws=asked[solved],
        causes=[(name, kinds.get(name, _kind(name))) for name in factors],
        routes=(*dict.fromkeys(rates.states.columns), "direct"),
        share=np.einsum("ds,dsi->di", weights, each)[solved],
        share_by_route=np.einsum("ds,dsiw->diw", weights, by_route(each, logarithms))[solved],
        unexplained=np.einsum("ds,ds->d", weights, unexplained)[solved],
        attributes={
            "cramps": "told" if _told(lived.diary, rates).any() else "expected",
            "together": parts.together,
            "orders": parts.orders,
            "seed": streams.seed,
            "course_seed": lived.course.attrs["seed"],
        },
    )


def _of_who_cramps(found: Hazard, streams: Streams) -> tuple[np.ndarray, np.ndarray]:
    """Return which versions, and how prone, somebody is who has cramps to explain.

    Versions in which cramps are likelier stand there more often. Nobody explains cramps that did
    not come, so that without a count one stands for it.
    """
    shape = number("frailty_shape")
    whole = _Rates(found.shown, found.states, found.priors)
    counted = found.counted or 1
    average = found.expected_of_average if found.counted else whole.expected().sum(axis=1)
    weights = normalised(log_evidence(counted, average, shape))
    share = float(streams.shares("causes", "versions")[0])
    rows = resampled(weights, streams.count, share)
    frailty = frailty_after_count(shape, counted, average[rows])
    return rows, frailty.draw(streams, np.arange(streams.count))


def _logarithms(rates: _Rates, every: tuple[Candidate, ...], parts: Parts) -> dict[str, np.ndarray]:
    """Return logarithms of the factors by way, each of shape (D, S, C + 1).

    After the candidates stand what is left of each state without any of them, and age.
    """
    columns, of_removals = rates.states.columns, parts.of_removals
    present = log_present_factors(rates.states, rates.priors)
    places = {row.id: place for place, row in enumerate(ratios())}
    nothing = np.zeros((*parts.whole.shape[:2], len(columns) + 1))
    found: dict[str, np.ndarray] = {}
    for one in every:
        found[one.id] = nothing.copy()
        if one.removal is not None:
            found[one.id][..., :-1] = of_removals[one.removal.name]
        own = sum((present[:, places[name]] for name in one.ratios), np.zeros(len(present)))
        found[one.id][..., -1] = own[:, None]
        if one.kind == "effort":
            found[one.id][..., -1] += rates.log_effort()
    left = parts.whole - sum(of_removals.values())
    for place, column in enumerate(columns):
        found[f"state:{column}"] = nothing.copy()
        found[f"state:{column}"][..., place] = left[..., place]
    found["age"] = nothing.copy()
    found["age"][..., -1] = rates.log_age()
    return found


def _kind(name: str) -> Kind:
    """Return the kind of what is no candidate."""
    if name == "own_tendency":
        return "unexplained"
    return "state" if name.startswith("state:") else "person"


def _weights(diary: Diary, rates: _Rates) -> np.ndarray:
    """Return how much each stretch counts in each draw, shape (D, S); they sum to one."""
    expected_cramps = rates.expected()
    told = _told(diary, rates)
    if told.any():
        return np.broadcast_to(told / told.sum(), expected_cramps.shape)
    return expected_cramps / expected_cramps.sum(axis=1, keepdims=True)


def _told(diary: Diary, rates: _Rates) -> np.ndarray:
    """Return how many cramps were told in each stretch; in exercise before all else."""
    counts = np.zeros(len(rates.stretches))
    clock = rates.shown.told.clock
    for event in diary.events:
        if isinstance(event, CrampEvent):
            at = clock.minutes(event.at)
            held = [
                place
                for place, stretch in enumerate(rates.stretches)
                if stretch.begin_minute <= at < stretch.end_minute
            ]
            if held:
                counts[held[-1]] += 1
    return counts
