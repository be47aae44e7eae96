"""What a person already takes, eats or drinks, from the text of a diary to the warning."""

from __future__ import annotations

from datetime import date

import pytest

import cramp
from cramp.assessment.advice import Advice, Kind, Substance, Urgency
from cramp.diary.reading import read_diary_text

ON = date(2026, 7, 6)
YOUNG = "person: {sex: male, age: 40}\n"
OLD = "person: {sex: male, age: 68}\n"


def shown(told: str) -> tuple[Advice, ...]:
    head = "format: cramp-diary/1\ntime_zone: UTC\n"
    return cramp.assess(read_diary_text(head + told, today=ON), on=ON).advice.for_person()


def event(kind: str, what: str) -> str:
    return f"events: [{{at: 2026-07-05T12:00, {kind}: {what}}}]\n"


def warnings(told: str, substance: Substance) -> list[Advice]:
    return [
        one for one in shown(told) if one.kind is Kind.SEE_CLINICIAN and one.target is substance
    ]


SUBSTITUTE = event("eat", "[5 g LoSalt]")


@pytest.mark.parametrize(
    ("told", "urgency"),
    [
        (f"{OLD}{SUBSTITUTE}", Urgency.PROMPT),
        (f"{YOUNG}medicines: [lisinopril 10 mg]\n{SUBSTITUTE}", Urgency.SAME_DAY),
        (f"{YOUNG}kidney_function: {{egfr: 45}}\n{SUBSTITUTE}", Urgency.SAME_DAY),
        (f"{YOUNG}medicines: [eplerenone 25 mg]\n{SUBSTITUTE}", Urgency.SAME_DAY),
        (f"{YOUNG}conditions: [dialysis]\n{SUBSTITUTE}", Urgency.SAME_DAY),
        (f"{OLD}supplements: [potassium 99 mg]\n", Urgency.PROMPT),
        (f"{YOUNG}medicines: [Slow-K, ramipril 5 mg]\n", Urgency.SAME_DAY),
        (
            f"{OLD}usual_day: {{meals: [{{at: '12:00', eat: [2 g salt substitute]}}]}}\n",
            Urgency.PROMPT,
        ),
    ],
)
def test_potassium_already_taken_where_it_could_do_harm(told: str, urgency: Urgency) -> None:
    (one,) = warnings(told, Substance.POTASSIUM)
    assert one.urgency is urgency


@pytest.mark.parametrize(
    "told",
    [
        f"{YOUNG}{SUBSTITUTE}",
        f"{OLD}kidney_function: {{egfr: 80}}\n{SUBSTITUTE}",
        f"{OLD}{event('eat', '[2 g salt, a banana]')}",
        f"{YOUNG}supplements: [potassium 99 mg]\n",
    ],
)
def test_no_warning_of_potassium_without_risk_or_without_it(told: str) -> None:
    assert warnings(told, Substance.POTASSIUM) == []


def test_whoever_takes_potassium_is_still_told_not_to_take_it_alone() -> None:
    told = shown(f"{OLD}supplements: [potassium 99 mg]\n")
    assert any("Do not take potassium" in one.words_plain for one in told)


@pytest.mark.parametrize(
    ("told", "warned"),
    [
        (f"{YOUNG}kidney_function: {{egfr: 25}}\nsupplements: [magnesium citrate 400 mg]\n", True),
        (f"{OLD}supplements: [magnesium 300 mg]\n", True),
        (f"{OLD}kidney_function: {{egfr: 80}}\nsupplements: [magnesium 300 mg]\n", False),
        (f"{YOUNG}supplements: [magnesium 300 mg]\n", False),
    ],
)
def test_magnesium_already_taken(told: str, warned: bool) -> None:
    assert bool(warnings(told, Substance.MAGNESIUM)) is warned


@pytest.mark.parametrize(
    ("told", "warned"),
    [
        (f"medicines: [hydrochlorothiazide 25 mg]\n{event('drink', '[5 l tap water]')}", True),
        (f"medicines: [desmopressin 0.2 mg]\n{event('drink', '[3 l water]')}", True),
        (f"medicines: [sertraline 50 mg]\n{event('drink', '[3 l water]')}", True),
        (f"fluid_limit: 1.5 l a day\n{event('drink', '[2 l water]')}", True),
        (f"fluid_limit: 1.5 l a day\n{event('drink', '[1 l water]')}", False),
        (f"medicines: [hydrochlorothiazide 25 mg]\n{event('drink', '[1 l tap water]')}", False),
        (event("drink", "[5 l tap water]"), False),
    ],
)
def test_much_plain_water(told: str, warned: bool) -> None:
    assert bool(warnings(YOUNG + told, Substance.WATER)) is warned


RUN = event("exercise", "{duration: 3 h, effort: hard, temperature: 30 °C}")


@pytest.mark.parametrize(
    ("told", "urgency"),
    [
        (f"medicines: [lithium 450 mg]\n{RUN}", Urgency.SAME_DAY),
        (f"medicines: [lithium 450 mg]\n{event('vomiting', '{times: 2}')}", Urgency.SAME_DAY),
        ("medicines: [Priadel, ibuprofen 400 mg]\n", Urgency.PROMPT),
        ("medicines: [lithium 450 mg, candesartan HCT]\n", Urgency.PROMPT),
        ("medicines: [lithium 450 mg]\n", None),
        ("medicines: [ibuprofen 400 mg]\n", None),
    ],
)
def test_lithium(told: str, urgency: Urgency | None) -> None:
    found = [one for one in shown(YOUNG + told) if one.words_plain.startswith("Lithium")]
    assert [one.urgency for one in found] == ([] if urgency is None else [urgency])


@pytest.mark.parametrize("name", ["cholesterol lowering drops", "a salt reducing powder"])
def test_name_with_a_verb_does_not_hold_back_the_question(name: str) -> None:
    told = shown(f"{YOUNG}medicines: ['{name}']\n")
    assert any(one.kind is Kind.ASK_ABOUT_MEDICINE for one in told)


@pytest.mark.parametrize("told", ["pregnancy: true\n", ""])
def test_losing_fluid_where_all_advice_is_a_clinicians_cannot_wait(told: str) -> None:
    person = f"person: {{sex: female, age: {30 if told else 16}}}\n"
    found = shown(person + told + event("stool", "{consistency: watery, times: 5}"))
    assert {one.kind for one in found} == {Kind.SEE_CLINICIAN}
    assert found[0].urgency is Urgency.SAME_DAY


@pytest.mark.parametrize("name", ["metformin", "prednisolone", "Entresto", "dapagliflozin"])
def test_sick_day_medicines_are_asked_about_the_same_day(name: str) -> None:
    told = f"{YOUNG}medicines: [{name}]\n{event('stool', '{consistency: watery, times: 5}')}"
    asked = [one.medicine for one in shown(told) if one.urgency is Urgency.SAME_DAY]
    assert name in asked
