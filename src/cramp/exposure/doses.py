"""Medicines as doses of the substances that the body model knows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING, NamedTuple, Protocol

from cramp.diary.model import MedicineEvent, SupplementEvent
from cramp.knowledge.medicines import find_medicine, same_medicine_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cramp.diary.model import Diary, RegularMedicine
    from cramp.exposure.clock import Clock
    from cramp.knowledge.medicines import Ingredient, Medicine

REFERENCE_SUBSTANCES = {
    "thiazide": ("hydrochlorothiazide", 297.74),
    "furosemide": ("furosemide", 330.74),
    "spironolactone": ("spironolactone", 416.57),
    "ace_inhibitor": ("lisinopril", 405.49),
    "beta2_agonist": ("salbutamol", 239.3),
    "proton_pump_inhibitor": ("omeprazole", 345.42),
}
"""What each class of the body model is counted in, and its molar mass in g/mol."""

UNTOLD_POTASSIUM_MMOL = (8.0, 40.0)
UNTOLD_MAGNESIUM_MMOL = (4.0, 15.0)
"""Swallowed in a day, where the dose was not told (assumed: one to five usual tablets of
potassium, 100 to 350 mg of magnesium)."""


class MineralSalt(NamedTuple):
    """A salt that is swallowed for its mineral.

    Attributes
    ----------
    mg_per_mmol
        Milligrams on the label that hold 1 mmol of the mineral. Labels of potassium salts, and of
        magnesium oxide, hydroxide and sulphate, give the salt's mass; labels that name no salt, or
        magnesium bound to an organic acid, give the mineral's.
    inputs
        Of the body, that take 1 mmol for each mmol.
    untold_mmol
        Between which limits a day's dose lies where it is not told.
    """

    mg_per_mmol: float
    inputs: tuple[str, ...]
    untold_mmol: tuple[float, float]


def _potassium(mg_per_mmol: float, *others: str) -> MineralSalt:
    return MineralSalt(mg_per_mmol, ("potassium_intake_rate", *others), UNTOLD_POTASSIUM_MMOL)


def _magnesium(mg_per_mmol: float) -> MineralSalt:
    return MineralSalt(mg_per_mmol, ("magnesium_intake_rate",), UNTOLD_MAGNESIUM_MMOL)


MINERAL_SALTS = {
    "potassium_chloride": _potassium(74.55, "chloride_intake_rate"),
    "potassium_citrate": _potassium(108.1),
    "potassium_bicarbonate": _potassium(100.1),
    "potassium_gluconate": _potassium(234.2),
    "potassium_supplement": _potassium(39.10),
    "magnesium_oxide": _magnesium(40.30),
    "magnesium_hydroxide": _magnesium(58.32),
    "magnesium_sulfate": _magnesium(246.5),
    "magnesium_citrate": _magnesium(24.31),
    "magnesium_glycinate": _magnesium(24.31),
    "magnesium_supplement": _magnesium(24.31),
}
"""Minerals in tablets and powders, by medicine."""


def acts_in_the_body(medicine: Medicine) -> bool:
    """Return whether a dose of a medicine feeds any input of the body."""
    return medicine.id in MINERAL_SALTS or medicine.body_model_class is not None


INHALED_CLASSES = frozenset({"beta2_agonist"})
"""Classes of the body model that are inhaled unless the words tell of swallowing."""

UNTOLD_INHALED_MG = {"salbutamol": (0.1, 0.8), "terbutaline": (0.5, 2.0)}
"""Inhaled on a day, where the dose was not told and the medicine table's usual range holds
tablets too (recalled: one puff to the defined daily dose)."""

_SWALLOWED = re.compile(
    r"\b(?:tab(?:let)?s?|capsules?|pills?|syrup|oral(?:ly)?|mouth|tabletten?|comprim\w+)\b",
    re.IGNORECASE,
)

_TOLD_MMOL = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:mmol|meq)\b", re.IGNORECASE)

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
    """

    at_minute: float
    inputs: tuple[str, ...]
    amount_mmol: float | None
    usual_range_mmol: tuple[float, float]
    told_event: bool


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
            yield Dose(minute, inputs, amount, usual, told_event)


def _acting(
    told: _Told, ingredient: Ingredient, told_mg: float | None
) -> tuple[tuple[str, ...], float | None, tuple[float, float]] | None:
    """Return inputs, amount and usual range of a day of what acts in the body; None if nothing."""
    medicine = ingredient.medicine
    mg = ingredient.mg_per_unit if ingredient.mg_per_unit is not None else told_mg
    if medicine.id in MINERAL_SALTS:
        salt = MINERAL_SALTS[medicine.id]
        amount = _told_mmol(told.text)
        if amount is None and mg is not None:
            amount = mg / salt.mg_per_mmol
        return salt.inputs, amount, salt.untold_mmol
    if medicine.body_model_class is None:
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


def _told_mmol(text: str) -> float | None:
    found = _TOLD_MMOL.search(text)
    return None if found is None else float(found[1].replace(",", "."))
