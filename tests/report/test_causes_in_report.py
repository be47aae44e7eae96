"""Causes as they are said: in words for the person, in numbers for the doctor."""

from __future__ import annotations

from dataclasses import replace

import pytest
from renderings import document, every_rendering, person_part, reader, squeezed

from cramp.assessment.cause_findings import Cause, Causes, Share
from cramp.diary.model import KidneyFunction
from cramp.report.cause_words import CauseLine, cause_lines, degree
from cramp.report.pdf import render_pdf

MEDICINE = "medicine:hydrochlorothiazide"
KINDS = {
    MEDICINE: "medicine", "age": "person", "sweating": "loss", "caffeine": "drink",
    "food_minerals": "food", "state:potassium": "state", "sedentary": "person",
}  # fmt: skip


def share(mean: float) -> Share:
    return Share(mean, mean / 2, min(1, 2 * mean))


def causes(through_body: float = 0.02, unexplained: float = 0.3, **means: float) -> Causes:
    told = {"medicine": MEDICINE, "state": "state:potassium"}
    rows = [
        Cause(told.get(name, name), KINDS[told.get(name, name)], share(mean), share(mean / 10))
        for name, mean in sorted(means.items(), key=lambda one: -one[1])
    ]
    by_state = {"potassium": share(through_body)}
    return Causes(
        rows=tuple(rows),
        through_body=share(through_body),
        by_state=by_state,
        unexplained=share(unexplained),
        are_told=True,
        draws=200,
    )


@pytest.fixture
def lines(assessed):
    def say(found: Causes, **changes: object) -> tuple[CauseLine, ...]:
        assessment, _ = assessed("night_cramps", alarm_signs=(), **changes)
        return cause_lines(replace(assessment, causes=found))

    return say


@pytest.mark.parametrize(
    ("mean", "words"),
    [
        (0.0, "Very unlikely"), (0.049, "Very unlikely"), (0.05, "May add a little"),
        (0.15, "May be part of it"), (0.33, "Probably a large part"),
        (0.66, "Most likely the main reason"), (1.0, "Most likely the main reason"),
    ],
)  # fmt: skip
def test_shares_have_words(mean, words) -> None:
    assert degree(mean) == words


def test_salts_can_be_told_not_to_explain_it(lines) -> None:
    said = [line.words for line in lines(causes(age=0.5))]
    assert said[0] == "Probably a large part: your age."
    assert said[-1] == "Very unlikely: a lack of salts or water in your blood."


def test_a_medicine_or_a_state_stands_in_no_line_for_the_person(lines) -> None:
    for line in lines(causes(medicine=0.6, state=0.2, age=0.1)):
        text = " ".join((line.words, *line.why)).lower()
        assert "hydrochlorothiazide" not in text
        assert "medicine" not in text
        assert "potassium" not in text


def test_what_people_ask_about_is_said_also_where_it_is_unlikely(lines) -> None:
    (unlikely,) = [
        line.words
        for line in lines(causes(sweating=0.001, caffeine=0.0, sedentary=0.01))
        if line.words.startswith("Very unlikely")
    ]
    assert "sweating" in unlikely
    assert "coffee" in unlikely
    assert "sitting" not in unlikely


def test_food_is_not_blamed_before_those_who_may_not_eat_more_potassium(lines) -> None:
    found = causes(food_minerals=0.2)
    kidney = KidneyFunction(egfr_ml_per_min_per_173=40.0, basis="told")
    assert not any("food" in line.words for line in lines(found, kidney_function=kidney))
    healthy = {"kidney_function": KidneyFunction(egfr_ml_per_min_per_173=95.0, basis="told")}
    plain = lines(found, medicines=(), supplements=(), conditions=(), **healthy)
    assert any("food" in line.words for line in plain)


def test_every_line_tells_what_it_rests_on(lines) -> None:
    for line in lines(causes(age=0.3, sweating=0.2, sedentary=0.1)):
        assert line.why


@pytest.mark.parametrize(
    "changes", [{"alarm_signs": ("seizure",)}, {"conditions": ("dialysis",)}, {"pregnancy": True}]
)
def test_nothing_is_said_where_a_clinician_comes_first(assessed, changes) -> None:
    assessment, _ = assessed("night_cramps", **changes)
    assert not cause_lines(replace(assessment, causes=causes(age=0.5)))


def test_renderings_keep_medicines_to_the_page_of_the_doctor(assessed) -> None:
    assessment, course = assessed("night_cramps", alarm_signs=())
    found = replace(assessment, causes=causes(medicine=0.431, age=0.27))
    for name, words in every_rendering(found, course).items():
        person = squeezed(person_part(words))
        assert squeezed("May be part of it:") in person, name
        assert "hydrochlorothiazide43" not in person.lower(), name
        if name != "terminal":
            assert squeezed("Hydrochlorothiazide 43") in squeezed(words), name


def test_the_first_page_of_paper_holds_causes_and_what_to_do(assessed) -> None:
    assessment, course = assessed("night_cramps", alarm_signs=())
    found = causes(age=0.4, sweating=0.1, caffeine=0.01, sedentary=0.2, food_minerals=0.02)
    made = document(replace(assessment, causes=found), course)
    first = squeezed(reader(render_pdf(made)).pages[0].extract_text())
    for title in ("What may bring your cramps", "What you can do", "What would tell more"):
        assert squeezed(title) in first
