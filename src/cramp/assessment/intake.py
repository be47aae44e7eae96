"""What was eaten and drunk, against what is recommended, and where it came from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cramp.exposure.priors import prior
from cramp.exposure.timeline import timeline
from cramp.knowledge.reference_intakes import ReferenceIntake, reference_intake
from cramp.units import amount_mmol

if TYPE_CHECKING:
    from datetime import date

    import xarray

    from cramp.diary.model import Diary
    from cramp.exposure.intake import ResolvedPortion
    from cramp.exposure.timeline import Timeline

NUTRIENTS = {
    "potassium": "mmol",
    "sodium": "mmol",
    "magnesium": "mmol",
    "calcium": "mmol",
    "water": "litre",
}
"""What is judged, with the unit it is counted in."""

SIMULATED = ("potassium", "sodium", "magnesium", "calcium", "water")
LARGEST_CONTRIBUTORS = 5
QUANTILES = (0.05, 0.5, 0.95)
FIVE_PERCENT_SCORE = 1.645


@dataclass(frozen=True)
class Contributor:
    """One food or drink and its part of what was told.

    Attributes
    ----------
    name
        As the diary names it.
    share
        Share of the told amount, 0 to 1.
    """

    name: str
    share: float


@dataclass(frozen=True)
class IntakeFinding:
    """One nutrient.

    Attributes
    ----------
    nutrient
        Key of `NUTRIENTS`.
    unit
        Of the amounts, per day: `mmol` or `litre`.
    told_per_day
        Mean of what the diary tells, over the days marked as complete; without any, over all
        days shown, and then a lower bound. 5 %, 50 % and 95 % quantile: portions are judged.
    complete_days
        How many days are marked as complete.
    estimated_per_day
        5 %, 50 % and 95 % quantile of told and untold together; None where not simulated.
    reference
        What is recommended for this person; None without one.
    share_below_reference
        Share of the plausible versions who take in less than that; without a simulation 1 where
        even the upper quantile of what was told on complete days is less, else 0. None without a
        reference.
    contributors
        Foods that gave most of what was told.
    portions_without_value
        Told things for which the food table has no value of this nutrient.
    """

    nutrient: str
    unit: str
    told_per_day: tuple[float, float, float]
    complete_days: int
    estimated_per_day: tuple[float, float, float] | None
    reference: ReferenceIntake | None
    share_below_reference: float | None
    contributors: tuple[Contributor, ...]
    portions_without_value: int


def intake_findings(
    diary: Diary, course: xarray.Dataset | None = None, today: date | None = None
) -> tuple[IntakeFinding, ...]:
    """Judge each nutrient of `NUTRIENTS`.

    Parameters
    ----------
    diary
        As read by `cramp.read_diary`.
    course
        Its simulation, for the estimate that includes what was not told.
    today
        The day shown when the diary has no dated event.
    """
    told = timeline(diary, today)
    return tuple(_finding(nutrient, diary, told, course) for nutrient in NUTRIENTS)


def told_portions(diary: Diary, today: date | None = None) -> tuple[ResolvedPortion, ...]:
    """Return everything eaten and drunk that the diary tells, each wording once."""
    told = timeline(diary, today)
    usual = [portion for meal in told.usual_meals for portion in meal.portions]
    return tuple({portion.text: portion for portion in (*told.portions(), *usual)}.values())


def _finding(
    nutrient: str, diary: Diary, told: Timeline, course: xarray.Dataset | None
) -> IntakeFinding:
    unit = NUTRIENTS[nutrient]
    portions = counted_portions(told)
    amounts = [(portion, getattr(portion, f"{nutrient}_{unit}")) for portion in portions]
    known = [(portion, amount) for portion, amount in amounts if amount is not None]
    told_per_day = _per_day(known, counted_days(told))
    reference = _reference(nutrient, diary, told)
    below = None
    if reference is not None:
        needed = amount_in(unit, reference.low, nutrient)
        below = _share_below(needed, nutrient, course, told_per_day if told.complete_days else None)
    return IntakeFinding(
        nutrient=nutrient,
        unit=unit,
        told_per_day=told_per_day,
        complete_days=len(told.complete_days),
        estimated_per_day=_estimated(nutrient, course),
        reference=reference,
        share_below_reference=below,
        contributors=_contributors(known),
        portions_without_value=len(amounts) - len(known),
    )


def amount_in(unit: str, reference_amount: float, nutrient: str) -> float:
    """Return an advised amount (mg, or litre of water) in the unit a finding counts in."""
    return reference_amount if unit == "litre" else amount_mmol(reference_amount, "mg", nutrient)


def _share_below(
    needed: float,
    nutrient: str,
    course: xarray.Dataset | None,
    told: tuple[float, float, float] | None,
) -> float:
    if course is None or nutrient not in SIMULATED:
        return float(told is not None and told[2] < needed)
    return float(np.mean(_drawn(nutrient, course) < needed))


def _per_day(known: list[tuple[ResolvedPortion, float]], days: int) -> tuple[float, float, float]:
    total = sum(amount for _, amount in known)
    if total <= 0:
        return 0.0, 0.0, 0.0
    own = sum((amount * portion.relative_sd) ** 2 for portion, amount in known) / total**2
    return portion_interval(total / days, math.sqrt(own))


def portion_interval(middle: float, own_relative_sd: float) -> tuple[float, float, float]:
    """Return an amount above zero with its interval, the error of judged portions in it.

    Each portion has an error of its own, and all portions of a person share one; their sum is
    taken as lognormal (Fenton and Wilkinson's approximation).

    Parameters
    ----------
    middle
        The amount.
    own_relative_sd
        Standard deviation that the portions' own errors give it, as a share of it.
    """
    variation = math.hypot(own_relative_sd, prior("portion_shared").spread)
    spread = math.exp(FIVE_PERCENT_SCORE * math.sqrt(math.log1p(variation**2)))
    return middle / spread, middle, middle * spread


def counted_days(told: Timeline) -> int:
    """Return how many days `counted_portions` are of."""
    return len(told.complete_days) or told.days


def counted_portions(told: Timeline) -> list[ResolvedPortion]:
    """Return the portions of the days marked as complete; of all days if none is."""
    if not told.complete_days:
        return told.portions()
    return [
        portion
        for meal in told.meals
        if told.clock.day_index(meal.at_minute) in told.complete_days
        for portion in meal.portions
    ]


def _estimated(nutrient: str, course: xarray.Dataset | None) -> tuple[float, float, float] | None:
    if course is None or nutrient not in SIMULATED:
        return None
    low, middle, high = np.quantile(_drawn(nutrient, course), QUANTILES)
    return float(low), float(middle), float(high)


def _drawn(nutrient: str, course: xarray.Dataset) -> np.ndarray:
    """Return each version's mean intake a day, told and untold."""
    total = course[f"told_{nutrient}_intake"] + course[f"untold_{nutrient}_intake"]
    return total.to_numpy()


def _reference(nutrient: str, diary: Diary, told: Timeline) -> ReferenceIntake | None:
    age = diary.person.age_years(told.clock.day(0))
    if age is None:
        return None
    return reference_intake(
        nutrient,
        diary.person.sex,
        age,
        pregnant=diary.pregnancy is True,
        lactating=diary.breastfeeding is True,
    )


def _contributors(known: list[tuple[ResolvedPortion, float]]) -> tuple[Contributor, ...]:
    total = sum(amount for _, amount in known)
    if total <= 0:
        return ()
    # "a banana" and "2 bananas" are one food; it is called as the diary calls it first.
    names: dict[str, str] = {}
    by_food: dict[str, float] = {}
    for portion, amount in known:
        food = portion.name if portion.food is None else portion.food.name
        name = names.setdefault(food, portion.name)
        by_food[name] = by_food.get(name, 0.0) + amount
    largest = sorted(by_food.items(), key=lambda item: item[1], reverse=True)
    return tuple(Contributor(name, amount / total) for name, amount in largest)[
        :LARGEST_CONTRIBUTORS
    ]
