"""Medicines as doses of the substances that the body model knows."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING, NamedTuple, Protocol

from cramp.diary.model import MedicineEvent, SupplementEvent
from cramp.exposure.kinetics import REFERENCE_SUBSTANCES, kinetic_factors
from cramp.knowledge.medicines import find_medicine, same_medicine_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cramp.diary.model import Diary, RegularMedicine
    from cramp.exposure.clock import Clock
    from cramp.knowledge.medicines import Ingredient, Medicine

UNTOLD_POTASSIUM_MMOL = (8.0, 40.0)
UNTOLD_MAGNESIUM_MMOL = (4.0, 15.0)
UNTOLD_CALCIUM_MMOL = (6.0, 30.0)
UNTOLD_VITAMIN_D_PICOMOLE = (26_000.0, 130_000.0)
"""Swallowed in a day, where the dose was not told (assumed: one to five usual tablets of
potassium, 100 to 350 mg of magnesium, 250 to 1200 mg of calcium, 10 to 50 µg of vitamin D)."""


class MineralSalt(NamedTuple):
    """A salt that is swallowed for its mineral, or a vitamin.

    Attributes
    ----------
    mg_per_mmol
        Milligrams on the label that hold 1 mmol of the mineral, or 1 pmol of vitamin D, which the
        body counts in that. Labels of potassium salts, of magnesium oxide, hydroxide and sulphate
        and of calcium carbonate and acetate give the salt's mass; labels that name no salt, or a
        mineral bound to another organic acid, give the mineral's.
    inputs
        Of the body, that take 1 mmol for each mmol.
    untold_mmol
        Between which limits a day's dose lies where it is not told, in the same unit.
    mg_per_international_unit
        Of vitamins; None of minerals.
    soluble_share
        That dissolves and reaches the gut's transport like the mineral of a meal; the rest is
        passed as it came and never enters the body.
    """

    mg_per_mmol: float
    inputs: tuple[str, ...]
    untold_mmol: tuple[float, float]
    mg_per_international_unit: float | None = None
    soluble_share: float = 1.0

    @property
    def mmol_per_mg(self) -> float:
        """What the body is given for each milligram on the label."""
        return self.soluble_share / self.mg_per_mmol


POORLY_SOLUBLE_SHARE = 0.42
"""Of magnesium oxide and hydroxide: 4 % of the oxide are absorbed where 9 to 10 % of the chloride,
lactate and aspartate are (Firoz and Graber 2001, recalled)."""

UNTOLD_SALT_SOLUBLE_SHARE = 0.7
"""Of magnesium whose salt is not told: about half of such tablets hold the oxide (assumed)."""


def _potassium(mg_per_mmol: float, *others: str) -> MineralSalt:
    return MineralSalt(mg_per_mmol, ("potassium_intake_rate", *others), UNTOLD_POTASSIUM_MMOL)


def _magnesium(mg_per_mmol: float, soluble_share: float = 1.0) -> MineralSalt:
    inputs = ("magnesium_intake_rate",)
    return MineralSalt(mg_per_mmol, inputs, UNTOLD_MAGNESIUM_MMOL, soluble_share=soluble_share)


def _calcium(mg_per_mmol: float) -> MineralSalt:
    return MineralSalt(mg_per_mmol, ("calcium_intake_rate",), UNTOLD_CALCIUM_MMOL)


MINERAL_SALTS = {
    "potassium_chloride": _potassium(74.55, "chloride_intake_rate"),
    "potassium_citrate": _potassium(108.1),
    "potassium_bicarbonate": _potassium(100.1),
    "potassium_gluconate": _potassium(234.2),
    "potassium_supplement": _potassium(39.10),
    "magnesium_oxide": _magnesium(40.30, POORLY_SOLUBLE_SHARE),
    "magnesium_hydroxide": _magnesium(58.32, POORLY_SOLUBLE_SHARE),
    "magnesium_sulfate": _magnesium(246.5),
    "magnesium_citrate": _magnesium(24.31),
    "magnesium_glycinate": _magnesium(24.31),
    "magnesium_supplement": _magnesium(24.31, UNTOLD_SALT_SOLUBLE_SHARE),
    "calcium_carbonate": _calcium(100.09),
    "calcium_acetate": _calcium(158.17),
    "calcium_citrate": _calcium(40.08),
    "calcium_supplement": _calcium(40.08),
    "colecalciferol": MineralSalt(
        384.64e-9, ("vitamin_d_intake_rate",), UNTOLD_VITAMIN_D_PICOMOLE, 25e-6
    ),
}
"""Minerals in tablets and powders, and vitamin D, by medicine."""


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

_TOLD_MMOL = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:mmol|meq)\b", re.IGNORECASE)

_TOLD_INTERNATIONAL_UNITS = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:[.,' ]\d{3})+|\d+)\s*(?:i\.?u\.?|i\.?e\.?|units?)(?!\w)", re.IGNORECASE
)
"""Always whole, and in thousands where they are parted."""

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
        return salt.inputs, _mineral_amount(told.text, salt, mg), (low, high)
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


def _mineral_amount(text: str, salt: MineralSalt, mg: float | None) -> float | None:
    if salt.mg_per_international_unit is not None:
        units = _TOLD_INTERNATIONAL_UNITS.search(text)
        if units is not None:
            mg = int(re.sub(r"\D", "", units[1])) * salt.mg_per_international_unit
    elif (told := _TOLD_MMOL.search(text)) is not None:
        return salt.soluble_share * float(told[1].replace(",", "."))
    return None if mg is None else mg * salt.mmol_per_mg
