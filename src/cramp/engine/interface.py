"""The one interface behind which every engine stands."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from cramp.engine.description import ModelDescription

NOT_FINITE = "the solution holds values that are not finite"
"""Why a run failed that was solved to its end."""


@dataclass(frozen=True)
class Schedule:
    """Inputs over time, constant between edges.

    Attributes
    ----------
    inputs
        Identifiers of the model's inputs, I of them.
    edges
        Times at which inputs change, in the model's time unit, ascending; shape (E,).
        The first is where the run starts.
    values
        Inputs from each edge to the next; shape (E, I).
    """

    inputs: tuple[str, ...]
    edges: np.ndarray
    values: np.ndarray

    def __post_init__(self) -> None:
        if self.values.shape != (len(self.edges), len(self.inputs)):
            raise ValueError(
                f"values must have shape ({len(self.edges)}, {len(self.inputs)}), "
                f"not {self.values.shape}"
            )
        if len(self.edges) == 0 or np.any(np.diff(self.edges) <= 0):
            raise ValueError("edges must be ascending and at least one")
        if len(set(self.inputs)) < len(self.inputs):
            raise ValueError(f"an input is named twice: {', '.join(self.inputs)}")
        if not (np.all(np.isfinite(self.edges)) and np.all(np.isfinite(self.values))):
            raise ValueError("edges and values must be finite")

    def integral(self, identifier: str, until: float) -> float:
        """Return what an input adds up to from the start until a time (input x time unit)."""
        column = self.values[:, self.inputs.index(identifier)]
        ends = np.minimum(np.append(self.edges[1:], np.inf), until)
        return float(np.sum(column * np.maximum(ends - self.edges, 0.0)))


@dataclass(frozen=True)
class Run:
    """One solve: a schedule, the parameters that differ from the model's, a start.

    Attributes
    ----------
    schedule
        Inputs over time.
    parameters
        Values that differ from the model's, by identifier.
    initial
        States that start elsewhere than the model says, by identifier.
    settled_at
        None: start as the model says. Else start from the steady state to which the schedule's
        first inputs lead, with the model's time held at this value meanwhile (in the model's
        time unit). What nothing reads, such as amounts that only pile up, has no steady state
        and begins at its own start.
    """

    schedule: Schedule
    parameters: Mapping[str, float] = field(default_factory=dict)
    initial: Mapping[str, float] = field(default_factory=dict)
    settled_at: float | None = None

    def __post_init__(self) -> None:
        if self.settled_at is not None and not math.isfinite(self.settled_at):
            raise ValueError(f"settled_at must be a finite time, not {self.settled_at}")


@dataclass(frozen=True)
class Solution:
    """What came out.

    Attributes
    ----------
    times
        Output times, in the model's time unit; shape (T,).
    outputs
        Identifiers of the quantities returned; O of them.
    values
        Shape (R, T, O) for R runs; a failed run holds NaN throughout.
    failures
        Why a run failed, by its index. Empty when all succeeded.
    """

    times: np.ndarray
    outputs: tuple[str, ...]
    values: np.ndarray
    failures: Mapping[int, str]

    def of(self, output: str) -> np.ndarray:
        """Return one quantity, shape (R, T)."""
        return self.values[:, :, self.outputs.index(output)]


class Engine(Protocol):
    """Solves one model for many runs."""

    @property
    def name(self) -> str:
        """What the engine is called."""
        ...

    @property
    def description(self) -> ModelDescription:
        """The model it solves."""
        ...

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
        """Solve every run and sample the outputs.

        Parameters
        ----------
        runs
            R runs; each starts at its schedule's first edge. A list or tuple is checked before
            anything is solved; of any other sequence an engine may take slices as it goes.
        outputs
            Identifiers of anything that the description holds; a species is its amount.
        times
            Ascending output times, shape (T,), none before a run's start.
        relative_tolerance
            Of the integration; None for the engine's usual one. The absolute tolerance is the
            engine's own, scaled to each state.
        group
            Consecutive runs that share their steps and edges, so that their difference is free
            of the noise of different steps; R must be a multiple. An engine without shared
            steps ignores it.
        progress
            Called with runs done and runs in all.
        cancelled
            Asked now and then; true stops the solve.

        Raises
        ------
        UnknownIdentifier
            If an output, parameter, input or state is not in the model.
        ValueError
            If times are not finite, do not ascend or begin before a run does, if the tolerance
            is not above zero, or R is no multiple of the group.
        SolveCancelled
            If `cancelled` said so.

        A run that fails to integrate does not raise: it is named in `Solution.failures`.
        """
        ...


def check_request(
    description: ModelDescription, runs: Sequence[Run], outputs: Sequence[str], times: np.ndarray
) -> None:
    """Check what an engine is asked.

    Raises
    ------
    UnknownIdentifier
        If an output, parameter, input or state is not in the model.
    ValueError
        If times, shape (T,), are not finite, do not ascend or begin before a run does.
    """
    for output in outputs:
        description.quantity(output)
    if times.ndim != 1 or not np.all(np.isfinite(times)):
        raise ValueError("output times must be a list of finite numbers")
    if np.any(np.diff(times) <= 0):
        raise ValueError("output times must ascend")
    check_runs(description, runs, times)


def check_runs(description: ModelDescription, runs: Iterable[Run], times: np.ndarray) -> None:
    """Check runs alone; see `check_request`."""
    known = {group: set(getattr(description, group)) for group in ("parameters", "states")}
    known_inputs: set[tuple[str, ...]] = set()
    for run in runs:
        if not known["parameters"].issuperset(run.parameters):
            description.require(run.parameters, "parameters")
        if not known["states"].issuperset(run.initial):
            description.require(run.initial, "states")
        if run.schedule.inputs not in known_inputs:
            description.require(run.schedule.inputs, "inputs")
            known_inputs.add(run.schedule.inputs)
        if len(times) and times[0] < run.schedule.edges[0]:
            raise ValueError("an output time lies before a run starts")


def check_numbers(runs: int, relative_tolerance: float, group: int) -> None:
    """Check what is asked besides runs, outputs and times.

    Raises
    ------
    ValueError
        If the tolerance is not above zero and finite, or R runs are no multiple of the group.
    """
    if not 0 < relative_tolerance < math.inf:
        raise ValueError(f"the relative tolerance must be above zero, not {relative_tolerance}")
    if group < 1 or runs % group:
        raise ValueError(f"{runs} runs are not a multiple of groups of {group}")
