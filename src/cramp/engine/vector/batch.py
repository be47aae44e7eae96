"""Solves a batch of runs in one thread: packs them, calls the driver, judges what came back."""

from __future__ import annotations

import ctypes
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cramp.engine.vector.context import SLOTS, SUCCEEDED, slots_of
from cramp.engine.vector.packing import pack
from cramp.engine.vector.program import METHOD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cramp.engine.description import ModelDescription
    from cramp.engine.interface import Run
    from cramp.engine.vector.packing import Packed
    from cramp.engine.vector.prepared import LoadedObserver, LoadedProgram
    from cramp.engine.vector.shapes import Precision, Shape

MOST_STEPS = 1_000_000
"""Of one run; every edge takes one at least. A person takes some 150 a day."""

SETTLING_TOLERANCE: dict[Precision, float] = {"f64": 1e-6, "f32": 1e-4}
"""Relative, while a run settles, whatever is asked for after: a looser one damps rhythms that
never rest, and takes the neighbourhood of an unstable steady state for rest."""

BYTES_AT_ONCE = 64 * 2**20
"""About how much of schedules and outputs is packed for one call of the driver."""

_ALIGNMENT = 64


@dataclass(frozen=True)
class Model:
    """A model, ready to be solved for a number of outputs."""

    description: ModelDescription
    shape: Shape
    program: LoadedProgram
    observer: LoadedObserver
    outputs: int


@dataclass(frozen=True)
class Results:
    """Where R runs leave what came out; every batch has its own part of it.

    Attributes
    ----------
    values
        Shape (R, T, O), float64.
    status
        Places in `cramp.engine.vector.context.STATUS`, 0 while a run is not solved; shape (R,).
    steps
        Steps tried, shape (R,).
    stop
        Not zero stops the driver; shape (1,).
    """

    values: np.ndarray
    status: np.ndarray
    steps: np.ndarray
    stop: np.ndarray

    @classmethod
    def empty(cls, runs: int, times: int, outputs: int) -> Results:
        """Return results of runs that are not solved yet."""
        return cls(
            values=np.empty((runs, times, outputs)),
            status=np.zeros(runs, dtype=np.int32),
            steps=np.zeros(runs, dtype=np.int64),
            stop=np.zeros(1, dtype=np.int32),
        )

    def part(self, begin: int, end: int) -> Results:
        """Return the results of runs from one number to before another, to be written to."""
        runs = slice(begin, end)
        return Results(self.values[runs], self.status[runs], self.steps[runs], self.stop)


@dataclass(frozen=True)
class Task:
    """What is asked of every run.

    Attributes
    ----------
    times
        Output times, at least one; shape (T,), float64, contiguous.
    relative_tolerance
        Of the integration.
    group
        How many consecutive runs share their steps.
    most_steps
        Of one run, beyond which it fails; None for `MOST_STEPS`.
    """

    times: np.ndarray
    relative_tolerance: float
    group: int
    most_steps: int | None = None


def solve_batch(
    model: Model, task: Task, runs: Sequence[Run], results: Results
) -> tuple[int, float]:
    """Solve runs into their results; return the driver's rounds and seconds.

    Raises
    ------
    ValueError
        If runs that start settled are asked for at a tolerance too loose for it.
    """
    rounds, seconds = 0, 0.0
    for begin, end in _pieces(model, task, runs):
        if results.stop[0]:
            break
        some = _solve_piece(model, task, runs[begin:end], results.part(begin, end))
        rounds += some[0]
        seconds += some[1]
    return rounds, seconds


def _pieces(model: Model, task: Task, runs: Sequence[Run]) -> Iterator[tuple[int, int]]:
    """Yield where pieces of a bounded size begin and end, whole groups of lanes each."""
    lanes = model.shape.lanes
    row = 8 * (len(model.description.inputs) + 2) * task.group
    output = 8 * len(task.times) * model.outputs
    begin, size = 0, 0
    for at in range(0, len(runs), lanes):
        some = runs[at : at + lanes]
        more = sum(row * len(run.schedule.edges) + output for run in some)
        if begin < at and size + more > BYTES_AT_ONCE:
            yield begin, at
            begin, size = at, 0
        size += more
    yield begin, len(runs)


