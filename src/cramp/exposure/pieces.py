"""Amounts and levels on stretches of time, merged into the inputs of every version."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from cramp.exposure.schedules import Schedules

Amount = float | np.ndarray
"""The same for all versions, or one for each: shape (V,)."""


class _Stretch(NamedTuple):
    name: str
    begin: float
    end: float
    value: Amount
    merge: np.ufunc

    @property
    def varies(self) -> bool:
        return isinstance(self.value, np.ndarray)


@dataclass
class Pieces:
    """Collects stretches on named inputs, for V versions at once.

    Where amounts overlap they add up; where levels overlap the highest holds, because nobody
    can be more awake, or work harder, than all of it. An input takes either, not both.

    Every version lives through the same stretches; only how much is given may differ. Where
    inputs change therefore depends on what was told alone, never on what was drawn.
    """

    versions: int = 1
    _stretches: list[_Stretch] = field(default_factory=list)

    def add(self, name: str, start_minute: float, minutes: float, amount: Amount) -> None:
        """Spread an amount evenly over some minutes of an input.

        Raises
        ------
        ValueError
            If the amount is negative or the stretch has no length.
        """
        if np.min(amount) < 0 or minutes <= 0:
            raise ValueError(f"{name}: {np.min(amount)} over {minutes} min cannot be given")
        if not is_nothing(amount):
            end_minute = start_minute + minutes
            rate = amount / minutes
            self._stretches.append(_Stretch(name, start_minute, end_minute, rate, np.add))

    def level(self, name: str, start_minute: float, end_minute: float, value: Amount) -> None:
        """Hold an input at a value for a while.

        Raises
        ------
        ValueError
            If the value is negative or the stretch has no length.
        """
        if np.min(value) < 0 or end_minute <= start_minute:
            raise ValueError(
                f"{name}: {np.min(value)} from {start_minute} to {end_minute} min cannot be held"
            )
        if not is_nothing(value):
            self._stretches.append(_Stretch(name, start_minute, end_minute, value, np.maximum))

    def schedules(self, start_minute: float, end_minute: float) -> Schedules:
        """Merge everything between two times into edges and values.

        What lies outside is cut off. Rates are summed stretch by stretch, so an amount is kept
        to rounding.
        """
        stretches = _cut(self._stretches, start_minute, end_minute)
        varying = [stretch for stretch in stretches if stretch.varies]
        names = sorted({stretch.name for stretch in stretches})
        ends = _ends(stretches) | {start_minute}
        edges = np.array(sorted(end for end in ends if end < end_minute))
        common = np.zeros((1, len(edges), len(names)))
        _fill(common, names, edges, [stretch for stretch in stretches if not stretch.varies])
        needed = _ends(varying) | {start_minute}
        kept = np.array([edge in needed for edge in edges.tolist()])
        kept[1:] |= np.any(np.diff(common[0], axis=0) != 0, axis=1)
        edges = edges[kept]
        values = np.repeat(common[:, kept], self.versions, axis=0)
        _fill(values, names, edges, varying)
        return Schedules(tuple(names), edges, values)


def _fill(
    values: np.ndarray, names: list[str], edges: np.ndarray, stretches: list[_Stretch]
) -> None:
    for stretch in stretches:
        first, last = np.searchsorted(edges, [stretch.begin, stretch.end])
        held = values[:, first:last, names.index(stretch.name)]
        stretch.merge(held, np.reshape(stretch.value, (-1, 1)), out=held)


def _ends(stretches: list[_Stretch]) -> set[float]:
    return {end for stretch in stretches for end in (stretch.begin, stretch.end)}


def _cut(stretches: list[_Stretch], start_minute: float, end_minute: float) -> list[_Stretch]:
    return [
        stretch._replace(begin=max(stretch.begin, start_minute), end=min(stretch.end, end_minute))
        for stretch in stretches
        if stretch.end > start_minute and stretch.begin < end_minute
    ]


def is_nothing(amount: Amount) -> bool:
    """Return whether nothing is given to any version, whatever was drawn."""
    return not isinstance(amount, np.ndarray) and amount == 0
