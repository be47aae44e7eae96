"""The one interface behind which every engine stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cramp.engine.description import ModelDescription


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

    `initial` overrides the model's own initial values of states, by identifier.
    """

    schedule: Schedule
    parameters: Mapping[str, float] = field(default_factory=dict)
    initial: Mapping[str, float] = field(default_factory=dict)


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
        relative_tolerance: float = 1e-5,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Solution:
        """Solve every run and sample the outputs.

        Parameters
        ----------
        runs
            R runs; each starts at its schedule's first edge.
        outputs
            Identifiers of anything that the description holds; a species is its amount.
        times
            Ascending output times, shape (T,), none before a run's start.
        relative_tolerance
            Of the integration; the absolute one is the engine's own, scaled to each state.
        progress
            Called with runs done and runs in all.
        cancelled
            Asked now and then; true stops the solve.

        Raises
        ------
        UnknownIdentifier
            If an output, parameter, input or state is not in the model.
        ValueError
            If times do not ascend or begin before a run does.
        SolveCancelled
            If `cancelled` said so.

        A run that fails to integrate does not raise: it is named in `Solution.failures`.
        """
        ...
