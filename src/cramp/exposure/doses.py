"""Medicines as doses of the substances that the body model knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from cramp.knowledge.medicines import find_medicine

if TYPE_CHECKING:
    from cramp.diary.model import Diary, RegularMedicine
    from cramp.knowledge.medicines import Ingredient

REFERENCE_SUBSTANCES = {
    "thiazide": ("hydrochlorothiazide", 297.74),
    "furosemide": ("furosemide", 330.74),
    "spironolactone": ("spironolactone", 416.57),
    "ace_inhibitor": ("lisinopril", 405.49),
}
"""What each class of the body model is counted in, and its molar mass in g/mol."""

DEFAULT_TIME = time(8, 0)
RUN_IN_DAYS = 60


class _Clock(Protocol):
    origin: datetime

    def minutes(self, moment: datetime) -> float: ...

    def day(self, index: int) -> date: ...


@dataclass(frozen=True)
class Dose:
    """One dose of a substance that acts in the body model.

    Attributes
    ----------
    at_minute
        On the timeline's clock; negative before the first day.
    substance
        `hydrochlorothiazide`, `furosemide`, `spironolactone` or `lisinopril`.
    amount_mmol
        As the substance above; None where no dose was told.
    usual_range_mmol
        Usual daily range, for a dose that was not told.
    told_event
        Whether this very dose was told; if not, it follows from a regular prescription.
    name
        The medicine as the diary names it.
    """

    at_minute: float
    substance: str
    amount_mmol: float | None
    usual_range_mmol: tuple[float, float]
    told_event: bool
    name: str


def told_doses(diary: Diary, clock: _Clock, days: int) -> tuple[Dose, ...]:
    """Return doses from `RUN_IN_DAYS` before the first day to the last, in time order.

    A dose told as an event on a day takes the place of that day's regular doses of the same
    medicine. Medicines that the table does not know, or that do not act in the body model,
    give no dose here; they are named elsewhere.
    """
    doses: list[Dose] = []
    told_days: set[tuple[str, int]] = set()
    for event in diary.events:
        minute = clock.minutes(event.at)
        if event.kind != "medicine" or not 0 <= minute < days * 1440:
            continue
        told_days.add((_key(event.name), int(minute // 1440)))  # type: ignore[union-attr]
        doses.extend(_doses(event.name, event.dose_mg, minute, told_event=True))  # type: ignore[union-attr]
    for regular in diary.medicines:
        for index in range(-RUN_IN_DAYS, days):
            if (_key(regular.name), index) in told_days or not _due(regular, clock.day(index)):
                continue
            for moment in _moments(regular, clock.day(index), diary.time_zone):
                minute = clock.minutes(moment)
                doses.extend(_doses(regular.name, regular.dose_mg, minute, told_event=False))
    return tuple(sorted(doses, key=lambda dose: dose.at_minute))


def _key(name: str) -> str:
    match = find_medicine(name)
    return name.casefold() if match is None else match.matched_name


def _due(regular: RegularMedicine, day: date) -> bool:
    if regular.as_needed:
        return False
    if regular.since is not None and day < regular.since:
        return False
    if regular.until is not None and day > regular.until:
        return False
    if regular.weekdays and day.weekday() not in regular.weekdays:
        return False
    every = regular.interval_days or 1
    start = regular.since or date(2000, 1, 1)
    return (day - start).days % every == 0


def _moments(regular: RegularMedicine, day: date, time_zone: str) -> list[datetime]:
    zone = ZoneInfo(time_zone)
    return [
        datetime.combine(day, clock_time, zone) for clock_time in regular.times or (DEFAULT_TIME,)
    ]


def _doses(name: str, dose_mg: float | None, minute: float, *, told_event: bool) -> list[Dose]:
    match = find_medicine(name)
    if match is None:
        return []
    return [
        dose
        for ingredient in match.ingredients
        if (dose := _dose(name, ingredient, dose_mg, minute, told_event=told_event)) is not None
    ]


def _dose(
    name: str, ingredient: Ingredient, dose_mg: float | None, minute: float, *, told_event: bool
) -> Dose | None:
    medicine = ingredient.medicine
    if medicine.body_model_class not in REFERENCE_SUBSTANCES:
        return None
    substance, molar_mass = REFERENCE_SUBSTANCES[medicine.body_model_class]
    per_mg = (medicine.body_model_equivalent or 1.0) / molar_mass
    mg = ingredient.mg_per_unit if ingredient.mg_per_unit is not None else dose_mg
    low, high = medicine.typical_dose_low_mg or 1.0, medicine.typical_dose_high_mg or 1.0
    return Dose(
        at_minute=minute,
        substance=substance,
        amount_mmol=None if mg is None else mg * per_mg,
        usual_range_mmol=(low * per_mg, high * per_mg),
        told_event=told_event,
        name=name,
    )


