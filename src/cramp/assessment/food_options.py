"""Which small changes of food are open to a person, what each does to a day, and which are safe."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cramp.assessment.intake import counted_days, counted_portions
from cramp.diary.text import read_portion
from cramp.exposure.intake import resolve
from cramp.knowledge.food_changes import food_changes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cramp.assessment.person import PersonFacts
    from cramp.exposure.intake import ResolvedPortion
    from cramp.exposure.timeline import Timeline
    from cramp.knowledge.food_changes import FoodChange
    from cramp.knowledge.foods import Food

CONTENT = {
    "potassium": "potassium_mg",
    "sodium": "sodium_mg",
    "magnesium": "magnesium_mg",
    "calcium": "calcium_mg",
    "energy": "energy_kcal",
    "sugars": "sugars_g",
    "water": "water_g",
}
"""What is counted of each food, with its unit in the food table."""

LEAST_SWAPPED_GRAM_PER_DAY = 20.0
"""Less of a food in a day is not worth a swap (assumed)."""

SAME_FOOD_COST, SAME_GROUP_COST, NEW_FOOD_COST = 1.0, 1.25, 1.5
"""How far a change lies from what the person eats: a swap or one more of a food already eaten,
one of a kind already eaten, one of another kind (assumed)."""

DIABETES_MOST_SUGARS_GRAM = 5.0
"""More sugars than this from one change are not proposed with diabetes (assumed)."""

TRACE_SODIUM_MG = 40.0
"""Less than this from one change counts as no more salt (assumed: under 2 % of a day's limit)."""


@dataclass(frozen=True, eq=False)
class FoodOption:
    """One change of food and what it does to a day.

    Attributes
    ----------
    change : FoodChange
        From the table.
    effect : Mapping of str to float
        Change of the mean daily intake by key of `CONTENT`, in the unit named there.
    relative_sd : float
        Of the portion, as a share of it.
    cost : float
        How far it lies from what the person eats.
    replaced : frozenset of str
        Identifiers of the foods it replaces; empty for one more.
    """

    change: FoodChange
    effect: Mapping[str, float]
    relative_sd: float
    cost: float
    replaced: frozenset[str] = frozenset()


def food_options(told: Timeline, facts: PersonFacts) -> tuple[FoodOption, ...]:
    """Return every change of the table that is open to a person and safe for them.

    Parameters
    ----------
    told : Timeline
        What is eaten; swaps replace only that.
    facts : PersonFacts
        Who it is for.
    """
    if facts.diet_for_clinician_reasons:
        return ()
    eaten = _eaten(told)
    return tuple(option for option in _options(eaten) if not unsafe_reason(option, facts))


def unsafe_reason(option: FoodOption, facts: PersonFacts) -> str | None:
    """Return why a change is not for this person; None if nothing speaks against it."""
    diabetes = "diabetes" in facts.likely_conditions
    checks = (
        (
            facts.potassium_rise_forbidden and option.effect["potassium"] > 0,
            "it brings more potassium",
        ),
        (
            facts.salt_at_risk and option.effect["sodium"] >= TRACE_SODIUM_MG,
            "it brings more salt",
        ),
        (
            bool(facts.vitamin_k_unsafe_reasons) and option.change.rich_in_vitamin_k,
            "it is rich in vitamin K",
        ),
        (bool(facts.conditions & option.change.not_with), "it does not go with a condition told"),
        (diabetes and option.effect["sugars"] > DIABETES_MOST_SUGARS_GRAM, "it brings sugar"),
    )
    return next((why for holds, why in checks if holds), None)


@dataclass(frozen=True)
class _Eaten:
    """What is eaten in a day: masses by food, and their portions."""

    portions: tuple[ResolvedPortion, ...]
    days: int

    @property
    def foods(self) -> dict[str, Food]:
        return {p.food.id: p.food for p in self.portions if p.food is not None}

    def of(self, starts: tuple[str, ...]) -> list[tuple[Food, float, float]]:
        """Return food, mass a day in gram and standard deviation of each portion that matches."""
        return [
            (p.food, p.mass_gram / self.days, p.relative_sd * p.mass_gram / self.days)
            for p in self.portions
            if p.food is not None and p.mass_gram is not None and p.food.name.startswith(starts)
        ]


def _eaten(told: Timeline) -> _Eaten:
    portions = counted_portions(told)
    if portions:
        return _Eaten(tuple(portions), counted_days(told))
    return _Eaten(tuple(p for meal in told.usual_meals for p in meal.portions), 1)


def _options(eaten: _Eaten) -> Iterator[FoodOption]:
    for change in food_changes():
        portion = resolve(read_portion(change.portion).portion)
        if portion.food is None or portion.mass_gram is None:
            continue
        option = (
            _swap(change, portion, eaten) if change.is_swap else _one_more(change, portion, eaten)
        )
        if option is not None:
            yield option


def _one_more(change: FoodChange, portion: ResolvedPortion, eaten: _Eaten) -> FoodOption | None:
    assert portion.food is not None  # noqa: S101  # chosen so by the caller
    assert portion.mass_gram is not None  # noqa: S101
    content = _content(portion.food, portion.mass_gram)
    if content is None:
        return None
    groups = {food.group for food in eaten.foods.values()}
    if portion.food.id in eaten.foods:
        cost = SAME_FOOD_COST
    else:
        cost = SAME_GROUP_COST if portion.food.group in groups else NEW_FOOD_COST
    return FoodOption(change, content, portion.relative_sd, cost)


def _swap(change: FoodChange, portion: ResolvedPortion, eaten: _Eaten) -> FoodOption | None:
    """Replace what a day holds of some foods, gram for gram or by one counted portion."""
    assert portion.food is not None  # noqa: S101  # chosen so by the caller
    assert portion.mass_gram is not None  # noqa: S101
    found = eaten.of(change.instead_of)
    mass = sum(grams for _, grams, _ in found)
    if mass < LEAST_SWAPPED_GRAM_PER_DAY:
        return None
    brought = _content(portion.food, portion.mass_gram if change.is_counted else mass)
    left_out = [_content(food, grams) for food, grams, _ in found]
    if brought is None or None in left_out:
        return None
    effect = {
        key: value - sum(one[key] for one in left_out if one is not None)
        for key, value in brought.items()
    }
    spread = math.sqrt(sum(sd**2 for _, _, sd in found)) / mass
    if change.is_counted:
        spread = math.hypot(spread, portion.relative_sd)
    replaced = frozenset(food.id for food, _, _ in found)
    return FoodOption(change, effect, spread, SAME_FOOD_COST, replaced)


def _content(food: Food, mass_gram: float) -> dict[str, float] | None:
    """Return what a mass holds; None where a value is missing, which is not zero."""
    content = {}
    for name, column in CONTENT.items():
        value = food.per_100_g.get(column)
        # Sugars alone may stand in for by all carbohydrate: more, so on the safe side.
        if value is None and name == "sugars":
            value = food.per_100_g.get("carbohydrate_g")
        if value is None:
            return None
        content[name] = value * mass_gram / 100
    return content
