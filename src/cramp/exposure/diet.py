"""What each version ate and drank, told and untold, before and in the diary."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cramp.exposure.clock import DAY_MINUTES
from cramp.exposure.doses import RUN_IN_DAYS
from cramp.exposure.pieces import Amount, is_nothing
from cramp.exposure.priors import prior
from cramp.exposure.untold import SWALLOWED, USUAL_STIMULANTS, Untold, lognormal_factors

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cramp.exposure.intake import ResolvedPortion
    from cramp.exposure.pieces import Pieces
    from cramp.exposure.streams import Streams
    from cramp.exposure.timeline import Meal, Timeline

PULSED_DAYS = 2
"""Days before the first shown that already have meals and doses at their hours; before them
the run-in gives everything at its daily mean."""

SETTLING_CARBOHYDRATE_SHARE = 0.41
"""Of the carbohydrate of a usual day, eaten evenly all day long: it calls for the insulin that
three meals call for, of which each calls for less than in proportion (worked out with the body)."""

UNTOLD_MEALS = ((480.0, 0.25), (780.0, 0.35), (1140.0, 0.4))
UNTOLD_DRINKS = (
    (480.0, 0.2), (630.0, 0.15), (780.0, 0.2), (960.0, 0.15), (1140.0, 0.15), (1290.0, 0.15)
)  # fmt: skip
UNTOLD_CAFFEINE = ((480.0, 0.4), (630.0, 0.2), (780.0, 0.2), (960.0, 0.2))
UNTOLD_ETHANOL = ((1140.0, 1.0),)
"""Minute of the day and share of what was eaten and drunk untold (assumed: usual mealtimes,
coffee and tea until the afternoon, alcohol in the evening, a last drink before bed)."""

UNTOLD_MEAL_MINUTES = 20.0
"""How long an untold meal or drink takes (assumed)."""

INPUTS = {
    "potassium_intake_rate": "potassium_mmol",
    "sodium_intake_rate": "sodium_mmol",
    "chloride_intake_rate": "chloride_mmol",
    "magnesium_intake_rate": "magnesium_mmol",
    "calcium_intake_rate": "calcium_mmol",
    "phosphate_intake_rate": "phosphate_mmol",
    "water_intake_rate": "water_litre",
    "glucose_intake_rate": "carbohydrate_mmol",
    "caffeine_intake_rate": "caffeine_mmol",
    "ethanol_intake_rate": "ethanol_mmol",
}
"""What each input of the body that is eaten or drunk is fed with."""

Amounts = dict[str, Amount]


@dataclass
class Diet:
    """Eating and drinking of V versions.

    Attributes
    ----------
    timeline, untold
        What was told, and each version's answers to what was not.
    streams
        Randomness for V versions.
    pieces
        Takes what is swallowed.
    told, untold_amounts
        Sums over the days shown, mmol and litres; a plain number is that of all versions.
    """

    timeline: Timeline
    untold: Untold
    streams: Streams
    pieces: Pieces
    told: Amounts = field(default_factory=lambda: dict.fromkeys(SWALLOWED, 0.0))
    untold_amounts: Amounts = field(default_factory=lambda: dict.fromkeys(SWALLOWED, 0.0))

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
        """Return the usual daily intake, told where it was told."""
        told = _sum(
            self._meal(meal, f"usual day {meal.at_minute}") for meal in self.timeline.usual_meals
        )
        if self.timeline.usual_day_is_complete and _all_judged(self.timeline.usual_meals):
            return {name: told[name] * self._truth_per_record(name) for name in SWALLOWED}
        return {name: np.maximum(told[name], self._usual(name)) for name in SWALLOWED}

    def _usual(self, name: str) -> np.ndarray:
        """Return the usual daily intake of people like these; whoever told of some takes some."""
        usual = self.untold.usual[name]
        if name not in USUAL_STIMULANTS or self._tells_of(name):
            return usual
        return usual * self.untold.takes[name]

    def _tells_of(self, name: str) -> bool:
        meals = (*self.timeline.usual_meals, *self.timeline.meals)
        if name == "ethanol_mmol" and any(meal.alcoholic for meal in meals):
            return True
        return any(getattr(portion, name) for meal in meals for portion in meal.portions)

    def _run_in(self, usual: Amounts) -> None:
        start = -RUN_IN_DAYS * DAY_MINUTES
        minutes = self.timeline.clock.at(-PULSED_DAYS, 0) - start
        days = minutes / DAY_MINUTES
        # Nobody drinks alcohol all day long, and nothing of it lasts until the day after.
        carbohydrate = _times(usual["carbohydrate_mmol"], SETTLING_CARBOHYDRATE_SHARE)
        evenly = {**usual, "ethanol_mmol": 0.0, "carbohydrate_mmol": carbohydrate}
        eaten = self._with_chloride(evenly)
        amounts = {name: amount * days for name, amount in eaten.items()}
        self._swallow(start, minutes, amounts)

    def _day(self, index: int, meals: list[Meal], usual: Amounts) -> None:
        clock = self.timeline.clock
        eaten = [(meal, self._meal(meal, clock.stamp(meal.at_minute))) for meal in meals]
        for meal, amounts in eaten:
            self._swallow(meal.at_minute, meal.minutes, amounts)
        told = _sum(amounts for _, amounts in eaten)
        complete = index in self.timeline.complete_days and _all_judged(meals)
        rest = self._missed(told) if complete else self._fill_up(index, told, usual)
        self._spread_over_day(index, rest)
        if index >= 0:
            self.told = _sum((self.told, told))
            self.untold_amounts = _sum((self.untold_amounts, rest))

    def _missed(self, told: Amounts) -> Amounts:
        return {
            name: np.maximum(0.0, _times(told[name], self._truth_per_record(name) - 1))
            for name in SWALLOWED
        }

    def _truth_per_record(self, name: str) -> np.ndarray:
        """Return what was swallowed over what a complete record holds (ratio)."""
        shared = self.untold.under_reporting
        return shared * self.untold.energy_beyond if name == "carbohydrate_mmol" else shared

    def _fill_up(self, index: int, told: Amounts, usual: Amounts) -> Amounts:
        date = str(self.timeline.clock.day(index))
        day = prior("day_to_day").draw(self.streams, date)
        return {
            name: np.maximum(0.0, usual[name] * day * self._own(name, date) - told[name])
            for name in SWALLOWED
        }

    def _own(self, name: str, date: str) -> np.ndarray:
        """Return how a nutrient of one day differs from the day's food as a whole (ratio)."""
        return prior("day_to_day_own").draw(self.streams, name, date)

    def _meal(self, meal: Meal, place: str) -> Amounts:
        return _sum(self._eaten(portion, place) for portion in meal.portions)

    def _eaten(self, portion: ResolvedPortion, place: str) -> Amounts:
        scores = self.streams.scores("portion", place, portion.name)
        error = lognormal_factors(portion.relative_sd, scores) * self.untold.portion_factor
        amounts = {name: _times(getattr(portion, name), error) for name in SWALLOWED}
        if portion.chloride_mmol is None:
            return self._with_chloride(amounts)
        return {**amounts, "chloride_mmol": _times(portion.chloride_mmol, error)}

    def _with_chloride(self, amounts: Amounts) -> Amounts:
        chloride = _times(amounts["sodium_mmol"], self.untold.chloride_per_sodium)
        return {**amounts, "chloride_mmol": chloride}

    def _spread_over_day(self, index: int, rest: Amounts) -> None:
        apart = {
            "water_litre": UNTOLD_DRINKS,
            "caffeine_mmol": UNTOLD_CAFFEINE,
            "ethanol_mmol": UNTOLD_ETHANOL,
        }
        food = self._with_chloride({name: rest[name] for name in SWALLOWED if name not in apart})
        parts = [(food, UNTOLD_MEALS), *(({name: rest[name]}, at) for name, at in apart.items())]
        for amounts, times in parts:
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


def _times(amount: Amount | None, factor: np.ndarray | float) -> Amount:
    """Return an amount times a factor of each version; nothing stays nothing for all of them."""
    return 0.0 if amount is None or is_nothing(amount) else amount * factor


def _sum(parts: Iterable[Amounts]) -> Amounts:
    total: Amounts = dict.fromkeys((*SWALLOWED, "chloride_mmol"), 0.0)
    for part in parts:
        for name, amount in part.items():
            total[name] = total[name] + amount
    return total
