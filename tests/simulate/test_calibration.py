"""Narrowed draws are as sure as they ought to be, and the check sees it where they are not."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

import cramp
from cramp.diary.model import Diary, Person
from cramp.simulate.calibration import Calibration, calibrate
from cramp.simulate.measured import BLOOD, Measured
from cramp.simulate.simulated_values import Ensemble, log_simulated
from cramp.simulate.weighing import error_covariance

MEASURED = [
    Measured(name, name, "lab", 540.0, float("nan"), "", "mmol/L")
    for name in ("potassium", "sodium", "magnesium")
]
ERRORS = error_covariance(MEASURED, np.zeros(3))


def gaussian(scale: float, truths: int = 400) -> Calibration:
    """Calibrate a normal ensemble whose errors are believed to be `scale` times what they are."""
    generator = np.random.default_rng(3)
    simulated = generator.standard_normal((2000, 3)) @ np.diag([0.06, 0.011, 0.065])
    beliefs = np.random.default_rng(4)
    if scale == 1:
        return calibrate(simulated, ERRORS, simulated, range(truths), beliefs)
    # Measured with the errors there are, weighed with those believed.
    noise = beliefs.standard_normal((2000, 3)) @ np.linalg.cholesky(ERRORS).T
    found = [
        calibrate(
            np.vstack([simulated[truth] + noise[truth], simulated]),
            scale**2 * ERRORS,
            np.vstack([simulated[truth], simulated]),
            [0],
            SilentGenerator(),  # type: ignore[arg-type]  # asked for these two numbers alone
        )
        for truth in range(truths)
    ]
    parts = ("ranks", "inside", "narrowed", "effective")
    return Calibration(*(np.concatenate([getattr(one, part) for one in found]) for part in parts))


class SilentGenerator:
    """Adds no errors."""

    def standard_normal(self, count: int) -> np.ndarray:
        return np.zeros(count)

    def random(self) -> float:
        return 0.5


def test_an_honest_ensemble_is_calibrated() -> None:
    found = gaussian(1)
    assert found.chances(10).min() > 0.001
    assert np.all((found.coverage() > 0.85) & (found.coverage() < 0.95))
    assert np.median(found.effective) > 400
    prior, error = np.array([0.06, 0.011, 0.065]), np.sqrt(np.diag(ERRORS))
    expected = error / np.hypot(prior, error)
    np.testing.assert_allclose(found.narrowed.mean(axis=0), expected, rtol=0.05)


def test_errors_believed_too_small_are_seen() -> None:
    found = gaussian(0.4, 250)
    assert found.chances(10).max() < 1e-3
    assert np.all(found.coverage() < 0.8)


@pytest.mark.slow
def test_the_body_itself_is_calibrated() -> None:
    """A small version of `benchmarks/calibration.py`."""
    diary = Diary(person=Person(sex="female", age_told_years=60, height_cm=165, mass_kg=70))
    course = cramp.simulate(diary, draws=600, today=date(2026, 7, 3))
    kept = course["succeeded"].to_numpy()
    mass, height = (course[name].to_numpy()[kept] for name in ("body_mass", "body_height"))
    courses = {name: course[name].to_numpy()[kept] for name in BLOOD.values()}
    times = np.arange(course.sizes["time"]) * 30.0
    ensemble = Ensemble(times, courses, mass, np.sqrt(mass * height / 3600))
    logarithms, _ = log_simulated(ensemble, MEASURED)
    targets = np.column_stack([courses[BLOOD[one.quantity]].mean(axis=1) for one in MEASURED])
    truths = range(len(targets))
    found = calibrate(logarithms, ERRORS, targets, truths, np.random.default_rng(0))
    assert found.chances(10).min() > 0.001
    assert np.all((found.coverage() > 0.86) & (found.coverage() < 0.94))
    assert np.all(found.narrowed.mean(axis=0) < 0.9)
