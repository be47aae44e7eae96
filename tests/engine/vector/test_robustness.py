"""What must neither go wrong silently nor be answered with made-up numbers."""

from __future__ import annotations

import numpy as np
import pytest

from cramp.engine.interface import Run, Schedule
from cramp.engine.sbml import antimony_to_sbml
from cramp.engine.vector.context import STATUS, TOO_MANY, UNSETTLED
from cramp.engine.vector.engine import VectorEngine


def _run(start: float = 0.0, settled_at: float | None = None) -> Run:
    return Run(Schedule((), np.array([start]), np.zeros((1, 0))), settled_at=settled_at)


def _engine(text: str, precision: str = "f64") -> VectorEngine:
    sbml = antimony_to_sbml(f"model robust()\n{text}\nend")
    return VectorEngine(sbml, precision=precision)  # type: ignore[arg-type]  # one of the two


def test_in_single_precision_the_time_goes_on_far_from_zero():
    model = "x = 0; x' = sin(2 * 3.14159265 * time / 1440) - x"
    times = 1e6 + np.array([0.0, 100.0, 300.0])
    single, double = [
        _engine(model, precision).solve([_run(1e6)], ["x"], times, relative_tolerance=1e-5).of("x")
        for precision in ("f32", "f64")
    ]
    np.testing.assert_allclose(single, double, atol=1e-3)


def test_in_single_precision_states_and_time_do_not_drift_apart():
    solution = _engine("x = 1; y = 0; x' = 6 * y; y' = -6 * x", "f32").solve(
        [_run()], ["x", "y"], np.array([2000.0]), relative_tolerance=1e-6
    )
    x, y = solution.values[0, 0]
    phase = np.angle(complex(x, -y) * np.exp(-12000j))
    assert abs(phase) < 1e-2


def test_a_jump_far_from_the_last_edge_is_crossed():
    text = "x = 1; k = 4; x' = -factorial(ceil(k * x)) / 25"
    solution = _engine(text).solve([_run()], ["x"], np.array([0.5]), relative_tolerance=1e-6)
    assert solution.failures == {}
    kink = 0.25 / (24 / 25)
    np.testing.assert_allclose(solution.of("x")[0, 0], 0.75 - 6 / 25 * (0.5 - kink), atol=1e-4)


def test_an_input_named_twice_is_refused():
    with pytest.raises(ValueError, match="an input is named twice: meal, meal"):
        Schedule(("meal", "meal"), np.array([0.0]), np.array([[1.0, 2.0]]))


@pytest.mark.parametrize("precision", ["f64", "f32"])
def test_a_rhythm_that_never_rests_does_not_settle(precision):
    engine = _engine("x = 1; y = 0; w = 0.01; x' = w * y; y' = -w * x", precision)
    run = _run(settled_at=0.0)
    for tolerance in (1e-2, 1e-3):
        solution = engine.solve([run], ["x"], np.array([0.0]), relative_tolerance=tolerance)
        assert list(solution.failures) == [0]
        assert solution.failures[0] in (STATUS[TOO_MANY], STATUS[UNSETTLED])


def test_what_is_near_an_unstable_steady_state_leaves_it():
    engine = _engine("x = 0.5001; x' = -x * (x - 0.5) * (x - 1)")
    solution = engine.solve([_run(settled_at=0.0)], ["x"], np.array([0.0]))
    np.testing.assert_allclose(solution.of("x"), 1.0, rtol=1e-5)


@pytest.mark.parametrize("precision", ["f64", "f32"])
def test_a_window_of_time_in_a_formula_is_not_stepped_over(precision):
    text = "x = 0; a = 100; b = 130; x' = piecewise(1, (time > a) && (2 * time < b + time), 0)"
    runs = [_run(), Run(_run().schedule, {"b": 111.0}), _run(start=120.0)]
    solution = _engine(text, precision).solve(runs, ["x"], np.array([150.0, 1000.0]))
    np.testing.assert_allclose(solution.of("x"), [[30, 30], [11, 11], [10, 10]], rtol=1e-3)


def test_a_ramp_that_waits_for_its_time_is_not_stepped_over():
    text = "x = 0; a = 100; x' = max(0, min(1, a + 1 - time)) * max(0, min(1, time - a + 1))"
    solution = _engine(text).solve([_run()], ["x"], np.array([1000.0]))
    np.testing.assert_allclose(solution.of("x"), 1.0, rtol=1e-3)


def test_runs_of_a_group_switch_at_the_times_of_all():
    text = "x = 0; a = 100; x' = piecewise(1, (time > a) && (time < a + 20), 0)"
    runs = [Run(_run().schedule, {"a": value}) for value in (100.0, 300.0)]
    solution = _engine(text).solve(runs, ["x"], np.array([1000.0]), group=2)
    np.testing.assert_allclose(solution.of("x"), 20, rtol=1e-3)
