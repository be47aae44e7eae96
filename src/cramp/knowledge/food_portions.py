"""How many grams an amount of a food is: told mass and volume, household measures, a count."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cramp.knowledge.food_units import GRAMS_OF_MASS, MILLILITRES_OF_VOLUME, spelled
from cramp.knowledge.food_words import stem
from cramp.knowledge.household_measures import (
    grams_per_millilitre,
    household_measure,
    is_drink,
    is_liquid,
    starts_with,
)

if TYPE_CHECKING:
    from cramp.knowledge.food_table import Food, FoodPortion

# Relative standard deviations are assumed: how far a person's word lies from the scales.
RELATIVE_SD_MASS = 0.05
RELATIVE_SD_VOLUME = 0.08
RELATIVE_SD_PIECE = 0.2
RELATIVE_SD_ROUGH = 0.3
RELATIVE_SD_UNTOLD = 0.4

# Assumed: how a small or large one compares where the table has no sizes.
_FACTOR_OF_SIZE = {"small": 0.7, "medium": 1.0, "large": 1.35}
_ROUGH_MEASURES = frozenset({"bowl", "handful", "glass", "plate", "mug"})
# Assumed: more than these at once are not portions but pieces.
_MOST_PORTIONS = 4
# What a shop's package of a solid holds differs by country: the assumed ones count first.
_PACKAGES = frozenset({"bag", "bar", "sachet"})
_PIECE_WORDS = frozenset({"fruit", "piece", "item", "each", "unit", "whole"})
# First words of the table's measures that count no pieces.
_MEASURE_WORDS = frozenset(
    (
        *("cup", "oz", "lb", "tbsp", "tsp", "tablespoon", "teaspoon", "fl", "fluid", "quart"),
        *("pint", "liter", "gallon", "ml", "g", "gram", "cubic", "serving", "nlea", "package"),
        *("container", "can", "jar", "bottle", "recipe", "half", "order", "jigger", "yield"),
        *("bunch", "head", "box", "bag", "tub", "pinch", "dash", "shot", "glass", "sachet"),
    )
)
_NO_PIECE_WORDS = frozenset({"yield", "ball"})
# Assumed: a piece this far from the usual portion of its kind is not what a person has at once.
_USUAL_FROM, _USUAL_TO = 1 / 3, 2.0


class UnknownPortion(ValueError):
    """The amount of a food cannot be read; the message says what is known of it."""


@dataclass(frozen=True)
class GramsEstimate:
    """A judged mass.

    Attributes
    ----------
    grams : float
        Best judgement, above zero.
    relative_sd : float
        Its standard deviation as a share of it.
    basis : str
        What it rests on, in words.
    """

    grams: float
    relative_sd: float
    basis: str


def grams(
    food: Food, amount: float | None, unit: str | None, size: str | None = None
) -> GramsEstimate:
    """Judge the mass of an amount of a food.

    Parameters
    ----------
    food : Food
        The food.
    amount : float or None
        How many; None for "some", taken as one.
    unit : str or None
        A mass, a volume, a household measure, a portion the table has or a size (small, medium,
        large); None counts pieces, or usual portions where the food has no piece.
    size : str or None
        Of a household measure: a *large* glass. A told mass or volume has no size.

    Returns
    -------
    GramsEstimate
        The mass, how sure it is and what it rests on.

    Raises
    ------
    UnknownPortion
        When the unit means nothing for this food, or the amount is not above zero.
    """
    count = 1.0 if amount is None else amount
    if unit is not None:
        one = _one(food, spelled(unit), size)
    else:
        _require_countable(food, count)
        one = (amount is not None and _counted(food)) or _usual(food)
    if one is None:
        raise UnknownPortion(_unknown(food, unit))
    mass = one.grams * count
    if not (math.isfinite(mass) and mass > 0):
        raise UnknownPortion(f"{count:g} of {food.name} cannot be; write an amount above zero")
    return GramsEstimate(mass, one.relative_sd, one.basis)


def _one(food: Food, unit: str, size: str | None) -> GramsEstimate | None:
    """Judge the mass of one unit; None where the unit means nothing for this food."""
    if unit in GRAMS_OF_MASS:
        return GramsEstimate(GRAMS_OF_MASS[unit], RELATIVE_SD_MASS, "told mass")
    if unit in MILLILITRES_OF_VOLUME:
        return _told_volume(food, unit)
    if unit in _FACTOR_OF_SIZE:
        return _sized(food, unit)
    if unit in {"piece", "half"}:
        return _pieces(food, 1.0 if unit == "piece" else 0.5)
    measure = _usual(food) if unit == "serving" else _household(food, unit)
    return measure if size is None or measure is None else _resized(measure, size)


def _resized(measure: GramsEstimate, size: str) -> GramsEstimate:
    mass = measure.grams * _FACTOR_OF_SIZE[size]
    relative_sd = max(measure.relative_sd, RELATIVE_SD_ROUGH)
    return GramsEstimate(mass, relative_sd, f"{measure.basis}, {size}")


def _told_volume(food: Food, unit: str) -> GramsEstimate | None:
    density = grams_per_millilitre(food)
    if density is None:
        return None
    # A solid in a measure packs more or less tightly; a liquid does not.
    relative_sd = RELATIVE_SD_VOLUME if is_liquid(food) else RELATIVE_SD_PIECE
    basis = f"told volume, {density:.2f} g/ml"
    return GramsEstimate(MILLILITRES_OF_VOLUME[unit] * density, relative_sd, basis)


def _household(food: Food, unit: str) -> GramsEstimate | None:
    """Find a measure by its name: the food's own first, else the assumed one of its kind.

    A drink's own cup or bottle is the American one, so for drinks the assumed measures, which
    say what they lie between, come first.
    """
    if (is_drink(food) or unit in _PACKAGES) and (assumed := _assumed(food, unit)):
        return assumed
    named = [portion for portion in food.portions if unit in _stems(_leading(portion))]
    if not named:
        return _assumed(food, unit)
    exact = [portion for portion in named if _stems(portion.name) == [unit]]
    starting = [portion for portion in named if _stems(portion.name)[0] == unit]
    relative_sd = RELATIVE_SD_ROUGH if unit in _ROUGH_MEASURES else RELATIVE_SD_PIECE
    return _from_table(exact[0] if exact else _middle(starting or named), relative_sd)


def _sized(food: Food, size: str) -> GramsEstimate:
    for portion in food.portions:
        words = _stems(portion.name)
        if size in words and "extra" not in words and words[0] not in _MEASURE_WORDS:
            return _from_table(portion, RELATIVE_SD_PIECE)
    one = _counted(food) or _usual(food)
    basis = f"{size}, assumed {_FACTOR_OF_SIZE[size]:g} times {one.basis}"
    return GramsEstimate(one.grams * _FACTOR_OF_SIZE[size], RELATIVE_SD_ROUGH, basis)


def _pieces(food: Food, share: float) -> GramsEstimate | None:
    one = _piece(food)
    return one and GramsEstimate(one.grams * share, one.relative_sd, one.basis)


def _require_countable(food: Food, count: float) -> None:
    """Refuse `10 fries`: many of what the table knows only by the portion are single pieces."""
    by_portion = _counted(food) is None or food.group == "fast foods"
    if count > _MOST_PORTIONS and by_portion and not is_liquid(food):
        raise UnknownPortion(f"what one of {count:g} {food.name} weighs is not known; write g")


def _counted(food: Food) -> GramsEstimate | None:
    return _assumed(food, "one") or _piece(food)


def _piece(food: Food) -> GramsEstimate | None:
    counted = [
        portion
        for portion in food.portions
        if _stems(portion.name)[0] not in _MEASURE_WORDS
        and not _NO_PIECE_WORDS.intersection(_stems(portion.name))
    ]
    if not counted or is_liquid(food):
        return None
    best = min(counted, key=lambda portion: _strangeness(food, portion))
    return _from_table(best, RELATIVE_SD_PIECE)


def _strangeness(food: Food, portion: FoodPortion) -> int:
    """Rank how far a portion is from what a person means by "one"; the lowest is taken."""
    words, name = _stems(portion.name), _stems(food.name)
    if "medium" in words and "slice" not in words:
        return 0
    if words[0] in _PIECE_WORDS or (words[0] == "large" and "egg" in name):
        return 1
    return 2 if words[0] in name else 3


def _usual(food: Food) -> GramsEstimate:
    assumed = _assumed(food, "usual")
    if assumed is None:
        raise UnknownPortion(_unknown(food, None))
    own = _counted(food) or _first_named(food, ("serving", "nlea", "cup"))
    is_usual = own is not None and _USUAL_FROM <= own.grams / assumed.grams <= _USUAL_TO
    if own is None or not is_usual or is_liquid(food):
        return assumed
    return GramsEstimate(own.grams, RELATIVE_SD_UNTOLD, f"usual portion: {own.basis}")


def _first_named(food: Food, measures: tuple[str, ...]) -> GramsEstimate | None:
    for measure in measures:
        if found := [portion for portion in food.portions if starts_with(portion, measure)]:
            return _from_table(_middle(found), RELATIVE_SD_UNTOLD)
    return None


def _assumed(food: Food, unit: str) -> GramsEstimate | None:
    measure = household_measure(food, unit)
    mass = measure and measure.mass_gram(food)
    if measure is None or mass is None:
        return None
    return GramsEstimate(mass, measure.relative_sd, f"{measure.status} {unit}: {measure.why}")


def _from_table(portion: FoodPortion, relative_sd: float) -> GramsEstimate:
    return GramsEstimate(portion.grams, relative_sd, f"the table's {portion.name}")


def _middle(portions: list[FoodPortion]) -> FoodPortion:
    medium = [portion for portion in portions if "medium" in portion.name.lower()]
    ordered = sorted(medium or portions, key=lambda portion: portion.grams)
    return ordered[(len(ordered) - 1) // 2]


def _leading(portion: FoodPortion) -> str:
    return re.split(r"[,(]", portion.name)[0]


def _stems(text: str) -> list[str]:
    return [stem(word) for word in re.findall(r"[a-z]+", text.lower())] or [""]


def _unknown(food: Food, unit: str | None) -> str:
    volumes = ("ml", "l", "tbsp") if grams_per_millilitre(food) is not None else ()
    own = tuple(dict.fromkeys(portion.name for portion in food.portions))[:8]
    known = ", ".join(("g", "oz", *volumes, "small", "medium", "large", *own))
    return f"the unit {unit!r} is not known for {food.name}; known: {known}"
