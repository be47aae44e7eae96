"""Vignettes: each red flag with a case that must raise it and one that must not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cramp.assessment.advice import Urgency
from cramp.assessment.alarm_table import ALARM_TABLE
from cramp.assessment.facts import LabResult, PersonFacts
from cramp.assessment.red_flags import RedFlags, judge
from cramp.diary.vocabulary import ALARM_SIGNS

ON = date(2026, 7, 6)
NOW, TODAY, SOON = Urgency.EMERGENCY, Urgency.SAME_DAY, Urgency.PROMPT


def person(**told: object) -> PersonFacts:
    return PersonFacts(on=ON, **told)  # type: ignore[arg-type]


def symptom(*ids: str) -> PersonFacts:
    return person(symptoms=frozenset(ids))


def condition(*ids: str, **told: object) -> PersonFacts:
    return person(conditions=frozenset(ids), **told)


NEAR_MISSES = {
    "cold_pale_or_pulseless_limb": (NOW, condition("peripheral_artery_disease")),
    "severe_pain_with_tense_calf": (NOW, symptom("muscle_pain")),
    "breathlessness_or_chest_pain": (NOW, condition("asthma")),
    "fainting": (NOW, symptom("dizziness")),
    "palpitations": (NOW, condition("atrial_fibrillation")),
    "seizure": (NOW, symptom("muscle_twitching")),
    "confusion": (NOW, symptom("headache")),
    "rapidly_spreading_weakness": (NOW, symptom("weakness")),
    "hand_spasms_with_tingling_around_mouth": (NOW, symptom("tingling")),
    "dark_urine_with_severe_muscle_pain": (NOW, symptom("dark_urine")),
    "dark_urine_with_weakness": (NOW, symptom("weakness", "muscle_pain")),
    "heat_illness_with_confusion_or_hot_skin": (NOW, person(hot_exercise=True)),
    "saddle_numbness": (NOW, symptom("numbness")),
    "new_bladder_or_bowel_trouble": (NOW, symptom("frequent_urination", "constipation")),
    "one_sided_swelling_warmth_or_redness": (TODAY, symptom("leg_swelling")),
    "cannot_keep_fluids_down": (TODAY, person(vomiting_times_per_day=2)),
    "bloody_stool": (TODAY, person(watery_stools_per_day=6)),
    "dehydration_signs": (TODAY, symptom("thirst")),
    "fluid_loss_with_heart_or_kidney_disease": (TODAY, condition("heart_failure")),
    "progressive_weakness_or_wasting": (SOON, symptom("fatigue")),
    "widespread_twitching": (SOON, symptom("muscle_twitching")),
    "calf_pain_walking_relieved_by_rest": (SOON, symptom("muscle_pain")),
    "cramp_held_longer_than_ten_minutes": (SOON, person(longest_cramp_minutes=10.0)),
}


def test_every_alarm_sign_of_the_diary_has_a_vignette() -> None:
    assert NEAR_MISSES.keys() == ALARM_TABLE.keys() == ALARM_SIGNS.keys()


@pytest.mark.parametrize("sign", NEAR_MISSES)
def test_told_sign_raises_its_flag(sign: str) -> None:
    urgency, _ = NEAR_MISSES[sign]
    judged = judge(person(alarm_signs=frozenset({sign})))
    assert [(flag.id, flag.urgency) for flag in judged.flags] == [(sign, urgency)]
    assert judged.suppress_self_care is (urgency is not SOON)


@pytest.mark.parametrize("sign", NEAR_MISSES)
def test_near_miss_raises_no_flag(sign: str) -> None:
    _, near_miss = NEAR_MISSES[sign]
    assert judge(near_miss) == RedFlags()


DERIVED = [
    ("bloody_stool", TODAY, person(bloody_stool=True)),
    (
        "fluid_loss_with_heart_or_kidney_disease",
        TODAY,
        condition("heart_failure", watery_stools_per_day=1),
    ),
    (
        "fluid_loss_with_heart_or_kidney_disease",
        TODAY,
        person(egfr_ml_per_min_per_173=59.0, vomiting_times_per_day=1),
    ),
    (
        "fluid_loss_with_adrenal_insufficiency",
        TODAY,
        condition("adrenal_insufficiency", vomiting_times_per_day=1),
    ),
    (
        "heat_illness_with_confusion_or_hot_skin",
        NOW,
        person(hot_exercise=True, alarm_signs=frozenset({"confusion"})),
    ),
    ("dark_urine_with_weakness", NOW, symptom("dark_urine", "weakness")),
    ("dark_urine_with_severe_muscle_pain", NOW, symptom("dark_urine", "muscle_pain")),
    (
        "dehydration_signs",
        TODAY,
        person(watery_stools_per_day=4, symptoms=frozenset({"dizziness"})),
    ),
    ("cramp_held_longer_than_ten_minutes", SOON, person(longest_cramp_minutes=10.5)),
]


@pytest.mark.parametrize(("flag_id", "urgency", "facts"), DERIVED)
def test_derived_flag(flag_id: str, urgency: Urgency, facts: PersonFacts) -> None:
    assert (flag_id, urgency) in [(flag.id, flag.urgency) for flag in judge(facts).flags]


DERIVED_NEAR_MISSES = [
    person(egfr_ml_per_min_per_173=60.0, vomiting_times_per_day=1),
    condition("adrenal_insufficiency"),
    condition("hypertension", watery_stools_per_day=3),
    person(heavy_sweating=True, conditions=frozenset({"heart_failure"})),
]


@pytest.mark.parametrize("facts", DERIVED_NEAR_MISSES)
def test_derived_flag_near_miss(facts: PersonFacts) -> None:
    assert judge(facts) == RedFlags()


def test_unread_alarm_sign_goes_to_a_doctor_the_same_day() -> None:
    (flag,) = judge(person(unread_alarm_signs=("my foot feels dead",))).flags
    assert flag.urgency is TODAY
    assert "my foot feels dead" in flag.words_plain


def test_id_that_is_no_alarm_sign_counts_as_unread() -> None:
    assert judge(person(alarm_signs=frozenset({"blue_toes"}))).most_urgent is TODAY


LAB_EDGES = [
    ("potassium", 6.5, NOW),
    ("potassium", 6.0, NOW),
    ("potassium", 5.99, TODAY),
    ("potassium", 5.5, TODAY),
    ("potassium", 5.49, Urgency.NONE),
    ("potassium", 3.51, Urgency.NONE),
    ("potassium", 3.5, SOON),
    ("potassium", 3.0, TODAY),
    ("potassium", 2.5, NOW),
    ("sodium", 125.0, NOW),
    ("sodium", 130.0, TODAY),
    ("sodium", 134.9, SOON),
    ("sodium", 140.0, Urgency.NONE),
    ("calcium", 1.89, NOW),
    ("calcium", 2.4, Urgency.NONE),
    ("magnesium", 0.39, NOW),
    ("magnesium", 0.8, Urgency.NONE),
]


@pytest.mark.parametrize(("analyte", "value", "urgency"), LAB_EDGES)
def test_measured_value_raises_the_flag_of_its_band(
    analyte: str, value: float, urgency: Urgency
) -> None:
    judged = judge(person(labs={analyte: LabResult(value, ON)}))
    assert judged.most_urgent is urgency
    assert len(judged.flags) == (urgency is not Urgency.NONE)


@pytest.mark.parametrize(("days", "urgency"), [(14, NOW), (15, SOON)])
def test_old_value_is_to_be_repeated_rather_than_an_emergency(days: int, urgency: Urgency) -> None:
    judged = judge(person(labs={"potassium": LabResult(7.0, ON - timedelta(days=days))}))
    assert judged.most_urgent is urgency


def test_most_urgent_flag_stands_first_and_each_stands_once() -> None:
    judged = judge(
        person(
            alarm_signs=frozenset({"widespread_twitching", "bloody_stool", "seizure"}),
            bloody_stool=True,
        )
    )
    assert [flag.urgency for flag in judged.flags] == [NOW, TODAY, SOON]
    assert judged.joined_with(judged) == judged


def test_words_are_short_enough_to_read() -> None:
    for meaning in ALARM_TABLE.values():
        words = [len(sentence.split()) for sentence in meaning.words_plain.split(". ")]
        assert max(words) <= 26


@pytest.mark.parametrize(
    ("egfr", "flagged"), [(12.0, True), (29.0, True), (31.0, False), (95.0, False)]
)
def test_very_weak_kidneys_told_as_background_are_flagged(egfr: float, flagged: bool) -> None:
    flags = judge(
        PersonFacts(on=date(2026, 7, 3), age_years=50, egfr_ml_per_min_per_173=egfr)
    ).flags
    assert [flag.urgency for flag in flags] == ([Urgency.PROMPT] if flagged else [])
