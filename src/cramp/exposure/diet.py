"""One plausible version of what was eaten and drunk, told and untold, before and in the diary."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cramp.exposure.clock import DAY_MINUTES
from cramp.exposure.doses import RUN_IN_DAYS
from cramp.exposure.priors import prior
from cramp.exposure.untold import USUAL_NUTRIENTS, Untold, lognormal_factor

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np

    from cramp.exposure.intake import ResolvedPortion
    from cramp.exposure.pieces import Pieces
    from cramp.exposure.timeline import Meal, Timeline

PULSED_DAYS = 2
"""Days before the first shown that already have meals and doses at their hours; before them
the run-in gives everything at its daily mean."""

UNTOLD_MEALS = ((480.0, 0.25), (780.0, 0.35), (1140.0, 0.4))
UNTOLD_DRINKS = ((480.0, 0.2), (630.0, 0.2), (780.0, 0.2), (960.0, 0.2), (1140.0, 0.2))
"""Minute of the day and share of what was eaten and drunk untold (assumed: usual mealtimes)."""

UNTOLD_MEAL_MINUTES = 20.0
"""How long an untold meal or drink takes (assumed)."""

INPUTS = {
    "potassium_intake_rate": "potassium_mmol",
    "sodium_intake_rate": "sodium_mmol",
    "chloride_intake_rate": "chloride_mmol",
    "water_intake_rate": "water_litre",
    "glucose_intake_rate": "carbohydrate_mmol",
}
"""What each input of the body that is eaten or drunk is fed with."""

Amounts = dict[str, float]


@dataclass
class Diet:
    """Eating and drinking of one version.

    Attributes
    ----------
    timeline, untold
        What was told, and this version's answers to what was not.
    generator
        Source of randomness of this version alone.
    pieces
        Takes what is swallowed.
    told, untold_amounts
        Sums over the days shown, mmol and litres.
    """

    timeline: Timeline
    untold: Untold
    generator: np.random.Generator
    pieces: Pieces
    told: Amounts = field(default_factory=lambda: dict.fromkeys(USUAL_NUTRIENTS, 0.0))
    untold_amounts: Amounts = field(default_factory=lambda: dict.fromkeys(USUAL_NUTRIENTS, 0.0))

    def swallow_everything(self) -> None:
        """Eat and drink from the run-in's start to the end of the last day."""
        usual = self._usual_day()
        self._run_in(usual)
        by_day: dict[int, list[Meal]] = {}
        for meal in self.timeline.meals:
            by_day.setdefault(self.timeline.clock.day_index(meal.at_minute), []).append(meal)
        for index in range(-PULSED_DAYS, self.timeline.days):
            self._day(index, by_day.get(index, []), usual)

    def _usual_day(self) -> Amounts:
        """Return this version's usual daily intake, told where it was told."""
        told = _sum(self._meal(meal) for meal in self.timeline.usual_meals)
        if self.timeline.usual_day_is_complete and _all_judged(self.timeline.usual_meals):
            return {name: told[name] * self.untold.under_reporting for name in USUAL_NUTRIENTS}
        return {name: max(told[name], self.untold.usual[name]) for name in USUAL_NUTRIENTS}

    def _run_in(self, usual: Amounts) -> None:
        start = -RUN_IN_DAYS * DAY_MINUTES
        minutes = self.timeline.clock.at(-PULSED_DAYS, 0) - start
        days = minutes / DAY_MINUTES
        amounts = {name: amount * days for name, amount in self._with_chloride(usual).items()}
        self._swallow(start, minutes, amounts)

    def _day(self, index: int, meals: list[Meal], usual: Amounts) -> None:
        eaten = [(meal, self._meal(meal)) for meal in meals]
        for meal, amounts in eaten:
            self._swallow(meal.at_minute, meal.minutes, amounts)
        told = _sum(amounts for _, amounts in eaten)
        complete = index in self.timeline.complete_days and _all_judged(meals)
        rest = self._missed(told) if complete else self._fill_up(told, usual)
        self._spread_over_day(index, rest)
        if index >= 0:
            for name in USUAL_NUTRIENTS:
                self.told[name] += told[name]
                self.untold_amounts[name] += rest[name]

    def _missed(self, told: Amounts) -> Amounts:
        missed = self.untold.under_reporting - 1
        return {name: max(0.0, told[name] * missed) for name in USUAL_NUTRIENTS}

    def _fill_up(self, told: Amounts, usual: Amounts) -> Amounts:
        day = prior("day_to_day").draw(self.generator)
        return {name: max(0.0, usual[name] * day - told[name]) for name in USUAL_NUTRIENTS}

    def _meal(self, meal: Meal) -> Amounts:
        return _sum(self._eaten(portion) for portion in meal.portions)

    def _eaten(self, portion: ResolvedPortion) -> Amounts:
        error = lognormal_factor(portion.relative_sd, self.generator) * self.untold.portion_factor
        amounts = {name: (getattr(portion, name) or 0.0) * error for name in USUAL_NUTRIENTS}
        if portion.chloride_mmol is None:
            return self._with_chloride(amounts)
        return {**amounts, "chloride_mmol": portion.chloride_mmol * error}

    def _with_chloride(self, amounts: Amounts) -> Amounts:
        chloride = amounts["sodium_mmol"] * self.untold.chloride_per_sodium
        return {**amounts, "chloride_mmol": chloride}

    def _spread_over_day(self, index: int, rest: Amounts) -> None:
        food = self._with_chloride({**rest, "water_litre": 0.0})
        drink = {"water_litre": rest["water_litre"]}
        for amounts, times in ((food, UNTOLD_MEALS), (drink, UNTOLD_DRINKS)):
            for minute_of_day, share in times:
                at = self.timeline.clock.at(index, minute_of_day)
                part = {name: amount * share for name, amount in amounts.items()}
                self._swallow(at, UNTOLD_MEAL_MINUTES, part)

    def _swallow(self, at_minute: float, minutes: float, amounts: Amounts) -> None:
        for name, nutrient in INPUTS.items():
            self.pieces.add(name, at_minute, minutes, amounts.get(nutrient, 0.0))


def _all_judged(meals: Iterable[Meal]) -> bool:
    """Return whether nothing eaten has an unknown amount: a record with such a hole is open."""
    return all(portion.problem is None for meal in meals for portion in meal.portions)


def _sum(parts: Iterable[Amounts]) -> Amounts:
    total = dict.fromkeys((*USUAL_NUTRIENTS, "chloride_mmol"), 0.0)
    for part in parts:
        for name, amount in part.items():
            total[name] += amount
    return total
