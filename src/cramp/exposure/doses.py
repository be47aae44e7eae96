"""Medicines as doses of the substances that the body model knows."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING, Protocol

from cramp.diary.model import MedicineEvent, SupplementEvent
from cramp.exposure.kinetics import REFERENCE_SUBSTANCES, kinetic_factors
from cramp.exposure.mineral_salts import MINERAL_SALTS, mineral_amount
from cramp.knowledge.medicines import find_medicine, same_medicine_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cramp.diary.model import Diary, RegularMedicine
    from cramp.exposure.clock import Clock
    from cramp.knowledge.medicines import Ingredient, Medicine


def acts_in_the_body(medicine: Medicine, words: str = "") -> bool:
    """Return whether a dose of a medicine feeds any input of the body.

    Parameters
    ----------
    medicine
        Which.
    words
        As told: what they say is put on the skin, into an eye or up the nose does not.
    """
    acts = medicine.id in MINERAL_SALTS or medicine.body_model_class is not None
    return acts and not _PUT_ON.search(words)


INHALED_CLASSES = frozenset({"beta2_agonist"})
"""Classes of the body model that are inhaled unless the words tell of swallowing."""

UNTOLD_INHALED_MG = {"salbutamol": (0.1, 0.8), "terbutaline": (0.5, 2.0)}
"""Inhaled on a day, where the dose was not told and the medicine table's usual range holds
tablets too (recalled: one puff to the defined daily dose)."""

_SWALLOWED = re.compile(
    r"\b(?:tab(?:let)?s?|capsules?|pills?|syrup|oral(?:ly)?|mouth|tabletten?|comprim\w+)\b",
    re.IGNORECASE,
)

_PUT_ON = re.compile(
    r"\b(?:gels?|creams?|ointments?|lotions?|plasters?|eye|nasal|nose|topical(?:ly)?|skin"
    r"|salben?|cremes?|augen\w*|nasen\w*|pflaster|crème|pommade|collyre|crema|pomada|colirio"
    r"|collirio)\b",
    re.IGNORECASE,
)
"""Words of forms that are not swallowed: little of them arrives, and no dose told of them compares
with a swallowed one."""

DEFAULT_TIME = time(8, 0)
"""When a regular medicine is taken whose time was not told (assumed: with breakfast)."""

RUN_IN_DAYS = 60
"""Days of the usual life before the first day shown (assumed: long enough for the slowest pools
and medicines of the body to settle)."""

_ANY_FIRST_DAY = date(2000, 1, 1)
"""From which days between doses are counted where no first day was told."""


class _Told(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def dose_mg(self) -> float | None: ...


@dataclass(frozen=True)
class Dose:
    """One dose of a substance that acts in the body model.

    Attributes
    ----------
    at_minute
        On the timeline's clock; negative before the first day.
    inputs
        Inputs of the body that the dose feeds, each with the whole amount.
    amount_mmol
        Of the substance that the inputs count; None where no dose was told.
    usual_range_mmol
        Usual range of this dose, for one that was not told: the usual range of a day shared
        among the doses of the day.
    told_event
        Whether this very dose was told; if not, it follows from a regular prescription.
    medicine_id
        Which substance it is.
    """

    at_minute: float
    inputs: tuple[str, ...]
    amount_mmol: float | None
    usual_range_mmol: tuple[float, float]
    told_event: bool
    medicine_id: str

    @property
    def likely_mmol(self) -> float:
        """Its amount, or the middle of its usual range where that was not told."""
        if self.amount_mmol is not None:
            return self.amount_mmol
        low, high = self.usual_range_mmol
        return math.sqrt(low * high)


def dosed_kinetics(doses: Iterable[Dose]) -> dict[str, float]:
    """Return by what a person's parameters differ from the table's, for the medicines dosed.

    One person has one chain for each class over the whole timeline: of two medicines of one class,
    also of one that took another's place, it is in between, weighted by their doses.
    """
    return kinetic_factors((dose.medicine_id, dose.likely_mmol) for dose in doses)


def told_doses(diary: Diary, clock: Clock, days: int) -> tuple[Dose, ...]:
    """Return doses from `RUN_IN_DAYS` before the first day to the last, in time order.

    A dose told as an event on a day takes the place of that day's regular doses of the same
    medicine. Medicines that the table does not know, or that do not act in the body model,
    give no dose here; they are named elsewhere.
    """
    doses: list[Dose] = []
    told_days: set[tuple[str, int]] = set()
    for event in diary.events:
        if not isinstance(event, MedicineEvent | SupplementEvent):
            continue
        minute = clock.minutes(event.at)
        index = clock.day_index(minute)
        if 0 <= index < days:
            told_days.add((same_medicine_key(event.name), index))
            doses.extend(_doses(event, (minute,), told_event=True))
    for regular in (*diary.medicines, *diary.supplements):
        key = same_medicine_key(regular.name)
        times = regular.times or (DEFAULT_TIME,)
        for index in range(-RUN_IN_DAYS, days):
            if (key, index) not in told_days and is_due(regular, clock.day(index)):
                at = tuple(clock.at(index, at.hour * 60.0 + at.minute) for at in times)
                doses.extend(_doses(regular, at, told_event=False))
    return tuple(sorted(doses, key=lambda dose: dose.at_minute))


def is_due(regular: RegularMedicine, day: date) -> bool:
    """Return whether a regular medicine is to be taken on a day."""
    if regular.as_needed:
        return False
    if regular.since is not None and day < regular.since:
        return False
    if regular.until is not None and day > regular.until:
        return False
    if regular.weekdays and day.weekday() not in regular.weekdays:
        return False
    every = regular.interval_days or 1
    start = regular.since or _ANY_FIRST_DAY
    return (day - start).days % every == 0


def _doses(told: _Told, minutes: tuple[float, ...], *, told_event: bool) -> Iterable[Dose]:
    """Give one day's doses of a medicine."""
    match = find_medicine(told.name)
    if match is None:
        return
    alone = len(match.ingredients) == 1
    for ingredient in match.ingredients:
        acting = _acting(told, ingredient, told.dose_mg if alone else None)
        if acting is None:
            continue
        inputs, amount, (low, high) = acting
        usual = (low / len(minutes), high / len(minutes))
        for minute in minutes:
            yield Dose(minute, inputs, amount, usual, told_event, ingredient.medicine.id)


