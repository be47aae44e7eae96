"""What a person is told does not depend on which engine solved."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import pytest

import cramp
from cramp.simulate.course import RELATIVE_TOLERANCE, body_engine

if TYPE_CHECKING:
    import xarray

EXAMPLES = Path(__file__).parents[2] / "examples"
DRAWS = 30
QUANTILES = (0.05, 0.5, 0.95)

ERROR_OVER_TOLERANCE = {"vector": 10, "reference": 50}
"""Of a state in a course, as the tests of either engine allow: a tolerance binds the error of
one step."""

STATES_IN = {
    "plasma_potassium_concentration": 2,
    "plasma_sodium_concentration": 2,
    "body_water_volume": 1,
    "body_potassium_amount": 1,
    "plasma_volume": 1,
}
"""How many states' errors meet in a quantity: a concentration is an amount over a volume."""


@cache
def course(engine: Literal["vector", "reference"]) -> xarray.Dataset:
    diary = cramp.read_diary(EXAMPLES / "night_cramps.yaml", strict=True)
    return cramp.simulate(
        diary, draws=DRAWS, variables=tuple(STATES_IN), engine=body_engine(engine, workers=1)
    )


def quantiles(engine: Literal["vector", "reference"], name: str) -> np.ndarray:
    """Return the quantiles over versions, shape (3, times)."""
    return np.quantile(course(engine)[name], QUANTILES, axis=0)


@pytest.mark.slow
@pytest.mark.parametrize("name", STATES_IN)
def test_both_engines_give_the_same_medians_and_intervals(name: str) -> None:
    """No quantile differs by more than the versions do, and these by what both engines err."""
    difference = np.max(np.abs(quantiles("vector", name) - quantiles("reference", name)))
    error = sum(ERROR_OVER_TOLERANCE.values()) * RELATIVE_TOLERANCE * STATES_IN[name]
    assert difference <= error * float(course("reference")[name].max())


@pytest.mark.slow
@pytest.mark.parametrize("name", STATES_IN)
def test_what_the_engines_differ_by_is_lost_in_what_people_differ_by(name: str) -> None:
    vector, reference = quantiles("vector", name), quantiles("reference", name)
    interval = reference[2] - reference[0]
    assert np.all(np.abs(vector - reference) < interval / 20)


@pytest.mark.slow
def test_both_engines_solve_the_same_versions() -> None:
    vector, reference = (course(engine) for engine in ("vector", "reference"))
    assert "vector" in vector.attrs["source"]
    assert "reference" in reference.attrs["source"]
    for name in set(vector.data_vars) - set(STATES_IN):
        np.testing.assert_array_equal(vector[name], reference[name], err_msg=str(name))
