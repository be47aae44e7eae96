"""What was eaten and drunk, as amounts of what the body model takes in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cramp.knowledge.foods import UnknownPortion, grams, match_food
from cramp.units import amount_mmol

if TYPE_CHECKING:
    from cramp.diary.model import Portion
    from cramp.knowledge.foods import Food, GramsEstimate

MILLIMOLE_GLUCOSE_PER_GRAM = 1000 / 180.16
LITRE_WATER_PER_GRAM = 1 / 1000
UNKNOWN_PORTION_RELATIVE_SD = 0.5


@dataclass(frozen=True)
class ResolvedPortion:
    """One thing eaten or drunk, looked up.

    Attributes
    ----------
    text, name
        What the diary says, and the food's name in it.
    food
        What it was taken for; None if the food table does not know it.
    mass_gram
        Best judgement of its mass; None if it could not be judged.
    relative_sd
        Standard deviation of the mass, as a share of it.
    potassium_mmol, sodium_mmol, chloride_mmol, magnesium_mmol, calcium_mmol,
    phosphate_mmol, water_litre, carbohydrate_mmol, ethanol_mmol, caffeine_mmol
        Content; None where the table has no value (missing is not zero).
    problem
        Why something could not be judged, in words; None if all was.
    """

    text: str
    name: str
    food: Food | None
    mass_gram: float | None
    relative_sd: float
    potassium_mmol: float | None = None
    sodium_mmol: float | None = None
    chloride_mmol: float | None = None
    magnesium_mmol: float | None = None
    calcium_mmol: float | None = None
    phosphate_mmol: float | None = None
    water_litre: float | None = None
    carbohydrate_mmol: float | None = None
    ethanol_mmol: float | None = None
    caffeine_mmol: float | None = None
    problem: str | None = None


def resolve(portion: Portion) -> ResolvedPortion:
    """Look a portion up in the food table.

    An unknown food or an amount that cannot be judged is not an error: it is returned with
    its problem in words and nothing in its content.
    """
    match = match_food(portion.name)
    if match is None:
        return _unjudged(portion, None, f"“{portion.name}” is not in the food table")
    try:
        estimate = _estimate(match.food, portion)
    except UnknownPortion as error:
        return _unjudged(portion, match.food, str(error))
    content = _content(match.food, estimate.grams)
    return ResolvedPortion(
        portion.text,
        portion.name,
        match.food,
        estimate.grams,
        estimate.relative_sd,
        content["potassium_mmol"],
        content["sodium_mmol"],
        content["chloride_mmol"],
        content["magnesium_mmol"],
        content["calcium_mmol"],
        content["phosphate_mmol"],
        content["water_litre"],
        content["carbohydrate_mmol"],
        content["ethanol_mmol"],
        content["caffeine_mmol"],
    )


def _estimate(food: Food, portion: Portion) -> GramsEstimate:
    if portion.unit is None:
        return grams(food, portion.amount, portion.size)
    return grams(food, portion.amount, portion.unit, portion.size)


def _unjudged(portion: Portion, food: Food | None, problem: str) -> ResolvedPortion:
    return ResolvedPortion(
        portion.text, portion.name, food, None, UNKNOWN_PORTION_RELATIVE_SD, problem=problem
    )


def _content(food: Food, mass_gram: float) -> dict[str, float | None]:
    def per_portion(nutrient: str) -> float | None:
        value = food.per_100_g.get(nutrient)
        return None if value is None else value * mass_gram / 100

    def millimole(name: str, unit: str = "mg") -> float | None:
        mass = per_portion(f"{name}_{unit}")
        return None if mass is None else amount_mmol(mass, unit, name)

    water_gram, carbohydrate_gram = per_portion("water_g"), per_portion("carbohydrate_g")
    return {
        "potassium_mmol": millimole("potassium"),
        "sodium_mmol": millimole("sodium"),
        "chloride_mmol": per_portion("chloride_mmol"),
        "magnesium_mmol": millimole("magnesium"),
        "calcium_mmol": millimole("calcium"),
        "phosphate_mmol": millimole("phosphorus"),
        "water_litre": None if water_gram is None else water_gram * LITRE_WATER_PER_GRAM,
        "carbohydrate_mmol": (
            None if carbohydrate_gram is None else carbohydrate_gram * MILLIMOLE_GLUCOSE_PER_GRAM
        ),
        "ethanol_mmol": millimole("ethanol", "g"),
        "caffeine_mmol": millimole("caffeine"),
    }
