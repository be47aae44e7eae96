from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cramp.engine.interface import Run, Schedule, Solution


def _schedule(edges: list[float], values: list[list[float]]) -> Schedule:
    inputs = tuple(f"input_{index}" for index in range(len(values[0]) if values else 0))
    return Schedule(inputs, np.array(edges, dtype=float), np.array(values, dtype=float))


def test_integral_counts_every_piece_and_the_part_of_the_last():
    schedule = _schedule([0, 10, 30], [[2, 0], [0, 1], [5, 4]])
    assert schedule.integral("input_0", 32) == pytest.approx(2 * 10 + 0 + 5 * 2)
    assert schedule.integral("input_1", 32) == pytest.approx(0 + 1 * 20 + 4 * 2)


def test_integral_stops_inside_an_early_piece():
    schedule = _schedule([0, 10, 30], [[2], [3], [5]])
    assert schedule.integral("input_0", 12) == pytest.approx(2 * 10 + 3 * 2)
    assert schedule.integral("input_0", 10) == pytest.approx(20)


def test_integral_is_nothing_before_the_start():
    schedule = _schedule([100, 200], [[2], [3]])
    assert schedule.integral("input_0", 100) == 0
    assert schedule.integral("input_0", 50) == 0


def test_integral_of_an_unknown_input_is_refused():
    with pytest.raises(ValueError, match="not in tuple"):
        _schedule([0], [[1]]).integral("nothing", 1)


@given(
    values=arrays(float, (5, 1), elements=st.floats(-100, 100)),
    gaps=arrays(float, 5, elements=st.floats(0.5, 100)),
    until=st.floats(0, 600),
)
def test_integral_agrees_with_a_sum_over_fine_slices(values, gaps, until):
    edges = np.cumsum(gaps)
    schedule = Schedule(("rate",), edges, values)
    slices = np.linspace(edges[0], max(until, edges[0]), 4001)
    middles = (slices[:-1] + slices[1:]) / 2
    held = values[np.searchsorted(edges, middles, side="right") - 1, 0]
    width = slices[1] - slices[0]
    error_at_edges = 200 * len(edges) * width
    assert schedule.integral("rate", until) == pytest.approx(
        np.sum(held) * width, abs=error_at_edges + 1e-9
    )


def test_a_shape_that_does_not_fit_is_refused_with_both_shapes():
    with pytest.raises(ValueError, match=r"\(2, 1\), not \(1, 2\)"):
        Schedule(("rate",), np.array([0.0, 1.0]), np.zeros((1, 2)))


@pytest.mark.parametrize("edges", [[], [1, 1], [2, 1], [0, 3, 2]])
def test_edges_that_do_not_ascend_are_refused(edges):
    with pytest.raises(ValueError, match="ascending"):
        Schedule(("rate",), np.array(edges, dtype=float), np.zeros((len(edges), 1)))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_values_that_are_not_finite_are_refused(bad):
    with pytest.raises(ValueError, match="finite"):
        Schedule(("rate",), np.array([0.0]), np.array([[bad]]))


@pytest.mark.parametrize("edges", [[np.nan], [0.0, np.nan], [0.0, np.inf]])
def test_edges_that_are_not_finite_are_refused(edges):
    with pytest.raises(ValueError, match="finite"):
        Schedule(("rate",), np.array(edges), np.zeros((len(edges), 1)))


def test_a_schedule_may_have_no_inputs():
    schedule = Schedule((), np.array([0.0]), np.zeros((1, 0)))
    assert Run(schedule).parameters == {}


def test_a_solution_returns_one_output_for_all_runs():
    values = np.arange(12.0).reshape(2, 3, 2)
    solution = Solution(np.arange(3.0), ("first", "second"), values, {})
    np.testing.assert_array_equal(solution.of("second"), values[:, :, 1])
