"""How many grams an amount of a food is: told mass and volume, household measures, a count."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from cramp.knowledge.food_units import GRAMS_OF_MASS, MILLILITRES_OF_VOLUME, spelled
from cramp.knowledge.food_words import stem
from cramp.knowledge.household_measures import density, is_drink, is_liquid, household_measures

if TYPE_CHECKING:
    from cramp.knowledge.food_table import Food, FoodPortion

# Relative standard deviations are assumed: how far a person's word lies from the scales.
RELATIVE_SD_MASS = 0.05
RELATIVE_SD_VOLUME = 0.08
RELATIVE_SD_PIECE = 0.2
RELATIVE_SD_ROUGH = 0.3
RELATIVE_SD_UNTOLD = 0.4

_SIZE_FACTORS = {"small": 0.7, "medium": 1.0, "large": 1.35}
_NOT_COUNTED = frozenset(
    "cup oz lb tbsp tsp tablespoon teaspoon fl fluid quart pint liter ml g gram cubic serving nlea "
    "package container can jar bottle recipe half pieces order jigger lb. yield bunch head box bag "
    "tub quart gallon yields pinch dash".split()
)
class UnknownPortion(ValueError):  # noqa: N818 - named for what the caller met
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


def grams(food: Food, amount: float | None, unit: str | None) -> GramsEstimate:
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

    Returns
    -------
    GramsEstimate
        The mass, how sure it is and what it rests on.

    Raises
    ------
    UnknownPortion
        When the unit means nothing for this food, or the amount is not above zero.
    """
    count = _checked(food, amount)
    told = spelled(unit) if unit else None
    if told is None:
        one = _usual(food) if amount is None else _piece(food) or _usual(food)
    else:
        one = _one(food, told)
    if one is None:
        raise UnknownPortion(_unknown(food, unit))
    mass = one.grams * count
    if not (math.isfinite(mass) and mass > 0):
        raise UnknownPortion(f"{amount!r} of {food.name}: no mass can be that; check the amount")
    return GramsEstimate(mass, one.relative_sd, one.basis)


def _checked(food: Food, amount: float | None) -> float:
    if amount is None:
        return 1.0
    if not math.isfinite(amount) or amount <= 0:
        raise UnknownPortion(f"{amount!r} of {food.name}: write an amount above zero")
    return amount


def _one(food: Food, unit: str) -> GramsEstimate | None:
    if unit in GRAMS_OF_MASS:
        return GramsEstimate(GRAMS_OF_MASS[unit], RELATIVE_SD_MASS, "told mass")
    if unit in MILLILITRES_OF_VOLUME:
        return _told_volume(food, unit)
    if unit in _SIZE_FACTORS:
        return _sized(food, unit)
    if unit == "piece":
        return _piece(food)
    if unit == "serving":
        return _usual(food)
    if unit == "half":
        whole = _piece(food)
        return whole and GramsEstimate(whole.grams / 2, whole.relative_sd, f"half: {whole.basis}")
    return _household(food, unit, own_drink_measures=not is_drink(food))


def _told_volume(food: Food, unit: str) -> GramsEstimate | None:
    density = density(food)
    if density is None:
        return None
    value, basis = density
    # A solid in a measure packs more or less tightly; a liquid does not.
    relative_sd = RELATIVE_SD_VOLUME if is_liquid(food) else RELATIVE_SD_PIECE
    return GramsEstimate(
        MILLILITRES_OF_VOLUME[unit] * value, relative_sd, f"told volume, {value:.2f} g/ml {basis}"
    )


def _household(food: Food, unit: str, *, own_drink_measures: bool) -> GramsEstimate | None:
    """Find a measure by name: the food's own first, else the assumed one of its kind.

    A drink's own cup or bottle is the American one, so for drinks the assumed measures, which
    say what they lie between, come first.
    """
    assumed = _assumed(food, unit)
    if assumed is not None and not own_drink_measures:
        return assumed
    named = [portion for portion in food.portions if unit in _singular_words(portion.name)]
    starting = [portion for portion in named if _singular_words(portion.name)[0] == unit]
    if chosen := _middle(starting or named):
        relative_sd = RELATIVE_SD_ROUGH if unit in {"bowl", "handful"} else RELATIVE_SD_PIECE
        return GramsEstimate(chosen.grams, relative_sd, f"the table's {chosen.name}")
    return assumed


