"""Runs of a group share their steps: what differs between them is smooth."""

from __future__ import annotations

import numpy as np
import pytest
from small_models import ALONE, CHAIN, MEALS, random_meals

from cramp.engine.interface import Run, Schedule
from cramp.engine.reference import ReferenceEngine
from cramp.engine.vector.engine import VectorEngine

TIMES = np.linspace(0.0, 30.0, 301)
SMALL = 1e-5


def _twins() -> list[Run]:
    """Return pairs of nearly equal runs; the second of each changes a little at one more edge."""
    moved = np.insert(MEALS.values, 4, MEALS.values[3], axis=0)
    moved[4:, 1] += SMALL
    other = Schedule(MEALS.inputs, np.insert(MEALS.edges, 4, 12.25), moved)
    bends = [{"bend": 2.0 + 0.05 * number} for number in range(8)]
    return [Run(schedule, bend) for bend in bends for schedule in (MEALS, other)]


def _slopes(relative_tolerance: float, group: int) -> np.ndarray:
    """Return how the store moves with the change, at all times."""
    values = (
        VectorEngine(CHAIN)
        .solve(_twins(), ["store"], TIMES, relative_tolerance=relative_tolerance, group=group)
        .values
    )
    return (values[1::2] - values[::2]) / SMALL


def test_the_difference_of_twins_is_free_of_the_noise_of_steps_in_a_group():
    exact = _slopes(1e-11, 2)
    noise, rest = (np.abs(_slopes(1e-4, group) - exact).max() for group in (1, 2))
    assert rest < 1e-3 * np.abs(exact).max()
    assert noise > 10 * rest


def test_before_their_first_difference_twins_of_a_group_are_one():
    values = VectorEngine(CHAIN).solve(_twins(), ["store"], TIMES, group=2).values
    before = TIMES <= 12.25
    np.testing.assert_array_equal(values[::2, before], values[1::2, before])
    assert np.all(values[::2, ~before] != values[1::2, ~before])


@pytest.mark.parametrize(("precision", "group"), [("f64", 2), ("f64", 8), ("f32", 16)])
def test_runs_of_a_group_take_the_same_steps_and_stay_right(precision, group):
    runs = random_meals(11, 4 * group)
    times = np.linspace(0.0, 45.0, 31)
    engine = VectorEngine(CHAIN, precision)
    found, effort = engine.solve_measured(
        runs, ["blood", "store"], times, relative_tolerance=1e-5, group=group
    )
    steps = effort.steps.reshape(-1, group)
    np.testing.assert_array_equal(steps, np.broadcast_to(steps[:, :1], steps.shape))
    expected = VectorEngine(CHAIN).solve(runs, found.outputs, times, relative_tolerance=1e-9)
    largest = np.abs(expected.values).max(axis=1, keepdims=True)
    assert found.failures == {}
    assert np.max(np.abs(found.values - expected.values) / largest) < 2e-4


def test_an_input_changes_only_at_its_own_edges_in_a_group():
    first = Schedule(("meal",), np.array([0.0, 2.0, 5.0]), np.array([[1.0], [2.0], [3.0]]))
    second = Schedule(("meal",), np.array([0.0, 3.0]), np.array([[4.0], [5.0]]))
    times = np.array([0.0, 2.0, 3.0, 5.0, 6.0])
    solution = VectorEngine(CHAIN).solve([Run(first), Run(second)], ["meal"], times, group=2)
    np.testing.assert_array_equal(solution.of("meal"), [[1, 2, 2, 3, 3], [4, 4, 5, 5, 5]])


def test_groups_do_not_depend_on_each_other():
    runs = random_meals(12, 64)
    times = np.linspace(0.0, 45.0, 7)
    engine = VectorEngine(CHAIN)
    together = engine.solve(runs, ["store"], times, group=4).values
    apart = [
        engine.solve(runs[begin : begin + 4], ["store"], times, group=4).values
        for begin in range(0, 64, 4)
    ]
    np.testing.assert_array_equal(together, np.concatenate(apart))


def test_a_failing_run_fails_alone_in_its_group():
    runs = [Run(MEALS), Run(MEALS, {"slow": np.nan}), Run(MEALS), Run(MEALS)]
    solution = VectorEngine(CHAIN).solve(runs, ["store"], TIMES, group=4)
    expected = VectorEngine(CHAIN).solve([Run(MEALS)], ["store"], TIMES)
    assert list(solution.failures) == [1]
    np.testing.assert_allclose(solution.values[[0, 2, 3]], [expected.values[0]] * 3, rtol=1e-4)


def test_the_reference_engine_ignores_groups():
    runs, times = random_meals(13, 4), np.linspace(0.0, 45.0, 4)
    engine = ReferenceEngine(CHAIN)
    alone = engine.solve(runs, ["store"], times).values
    np.testing.assert_array_equal(engine.solve(runs, ["store"], times, group=4).values, alone)


@pytest.mark.parametrize("build", [ReferenceEngine, VectorEngine])
@pytest.mark.parametrize("group", [0, -2, 2, 4])
def test_runs_that_are_not_a_multiple_of_groups_are_refused(build, group):
    with pytest.raises(ValueError, match="3 runs are not a multiple"):
        build(CHAIN).solve([Run(ALONE)] * 3, ["store"], np.array([1.0]), group=group)


@pytest.mark.parametrize(("precision", "group"), [("f64", 3), ("f64", 16), ("f32", 32)])
def test_groups_that_no_vector_holds_are_refused(precision, group):
    with pytest.raises(ValueError, match=rf"in groups of 1, 2, 4, .*not {group}"):
        VectorEngine(CHAIN, precision).solve(
            [Run(ALONE)] * 96, ["store"], np.array([1.0]), group=group
        )


def test_a_group_that_begins_at_two_times_is_refused():
    late = Schedule((), np.array([1.0]), np.zeros((1, 0)))
    with pytest.raises(ValueError, match="must begin at the same time"):
        VectorEngine(CHAIN).solve([Run(ALONE), Run(late)], ["store"], np.array([2.0]), group=2)


def test_a_group_of_which_only_some_settle_is_refused():
    runs = [Run(MEALS, settled_at=0.0), Run(MEALS)]
    with pytest.raises(ValueError, match="all together or not at all"):
        VectorEngine(CHAIN).solve(runs, ["store"], np.array([2.0]), group=2)
