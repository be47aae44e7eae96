"""Told conditions act in the drawn bodies, each person with a severity of their own."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

import cramp
from cramp.diary.model import Diary, KidneyFunction, RegularMedicine
from cramp.exposure.streams import Streams
from cramp.exposure.timeline import timeline
from cramp.physiology.conditions import condition_effects
from cramp.simulate.conditions import draw_severities, told_conditions, with_conditions
from cramp.simulate.draws import Versions, draw_versions

TODAY = date(2026, 7, 3)
FILTRATION = "glomerular_filtration_rate_reference"


def versions(diary: Diary, count: int = 40) -> Versions:
    return draw_versions(diary, timeline(diary, TODAY), 0, count)


def test_only_what_the_condition_moves_is_moved():
    healthy, ill = versions(Diary()), versions(Diary(conditions=("adrenal_insufficiency",)))
    moved = {
        row.parameter for row in condition_effects() if row.condition == "adrenal_insufficiency"
    }
    assert set(ill.parameters) - set(healthy.parameters) == moved
    for name, values in healthy.parameters.items():
        np.testing.assert_array_equal(values, ill.parameters[name], err_msg=name)
    share = ill.parameters["aldosterone_secretion_share"]
    assert np.all(share < 1)
    assert len(np.unique(share)) > 30
    assert ill.conditions == ("adrenal_insufficiency",)


def test_a_person_is_as_ill_in_one_condition_whatever_else_is_told():
    streams = [Streams(5, 12) for _ in range(2)]
    alone = draw_severities(streams[0], ["copd"])
    beside = draw_severities(streams[1], ["diabetes", "copd", "haemochromatosis"])
    np.testing.assert_array_equal(alone["copd"], beside["copd"])
    assert set(beside) == {"copd", "diabetes"}
    assert not np.array_equal(beside["copd"], beside["diabetes"])


@pytest.mark.parametrize("condition", ["haemochromatosis", "a thing nobody knows"])
def test_what_the_body_does_not_know_changes_nothing(condition):
    healthy, told = versions(Diary()), versions(Diary(conditions=(condition,)))
    assert told.conditions == ()
    assert set(told.parameters) == set(healthy.parameters)


@pytest.mark.parametrize("condition", ["kidney_disease", "heart_failure", "dialysis"])
def test_a_told_filtration_holds_what_the_condition_does_to_it(condition):
    told = KidneyFunction(basis="told", egfr_ml_per_min_per_173=50.0)
    untold = [versions(Diary(conditions=names)) for names in ((), (condition,))]
    with_test = [
        versions(Diary(conditions=names, kidney_function=told)) for names in ((), (condition,))
    ]
    healthy, ill = (one.parameters[FILTRATION] for one in untold)
    assert np.all(ill < healthy)
    same, also = (one.parameters[FILTRATION] for one in with_test)
    np.testing.assert_array_equal(same, also)


def test_dialysis_holds_the_kidney_disease_that_led_to_it():
    alone, both = (
        versions(Diary(conditions=names)).parameters[FILTRATION]
        for names in (("dialysis",), ("kidney_disease", "dialysis"))
    )
    np.testing.assert_array_equal(alone, both)


def test_pregnancy_acts_when_it_is_told_to_be():
    assert told_conditions(Diary(pregnancy=True)) == ("pregnancy",)
    assert told_conditions(Diary(pregnancy=False)) == told_conditions(Diary()) == ()
    bodies = [versions(Diary(pregnancy=told)).parameters for told in (None, True)]
    lower = bodies[1]["vasopressin_threshold"] - bodies[0]["vasopressin_threshold"]
    assert -10 < np.mean(lower) < -8


def test_two_conditions_of_one_value_add_up():
    own = {"vasopressin_threshold": np.full(3, 284.0)}
    scores = {name: np.zeros(3) for name in ("heart_failure", "cirrhosis")}
    ill = with_conditions(own, scores, egfr_told=True)
    np.testing.assert_allclose(ill["arterial_underfilling"], 0.06 + 0.045)
    np.testing.assert_array_equal(ill["vasopressin_threshold"], own["vasopressin_threshold"])


def tablet(name: str, dose_mg: float) -> RegularMedicine:
    return RegularMedicine.model_validate({"text": name, "name": name, "dose_mg": dose_mg})


@pytest.mark.slow
@pytest.mark.parametrize(
    "conditions",
    [
        ("heart_failure", "diabetes", "copd"),
        ("cirrhosis",),
        ("adrenal_insufficiency", "inappropriate_antidiuresis"),
    ],
)
def test_ill_people_on_their_medicines_are_solved(conditions):
    medicines = (tablet("furosemide", 80), tablet("lisinopril", 10), tablet("spironolactone", 25))
    diary = Diary(conditions=conditions, medicines=medicines)
    course = cramp.simulate(diary, draws=64, interval_minutes=240, today=TODAY)
    assert int((~course["succeeded"]).sum()) <= 3
    assert course.attrs["acting_conditions"] == " ".join(sorted(conditions))
