"""One plausible version of a diary as inputs of the body.

Told things come with their errors, untold things from priors, and before the first day stands
the usual life that led there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cramp.exposure.clock import DAY_MINUTES
from cramp.exposure.diet import PULSED_DAYS, Amounts, Diet
from cramp.exposure.doses import RUN_IN_DAYS
from cramp.exposure.pieces import Pieces
from cramp.exposure.priors import prior
from cramp.exposure.untold import Untold, lognormal_factor

if TYPE_CHECKING:
    from cramp.engine.interface import Schedule
    from cramp.exposure.doses import Dose
    from cramp.exposure.losses import Loss
    from cramp.exposure.timeline import Bout, Timeline

DOSE_MINUTES = 5.0
"""How long swallowing a medicine takes; short against its absorption (assumed)."""

LEAST_HEAT_FACTOR = 0.3
"""Sweating in the cold, as a share of that at the reference temperature (assumed: working
muscle still has to be cooled)."""

LOSS_TO_LOSS_SPREAD = 0.2
"""Coefficient of variation between one person's stools or bouts of vomiting (assumed)."""

_USUAL_VOLUME = {
    "watery_stool": "watery_stool_litre",
    "loose_stool": "loose_stool_litre",
    "vomit": "vomit_litre",
}


@dataclass(frozen=True)
class Realisation:
    """Inputs of one version, and what they add up to.

    Attributes
    ----------
    schedule
        Inputs of the body from the run-in's start to the end of the last day.
    told, untold
        Mean daily amounts over the days shown, from the diary and from priors (mmol/d; L/d).
    sweat_litre, stool_litre, vomit_litre
        Lost up to the end of the last day shown; nothing is lost in the run-in.
    doses_taken_share
        Share of the regular doses in the days shown that were taken; NaN without any.
    """

    schedule: Schedule
    told: Amounts
    untold: Amounts
    sweat_litre: float
    stool_litre: float
    vomit_litre: float
    doses_taken_share: float


def realise(
    timeline: Timeline, untold: Untold, mass_kg: float, generator: np.random.Generator
) -> Realisation:
    """Draw one version of a timeline.

    Parameters
    ----------
    timeline
        What was told.
    untold
        This version's answers to what was not.
    mass_kg
        This version's body mass, for sweat.
    generator
        Source of randomness of this version alone.
    """
    return _Builder(timeline, untold, mass_kg, generator).build()


@dataclass
class _Builder:
    timeline: Timeline
    untold: Untold
    mass_kg: float
    generator: np.random.Generator
    pieces: Pieces = field(default_factory=Pieces)

    def build(self) -> Realisation:
        diet = Diet(self.timeline, self.untold, self.generator, self.pieces)
        diet.swallow_everything()
        for bout in self.timeline.bouts:
            self._bout(bout)
        for loss in self.timeline.losses:
            self._loss(loss)
        taken = self._doses()
        self._sleep()
        days, end = self.timeline.days, self.timeline.end_minute
        schedule = self.pieces.schedule(-RUN_IN_DAYS * DAY_MINUTES, end)
        return Realisation(
            schedule=schedule,
            told={name: value / days for name, value in diet.told.items()},
            untold={name: value / days for name, value in diet.untold_amounts.items()},
            sweat_litre=_total(schedule, "sweat_rate", end),
            stool_litre=_total(schedule, "stool_loss_rate", end),
            vomit_litre=_total(schedule, "vomit_loss_rate", end),
            doses_taken_share=taken,
        )

    def _bout(self, bout: Bout) -> None:
        minutes = bout.minutes or prior("untold_exercise_minutes").draw(self.generator)
        intensity = bout.intensity
        if intensity is None:
            intensity = min(1.0, prior("untold_intensity").draw(self.generator))
        end = bout.at_minute + minutes
        self.pieces.level("exercise_intensity", bout.at_minute, end, intensity)
        sweat = self._sweat_litre(bout, minutes, intensity)
        self.pieces.add("sweat_rate", bout.at_minute, minutes, sweat)

    def _sweat_litre(self, bout: Bout, minutes: float, intensity: float) -> float:
        if bout.sweat_loss_litre is not None:
            return bout.sweat_loss_litre * prior("told_sweat_loss").draw(self.generator)
        temperature = bout.temperature_celsius
        if temperature is None:
            temperature = prior("untold_temperature").draw(self.generator)
        rate = prior("exercise_sweat_ml_per_kg_per_hour").value * self.untold.sweat_factor
        effort = intensity / prior("exercise_sweat_reference_intensity").value
        warmer = temperature - prior("exercise_sweat_reference_temperature").value
        heat = max(LEAST_HEAT_FACTOR, 1 + prior("exercise_sweat_per_degree").value * warmer)
        return rate * effort * heat * self.mass_kg * minutes / 60 / 1000

    def _loss(self, loss: Loss) -> None:
        if loss.volume_litre is not None:
            litres = loss.volume_litre * prior("told_loss_volume").draw(self.generator)
        else:
            usual = prior(_USUAL_VOLUME[loss.kind]).value * self.untold.loss_factor
            litres = usual * lognormal_factor(LOSS_TO_LOSS_SPREAD, self.generator)
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

    def _doses(self) -> float:
        """Give every dose; return the share of the regular ones shown that were taken."""
        taken, regular = 0, 0
        mean_until = self.timeline.clock.at(-PULSED_DAYS, 0)
        for dose in self.timeline.doses:
            amount = self._dose_mmol(dose)
            if dose.at_minute < mean_until:
                self._give_over_its_day(dose, amount * self.untold.adherence)
                continue
            swallowed = dose.told_event or self.generator.random() < self.untold.adherence
            if not dose.told_event and dose.at_minute >= 0:
                regular += 1
                taken += swallowed
            if swallowed:
                self._give(dose, dose.at_minute, DOSE_MINUTES, amount)
        return taken / regular if regular else math.nan

    def _dose_mmol(self, dose: Dose) -> float:
        if dose.amount_mmol is not None:
            return dose.amount_mmol
        low, high = dose.usual_range_mmol
        row = prior("untold_dose")
        return float(
            np.clip(np.sqrt(low * high) * row.at(self.untold.untold_dose_score), low, high)
        )

    def _give_over_its_day(self, dose: Dose, amount_mmol: float) -> None:
        clock = self.timeline.clock
        index = clock.day_index(dose.at_minute)
        midnight = clock.at(index, 0)
        self._give(dose, midnight, clock.at(index + 1, 0) - midnight, amount_mmol)

    def _give(self, dose: Dose, start_minute: float, minutes: float, amount_mmol: float) -> None:
        for name in dose.inputs:
            self.pieces.add(name, start_minute, minutes, amount_mmol)


def _total(schedule: Schedule, name: str, until: float) -> float:
    return schedule.integral(name, until) if name in schedule.inputs else 0.0
