"""For generated people, no renderer shows what the gate did not pass, nor loses what it did."""

from __future__ import annotations

import itertools
import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from renderings import begins, every_rendering, opening, person_part, squeezed

from cramp.assessment import wording
from cramp.assessment.advice import Kind, Urgency
from cramp.assessment.cause_findings import Cause, Causes, Share
from cramp.assessment.intended_use import INTENDED_USE
from cramp.assessment.plan import propose
from cramp.assessment.red_flags import RedFlags
from cramp.assessment.rules import RULES
from cramp.diary.model import KidneyFunction, Person, RegularMedicine
from cramp.report.first_page import CAUSES as CAUSES_TITLE

if TYPE_CHECKING:
    from collections.abc import Callable

    import xarray

    from cramp.assessment.assess import Assessment

    Assessed = Callable[..., tuple[Assessment, xarray.Dataset]]

MEDICINES = (
    "hydrochlorothiazide", "lisinopril", "warfarin", "furosemide", "spironolactone", "simvastatin",
    "quinine", "magnesium citrate", "Mysterium forte", "amlodipine", "desmopressin",
)  # fmt: skip
CONDITIONS = (
    "hypertension", "diabetes", "kidney_disease", "heart_failure", "cirrhosis", "dialysis",
    "previous_thrombosis", "neuropathy", "wobbly heart",
)  # fmt: skip
SIGNS = ("seizure", "one_sided_swelling_warmth_or_redness", "widespread_twitching", "I feel odd")


def medicine(name: str) -> RegularMedicine:
    return RegularMedicine(text=name, name=name)


def kidney(egfr: float | None) -> KidneyFunction | None:
    return None if egfr is None else KidneyFunction(egfr_ml_per_min_per_173=egfr, basis="told")


PEOPLE = st.fixed_dictionaries(
    {
        "person": st.builds(
            Person,
            sex=st.sampled_from(["female", "male", None]),
            age_told_years=st.sampled_from([16.0, 29.0, 45.0, 64.0, 65.0, 82.0, None]),
        ),
        "conditions": st.lists(st.sampled_from(CONDITIONS), max_size=2, unique=True).map(tuple),
        "medicines": st.lists(st.sampled_from(MEDICINES), max_size=3, unique=True).map(
            lambda names: tuple(map(medicine, names))
        ),
        "kidney_function": st.sampled_from([None, None, 25.0, 59.0, 60.0, 95.0]).map(kidney),
        "pregnancy": st.sampled_from([None, False, False, True]),
        "alarm_signs": st.sampled_from([(), (), (), (), *((sign,) for sign in SIGNS)]),
        "fluid_limit_litre_per_day": st.sampled_from([None, None, 1.5]),
    }
)
LABS_AND_FOOD = ("night_cramps", "marathon_heat", "holiday_diarrhoea")


NO_SHARE = Share(0.0, 0.0, 0.0)
CAUSES = Causes(
    rows=(
        Cause("medicine:hydrochlorothiazide", "medicine", Share(0.377, 0.1, 0.6), NO_SHARE),
        Cause("food_minerals", "food", Share(0.211, 0.1, 0.3), Share(0.211, 0.1, 0.3)),
        Cause("sweating", "loss", Share(0.1, 0.0, 0.2), Share(0.1, 0.0, 0.2)),
    ),
    through_body=Share(0.311, 0.1, 0.5),
    by_state={"potassium": Share(0.311, 0.1, 0.5)},
    unexplained=Share(0.312, 0.1, 0.5),
    are_told=True,
    draws=200,
)
"""A medicine most of all, so that a share beside one would be seen."""


def faults(assessment: Assessment, shown: dict[str, str]) -> list[str]:
    """Return every rule a rendering breaks."""
    found = []
    for name, words in shown.items():
        person = person_part(words)
        found += [f"{name}: {fault}" for fault in _faults_for_person(assessment, person)]
        if squeezed(INTENDED_USE) not in squeezed(words):
            found.append(f"{name}: the intended use is missing")
    return found


