"""The body in the vector engine is the body in the reference engine."""

from __future__ import annotations

import numpy as np
import pytest

from cramp.engine.interface import Run, Schedule
from cramp.engine.reference import ReferenceEngine
from cramp.engine.vector.engine import VectorEngine
from cramp.physiology.composition import body_sbml

NAMES = (
    "potassium_intake_rate",
    "sodium_intake_rate",
    "chloride_intake_rate",
    "glucose_intake_rate",
    "water_intake_rate",
    "magnesium_intake_rate",
    "calcium_intake_rate",
    "phosphate_intake_rate",
)
USUAL_DAY = np.array([80.0, 150.0, 150.0, 1500.0, 2.5, 13.5, 22.0, 40.0])
EATEN = Schedule(
    NAMES,
    np.array([0.0, 420.0, 440.0, 1080.0, 1110.0]),
    USUAL_DAY / 1440.0 * np.array([1.0, 20.0, 0.0, 15.0, 0.5])[:, np.newaxis],
)
TIMES = np.array([0.0, 30.0, 420.0, 430.0, 700.0, 1110.0, 1440.0])


@pytest.fixture(scope="module")
def engines() -> tuple[VectorEngine, ReferenceEngine]:
    return VectorEngine(body_sbml()), ReferenceEngine(body_sbml())


def _difference(found: np.ndarray, expected: np.ndarray) -> float:
    """Return the largest difference, over the largest value of each output of each run."""
    largest = np.maximum(np.abs(expected).max(axis=1, keepdims=True), 1e-9)
    return float(np.max(np.abs(found - expected) / largest))


def test_days_with_and_without_meals_are_the_references(engines):
    vector, reference = engines
    fasting = Run(Schedule((), np.array([0.0]), np.zeros((1, 0))))
    other = Run(EATEN, {"plasma_volume_reference": 3.4}, {"aldosterone": 2.0})
    outputs = (*vector.description.states, *vector.description.derived)
    runs = [Run(EATEN), fasting, other]
    found = vector.solve(runs, outputs, TIMES, relative_tolerance=1e-7)
    expected = reference.solve(runs, outputs, TIMES, relative_tolerance=1e-9)
    assert found.failures == expected.failures == {}
    assert _difference(found.values, expected.values) < 1e-5


def test_a_settled_body_is_the_references(engines):
    vector, reference = engines
    runs = [Run(EATEN, settled_at=720.0), Run(EATEN, settled_at=0.0), Run(EATEN)]
    states = tuple(vector.description.states)
    found = vector.solve(runs, states, TIMES)
    expected = reference.solve(runs, states, TIMES, relative_tolerance=1e-8)
    assert found.failures == expected.failures == {}
    assert _difference(found.values, expected.values) < 1e-4
    assert _difference(found.values[2:], found.values[:1]) > 1e-2
    urine = states.index("urine_water_amount")
    assert np.all(found.values[:, 0, urine] == 0)


def test_a_body_that_starves_settles_in_no_engine(engines):
    starving = Run(Schedule((), np.array([0.0]), np.zeros((1, 0))), settled_at=0.0)
    for engine in engines:
        solution = engine.solve([starving], ["plasma_volume"], TIMES)
        # Emptied, the body may leave all bounds before the engine finds that it does not rest.
        assert list(solution.failures) == [0]
        assert np.all(np.isnan(solution.values))
