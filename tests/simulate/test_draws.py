"""Plausible versions differ where the person was not told, and agree where they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from cramp.diary.model import Diary, KidneyFunction, Person, StoolEvent
from cramp.exposure.streams import Streams
from cramp.exposure.timeline import timeline
from cramp.physiology.parameters import Parameter, parameters
from cramp.simulate.ageing import age_effects
from cramp.simulate.body_size import BodySizes, draw_body_sizes
from cramp.simulate.draws import (
    DILUTED_BY_MASS,
    SCALED_WITH_HEAT,
    SCALED_WITH_MASS,
    SCALED_WITH_SURFACE,
    Versions,
    draw_versions,
    sample,
)

TODAY = date(2026, 7, 3)
DRAWN_PARAMETERS = [row for row in parameters().values() if row.distribution != "fixed"]
UNIFORM = replace(DRAWN_PARAMETERS[0], id="uniform", low=2.0, high=5.0, distribution="uniform")


def versions(diary: Diary, count: int = 30) -> Versions:
    return draw_versions(diary, timeline(diary, TODAY), 0, count)


def test_a_version_is_the_same_however_many_are_drawn() -> None:
    few, many = (versions(Diary(), count) for count in (3, 50))
    for name, values in few.parameters.items():
        np.testing.assert_array_equal(values, many.parameters[name][:3], err_msg=name)
    one, other = few.realisation.schedules, many.realisation.schedules
    np.testing.assert_array_equal(one.edges, other.edges)
    np.testing.assert_array_equal(one.values, other.values[:3])


def test_one_more_event_leaves_the_body_and_its_habits_as_they_were() -> None:
    event = StoolEvent(at=datetime(2026, 7, 3, 12, tzinfo=UTC), consistency="watery")
    without, with_event = versions(Diary()), versions(Diary(events=(event,)))
    for name, values in without.parameters.items():
        np.testing.assert_array_equal(values, with_event.parameters[name], err_msg=name)
    np.testing.assert_array_equal(without.untold.adherence, with_event.untold.adherence)
    for name in without.realisation.schedules.inputs:
        eaten, also = (
            one.realisation.schedules.integrals(name, 1440) for one in (without, with_event)
        )
        np.testing.assert_allclose(eaten, also, err_msg=name)


def test_every_run_has_its_own_values_and_the_same_edges() -> None:
    drawn = versions(Diary(), 5)
    runs = drawn.runs()
    assert len(runs) == len(drawn) == 5
    for index, run in enumerate(runs):
        assert run.schedule.edges is runs[0].schedule.edges
        np.testing.assert_array_equal(
            run.schedule.values, drawn.realisation.schedules.values[index]
        )
        assert run.parameters == {name: of[index] for name, of in drawn.parameters.items()}


def test_told_sizes_are_kept() -> None:
    person = Person(sex="female", age_told_years=68, height_cm=164, mass_kg=72)
    sizes = versions(Diary(person=person), 5).sizes
    assert set(sizes.sex) == {"female"}
    for values, told in ((sizes.age_years, 68), (sizes.height_cm, 164), (sizes.mass_kg, 72)):
        assert values.tolist() == [told] * 5


def test_untold_sizes_vary() -> None:
    sizes = versions(Diary(), 2000).sizes
    assert np.std(sizes.mass_kg) > 5
    assert np.mean(sizes.sex == "female") == pytest.approx(0.5, abs=0.05)
    for sex, height in (("female", 163), ("male", 176)):
        heights = sizes.height_cm[sizes.sex == sex]
        assert np.mean(heights) == pytest.approx(height, abs=1)
        assert np.std(heights) == pytest.approx(0.04 * height, rel=0.1)
    index = sizes.mass_kg / (sizes.height_cm / 100) ** 2
    assert np.median(index) == pytest.approx(26, abs=0.5)
    assert np.std(np.log(index)) == pytest.approx(0.17, abs=0.02)


def draw_sizes(count: int = 1, **told: Any) -> BodySizes:
    unknown = dict.fromkeys(("sex", "age_years", "height_cm", "mass_kg", "egfr"))
    return draw_body_sizes(Streams(0, count), **{**unknown, **told})


def test_an_untold_age_is_an_adults() -> None:
    ages = draw_sizes(300).age_years
    assert np.min(ages) == 18
    assert np.median(ages) == pytest.approx(50, abs=3)


def test_a_told_filtration_keeps_its_error() -> None:
    kidney = KidneyFunction(egfr_ml_per_min_per_173=45, basis="told")
    rates = versions(Diary(kidney_function=kidney), 1000).sizes.egfr
    assert np.median(rates) == pytest.approx(45, rel=0.03)
    assert np.std(np.log(rates)) == pytest.approx(0.198, rel=0.1)


def bodies(mass_kg: float = 70, egfr: float = 100, age: float = 50) -> Versions:
    person = Person(sex="male", age_told_years=age, height_cm=175, mass_kg=mass_kg)
    kidney = KidneyFunction(egfr_ml_per_min_per_173=egfr, basis="told")
    return versions(Diary(person=person, kidney_function=kidney), 5)


def test_failing_kidneys_filter_less_of_what_a_healthy_body_of_that_size_filters() -> None:
    well, ill = (bodies(egfr=egfr).parameters for egfr in (100, 25))
    filtration, normal = "glomerular_filtration_rate_reference", "glomerular_filtration_rate_normal"
    assert ill[filtration] / well[filtration] == pytest.approx(0.25)
    np.testing.assert_array_equal(ill[normal], well[normal])


def test_larger_bodies_have_larger_kidneys_and_skeletons() -> None:
    small, large = (bodies(mass_kg=mass) for mass in (50, 110))
    surface = large.sizes.surface_square_metre / small.sizes.surface_square_metre
    for name in SCALED_WITH_SURFACE:
        assert large.parameters[name] / small.parameters[name] == pytest.approx(surface)


def test_water_that_leaves_with_heat_grows_with_what_is_not_fat() -> None:
    light, heavy = (bodies(mass_kg=mass) for mass in (60, 120))
    lean = [370 + 21.6 * one.sizes.body_water_litre / 0.73 for one in (light, heavy)]
    for name in SCALED_WITH_HEAT:
        ratio = heavy.parameters[name] / light.parameters[name]
        assert ratio == pytest.approx(lean[1] / lean[0]), name
        assert np.all(ratio < 1.7), name


def test_filtration_is_drawn_once() -> None:
    drawn = bodies()
    filtration = "glomerular_filtration_rate_reference"
    np.testing.assert_array_equal(
        drawn.parameters[filtration], drawn.sizes.parameters()[filtration]
    )


def test_bodies_of_one_size_still_differ_in_volume() -> None:
    person = Person(sex="male", age_told_years=50, height_cm=175, mass_kg=70)
    drawn = versions(Diary(person=person), 1000)
    plasma = drawn.parameters["plasma_volume_reference"]
    assert np.std(np.log(plasma)) == pytest.approx(0.08, rel=0.1)
    assert np.median(plasma) == pytest.approx(float(drawn.sizes.plasma_volume_litre[0]), rel=0.02)


def test_flows_of_the_whole_body_grow_with_it() -> None:
    light, heavy = (bodies(mass_kg=mass).parameters for mass in (60, 90))
    for name in SCALED_WITH_MASS:
        assert heavy[name] / light[name] == pytest.approx(1.5), name


def test_vitamin_d_is_thinner_in_a_heavier_body() -> None:
    light, heavy = (bodies(mass_kg=mass).parameters for mass in (60, 90))
    for name in DILUTED_BY_MASS:
        assert heavy[name] / light[name] == pytest.approx(1 / 1.5), name


def test_filtration_falls_with_age() -> None:
    young, old = (draw_sizes(20, age_years=age).egfr for age in (40, 80))
    assert old / young == pytest.approx(0.988**40)


def distribution(row: Parameter) -> Any:
    if row.distribution == "lognormal":
        return stats.lognorm(np.sqrt(np.log1p(row.between_person**2)), scale=row.value)
    if row.distribution == "normal":
        return stats.norm(row.value, row.value * row.between_person)
    return stats.uniform(row.low, row.high - row.low)


@pytest.mark.parametrize("row", [*DRAWN_PARAMETERS, UNIFORM], ids=lambda row: row.id)
def test_a_parameter_has_the_quantiles_of_its_row_within_its_limits(row: Parameter) -> None:
    chances = np.array([1e-300, 0.05, 0.3, 0.5, 0.8, 0.95, 1 - 1e-16])
    values = sample(row, stats.norm.ppf(chances))
    expected = distribution(row).ppf(chances)
    assert values == pytest.approx(np.clip(expected, row.low, row.high))


def test_as_many_versions_lie_below_a_quantile_as_should() -> None:
    """For the parameters on which nothing else acts than their own scatter."""
    drawn = versions(Diary(), 2000)
    scaled = (*SCALED_WITH_MASS, *SCALED_WITH_SURFACE, *SCALED_WITH_HEAT, *DILUTED_BY_MASS)
    by_age = {effect.parameter for effect in age_effects()}
    not_alone = {*scaled, *drawn.sizes.parameters(), *by_age}
    for row in DRAWN_PARAMETERS:
        for chance in (0.25, 0.5, 0.75):
            quantile = distribution(row).ppf(chance)
            if row.id not in not_alone and row.low < quantile < row.high:
                below = np.mean(drawn.parameters[row.id] < quantile)
                assert below == pytest.approx(chance, abs=0.05), row.id  # five standard errors


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
    sizes = draw_sizes(20, sex=sex, age_years=age, height_cm=height, mass_kg=mass)
    for name, volumes in sizes.parameters().items():
        assert np.all(volumes > 0), (sizes, name)
    water = sizes.body_water_litre / sizes.mass_kg
    assert np.all((water > 0.25) & (water < 0.8))


def a_man_and_a_woman() -> BodySizes:
    same = (np.full(2, value) for value in (40.0, 175.0, 70.0, 100.0))
    return BodySizes(np.array(["male", "female"]), *same)


def test_men_and_women_have_the_water_of_their_formulas() -> None:
    """Watson 1980: a man of 70 kg, 175 cm, 40 years 40.97 L; such a woman 33.87 L."""
    sizes = a_man_and_a_woman()
    assert sizes.body_water_litre == pytest.approx([40.97, 33.87], abs=0.01)


def test_men_and_women_have_the_blood_of_their_formulas() -> None:
    """Nadler 1962: a man of 70 kg and 175 cm 4.824 L, such a woman 4.407 L; cells taken off."""
    sizes = a_man_and_a_woman()
    cells = np.array([0.45, 0.40]) * 0.91
    assert sizes.plasma_volume_litre == pytest.approx(
        np.array([4.824, 4.407]) * (1 - cells), rel=1e-3
    )
