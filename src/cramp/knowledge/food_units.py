"""Units a person may write for an amount of food: masses, volumes and how they are spelled."""

from __future__ import annotations

from cramp.knowledge.food_words import stem

GRAMS_OF_MASS = {"g": 1.0, "kg": 1000.0, "mg": 0.001, "oz": 28.3495, "lb": 453.592}
MILLILITRES_OF_VOLUME = {
    "ml": 1.0,
    "cl": 10.0,
    "dl": 100.0,
    "l": 1000.0,
    "fl oz": 29.5735,
    "tsp": 4.92892,
    "tbsp": 14.7868,
    "quart": 946.353,
}
_SPELLINGS = {
    "gram": "g", "gramme": "g", "gr": "g", "kilogram": "kg", "kilo": "kg", "milligram": "mg",
    "ounce": "oz", "pound": "lb", "millilitre": "ml", "milliliter": "ml", "centilitre": "cl",
    "centiliter": "cl", "decilitre": "dl", "deciliter": "dl", "litre": "l", "liter": "l",
    "fluid ounce": "fl oz", "floz": "fl oz", "teaspoon": "tsp", "tablespoon": "tbsp",
    "portion": "serving", "helping": "serving", "packet": "sachet", "pill": "tablet",
    "rasher": "slice", "pot": "container", "tin": "can", "pack": "package",
    "whole": "piece", "unit": "piece", "item": "piece", "each": "piece", "beaker": "mug",
    "lbs": "lb", "med": "medium", "sm": "small", "lg": "large",
}  # fmt: skip


def spelled(unit: str) -> str:
    """Return the one spelling of a unit used here; an unknown unit only loses its plural."""
    lowered = " ".join(unit.lower().replace(".", "").split())
    for form in (lowered, lowered.removesuffix("s")):
        if form in _SPELLINGS:
            return _SPELLINGS[form]
        if form in GRAMS_OF_MASS or form in MILLILITRES_OF_VOLUME:
            return form
    return stem(lowered)
