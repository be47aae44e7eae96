"""What each version lived through, as inputs of the body.

Told things come with their errors, untold things from priors, and before the first day stands
the usual life that led there.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from cramp.exposure.clock import DAY_MINUTES
from cramp.exposure.diet import PULSED_DAYS, Amounts, Diet
from cramp.exposure.doses import RUN_IN_DAYS
from cramp.exposure.dosing import Dosing
from cramp.exposure.pieces import Pieces
from cramp.exposure.priors import prior
from cramp.exposure.untold import SWALLOWED, Untold, lognormal_factors

if TYPE_CHECKING:
    from cramp.exposure.losses import Loss
    from cramp.exposure.pieces import Amount
    from cramp.exposure.schedules import Schedules
    from cramp.exposure.streams import Streams
    from cramp.exposure.timeline import Bout, Timeline

LEAST_HEAT_FACTOR = 0.3
"""Sweating in the cold, as a share of that at the reference temperature (assumed: working
muscle still has to be cooled)."""

LOSS_TO_LOSS_SPREAD = 0.2
"""Coefficient of variation between one person's stools or bouts of vomiting (assumed)."""

UNTOLD_BOUT_CELLS_MINUTES = (
    0.0, 15.0, 30.0, 45.0, 60.0, 75.0, 90.0, 120.0, 150.0, 200.0, 300.0,
)  # fmt: skip
"""Edges, from its begin, of the cells of a bout of untold length. Versions must change their
inputs at the same times, so the cell in which a version's bout ends holds the mean effort over
it. The last is the longest such bout (assumed; its prior goes beyond in one of two million)."""

_USUAL_VOLUME = {
    "watery_stool": "watery_stool_litre",
    "loose_stool": "loose_stool_litre",
    "vomit": "vomit_litre",
}


@dataclass(frozen=True)
class Realisation:
    """Inputs of V versions, and what they add up to.

    Every array has shape (V,).

    Attributes
    ----------
    schedules
        Inputs of the body from the run-in's start to the end of the last day.
    told, untold
        Mean daily amounts over the days shown, from the diary and from priors (mmol/d; L/d).
    sweat_litre, stool_litre, vomit_litre
        Lost up to the end of the last day shown; nothing is lost in the run-in.
    doses_taken_share
        Share of the regular doses in the days shown that were taken; NaN without any.
    """

    schedules: Schedules
    told: dict[str, np.ndarray]
    untold: dict[str, np.ndarray]
    sweat_litre: np.ndarray
    stool_litre: np.ndarray
    vomit_litre: np.ndarray
    doses_taken_share: np.ndarray


def realise(
    timeline: Timeline, untold: Untold, mass_kg: np.ndarray, streams: Streams
) -> Realisation:
    """Draw V versions of a timeline.

    Parameters
    ----------
    timeline
        What was told.
    untold
        Each version's answers to what was not.
    mass_kg
        Each version's body mass, for sweat; shape (V,).
    streams
        Randomness for V versions.
    """
    return _Builder(timeline, untold, mass_kg, streams, Pieces(streams.count)).build()


@dataclass(frozen=True)
class _Builder:
    timeline: Timeline
    untold: Untold
    mass_kg: np.ndarray
    streams: Streams
    pieces: Pieces

    def build(self) -> Realisation:
        diet = Diet(self.timeline, self.untold, self.streams, self.pieces)
        diet.swallow_everything()
        for bout in self.timeline.bouts:
            self._bout(bout)
        for loss in self.timeline.losses:
            self._loss(loss)
        taken = Dosing(self.timeline, self.untold, self.streams, self.pieces).give_everything()
        self._sleep()
        end = self.timeline.end_minute
        schedules = self.pieces.schedules(-RUN_IN_DAYS * DAY_MINUTES, end)
        return Realisation(
            schedules=schedules,
            told=self._daily(diet.told),
            untold=self._daily(diet.untold_amounts),
            sweat_litre=schedules.integrals("sweat_rate", end),
            stool_litre=schedules.integrals("stool_loss_rate", end),
            vomit_litre=schedules.integrals("vomit_loss_rate", end),
            doses_taken_share=taken,
        )

    def _daily(self, amounts: Amounts) -> dict[str, np.ndarray]:
        count, days = self.streams.count, self.timeline.days
        return {name: np.broadcast_to(amounts[name] / days, count) for name in SWALLOWED}

    def _bout(self, bout: Bout) -> None:
        place = self.timeline.clock.stamp(bout.at_minute)
        intensity: Amount = (
            bout.intensity
            if bout.intensity is not None
            else np.minimum(1.0, prior("untold_intensity").draw(self.streams, place))
        )
        if bout.minutes:
            sweat = self._sweat_litre(bout, place, bout.minutes, intensity)
            self._exert(bout.at_minute, bout.minutes, intensity, sweat)
            return
        longest = UNTOLD_BOUT_CELLS_MINUTES[-1]
        drawn = prior("untold_exercise_minutes").draw(self.streams, place)
        minutes = np.minimum(drawn, longest)
        sweat = self._sweat_litre(bout, place, minutes, intensity)
        for begin, end in pairwise(UNTOLD_BOUT_CELLS_MINUTES):
            within = np.clip(minutes - begin, 0.0, end - begin)
            self._exert(
                bout.at_minute + begin,
                end - begin,
                intensity * within / (end - begin),
                sweat * within / minutes,
            )

    def _exert(
        self, at_minute: float, minutes: float, intensity: Amount, sweat_litre: Amount
    ) -> None:
        self.pieces.level("exercise_intensity", at_minute, at_minute + minutes, intensity)
        self.pieces.add("sweat_rate", at_minute, minutes, sweat_litre)

    def _sweat_litre(self, bout: Bout, place: str, minutes: Amount, intensity: Amount) -> Amount:
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

    def _loss(self, loss: Loss) -> None:
        place = f"{loss.kind} {self.timeline.clock.stamp(loss.at_minute)}"
        if loss.volume_litre is not None:
            litres = loss.volume_litre * prior("told_loss_volume").draw(self.streams, place)
        else:
            usual = prior(_USUAL_VOLUME[loss.kind]).value * self.untold.loss_factor
            scores = self.streams.scores("loss", place)
            litres = usual * lognormal_factors(LOSS_TO_LOSS_SPREAD, scores)
        name = "vomit_loss_rate" if loss.kind == "vomit" else "stool_loss_rate"
        self.pieces.add(name, loss.at_minute, loss.minutes, litres)

    def _sleep(self) -> None:
        clock, days = self.timeline.clock, self.timeline.days
        begin, end = self.timeline.asleep
        asleep_minutes = (end - begin) % DAY_MINUTES
        awake_from = -RUN_IN_DAYS * DAY_MINUTES
        for index in range(-PULSED_DAYS, days):
            bedtime = clock.at(index, begin)
            if bedtime <= awake_from:
                continue
            self.pieces.level("drinking_possible", awake_from, bedtime, 1.0)
            awake_from = clock.at(index, begin + asleep_minutes)
        self.pieces.level("drinking_possible", awake_from, clock.at(days + 1, 0), 1.0)
