"""A diary and its course as the states that the hazard reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cramp.exposure.priors import prior
from cramp.exposure.streams import Streams
from cramp.hazard.coupling import couplings
from cramp.hazard.periods import course_minutes
from cramp.hazard.presence import present
from cramp.hazard.rates import FAST_MODEL, States, relative_effort

if TYPE_CHECKING:
    import xarray

    from cramp.diary.model import Diary
    from cramp.exposure.timeline import Timeline
    from cramp.hazard.emulator import Emulator
    from cramp.hazard.periods import Periods, Stretch


class MissingState(ValueError):
    """The course lacks a quantity that the hazard reads, or has it in another unit."""


@dataclass(frozen=True)
class Deviations:
    """How far states are from where they leave cramps alone, in V draws; as of `States`."""

    columns: tuple[str, ...]
    nights: np.ndarray
    waking: np.ndarray
    bouts: np.ndarray


def states_of(
    diary: Diary,
    course: xarray.Dataset,
    shown: Periods,
    streams: Streams,
    emulator: Emulator | None,
) -> States:
    """Read the states of V versions off a course.

    Parameters
    ----------
    diary, course
        What was told, and how it went.
    shown
        Nights, waking hours and bouts.
    streams
        Randomness for what was not told, of V versions.
    emulator
        Of the fast model; takes the place of the couplings whose state is one of its axes.

    Raises
    ------
    MissingState
        If the course lacks a quantity; the message tells how to keep it.
    """
    found = deviations_of(course, shown, emulator)
    on = shown.told.clock.day(shown.told.days - 1)
    hours, effort = _efforts(shown.told, course)
    return States(
        columns=found.columns,
        nights=found.nights,
        waking=found.waking,
        bouts=found.bouts,
        present=present(diary, course, on, streams),
        age_years=course["age"].to_numpy(),
        bout_hours=hours,
        bout_effort=effort,
    )


def deviations_of(
    course: xarray.Dataset, shown: Periods, emulator: Emulator | None = None
) -> Deviations:
    """Read off a course how far each state is from where it leaves cramps alone.

    Parameters
    ----------
    course
        Of V draws; may be that of another life on the same days.
    shown
        Nights, waking hours and bouts to average over.
    emulator
        As for `states_of`.

    Raises
    ------
    MissingState
        If the course lacks a quantity.
    """
    named = _deviations(course, emulator)
    table = np.stack([deviation for _, deviation in named], axis=-1)
    return Deviations(
        columns=tuple(name for name, _ in named),
        nights=_averaged(table, shown.nights),
        waking=_averaged(table, shown.waking),
        bouts=_averaged(table, shown.bouts),
    )


def _deviations(course: xarray.Dataset, emulator: Emulator | None) -> list[tuple[str, np.ndarray]]:
    minutes = course_minutes(course)
    interval = float(minutes[1] - minutes[0]) if minutes.size > 1 else 1.0
    emulated = () if emulator is None else emulator.axes
    named = [
        (row.id, row.deviation(_state(course, row.state, row.state_unit), interval))
        for row in couplings()
        if row.state not in emulated
    ]
    if emulator is not None:
        units = zip(emulator.axes, emulator.units, strict=True)
        milieu = {axis: _state(course, axis, unit) for axis, unit in units}
        named.append((FAST_MODEL, emulator.change(milieu)))
        named.append((FAST_MODEL, emulator.error(milieu)))
    return named


def _state(course: xarray.Dataset, name: str, unit: str) -> np.ndarray:
    if name not in course:
        raise MissingState(
            f"the course has no {name}; simulate with it among the variables to keep"
        )
    held = course[name].attrs["units"]
    if held != unit:
        raise MissingState(f"{name} is in {held} in the course and read in {unit}; give it in that")
    return course[name].to_numpy()


def _averaged(table: np.ndarray, stretches: tuple[Stretch, ...]) -> np.ndarray:
    """Return means over each stretch, shape (V, stretches, C)."""
    if not stretches:
        return np.zeros((table.shape[0], 0, table.shape[2]))
    weights = np.stack([stretch.weights for stretch in stretches])
    return np.einsum("st,vtc->vsc", weights, table)


def _efforts(told: Timeline, course: xarray.Dataset) -> tuple[np.ndarray, np.ndarray]:
    """Return hours and relative effort of each bout, shape (V, bouts).

    What was not told of a bout has the numbers that the body lived it with: the streams of the
    course's own seed.
    """
    versions = course.sizes["draw"]
    streams = Streams(int(course.attrs["seed"]), versions)
    hours, efforts = [], []
    for bout in told.bouts:
        place = told.clock.stamp(bout.at_minute)
        intensity = (
            np.minimum(1.0, prior("untold_intensity").draw(streams, place))
            if bout.intensity is None
            else np.full(versions, bout.intensity)
        )
        minutes = (
            np.full(versions, bout.minutes)
            if bout.minutes
            else prior("untold_exercise_minutes").draw(streams, place)
        )
        hours.append(minutes / 60)
        efforts.append(relative_effort(intensity))
    if not hours:
        return np.zeros((versions, 0)), np.zeros((versions, 0))
    return np.column_stack(hours), np.column_stack(efforts)
