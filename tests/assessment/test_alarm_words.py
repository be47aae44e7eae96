"""Alarm signs in everyday words, from the text of a diary to the flag."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

import cramp
from cramp.assessment.advice import Kind, Urgency
from cramp.assessment.alarm_table import ALARM_TABLE
from cramp.assessment.alarm_words import _SIGNS, alarm_signs_in, symptoms_in
from cramp.diary.reading import read_diary_text

if TYPE_CHECKING:
    from cramp.assessment.assess import Assessment

ON = date(2026, 7, 6)
WORDED = {
    "cold_pale_or_pulseless_limb": ("my left leg is cold and white", "no pulse in the foot"),
    "severe_pain_with_tense_calf": ("calf rock hard, unbearable pain", "severe pain, leg tense"),
    "breathlessness_or_chest_pain": ("chest pain", "can't breathe", "short of breath", "Atemnot"),
    "fainting": ("I passed out", "blacked out", "collapsed", "evanouie"),
    "palpitations": ("heart racing", "my heart is skipping beats", "Herzstolpern"),
    "seizure": ("had a fit", "convulsions", "Krampfanfall"),
    "confusion": ("confused since noon", "disoriented", "verwirrt"),
    "stroke_signs": ("slurred speech", "face drooping"),
    "rapidly_spreading_weakness": ("cannot move my legs", "legs weak, getting weaker by the day"),
    "hand_spasms_with_tingling_around_mouth": ("hands locked up, lips tingling",),
    "dark_urine_with_severe_muscle_pain": ("brown urine, legs ache", "pee like cola and sore"),
    "dark_urine_with_weakness": ("cola coloured urine and weak",),
    "heat_illness_with_confusion_or_hot_skin": ("heat stroke", "Hitzschlag"),
    "saddle_numbness": ("numb between the legs", "numbness in the groin"),
    "new_bladder_or_bowel_trouble": ("cannot pee", "incontinent", "can't hold my stool"),
    "one_sided_swelling_warmth_or_redness": ("swollen left calf", "my calf hurts and is red"),
    "cannot_keep_fluids_down": ("can't keep water down", "vomiting everything"),
    "bloody_stool": ("blood in my poo", "black stools"),
    "dehydration_signs": ("hardly any urine", "dizzy when I stand up"),
    "progressive_weakness_or_wasting": ("muscles wasting away", "legs getting weaker"),
    "widespread_twitching": ("muscles twitching all over",),
    "calf_pain_walking_relieved_by_rest": ("calf pain when walking, better with rest",),
}
HARMLESS = (
    "cold feet in bed", "tired legs", "heartburn", "fit and well", "chest cold", "twitching calf",
    "left calf cramp, then right calf", "hard calf in the cramp, severe pain", "numb fingers",
    "both legs swollen in the evening", "out of breath after the run", "warm day, left foot cramp",
    "heart racing after a sprint", "cannot move my leg during a cramp", "confused about the dose",
    "no chest pain", "never fainted", "not short of breath", "no blood in the stool",
    "no swelling of the left leg", "dark beer", "tea and poor sleep", "blood test today",
)  # fmt: skip
CASES = [(sign, text) for sign, texts in WORDED.items() for text in texts]


def assessed(told: str) -> Assessment:
    head = "format: cramp-diary/1\ntime_zone: UTC\nperson: {sex: male, age: 40}\n"
    return cramp.assess(read_diary_text(head + told, today=ON), on=ON)


def flags(told: str) -> dict[str, Urgency]:
    return {flag.id: flag.urgency for flag in assessed(told).red_flags.flags}


def urgency_of(sign: str) -> Urgency:
    return ALARM_TABLE[sign].urgency if sign in ALARM_TABLE else Urgency.EMERGENCY


def test_every_sign_read_has_a_wording_here() -> None:
    assert WORDED.keys() == _SIGNS.keys() <= {*ALARM_TABLE, "stroke_signs"}


@pytest.mark.parametrize(("sign", "text"), CASES)
@pytest.mark.parametrize(
    "place",
    ["symptoms: ['{}']", "events: [{{at: 2026-07-05, note: '{}'}}]", "alarm_signs: ['{}']"],
)
def test_wording_raises_its_flag_wherever_it_stands(sign: str, text: str, place: str) -> None:
    found = flags(place.format(text.replace("'", "''")))
    assert found[sign] is urgency_of(sign)


@pytest.mark.parametrize("text", HARMLESS)
def test_near_miss_raises_no_flag(text: str) -> None:
    assert flags(f"symptoms: ['{text}']") == {}
    assert flags(f"events: [{{at: 2026-07-05, note: '{text}'}}]") == {}


@pytest.mark.parametrize("text", ["gribbled at the back", *HARMLESS])
def test_alarm_sign_in_any_words_stays_at_least_same_day(text: str) -> None:
    urgencies = flags(f"alarm_signs: ['{text}']").values()
    assert min(urgency.rank for urgency in urgencies) <= Urgency.SAME_DAY.rank


def test_a_sign_read_and_calmer_does_not_calm_an_alarm_sign() -> None:
    assert Urgency.SAME_DAY in flags("alarm_signs: [muscles wasting away]").values()


def test_the_person_is_shown_the_words_that_raised_it() -> None:
    first = assessed("symptoms: [chest pain]").advice.for_person()[0]
    assert first.kind is Kind.CALL_EMERGENCY
    assert "“chest pain”" in first.reason


def test_an_old_note_counts_no_longer() -> None:
    assert flags("events: [{at: 2026-06-01, note: chest pain}]") == {}


def test_a_denied_part_does_not_hide_what_follows() -> None:
    assert alarm_signs_in("no fever, but chest pain") == {"breathlessness_or_chest_pain"}


def test_symptoms_in_own_words_count_together() -> None:
    assert symptoms_in("tea coloured urine") == {"dark_urine"}
    found = flags("symptoms: [tea coloured urine, muscle_pain]")
    assert found["dark_urine_with_severe_muscle_pain"] is Urgency.EMERGENCY


def test_a_symptom_that_cannot_be_read_is_named_to_the_person() -> None:
    shown = assessed("symptoms: [purple elbows]").advice.for_person()
    assert any("purple elbows" in one.words_plain for one in shown)
