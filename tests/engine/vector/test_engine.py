"""The vector engine solves what the reference engine solves, with the same answers."""

from __future__ import annotations

import numpy as np
import pytest
from small_models import (
    ALONE,
    CHAIN,
    DECAY,
    GROWTH,
    MEALS,
    PIECEWISE,
    closed_form,
    random_meals,
)

from cramp.engine.errors import ModelError, UnknownIdentifier, UnsupportedModel
from cramp.engine.interface import NOT_FINITE, Run, Schedule
from cramp.engine.reference import ReferenceEngine
from cramp.engine.sbml import antimony_to_sbml
from cramp.engine.vector.engine import VectorEngine

ALL_KINDS = ["food", "total", "meal", "bend", "twice", "room", "absorb", "rest", "excess", "blood"]


@pytest.mark.parametrize("tolerance", [1e-4, 1e-6, 1e-8])
@pytest.mark.parametrize("k", [0.03, 1.7])
def test_linear_decay_follows_its_closed_form(tolerance, k):
    times = np.array([0.0, 1.0, 7.0, 7.5, 12.0, 39.0, 40.0, 41.0, 90.0])
    solution = VectorEngine(DECAY).solve(
        [Run(PIECEWISE, {"k": k})], ["pool"], times, relative_tolerance=tolerance
    )
    expected = closed_form(PIECEWISE, times, 5.0, k)
    np.testing.assert_allclose(
        solution.of("pool")[0], expected, rtol=20 * tolerance, atol=tolerance
    )
    assert solution.failures == {}


def test_every_kind_of_output_is_the_references():
    times = np.array([0.0, 0.5, 6.0, 6.25, 6.5, 12.2, 19.0, 24.0])
    runs = [
        Run(MEALS),
        Run(MEALS, {"level": 4.0, "bend": 1.7}),
        Run(MEALS, {"twice": 0.5}, {"food": 2.0, "store": 0.0}),
        Run(Schedule(("meal",), MEALS.edges, MEALS.values[:, :1])),
        Run(ALONE, {"size": 5.0}),
    ]
    found = VectorEngine(CHAIN).solve(runs, ALL_KINDS, times, relative_tolerance=1e-8)
    expected = ReferenceEngine(CHAIN).solve(runs, ALL_KINDS, times, relative_tolerance=1e-10)
    assert found.failures == expected.failures == {}
    np.testing.assert_allclose(found.values, expected.values, rtol=1e-6, atol=1e-7)


def test_random_runs_are_the_references():
    runs = random_meals(1, 24)
    times = np.linspace(0.0, 45.0, 91)
    states = ["food", "blood", "store"]
    found = VectorEngine(CHAIN).solve(runs, states, times, relative_tolerance=1e-7)
    expected = ReferenceEngine(CHAIN).solve(runs, states, times, relative_tolerance=1e-9)
    largest = np.abs(expected.values).max(axis=1, keepdims=True)
    assert np.max(np.abs(found.values - expected.values) / largest) < 2e-6


def test_an_input_holds_from_its_edge_on():
    times = np.array([0.0, 6.99, 7.0, 12.0, 39.9, 40.0])
    solution = VectorEngine(DECAY).solve([Run(PIECEWISE)], ["supply"], times)
    np.testing.assert_array_equal(solution.of("supply")[0], [0, 0, 3, 0.25, 0.25, 1.5])


@pytest.mark.parametrize("times", [[0.0], [7.0], [0.0, 7.0], [12.0, 12.5], [40.0], [39.0, 40.0]])
def test_samples_at_the_start_at_edges_and_at_the_last_edge(times):
    times = np.array(times)
    outputs = ["pool", "supply", "enter"]
    found = VectorEngine(DECAY).solve([Run(PIECEWISE)], outputs, times, relative_tolerance=1e-8)
    held = PIECEWISE.values[np.searchsorted(PIECEWISE.edges, times, side="right") - 1, 0]
    np.testing.assert_array_equal(found.of("supply")[0], held)
    np.testing.assert_array_equal(found.of("enter")[0], held)
    expected = closed_form(PIECEWISE, times, 5.0, 0.1)
    np.testing.assert_allclose(found.of("pool")[0], expected, rtol=1e-6)


