"""What the plan proposes to whom."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cramp.assessment.advice import Advice, Direction, Kind, Substance, Urgency
from cramp.assessment.facts import LabResult, PersonFacts, ToldMedicine
from cramp.assessment.gate import pass_through
from cramp.assessment.plan import propose
from cramp.assessment.red_flags import judge
from cramp.hazard.relief import relief
from cramp.knowledge.evidence import claim
from cramp.knowledge.medicines import Ingredient, MedicineMatch, medicine

ON = date(2026, 7, 6)


def told(*ids: str) -> tuple[ToldMedicine, ...]:
    return tuple(
        ToldMedicine(one, MedicineMatch((Ingredient(medicine(one), None),), one, "exact"))
        for one in ids
    )


def person(**known: object) -> PersonFacts:
    base: dict[str, object] = {"age_years": 40.0, "sex": "male"}
    return PersonFacts(on=ON, **(base | known))  # type: ignore[arg-type]


NIGHT_CRAMPS = person(
    age_years=68.0,
    sex="female",
    conditions=frozenset({"hypertension"}),
    medicines=told("hydrochlorothiazide"),
    labs={"potassium": LabResult(3.4, ON)},
)
MARATHON = person(age_years=34.0, heavy_sweating=True, hot_exercise=True)
HOLIDAY = person(age_years=29.0, sex="female", watery_stools_per_day=6, vomiting_times_per_day=2)


def shown(facts: PersonFacts) -> tuple[Advice, ...]:
    return pass_through(propose(facts, judge(facts)), facts, judge(facts)).for_person()


def kinds(facts: PersonFacts) -> list[Kind]:
    return [one.kind for one in shown(facts)]


def the(kind: Kind, facts: PersonFacts) -> Advice:
    (one,) = [one for one in shown(facts) if one.kind is kind]
    return one


@pytest.mark.parametrize("facts", [person(), NIGHT_CRAMPS, MARATHON, HOLIDAY])
def test_gate_has_nothing_to_refuse_in_the_plan(facts: PersonFacts) -> None:
    assert pass_through(propose(facts, judge(facts)), facts, judge(facts)).refused == ()


def test_night_cramps_with_a_water_tablet() -> None:
    first = shown(NIGHT_CRAMPS)[0]
    assert (first.kind, first.urgency) == (Kind.SEE_CLINICIAN, Urgency.PROMPT)
    asked = the(Kind.ASK_ABOUT_MEDICINE, NIGHT_CRAMPS)
    assert asked.medicine == "hydrochlorothiazide"
    assert "Keep taking it as prescribed" in asked.words_plain
    assert "not a cramp rate" in asked.words_clinical
    assert the(Kind.MEASURE, NIGHT_CRAMPS).analytes == ("sodium", "magnesium", "creatinine")
    assert Kind.FOOD_FIRST not in kinds(NIGHT_CRAMPS)
    assert any(
        one.kind is Kind.EXPLANATION and one.target is Substance.POTASSIUM
        for one in shown(NIGHT_CRAMPS)
    )


def test_marathon_in_the_heat() -> None:
    drink = the(Kind.FLUID_WITH_SODIUM, MARATHON)
    assert "beyond thirst" in drink.words_plain
    assert Kind.MEASURE not in kinds(MARATHON)


def test_holiday_diarrhoea() -> None:
    drink = the(Kind.FLUID_WITH_SODIUM, HOLIDAY)
    assert Substance.POTASSIUM in drink.brings
    assert Kind.FOOD_FIRST in kinds(HOLIDAY)


def test_diarrhoea_where_potassium_could_do_harm() -> None:
    facts = person(age_years=70.0, watery_stools_per_day=4)
    assert the(Kind.FLUID_WITH_SODIUM, facts).raises == {Substance.WATER, Substance.SODIUM}
    assert Kind.FOOD_FIRST not in kinds(facts)


def test_ordinary_night_cramps_need_no_blood_test() -> None:
    assert kinds(person()) == [
        Kind.STRETCHING,
        Kind.EXPLANATION,
        Kind.MASSAGE,
        Kind.HEAT_OR_COLD,
        Kind.EXPLANATION,
        Kind.STRETCHING,
        Kind.POSTURE,
        Kind.EXPLANATION,
        Kind.EXPLANATION,
        Kind.EXPLANATION,
        Kind.DIARY_MORE,
    ]


@pytest.mark.parametrize(("days", "asked"), [(366, False), (367, True)])
def test_old_blood_test_is_asked_for_again(days: int, asked: bool) -> None:
    on = ON - timedelta(days=days)
    values = {"potassium": 4.2, "sodium": 140.0, "magnesium": 0.8, "creatinine": 80.0}
    facts = person(
        medicines=told("hydrochlorothiazide"),
        labs={name: LabResult(value, on) for name, value in values.items()},
    )
    assert (Kind.MEASURE in kinds(facts)) is asked


def test_the_first_thought_of_many_is_answered() -> None:
    def answered(facts: PersonFacts) -> bool:
        return any("multivitamin" in one.words_plain.lower() for one in shown(facts))

    assert answered(person())
    assert not answered(NIGHT_CRAMPS)  # no word on sources of potassium for those at risk
    assert any("Magnesium worked no better" in one.words_plain for one in shown(NIGHT_CRAMPS))


def test_unknown_medicine_is_asked_about() -> None:
    facts = person(medicines=(ToldMedicine("purple pill", None),))
    assert "purple pill" in the(Kind.ASK_ABOUT_MEDICINE, facts).words_plain
    assert Kind.MEASURE in kinds(facts)


def test_medicine_without_a_link_is_not_asked_about() -> None:
    assert Kind.ASK_ABOUT_MEDICINE not in kinds(person(medicines=told("metformin")))


def test_losses_with_a_water_tablet_are_a_question_for_today() -> None:
    facts = person(medicines=told("hydrochlorothiazide"), watery_stools_per_day=4)
    today = [one for one in shown(facts) if one.urgency is Urgency.SAME_DAY]
    assert [one.kind for one in today] == [Kind.ASK_ABOUT_MEDICINE]


def test_three_medicines_that_strain_the_kidneys() -> None:
    three = ("hydrochlorothiazide", "lisinopril", "ibuprofen")
    assert Kind.SEE_CLINICIAN in kinds(person(medicines=told(*three)))
    assert Kind.SEE_CLINICIAN not in kinds(person(medicines=told(*three[:2])))


def test_warning_sign_leaves_only_the_way_to_a_clinician() -> None:
    facts = person(alarm_signs=frozenset({"bloody_stool"}), medicines=told("hydrochlorothiazide"))
    assert set(kinds(facts)) == {Kind.SEE_CLINICIAN, Kind.ASK_ABOUT_MEDICINE, Kind.MEASURE}


def test_claims_of_the_plan_are_held_and_words_readable() -> None:
    people = [NIGHT_CRAMPS, MARATHON, HOLIDAY, person(conditions=frozenset({"cirrhosis"}))]
    for one in (one for facts in people for one in propose(facts, judge(facts))):
        assert all(claim(claim_id).sources for claim_id in one.evidence)
        lengths = [len(sentence.split()) for sentence in one.words_plain.split(". ")]
        assert max(lengths) <= 27, one.words_plain


def test_alcohol_is_named_only_where_told_and_never_without_a_warning() -> None:
    def proposed(days: int) -> list[Advice]:
        facts = PersonFacts(on=ON, age_years=66.0, alcohol_days=days)
        return [one for one in propose(facts, judge(facts)) if one.kind is Kind.LESS_ALCOHOL]

    assert not proposed(0)
    (one,) = proposed(1)
    assert one.direction is Direction.LOWER
    assert "stopping all at once can be dangerous" in one.words_plain


def test_every_expected_effect_may_be_proposed() -> None:
    for facts in (PersonFacts(on=ON, alcohol_days=3), PersonFacts(on=ON, heavy_sweating=True)):
        named = [one.relief for one in propose(facts, judge(facts)) if one.relief is not None]
        assert named
        assert {relief(name).use for name in named} == {"may_be_proposed"}
