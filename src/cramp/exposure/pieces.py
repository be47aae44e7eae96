"""Amounts spread over stretches of time, merged into one schedule of inputs."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from cramp.engine.interface import Schedule


@dataclass
class Pieces:
    """Collects stretches on named inputs; overlapping ones add up."""

    _stretches: list[tuple[str, float, float, float]] = field(default_factory=list)

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
            self._stretches.append((name, start_minute, start_minute + minutes, amount / minutes))

    def level(self, name: str, start_minute: float, end_minute: float, value: float) -> None:
        """Hold an input at a value for a while."""
        self.add(name, start_minute, end_minute - start_minute, value * (end_minute - start_minute))

    def schedule(self, start_minute: float, end_minute: float) -> Schedule:
        """Merge everything between two times into edges and values.

        What lies outside is cut off. Rates are summed by differences at the edges, so an
        amount is kept to rounding.
        """
        names = sorted({stretch[0] for stretch in self._stretches})
        cut = [
            (name, max(begin, start_minute), min(end, end_minute), rate)
            for name, begin, end, rate in self._stretches
            if end > start_minute and begin < end_minute
        ]
        edges = np.unique([start_minute, *(b for _, b, _, _ in cut), *(e for _, _, e, _ in cut)])
        edges = edges[edges < end_minute]
        values = np.zeros((len(edges), len(names)))
        for name, begin, end, rate in cut:
            first, last = np.searchsorted(edges, [begin, end])
            values[first:last, names.index(name)] += rate
        changed = np.concatenate([[True], np.any(np.diff(values, axis=0) != 0, axis=1)])
        return Schedule(tuple(names), edges[changed], values[changed])
