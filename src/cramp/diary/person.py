"""Read what a diary says of the person: size, age, conditions, kidneys, usual day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from cramp.diary import fields, vocabulary
from cramp.diary.document import Scalar
from cramp.diary.intake import portions
from cramp.diary.kidney import YOUNGEST_YEARS, egfr_ckd_epi_2021
from cramp.diary.model import DayNote, KidneyFunction, Person, UsualDay, UsualMeal
from cramp.units import UnitError, parse_quantity

if TYPE_CHECKING:
    from datetime import date

    from cramp.diary.told import Told

Sex = Literal["female", "male", "other"]


def person(told: Told) -> Person:
    """Return who the diary is about."""
    keys = told.keys(vocabulary.PERSON_KEYS)
    sex = fields.choice(keys["sex"], vocabulary.SEXES) if "sex" in keys else None
    if "birth_date" in keys and "age" in keys:
        keys["age"].fault("age and birth date are both told", "keep one of them")
    return Person(
        sex=None if sex == "untold" else cast("Sex | None", sex),
        birth_date=_birth_date(keys["birth_date"]) if "birth_date" in keys else None,
        age_told_years=fields.number(keys["age"], 0, 120, "68") if "age" in keys else None,
        height_cm=fields.height(keys["height"]) if "height" in keys else None,
        mass_kg=fields.mass(keys["mass"]) if "mass" in keys else None,
        family_cramps=fields.truth(keys["family_cramps"]) if "family_cramps" in keys else None,
    )


def _birth_date(told: Told) -> date | None:
    born = fields.day(told)
    if born is not None and (told.findings.today - born).days > 120 * 366:
        told.fault(f"{born} is more than 120 years ago", "check the year")
        return None
    return born


def known_words(told: Told, words: dict[str, str], why: str) -> tuple[str, ...]:
    """Return identifiers of a vocabulary; other texts stay as told and are flagged.

    The single word `none` tells that there are none.
    """
    if isinstance(told.node, Scalar) and told.node.text.strip().casefold() == "none":
        return ()
    read = (known_word(entry, words, why) for entry in told.items())
    return tuple(word for word in read if word is not None)


def known_word(told: Told, words: dict[str, str], why: str) -> str | None:
    """Return one identifier of a vocabulary; another text stays as told and is flagged."""
    text = told.text()
    if text is None:
        return None
    found = vocabulary.identifier(text, words)
    if found is None:
        told.flag(text, why)
    return found or text


def kidney_function(told: Told, person: Person) -> KidneyFunction | None:
    """Return what is known of the kidneys' filtration."""
    keys = told.keys(vocabulary.KIDNEY_KEYS)
    measured_on = fields.day(keys["measured_on"]) if "measured_on" in keys else None
    if measured_on and person.birth_date and measured_on < person.birth_date:
        what = f"{measured_on} is before the birth date {person.birth_date}"
        keys["measured_on"].fault(what, "mend one of the dates")
    creatinine = _creatinine(keys["creatinine"]) if "creatinine" in keys else None
    egfr = _egfr(keys["egfr"]) if "egfr" in keys else None
    if egfr is None and creatinine is None:
        return None
    told_egfr = egfr is not None
    if creatinine is not None and not told_egfr:
        egfr = _estimated(keys["creatinine"], creatinine, person, measured_on)
    return KidneyFunction(
        egfr_ml_per_min_per_173=egfr,
        creatinine_umol_per_litre=creatinine,
        measured_on=measured_on,
        basis="told" if told_egfr else "ckd_epi_2021",
    )


def _egfr(told: Told) -> float | None:
    def convert(value: float, unit: str) -> float:
        if not unit.casefold().replace(" ", "").startswith("ml/min"):
            raise UnitError(f"unit {unit!r} is not one of filtration; write ml/min/1.73 m2")
        return value

    text = told.text()
    if text is None:
        return None
    try:
        _, unit = parse_quantity(text)
    except UnitError:
        unit = ""
    if not unit:
        return fields.number(told, 1, 250, "72")
    return fields.quantity(told, convert, 1, 250, "72 ml/min/1.73 m2")


def _creatinine(told: Told) -> float | None:
    from cramp.knowledge.laboratory import to_si

    text = told.text()
    if text is None:
        return None
    try:
        value, unit = parse_quantity(text)
        return to_si(value, unit, "creatinine")
    except ValueError as error:
        what, _, mend = str(error).partition("; ")
        told.fault(what, mend or "write such as 80 µmol/L or 0.9 mg/dL")
        return None


def _estimated(
    told: Told, creatinine: float, person: Person, measured_on: date | None
) -> float | None:
    why = "filtration of the kidneys is not estimated from creatinine: "
    if person.sex not in {"female", "male"}:
        told.flag("creatinine", f"{why}the formula needs the sex female or male")
        return None
    if person.birth_date is not None and measured_on is None:
        told.flag("creatinine", f"{why}the day of the test (measured_on) is not told")
        return None
    age = person.age_told_years if measured_on is None else person.age_years(measured_on)
    if age is None or age < YOUNGEST_YEARS:
        told.flag("creatinine", f"{why}the formula needs an age of at least 18")
        return None
    return egfr_ckd_epi_2021(creatinine, age, cast("Literal['female', 'male']", person.sex))


def usual_day(told: Told) -> UsualDay:
    """Return a usual day."""
    keys = told.keys(vocabulary.USUAL_DAY_KEYS)
    meals = [_meal(entry) for entry in keys["meals"].items()] if "meals" in keys else []
    return UsualDay(
        meals=tuple(meal for meal in meals if meal is not None),
        sleep=fields.night(keys["sleep"]) if "sleep" in keys else None,
        complete=_complete(keys),
    )


def _meal(told: Told) -> UsualMeal | None:
    keys = told.keys(vocabulary.MEAL_KEYS)
    if "at" not in keys:
        told.fault("the time of the meal is not told", "write at: with a time such as 07:30")
        return None
    at = fields.clock_time(keys["at"])
    eat = portions(keys["eat"]) if "eat" in keys else ()
    drink = portions(keys["drink"]) if "drink" in keys else ()
    return None if at is None else UsualMeal(at=at, eat=eat, drink=drink)


def days(told: Told) -> dict[date, DayNote]:
    """Return what is known of single days, by date."""
    read: dict[date, DayNote] = {}
    for key, note in told.keys(None).items():
        on = fields.day_of(note, key)
        complete = _complete(note.keys(vocabulary.DAY_KEYS))
        if on is not None:
            read[on] = DayNote(complete=complete)
    return dict(sorted(read.items()))


def _complete(keys: dict[str, Told]) -> bool:
    return bool(fields.truth(keys["complete"])) if "complete" in keys else False
