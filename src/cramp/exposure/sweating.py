"""Exercise and the sweat of it, and the habit that days of sweating tell of."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from cramp.exposure.clock import DAY_MINUTES
from cramp.exposure.doses import RUN_IN_DAYS
from cramp.exposure.priors import prior

if TYPE_CHECKING:
    from cramp.exposure.pieces import Amount, Pieces
    from cramp.exposure.streams import Streams
    from cramp.exposure.timeline import Bout, Timeline
    from cramp.exposure.untold import Untold

LEAST_HEAT_FACTOR = 0.3
"""Sweating in the cold, as a share of that at the reference temperature (assumed: working
muscle still has to be cooled)."""

UNTOLD_BOUT_CELLS_MINUTES = (
    0.0, 15.0, 30.0, 45.0, 60.0, 75.0, 90.0, 120.0, 150.0, 200.0, 300.0,
)  # fmt: skip
"""Edges, from its begin, of the cells of a bout of untold length. Versions must change their
inputs at the same times, so the cell in which a version's bout ends holds the mean effort over
it. The last is the longest such bout (assumed; its prior goes beyond in one of two million)."""

HABIT_DAYS = 7
HABIT_BOUT_DAYS_A_WEEK = 2
"""Of how many days, with bouts on how many of each week, a diary tells of a habit (assumed): who
sweats twice a week is taken to have done so before. A single race tells nothing."""


@dataclass(frozen=True)
class _Effort:
    """A bout with what was not told of it; every amount a number or of shape (V,)."""

    bout: Bout
    minutes: Amount
    intensity: Amount
    litres: Amount

    @property
    def sweat_input(self) -> str:
        """The body adds to what was not weighed as it acclimates."""
        weighed = self.bout.sweat_loss_litre is not None
        return "sweat_rate" if weighed else "unweighed_sweat_rate"


@dataclass(frozen=True)
class Sweating:
    """Bouts of exercise of V versions.

    Attributes
    ----------
    timeline, untold
        What was told, and each version's answers to what was not.
    mass_kg
        Each version's body mass, shape (V,).
    streams
        Randomness for V versions.
    pieces
        Takes effort and sweat.
    """

    timeline: Timeline
    untold: Untold
    mass_kg: np.ndarray
    streams: Streams
    pieces: Pieces

    def exert_everything(self) -> None:
        """Live every bout, and the habit that stands before them."""
        efforts = [self._effort(bout) for bout in self.timeline.bouts]
        self._live_the_habit(efforts)
        for effort in efforts:
            self._exert(effort)

    def _day(self, effort: _Effort) -> int:
        return self.timeline.clock.day_index(effort.bout.at_minute)

    def _live_the_habit(self, efforts: list[_Effort]) -> None:
        """Sweat on every day of the run-in, where the days shown tell of a habit."""
        days = self.timeline.days
        active = len({self._day(effort) for effort in efforts})
        if days < HABIT_DAYS or active * HABIT_DAYS < HABIT_BOUT_DAYS_A_WEEK * days:
            return
        shown = sum((effort.litres for effort in efforts), np.zeros(self.streams.count)) / days
        before = shown * prior("sweated_alike_before").draw(self.streams)
        minutes = RUN_IN_DAYS * DAY_MINUTES
        self.pieces.add("sweat_rate", -minutes, minutes, before * RUN_IN_DAYS)

    def _effort(self, bout: Bout) -> _Effort:
        place = self.timeline.clock.stamp(bout.at_minute)
        intensity: Amount = (
            bout.intensity
            if bout.intensity is not None
            else np.minimum(1.0, prior("untold_intensity").draw(self.streams, place))
        )
        minutes: Amount = bout.minutes or np.minimum(
            prior("untold_exercise_minutes").draw(self.streams, place),
            UNTOLD_BOUT_CELLS_MINUTES[-1],
        )
        sweat = self._sweat_litre(bout, place, minutes, intensity)
        return _Effort(bout, minutes, intensity, sweat)

    def _exert(self, effort: _Effort) -> None:
        bout = effort.bout
        if bout.minutes:
            self._give(effort, bout.at_minute, bout.minutes, effort.intensity, effort.litres)
            return
        for begin, end in pairwise(UNTOLD_BOUT_CELLS_MINUTES):
            within = np.clip(effort.minutes - begin, 0.0, end - begin)
            self._give(
                effort,
                bout.at_minute + begin,
                end - begin,
                effort.intensity * within / (end - begin),
                effort.litres * within / effort.minutes,
            )

    def _give(
        self,
        effort: _Effort,
        at_minute: float,
        minutes: float,
        intensity: Amount,
        sweat_litre: Amount,
    ) -> None:
        self.pieces.level("exercise_intensity", at_minute, at_minute + minutes, intensity)
        self.pieces.add(effort.sweat_input, at_minute, minutes, sweat_litre)

    def _sweat_litre(self, bout: Bout, place: str, minutes: Amount, intensity: Amount) -> Amount:
        """Return what was weighed, or what the bout costs somebody who is not acclimated."""
        if bout.sweat_loss_litre is not None:
            return bout.sweat_loss_litre * prior("told_sweat_loss").draw(self.streams, place)
        temperature: Amount = (
            bout.temperature_celsius
            if bout.temperature_celsius is not None
            else prior("untold_temperature").draw(self.streams, place)
        )
        rate = prior("exercise_sweat_ml_per_kg_per_hour").value * self.untold.sweat_factor
        effort = intensity / prior("exercise_sweat_reference_intensity").value
        warmer = temperature - prior("exercise_sweat_reference_temperature").value
        heat = np.maximum(LEAST_HEAT_FACTOR, 1 + prior("exercise_sweat_per_degree").value * warmer)
        return rate * effort * heat * self.mass_kg * minutes / 60 / 1000
