"""The steps of a cramp: for the muscle that cramps, and none that could do harm."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import cramp
from cramp.assessment.advice import Advice, Kind, Moment
from cramp.assessment.during_cramp import STRETCHES, in_a_cramp
from cramp.assessment.facts import PersonFacts, person_facts
from cramp.assessment.gate import pass_through
from cramp.assessment.red_flags import judge

ON = date(2026, 7, 6)


def person(**known: object) -> PersonFacts:
    base: dict[str, object] = {"age_years": 40.0, "sex": "male"}
    return PersonFacts(on=ON, **(base | known))  # type: ignore[arg-type]


def shown(facts: PersonFacts) -> tuple[Advice, ...]:
    return pass_through(in_a_cramp(facts), facts, judge(facts)).for_person()


def stretched(*muscles: str) -> list[str]:
    return [
        one.words_plain.split(":")[0]
        for one in in_a_cramp(person(cramping_muscles=muscles))
        if one.kind is Kind.STRETCHING
    ]


@pytest.mark.parametrize("muscle", STRETCHES)
def test_the_muscle_told_is_the_muscle_stretched(muscle: str) -> None:
    assert stretched(muscle) == [muscle.capitalize()]


def test_without_a_known_muscle_it_is_the_calf() -> None:
    assert stretched() == ["Calf"]
    assert stretched("something") == ["Calf"]


def test_other_words_and_two_muscles() -> None:
    assert stretched("toes", "calves", "hand") == ["Foot", "Calf"]


def test_a_muscle_at_the_front_is_pulled_the_other_way() -> None:
    assert "toes down" in STRETCHES["shin"]
    assert "toes up" in STRETCHES["foot"]


def test_the_diary_names_the_muscles_the_latest_first() -> None:
    path = Path(__file__).parents[2] / "examples" / "night_cramps.yaml"
    diary = cramp.read_diary(path)
    cramps = [event for event in diary.events if event.kind == "cramp"]
    told = (cramps[0], cramps[1].model_copy(update={"muscle": "Foot"}))
    changed = diary.model_copy(update={"events": told})
    assert person_facts(changed, date(2025, 7, 8)).cramping_muscles == ("foot", "calf")


def test_every_step_is_for_the_cramp_and_has_a_claim() -> None:
    for one in in_a_cramp(person()):
        assert one.moment is Moment.DURING_CRAMP
        assert one.evidence


def test_steps_that_could_do_harm_are_left_out() -> None:
    assert {Kind.MASSAGE, Kind.HEAT_OR_COLD} <= {one.kind for one in shown(person())}
    clot = shown(person(conditions=frozenset({"previous_thrombosis"})))
    assert Kind.MASSAGE not in {one.kind for one in clot}
    assert not any("rub" in one.words_plain for one in clot)
    numb = shown(person(conditions=frozenset({"neuropathy"})))
    assert Kind.HEAT_OR_COLD not in {one.kind for one in numb}
    assert not any("pack" in one.words_plain for one in numb)


def test_an_emergency_leaves_none() -> None:
    found = shown(person(alarm_signs=frozenset({"seizure"})))
    assert not any(one.moment is Moment.DURING_CRAMP for one in found)
