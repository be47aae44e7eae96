"""Runs as the driver takes them: flat arrays of edges, inputs, constants and starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cramp.engine.vector.evaluation import evaluate
from cramp.engine.vector.graph import Graph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cramp.engine.description import ModelDescription
    from cramp.engine.interface import Run, Schedule
    from cramp.engine.vector.excerpt import Excerpt
    from cramp.engine.vector.program import Program

ABSOLUTE_TOLERANCE_SHARE = 1e-3
"""Absolute over relative tolerance: a thousandth of a state's usual size counts as zero."""

@dataclass(frozen=True)
class Packed:
    """R runs, E edges in all; see `cramp.engine.vector.context.SLOTS` for each array."""

    edges: np.ndarray
    values: np.ndarray
    jumps: np.ndarray
    first_edge: np.ndarray
    last_edge: np.ndarray
    constants: np.ndarray
    initial: np.ndarray
    scale: np.ndarray


def pack(
    program: Program,
    constants: Excerpt,
    description: ModelDescription,
    runs: Sequence[Run],
    end: float,
    dtype: np.dtype,
) -> Packed:
    """Pack runs.

    Parameters
    ----------
    program
        Of the model.
    constants
        Constants of a run that the kernels want, C of them.
    description
        Names of states, parameters and inputs.
    runs
        R runs.
    end
        Last time that is wanted.
    dtype
        Of the kernels' numbers.
    """
    parameters = _parameters(program, description, runs)
    starts = np.array([run.schedule.edges[0] for run in runs], dtype=float)
    inputs = program.input_start.evaluate({"parameter": parameters, "time": [starts]}, len(runs))
    symbols = {"parameter": parameters, "time": [starts], "input": inputs}
    initial = _initial(program, description, runs, symbols)
    scale = _scales(description, initial)
    schedules = _Schedules(tuple(description.inputs), inputs, end)
    for number, run in enumerate(runs):
        schedules.add(number, run.schedule)
    symbols |= {"state": initial, "input": schedules.first_values(len(runs))}
    jumps = schedules.jumps(
        _Sensitivity(program, symbols, scale, schedules.delivered(len(runs)))
    )
    time_row = np.vstack([initial, starts]).T
    return Packed(
        edges=np.concatenate(schedules.edges),
        values=np.ascontiguousarray(np.concatenate(schedules.values), dtype=dtype),
        jumps=np.ascontiguousarray(jumps, dtype=dtype),
        first_edge=np.array(schedules.first, dtype=np.int64),
        last_edge=np.array(schedules.last, dtype=np.int64),
        constants=np.ascontiguousarray(constants.evaluate(symbols, len(runs)).T, dtype=dtype),
        initial=np.ascontiguousarray(time_row, dtype=dtype),
        scale=np.ascontiguousarray(
            np.vstack([scale * ABSOLUTE_TOLERANCE_SHARE, np.ones(len(runs))]).T, dtype=dtype
        ),
    )


def _parameters(
    program: Program, description: ModelDescription, runs: Sequence[Run]
) -> np.ndarray:
    """Return every run's parameters, shape (parameters, runs)."""
    place = {name: index for index, name in enumerate(description.parameters)}
    told = np.zeros((len(place), len(runs)), dtype=bool)
    values = np.zeros((len(place), len(runs)))
    for column, run in enumerate(runs):
        places = [place[name] for name in run.parameters]
        told[places, column] = True
        values[places, column] = list(run.parameters.values())
    graph = Graph(list(program.parameter_start.nodes))
    for index in program.parameter_order:
        start = evaluate(graph, [program.parameter_start.roots[index]], {"parameter": values})[0]
        values[index] = np.where(told[index], values[index], start)
    return values


def _initial(
    program: Program,
    description: ModelDescription,
    runs: Sequence[Run],
    symbols: dict,
) -> np.ndarray:
    """Return the states' starts, shape (states, runs)."""
    initial = program.initial.evaluate(symbols, len(runs))
    place = {name: index for index, name in enumerate(description.states)}
    for column, run in enumerate(runs):
        for name, value in run.initial.items():
            initial[place[name], column] = value
    return initial


