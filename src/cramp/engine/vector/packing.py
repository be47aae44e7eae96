"""Runs as the driver takes them: flat arrays of edges, inputs, constants and starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cramp.engine.vector.columns import told_columns
from cramp.engine.vector.evaluation import evaluate
from cramp.engine.vector.graph import Graph
from cramp.engine.vector.joined_schedules import join_schedules
from cramp.engine.vector.switches import switching_times

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cramp.engine.description import ModelDescription
    from cramp.engine.interface import Run
    from cramp.engine.vector.excerpt import Excerpt
    from cramp.engine.vector.graph import SymbolKind
    from cramp.engine.vector.joined_schedules import JoinedSchedules
    from cramp.engine.vector.program import Program

ABSOLUTE_TOLERANCE_SHARE = 1e-3
"""Absolute over relative tolerance: a thousandth of a state's usual size counts as zero."""

SETTLING_TIME = 1e7
"""How long the first inputs are held for a run that starts settled, in the model's time unit: 19
years of minutes. Long against anything that settles at all."""


@dataclass(frozen=True)
class Packed:
    """R runs, E edges in all; see `cramp.engine.vector.context.SLOTS` for each array."""

    edges: np.ndarray
    values: np.ndarray
    sensitivity: np.ndarray
    first_slope: np.ndarray
    first_edge: np.ndarray
    last_edge: np.ndarray
    constants: np.ndarray
    initial: np.ndarray
    scale: np.ndarray
    settling_time: np.ndarray
    settling_clock: np.ndarray


def pack(  # what the runs are packed for
    program: Program,
    constants: Excerpt,
    description: ModelDescription,
    runs: Sequence[Run],
    end: float,
    dtype: np.dtype,
    group: int = 1,
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
    group
        How many consecutive runs share their steps.

    Raises
    ------
    ValueError
        If the runs of a group begin at different times, or some settled and others not.
    """
    # NumPy may round a lone number otherwise than several; a run must not depend on the others.
    columns = [*runs, runs[-1]] if len(runs) == 1 else runs
    count = len(columns)
    starts = np.array([run.schedule.edges[0] for run in columns], dtype=float)
    symbols: dict[SymbolKind, np.ndarray | list[np.ndarray]] = {"time": [starts]}
    symbols["parameter"] = _parameters(program, description, columns)
    symbols["input"] = inputs = program.input_start.evaluate(symbols, count)
    with np.errstate(all="ignore"):  # what has no number shows in the run itself
        initial = _initial(program, description, columns, symbols)
        scale = _scales(description, initial)
        parameters = np.asarray(symbols["parameter"])
        clocked = switching_times(program.switches, parameters, starts)
        schedules = join_schedules(
            columns, tuple(description.inputs), inputs, end, group, dtype, clocked
        )
        symbols["state"] = initial
        packed_constants = constants.evaluate(symbols, count)
        symbols["input"] = schedules.first_values()
        sensitivity, first_slope = _sensitivity(program, symbols, initial, scale, schedules)
        return Packed(
            edges=schedules.edges,
            values=schedules.values,
            sensitivity=np.ascontiguousarray(sensitivity.T, dtype=dtype),
            first_slope=np.ascontiguousarray(first_slope, dtype=dtype),
            first_edge=schedules.first,
            last_edge=schedules.last,
            constants=np.ascontiguousarray(packed_constants.T, dtype=dtype),
            initial=np.ascontiguousarray(np.vstack([initial, starts]).T, dtype=dtype),
            scale=np.ascontiguousarray(
                np.vstack([scale * ABSOLUTE_TOLERANCE_SHARE, np.ones(count)]).T, dtype=dtype
            ),
            **_settling(columns, dtype, group),
        )


def _parameters(program: Program, description: ModelDescription, runs: Sequence[Run]) -> np.ndarray:
    """Return every run's parameters, shape (parameters, runs)."""
    nodes, roots = program.parameter_start.nodes, program.parameter_start.roots
    told, values = told_columns(tuple(description.parameters), [run.parameters for run in runs])
    starts = [nodes[root] for root in roots]
    known = np.array([one.value if one.operation == "constant" else 0.0 for one in starts])
    values = np.where(told, values, known[:, np.newaxis])
    graph = Graph(list(nodes))
    for index in program.parameter_order:
        if starts[index].operation != "constant":
            start = evaluate(graph, [roots[index]], {"parameter": values})[0]
            values[index] = np.where(told[index], values[index], start)
    return values


def _initial(
    program: Program,
    description: ModelDescription,
    runs: Sequence[Run],
    symbols: dict[SymbolKind, np.ndarray | list[np.ndarray]],
) -> np.ndarray:
    """Return the states' starts, shape (states, runs)."""
    initial = program.initial.evaluate(symbols, len(runs))
    told, values = told_columns(tuple(description.states), [run.initial for run in runs])
    return np.where(told, values, initial)


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


def _sensitivity(
    program: Program,
    symbols: dict[SymbolKind, np.ndarray | list[np.ndarray]],
    initial: np.ndarray,
    scale: np.ndarray,
    schedules: JoinedSchedules,
) -> tuple[np.ndarray, np.ndarray]:
    """Return how much faster the states move for each input, and how fast they move at the start.

    Over their sizes; the former squared and summed over states, shape (inputs, runs), the latter
    of the fastest state, shape (runs,). A state that starts empty is as large here as what the
    inputs bring it between two edges.
    """
    runs = scale.shape[1]
    slopes = program.input_slopes.evaluate(symbols, runs)
    delivered = schedules.delivered()
    brought = np.zeros_like(scale)
    for (state, place), slope in zip(program.input_places, slopes, strict=True):
        brought[state] += np.abs(slope) * delivered[place]
    empty = (initial == 0) & (brought > 0)
    size = np.where(empty, np.minimum(brought, scale), scale)
    sensitivity = np.zeros((len(program.input_start.roots), runs))
    for (state, place), slope in zip(program.input_places, slopes, strict=True):
        sensitivity[place] += (slope / size[state]) ** 2
    at_start = program.slopes.evaluate(symbols, runs) / size
    fastest = np.max(np.abs(at_start), axis=0, initial=0.0)
    return _finite(sensitivity), _finite(fastest)


def _finite(values: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(values), values, 0.0)


def _settling(runs: Sequence[Run], dtype: np.dtype, group: int) -> dict[str, np.ndarray]:
    settles = np.array([run.settled_at is not None for run in runs])
    for begin in range(0, len(runs) if group > 1 else 0, group):
        if len(set(settles[begin : begin + group])) > 1:
            raise ValueError(
                "runs that share their steps start settled (settled_at) all together or not at all"
            )
    clock = np.array([run.settled_at or 0.0 for run in runs])
    return {
        "settling_time": np.where(settles, SETTLING_TIME, 0.0).astype(dtype),
        "settling_clock": clock.astype(dtype),
    }
