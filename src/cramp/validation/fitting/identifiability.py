"""How strongly measurements determine the fitted values, near the values found."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cramp.validation.fitting.search import Fit

BADLY_SEPARATED = 0.9
"""Correlation of the errors of two values from which on their pair is named."""

NO_INFORMATION = 1e-6
"""Of a direction, in units of the prior's: below it measurements do not determine it at all."""

LEAST_PART = 0.2
"""Of a value in a direction, with which it is named."""


@dataclass(frozen=True)
class Pair:
    """Two values whose errors go together; the correlation is between -1 and 1."""

    first: str
    second: str
    correlation: float


@dataclass(frozen=True)
class Direction:
    """A combination of values, in logarithms scaled to the prior, that is determined as one.

    Attributes
    ----------
    information
        From measurements, in units of the prior's: above 1 they tell more than the range does.
    parts
        Of each value whose part is at least `LEAST_PART`, largest first; squares of all sum to 1.
    """

    information: float
    parts: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Identifiability:
    """What measurements tell of N values.

    Attributes
    ----------
    names
        Identifiers of the values.
    information
        Of measurements alone, for the values' positions; shape (N, N). The prior's is the unit
        matrix.
    """

    names: tuple[str, ...]
    information: np.ndarray

    @cached_property
    def covariance(self) -> np.ndarray:
        """Of the positions, measurements and prior together; shape (N, N)."""
        return np.linalg.inv(self.information + np.eye(len(self.names)))

    @property
    def errors(self) -> np.ndarray:
        """Standard errors of the positions, shape (N,); 1 where nothing was measured."""
        return np.sqrt(np.diag(self.covariance))

    @cached_property
    def errors_without_prior(self) -> np.ndarray:
        """Standard errors from measurements alone, shape (N,); infinite where they tell nothing."""
        values, vectors = self._eigen
        told = values > NO_INFORMATION
        errors = np.sqrt(np.sum(vectors[:, told] ** 2 / values[told], axis=1))
        untold = np.sum(vectors[:, ~told] ** 2, axis=1) > NO_INFORMATION
        return np.where(untold, np.inf, errors)

    @property
    def shares_of_data(self) -> np.ndarray:
        """How much of the prior's variance measurements take away, 0 to 1; shape (N,)."""
        return 1 - np.diag(self.covariance)

    @property
    def directions(self) -> tuple[Direction, ...]:
        """All N directions, the best determined first."""
        values, vectors = self._eigen
        return tuple(
            Direction(max(0.0, float(values[at])), tuple(self._parts(vectors[:, at])))
            for at in np.argsort(-values)
        )

    def pairs(self, least: float = BADLY_SEPARATED) -> tuple[Pair, ...]:
        """Return the pairs whose errors correlate by more than `least`, the most first."""
        correlation = self.covariance / np.outer(self.errors, self.errors)
        found = [
            Pair(self.names[one], self.names[other], float(correlation[one, other]))
            for one, other in combinations(range(len(self.names)), 2)
            if abs(correlation[one, other]) > least
        ]
        return tuple(sorted(found, key=lambda pair: -abs(pair.correlation)))

    @cached_property
    def _eigen(self) -> tuple[np.ndarray, np.ndarray]:
        values, vectors = np.linalg.eigh(self.information)
        return values, vectors

    def _parts(self, vector: np.ndarray) -> Iterator[tuple[str, float]]:
        # A direction has no sign of its own: its largest part is above zero.
        vector = vector * np.sign(vector[np.argmax(np.abs(vector))])
        for at in np.argsort(-np.abs(vector)):
            if abs(vector[at]) >= LEAST_PART:
                yield self.names[at], float(vector[at])


def identifiability(found: Fit) -> Identifiability:
    """Return what measurements tell where a fit ended."""
    loss = found.objective.loss
    weights = loss.information_weights(found.objective.misfits(found.after))
    information = found.slopes.T @ (found.slopes * weights[:, np.newaxis])
    return Identifiability(tuple(one.row.id for one in found.objective.free), information)