def _scales(description: ModelDescription, initial: np.ndarray) -> np.ndarray:
    """Return the size of each state, shape (states, runs).

    It is the start, or, where that is zero, the smallest start above zero among the states that
    reactions join it to.
    """
    place = {name: index for index, name in enumerate(description.states)}
    sizes = np.abs(initial)
    sizes[~np.isfinite(sizes)] = 0.0
    scale = sizes.copy()
    for group in description.connected_states():
        rows = sorted(place[name] for name in group)
        full = np.where(sizes[rows] > 0, sizes[rows], np.inf).min(axis=0)
        smallest = np.where(np.isfinite(full), full, 1.0)
        scale[rows] = np.where(sizes[rows] > 0, sizes[rows], smallest)
    return scale


class _Sensitivity:
    """How fast each input moves the states, against their sizes, at the start.

    A state that starts empty is as large here as what the inputs bring it between two edges.
    """

    def __init__(
        self, program: Program, symbols: dict, scale: np.ndarray, delivered: np.ndarray
    ) -> None:
        runs = scale.shape[1]
        slopes = program.input_slopes.evaluate(symbols, runs)
        brought = np.zeros_like(scale)
        for (state, place), slope in zip(program.input_places, slopes, strict=True):
            brought[state] += np.abs(slope) * delivered[place]
        empty = (symbols["state"] == 0) & (brought > 0)
        size = np.where(empty, np.minimum(brought, scale), scale)
        self.of_inputs = np.zeros_like(delivered)
        for (state, place), slope in zip(program.input_places, slopes, strict=True):
            self.of_inputs[place] += (slope / size[state]) ** 2
        self.of_inputs = np.sqrt(self.of_inputs)
        start = program.slopes.evaluate(symbols, runs) / size
        self.at_start = np.max(np.abs(start), axis=0)


class _Schedules:
    """Edges and inputs of all schedules; runs with the same schedule share them."""

    def __init__(self, names: tuple[str, ...], defaults: np.ndarray, end: float) -> None:
        self.place = {name: index for index, name in enumerate(names)}
        self.defaults = defaults
        self.end = end
        self.edges: list[np.ndarray] = []
        self.values: list[np.ndarray] = []
        self.first: list[int] = []
        self.last: list[int] = []
        self.first_of: list[int] = []
        self._runs: list[int] = []
        self._known: dict[int, tuple[int, int, Schedule]] = {}
        self._count = 0

    def add(self, run: int, schedule: Schedule) -> None:
        """Add a run's schedule."""
        known = self._known.get(id(schedule))
        if known is None:
            edges = schedule.edges
            count = max(1, int(np.searchsorted(edges, self.end, side="right")))
            values = np.tile(self.defaults[:, run], (count, 1))
            values[:, [self.place[name] for name in schedule.inputs]] = schedule.values[:count]
            self.edges.append(np.asarray(edges[:count], dtype=float))
            self.values.append(values)
            self.first_of.append(self._count)
            self._runs.append(run)
            # Kept with its schedule: the identity of one that is gone may be given again.
            known = (self._count, self._count + count - 1, schedule)
            self._known[id(schedule)] = known
            self._count += count
        self.first.append(known[0])
        self.last.append(known[1])

    def first_values(self, runs: int) -> np.ndarray:
        """Return the inputs that each run begins with, shape (inputs, runs)."""
        all_values = np.concatenate(self.values)
        return all_values[self.first[:runs]].T

    def delivered(self, runs: int) -> np.ndarray:
        """Return the most that each input brings between two edges, shape (inputs, runs)."""
        most = {}
        for first, edges, values in zip(self.first_of, self.edges, self.values, strict=True):
            lengths = np.diff(edges, append=max(self.end, edges[-1]))
            most[first] = np.max(np.abs(values) * lengths[:, np.newaxis], axis=0)
        return np.array([most[first] for first in self.first[:runs]]).T

    def jumps(self, sensitivity: _Sensitivity) -> np.ndarray:
        """Return how much faster the states move after each edge, over their sizes.

        At a run's start, how fast they move at all.
        """
        found = []
        for run, values in zip(self._runs, self.values, strict=True):
            moved = np.diff(values, axis=0) * sensitivity.of_inputs[:, run]
            found.append(sensitivity.at_start[run : run + 1])
            found.append(np.sqrt(np.sum(moved**2, axis=1)))
        joined = np.concatenate(found)
        return np.where(np.isfinite(joined), joined, 0.0)
