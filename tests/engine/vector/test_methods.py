"""The method's coefficients keep the promises of its order and stability, in plain NumPy."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from cramp.engine.vector.methods import RODAS4, RosenbrockMethod

STEPS = np.array([0.2, 0.1, 0.05, 0.025])
SHARES = np.linspace(0.1, 0.9, 9)
START = np.array([1.0, 0.5, 0.0])
SLOPE_ROUNDING = 0.35
"""How far from its whole number a measured slope may be: steps are not yet small without end."""


class Step(NamedTuple):
    """Where a step ends, its estimated error, and its course, shape (shares, states)."""

    end: np.ndarray
    error: np.ndarray
    course: np.ndarray


def _slope(y: np.ndarray) -> np.ndarray:
    """Return how fast prey, predators and the time (their seasons) change."""
    prey, predators, time = y
    return np.array(
        [
            prey * (1.0 + 0.5 * np.sin(2 * time) - predators),
            predators * (prey - 1.0) - 0.1 * predators**3,
            1.0,
        ]
    )


def _jacobian(y: np.ndarray) -> np.ndarray:
    prey, predators, time = y
    return np.array(
        [
            [1.0 + 0.5 * np.sin(2 * time) - predators, -prey, prey * np.cos(2 * time)],
            [predators, prey - 1.0 - 0.3 * predators**2, 0.0],
            [0.0, 0.0, 0.0],
        ]
    )


def _step(method: RosenbrockMethod, slope, jacobian, y: np.ndarray, h: float) -> Step:
    """Take a step as the module of the methods writes it down."""
    matrix = np.eye(len(y)) / (method.gamma * h) - jacobian(y)
    stages: list[np.ndarray] = []
    for stage in range(method.stages):
        argument, side = y, np.zeros_like(y)
        if stage:
            argument = y + _weighted(method.a[stage - 1], stages)
            side = _weighted(method.c[stage - 1], stages) / h
        stages.append(np.linalg.solve(matrix, slope(argument) + side))
    end = y + _weighted(method.m, stages)
    course = []
    for theta in SHARES:
        bend = sum(_weighted(weights, stages) * theta**i for i, weights in enumerate(method.dense))
        course.append(y * (1 - theta) + theta * (end + (1 - theta) * bend))
    return Step(end, _weighted(method.e, stages), np.array(course))


def _weighted(weights, stages: list[np.ndarray]) -> np.ndarray:
    return sum(weight * stage for weight, stage in zip(weights, stages, strict=False))


def _exact(y: np.ndarray, times: np.ndarray) -> np.ndarray:
    solution = solve_ivp(
        lambda _, y: _slope(y), (0, times[-1]), y, "DOP853", t_eval=times, rtol=1e-13, atol=1e-15
    )
    return solution.y.T


def _growth(errors: np.ndarray) -> float:
    """Return the power of the step that errors grow with, over the smallest steps."""
    return float(np.log(errors[-2] / errors[-1]) / np.log(STEPS[-2] / STEPS[-1]))


def _ratio(z: complex) -> complex:
    """Return by what a step of length 1 multiplies y where y' = z y."""
    one = np.array([1.0 + 0.0j])
    return complex(_step(RODAS4, lambda y: z * y, lambda _: np.array([[z]]), one, 1.0).end[0])


@pytest.fixture(scope="module")
def steps() -> list[Step]:
    return [_step(RODAS4, _slope, _jacobian, START, float(h)) for h in STEPS]


def test_the_end_of_a_step_errs_by_the_fifth_power_of_its_length(steps):
    errors = [
        np.abs(step.end - _exact(START, np.array([h]))[-1]).max()
        for h, step in zip(STEPS, steps, strict=True)
    ]
    assert _growth(np.array(errors)) == pytest.approx(5, abs=SLOPE_ROUNDING)


def test_the_course_within_a_step_errs_by_the_fourth_power(steps):
    errors = [
        np.abs(step.course - _exact(START, SHARES * h)).max()
        for h, step in zip(STEPS, steps, strict=True)
    ]
    assert _growth(np.array(errors)) == pytest.approx(4, abs=SLOPE_ROUNDING)


def test_the_estimated_error_grows_with_the_fourth_power(steps):
    errors = np.array([np.abs(step.error).max() for step in steps])
    assert _growth(errors) == pytest.approx(4, abs=SLOPE_ROUNDING)


def test_the_estimate_is_the_error_of_the_third_order_solution(steps):
    h, step = STEPS[-1], steps[-1]
    exact = _exact(START, np.array([h]))[-1]
    embedded = np.abs(step.end - step.error - exact).max()
    assert embedded == pytest.approx(np.abs(step.error).max(), rel=0.05)


def test_what_moves_evenly_is_followed_exactly(steps):
    for h, step in zip(STEPS, steps, strict=True):
        assert step.end[2] == pytest.approx(h, rel=1e-13)
        np.testing.assert_allclose(step.course[:, 2], SHARES * h, rtol=1e-11)


def test_what_decays_at_once_is_gone_after_one_step():
    for decay in (1e6, 1e9, 1e12):
        assert abs(_ratio(-decay)) < 100 / decay


def test_nothing_that_decays_or_swings_grows():
    angles = np.linspace(np.pi / 2, np.pi, 25)
    for size in np.logspace(-3, 6, 60):
        for angle in angles:
            assert abs(_ratio(complex(size * np.exp(1j * angle)))) <= 1 + 1e-12


def test_short_steps_of_a_linear_equation_are_those_of_the_exponential():
    sizes = np.array([0.2, 0.1])
    errors = [abs(_ratio(-size) - np.exp(-size)) for size in sizes]
    assert np.log2(errors[0] / errors[1]) == pytest.approx(5, abs=SLOPE_ROUNDING)


def test_the_last_two_stages_end_where_the_step_ends():
    assert RODAS4.m == (*RODAS4.a[-1], 1.0)
    assert RODAS4.a[-1] == (*RODAS4.a[-2], 1.0)
    assert RODAS4.e == (0.0,) * (RODAS4.stages - 1) + (1.0,)


def test_every_stage_has_its_weights():
    for rows in (RODAS4.a, RODAS4.c):
        assert [len(row) for row in rows] == list(range(1, RODAS4.stages))
    assert all(len(weights) == RODAS4.stages for weights in (*RODAS4.dense, RODAS4.e))
