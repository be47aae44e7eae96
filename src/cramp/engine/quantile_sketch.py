"""Quantiles of streams too long to keep, for many cells at once, with a bound on the error."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

CELLS_AT_ONCE = 64
"""Cells whose quantiles are read together: sorting all at once would hold everything twice."""


@dataclass
class _Level:
    """Values that stand for 2^l values each: C cells x `size` places, `filled` of them in use."""

    values: np.ndarray
    filled: int = 0
    compactions: int = 0


@dataclass
class QuantileSketch:
    """Keeps enough of a stream of rows of C values to tell the quantiles of every cell.

    Values gather in a level of `size` places. When it is full it is sorted, and every second value
    moves up a level, where it stands for two (Manku, Rajagopalan and Lindsay 1998, SIGMOD Record
    27(2), 426). A compaction moves the rank of no value by more than the weight of one of the
    level's, up if the first of each pair is kept and down if the second is; the two take
    turns, so that each pair of compactions adds one weight at most. There is no chance in it: the
    same rows in the same order give the same sketch, however they were cut into blocks.

    Parameters
    ----------
    cells
        C, how many quantities are followed.
    size
        Places of a level, even. Up to this many rows quantiles are exact; beyond, memory grows
        with the logarithm of the rows: C x size x 8 bytes for each doubling.

    Raises
    ------
    ValueError
        If `size` is odd or not positive.
    """

    cells: int
    size: int
    rows: int = field(default=0, init=False)
    _levels: list[_Level] = field(default_factory=list, init=False, repr=False)

    def __post_init__(self) -> None:
        if self.size < 2 or self.size % 2:
            raise ValueError(f"size must be even and positive, not {self.size}")

    def add(self, block: np.ndarray) -> None:
        """Take rows, shape (B, C), none of them NaN; infinity is a value like any other."""
        self.rows += len(block)
        while len(block):
            level = self._with_room(0, 1)
            taken = min(len(block), self.size - level.filled)
            level.values[:, level.filled : level.filled + taken] = block[:taken].T
            level.filled += taken
            block = block[taken:]

    def _with_room(self, place: int, wanted: int) -> _Level:
        """Return a level that has this many places left; what is in the way moves up."""
        if place == len(self._levels):
            self._levels.append(_Level(np.empty((self.cells, self.size))))
        level = self._levels[place]
        if level.filled + wanted <= self.size:
            return level
        above = self._with_room(place + 1, self.size // 2)
        level.values.sort(axis=1)
        kept = level.values[:, level.compactions % 2 :: 2]
        above.values[:, above.filled : above.filled + kept.shape[1]] = kept
        above.filled += kept.shape[1]
        level.filled = 0
        level.compactions += 1
        return level

    @property
    def rank_error(self) -> float:
        """Return by what share of the rows a quantile's rank may be off at most; 0 when exact."""
        off = sum(
            2**place * ((level.compactions + 1) // 2) for place, level in enumerate(self._levels)
        )
        return off / self.rows if self.rows else 0.0

    @property
    def held_bytes(self) -> int:
        """Return how much memory the kept values take."""
        return sum(level.values.nbytes for level in self._levels)

    def quantiles(self, shares: np.ndarray) -> np.ndarray:
        """Return quantiles of every cell.

        While all rows are held they are interpolated between neighbouring values; later they are
        values of the stream: the smallest that at least this share of the rows does not exceed,
        within `rank_error`.

        Parameters
        ----------
        shares
            Q shares of the rows, from 0 to 1.

        Returns
        -------
        numpy.ndarray
            Shape (Q, C); NaN without rows.
        """
        result = np.full((len(shares), self.cells), np.nan)
        if self.rows == 0:
            return result
        for begin in range(0, self.cells, CELLS_AT_ONCE):
            some = slice(begin, begin + CELLS_AT_ONCE)
            result[:, some] = self._quantiles_of(some, shares)
        return result

    def _quantiles_of(self, cells: slice, shares: np.ndarray) -> np.ndarray:
        values = np.hstack([level.values[cells, : level.filled] for level in self._levels])
        if len(self._levels) == 1:
            return _interpolated(np.sort(values, axis=1), shares)
        weights = np.concatenate(
            [np.full(level.filled, 2.0**place) for place, level in enumerate(self._levels)]
        )
        order = np.argsort(values, axis=1, kind="stable")
        reached = np.cumsum(weights[order], axis=1)
        wanted = np.array([_first_reaching(row, shares * self.rows) for row in reached])
        chosen = np.take_along_axis(order, wanted, axis=1)
        return np.take_along_axis(values, chosen, axis=1).T


def _interpolated(values: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Return quantiles of sorted rows, shape (Q, rows); between equal values, infinite or not, it.

    `numpy.quantile` makes NaN of two infinite neighbours.
    """
    place = shares * (values.shape[1] - 1)
    lower = np.floor(place).astype(int)
    low, high = values[:, lower], values[:, np.ceil(place).astype(int)]
    with np.errstate(invalid="ignore"):  # inf - inf, where the choice below does not look
        between = low + (place - lower) * (high - low)
    return np.where(low == high, low, between).T


def _first_reaching(reached: np.ndarray, ranks: np.ndarray) -> np.ndarray:
    return np.minimum(np.searchsorted(reached, ranks), len(reached) - 1)
