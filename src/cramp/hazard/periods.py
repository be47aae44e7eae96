"""The nights, waking hours and bouts of a diary, and which hours of the course each looks at."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from cramp.exposure.priors import prior
from cramp.exposure.timeline import timeline
from cramp.hazard.clock import DAY_HOURS, STANDARD_NIGHT, clock_density, share_between

if TYPE_CHECKING:
    import xarray

    from cramp.diary.model import Diary
    from cramp.exposure.clock import Clock
    from cramp.exposure.timeline import Bout, Timeline

STEP_MINUTES = 15.0
AFTER_BOUT_MINUTES = 60.0
"""What comes so long after a bout still belongs to it (assumed: exercise cramps come during or
shortly after)."""


class CourseOfAnotherDiary(ValueError):
    """The course was not simulated from this diary."""


@dataclass(frozen=True)
class Stretch:
    """A stretch of time in which cramps may come.

    Attributes
    ----------
    begin_minute, end_minute
        On the timeline's clock.
    mass
        Rest cramps of the stretch, by the clock alone, over those of a standard night; 1 for a
        bout.
    rest_mass
        The same, of a bout too: what rest at that hour would bring.
    counted_mass
        The same of the part from which cramps were counted; 0 where none were.
    weights
        How much each time of the course counts in it, shape (T,); they sum to 1.
    """

    begin_minute: float
    end_minute: float
    mass: float
    rest_mass: float
    counted_mass: float
    weights: np.ndarray


@dataclass(frozen=True)
class Periods:
    """Everything of a diary's days, apart by kind; each tuple in time order.

    Attributes
    ----------
    told
        The diary on one clock.
    nights
        Usual sleep that ends on each day shown.
    waking
        The hours between.
    bouts
        Exercise, with the hour after it.
    """

    told: Timeline
    nights: tuple[Stretch, ...]
    waking: tuple[Stretch, ...]
    bouts: tuple[Stretch, ...]


def told_timeline(diary: Diary, course: xarray.Dataset) -> Timeline:
    """Return the diary on the clock of its course.

    Raises
    ------
    CourseOfAnotherDiary
        If the course begins at another time or shows other days.
    """
    from datetime import UTC, datetime

    from cramp.exposure.clock import Clock

    start = course["time"].to_numpy()[0].astype("datetime64[s]").astype(datetime)
    zone = Clock.at_midnight(start.date(), diary.time_zone).origin.tzinfo
    today = start.replace(tzinfo=UTC).astimezone(zone).date()
    told = timeline(diary, today)
    origin = told.clock.moment(0).astimezone(UTC).replace(tzinfo=None)
    if origin != start or told.days != course.attrs["days"]:
        raise CourseOfAnotherDiary(
            f"the course shows {course.attrs['days']} days from {start} UTC, the diary "
            f"{told.days} from {origin}; simulate this diary again"
        )
    return told


def periods(told: Timeline, course: xarray.Dataset, counted_from: float | None) -> Periods:
    """Divide the days of a course.

    Parameters
    ----------
    told
        From `told_timeline`.
    course
        Whose times are looked at.
    counted_from
        Minute from which cramps were counted; None if they were not.
    """
    times = course_minutes(course)
    nights = [_night(told, day) for day in range(told.days)]
    edges = [(end, begin) for (_, end), (begin, _) in pairwise(nights)]
    last = (nights[-1][1], told.end_minute)
    waking = [edge for edge in (*edges, last) if edge[1] > edge[0]]
    return Periods(
        told=told,
        nights=tuple(_by_clock(told.clock, *night, times, counted_from) for night in nights),
        waking=tuple(_by_clock(told.clock, *awake, times, counted_from) for awake in waking),
        bouts=tuple(_bout(told.clock, bout, times, counted_from) for bout in told.bouts),
    )


def course_minutes(course: xarray.Dataset) -> np.ndarray:
    """Return the times of a course in minutes from its first, shape (T,)."""
    times = course["time"].to_numpy()
    return (times - times[0]) / np.timedelta64(1, "m")


def _night(told: Timeline, day: int) -> tuple[float, float]:
    """Return begin and end of the usual sleep that ends on a day."""
    begin, end = told.asleep
    evening = day - 1 if begin >= end else day
    return told.clock.at(evening, begin), told.clock.at(day, end)


def _by_clock(
    clock: Clock, begin: float, end: float, times: np.ndarray, counted_from: float | None
) -> Stretch:
    middles, masses = _rest_masses(clock, begin, end)
    mass = float(masses.sum())
    counted = 0.0 if counted_from is None else float(masses[middles >= counted_from].sum())
    return Stretch(begin, end, mass, mass, counted, _weights(middles, masses, times))


def _rest_masses(clock: Clock, begin: float, end: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the middles of short steps, and what rest brings in each by the clock alone."""
    steps = max(1, round((end - begin) / STEP_MINUTES))
    length = (end - begin) / steps
    middles = begin + (np.arange(steps) + 0.5) * length
    moments = [clock.moment(minute) for minute in middles.tolist()]
    hours = np.array([moment.hour + moment.minute / 60 for moment in moments])
    return middles, clock_density(hours) * length / 60 / share_between(*STANDARD_NIGHT)


def _bout(clock: Clock, bout: Bout, times: np.ndarray, counted_from: float | None) -> Stretch:
    minutes = bout.minutes or prior("untold_exercise_minutes").value
    end = bout.at_minute + minutes + AFTER_BOUT_MINUTES
    middles = np.arange(bout.at_minute, end, STEP_MINUTES) + STEP_MINUTES / 2
    counted = counted_from is not None and bout.at_minute >= counted_from
    even = np.ones(middles.size)
    rest = float(_rest_masses(clock, bout.at_minute, end)[1].sum())
    weights = _weights(middles, even, times)
    return Stretch(bout.at_minute, end, 1.0, rest, float(counted), weights)


def _weights(middles: np.ndarray, masses: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Return weights of the nearest times of the course; before its first, that counts."""
    interval = times[1] - times[0] if times.size > 1 else DAY_HOURS * 60
    nearest = np.clip(np.round(middles / interval).astype(int), 0, times.size - 1)
    return np.bincount(nearest, masses, minlength=times.size) / masses.sum()
