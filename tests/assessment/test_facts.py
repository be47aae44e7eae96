"""From diary to facts: what is recent, what is unread, what stays unknown."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from cramp.assessment.facts import PersonFacts, person_facts
from cramp.diary.model import (
    AlarmSignEvent,
    CrampEvent,
    Diary,
    ExerciseEvent,
    KidneyFunction,
    LabEvent,
    LabValue,
    MedicineEvent,
    Person,
    RegularMedicine,
    StoolEvent,
    SymptomEvent,
    VomitingEvent,
)

ON = date(2026, 7, 20)


def at(day: int, hour: int = 8) -> datetime:
    return datetime(2026, 7, day, hour, tzinfo=UTC)


def facts(**told: object) -> PersonFacts:
    return person_facts(Diary(**told), ON)  # type: ignore[arg-type]


def lab(day: int, **values: float) -> LabEvent:
    return LabEvent(
        at=at(day),
        values={
            name: LabValue(si_value=value, told_value=value, told_unit="")
            for name, value in values.items()
        },
    )


def test_untold_stays_unknown() -> None:
    known = facts()
    assert known == PersonFacts(on=ON)
    assert known.egfr_ml_per_min_per_173 is None
    assert known.pregnant is None
    assert known.may_be_pregnant
    assert known.kidney_risk_unknown


def test_age_on_the_day() -> None:
    known = facts(person=Person(birth_date=date(1961, 7, 21)))
    assert known.age_years == pytest.approx(65.0, abs=0.01)
    assert known.age_years is not None
    assert known.age_years < 65


def test_conditions_in_own_words_are_unread() -> None:
    known = facts(conditions=("hypertension", "wobbly kidney"))
    assert known.conditions == {"hypertension"}
    assert known.unread_conditions == ("wobbly kidney",)


def test_alarm_signs_from_everywhere() -> None:
    known = facts(
        alarm_signs=("fainting", "my foot is dead"),
        symptoms=("seizure",),
        events=(
            AlarmSignEvent(at=at(5), sign="confusion"),
            AlarmSignEvent(at=at(7), sign="bloody_stool"),
            SymptomEvent(at=at(19), symptom="tingling"),
            AlarmSignEvent(at=at(21), sign="palpitations"),
        ),
    )
    assert known.alarm_signs == {"fainting", "seizure", "bloody_stool"}
    assert known.unread_alarm_signs == ("my foot is dead",)
    assert "tingling" in known.symptoms


def test_most_bouts_of_one_recent_day() -> None:
    known = facts(
        events=(
            StoolEvent(at=at(10), consistency="watery", times=9),
            StoolEvent(at=at(18), consistency="watery", times=2),
            StoolEvent(at=at(18, 12), consistency="watery", times=2),
            StoolEvent(at=at(19), consistency="loose", times=8),
            VomitingEvent(at=at(20)),
        )
    )
    assert known.watery_stools_per_day == 4
    assert known.vomiting_times_per_day == 3
    assert known.has_bowel_loss


def test_loose_stool_is_no_loss() -> None:
    assert not facts(events=(StoolEvent(at=at(20), consistency="loose", times=2),)).has_fluid_loss


@pytest.mark.parametrize(
    ("bout", "heavy"),
    [
        ({"sweat_loss_litre": 1.0}, True),
        ({"sweat_loss_litre": 0.9, "duration_minutes": 90.0, "temperature_celsius": 35.0}, False),
        ({"duration_minutes": 60.0, "intensity_fraction": 0.6}, True),
        ({"duration_minutes": 60.0, "temperature_celsius": 25.0}, True),
        ({"duration_minutes": 59.0, "temperature_celsius": 35.0}, False),
        ({"duration_minutes": 60.0, "intensity_fraction": 0.5}, False),
        ({}, False),
    ],
)
def test_heavy_sweating(bout: dict[str, float], heavy: bool) -> None:
    assert facts(events=(ExerciseEvent(at=at(20), **bout),)).heavy_sweating is heavy


def test_latest_value_counts_and_later_ones_are_left_out() -> None:
    known = facts(events=(lab(2, potassium=5.4), lab(9, potassium=4.1), lab(21, potassium=6.0)))
    assert known.labs["potassium"][:2] == (4.1, date(2026, 7, 9))


def test_unread_blood_test_is_kept() -> None:
    event = LabEvent(at=at(9), not_understood={"Kalium?": "5,9"})
    assert facts(events=(event,)).unread_labs == ("Kalium?: 5,9",)


def kidneys(egfr: float | None, measured_on: date | None) -> KidneyFunction:
    return KidneyFunction(egfr_ml_per_min_per_173=egfr, measured_on=measured_on, basis="told")


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (kidneys(80.0, None), 80.0),
        (kidneys(80.0, date(2025, 1, 1)), 80.0),
        (kidneys(80.0, date(2023, 1, 1)), None),
        (kidneys(40.0, date(2015, 1, 1)), 40.0),
        (kidneys(80.0, date(2026, 8, 1)), None),
    ],
)
def test_good_filtration_grows_old_and_bad_does_not(
    told: KidneyFunction, expected: float | None
) -> None:
    known = facts(kidney_function=told)
    assert known.egfr_ml_per_min_per_173 == expected
    assert not known.kidney_test_unread


def test_creatinine_becomes_filtration_only_with_age_and_sex() -> None:
    woman = Person(sex="female", age_told_years=70.0)
    known = facts(person=woman, events=(lab(9, creatinine=150.0),))
    assert known.egfr_ml_per_min_per_173 == pytest.approx(33, abs=2)
    untold = facts(person=Person(age_told_years=40.0), events=(lab(9, creatinine=300.0),))
    assert untold.egfr_ml_per_min_per_173 is None
    assert untold.kidney_test_unread
    assert untold.potassium_rise_forbidden


def test_lowest_filtration_counts() -> None:
    known = facts(kidney_function=kidneys(80.0, ON), events=(lab(9, egfr=55.0),))
    assert known.egfr_ml_per_min_per_173 == 55.0


def regular(name: str, since: date | None = None, until: date | None = None) -> RegularMedicine:
    return RegularMedicine(text=name, name=name, since=since, until=until)


def test_medicines_that_still_act() -> None:
    known = facts(
        medicines=(
            regular("lisinopril"),
            regular("ramipril", until=date(2026, 7, 7)),
            regular("simvastatin", until=date(2026, 7, 6)),
            regular("ibuprofen", since=date(2026, 7, 21)),
        ),
        supplements=(regular("purple moon powder"),),
        events=(
            MedicineEvent(at=at(7), name="naproxen", text="naproxen"),
            MedicineEvent(at=at(6), name="diclofenac", text="diclofenac"),
        ),
    )
    names = [told.told_name for told in known.medicines]
    assert names == ["lisinopril", "ramipril", "purple moon powder", "naproxen"]
    assert known.unknown_medicines == ("purple moon powder",)
    assert known.likely_conditions == {"hypertension"}


def test_longest_cramp() -> None:
    events = (
        CrampEvent(at=at(2), duration_minutes=12.0),
        CrampEvent(at=at(3)),
        CrampEvent(at=at(4), duration_minutes=2.0),
    )
    assert facts(events=events).longest_cramp_minutes == 12.0


def test_days_are_those_of_the_diary() -> None:
    # 23:30 UTC on the 20th is already the 21st in Berlin.
    late = StoolEvent(at=datetime(2026, 7, 20, 23, 30, tzinfo=UTC), blood=True)
    assert facts(events=(late,)).bloody_stool
    assert not facts(time_zone="Europe/Berlin", events=(late,)).bloody_stool


def test_a_blood_test_is_quoted_as_it_was_told():
    from cramp.assessment.red_flags import judge
    from cramp.diary.reading import read_diary_text

    text = (
        "format: cramp-diary/1\ntime_zone: UTC\nevents:\n"
        "  - {at: 2025-07-03T08:00, lab: {magnesium: 1.5 mg/dL}}\n"
    )
    diary = read_diary_text(text, "diary.yaml")
    (flag,) = judge(person_facts(diary, date(2025, 7, 3))).flags
    assert "1.5 mg/dL on 3 July 2025" in flag.because