def _solve_piece(
    model: Model, task: Task, runs: Sequence[Run], results: Results
) -> tuple[int, float]:
    call = _call(model, task, runs, results)
    begun = time.perf_counter()
    rounds = call.drive()
    seconds = time.perf_counter() - begun
    results.values[results.status != SUCCEEDED] = np.nan
    return rounds, seconds


def _call(model: Model, task: Task, runs: Sequence[Run], results: Results) -> DriverCall:
    packed = pack(
        model.program.program,
        model.observer.observer.constants,
        model.description,
        runs,
        float(task.times[-1]),
        model.shape.dtype,
        task.group,
    )
    return DriverCall.of(model, task, packed, results)


def step_seconds(model: Model, task: Task, runs: Sequence[Run], times: int) -> float:
    """Return the processor's seconds for a step of all lanes, with nothing around it.

    Parameters
    ----------
    model, task, runs
        Solved first, so that the lanes hold states that do occur.
    times
        How often the step is repeated.
    """
    results = Results.empty(len(runs), len(task.times), model.outputs)
    call = _call(model, task, runs, results)
    call.drive()
    begun = time.thread_time()
    call.repeat(times)
    return (time.thread_time() - begun) / times


@dataclass(frozen=True)
class DriverCall:
    """One call of the driver: what it is told, and where it works.

    Attributes
    ----------
    slots
        See `cramp.engine.vector.context.SLOTS`.
    held
        Arrays that the slots point to.
    """

    model: Model
    task: Task
    slots: np.ndarray
    held: tuple[np.ndarray, ...]

    @classmethod
    def of(cls, model: Model, task: Task, packed: Packed, results: Results) -> DriverCall:
        """Return the call that solves packed runs into their results."""
        program, observer, shape = model.program.program, model.observer.observer, model.shape
        constants = len(observer.constants.roots)
        rows = program.sizes.workspace(METHOD.stages)["constants"] + constants + model.outputs + 1
        workspace = np.zeros(rows * shape.bytes + _ALIGNMENT, dtype=np.uint8)
        arrays = {
            **vars(packed),
            "lasting": np.array([*program.lasting, False], dtype=shape.dtype),
            "samples": task.times,
            "outputs": results.values,
            "status": results.status,
            "steps": results.steps,
            "stop": results.stop,
        }
        slots = slots_of(
            {
                **{name: array.ctypes.data for name, array in arrays.items()},
                "workspace": -(-workspace.ctypes.data // _ALIGNMENT) * _ALIGNMENT,
                "observe": model.observer.code.address("observe"),
                "begin": 0,
                "end": len(results.status),
                "group": task.group,
                "constant_count": constants,
                "sample_count": len(task.times),
                "output_count": model.outputs,
                "relative_tolerance": task.relative_tolerance,
                "settling_tolerance": SETTLING_TOLERANCE[shape.precision],
                "most_steps": MOST_STEPS if task.most_steps is None else task.most_steps,
            }
        )
        return cls(model, task, slots, (workspace, *arrays.values()))

    def drive(self) -> int:
        """Solve the runs; return how many steps of all lanes that took."""
        address = self.model.program.code.address("drive")
        return ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_void_p)(address)(self.slots.ctypes.data)

    def repeat(self, times: int) -> None:
        """Try the same step of all lanes again and again, where the last run left them."""
        address = self.model.program.code.address("repeat")
        kinds = (ctypes.c_void_p, ctypes.c_int64)
        workspace = int(self.slots[list(SLOTS).index("workspace")])
        ctypes.CFUNCTYPE(None, *kinds)(address)(workspace, times)
