"""The vector engine: many runs of one model at once, in code made for it."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cramp.engine.errors import SolveCancelled
from cramp.engine.interface import Solution, check_numbers, check_request, check_runs
from cramp.engine.vector.batch import Model, Results, Task, solve_batch, step_seconds
from cramp.engine.vector.context import STATUS, SUCCEEDED
from cramp.engine.vector.prepared import Source, description_of, observer_of, program_of
from cramp.engine.vector.shapes import LANES, Precision, Shape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cramp.engine.description import ModelDescription
    from cramp.engine.interface import Run

SMALLEST_TOLERANCE: dict[Precision, float] = {"f64": 0.0, "f32": 1e-6}
"""Below it the numbers' own roundings are larger than the errors allowed."""

USUAL_TOLERANCE: dict[Precision, float] = {"f64": 1e-5, "f32": 1e-4}
"""Where none is asked for. Single precision: below it the roundings of a large model show."""

RUNS_AT_ONCE = 1024
_BATCHES_PER_THREAD = 4
_POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Effort:
    """What a solve took.

    Attributes
    ----------
    rounds
        Steps of all lanes at once.
    steps
        Steps tried in each run, shape (R,).
    seconds
        Time in compiled code, all threads together.
    """

    rounds: int
    steps: np.ndarray
    seconds: float