def _middle(portions: list[FoodPortion]) -> FoodPortion | None:
    plain = [portion for portion in portions if "medium" in portion.name.lower()] or portions
    ordered = sorted(plain, key=lambda portion: portion.grams)
    return ordered[(len(ordered) - 1) // 2] if ordered else None


def _singular_words(name: str) -> list[str]:
    return [stem(word) for word in re.findall(r"[a-z]+", name.lower())] or [""]


def _sized(food: Food, size: str) -> GramsEstimate | None:
    for portion in food.portions:
        words = re.findall(r"[a-z]+", portion.name.lower())
        if size in words and "extra" not in words and not _NOT_COUNTED.intersection(words[:1]):
            return GramsEstimate(portion.grams, RELATIVE_SD_PIECE, f"the table's {portion.name}")
    middle = _piece(food) or _usual(food)
    factor = _SIZE_FACTORS[size]
    return GramsEstimate(
        middle.grams * factor,
        RELATIVE_SD_ROUGH,
        f"{size} assumed to be {factor:g} times {middle.basis}",
    )


def _piece(food: Food) -> GramsEstimate | None:
    counted = [
        portion
        for portion in food.portions
        if not _NOT_COUNTED.intersection(_words(portion.name)[:1]) and "yield" not in portion.name
    ]
    if not counted:
        return None
    best = min(counted, key=lambda portion: _piece_rank(food, portion))
    return GramsEstimate(best.grams, RELATIVE_SD_PIECE, f"the table's {best.name}")


def _piece_rank(food: Food, portion: FoodPortion) -> tuple[int, int]:
    words = _singular_words(portion.name)
    noun = set(_singular_words(food.name))
    order = food.portions.index(portion)
    if "medium" in words and "slice" not in words:
        return 0, order
    if words[0] in {"fruit", "piece", "item", "each", "unit", "whole"}:
        return 1, order
    if noun.intersection(words[:1]):
        return 2, order
    if words[0] == "large" and "egg" in noun:
        return 1, order
    return 3, order


def _words(name: str) -> list[str]:
    return re.findall(r"[a-z]+\.?", name.lower())


def _usual(food: Food) -> GramsEstimate:
    if is_liquid(food) and (assumed := _assumed(food, "usual")):
        return assumed
    assumed = _assumed(food, "usual")
    if assumed is None:
        raise UnknownPortion(_unknown(food, None))
    own = _piece(food) or _first_named(food, ("serving", "nlea", "cup"))
    # A spinach leaf or a whole pie is a piece, but not what a person has at a meal.
    if own is None or not 1 / 3 <= own.grams / assumed.grams <= 2.5:
        return assumed
    return GramsEstimate(own.grams, RELATIVE_SD_UNTOLD, f"usual portion: {own.basis}")


def _first_named(food: Food, starts: tuple[str, ...]) -> GramsEstimate | None:
    for start in starts:
        if chosen := _middle([portion for portion in food.portions if first_is(portion, start)]):
            return GramsEstimate(chosen.grams, RELATIVE_SD_UNTOLD, f"the table's {chosen.name}")
    return None


def _assumed(food: Food, unit: str) -> GramsEstimate | None:
    for measure in household_measures():
        if measure.unit != unit or not measure.applies_to(food):
            continue
        basis = f"{measure.status} {unit}: {measure.why}"
        if measure.gram is not None:
            return GramsEstimate(measure.gram, measure.relative_sd, basis)
        density = density(food)
        if density is not None and measure.millilitre is not None:
            return GramsEstimate(measure.millilitre * density[0], measure.relative_sd, basis)
    return None


def _unknown(food: Food, unit: str | None) -> str:
    own = ", ".join(dict.fromkeys(portion.name for portion in food.portions[:8]))
    known = f"g, kg, oz{', ml, l, cup, tbsp' if density(food) else ''}, small, medium, large"
    return (
        f"the unit {unit!r} is not known for {food.name}; known: {known}{', ' + own if own else ''}"
    )
