"""One plausible version of a diary as inputs of the body.

Told things come with their errors, untold things from priors, and before the first day stands
the usual life that led there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cramp.exposure.clock import DAY_MINUTES
from cramp.exposure.pieces import Pieces
from cramp.exposure.priors import prior
from cramp.exposure.untold import USUAL_NUTRIENTS, Untold, lognormal_factor

if TYPE_CHECKING:
    from cramp.engine.interface import Schedule
    from cramp.exposure.doses import Dose
    from cramp.exposure.intake import ResolvedPortion
    from cramp.exposure.losses import Loss
    from cramp.exposure.timeline import Bout, Meal, Timeline

RUN_IN_DAYS = 60
PULSED_DAYS = 2
"""Days before the first shown that already have meals and doses at their hours; before them
the run-in gives everything at its daily mean."""

DOSE_MINUTES = 5.0
UNTOLD_MEALS = ((480.0, 0.25), (780.0, 0.35), (1140.0, 0.4))
UNTOLD_DRINKS = ((480.0, 0.2), (630.0, 0.2), (780.0, 0.2), (960.0, 0.2), (1140.0, 0.2))
UNTOLD_DAYTIME_MINUTES = 20.0

Amounts = dict[str, float]


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
        Lost over the days shown.
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
    told_total: Amounts = field(default_factory=lambda: dict.fromkeys(USUAL_NUTRIENTS, 0.0))
    untold_total: Amounts = field(default_factory=lambda: dict.fromkeys(USUAL_NUTRIENTS, 0.0))
    lost: Amounts = field(
        default_factory=lambda: {
            "sweat": 0.0,
            "watery_stool": 0.0,
            "loose_stool": 0.0,
            "vomit": 0.0,
        }
    )

    def build(self) -> Realisation:
        usual = self._usual_day()
        self._run_in(usual)
        self._days(usual)
        for bout in self.timeline.bouts:
            self._bout(bout)
        for loss in self.timeline.losses:
            self._loss(loss)
        taken = self._doses()
        self._sleep()
        days = self.timeline.days
        return Realisation(
            schedule=self.pieces.schedule(-RUN_IN_DAYS * DAY_MINUTES, self.timeline.end_minute),
            told={name: value / days for name, value in self.told_total.items()},
            untold={name: value / days for name, value in self.untold_total.items()},
            sweat_litre=self.lost["sweat"],
            stool_litre=self.lost["watery_stool"] + self.lost["loose_stool"],
            vomit_litre=self.lost["vomit"],
            doses_taken_share=taken,
        )

    # ---- eating and drinking ----

    def _usual_day(self) -> Amounts:
        """Return this version's usual daily intake, told where it was told."""
        told = _sum(
            self._eaten(portion) for meal in self.timeline.usual_meals for portion in meal.portions
        )
        if self.timeline.usual_day_is_complete:
            return {name: told[name] * self.untold.under_reporting for name in USUAL_NUTRIENTS}
        return {name: max(told[name], self.untold.usual[name]) for name in USUAL_NUTRIENTS}

    def _days(self, usual: Amounts) -> None:
        by_day: dict[int, list[Meal]] = {}
        for meal in self.timeline.meals:
            by_day.setdefault(int(meal.at_minute // DAY_MINUTES), []).append(meal)
        for index in range(-PULSED_DAYS, self.timeline.days):
            told = _sum(self._meal(meal) for meal in by_day.get(index, []))
            rest = self._rest_of_day(index, told, usual)
            self._spread_over_day(index, rest)
            if index >= 0:
                for name in USUAL_NUTRIENTS:
                    self.told_total[name] += told[name]
                    self.untold_total[name] += rest[name]

    def _rest_of_day(self, index: int, told: Amounts, usual: Amounts) -> Amounts:
        if index in self.timeline.complete_days:
            missed = self.untold.under_reporting - 1
            return {name: max(0.0, told[name] * missed) for name in USUAL_NUTRIENTS}
        day = prior("day_to_day").draw(self.generator)
        return {name: max(0.0, usual[name] * day - told[name]) for name in USUAL_NUTRIENTS}

    def _meal(self, meal: Meal) -> Amounts:
        amounts = _sum(self._eaten(portion) for portion in meal.portions)
        self._swallow(meal.at_minute, meal.minutes, amounts)
        return amounts

    def _eaten(self, portion: ResolvedPortion) -> Amounts:
        error = lognormal_factor(portion.relative_sd, self.generator) * self.untold.portion_factor
        sodium = (portion.sodium_mmol or 0.0) * error
        chloride = (
            sodium * self.untold.chloride_per_sodium
            if portion.chloride_mmol is None
            else portion.chloride_mmol * error
        )
        return {
            "potassium_mmol": (portion.potassium_mmol or 0.0) * error,
            "sodium_mmol": sodium,
            "chloride_mmol": chloride,
            "water_litre": (portion.water_litre or 0.0) * error,
            "carbohydrate_mmol": (portion.carbohydrate_mmol or 0.0) * error,
        }

    def _spread_over_day(self, index: int, rest: Amounts) -> None:
        midnight = index * DAY_MINUTES
        food = self._with_chloride({**rest, "water_litre": 0.0})
        for clock, share in UNTOLD_MEALS:
            part = {name: amount * share for name, amount in food.items()}
            self._swallow(midnight + clock, UNTOLD_DAYTIME_MINUTES, part)
        for clock, share in UNTOLD_DRINKS:
            drink = {"water_litre": rest["water_litre"] * share}
            self._swallow(midnight + clock, UNTOLD_DAYTIME_MINUTES, drink)

    def _with_chloride(self, amounts: Amounts) -> Amounts:
        chloride = amounts["sodium_mmol"] * self.untold.chloride_per_sodium
        return {**amounts, "chloride_mmol": chloride}

    def _swallow(self, at_minute: float, minutes: float, amounts: Amounts) -> None:
        inputs = {
            "potassium_intake_rate": "potassium_mmol",
            "sodium_intake_rate": "sodium_mmol",
            "chloride_intake_rate": "chloride_mmol",
            "water_intake_rate": "water_litre",
            "glucose_intake_rate": "carbohydrate_mmol",
        }
        for name, nutrient in inputs.items():
            self.pieces.add(name, at_minute, minutes, amounts.get(nutrient, 0.0))

    def _run_in(self, usual: Amounts) -> None:
        start, end = -RUN_IN_DAYS * DAY_MINUTES, -PULSED_DAYS * DAY_MINUTES
        days = RUN_IN_DAYS - PULSED_DAYS
        amounts = {name: amount * days for name, amount in self._with_chloride(usual).items()}
        self._swallow(start, end - start, amounts)

    # ---- losses, exercise, sleep ----

    def _bout(self, bout: Bout) -> None:
        minutes = bout.minutes or prior("untold_exercise_minutes").draw(self.generator)
        intensity = bout.intensity
        if intensity is None:
            intensity = min(1.0, prior("untold_intensity").draw(self.generator))
        self.pieces.add("exercise_intensity", bout.at_minute, minutes, intensity * minutes)
        sweat = self._sweat_litre(bout, minutes, intensity)
        self.lost["sweat"] += sweat
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
        heat = max(0.3, 1 + prior("exercise_sweat_per_degree").value * warmer)
        return rate * effort * heat * self.mass_kg * minutes / 60 / 1000

    def _loss(self, loss: Loss) -> None:
        if loss.volume_litre is not None:
            litres = loss.volume_litre * prior("told_loss_volume").draw(self.generator)
        else:
            row = {"watery_stool": "watery_stool_litre", "loose_stool": "loose_stool_litre"}
            usual = prior(row.get(loss.kind, "vomit_litre")).value
            litres = usual * self.untold.loss_factor * lognormal_factor(0.2, self.generator)
        self.lost[loss.kind] += litres
        name = "vomit_loss_rate" if loss.kind == "vomit" else "stool_loss_rate"
        self.pieces.add(name, loss.at_minute, loss.minutes, litres)

    def _sleep(self) -> None:
        begin, end = self.timeline.asleep
        minutes = (end - begin) % DAY_MINUTES
        first, last = -PULSED_DAYS, self.timeline.days
        start = -RUN_IN_DAYS * DAY_MINUTES
        awake_from = start
        for index in range(first, last):
            bedtime = index * DAY_MINUTES + begin
            if bedtime <= awake_from:
                continue
            self.pieces.level("drinking_possible", awake_from, bedtime, 1.0)
            awake_from = bedtime + minutes
        self.pieces.level("drinking_possible", awake_from, last * DAY_MINUTES + DAY_MINUTES, 1.0)

    # ---- medicines ----

    def _doses(self) -> float:
        taken, regular = 0, 0
        mean_until = -PULSED_DAYS * DAY_MINUTES
        for dose in self.timeline.doses:
            amount = self._dose_mmol(dose)
            if dose.at_minute < mean_until:
                # Before the first meals with hours, each dose is spread over its day.
                self._give(dose, amount * self.untold.adherence, DAY_MINUTES)
                continue
            swallowed = dose.told_event or self.generator.random() < self.untold.adherence
            if not dose.told_event and dose.at_minute >= 0:
                regular += 1
                taken += swallowed
            if swallowed:
                self._give(dose, amount, DOSE_MINUTES)
        return taken / regular if regular else float("nan")

    def _dose_mmol(self, dose: Dose) -> float:
        if dose.amount_mmol is not None:
            return dose.amount_mmol
        low, high = dose.usual_range_mmol
        row = prior("untold_dose")
        return float(
            np.clip(np.sqrt(low * high) * row.at(self.untold.untold_dose_score), low, high)
        )

    def _give(self, dose: Dose, amount_mmol: float, minutes: float) -> None:
        start = dose.at_minute
        if minutes == DAY_MINUTES:
            start = np.floor(dose.at_minute / DAY_MINUTES) * DAY_MINUTES
        for name in dose.inputs:
            self.pieces.add(name, float(start), minutes, amount_mmol)


def _sum(parts: object) -> Amounts:
    total = dict.fromkeys((*USUAL_NUTRIENTS, "chloride_mmol"), 0.0)
    for part in parts:  # type: ignore[attr-defined]  # an iterable of Amounts
        for name, amount in part.items():
            total[name] += amount
    return total
