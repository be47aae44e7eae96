"""What no plausible version would show is doubted; what is merely unusual is not."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from cramp.simulate.measured import Measured
from cramp.simulate.screening import SMALLEST_TAIL, Doubt, doubts, tails
from cramp.simulate.weighing import error_covariance

USUAL = {
    "potassium": (4.1, 0.06),
    "sodium": (141.0, 0.011),
    "magnesium": (0.82, 0.065),
    "calcium": (2.4, 0.045),
    "body_mass": (72.0, 0.02),
}


def found(
    *values: tuple[str, float], spread: float = 1.0, unit: str = "mmol/L"
) -> dict[int, Doubt]:
    """Screen values against 2,000 versions of an ordinary person; a day lies between repeats."""
    generator = np.random.default_rng(2)
    simulated = {
        name: np.log(middle) + spread * sd * generator.standard_normal(2000)
        for name, (middle, sd) in USUAL.items()
    }
    measured = [
        Measured(
            name, name, "weight" if name == "body_mass" else "lab", 1440.0 * day, value, "", unit
        )
        for day, (name, value) in enumerate(values)
    ]
    residuals = np.column_stack([np.log(value) - simulated[name] for name, value in values])
    return doubts(measured, residuals, error_covariance(measured, np.zeros(len(values))))


def test_a_haemolysed_sample_is_doubted_and_its_neighbours_are_not() -> None:
    doubted = found(("sodium", 139.0), ("potassium", 7.2), ("potassium", 4.0))
    assert list(doubted) == [1]
    assert doubted[1].tail < 1e-8
    assert not doubted[1].conflict


@pytest.mark.parametrize("value", [3.2, 3.6, 4.4, 5.2])
def test_an_unusual_value_is_fitted(value: float) -> None:
    assert found(("potassium", value)) == {}


def test_with_a_reason_a_high_value_is_fitted() -> None:
    """A body whose kidneys fail is drawn with far higher values."""
    assert found(("potassium", 6.2))
    assert found(("potassium", 6.2), spread=4) == {}


def test_a_unit_slip_is_named() -> None:
    """2.0 mg/dL of magnesium are 0.82 mmol/L."""
    doubted = found(("magnesium", 2.0))
    assert doubted[0].slip == "the unit may be mg/dL instead of mmol/L"


def test_a_decimal_slip_is_named() -> None:
    assert "decimal" in found(("calcium", 0.245))[0].slip
    assert "decimal" in found(("body_mass", 7.2))[0].slip


def test_no_slip_is_made_up() -> None:
    assert not found(("potassium", 7.2))[0].slip


def test_values_of_one_person_must_go_together() -> None:
    """Each would do alone; the one that was expected less is left out."""
    assert found(("potassium", 5.1)) == {}
    doubted = found(("potassium", 3.3), ("potassium", 4.2), ("potassium", 5.3))
    assert list(doubted) == [2]
    assert doubted[2].conflict


def test_the_tail_is_that_of_versions_and_errors_together() -> None:
    simulated = np.random.default_rng(0).normal(0, 0.3, (200_000, 1))
    value, error = 1.0, 0.4
    weights = np.full(len(simulated), 1 / len(simulated))
    chance = tails(value - simulated, np.array([error]), weights)[0]
    assert chance == pytest.approx(2 * norm.sf(value / 0.5), rel=0.02)


def test_the_threshold_is_the_told_one() -> None:
    measured = [Measured("potassium", "potassium", "lab", 0.0, 1.0, "", "mmol/L")]
    covariance = error_covariance(measured, np.zeros(1))
    deviation = float(np.sqrt(covariance[0, 0]))
    limit = norm.isf(SMALLEST_TAIL / 2)
    for factor, doubted in ((0.99, False), (1.01, True)):
        residuals = np.full((40, 1), factor * limit * deviation)
        assert bool(doubts(measured, residuals, covariance)) is doubted
    assert doubts(measured, np.full((40, 1), 2 * deviation), covariance, smallest_tail=0.1)


def test_versions_that_failed_have_no_say() -> None:
    measured = [Measured("potassium", "potassium", "lab", 0.0, 1.0, "", "mmol/L")]
    covariance = error_covariance(measured, np.zeros(1))
    assert doubts(measured, np.array([[0.01], [np.nan]]), covariance) == {}
