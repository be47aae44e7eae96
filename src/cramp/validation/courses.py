"""The simulated course of what was measured, comparable with the measured value at every time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from cramp.exposure.clock import DAY_MINUTES
from cramp.validation.lived_arm import Stretch
from cramp.validation.measures import arms_of, centre, main_stretch, person_numbers, stretches
from cramp.validation.scales import is_relative, unit_factor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cramp.validation.format import Experiment
    from cramp.validation.lived_arm import LivedArm
    from cramp.validation.measurements import Measurement
    from cramp.validation.quantities import Known

STEPS = 120
"""Times of a course after its first, at most."""

LONGEST_HOURLY_MINUTES = 2 * DAY_MINUTES
"""Beyond it a course is looked at once a day, at the hour of its last measurement: else the
rhythm of the days would hide what was measured."""

_WITHIN_A_DAY_MINUTES = 180.0
"""How often the mean, peak or nadir of a day is looked at."""

_BAND = (0.05, 0.95)
"""Quantiles of the people."""

_OVER_TIME = {"absolute", "change", "difference"}
_NOT_OVER_TIME = {"time_of_peak", "time_of_nadir"}


@dataclass(frozen=True)
class Trace:
    """The simulated course of one arm, in the measurement's unit.

    Attributes
    ----------
    arm
        Its name; of a difference, the first.
    minutes
        Since day 1 began, ascending, shape (T,). A rate, and the mean, peak or nadir of a day,
        stand in the middle of their stretch.
    centre
        Mean of the people, or their median where that was measured; shape (T,).
    low, high
        Their 5 % and 95 % quantiles, shape (T,); None for the difference of arms with different
        people.
    """

    arm: str
    minutes: np.ndarray
    centre: np.ndarray
    low: np.ndarray | None
    high: np.ndarray | None


def has_course(measurements: Sequence[Measurement], experiment: Experiment) -> bool:
    """Return whether measurements of one kind can be shown over time.

    Shares and spreads of people, ratios, slopes and times of a peak cannot, nor can a moment
    before which nothing happened.
    """
    first = measurements[0]
    over_time = first.measure in _OVER_TIME and first.take not in _NOT_OVER_TIME
    if not over_time or (first.take == "cumulative" and first.since is not None):
        return False
    named = {name for one in measurements for name in arms_of(one, experiment)}
    arms = [arm for arm in experiment.arms if arm.name in named]
    happens = first.over is not None or any(arm.protocol for arm in arms)
    begin, end = _span(measurements, experiment)
    return happens and end > begin


def course_times(measurements: Sequence[Measurement], experiment: Experiment) -> np.ndarray:
    """Return when the body has to be known for the course of measurements, shape (S,)."""
    times = [
        stretch.times()
        for line in _lines(measurements, experiment)
        for stretch in _stretches(line, measurements, experiment)
    ]
    return np.unique(np.concatenate(times))


def traces(
    measurements: Sequence[Measurement],
    experiment: Experiment,
    lived: Mapping[str, LivedArm],
    known: Known,
) -> tuple[Trace, ...]:
    """Return the courses of measurements of one kind, one for each arm.

    Parameters
    ----------
    measurements
        Of one quantity, take, measure, unit, arm compared with, and start of a change.
    experiment
        Whose.
    lived
        By the name of the arm, known at `course_times`.
    known
        What can be measured in the body.
    """
    return tuple(
        _trace(line, _stretches(line, measurements, experiment), experiment, lived, known)
        for line in _lines(measurements, experiment)
    )


def _lines(measurements: Sequence[Measurement], experiment: Experiment) -> list[Measurement]:
    """Return the last measurement of each line: an arm, or one pile of an arm."""
    last: dict[tuple[str, float], Measurement] = {}
    for one in measurements:
        stretch = main_stretch(one, experiment)
        begin = stretch.begin_minute if one.take == "cumulative" else 0.0
        key = (arms_of(one, experiment)[0], begin)
        before = last.get(key)
        if before is None or stretch.end_minute > main_stretch(before, experiment).end_minute:
            last[key] = one
    return list(last.values())


def _span(measurements: Sequence[Measurement], experiment: Experiment) -> tuple[float, float]:
    """Return the first and the last minute of a course; it begins at the zero at the latest."""
    seen = [stretch for one in measurements for stretch in stretches(one, experiment)]
    begin = min(stretch.begin_minute for stretch in seen)
    return min(begin, experiment.zero.minutes), max(stretch.end_minute for stretch in seen)


def _stretches(
    line: Measurement, measurements: Sequence[Measurement], experiment: Experiment
) -> list[Stretch]:
    """Return what stretches of time the points of a line look at."""
    begin, end = _span(measurements, experiment)
    if line.take == "cumulative":
        pile = main_stretch(line, experiment)
        begin, end = pile.begin_minute, pile.end_minute
        return [
            Stretch("cumulative", begin, float(at)) for at in np.linspace(begin, end, STEPS)[1:]
        ]
    if end - begin <= LONGEST_HOURLY_MINUTES:
        edges = [float(at) for at in np.linspace(begin, end, STEPS + 1)]
        if line.take == "rate":
            return [Stretch("rate", *pair) for pair in pairwise(edges)]
        return [Stretch("value", at, at) for at in edges]
    ends = _day_ends(begin, end)
    if line.take == "value":
        return [Stretch("value", at, at) for at in ends]
    return [
        Stretch(line.take, at - DAY_MINUTES, at, _WITHIN_A_DAY_MINUTES)
        for at in ends
        if at - DAY_MINUTES >= begin
    ]


def _day_ends(begin: float, end: float) -> list[float]:
    """Return moments at the hour of the last, ascending: every day, or every so many days."""
    days = math.ceil((end - begin) / DAY_MINUTES / STEPS)
    count = int((end - begin) // (days * DAY_MINUTES))
    return [end - back * days * DAY_MINUTES for back in range(count, -1, -1)]


def _trace(
    line: Measurement,
    looked_at: Sequence[Stretch],
    experiment: Experiment,
    lived: Mapping[str, LivedArm],
    known: Known,
) -> Trace:
    of_arms = [
        np.array(
            [person_numbers(line, experiment, lived[arm], stretch, known) for stretch in looked_at]
        )
        for arm in arms_of(line, experiment)
    ]
    centres = [np.array([centre(line, row) for row in people]) for people in of_arms]
    unit = unit_factor(line, known)
    band = None
    if len(of_arms) == 1 or _share_people(line, experiment):
        band = np.quantile(_compared(line, of_arms), _BAND, axis=1) / unit
    return Trace(
        arm=arms_of(line, experiment)[0],
        minutes=np.array([_shown_at(stretch) for stretch in looked_at]),
        centre=_compared(line, centres) / unit,
        low=None if band is None else band[0],
        high=None if band is None else band[1],
    )


def _shown_at(stretch: Stretch) -> float:
    if stretch.take == "cumulative":
        return stretch.end_minute
    return (stretch.begin_minute + stretch.end_minute) / 2


def _compared(line: Measurement, of_arms: Sequence[np.ndarray]) -> np.ndarray:
    """Return the numbers of the only arm, or how those of the first differ from the other's."""
    if len(of_arms) == 1:
        return of_arms[0]
    one, other = of_arms
    return one / other - 1 if is_relative(line) and line.since is None else one - other


def _share_people(line: Measurement, experiment: Experiment) -> bool:
    named = arms_of(line, experiment)
    one, other = (experiment.people_of(arm) for arm in experiment.arms if arm.name in named)
    return one == other
