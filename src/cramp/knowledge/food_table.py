"""The food table: what 100 g of each food hold, and the portions it comes in."""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING

from cramp.knowledge.tables import TableError, read_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cramp.knowledge.tables import Row

# The first two digits of a USDA food number name its group; of the rest it tells no group.
_GROUP_OF_PREFIX = {
    "01": "dairy and eggs",
    "02": "spices",
    "03": "baby foods",
    "04": "fats and oils",
    "05": "poultry",
    "06": "soups and sauces",
    "07": "sausages",
    "08": "breakfast cereals",
    "09": "fruit",
    "10": "pork",
    "11": "vegetables",
    "12": "nuts and seeds",
    "13": "beef",
    "14": "beverages",
    "15": "fish",
    "16": "legumes",
    "17": "lamb, veal and game",
    "18": "baked",
    "19": "sweets",
    "20": "grains and pasta",
    "21": "fast foods",
    "22": "meals",
    "23": "beef",
    "25": "snacks",
    "35": "native american foods",
    "36": "restaurant foods",
}
_UNSORTED = "unsorted"

NUTRIENTS = (
    "energy_kcal", "water_g", "protein_g", "carbohydrate_g", "sugars_g", "fat_g", "fibre_g",
    "ethanol_g", "caffeine_mg", "sodium_mg", "potassium_mg", "calcium_mg", "magnesium_mg",
    "phosphorus_mg", "chloride_mmol",
)  # fmt: skip

# Assumed bounds: a food is flagged for what a person would call it by.
_ALCOHOL_FROM_G = 0.5
_CAFFEINE_FROM_MG = 3.0
_SALTY_FROM_SODIUM_MG = 600.0  # high salt on British front-of-pack labels (recalled)
_PLAIN_WATER = ("Water, tap", "Water, bottled", "Carbonated beverage, club soda")
_WORD_FLAGS = {
    "grapefruit": "grapefruit",
    "tonic water": "quinine",
    "pedialyte": "oral_rehydration",
}


@dataclass(frozen=True)
class FoodPortion:
    """A household measure of one food.

    Attributes
    ----------
    name : str
        As the source names it, such as ``medium (7" to 7-7/8" long)``.
    grams : float
        Mass of one.
    """

    name: str
    grams: float


@dataclass(frozen=True, eq=False)
class Food:
    """One food, drink or remedy.

    Attributes
    ----------
    id : str
        The USDA number, or a word for the rows `cramp` adds.
    name, group : str
        As the table names them.
    source : str
        Key of the source of its content.
    status : str
        ``sourced``, ``found``, ``recalled`` or ``assumed``.
    per_100_g : Mapping of str to float
        Content by nutrient, the unit in the key; an absent key is a missing value, not zero.
    portions : tuple of FoodPortion
        Household measures, in the source's order.
    flags : frozenset of str
        Such as ``alcohol``, ``caffeine``, ``quinine``, ``potassium_salt``, ``oral_rehydration``,
        ``plain_water``, ``salty``, ``grapefruit``.
    """

    id: str
    name: str
    group: str
    source: str
    status: str
    per_100_g: Mapping[str, float]
    portions: tuple[FoodPortion, ...]
    flags: frozenset[str]


class UnknownFood(KeyError):
    """The table has no food with this number."""

    def __str__(self) -> str:
        return str(self.args[0])


def food(food_id: str) -> Food:
    """Return a food by its number.

    Raises
    ------
    UnknownFood
        When the table has no such number.
    """
    added = _added_foods()
    if food_id in added:
        return added[food_id]
    if food_id not in _rows():
        raise UnknownFood(f"no food has the number {food_id!r}; look it up by its name")
    return _from_table(food_id)


def all_foods() -> tuple[Food, ...]:
    """Return every food: the USDA's first, then the rows `cramp` adds."""
    return tuple(food(food_id) for food_id in food_names())


@cache
def food_names() -> dict[str, str]:
    """Return the name of every food by its number, in the order of `all_foods`."""
    names = {food_id: row[1] for food_id, row in _rows().items()}
    return names | {food_id: added.name for food_id, added in _added_foods().items()}


@cache
def _from_table(food_id: str) -> Food:
    # Made when asked for: a diary names some tens of the table's thousands.
    _, name, source, *cells = _rows()[food_id]
    content = {
        nutrient: float(cell) for nutrient, cell in zip(_nutrients(), cells, strict=True) if cell
    }
    return Food(
        food_id,
        name,
        _GROUP_OF_PREFIX.get(food_id[:2], _UNSORTED),
        source,
        "sourced",
        MappingProxyType(content),
        _portions(food_id),
        _flags(name, content),
    )


def _nutrients() -> list[str]:
    return _table()[0][3:]


@cache
def _rows() -> dict[str, list[str]]:
    return {row[0]: row for row in _table()[1:]}


@cache
def _table() -> list[list[str]]:
    return list(csv.reader(_gzipped_lines("foods.csv.gz")))


def _portions(food_id: str) -> tuple[FoodPortion, ...]:
    rows = csv.reader(_portion_lines().get(food_id, ()))
    return tuple(FoodPortion(name, float(mass)) for _, name, mass in rows)


@cache
def _portion_lines() -> dict[str, list[str]]:
    lines: dict[str, list[str]] = {}
    for line in _gzipped_lines("portions.csv.gz")[1:]:
        lines.setdefault(line.partition(",")[0], []).append(line)
    return lines


@cache
def _added_foods() -> dict[str, Food]:
    return {row.text("id"): _added_food(row) for row in read_table("drinks_and_remedies.csv")}


def _gzipped_lines(name: str) -> list[str]:
    packed = resources.files("cramp.knowledge").joinpath("data", name).read_bytes()
    return gzip.decompress(packed).decode("utf-8").splitlines()


def _flags(name: str, content: Mapping[str, float]) -> frozenset[str]:
    lowered = name.lower()
    flags = {flag for word, flag in _WORD_FLAGS.items() if word in lowered}
    if name.startswith(_PLAIN_WATER):
        flags.add("plain_water")
    if content.get("ethanol_g", 0.0) >= _ALCOHOL_FROM_G:
        flags.add("alcohol")
    if content.get("caffeine_mg", 0.0) >= _CAFFEINE_FROM_MG:
        flags.add("caffeine")
    if content.get("sodium_mg", 0.0) >= _SALTY_FROM_SODIUM_MG:
        flags.add("salty")
    return frozenset(flags)


def _added_food(row: Row) -> Food:
    content = {
        nutrient: amount
        for nutrient in NUTRIENTS
        if (amount := row.optional_number(nutrient)) is not None
    }
    return Food(
        row.text("id"),
        row.text("name"),
        row.text("group"),
        row.text("source"),
        row.one_of("status", frozenset({"sourced", "found", "recalled", "assumed"})),
        MappingProxyType(content),
        tuple(_told_portion(row, part) for part in row.parts("portions")),
        frozenset(row.parts("flags")) | _flags(row.text("name"), content),
    )


def _told_portion(row: Row, part: str) -> FoodPortion:
    name, sign, mass = part.partition("=")
    try:
        return FoodPortion(name, float(mass))
    except ValueError as error:
        raise _portion_fault(row, part, sign) from error


def _portion_fault(row: Row, part: str, sign: str) -> TableError:
    wrong = "its mass is not a number" if sign else "it has no ="
    return row.fault(f"the portion {part!r} cannot be read: {wrong}; write glass=250")
