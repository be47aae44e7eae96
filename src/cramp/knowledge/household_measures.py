"""What a glass, a bowl or a usual portion holds where nobody told: assumed, from one table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from cramp.knowledge.tables import read_table

if TYPE_CHECKING:
    from cramp.knowledge.food_table import Food, FoodPortion

_MILLILITRES_OF_TABLE_MEASURE = {
    "fl oz": 29.5735,
    "cup": 236.588,
    "tbsp": 14.7868,
    "tablespoon": 14.7868,
    "tsp": 4.92892,
    "teaspoon": 4.92892,
    "liter": 1000.0,
    "quart": 946.353,
}
# Assumed: a beverage with less water is a powder or a syrup; less than a fifth of water is dry;
# a food this salty only seasons others.
_LIQUID_FROM_WATER_G = 60.0
_DRY_BELOW_WATER_G = 20.0
_VERY_SALTY_FROM_SODIUM_MG = 2000.0


@dataclass(frozen=True)
class HouseholdMeasure:
    """One line of the table of assumed measures.

    Attributes
    ----------
    applies_to : str
        A food group, the start of a food's name, or a kind: ``*drink``,
        ``*drink powder``, ``*dry``, ``*very salty``, ``*any``.
    unit : str
        The measure; ``usual`` is the portion where no amount was told.
    millilitre, gram : float or None
        What one holds; one of the two.
    relative_sd : float
        Standard deviation as a share.
    status, why : str
        Where the number comes from.
    """

    applies_to: str
    unit: str
    millilitre: float | None
    gram: float | None
    relative_sd: float
    status: str
    why: str

    def is_for(self, food: Food) -> bool:
        """Say whether the line applies to a food."""
        if self.applies_to in _KINDS:
            return _KINDS[self.applies_to](food)
        return food.group == self.applies_to or food.name.startswith(self.applies_to)

    def mass_gram(self, food: Food) -> float | None:
        """Return the mass of one, or None where the food's density is not known."""
        if self.gram is not None:
            return self.gram
        density = grams_per_millilitre(food)
        if density is None or self.millilitre is None:
            return None
        # A glass of the powder of a drink is nobody's portion.
        return None if _is_drink_powder(food) else self.millilitre * density


def household_measure(food: Food, unit: str) -> HouseholdMeasure | None:
    """Return the assumed measure of a food; of two that apply the earlier line counts."""
    for measure in _measures():
        if measure.unit == unit and measure.is_for(food) and measure.mass_gram(food) is not None:
            return measure
    return None


@cache
def _measures() -> tuple[HouseholdMeasure, ...]:
    return tuple(
        HouseholdMeasure(
            row.text("applies_to"),
            row.text("unit"),
            row.optional_number("millilitre"),
            row.optional_number("gram"),
            row.number("relative_sd"),
            row.text("status"),
            row.text("why"),
        )
        for row in read_table("household_portions.csv")
    )


def grams_per_millilitre(food: Food) -> float | None:
    """Return the density from the table's own measures; a liquid without one is taken as water.

    The density of a solid is that of what lies in the measure, air included.
    """
    for measure, millilitre in _MILLILITRES_OF_TABLE_MEASURE.items():
        masses = sorted(portion.grams for portion in food.portions if starts_with(portion, measure))
        if masses:
            return masses[len(masses) // 2] / millilitre
    return 1.0 if is_liquid(food) else None


def is_drink(food: Food) -> bool:
    """Say whether people drink it from a glass, cup or bottle of their own."""
    return food.group == "beverages" or "oral_rehydration" in food.flags


def is_liquid(food: Food) -> bool:
    """Say whether it is poured."""
    poured = any(starts_with(portion, "fl oz") for portion in food.portions)
    named = poured or is_drink(food) or food.group == "remedies"
    return named and food.per_100_g.get("water_g", 0.0) >= _LIQUID_FROM_WATER_G


def starts_with(portion: FoodPortion, measure: str) -> bool:
    """Say whether a portion's name starts with a measure, such as ``cup, sliced`` with cup."""
    return re.match(rf"{re.escape(measure)}s?\b", portion.name.lower()) is not None


def _is_drink_powder(food: Food) -> bool:
    return is_drink(food) and not is_liquid(food)


def _is_dry(food: Food) -> bool:
    return food.per_100_g.get("water_g", 100.0) < _DRY_BELOW_WATER_G


def _is_very_salty(food: Food) -> bool:
    return food.per_100_g.get("sodium_mg", 0.0) >= _VERY_SALTY_FROM_SODIUM_MG


_KINDS = {
    "*any": lambda _food: True,
    "*drink": is_liquid,
    "*drink powder": _is_drink_powder,
    "*dry": _is_dry,
    "*very salty": _is_very_salty,
}