def test_an_edge_after_the_last_time_changes_nothing():
    short = Schedule(("supply",), PIECEWISE.edges[:2], PIECEWISE.values[:2])
    times = np.array([0.0, 11.0])
    both = VectorEngine(DECAY).solve([Run(PIECEWISE), Run(short)], ["pool"], times)
    np.testing.assert_array_equal(both.values[0], both.values[1])


def test_a_run_starts_at_its_first_edge_whatever_the_clock_says():
    late = Schedule(("supply",), PIECEWISE.edges + 1024.0, PIECEWISE.values)
    times = np.linspace(0.0, 60.0, 13)
    engine = VectorEngine(DECAY)
    early = engine.solve([Run(PIECEWISE)], ["pool"], times)
    later = engine.solve([Run(late)], ["pool"], times + 1024.0)
    np.testing.assert_allclose(early.values, later.values, rtol=1e-12)


def test_sampling_more_often_does_not_change_the_course():
    engine = VectorEngine(DECAY)
    few = engine.solve([Run(PIECEWISE)], ["pool"], np.array([60.0]))
    many = engine.solve([Run(PIECEWISE)], ["pool"], np.linspace(0, 60, 601))
    assert few.values[0, -1] == many.values[0, -1]


def test_between_steps_the_course_is_as_exact_as_at_them():
    times = np.linspace(0.0, 60.0, 2001)
    found = VectorEngine(DECAY).solve([Run(PIECEWISE)], ["pool"], times, relative_tolerance=1e-7)
    expected = closed_form(PIECEWISE, times, 5.0, 0.1)
    np.testing.assert_allclose(found.of("pool")[0], expected, rtol=5e-6)


def test_initial_values_follow_the_parameters_they_are_computed_from():
    runs = [Run(ALONE), Run(ALONE, {"start": 11.0}), Run(ALONE, {"start": 11.0}, {"pool": 2.0})]
    solution = VectorEngine(DECAY).solve(runs, ["pool"], np.array([0.0]))
    np.testing.assert_array_equal(solution.of("pool")[:, 0], [5.0, 11.0, 2.0])


def test_the_time_may_be_an_output_of_rules():
    engine = VectorEngine(antimony_to_sbml("model clock()\n x = 0\n x' = 1\n y := 2 * time\nend"))
    schedule = Schedule((), np.array([3.0]), np.zeros((1, 0)))
    solution = engine.solve([Run(schedule)], ["x", "y"], np.array([3.0, 7.0]))
    np.testing.assert_allclose(solution.values[0], [[0, 6], [4, 14]], rtol=1e-12)


def test_a_model_may_have_no_states():
    engine = VectorEngine(antimony_to_sbml("model rules()\n k = 3\n y := k * time\nend"))
    solution = engine.solve([Run(ALONE, {"k": 5.0})], ["y"], np.array([0.0, 2.0]))
    np.testing.assert_allclose(solution.of("y")[0], [0, 10], rtol=1e-12)


def test_nothing_asked_gives_nothing_of_the_right_shape():
    engine = VectorEngine(DECAY)
    assert engine.solve([], ["pool"], np.array([1.0])).values.shape == (0, 1, 1)
    assert engine.solve([Run(ALONE)], ["pool"], np.array([])).values.shape == (1, 0, 1)
    assert engine.solve([Run(ALONE)], [], np.array([1.0])).values.shape == (1, 1, 0)


@pytest.mark.parametrize("precision", ["f64", "f32"])
def test_a_failed_run_is_named_left_empty_and_alone(precision):
    good, bad = Run(ALONE, {"speed": 0.001}), Run(ALONE, {"speed": 1.0})
    times = np.linspace(0.0, 10.0, 5)
    engine = VectorEngine(GROWTH, precision)
    alone = engine.solve([good], ["pool"], times).values[0]
    mixed = engine.solve([good, bad] * 20, ["pool"], times)
    assert list(mixed.failures) == list(range(1, 40, 2))
    assert all("step became too small" in reason for reason in mixed.failures.values())
    assert np.all(np.isnan(mixed.values[1::2]))
    np.testing.assert_array_equal(mixed.values[::2], np.broadcast_to(alone, (20, 5, 1)))


@pytest.mark.parametrize("parameters", [{"speed": np.nan}, {"speed": np.inf}, {"speed": 1e300}])
@pytest.mark.parametrize("precision", ["f64", "f32"])
def test_parameters_that_make_no_number_fail_their_run_alone(precision, parameters):
    runs = [Run(ALONE), Run(ALONE, parameters), Run(ALONE)]
    solution = VectorEngine(GROWTH, precision).solve(runs, ["pool"], np.array([0.0, 1.0]))
    assert list(solution.failures) == [1]
    assert np.all(np.isfinite(solution.values[[0, 2]]))


