"""Diagnoses of an experiment's people that name a known condition act; other words do not."""

from __future__ import annotations

import numpy as np
import pytest

from cramp.physiology.parameters import parameters
from cramp.validation.format import Between, People
from cramp.validation.people import draw_people, known_diagnoses

COUNT = 16
FILTRATION = "glomerular_filtration_rate_reference"


def bodies(**told):
    return draw_people(People(n=9, **told), 1, COUNT).about(parameters()).parameters


@pytest.mark.parametrize(
    ("words", "known"),
    [
        ("heart failure", "heart_failure"),
        ("SIADH", "inappropriate_antidiuresis"),
        ("Addison's disease", "adrenal_insufficiency"),
        ("primary hyperparathyroidism", "hyperparathyroidism"),
        ("heart failure in some", None),
        ("an infection treated at home", None),
    ],
)
def test_a_diagnosis_is_known_by_the_words_of_the_diary(words, known):
    people = People(n=1, diagnoses=(words,))
    assert known_diagnoses(people) == ({} if known is None else {known: 1.0})


def test_a_known_diagnosis_acts():
    healthy, ill = bodies(), bodies(diagnoses=("heart failure", "tired of it"))
    assert np.all(ill["arterial_underfilling"] > 0)
    assert np.all(ill[FILTRATION] < healthy[FILTRATION])


def test_measured_filtration_holds_what_the_condition_does_to_it():
    measured = {"egfr": Between(mean=60, sd=10)}
    healthy, ill = bodies(**measured), bodies(**measured, diagnoses=("heart failure",))
    np.testing.assert_array_equal(ill[FILTRATION], healthy[FILTRATION])
    assert np.all(ill["arterial_underfilling"] > 0)


def test_a_value_measured_in_these_people_wins():
    own = {"arterial_underfilling": Between(mean=0.2, sd=0.0)}
    ill = bodies(diagnoses=("heart failure",), parameters=own)
    np.testing.assert_allclose(ill["arterial_underfilling"], 0.2)