def _acting(
    told: _Told, ingredient: Ingredient, told_mg: float | None
) -> tuple[tuple[str, ...], float | None, tuple[float, float]] | None:
    """Return inputs, amount and usual range of a day of what acts in the body; None if nothing."""
    medicine = ingredient.medicine
    mg = ingredient.mg_per_unit if ingredient.mg_per_unit is not None else told_mg
    if medicine.id in MINERAL_SALTS:
        salt = MINERAL_SALTS[medicine.id]
        low, high = (salt.soluble_share * limit for limit in salt.untold_mmol)
        return salt.inputs, mineral_amount(told.text, salt, mg), (low, high)
    if medicine.body_model_class is None or not acts_in_the_body(medicine, told.text):
        return None
    substance, molar_mass = REFERENCE_SUBSTANCES[medicine.body_model_class]
    equivalent = medicine.body_model_equivalent
    low, high = medicine.typical_dose_low_mg, medicine.typical_dose_high_mg
    if equivalent is None or low is None or high is None:
        raise ValueError(
            f"medicines.csv: {medicine.id} acts in the body, so it needs an equivalent and a "
            "typical dose"
        )
    way = "dose_rate"
    if medicine.body_model_class in INHALED_CLASSES and not _SWALLOWED.search(told.text):
        way = "inhaled_rate"
        low, high = UNTOLD_INHALED_MG.get(medicine.id, (low, high))
    per_mg = equivalent / molar_mass
    amount = None if mg is None else mg * per_mg
    return (f"{substance}_{way}",), amount, (low * per_mg, high * per_mg)
