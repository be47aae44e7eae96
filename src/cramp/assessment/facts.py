"""From a diary to the facts that the safety rules read."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from cramp.assessment.alarm_words import alarm_signs_in, symptoms_in
from cramp.assessment.person import (
    ADULT_YEARS,
    KIDNEY_DISEASE_EGFR,
    LabResult,
    PersonFacts,
    ToldMedicine,
)

if TYPE_CHECKING:
    from datetime import date

    from cramp.diary.model import (
        Diary,
        Event,
        ExerciseEvent,
        Portion,
        RegularMedicine,
        UsualMeal,
    )

__all__ = ["LabResult", "PersonFacts", "ToldMedicine", "person_facts"]

LOSS_DAYS = 3
"""Losses of this many days count as recent (assumed: body water is made good in about a day)."""
ALCOHOL_DAYS = 14
"""Alcohol of this many days counts as drinking (assumed)."""
ALARM_DAYS = 14
"""Alarm signs of this many days still count (assumed, on the safe side)."""
MEDICINE_DAYS = 14
"""A medicine taken within this many days still acts (assumed: the slow ones need that long)."""
KIDNEY_TEST_DAYS = 731
"""A good filtration older than this no longer reassures (assumed)."""
UNTOLD_BOUTS = 3
"""Bouts that an entry without a number stands for (assumed: three a day make diarrhoea)."""

HEAVY_SWEAT_LITRE = 1.0
HEAVY_SWEAT_MINUTES = 60.0
HARD_EFFORT_FRACTION = 0.6
WARM_CELSIUS = 25.0
HOT_CELSIUS = 28.0
"""From here effort can bring on heat illness; these five are assumed."""


def person_facts(diary: Diary, on: date) -> PersonFacts:
    """Gather what the safety rules need.

    Parameters
    ----------
    diary : Diary
        As read by `cramp.diary`.
    on : date
        The day of the assessment; later entries are left out.

    Returns
    -------
    PersonFacts
        Untold stays None; what was told in words not understood is kept apart as unread.
    """
    from cramp.diary.vocabulary import SYMPTOMS

    days = _Days(diary, on)
    labs, unread_labs = _labs(days)
    tests = _kidney_tests(diary, labs)
    known, unread = _conditions(diary)
    signs, unread_signs = _alarm_signs(diary, days)
    symptoms = _symptoms(diary, days)
    return PersonFacts(
        on=on,
        age_years=diary.person.age_years(on),
        sex=diary.person.sex,
        conditions=known,
        unread_conditions=unread,
        egfr_ml_per_min_per_173=_egfr(tests, on),
        kidney_test_unread=any(test.egfr is None for test in tests),
        pregnant=diary.pregnancy,
        breastfeeding=diary.breastfeeding,
        fluid_limit_litre_per_day=diary.fluid_limit_litre_per_day,
        medicines=_medicines(diary, days),
        labs=labs,
        unread_labs=unread_labs,
        alarm_signs=signs,
        unread_alarm_signs=unread_signs,
        alarm_words=_alarm_words(diary, days),
        symptoms=symptoms.union(*(symptoms_in(text) for text in symptoms - SYMPTOMS.keys())),
        watery_stools_per_day=days.most_bouts("stool", "watery"),
        vomiting_times_per_day=days.most_bouts("vomiting"),
        bloody_stool=any(event.blood for event in days.of("stool", ALARM_DAYS)),
        heavy_sweating=any(_sweats_heavily(e) for e in days.of("exercise", LOSS_DAYS)),
        hot_exercise=any(
            (e.temperature_celsius or 0.0) >= HOT_CELSIUS for e in days.of("exercise", LOSS_DAYS)
        ),
        longest_cramp_minutes=max(
            (e.duration_minutes for e in days.of("cramp") if e.duration_minutes is not None),
            default=None,
        ),
        potassium_salts_eaten=_potassium_salts(diary, days),
        plain_water_litre_per_day=_most_plain_water_litre(diary, days),
        cramping_muscles=_cramping_muscles(days),
        alcohol_days=len({day for day, _ in days.dated("alcohol", ALCOHOL_DAYS)}),
    )


class KidneyTest(NamedTuple):
    """One test of filtration, mL/min/1.73 m2; None where it could not be worked out."""

    egfr: float | None
    day: date | None


class _Days:
    """The events of a diary up to a day, by kind and age."""

    def __init__(self, diary: Diary, on: date) -> None:
        zone = ZoneInfo(diary.time_zone)
        dated = ((event.at.astimezone(zone).date(), event) for event in diary.events)
        self._dated = [(day, event) for day, event in dated if day <= on]
        self.on = on

    def dated(self, kind: str, within_days: int | None = None) -> list[tuple[date, Event]]:
        """Return the events of a kind with their days, in time order."""
        first = None if within_days is None else self.on - timedelta(days=within_days - 1)
        return [
            (day, event)
            for day, event in self._dated
            if event.kind == kind and (first is None or day >= first)
        ]

    def of(self, kind: str, within_days: int | None = None) -> list:
        """Return the events of a kind in time order."""
        return [event for _, event in self.dated(kind, within_days)]

    def portions(self, within_days: int) -> list[tuple[date, Portion]]:
        """Return what was eaten and drunk, with the days."""
        return [
            (day, portion)
            for kind in ("eat", "drink")
            for day, event in self.dated(kind, within_days)
            for portion in getattr(event, "items", ())
        ]

    def most_bouts(self, kind: str, consistency: str | None = None) -> int:
        """Return the most bouts in one of the recent days."""
        bouts: Counter[date] = Counter()
        for day, event in self.dated(kind, LOSS_DAYS):
            if consistency is None or getattr(event, "consistency", None) == consistency:
                times = getattr(event, "times", None)
                bouts[day] += UNTOLD_BOUTS if times is None else times
        return max(bouts.values(), default=0)


def _labs(days: _Days) -> tuple[dict[str, LabResult], tuple[str, ...]]:
    latest: dict[str, LabResult] = {}
    unread: list[str] = []
    for day, event in days.dated("lab"):
        for name, value in getattr(event, "values", {}).items():
            told = f"{value.told_value:g} {value.told_unit}"
            latest[name] = LabResult(value.si_value, day, told)
        for name, text in getattr(event, "not_understood", {}).items():
            unread.append(f"{name}: {text}")
    return latest, tuple(dict.fromkeys(unread))


def _conditions(diary: Diary) -> tuple[frozenset[str], tuple[str, ...]]:
    from cramp.diary.vocabulary import CONDITIONS

    known = frozenset(condition for condition in diary.conditions if condition in CONDITIONS)
    return known, tuple(text for text in diary.conditions if text not in known)


def _alarm_signs(diary: Diary, days: _Days) -> tuple[frozenset[str], tuple[str, ...]]:
    from cramp.diary.vocabulary import ALARM_SIGNS

    told = [*diary.alarm_signs, *(event.sign for event in days.of("alarm_sign", ALARM_DAYS))]
    told.extend(symptom for symptom in _symptoms(diary, days) if symptom in ALARM_SIGNS)
    known = frozenset(sign for sign in told if sign in ALARM_SIGNS)
    return known, tuple(dict.fromkeys(sign for sign in told if sign not in known))


def _alarm_words(diary: Diary, days: _Days) -> dict[str, str]:
    """Return the alarm signs told in own words, wherever they stand, each with its words."""
    from cramp.diary.vocabulary import ALARM_SIGNS, SYMPTOMS

    texts = [*diary.alarm_signs, *(event.sign for event in days.of("alarm_sign", ALARM_DAYS))]
    texts += sorted(_symptoms(diary, days))
    texts += [event.text for event in days.of("note", ALARM_DAYS)]
    found: dict[str, str] = {}
    for text in texts:
        if text not in ALARM_SIGNS and text not in SYMPTOMS:
            for sign in sorted(alarm_signs_in(text)):
                found.setdefault(sign, text)
    return found


def _symptoms(diary: Diary, days: _Days) -> frozenset[str]:
    return frozenset(diary.symptoms) | {e.symptom for e in days.of("symptom", ALARM_DAYS)}


def _egfr(tests: list[KidneyTest], on: date) -> float | None:
    """Return the lowest filtration told; a good one counts only while it is recent."""
    counting = [
        test.egfr
        for test in tests
        if test.egfr is not None and (test.egfr < KIDNEY_DISEASE_EGFR or _is_recent(test.day, on))
    ]
    return min(counting, default=None)


def _is_recent(day: date | None, on: date) -> bool:
    return day is None or (day <= on and (on - day).days <= KIDNEY_TEST_DAYS)


def _kidney_tests(diary: Diary, labs: dict[str, LabResult]) -> list[KidneyTest]:
    tests = []
    function = diary.kidney_function
    if function is not None:
        tests.append(KidneyTest(function.egfr_ml_per_min_per_173, function.measured_on))
    if "egfr" in labs:
        found = labs["egfr"]
        tests.append(KidneyTest(found.si_value, found.measured_on))
    if "creatinine" in labs:
        found = labs["creatinine"]
        estimate = _estimate(diary, found.si_value, found.measured_on)
        tests.append(KidneyTest(estimate, found.measured_on))
    return tests


def _estimate(diary: Diary, creatinine_umol_per_litre: float, on: date) -> float | None:
    """Return the filtration that a creatinine stands for; None without adult age and sex."""
    from cramp.diary.kidney import egfr_ckd_epi_2021

    age_years, sex = diary.person.age_years(on), diary.person.sex
    if age_years is None or age_years < ADULT_YEARS or sex not in ("female", "male"):
        return None
    return egfr_ckd_epi_2021(creatinine_umol_per_litre, age_years, sex)


def _medicines(diary: Diary, days: _Days) -> tuple[ToldMedicine, ...]:
    from cramp.knowledge.medicines import find_medicine

    regular = (*diary.medicines, *diary.supplements)
    names = [one.name for one in regular if _still_acts(one, days.on)]
    names.extend(event.name for event in days.of("medicine", MEDICINE_DAYS))
    names.extend(event.name for event in days.of("supplement", MEDICINE_DAYS))
    return tuple(ToldMedicine(name, find_medicine(name)) for name in dict.fromkeys(names))


def _potassium_salts(diary: Diary, days: _Days) -> tuple[str, ...]:
    portions = [portion for _, portion in days.portions(MEDICINE_DAYS)]
    portions += [portion for meal in _usual_meals(diary) for portion in (*meal.eat, *meal.drink)]
    told = (portion.text for portion in portions if _has_flag(portion, "potassium_salt"))
    return tuple(dict.fromkeys(told))


def _cramping_muscles(days: _Days) -> tuple[str, ...]:
    told = [event.muscle.casefold() for event in days.of("cramp") if event.muscle is not None]
    return tuple(dict.fromkeys(reversed(told)))


def _most_plain_water_litre(diary: Diary, days: _Days) -> float:
    usual = [portion for meal in _usual_meals(diary) for portion in meal.drink]
    by_day: dict[date | None, float] = {None: sum(map(_plain_water_litre, usual))}
    for day, portion in days.portions(LOSS_DAYS):
        by_day[day] = by_day.get(day, 0.0) + _plain_water_litre(portion)
    return max(by_day.values())


def _plain_water_litre(portion: Portion) -> float:
    from cramp.exposure.intake import resolve

    litre = resolve(portion).water_litre if _has_flag(portion, "plain_water") else None
    return litre or 0.0


def _has_flag(portion: Portion, flag: str) -> bool:
    from cramp.knowledge.foods import match_food

    match = match_food(portion.name)
    return match is not None and flag in match.food.flags


def _usual_meals(diary: Diary) -> tuple[UsualMeal, ...]:
    return () if diary.usual_day is None else diary.usual_day.meals


def _still_acts(one: RegularMedicine, on: date) -> bool:
    begun = one.since is None or one.since <= on
    return begun and (one.until is None or one.until > on - timedelta(days=MEDICINE_DAYS))


def _sweats_heavily(bout: ExerciseEvent) -> bool:
    """Tell heavy sweating by its litres, or else by long effort that was hard or in warmth."""
    if bout.sweat_loss_litre is not None:
        return bout.sweat_loss_litre >= HEAVY_SWEAT_LITRE
    long = (bout.duration_minutes or 0.0) >= HEAVY_SWEAT_MINUTES
    hard = (bout.intensity_fraction or 0.0) >= HARD_EFFORT_FRACTION
    warm = (bout.temperature_celsius or 0.0) >= WARM_CELSIUS
    return long and (hard or warm)
