"""Mean, spread and quantiles of a stream of arrays, one array a run, without keeping them."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod

import numpy as np

from cramp.engine.quantile_sketch import QuantileSketch

BLOCK = 128
"""Runs taken in together. Sums depend on how they are grouped: these groups are always the same."""


@dataclass(frozen=True)
class Distribution:
    """How something of shape S spreads over runs.

    Attributes
    ----------
    mean
        Over runs; shape S. NaN without runs.
    standard_deviation
        Of the runs as a sample (over their number less one); shape S. NaN with fewer than two.
    quantiles
        Shape (Q, *S) for Q shares of the runs.
    rank_error
        By what share of the runs a quantile's rank may be off at most; 0 where quantiles are exact.
    """

    mean: np.ndarray
    standard_deviation: np.ndarray
    quantiles: np.ndarray
    rank_error: float


@dataclass
class DistributionGatherer:
    """Gathers a distribution, run by run.

    What comes out depends on the runs and their order, not on how many come at a time. Sums of
    squares are joined block by block (Chan, Golub and LeVeque 1983, The American Statistician 37,
    242), so that a spread that is small beside its mean keeps its digits.

    Parameters
    ----------
    shape
        S, of what each run gives.
    size
        Up to this many runs quantiles are exact; see `QuantileSketch`.
    """

    shape: tuple[int, ...]
    size: int
    _sketch: QuantileSketch = field(init=False, repr=False)
    _block: np.ndarray = field(init=False, repr=False)
    _waiting: int = field(default=0, init=False, repr=False)
    _joined: int = field(default=0, init=False, repr=False)
    _mean: np.ndarray = field(init=False, repr=False)
    _squares: np.ndarray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        cells = prod(self.shape)
        self._sketch = QuantileSketch(cells, self.size)
        self._block = np.empty((BLOCK, cells))
        self._mean = np.zeros(cells)
        self._squares = np.zeros(cells)

    @property
    def held_bytes(self) -> int:
        """Return how much memory this takes."""
        arrays = (self._block, self._mean, self._squares)
        return self._sketch.held_bytes + sum(array.nbytes for array in arrays)

    def add(self, values: np.ndarray) -> None:
        """Take what some runs give, shape (runs, *S), without NaN."""
        values = values.reshape(len(values), self._mean.size)
        self._sketch.add(values)
        while len(values):
            taken = min(len(values), BLOCK - self._waiting)
            self._block[self._waiting : self._waiting + taken] = values[:taken]
            self._waiting += taken
            values = values[taken:]
            if self._waiting == BLOCK:
                self._mean, self._squares = self._moments()
                self._joined += BLOCK
                self._waiting = 0

    def _moments(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the mean and the sum of squares about it, with what waits in the block."""
        if self._waiting == 0:
            return self._mean, self._squares
        waiting = self._block[: self._waiting]
        share = self._waiting / (self._joined + self._waiting)
        mean = waiting.mean(axis=0)
        squares = np.sum((waiting - mean) ** 2, axis=0)
        apart = mean - self._mean
        squares += self._squares + apart**2 * (self._joined * share)
        return self._mean + apart * share, squares

    def distribution(self, shares: np.ndarray) -> Distribution:
        """Return what the runs so far make, with quantiles at Q shares of them."""
        mean, squares = self._moments()
        runs = self._joined + self._waiting
        nothing = np.full(self.shape, np.nan)
        return Distribution(
            mean=mean.reshape(self.shape) if runs else nothing,
            standard_deviation=(
                np.sqrt(squares / (runs - 1)).reshape(self.shape) if runs > 1 else nothing
            ),
            quantiles=self._sketch.quantiles(shares).reshape(len(shares), *self.shape),
            rank_error=self._sketch.rank_error,
        )
