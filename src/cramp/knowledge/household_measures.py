"""What a glass, a bowl or a usual portion holds where nobody told: assumed, from one table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from cramp.knowledge.tables import read_table

if TYPE_CHECKING:
    from cramp.knowledge.food_table import Food, FoodPortion

_DENSITY_MEASURES = (
    ("fl oz", 29.5735),
    ("cup", 236.588),
    ("tbsp", 14.7868),
    ("tablespoon", 14.7868),
    ("tsp", 4.92892),
    ("liter", 1000.0),
    ("quart", 946.353),
)
_WATERY_FROM_G = 60.0


@dataclass(frozen=True)
class HouseholdMeasure:
    kind: str
    unit: str
    millilitre: float | None
    gram: float | None
    relative_sd: float
    status: str
    why: str

    def applies_to(self, food: Food) -> bool:
        if self.kind == "*any":
            return True
        if self.kind == "*drink":
            return is_liquid(food)
        return food.group == self.kind or food.name.startswith(self.kind)


@cache
def household_measures() -> tuple[HouseholdMeasure, ...]:
    """Read the assumed measures; of two that apply the earlier line counts."""
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


def density(food: Food) -> tuple[float, str] | None:
    for measure, millilitre in _DENSITY_MEASURES:
        masses = sorted(portion.grams for portion in food.portions if first_is(portion, measure))
        if masses:
            return masses[len(masses) // 2] / millilitre, f"from the table's {measure}"
    if is_liquid(food) or food.per_100_g.get("water_g", 0.0) >= 85.0 and not _piece(food):
        return 1.0, "assumed"
    return None


def is_drink(food: Food) -> bool:
    return food.group == "beverages" or "oral_rehydration" in food.flags


def is_liquid(food: Food) -> bool:
    watery = food.per_100_g.get("water_g", 0.0) >= _WATERY_FROM_G
    poured = any(first_is(portion, "fl oz") for portion in food.portions)
    return watery and (poured or is_drink(food) or food.group == "remedies")


def first_is(portion: FoodPortion, measure: str) -> bool:
    return re.match(rf"{re.escape(measure)}s?\b", portion.name.lower()) is not None


