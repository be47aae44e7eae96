"""Sensitivities: exact derivatives of what comes out of runs for the parameters they go with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from cramp.engine.errors import UnknownIdentifier
from cramp.engine.interface import Run, Schedule
from cramp.engine.vector.tangents import direction_of, tangent_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cramp.engine.interface import Engine, Solution

SOLVES_AT_ONCE = 4096


@dataclass(frozen=True)
class Sensitivities:
    """How outputs move with parameters.

    Attributes
    ----------
    times
        Output times, in the model's time unit; shape (T,).
    outputs
        Identifiers of the quantities, O of them.
    parameters
        Identifiers of the parameters, P of them.
    values
        Derivative of each output at each time for each parameter, in the output's unit per the
        parameter's; shape (R, T, O, P) for R runs. A failed run holds NaN throughout.
    failures
        Why a run failed, by its index. Empty when all succeeded.
    """

    times: np.ndarray
    outputs: tuple[str, ...]
    parameters: tuple[str, ...]
    values: np.ndarray
    failures: Mapping[int, str]

    def of(self, output: str, parameter: str) -> np.ndarray:
        """Return how one output moves with one parameter, shape (R, T)."""
        place = self.outputs.index(output), self.parameters.index(parameter)
        return self.values[:, :, place[0], place[1]]


@dataclass(frozen=True)
class SensitivitySolver:
    """Solves runs for how their outputs move with parameters, each run once per parameter.

    A parameter moves alone, but for those whose start the model computes from it, unless the run
    sets them. So do the starts of states, unless the run sets them. Schedules do not move.

    Parameters
    ----------
    engine
        Of a model with tangents: `VectorEngine(sbml, tangents=True)`.
    parameters
        Identifiers of the model's parameters, P of them.

    Raises
    ------
    UnknownIdentifier
        If the engine's model has no such parameter.
    ValueError
        If the engine's model has no tangents.
    """

    engine: Engine
    parameters: tuple[str, ...]

    def __post_init__(self) -> None:
        known = self.engine.description.parameters
        if known and not any(direction_of(name) in known for name in known):
            raise ValueError(
                f"the engine {self.engine.name!r} solves a model without tangents; "
                "make it with tangents=True"
            )
        unknown = sorted(name for name in self.parameters if direction_of(name) not in known)
        if unknown:
            raise UnknownIdentifier(f"the model has no parameters called {', '.join(unknown)}")

    def solve(
        self,
        runs: Sequence[Run],
        outputs: Sequence[str],
        times: np.ndarray,
        *,
        relative_tolerance: float | None = None,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Sensitivities:
        """Solve every run for every parameter; arguments and errors are `Engine.solve`'s.

        The tolerance holds for states and tangents alike: for what a change of the parameter by
        its own usual size would do, against the state's size. `progress` is told runs done and
        runs in all.
        """
        times = np.asarray(times, dtype=float)
        for name in outputs:
            self.engine.description.quantity(name)
        count = len(self.parameters)
        values = np.full((len(runs), len(times), len(outputs), count), np.nan)
        failures: dict[int, str] = {}
        if count == 0:
            return Sensitivities(times, tuple(outputs), (), values, failures)
        usual = self._usual_sizes()
        runs_at_once = max(1, SOLVES_AT_ONCE // count)
        for begin in range(0, len(runs), runs_at_once):
            some = runs[begin : begin + runs_at_once]
            sizes = np.array([self._sizes(run, usual) for run in some])
            solution = self.engine.solve(
                list(chain.from_iterable(map(self._moved, some, sizes))),
                [tangent_of(name) for name in outputs],
                times,
                relative_tolerance=relative_tolerance,
                cancelled=cancelled,
            )
            failures |= self._failures(solution, begin)
            values[begin : begin + len(some)] = _slopes(solution, sizes)
            if progress is not None:
                progress(begin + len(some), len(runs))
        values[list(failures)] = np.nan
        return Sensitivities(times, tuple(outputs), self.parameters, values, failures)

    def _usual_sizes(self) -> list[float]:
        """Return the size of each parameter where no run sets it; 1 where it has none."""
        start = np.array([0.0])
        untold = Run(Schedule((), start, np.zeros((1, 0))))
        values = self.engine.solve([untold], self.parameters, start).values[0, 0]
        return [_size(value, 1.0) for value in values]

    def _sizes(self, run: Run, usual: list[float]) -> list[float]:
        """Return how far to move each parameter: the tolerance has a meaning beside its size."""
        return [
            _size(run.parameters.get(name, size), size)
            for name, size in zip(self.parameters, usual, strict=True)
        ]

    def _moved(self, run: Run, sizes: np.ndarray) -> list[Run]:
        """Return a run once for each parameter, which moves."""
        held = {direction_of(name): 0.0 for name in run.parameters}
        initial = {tangent_of(name): 0.0 for name in run.initial}
        still = replace(run, schedule=self._held(run.schedule), initial={**run.initial, **initial})
        return [
            replace(still, parameters={**run.parameters, **held, direction_of(name): float(size)})
            for name, size in zip(self.parameters, sizes, strict=True)
        ]

    def _held(self, schedule: Schedule) -> Schedule:
        """Return a schedule whose inputs do not move with any parameter."""
        inputs = self.engine.description.inputs
        moving = tuple(tangent_of(name) for name in schedule.inputs if tangent_of(name) in inputs)
        if not moving:
            return schedule
        zeros = np.zeros((len(schedule.edges), len(moving)))
        return Schedule(
            (*schedule.inputs, *moving), schedule.edges, np.hstack([schedule.values, zeros])
        )

    def _failures(self, solution: Solution, begin: int) -> dict[int, str]:
        """Return the first reason why each run failed."""
        reasons: dict[int, str] = {}
        for index, reason in sorted(solution.failures.items()):
            run, place = divmod(index, len(self.parameters))
            named = f"{reason} (solved for {self.parameters[place]})"
            reasons.setdefault(begin + run, named)
        return reasons


def _slopes(solution: Solution, sizes: np.ndarray) -> np.ndarray:
    """Return tangents over how far each of P parameters was moved, shape (runs, T, O, P)."""
    found = solution.values.reshape(*sizes.shape, *solution.values.shape[1:])
    return np.moveaxis(found / sizes[:, :, np.newaxis, np.newaxis], 1, -1)


def _size(value: float, instead: float) -> float:
    return abs(value) if value != 0 and np.isfinite(value) else instead
