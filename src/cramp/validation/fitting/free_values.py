"""The values that a fit may move: where they may lie, and on which scale they move."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cramp.physiology.parameters import Parameter

FURTHEST = 2.0
"""Position of `high`, and of `low` with a minus: the table's range spans two standard deviations
of the prior to each side, about 95 %."""


class NothingToFit(ValueError):
    """There is no value or no measurement to fit, or a name is wrong; the message says which."""


@dataclass(frozen=True)
class FreeValue:
    """A value of the table that is fitted.

    Its position is its distance from the middle of its range, in standard deviations of a prior
    that depends on the range alone: in the logarithm where the range lies above zero, else in the
    value itself.

    Attributes
    ----------
    row
        Of the table.
    """

    row: Parameter

    @property
    def is_logarithmic(self) -> bool:
        """Whether the prior is even in the logarithm."""
        return self.row.low > 0

    @property
    def width(self) -> float:
        """Standard deviation of the prior: of the logarithm, or in the value's unit."""
        low, high = self._ends
        return (high - low) / (2 * FURTHEST)

    def position(self, value: float) -> float:
        """Return where a value lies, in the prior's standard deviations from its middle."""
        low, high = self._ends
        scaled = math.log(value) if self.is_logarithmic else value
        position = (scaled - (low + high) / 2) / self.width
        return min(max(position, -FURTHEST), FURTHEST)

    def value(self, position: float) -> float:
        """Return the value at a position, in the table's unit."""
        low, high = self._ends
        scaled = (low + high) / 2 + position * self.width
        value = math.exp(scaled) if self.is_logarithmic else scaled
        return min(max(value, self.row.low), self.row.high)

    def relative_error(self, position: float, error: float) -> float:
        """Return an error of a position as a share of the value."""
        width = error * self.width
        return width if self.is_logarithmic else width / abs(self.value(position))

    @property
    def _ends(self) -> tuple[float, float]:
        low, high = self.row.low, self.row.high
        return (math.log(low), math.log(high)) if self.is_logarithmic else (low, high)


def free_values(table: Mapping[str, Parameter], only: Iterable[str] = ()) -> tuple[FreeValue, ...]:
    """Return the values to fit, in the table's order.

    Parameters
    ----------
    table
        Of the body's values.
    only
        Identifiers of those to fit; every value whose status is `fitted` if none.

    Raises
    ------
    NothingToFit
        If a name is not in the table, a value is not `fitted`, its range is open or a point, or
        there is none.
    """
    chosen = list(dict.fromkeys(only)) or [row.id for row in table.values() if is_fitted(row)]
    if not chosen:
        raise NothingToFit("no value of parameters.csv has the status fitted; give it to some")
    for name in chosen:
        _require_fittable(name, table)
    return tuple(FreeValue(row) for row in table.values() if row.id in set(chosen))


def is_fitted(row: Parameter) -> bool:
    """Tell whether the table says that a value is fitted."""
    return row.status == "fitted"


def _require_fittable(name: str, table: Mapping[str, Parameter]) -> None:
    from difflib import get_close_matches

    fitted = [row.id for row in table.values() if is_fitted(row)]
    if name not in table:
        near = get_close_matches(name, fitted, n=3, cutoff=0.5) or fitted
        raise NothingToFit(f"parameters.csv has no {name}; fitted are such as {', '.join(near)}")
    row = table[name]
    if not is_fitted(row):
        raise NothingToFit(
            f"{name} is {row.status}; give it the status fitted in parameters.csv first"
        )
    if not (math.isfinite(row.low) and math.isfinite(row.high) and row.low < row.high):
        raise NothingToFit(f"{name} has no range; give it low and high in parameters.csv")


def positions_of(free: Sequence[FreeValue], table: Mapping[str, Parameter]) -> np.ndarray:
    """Return where N free values lie in a table, shape (N,)."""
    return np.array([one.position(table[one.row.id].value) for one in free])


def table_at(
    table: Mapping[str, Parameter], free: Sequence[FreeValue], positions: np.ndarray
) -> dict[str, Parameter]:
    """Return a table with N free values at some positions, shape (N,)."""
    moved = {
        one.row.id: replace(table[one.row.id], value=one.value(position))
        for one, position in zip(free, positions.tolist(), strict=True)
    }
    return {**table, **moved}
