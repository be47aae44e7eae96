"""What one more test is expected to tell, against closed forms."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import xarray

from cramp.assessment.course_findings import SERUM
from cramp.assessment.value_of_tests import TESTS, ValueOfTest, value_of_tests
from cramp.knowledge.measurement_errors import whole_error
from cramp.simulate.measured import BLOOD

SPREADS = {
    "potassium": (4.0, 0.08), "sodium": (140.0, 0.012), "magnesium": (0.8, 0.07),
    "calcium": (2.4, 0.05), "bicarbonate": (25.0, 0.07),
}  # fmt: skip
AMOUNTS = ("urine_sodium", "urine_potassium", "urine_magnesium", "urine_calcium", "urine_water")
NUTRIENTS = ("potassium", "sodium", "magnesium", "calcium", "water")


def course(draws: int = 2000, seed: int = 0) -> xarray.Dataset:
    """Minerals that differ from body to body and stand still; potassium rises with its intake."""
    generator = np.random.default_rng(seed)
    times = pd.date_range("2026-07-03", periods=25, freq="h")
    eaten = generator.standard_normal(draws)
    variables: dict[str, object] = {}
    for analyte, name in BLOOD.items():
        middle, spread = SPREADS.get(analyte, (1.0, 0.1))
        score = generator.standard_normal(draws)
        if analyte == "potassium":
            score = 0.8 * eaten + 0.6 * score
        level = middle * np.exp(spread * score)
        variables[name] = (("draw", "time"), np.repeat(level[:, None], 25, axis=1))
    rate = 0.1 * np.exp(0.2 * generator.standard_normal(draws))
    variables["glomerular_filtration_rate"] = (
        ("draw", "time"),
        np.repeat(rate[:, None], 25, axis=1),
    )
    for name in AMOUNTS:
        size = (1e5 if name == "urine_water" else 100) * np.exp(
            0.3 * (eaten if name == "urine_potassium" else generator.standard_normal(draws))
        )
        variables[f"{name}_amount"] = (("draw", "time"), size[:, None] * np.arange(25) / 24)
    for nutrient in NUTRIENTS:
        score = eaten if nutrient == "potassium" else generator.standard_normal(draws)
        variables[f"untold_{nutrient}_intake"] = ("draw", 70 * np.exp(0.35 * score))
        variables[f"told_{nutrient}_intake"] = ("draw", np.zeros(draws))
    variables["body_mass"] = ("draw", np.full(draws, 70.0))
    variables["body_height"] = ("draw", np.full(draws, 170.0))
    variables["succeeded"] = ("draw", np.ones(draws, dtype=bool))
    return xarray.Dataset(variables, coords={"time": times}, attrs={"seed": 0})


@pytest.fixture(scope="module")
def found() -> dict[str, ValueOfTest]:
    return {value.test: value for value in value_of_tests(course())}


def test_each_test_is_valued_for_each_mineral(found: dict[str, ValueOfTest]) -> None:
    assert set(found) == set(TESTS)
    assert all(set(value.remaining) == set(SERUM) for value in found.values())


@pytest.mark.parametrize("mineral", list(SERUM))
def test_a_blood_test_leaves_of_its_mineral_what_its_error_leaves(
    found: dict[str, ValueOfTest], mineral: str
) -> None:
    prior, error = SPREADS[mineral][1], whole_error(mineral)
    expected = error / math.hypot(prior, error)
    assert found[mineral].remaining[mineral] == pytest.approx(expected, abs=0.04)


def test_a_blood_test_tells_nothing_of_what_is_not_tied_to_it(
    found: dict[str, ValueOfTest],
) -> None:
    assert found["potassium"].remaining["calcium"] > 0.97
    assert found["filtration"].strongest > 0.97


def test_urine_and_a_food_diary_tell_of_what_follows_intake(found: dict[str, ValueOfTest]) -> None:
    for test in ("urine", "food_diary"):
        assert found[test].remaining["potassium"] < 0.9
        assert found[test].remaining["calcium"] > 0.9


def test_what_is_low_or_not_becomes_clearer_with_the_value(found: dict[str, ValueOfTest]) -> None:
    assert found["potassium"].doubt_remaining["potassium"] < 0.9
    assert found["sodium"].doubt_remaining["potassium"] > 0.95


def test_the_most_telling_comes_first() -> None:
    values = value_of_tests(course())
    assert [v.strongest for v in values] == sorted(v.strongest for v in values)


def test_the_same_course_gives_the_same_values() -> None:
    assert value_of_tests(course(300)) == value_of_tests(course(300))


def test_copies_of_one_version_are_not_others_like_it() -> None:
    """Every version stands there ten times; a copy of the truth must not be found again."""
    few = course(200)
    copied = few.isel(draw=np.repeat(np.arange(200), 10))
    copied["version"] = ("draw", np.repeat(np.arange(200), 10))
    left, whole = (value_of_tests(one) for one in (copied, few))
    of_potassium = [
        next(v for v in values if v.test == "potassium").remaining["potassium"]
        for values in (left, whole)
    ]
    assert of_potassium[0] == pytest.approx(of_potassium[1], abs=0.05)


def test_a_course_that_lacks_what_the_tests_read_is_not_valued() -> None:
    assert value_of_tests(course(200).drop_vars("urine_calcium_amount")) == ()


def test_too_few_versions_are_not_valued() -> None:
    assert value_of_tests(course(99)) == ()
