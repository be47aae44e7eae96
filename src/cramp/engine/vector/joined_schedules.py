"""Schedules of many runs, one after the other in flat arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cramp.engine.interface import Run, Schedule


@dataclass(frozen=True)
class JoinedSchedules:
    """Schedules of R runs, with E edges in all, up to the last time that is wanted.

    Attributes
    ----------
    edges
        Times, run by run; shape (E,).
    values
        All the model's inputs from each edge on; shape (E, I).
    first, last
        Each run's first and last edge; shape (R,), int64.
    end
        Last time that is wanted.
    """

    edges: np.ndarray
    values: np.ndarray
    first: np.ndarray
    last: np.ndarray
    end: float

    def first_values(self) -> np.ndarray:
        """Return the inputs that each run begins with, shape (I, R)."""
        return self.values[self.first].T

    def delivered(self) -> np.ndarray:
        """Return the most that each input brings each run between two edges, shape (I, R)."""
        lengths = np.diff(self.edges, append=self.end)
        lengths[self.last] = np.maximum(self.end - self.edges[self.last], 0.0)
        brought = np.abs(self.values)
        brought *= lengths[:, np.newaxis]
        return np.maximum.reduceat(brought, self.first, axis=0).T


def join_schedules(
    runs: Sequence[Run],
    names: tuple[str, ...],
    defaults: np.ndarray,
    end: float,
    group: int,
    dtype: np.dtype,
    switching_times: np.ndarray | None = None,
) -> JoinedSchedules:
    """Join the schedules of runs.

    Parameters
    ----------
    runs
        R runs.
    names
        Of the model's I inputs.
    defaults
        Values of inputs that a schedule does not tell, shape (I, R).
    end
        Last time that is wanted; edges after it are left out.
    group
        How many consecutive runs share their edges: each gets those of all.
    dtype
        Of the values.
    switching_times
        Times at which each run's formulas switch, shape (S, R): edges more.

    Raises
    ------
    ValueError
        If the runs of a group begin at different times.
    """
    schedules = [run.schedule for run in runs]
    if switching_times is not None:
        schedules = [
            _with_edges(schedule, times)
            for schedule, times in zip(schedules, switching_times.T, strict=True)
        ]
    if group > 1:
        schedules = _sharing_edges(schedules, group)
    counts = np.array([_wanted_edges(schedule, end) for schedule in schedules], dtype=np.int64)
    last = np.cumsum(counts) - 1
    first = last - counts + 1
    place = {name: index for index, name in enumerate(names)}
    values = np.empty((int(counts.sum()), len(names)), dtype=dtype)
    columns: dict[tuple[str, ...], list[int]] = {}
    for run, (begin, schedule) in enumerate(zip(first.tolist(), schedules, strict=True)):
        told = columns.get(schedule.inputs)
        if told is None:
            told = columns[schedule.inputs] = [place[name] for name in schedule.inputs]
        rows = values[begin : last[run] + 1]
        if len(told) < len(names):
            rows[:] = defaults[:, run]
        rows[:, told] = schedule.values[: len(rows)]
    edges = np.concatenate(
        [schedule.edges[:count] for schedule, count in zip(schedules, counts, strict=True)]
    )
    return JoinedSchedules(np.asarray(edges, dtype=float), values, first, last, end)


def _wanted_edges(schedule: Schedule, end: float) -> int:
    if schedule.edges[-1] <= end:
        return len(schedule.edges)
    return max(1, int(np.searchsorted(schedule.edges, end, side="right")))


def _sharing_edges(schedules: list[Schedule], group: int) -> list[Schedule]:
    """Give the schedules of each group the edges of all of them."""
    shared = []
    for begin in range(0, len(schedules), group):
        members = schedules[begin : begin + group]
        if len({float(schedule.edges[0]) for schedule in members}) > 1:
            raise ValueError("runs that share their steps must begin at the same time")
        edges = np.unique(np.concatenate([schedule.edges for schedule in members]))
        shared += [_at_edges(schedule, edges) for schedule in members]
    return shared


def _with_edges(schedule: Schedule, times: np.ndarray) -> Schedule:
    inside = times[np.isfinite(times) & (times > schedule.edges[0])]
    return _at_edges(schedule, np.union1d(schedule.edges, inside))


def _at_edges(schedule: Schedule, edges: np.ndarray) -> Schedule:
    if len(schedule.edges) == len(edges):
        return schedule
    before = np.searchsorted(schedule.edges, edges, side="right") - 1
    return type(schedule)(schedule.inputs, edges, schedule.values[before])
