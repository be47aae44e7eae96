"""Amounts and levels on stretches of time, merged into one schedule of inputs."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from cramp.engine.interface import Schedule

_Stretch = tuple[str, float, float, float]


@dataclass
class Pieces:
    """Collects stretches on named inputs.

    Where amounts overlap they add up; where levels overlap the highest holds, because nobody
    can be more awake, or work harder, than all of it. An input takes either, not both.
    """

    _rates: list[_Stretch] = field(default_factory=list)
    _levels: list[_Stretch] = field(default_factory=list)

    def add(self, name: str, start_minute: float, minutes: float, amount: float) -> None:
        """Spread an amount evenly over some minutes of an input.

        Raises
        ------
        ValueError
            If the amount is negative or the stretch has no length.
        """
        if amount < 0 or minutes <= 0:
            raise ValueError(f"{name}: {amount} over {minutes} min cannot be given")
        if amount > 0:
            self._rates.append((name, start_minute, start_minute + minutes, amount / minutes))

    def level(self, name: str, start_minute: float, end_minute: float, value: float) -> None:
        """Hold an input at a value for a while.

        Raises
        ------
        ValueError
            If the value is negative or the stretch has no length.
        """
        if value < 0 or end_minute <= start_minute:
            raise ValueError(
                f"{name}: {value} from {start_minute} to {end_minute} min cannot be held"
            )
        if value > 0:
            self._levels.append((name, start_minute, end_minute, value))

    def schedule(self, start_minute: float, end_minute: float) -> Schedule:
        """Merge everything between two times into edges and values.

        What lies outside is cut off. Rates are summed by differences at the edges, so an
        amount is kept to rounding.
        """
        rates = _cut(self._rates, start_minute, end_minute)
        levels = _cut(self._levels, start_minute, end_minute)
        names = sorted({stretch[0] for stretch in (*rates, *levels)})
        ends = [end for _, *stretch, _ in (*rates, *levels) for end in stretch]
        edges = np.unique([start_minute, *ends])
        edges = edges[edges < end_minute]
        values = np.zeros((len(edges), len(names)))
        for name, begin, end, rate in rates:
            first, last = np.searchsorted(edges, [begin, end])
            values[first:last, names.index(name)] += rate
        for name, begin, end, value in levels:
            first, last = np.searchsorted(edges, [begin, end])
            held = values[first:last, names.index(name)]
            np.maximum(held, value, out=held)
        changed = np.concatenate([[True], np.any(np.diff(values, axis=0) != 0, axis=1)])
        return Schedule(tuple(names), edges[changed], values[changed])


def _cut(stretches: list[_Stretch], start_minute: float, end_minute: float) -> list[_Stretch]:
    return [
        (name, max(begin, start_minute), min(end, end_minute), value)
        for name, begin, end, value in stretches
        if end > start_minute and begin < end_minute
    ]
