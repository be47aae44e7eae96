"""An assessment without a simulation: what the diary alone says, and which claims it calls for."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

import cramp
from cramp.assessment.advice import Kind
from cramp.assessment.assess import last_day
from cramp.diary.model import (
    AlcoholEvent,
    DayNote,
    Diary,
    EatEvent,
    ExerciseEvent,
    KidneyFunction,
    MedicineEvent,
    Person,
    Portion,
    RegularMedicine,
)

NOON = datetime(2026, 7, 3, 12, tzinfo=UTC)
ON = date(2026, 7, 3)
HEALTHY = KidneyFunction(egfr_ml_per_min_per_173=100, basis="told")


def medicine(name: str) -> RegularMedicine:
    return RegularMedicine(text=name, name=name)


def topics(diary: Diary) -> set[str]:
    return {claim.topic for claim in cramp.assess(diary, on=ON).claims}


def eaten(amount: float, day: int) -> EatEvent:
    portion = Portion(text=f"{amount:g} bananas", name="banana", amount=amount)
    return EatEvent(at=NOON.replace(day=day), items=(portion,))


def test_what_nearly_everyone_is_told_is_always_judged() -> None:
    assert {"potassium", "magnesium", "stretching", "quinine"} <= topics(Diary())


@pytest.mark.parametrize(
    ("name", "topic", "other"),
    [
        ("furosemide", "diuretics", "statins"),
        ("simvastatin", "statins", "diuretics"),
        ("salmeterol", "beta_agonists", "statins"),
    ],
)
def test_a_medicine_calls_for_what_is_known_of_it(name: str, topic: str, other: str) -> None:
    found = topics(Diary(medicines=(medicine(name),)))
    assert topic in found
    assert other not in found


def test_a_stroll_does_not_call_for_heat_and_salt() -> None:
    stroll = ExerciseEvent(at=NOON, duration_minutes=40, intensity_fraction=0.4)
    race = ExerciseEvent(at=NOON, duration_minutes=230, temperature_celsius=31)
    assert "heat" not in topics(Diary(events=(stroll,)))
    assert {"heat", "sodium"} <= topics(Diary(events=(race,)))


def test_claims_for_potassium_are_kept_from_those_it_could_harm() -> None:
    def advised(kidney: KidneyFunction | None) -> list[str]:
        diary = Diary(person=Person(age_told_years=30), kidney_function=kidney)
        claims = cramp.assess(diary, on=ON).claims
        return [claim.id for claim in claims if claim.potassium_advice]

    weak = KidneyFunction(egfr_ml_per_min_per_173=30, basis="told")
    assert advised(HEALTHY)
    assert advised(weak) == []


def test_told_intake_is_of_the_days_marked_complete() -> None:
    diary = Diary(
        events=(eaten(1, 1), eaten(3, 2)), days={date(2026, 7, 2): DayNote(complete=True)}
    )
    potassium = cramp.assess(diary).intakes[0]
    assert potassium.nutrient == "potassium"
    one_banana = 358 / 39.098 * 1.18
    low, middle, high = potassium.told_per_day
    assert middle == pytest.approx(3 * one_banana, rel=0.1)
    # Three bananas counted, not weighed: about a fifth either way, and the person's own tenth.
    assert low == pytest.approx(middle / 1.44, rel=0.05)
    assert high == pytest.approx(middle * 1.44, rel=0.05)
    assert potassium.contributors[0].name == "banana"
    assert potassium.contributors[0].share == 1


def test_without_a_complete_day_all_days_count() -> None:
    potassium = cramp.assess(Diary(events=(eaten(1, 1), eaten(3, 2)))).intakes[0]
    assert potassium.complete_days == 0
    assert potassium.told_per_day[1] == pytest.approx(2 * 358 / 39.098 * 1.18, rel=0.1)


def test_an_unknown_food_is_kept_with_its_problem() -> None:
    event = EatEvent(at=NOON, items=(Portion(text="a bowl of xyzzy", name="xyzzy"),))
    (portion,) = cramp.assess(Diary(events=(event,))).portions
    assert portion.mass_gram is None
    assert "xyzzy" in str(portion.problem)


def test_targets_pass_the_gate_like_any_advice() -> None:
    person = Person(sex="male", age_told_years=34)
    targets = {
        advice.target
        for advice in cramp.assess(
            Diary(person=person, kidney_function=HEALTHY), on=ON
        ).advice.passed
        if advice.kind is Kind.INTAKE_TARGET
    }
    assert {target.value for target in targets if target} >= {"potassium", "sodium", "water"}
    urgent = Diary(person=person, kidney_function=HEALTHY, alarm_signs=("seizure",))
    passed = cramp.assess(urgent, on=ON).advice.passed
    assert all(advice.kind is not Kind.INTAKE_TARGET for advice in passed)


def test_a_medicine_told_twice_is_found_once() -> None:
    event = MedicineEvent(at=NOON, name="HCT", dose_mg=25, text="HCT 25 mg")
    diary = Diary(medicines=(medicine("hydrochlorothiazide"), medicine("xyz")), events=(event,))
    found = cramp.assess(diary).medicines
    assert [finding.name for finding in found] == ["hydrochlorothiazide", "xyz"]
    assert found[0].cramp_ratio is not None
    assert found[1].match is None


def test_a_corrected_spelling_says_what_was_read() -> None:
    (found,) = cramp.assess(Diary(medicines=(medicine("hydrochlorothiazid"),)), on=ON).medicines
    assert found.read_as in (None, "Hydrochlorothiazide")
    (found,) = cramp.assess(Diary(medicines=(medicine("furosemidde"),)), on=ON).medicines
    assert found.read_as == "Furosemide"


def test_the_day_of_the_assessment_is_local() -> None:
    late = NOON.replace(hour=23)
    event = EatEvent(at=late, items=(Portion(text="an apple", name="apple"),))
    assert last_day(Diary(time_zone="Asia/Bangkok", events=(event,))) == date(2026, 7, 4)


def test_beside_urgent_signs_no_claim_is_read_as_advice() -> None:
    assert topics(Diary(alarm_signs=("seizure",))) == set()
    assert topics(Diary(alarm_signs=("one_sided_swelling_warmth_or_redness",))) == set()


@pytest.mark.parametrize("sign", ["seizure", "one_sided_swelling_warmth_or_redness"])
def test_coffee_and_alcohol_change_nothing_beside_urgent_signs(sign: str) -> None:
    items = tuple(Portion(text=one, name=one) for one in ("white wine", "coffee"))
    without, with_drinks = (
        cramp.assess(Diary(alarm_signs=(sign,), events=events), on=ON)
        for events in ((), (AlcoholEvent(at=NOON, items=items),))
    )
    assert without.red_flags.suppress_self_care
    assert with_drinks.red_flags == without.red_flags
    assert with_drinks.advice.passed == without.advice.passed
    assert with_drinks.claims == without.claims


def test_where_a_clinician_sets_the_fluid_no_claim_calls_for_salt_or_drinking() -> None:
    race = ExerciseEvent(at=NOON, duration_minutes=230, temperature_celsius=31)
    told = topics(Diary(events=(race,), conditions=("heart_failure",)))
    assert told
    assert not told & {"heat", "water", "sodium", "bowel"}


@pytest.mark.parametrize(
    "diary",
    [
        Diary(pregnancy=True),
        Diary(person=Person(age_told_years=9)),
        Diary(conditions=("dialysis",)),
    ],
)
def test_where_advice_is_a_clinicians_no_claim_tells_what_to_do_or_take(diary: Diary) -> None:
    told = topics(diary)
    assert "quinine" in told
    assert not told & {"magnesium", "stretching", "foods"}


def test_one_food_in_two_wordings_is_one_source() -> None:
    both = Diary(events=(eaten(1, 3), eaten(2, 3)))
    one = Portion(text="a banana", name="bananas", amount=1)
    events = (*both.events, EatEvent(at=NOON, items=(one,)))
    (contributor,) = cramp.assess(Diary(events=events)).intakes[0].contributors
    assert contributor.name == "banana"
    assert contributor.share == 1
