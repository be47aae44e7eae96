"""Slopes that jump, or that read a state or the time only to compare or round it."""

from __future__ import annotations

import numpy as np
import pytest

from cramp.engine.interface import Run, Schedule
from cramp.engine.sbml import antimony_to_sbml
from cramp.engine.vector.engine import VectorEngine

TOLERANCE = 1e-6
TIMES = np.linspace(0, 2, 9)


def _course(model: str, output: str, *, settled_at: float | None = None) -> np.ndarray:
    engine = VectorEngine(antimony_to_sbml(f"model jumping()\n{model}\nend"))
    run = Run(Schedule((), np.array([0.0]), np.zeros((1, 0))), settled_at=settled_at)
    solution = engine.solve([run], [output], TIMES, relative_tolerance=TOLERANCE)
    assert solution.failures == {}
    return solution.of(output)[0]


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("x = 1; x' = piecewise(1, time < 0.6, 3)", 1 + TIMES + 2 * np.maximum(TIMES - 0.6, 0)),
        ("x = 1; y = 0; y' = 1; x' = piecewise(0, y < 0.3, 2)", 1 + 2 * np.maximum(TIMES - 0.3, 0)),
        ("x = 0; x' = floor(time)", np.maximum(TIMES - 1, 0)),
        ("x = 0; y = 5; y' = -1; x' = ceil(y)", np.where(TIMES < 1, 5 * TIMES, 1 + 4 * TIMES)),
        ("x = 0; y = 0; y' = 1; x' = factorial(floor(y) + 2)", np.where(TIMES < 1, 2, 6) * TIMES
         - np.where(TIMES < 1, 0, 4)),
    ],
    ids=["time compared", "state compared", "time rounded", "state rounded", "factorial"],
)  # fmt: skip
def test_what_is_read_only_to_compare_or_round_it_counts(model, expected):
    np.testing.assert_allclose(_course(model, "x"), expected, atol=100 * TOLERANCE)


def test_a_state_that_shrinks_by_steps_of_its_own_size_is_followed():
    course = _course("x = 1; k = 4; x' = -factorial(ceil(k * x)) / 25", "x")
    kink = 0.25 / (24 / 25)
    expected = np.maximum(1 - 24 / 25 * TIMES, 0.75 - 6 / 25 * (TIMES - kink))
    before_the_next = expected > 0.5
    np.testing.assert_allclose(
        course[before_the_next], expected[before_the_next], atol=100 * TOLERANCE
    )


def test_what_is_only_compared_settles_with_the_rest():
    model = "x = 0; y = 0; y' = piecewise(1, y < 1, 0); x' = piecewise(1, y < 0.5, 2) - x"
    for output, settled in (("x", 2.0), ("y", 1.0)):
        course = _course(model, output, settled_at=0.0)
        np.testing.assert_allclose(course, settled, rtol=100 * TOLERANCE)
