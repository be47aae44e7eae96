"""The reference engine: libRoadRunner's CVODE. Slow, trusted, independent of our own code."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from cramp.engine.description import ModelDescription, describe
from cramp.engine.errors import SolveCancelled
from cramp.engine.interface import NOT_FINITE, Solution, check_numbers, check_request
from cramp.engine.runner import load_runner, set_to_start
from cramp.engine.settling import read_states, with_time_held
from cramp.engine.told_parameters import computes_more_than_species, with_parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from roadrunner import RoadRunner

    from cramp.engine.interface import Run

RUNS_PER_BATCH = 8
USUAL_TOLERANCE = 1e-5
"""Relative, where none is asked for."""

ABSOLUTE_TOLERANCE_SHARE = 1e-3
"""Absolute over relative tolerance: a thousandth of a state's usual size counts as zero."""

SETTLING_TIME = 1e7
"""How long the first inputs are held for a run that starts settled, in the model's time unit."""

SETTLING_TOLERANCE = 1e-9
"""Relative tolerance while a run settles; it costs little, as the steps grow long."""

SETTLED_CHANGE = 1e-5
"""A run has settled when no state moves by more than this share in half the settling time."""

_POLL_SECONDS = 0.2
_LOADED_MODELS = 4


@dataclass(frozen=True)
class ReferenceEngine:
    """Solves an SBML model with libRoadRunner.

    Parameters
    ----------
    sbml
        The model, as SBML text.
    workers
        Processes to use; 1 solves in this process. More need a caller that can be
        imported again (a guarded main module), as Python's `spawn` demands.

    Raises
    ------
    EngineUnavailable
        If libRoadRunner is not installed.
    UnsupportedModel
        If the model has features that no engine here runs; from `solve`, if libRoadRunner
        does not take it.
    """

    sbml: str
    workers: int = 1
    name: str = field(default="reference", init=False)
    description: ModelDescription = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "description", describe(self.sbml))

    def solve(
        self,
        runs: Sequence[Run],
        outputs: Sequence[str],
        times: np.ndarray,
        *,
        relative_tolerance: float | None = None,
        group: int = 1,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Solution:
        """Solve every run; see `cramp.engine.interface.Engine.solve`. Groups share no steps."""
        times = np.asarray(times, dtype=float)
        check_request(self.description, runs, outputs, times)
        tolerance = USUAL_TOLERANCE if relative_tolerance is None else relative_tolerance
        check_numbers(len(runs), tolerance, group)
        values = np.full((len(runs), len(times), len(outputs)), np.nan)
        failures: dict[int, str] = {}
        task = _Task(tuple(outputs), times, tolerance)
        done = 0
        for start, batch in self._batches(runs, task, cancelled):
            for offset, (result, failure) in enumerate(batch):
                if failure is None:
                    values[start + offset] = result
                else:
                    failures[start + offset] = failure
            done += len(batch)
            if progress is not None:
                progress(done, len(runs))
        return Solution(times, tuple(outputs), values, failures)

    def _batches(
        self, runs: Sequence[Run], task: _Task, cancelled: Callable[[], bool] | None
    ) -> Any:  # a generator of (start, results)
        batches = [
            (start, list(runs[start : start + RUNS_PER_BATCH]))
            for start in range(0, len(runs), RUNS_PER_BATCH)
        ]
        if self.workers <= 1 or len(batches) == 1:
            solver = _solver(self.sbml)
            for start, batch in batches:
                _raise_if(cancelled)
                yield start, [solver.solve(run, task) for run in batch]
            return
        yield from self._parallel(batches, task, cancelled)

    def _parallel(
        self,
        batches: list[tuple[int, list[Run]]],
        task: _Task,
        cancelled: Callable[[], bool] | None,
    ) -> Any:  # a generator of (start, results)
        context = multiprocessing.get_context("spawn")
        workers = min(self.workers, len(batches))
        with ProcessPoolExecutor(workers, context) as pool:
            waiting: dict[Future, int] = {
                pool.submit(_solve_batch, self.sbml, batch, task): start for start, batch in batches
            }
            try:
                while waiting:
                    _raise_if(cancelled)
                    finished, _ = wait(waiting, _POLL_SECONDS, FIRST_COMPLETED)
                    for future in finished:
                        yield waiting.pop(future), future.result()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise


@dataclass(frozen=True)
class _Task:
    outputs: tuple[str, ...]
    times: np.ndarray
    relative_tolerance: float


class _Solver:
    """One loaded model in one process."""

    def __init__(self, sbml: str) -> None:
        self._runner = load_runner(sbml)
        self._sbml = sbml
        self._written_in = computes_more_than_species(sbml)
        self._parameters = {
            name: index for index, name in enumerate(self._runner.model.getGlobalParameterIds())
        }
        self._scales = self._state_scales(describe(sbml))

    def _state_scales(self, description: ModelDescription) -> dict[str, float]:
        """Return the size below which each state's error does not matter.

        A state that starts empty gets the size of the smallest full one that its substance can
        reach: with none, every inflow into it would begin with steps of nanoseconds.
        """
        initial = {
            name: abs(float(self._runner.model.getValue(name))) for name in description.states
        }
        scales = {}
        for pool in description.connected_states():
            full = [initial[name] for name in pool if initial[name] > 0]
            smallest = min(full, default=1.0)
            scales.update({name: initial[name] or smallest for name in pool})
        return scales

    def solve(self, run: Run, task: _Task) -> tuple[np.ndarray | None, str | None]:
        """Return the sampled outputs, shape (T, O), or the reason why there are none."""
        if run.parameters and self._written_in:
            told = _Solver(with_parameters(self._sbml, run.parameters))
            return told.solve(replace(run, parameters={}), task)
        set_to_start(self._runner, run)
        self._set_tolerance(self._runner, task.relative_tolerance)
        try:
            if run.settled_at is not None:
                for name, value in self._settled(run, run.settled_at).items():
                    self._runner.setValue(name, value)
            self._sample(task)
            result = self._integrate(run, task)
        except (RuntimeError, _Unsettled) as error:
            return None, str(error).strip()
        if not np.all(np.isfinite(result)):
            return None, NOT_FINITE
        return result, None

    def _set_tolerance(self, runner: RoadRunner, relative_tolerance: float) -> None:
        runner.integrator.setValue("relative_tolerance", relative_tolerance)
        for name, scale in self._scales.items():
            tolerance = relative_tolerance * ABSOLUTE_TOLERANCE_SHARE * scale
            runner.integrator.setIndividualTolerance(name, tolerance)

    @cached_property
    def _held(self) -> tuple[RoadRunner, str, tuple[str, ...]]:
        """The model with its time held still, what holds it, and the states that can settle."""
        held, time = with_time_held(self._sbml)
        return load_runner(held), time, tuple(sorted(read_states(self._sbml, self._scales)))

    def _settled(self, run: Run, time: float) -> dict[str, float]:
        """Return the steady state to which a run's first inputs lead."""
        runner, name_of_time, states = self._held
        set_to_start(runner, run)
        self._set_tolerance(runner, SETTLING_TOLERANCE)
        runner.setValue(name_of_time, time)
        for name, value in zip(run.schedule.inputs, run.schedule.values[0], strict=True):
            runner.setValue(name, value)
        runner.timeCourseSelections = ["time", *states]
        course = np.array(runner.simulate(times=[0.0, SETTLING_TIME / 2, SETTLING_TIME]))[1:, 1:]
        scales = np.array([self._scales[name] for name in states])
        moved = np.abs(course[1] - course[0])
        if not np.all(moved <= SETTLED_CHANGE * np.maximum(np.abs(course[1]), scales)):
            raise _Unsettled("no steady state under the first inputs")
        return dict(zip(states, course[1].tolist(), strict=True))

    def _sample(self, task: _Task) -> None:
        # The first may be any spelling of "time": there the library reads no identifier.
        self._runner.timeCourseSelections = ["time", *task.outputs]

    def _integrate(self, run: Run, task: _Task) -> np.ndarray:
        schedule, times = run.schedule, task.times
        inputs = [self._parameters[name] for name in schedule.inputs]
        end = times[-1] if len(times) else schedule.edges[0]
        stops = np.append(schedule.edges[1:], np.inf)
        rows = []
        for begin, stop, values in zip(schedule.edges, stops, schedule.values, strict=True):
            if begin > end:
                break
            self._runner.model.setGlobalParameterValues(inputs, values)
            wanted = times[(times >= begin) & (times < stop)]
            rows.append(self._segment(float(begin), float(min(stop, end)), wanted))
        return np.vstack(rows)[:, 1:]

    def _segment(self, begin: float, stop: float, wanted: np.ndarray) -> np.ndarray:
        """Integrate from one edge to the next and return the rows at the wanted times."""
        points = np.unique(np.concatenate(([begin], wanted, [stop])))
        if len(points) == 1:
            self._runner.model.setTime(begin)
            row = [self._runner.getValue(name) for name in self._runner.timeCourseSelections]
            return np.array([row] * len(wanted)).reshape(len(wanted), len(row))
        # Copied: the returned array is a view that the next call overwrites.
        rows = np.array(self._runner.simulate(times=points.tolist()))
        return rows[np.isin(points, wanted)]


class _Unsettled(Exception):
    """A run has no steady state to start from."""


@lru_cache(maxsize=_LOADED_MODELS)
def _solver(sbml: str) -> _Solver:
    """Return this process's loaded model: loading costs more than many a solve."""
    return _Solver(sbml)


def _solve_batch(
    sbml: str, batch: list[Run], task: _Task
) -> list[tuple[np.ndarray | None, str | None]]:
    solver = _solver(sbml)
    return [solver.solve(run, task) for run in batch]


def _raise_if(cancelled: Callable[[], bool] | None) -> None:
    if cancelled is not None and cancelled():
        raise SolveCancelled("stopped before all runs were done")