def test_a_value_that_is_not_finite_is_a_failure():
    runs = [Run(ALONE), Run(ALONE, {}, {"pool": 3.0})]
    solution = VectorEngine(GROWTH).solve(runs, ["logarithm"], np.array([0.0, 1.0]))
    assert solution.failures == {1: NOT_FINITE}
    assert np.all(np.isnan(solution.values[1]))
    assert np.all(np.isfinite(solution.values[0]))


def test_single_precision_is_nearly_double_and_comes_as_double():
    runs, times = random_meals(2, 40), np.linspace(0.0, 45.0, 46)
    exact = VectorEngine(CHAIN).solve(runs, ["blood", "store"], times, relative_tolerance=1e-9)
    single = VectorEngine(CHAIN, "f32").solve(
        runs, ["blood", "store"], times, relative_tolerance=1e-5
    )
    assert single.values.dtype == np.float64
    assert single.failures == {}
    largest = np.abs(exact.values).max(axis=1, keepdims=True)
    assert np.max(np.abs(single.values - exact.values) / largest) < 2e-4


def test_a_factorial_below_zero_has_no_value():
    engine = VectorEngine(
        antimony_to_sbml("model many()\n n = 3\n x = 0\n x' = 0\n y := factorial(n - time)\nend")
    )
    solution = engine.solve([Run(ALONE)], ["y"], np.array([0.0, 2.0]))
    np.testing.assert_allclose(solution.of("y")[0], [6, 1], rtol=1e-12)
    assert engine.solve([Run(ALONE)], ["y"], np.array([3.5])).failures == {0: NOT_FINITE}


@pytest.mark.parametrize(
    ("run", "outputs", "named"),
    [
        (Run(ALONE), ["nothing"], "no quantity called 'nothing'"),
        (Run(ALONE, {"supply": 1.0}), ["pool"], "no parameters called supply"),
        (Run(Schedule(("k",), np.array([0.0]), np.ones((1, 1)))), ["pool"], "no inputs called k"),
        (Run(ALONE, {}, {"rate": 1.0}), ["pool"], "no states called rate"),
    ],
)
def test_a_name_the_model_lacks_is_refused(run, outputs, named):
    with pytest.raises(UnknownIdentifier, match=named):
        VectorEngine(DECAY).solve([run], outputs, np.array([0.0, 1.0]))


@pytest.mark.parametrize(
    ("times", "why"),
    [
        ([1.0, 1.0], "must ascend"),
        ([2.0, 1.0], "must ascend"),
        ([-1.0, 1.0], "before a run starts"),
        ([0.0, np.inf], "finite"),
        ([np.nan], "finite"),
    ],
)
def test_times_that_make_no_sense_are_refused(times, why):
    with pytest.raises(ValueError, match=why):
        VectorEngine(DECAY).solve([Run(ALONE)], ["pool"], np.array(times))


@pytest.mark.parametrize("tolerance", [0.0, -1e-3, np.nan, np.inf])
def test_a_tolerance_that_is_not_above_zero_is_refused(tolerance):
    with pytest.raises(ValueError, match="tolerance must be above zero"):
        VectorEngine(DECAY).solve(
            [Run(ALONE)], ["pool"], np.array([1.0]), relative_tolerance=tolerance
        )


def test_single_precision_says_which_tolerance_it_cannot_hold():
    with pytest.raises(ValueError, match="f32 cannot hold a relative tolerance of 5e-07"):
        VectorEngine(DECAY, "f32").solve(
            [Run(ALONE)], ["pool"], np.array([1.0]), relative_tolerance=5e-7
        )


def test_an_engine_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="f64 or f32, not 'f16'"):
        VectorEngine(DECAY, precision="f16")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="at least one thread"):
        VectorEngine(DECAY, threads=0)


def test_what_no_engine_runs_is_refused_by_name():
    sbml = antimony_to_sbml("model jump()\n x = 0\n x' = 1\n at (x > 2): x = 0\nend")
    with pytest.raises(UnsupportedModel, match="1 events"):
        VectorEngine(sbml)
    with pytest.raises(ModelError, match="cannot be read"):
        VectorEngine("<sbml/>")
