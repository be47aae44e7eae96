"""The inputs of many versions, which change at the same times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cramp.engine.interface import Schedule

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Schedules:
    """Inputs of V versions over time, constant between edges that all of them share.

    Iterating gives one `Schedule` for each version. They hold the very same array of edges,
    and their values are views into the array held here.

    Attributes
    ----------
    inputs
        Identifiers of the body's inputs, I of them.
    edges
        Times at which inputs change, minutes, ascending; shape (E,).
    values
        Inputs from each edge to the next; shape (V, E, I).
    """

    inputs: tuple[str, ...]
    edges: np.ndarray
    values: np.ndarray

    def __len__(self) -> int:
        """Return the number of versions."""
        return len(self.values)

    def __iter__(self) -> Iterator[Schedule]:
        """Give the schedule of each version.

        Raises
        ------
        ValueError
            If edges do not ascend, a shape is wrong or a value is not finite.
        """
        return (Schedule(self.inputs, self.edges, values) for values in self.values)

    def begun_late(self, minutes: float) -> Schedules:
        """Return the same inputs with the first piece cut to its last minutes.

        For runs that start from the steady state of that piece, which its length cannot change.
        """
        if len(self.edges) < 2:
            return self
        edges = self.edges.copy()
        edges[0] = max(edges[0], edges[1] - minutes)
        return Schedules(self.inputs, edges, self.values)

    def integrals(self, identifier: str, until: float) -> np.ndarray:
        """Return what an input adds up to from the start until a time, shape (V,).

        In input x minutes; zero for an input that nothing was given to.
        """
        if identifier not in self.inputs:
            return np.zeros(len(self))
        ends = np.minimum(np.append(self.edges[1:], np.inf), until)
        minutes = np.maximum(ends - self.edges, 0.0)
        return self.values[:, :, self.inputs.index(identifier)] @ minutes
