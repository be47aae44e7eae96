"""Generated code converges as its method promises: with the step, and with the tolerance."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from cramp.engine.interface import Run, Schedule
from cramp.engine.sbml import antimony_to_sbml
from cramp.engine.vector.engine import VectorEngine

HUGE = 1e6
"""A tolerance that no step breaks: a step ends where the schedule's edges want it to."""

OSCILLATOR = """
model oscillator()
  x = 1; y = 0.5; damping = 0.5; drive = 0.3
  x' = y + 0.2 * sin(2 * time)
  y' = damping * (1 - x * x) * y - x + drive
end
"""
STIFF = """
model stiff()
  x = 3; y = 2; z = 0; rate = 1e9
  x' = -rate * (x - cos(time) * (1 + y)) - sin(time) * y
  y' = x * z - 0.5 * y
  z' = 1 - z * y
end
"""
TOLERANCES = np.array([1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9])
SINGLE_FLOOR = 1e-5
"""Of the largest value: what rounding leaves of an error in single precision, here."""


def _oscillator(time: float, state: np.ndarray) -> list[float]:
    x, y = state
    return [y + 0.2 * np.sin(2 * time), 0.5 * (1 - x * x) * y - x + 0.3]


def _stiff(time: float, state: np.ndarray) -> list[float]:
    x, y, z = state
    fast = -1e9 * (x - np.cos(time) * (1 + y)) - np.sin(time) * y
    return [fast, x * z - 0.5 * y, 1 - z * y]


MODELS = {
    "oscillator": (OSCILLATOR, _oscillator, {"x": 1.0, "y": 0.5}),
    "stiff": (STIFF, _stiff, {"x": 3.0, "y": 2.0, "z": 0.0}),
}


@cache
def _engine(model: str, precision: str = "f64") -> VectorEngine:
    return VectorEngine(antimony_to_sbml(MODELS[model][0]), precision=precision)


@cache
def _exact(model: str, end: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the states at the end, and the largest that each has been."""
    _, slope, start = MODELS[model]
    first = list(start.values())
    solution = solve_ivp(slope, (0, end), first, "Radau", rtol=2.3e-14, atol=1e-14)
    return solution.y[:, -1], np.abs(solution.y).max(axis=1)


def _error(found: np.ndarray, model: str, end: float) -> float:
    exact, largest = _exact(model, end)
    return float((np.abs(found - exact) / largest).max())


def _error_with_steps(model: str, steps: int, end: float) -> float:
    edges = np.linspace(0, end, steps + 1)[:-1]
    run = Run(Schedule((), edges, np.zeros((steps, 0))))
    solution, effort = _engine(model).solve_measured(
        [run], list(MODELS[model][2]), np.array([end]), relative_tolerance=HUGE
    )
    assert effort.steps[0] == steps
    return _error(solution.values[0, 0], model, end)


def _error_with_tolerance(model: str, tolerance: float, precision: str = "f64") -> float:
    end = 10.0
    run = Run(Schedule((), np.array([0.0]), np.zeros((1, 0))))
    solution = _engine(model, precision).solve(
        [run], list(MODELS[model][2]), np.array([end]), relative_tolerance=tolerance
    )
    assert solution.failures == {}
    return _error(solution.values[0, 0], model, end)


def _growth(sizes: np.ndarray, errors: list[float]) -> float:
    """Return the power of the size that errors grow with, by least squares."""
    return float(np.polyfit(np.log(sizes), np.log(errors), 1)[0])


@pytest.mark.parametrize("model", MODELS)
def test_errors_grow_with_the_fourth_power_of_the_step(model):
    steps = np.array([16, 32, 64, 128])
    errors = [_error_with_steps(model, int(count), 1.0) for count in steps]
    assert _growth(1.0 / steps, errors) == pytest.approx(4, abs=0.25)


@pytest.mark.parametrize("model", MODELS)
def test_errors_follow_the_tolerance(model):
    errors = [_error_with_tolerance(model, tolerance) for tolerance in TOLERANCES]
    assert _growth(TOLERANCES, errors) > 0.8
    assert all(errors <= TOLERANCES)


@pytest.mark.parametrize("model", MODELS)
def test_single_precision_follows_the_tolerance_down_to_its_rounding(model):
    for tolerance in (1e-2, 1e-3, 1e-4, 1e-5):
        double = _error_with_tolerance(model, tolerance)
        single = _error_with_tolerance(model, tolerance, "f32")
        assert single <= 1.5 * double + SINGLE_FLOOR
