"""Which doses each version took, and how much each of them held."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cramp.exposure.diet import PULSED_DAYS
from cramp.exposure.priors import prior

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cramp.exposure.doses import Dose
    from cramp.exposure.pieces import Amount, Pieces
    from cramp.exposure.streams import Streams
    from cramp.exposure.timeline import Timeline
    from cramp.exposure.untold import Untold

DOSE_MINUTES = 5.0
"""How long swallowing a medicine takes; short against its absorption (assumed)."""


class _Kind(NamedTuple):
    """What doses that hold the same have in common."""

    inputs: tuple[str, ...]
    amount_mmol: float | None
    usual_range_mmol: tuple[float, float]


@dataclass(frozen=True)
class Dosing:
    """Medicines taken by V versions.

    Attributes
    ----------
    timeline, untold
        What was told, and each version's answers to what was not.
    streams
        Randomness for V versions.
    pieces
        Takes what is swallowed.
    """

    timeline: Timeline
    untold: Untold
    streams: Streams
    pieces: Pieces

    def give_everything(self) -> np.ndarray:
        """Give every dose from the run-in's start to the end of the last day.

        Returns
        -------
        numpy.ndarray
            Share of the regular doses in the days shown that were taken, shape (V,); NaN
            without any.
        """
        pulsed_from = self.timeline.clock.at(-PULSED_DAYS, 0)
        doses = self.timeline.doses
        self._run_in([dose for dose in doses if dose.at_minute < pulsed_from])
        regular, taken = 0, np.zeros(self.streams.count)
        for dose in doses:
            if dose.at_minute < pulsed_from:
                continue
            swallowed = self._swallowed(dose)
            if not dose.told_event and dose.at_minute >= 0:
                regular += 1
                taken += swallowed
            amount = self._held(_kind(dose)) * swallowed
            self._give(dose.inputs, dose.at_minute, DOSE_MINUTES, amount)
        return taken / regular if regular else np.full(self.streams.count, math.nan)

    def _run_in(self, doses: list[Dose]) -> None:
        """Give doses at their daily mean, less those that are forgotten."""
        clock = self.timeline.clock
        for kind, first, after, each_day in _stretches(doses, self.timeline):
            begin = clock.at(first, 0)
            amount = self._held(kind) * each_day * (after - first) * self.untold.adherence
            self._give(kind.inputs, begin, clock.at(after, 0) - begin, amount)

    def _swallowed(self, dose: Dose) -> np.ndarray | float:
        """Return 1 for each version that took a dose and 0 for the others."""
        if dose.told_event:
            return 1.0
        moment = self.timeline.clock.stamp(dose.at_minute)
        shares = self.streams.shares("dose", moment, *dose.inputs)
        return (shares < self.untold.adherence).astype(float)

    def _held(self, kind: _Kind) -> Amount:
        if kind.amount_mmol is not None:
            return kind.amount_mmol
        low, high = kind.usual_range_mmol
        ratios = prior("untold_dose").at(self.untold.untold_dose_score)
        return np.clip(math.sqrt(low * high) * ratios, low, high)

    def _give(
        self, inputs: tuple[str, ...], start_minute: float, minutes: float, amount_mmol: Amount
    ) -> None:
        for name in inputs:
            self.pieces.add(name, start_minute, minutes, amount_mmol)


def _kind(dose: Dose) -> _Kind:
    return _Kind(dose.inputs, dose.amount_mmol, dose.usual_range_mmol)


def _stretches(doses: list[Dose], timeline: Timeline) -> Iterator[tuple[_Kind, int, int, int]]:
    """Give each stretch of days with as many equal doses on each: first day, day after, doses."""
    clock = timeline.clock
    counts = Counter((_kind(dose), clock.day_index(dose.at_minute)) for dose in doses)
    for kind in dict.fromkeys(kind for kind, _ in counts):
        days = sorted((index, number) for (of, index), number in counts.items() if of == kind)
        # Of days that follow one another, the day less its rank is the same.
        together = groupby(enumerate(days), lambda ranked: (ranked[1][0] - ranked[0], ranked[1][1]))
        for (_, each_day), stretch in together:
            indices = [index for _, (index, _) in stretch]
            yield kind, indices[0], indices[-1] + 1, each_day