def _faults_for_person(assessment: Assessment, person: str) -> list[str]:
    found = []
    passed = {opening(one.words_plain) for one in assessment.advice.for_person()}
    for refusal in assessment.advice.refused:
        start = opening(refusal.advice.words_plain)
        if start in person and start not in passed:
            found.append(f"refused, but shown: {refusal.advice.words_plain}")
    for one in _would_be_self_care(assessment):
        start = opening(one.words_plain)
        if start in person and start not in passed:
            found.append(f"not passed, but shown: {one.words_plain}")
    for one in assessment.advice.for_person():
        if one.kind is not Kind.INTAKE_TARGET and begins(one.words_plain) not in person:
            found.append(f"passed, but lost: {one.words_plain}")
        if one.kind is Kind.CALL_EMERGENCY or one.urgency is not Urgency.NONE:
            continue
        found += [
            f"{rule.id} broken by: {one.words_plain}"
            for rule in RULES
            if rule.test(one, assessment.facts, assessment.red_flags) is not None
        ]
    found += _faults_of_causes(assessment, person)
    if assessment.facts.potassium_rise_forbidden:
        found += [f"an amount: {n}" for n in ("2,600mg", "3,400mg", "2,300mgof") if n in person]
    return found


def _faults_of_causes(assessment: Assessment, person: str) -> list[str]:
    found = [f"a share of a medicine: {n}" for n in ("37.7%", "38%") if f"thiazide{n}" in person]
    silent = assessment.red_flags.suppress_self_care or assessment.facts.clinician_only_reasons
    if silent and squeezed(CAUSES_TITLE) in person:
        found.append("causes are shown where a clinician comes first")
    blamed = squeezed("calcium in your food") in person
    if blamed and assessment.facts.potassium_rise_forbidden:
        found.append("food is blamed where more of it could do harm")
    return found


def _would_be_self_care(assessment: Assessment):
    """Return all self-care that the plan holds for somebody like this without a warning sign."""
    return [one for one in propose(assessment.facts, RedFlags()) if one.is_self_care]


def _sentences_of_claims(assessment: Assessment) -> list[str]:
    return [claim.plain_words for claim in assessment.claims]


def check(assessed: Assessed, name: str, who: dict, *, paper: bool = True) -> Assessment:
    assessment, course = assessed(name, **who)
    assessment = replace(assessment, causes=CAUSES)
    shown = every_rendering(assessment, course, paper=paper)
    assert faults(assessment, shown) == []
    if assessment.facts.potassium_rise_forbidden:
        for words in (*_sentences_of_claims(assessment), shown["terminal"]):
            assert not wording.invites(words, ("banana", "potato", "tomato", "avocado")), words
    return assessment


GENERATED_PEOPLE = int(os.environ.get("CRAMP_GENERATED_PEOPLE", "15"))
"""How many people are generated; of more than a hundred every hundredth is printed on paper."""
PAPER_EVERY = 1 if GENERATED_PEOPLE <= 100 else 100
_TURN = itertools.count()


@pytest.mark.slow
@settings(max_examples=GENERATED_PEOPLE, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(name=st.sampled_from(LABS_AND_FOOD), who=PEOPLE)
def test_no_renderer_breaks_a_rule_for_generated_people(
    assessed: Assessed, name: str, who: dict
) -> None:
    check(assessed, name, who, paper=next(_TURN) % PAPER_EVERY == 0)


WELL = {
    "kidney_function": kidney(95.0),
    "medicines": (),
    "conditions": (),
    "person": Person(sex="male", age_told_years=45.0),
}


def test_every_renderer_shows_a_safe_change_of_food(assessed: Assessed) -> None:
    assessment = check(assessed, "night_cramps", WELL)
    reckoned = [one for one in assessment.advice.for_person() if one.effects]
    assert reckoned
    _, course = assessed()
    for name, words in every_rendering(assessment, course).items():
        assert squeezed(reckoned[0].safe_because[0]) in person_part(words), name


@pytest.mark.parametrize(
    "who",
    [
        {"alarm_signs": ("seizure",)},
        {"pregnancy": True, "person": Person(sex="female", age_told_years=29.0)},
        {"conditions": ("wobbly heart", "previous_thrombosis")},
        {"kidney_function": kidney(25.0)},
    ],
)
def test_no_renderer_breaks_a_rule_for_people_at_risk(assessed: Assessed, who: dict) -> None:
    check(assessed, "night_cramps", who)


def test_a_fault_is_noticed(assessed: Assessed) -> None:
    assessment, course = assessed(alarm_signs=("seizure",))
    shown = every_rendering(assessment, course)
    leaked = next(one for one in _would_be_self_care(assessment)).words_plain
    for name in shown:
        changed = shown | {name: f"{leaked}\n{shown[name]}"}
        assert [fault.split(":")[0] for fault in faults(assessment, changed)] == [name]
    for name in shown:
        lost = shown | {name: shown[name].replace("Call your emergency number", "")}
        assert name in {fault.split(":")[0] for fault in faults(assessment, lost)}
