"""Shares of people by age, sex and filtration; some with a diagnosis; blood that travelled."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError

from cramp.validation.differing import Differing
from cramp.validation.format import Between, Diagnosis, People
from cramp.validation.lived_arm import LivedArm, Stretch
from cramp.validation.people import draw_people, draw_population
from cramp.validation.shares import Band, Share, middle_share, share_of

COUNT = 40
SHARE = TypeAdapter(Share)
BY_AGE = [{"age_years": [0, 60], "share": 0.1}, {"age_years": [60, 130], "share": 0.5}]


@pytest.fixture
def people():
    return draw_people(People(n=9, age_years=Between(mean=60, sd=15)), 1, COUNT)


def test_the_first_band_that_fits_counts(people):
    old = people.sizes.age_years >= 60
    shares = share_of(SHARE.validate_python(BY_AGE), people.sizes)
    np.testing.assert_array_equal(shares, np.where(old, 0.5, 0.1))
    first = SHARE.validate_python([{"sex": "female", "share": 0.9}, *BY_AGE])
    women = people.sizes.sex == "female"
    assert np.all(share_of(first, people.sizes)[women] == 0.9)


def test_whom_no_band_fits_has_none(people):
    few = share_of([Band(egfr=[0, 20], share=0.8)], people.sizes)
    assert np.all(few[people.sizes.egfr >= 20] == 0)


def test_the_old_take_a_medicine_as_often_as_told(people):
    differing = Differing(3, people.sizes.mass_kg)
    takers = differing.takers("lisinopril", share_of(SHARE.validate_python(BY_AGE), people.sizes))
    old = people.sizes.age_years >= 60
    assert takers[old].mean() == pytest.approx(0.5, abs=0.15)
    assert takers[~old].mean() == pytest.approx(0.1, abs=0.1)
    assert middle_share(SHARE.validate_python(BY_AGE)) == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("band", "words"),
    [
        ({"age_years": [60, 40], "share": 0.1}, "lower limit first"),
        ({"share": 0.1}, "write a plain share"),
        ({"sex": "female", "share": 1.4}, "less than or equal to 1"),
    ],
)
def test_a_band_that_cannot_be_is_refused(band, words):
    with pytest.raises(ValidationError, match=words):
        Band.model_validate(band)


def test_some_have_a_diagnosis_and_it_acts_in_them_alone(people):
    told = People(
        n=9,
        age_years=Between(mean=60, sd=15),
        diagnoses=(Diagnosis(name="heart failure", share=0.25),),
    )
    ill = draw_people(told, 1, COUNT)
    has = np.isfinite(ill.severities["heart_failure"])
    assert has.mean() == pytest.approx(0.25)
    healthy = draw_population(People(n=9, age_years=Between(mean=60, sd=15)), 1, COUNT)
    moved = draw_population(told, 1, COUNT).parameters["arterial_underfilling"] > 0
    np.testing.assert_array_equal(moved, has)
    filtration = "glomerular_filtration_rate_reference"
    same = draw_population(told, 1, COUNT).parameters[filtration] == healthy.parameters[filtration]
    np.testing.assert_array_equal(same, ~has)


def test_blood_that_travelled_holds_more_potassium_and_differs_more(known):
    name, at = "plasma_potassium_concentration", Stretch("value", 0.0, 0.0)
    population = draw_population(People(n=5), 1, 4)
    course = {name: np.full((4, 1), 4.0), "plasma_sodium_concentration": np.full((4, 1), 140.0)}
    here = LivedArm(population, np.array([0.0]), course)
    sent = LivedArm(population, np.array([0.0]), course, sample="travelled")
    np.testing.assert_allclose(sent.numbers(name, at, known) - here.numbers(name, at, known), 0.1)
    assert "travelled" in sent.scattering(name, at)
    sodium = "plasma_sodium_concentration"
    np.testing.assert_allclose(sent.numbers(sodium, at, known), 140.0)
