"""The inputs of many versions, which change at the same times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cramp.engine.interface import Schedule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


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

    def of(self, indices: np.ndarray) -> Schedules:
        """Return the inputs of some versions, in the order of their indices."""
        return Schedules(self.inputs, self.edges, self.values[indices])

    def begun_late(self, minutes: float) -> Schedules:
        """Return the same inputs with the first piece cut to its last minutes.

        For runs that start from the steady state of that piece, which its length cannot change.
        """
        if len(self.edges) < 2:
            return self
        edges = self.edges.copy()
        edges[0] = max(edges[0], edges[1] - minutes)
        return Schedules(self.inputs, edges, self.values)

    def integrals(self, identifier: str, until: float, since: float = -np.inf) -> np.ndarray:
        """Return what an input adds up to between two times, shape (V,).

        In input x minutes; zero for an input that nothing was given to.
        """
        if identifier not in self.inputs:
            return np.zeros(len(self))
        ends = np.minimum(np.append(self.edges[1:], np.inf), until)
        minutes = np.maximum(ends - np.maximum(self.edges, since), 0.0)
        return self.values[:, :, self.inputs.index(identifier)] @ minutes

    def given_at(self, identifiers: Sequence[str]) -> list[tuple[float, float]]:
        """Return the stretches in which any version is given any of some inputs, in order."""
        columns = [self.inputs.index(name) for name in identifiers if name in self.inputs]
        given = np.flatnonzero(np.max(self.values[:, :, columns], axis=(0, 2), initial=0.0) > 0)
        ends = np.append(self.edges[1:], np.inf)
        return [(float(self.edges[place]), float(ends[place])) for place in given]

    def without(self, identifiers: Sequence[str]) -> Schedules:
        """Return the same inputs but some, to which nothing is given."""
        kept = [place for place, name in enumerate(self.inputs) if name not in identifiers]
        names = tuple(self.inputs[place] for place in kept)
        return Schedules(names, self.edges, self.values[:, :, kept])

    def scaled(
        self, identifier: str, factor: np.ndarray, begin: float = -np.inf, end: float = np.inf
    ) -> Schedules:
        """Return the same inputs, one of them multiplied between two times.

        Parameters
        ----------
        identifier
            Unchanged schedules where nothing was given to it.
        factor
            Of each version, shape (V,).
        begin, end
            In minutes; edges are added where there were none.
        """
        if identifier not in self.inputs:
            return self
        inside = [at for at in (begin, end) if self.edges[0] < at < np.inf]
        edges = np.union1d(self.edges, inside)
        values = self.values[:, np.searchsorted(self.edges, edges, side="right") - 1]
        among = (edges >= begin) & (edges < end)
        values[:, among, self.inputs.index(identifier)] *= factor[:, None]
        return Schedules(self.inputs, edges, values)
