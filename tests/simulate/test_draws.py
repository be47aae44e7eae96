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
from cramp.simulate.draws import draw_version, sample

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


def test_a_told_filtration_keeps_its_error() -> None:
    kidney = KidneyFunction(egfr_ml_per_min_per_173=45, basis="told")
    rates = [version.size.egfr for version in versions(Diary(kidney_function=kidney))]
    assert np.median(rates) == pytest.approx(45, rel=0.1)
    assert 0.05 < np.std(np.log(rates)) < 0.25


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
