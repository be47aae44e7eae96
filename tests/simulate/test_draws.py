"""Plausible versions differ where the person was not told, and agree where they were."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cramp.diary.model import Diary, KidneyFunction, Person
from cramp.exposure.timeline import timeline
from cramp.physiology.parameters import parameters
from cramp.simulate.body_size import BodySize, draw_body_size
from cramp.simulate.draws import (
    SCALED_WITH_MASS,
    SECRETION_FILTRATION_EXPONENT,
    Draw,
    draw_version,
    sample,
)

TODAY = date(2026, 7, 3)


def versions(diary: Diary, count: int = 30) -> list:
    told = timeline(diary, TODAY)
    return [draw_version(diary, told, 0, index) for index in range(count)]


def test_told_sizes_are_kept() -> None:
    person = Person(sex="female", age_told_years=68, height_cm=164, mass_kg=72)
    for version in versions(Diary(person=person), 5):
        size = version.size
        assert (size.sex, size.age_years, size.height_cm, size.mass_kg) == ("female", 68, 164, 72)


def test_untold_sizes_vary() -> None:
    masses = [version.size.mass_kg for version in versions(Diary())]
    assert np.std(masses) > 5
    assert {version.size.sex for version in versions(Diary())} == {"female", "male"}


def test_an_untold_age_is_an_adults() -> None:
    ages = [
        draw_body_size(
            np.random.default_rng(seed),
            sex="male", age_years=None, height_cm=None, mass_kg=None, egfr=None,
        ).age_years
        for seed in range(300)
    ]  # fmt: skip
    assert min(ages) == 18
    assert np.median(ages) == pytest.approx(50, abs=3)


def test_a_told_filtration_keeps_its_error() -> None:
    kidney = KidneyFunction(egfr_ml_per_min_per_173=45, basis="told")
    rates = [version.size.egfr for version in versions(Diary(kidney_function=kidney))]
    assert np.median(rates) == pytest.approx(45, rel=0.1)
    assert 0.05 < np.std(np.log(rates)) < 0.25


def one_version(mass_kg: float = 70, egfr: float = 100, age: float = 50) -> Draw:
    person = Person(sex="male", age_told_years=age, height_cm=175, mass_kg=mass_kg)
    kidney = KidneyFunction(egfr_ml_per_min_per_173=egfr, basis="told")
    return versions(Diary(person=person, kidney_function=kidney), 1)[0]


def test_failing_kidneys_filter_less_and_secrete_less_potassium() -> None:
    well, ill = (one_version(egfr=egfr).parameters for egfr in (100, 25))
    filtration = "glomerular_filtration_rate_reference"
    assert ill[filtration] / well[filtration] == pytest.approx(0.25)
    secretion = "potassium_secretion_capacity"
    assert ill[secretion] / well[secretion] == pytest.approx(0.25**SECRETION_FILTRATION_EXPONENT)


def test_filtration_is_drawn_once() -> None:
    size = one_version().size
    filtration = one_version().parameters["glomerular_filtration_rate_reference"]
    assert filtration == size.parameters()["glomerular_filtration_rate_reference"]


def test_bodies_of_one_size_still_differ_in_volume() -> None:
    person = Person(sex="male", age_told_years=50, height_cm=175, mass_kg=70)
    plasma = [one.parameters["plasma_volume_reference"] for one in versions(Diary(person=person))]
    assert np.std(plasma) > 0.05


def test_flows_of_the_whole_body_grow_with_it() -> None:
    light, heavy = (one_version(mass_kg=mass).parameters for mass in (60, 90))
    for name in SCALED_WITH_MASS:
        assert heavy[name] / light[name] == pytest.approx(1.5), name


def test_filtration_falls_with_age() -> None:
    young, old = (
        draw_body_size(
            np.random.default_rng(0),
            sex="male", age_years=age, height_cm=175, mass_kg=70, egfr=None,
        ).egfr
        for age in (40, 80)
    )  # fmt: skip
    assert old / young == pytest.approx(0.988**40)


def test_every_parameter_stays_within_its_limits() -> None:
    for row in parameters().values():
        if row.distribution == "fixed":
            continue
        for score in (-8, -1, 0, 1, 8):
            assert row.low <= sample(row, score) <= row.high, row.id


def test_the_middle_of_a_draw_is_the_value_of_the_table() -> None:
    for row in parameters().values():
        if row.distribution in ("normal", "lognormal"):
            assert sample(row, 0) == pytest.approx(row.value)


@settings(deadline=None)
@given(
    st.sampled_from(["female", "male", None]),
    st.one_of(st.none(), st.floats(18, 100)),
    st.one_of(st.none(), st.floats(130, 210)),
    st.one_of(st.none(), st.floats(35, 200)),
)
def test_every_body_has_room_for_its_water(
    sex: str | None, age: float | None, height: float | None, mass: float | None
) -> None:
    size = draw_body_size(
        np.random.default_rng(0), sex=sex, age_years=age, height_cm=height, mass_kg=mass, egfr=None
    )
    volumes = size.parameters()
    assert all(value > 0 for value in volumes.values()), (size, volumes)
    assert 0.25 * size.mass_kg < size.body_water_litre < 0.8 * size.mass_kg


def test_a_man_of_70_kg_has_the_water_of_the_formula() -> None:
    """Watson 1980: 2.447 - 0.09516 x 40 + 0.1074 x 175 + 0.3362 x 70 = 40.97 L."""
    size = BodySize("male", 40, 175, 70, 100)
    assert size.body_water_litre == pytest.approx(40.97, abs=0.01)
