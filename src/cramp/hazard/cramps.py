"""How often a person is to expect cramps, why, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cramp.exposure.streams import Streams
from cramp.hazard.counts import Counted, Reported, counted_cramps
from cramp.hazard.frailty import (
    Frailty,
    credibility,
    frailty_after_count,
    frailty_between_people,
    log_evidence,
)
from cramp.hazard.labelling import labelled
from cramp.hazard.periods import periods, told_timeline
from cramp.hazard.rates import Priors, States, chosen, draw_priors, expected
from cramp.hazard.states import states_of
from cramp.hazard.values import number
from cramp.hazard.width import Width, width

if TYPE_CHECKING:
    import xarray

    from cramp.diary.model import Diary
    from cramp.hazard.emulator import Emulator
    from cramp.hazard.periods import Periods

FEWEST_VERSIONS = 25


class TooFewVersions(ValueError):
    """A course holds too few solved versions for an answer with a width."""


@dataclass(frozen=True)
class Hazard:
    """Everything that an answer is made of, for V versions.

    Attributes
    ----------
    shown
        Nights, waking hours and bouts.
    states, priors
        What is so in each version, and what is not known of anybody.
    frailty
        After the person's own count, if any.
    personal
        One draw of it, shape (V,).
    next_28_nights
        One draw of the number of cramps in 28 nights like those shown, shape (V,).
    counted
        Cramps counted; None where none were.
    expected_of_average
        Cramps that an average person would have had in what was counted, shape (V,).
    width
        Of the logarithm of the cramps expected a night.
    beyond_grid
        Share of the course beyond the emulator's grid; 0 without one.
    draws
        Which draws of the course the versions are, shape (V,).
    """

    shown: Periods
    states: States
    priors: Priors
    frailty: Frailty
    personal: np.ndarray
    next_28_nights: np.ndarray
    counted: int | None
    expected_of_average: np.ndarray
    width: Width
    beyond_grid: float
    draws: np.ndarray

    @property
    def log_evidence(self) -> np.ndarray:
        """Logarithm of the chance of the count in each version, shape (V,); 0 without one."""
        if self.counted is None:
            return np.zeros(self.personal.size)
        return log_evidence(self.counted, self.expected_of_average, number("frailty_shape"))


def cramps(
    diary: Diary,
    course: xarray.Dataset,
    *,
    seed: int = 0,
    reported: Reported | None = None,
    emulator: Emulator | None = None,
) -> xarray.Dataset:
    """Return the cramps to expect of each version of a person, in each night and bout shown.

    Parameters
    ----------
    diary
        What was told.
    course
        As `cramp.simulate` returns it for this diary.
    seed
        Of all randomness that is not the body's.
    reported
        A count that the person remembers, beside the cramps of the diary.
    emulator
        Of the fast model of nerve and muscle. Without it the couplings of `coupling.csv` move
        the threshold; with it they do so for states that are none of its axes.

    Returns
    -------
    xarray.Dataset
        Dimensions `draw` (those that were solved), `night`, `bout`, `factor` and `part`.
        `cramps_per_night` is exactly the product of `rate_without_factors`, `frailty`,
        `night_length_ratio` and every `factor_at_night`; `cramps_per_bout` that of
        `bout_without_factors`, `frailty` and every `factor_in_bout`. `log_variance` divides the
        variance of the logarithm of `average_cramps_per_night` into `part`.

    Raises
    ------
    CourseOfAnotherDiary
        If the course shows other days.
    MissingState
        If the course lacks a quantity.
    TooFewVersions
        If fewer than 25 of its versions were solved.
    ValueError
        If the seed is negative.
    """
    return labelled(
        hazard(diary, course, seed=seed, reported=reported, emulator=emulator), course, seed
    )


def hazard(
    diary: Diary,
    course: xarray.Dataset,
    *,
    seed: int = 0,
    reported: Reported | None = None,
    emulator: Emulator | None = None,
) -> Hazard:
    """Work out what `cramps` labels; see there."""
    solved = _solved(course, seed)
    streams = Streams(seed, course.sizes["draw"])
    told = told_timeline(diary, course)
    counted = counted_cramps(diary, told)
    shown = periods(told, course, None if counted is None else counted.from_minute)
    states = states_of(diary, course, shown, streams, emulator)
    priors = chosen(draw_priors(streams, states.columns), solved)
    states = chosen(states, solved)
    shape = number("frailty_shape")

    def log_mean(states: States, priors: Priors) -> np.ndarray:
        average = expected_of_average(shown, states, priors, reported)
        return np.log(per_night(shown, states, priors)) - np.log(shape + average)

    total = total_count(counted, reported)
    average = expected_of_average(shown, states, priors, reported)
    frailty = (
        frailty_between_people(shape, solved.size)
        if total is None
        else frailty_after_count(shape, total, average)
    )
    personal = frailty.draw(streams, solved)
    weight = float(credibility(shape, average).mean())
    monthly = 28 * personal * per_night(shown, states, priors)
    return Hazard(
        shown=shown,
        states=states,
        priors=priors,
        frailty=frailty,
        personal=personal,
        next_28_nights=streams.generator("hazard", "next").poisson(monthly),
        counted=total,
        expected_of_average=average,
        width=width(log_mean, states, priors, frailty.log_variance, weight),
        beyond_grid=_beyond(emulator, course),
        draws=course["draw"].to_numpy()[solved],
    )


def _beyond(emulator: Emulator | None, course: xarray.Dataset) -> float:
    if emulator is None:
        return 0.0
    return emulator.share_beyond({axis: course[axis].to_numpy() for axis in emulator.axes})


def _solved(course: xarray.Dataset, seed: int) -> np.ndarray:
    """Return which versions were solved, or refuse."""
    if seed < 0:
        raise ValueError(f"seed must be zero or above, not {seed}")
    solved = np.flatnonzero(course["succeeded"].to_numpy())
    if solved.size < FEWEST_VERSIONS:
        raise TooFewVersions(
            f"{solved.size} solved versions; simulate with {FEWEST_VERSIONS} draws or more"
        )
    return solved


def total_count(counted: Counted | None, reported: Reported | None) -> int | None:
    """Return all cramps counted; None where none were."""
    if counted is None and reported is None:
        return None
    diary = 0 if counted is None else counted.cramps
    return diary + (0 if reported is None else reported.cramps)


def per_night(shown: Periods, states: States, priors: Priors) -> np.ndarray:
    """Return cramps a night of an average person, mean over the nights shown, shape (V,)."""
    masses = np.array([night.mass for night in shown.nights])
    return (expected(states, priors, "nights") * masses).mean(axis=1)


def expected_of_average(
    shown: Periods, states: States, priors: Priors, reported: Reported | None
) -> np.ndarray:
    """Return cramps of an average person in everything that was counted, shape (V,)."""
    found = np.zeros(states.age_years.size)
    for kind in ("nights", "waking", "bouts"):
        counted = np.array([stretch.counted_mass for stretch in getattr(shown, kind)])
        found = found + expected(states, priors, kind) @ counted
    if reported is not None:
        found = found + reported.nights * per_night(shown, states, priors)
    return found