@dataclass(frozen=True)
class VectorEngine:
    """Solves an SBML model in code compiled for it, one run in every lane of a vector.

    What is compiled is kept in memory and on disk. A run's course, to the last bit, depends on
    no other run (but those of its group), nor on the number of threads.

    Parameters
    ----------
    sbml
        The model, as SBML text.
    precision
        Of the numbers: `f64` or `f32`.
    threads
        Threads to solve in.
    tangents
        Whether to solve the states' tangents, too; see `cramp.engine.vector.sensitivities`.
    most_steps
        Of one run, beyond which it fails; the engine's own limit if not given.

    Raises
    ------
    ModelError
        If the text is not SBML.
    UnsupportedModel
        If the model has features that no engine here runs; from `solve`, if this one does not.
    EngineUnavailable
        From `solve`, if this system lacks what compiled code calls.
    ValueError
        If the precision or the number of threads is not one there is.
    """

    sbml: str = field(repr=False)
    precision: Precision = "f64"
    threads: int = 1
    tangents: bool = field(default=False, kw_only=True)
    most_steps: int | None = field(default=None, kw_only=True)
    name: str = field(default="vector", init=False)
    description: ModelDescription = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.precision not in LANES:
            raise ValueError(f"the precision must be f64 or f32, not {self.precision!r}")
        if self.threads < 1:
            raise ValueError(f"at least one thread is needed, not {self.threads}")
        if self.most_steps is not None and self.most_steps < 1:
            raise ValueError(f"at least one step is needed, not {self.most_steps}")
        object.__setattr__(self, "description", description_of(self._source))

    @property
    def _source(self) -> Source:
        return Source(self.sbml, self.tangents)

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
        """Solve every run; see `cramp.engine.interface.Engine.solve`.

        Raises
        ------
        ValueError
            Also if the precision cannot hold the tolerance, or a group is not 1, 2, 4, ... up to
            the lanes (8 in f64, 16 in f32), or its runs begin apart or only some settled.
        """
        return self.solve_measured(
            runs,
            outputs,
            times,
            relative_tolerance=relative_tolerance,
            group=group,
            progress=progress,
            cancelled=cancelled,
        )[0]

    def solve_measured(
        self,
        runs: Sequence[Run],
        outputs: Sequence[str],
        times: np.ndarray,
        *,
        relative_tolerance: float | None = None,
        group: int = 1,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> tuple[Solution, Effort]:
        """Solve every run and tell what it took; see `solve`."""
        times = np.ascontiguousarray(times, dtype=float)
        held = runs if isinstance(runs, list | tuple) else ()
        check_request(self.description, held, outputs, times)
        tolerance = (
            USUAL_TOLERANCE[self.precision] if relative_tolerance is None else relative_tolerance
        )
        check_numbers(len(runs), tolerance, group)
        self._check(tolerance, group)
        results = Results.empty(len(runs), len(times), len(outputs))
        rounds, seconds = 0, 0.0
        if len(runs) and len(times):
            task = Task(times, tolerance, group, self.most_steps)
            work = _Work(self._model(tuple(outputs)), task, results)
            rounds, seconds = work.solve(runs, self.threads, progress, cancelled)
        else:
            check_runs(self.description, runs, times)
            results.status[:] = SUCCEEDED
        failures = {
            int(run): STATUS[int(results.status[run])]
            for run in np.flatnonzero(results.status != SUCCEEDED)
        }
        solution = Solution(times, tuple(outputs), results.values, failures)
        return solution, Effort(rounds, results.steps, seconds)

    def step_seconds(
        self, runs: Sequence[Run], times: np.ndarray, relative_tolerance: float, repeats: int = 2000
    ) -> float:
        """Return the seconds of one step of all lanes with nothing around it, for benchmarks.

        The step is repeated where solving some runs up to some times leaves the lanes.
        """
        times = np.ascontiguousarray(times, dtype=float)
        task = Task(times, relative_tolerance, 1)
        return step_seconds(self._model(()), task, runs, repeats)

    def _check(self, relative_tolerance: float, group: int) -> None:
        smallest, lanes = SMALLEST_TOLERANCE[self.precision], LANES[self.precision]
        if relative_tolerance < smallest:
            raise ValueError(
                f"{self.precision} cannot hold a relative tolerance of {relative_tolerance}; "
                f"ask for {smallest} or more, or solve in f64"
            )
        if group > lanes or group & (group - 1):
            raise ValueError(
                f"runs share their steps in groups of 1, 2, 4, ... up to {lanes} in "
                f"{self.precision}, not {group}"
            )

    def _model(self, outputs: tuple[str, ...]) -> Model:
        return Model(
            self.description,
            Shape(self.precision),
            program_of(self._source, self.precision),
            observer_of(self._source, self.precision, outputs),
            len(outputs),
        )


@dataclass(frozen=True)
class _Work:
    """One solve, in threads; the caller's thread hands out batches and answers for them."""

    model: Model
    task: Task
    results: Results

    def solve(
        self,
        runs: Sequence[Run],
        threads: int,
        progress: Callable[[int, int], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> tuple[int, float]:
        """Solve all runs; return the driver's rounds and seconds."""
        told, rounds, seconds = 0, 0, 0.0
        waiting: set[Future[tuple[int, float]]] = set()
        batches = self._batches(runs, threads)
        pool = ThreadPoolExecutor(threads, thread_name_prefix="cramp-vector")
        try:
            while True:
                # One more than are at work: the next is ready, and no others are held.
                while len(waiting) <= threads and (batch := next(batches, None)) is not None:
                    waiting.add(pool.submit(solve_batch, self.model, self.task, *batch))
                if not waiting:
                    return rounds, seconds
                _raise_if(cancelled)
                finished, waiting = wait(waiting, _POLL_SECONDS, FIRST_COMPLETED)
                for future in finished:
                    rounds += future.result()[0]
                    seconds += future.result()[1]
                done = int(np.count_nonzero(self.results.status))
                if progress is not None and done > told:
                    progress(told := done, len(runs))
        except BaseException:
            self.results.stop[0] = 1
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def _batches(
        self, runs: Sequence[Run], threads: int
    ) -> Iterator[tuple[Sequence[Run], Results]]:
        """Yield runs in slices, taken one by one, with their part of the results."""
        lanes = self.model.shape.lanes
        share = -(-len(runs) // (threads * (_BATCHES_PER_THREAD if threads > 1 else 1)))
        size = min(RUNS_AT_ONCE, max(share, lanes))
        size = -(-size // lanes) * lanes
        for begin in range(0, len(runs), size):
            some = runs[begin : begin + size]
            if not isinstance(runs, list | tuple):
                check_runs(self.model.description, some, self.task.times)
            yield some, self.results.part(begin, begin + len(some))


def _raise_if(cancelled: Callable[[], bool] | None) -> None:
    if cancelled is not None and cancelled():
        raise SolveCancelled("stopped before all runs were done")
