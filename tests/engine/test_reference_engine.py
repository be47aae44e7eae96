from __future__ import annotations

import sys
import time

import numpy as np
import pytest

from cramp.engine.errors import EngineUnavailable, SolveCancelled, UnknownIdentifier
from cramp.engine.interface import Run, Schedule
from cramp.engine.reference import RUNS_PER_BATCH, ReferenceEngine, _solver
from cramp.engine.sbml import antimony_to_sbml

DECAY = antimony_to_sbml("""
model decay()
  compartment room = 1
  substanceOnly species pool in room, gone in room
  pool = start; gone = 0
  start = 5; k = 0.1
  var supply = 0
  enter: -> pool; supply
  leave: pool -> gone; k * pool
  rate := k * pool
end
""")

GROWTH = antimony_to_sbml("""
model growth()
  compartment room = 1
  substanceOnly species pool in room
  pool = 1; speed = 0
  grow: -> pool; speed * pool^2 + 0.01
  logarithm := ln(2 - pool)
end
""")

ALONE = Schedule((), np.array([0.0]), np.zeros((1, 0)))
PIECEWISE = Schedule(
    ("supply",), np.array([0.0, 7.0, 12.0, 40.0]), np.array([[0.0], [3.0], [0.25], [1.5]])
)


def closed_form(schedule: Schedule, times: np.ndarray, start: float, k: float) -> np.ndarray:
    """The pool under a supply constant between edges, by superposition."""
    supply = schedule.values[:, 0]
    steps = np.diff(supply, prepend=0.0)
    since = np.maximum(times[:, None] - schedule.edges[None, :], 0.0)
    answers = steps / k * -np.expm1(-k * since)
    return start * np.exp(-k * (times - schedule.edges[0])) + answers.sum(axis=1)


@pytest.mark.parametrize("tolerance", [1e-4, 1e-6, 1e-8])
@pytest.mark.parametrize("k", [0.03, 1.7])
def test_linear_decay_follows_its_closed_form(tolerance, k):
    times = np.array([0.0, 1.0, 7.0, 7.5, 12.0, 39.0, 40.0, 41.0, 90.0])
    solution = ReferenceEngine(DECAY).solve(
        [Run(PIECEWISE, {"k": k})], ["pool"], times, relative_tolerance=tolerance
    )
    expected = closed_form(PIECEWISE, times, 5.0, k)
    np.testing.assert_allclose(
        solution.of("pool")[0], expected, rtol=50 * tolerance, atol=tolerance
    )
    assert solution.failures == {}


def test_a_run_starts_at_its_first_edge_whatever_the_clock_says():
    late = Schedule(("supply",), PIECEWISE.edges + 1000.0, PIECEWISE.values)
    times = np.linspace(0.0, 60.0, 13)
    engine = ReferenceEngine(DECAY)
    early = engine.solve([Run(PIECEWISE)], ["pool"], times, relative_tolerance=1e-8)
    later = engine.solve([Run(late)], ["pool"], times + 1000.0, relative_tolerance=1e-8)
    np.testing.assert_allclose(early.values, later.values, rtol=1e-6)


def test_an_input_holds_from_its_edge_on():
    times = np.array([0.0, 6.99, 7.0, 12.0, 39.9, 40.0])
    solution = ReferenceEngine(DECAY).solve([Run(PIECEWISE)], ["supply"], times)
    np.testing.assert_array_equal(solution.of("supply")[0], [0, 0, 3, 0.25, 0.25, 1.5])


def test_an_edge_after_the_last_time_changes_nothing():
    short = Schedule(("supply",), PIECEWISE.edges[:2], PIECEWISE.values[:2])
    times = np.array([0.0, 11.0])
    both = ReferenceEngine(DECAY).solve([Run(PIECEWISE), Run(short)], ["pool"], times)
    np.testing.assert_array_equal(both.values[0], both.values[1])


def test_initial_values_follow_the_parameters_they_are_computed_from():
    runs = [Run(ALONE), Run(ALONE, {"start": 11.0}), Run(ALONE, {"start": 11.0}, {"pool": 2.0})]
    solution = ReferenceEngine(DECAY).solve(runs, ["pool"], np.array([0.0]))
    np.testing.assert_array_equal(solution.of("pool")[:, 0], [5.0, 11.0, 2.0])


def test_a_run_leaves_no_trace_in_the_next():
    plain = Run(ALONE)
    loud = Run(PIECEWISE, {"k": 3.0, "start": 50.0}, {"gone": 9.0})
    times = np.linspace(0.0, 50.0, 6)
    engine = ReferenceEngine(DECAY)
    alone = engine.solve([plain], ["pool", "gone", "supply"], times)
    between = engine.solve([loud, plain, loud], ["pool", "gone", "supply"], times)
    np.testing.assert_array_equal(between.values[1], alone.values[0])


def test_a_run_is_the_same_in_every_batch():
    runs = [Run(PIECEWISE, {"k": 0.02 * (1 + index)}) for index in range(2 * RUNS_PER_BATCH + 3)]
    times = np.linspace(0.0, 60.0, 7)
    engine = ReferenceEngine(DECAY)
    together = engine.solve(runs, ["pool"], times).values
    apart = [engine.solve([run], ["pool"], times).values[0] for run in runs]
    np.testing.assert_array_equal(together, apart)
    np.testing.assert_array_equal(engine.solve(runs[::-1], ["pool"], times).values[::-1], together)


def test_sampling_more_often_does_not_change_the_course():
    engine = ReferenceEngine(DECAY)
    few = engine.solve([Run(PIECEWISE)], ["pool"], np.array([60.0]), relative_tolerance=1e-8)
    many = engine.solve(
        [Run(PIECEWISE)], ["pool"], np.linspace(0, 60, 601), relative_tolerance=1e-8
    )
    np.testing.assert_allclose(few.values[0, -1], many.values[0, -1], rtol=1e-6)


def test_states_derived_quantities_and_inputs_can_be_asked_for_in_any_order():
    times = np.array([3.0, 20.0])
    solution = ReferenceEngine(DECAY).solve([Run(PIECEWISE)], ["rate", "supply", "pool"], times)
    assert solution.outputs == ("rate", "supply", "pool")
    assert solution.values.shape == (1, 2, 3)
    np.testing.assert_allclose(solution.of("rate"), 0.1 * solution.of("pool"), rtol=1e-12)


def test_nothing_asked_gives_nothing_of_the_right_shape():
    engine = ReferenceEngine(DECAY)
    assert engine.solve([], ["pool"], np.array([1.0])).values.shape == (0, 1, 1)
    assert engine.solve([Run(ALONE)], ["pool"], np.array([])).values.shape == (1, 0, 1)


def test_a_failed_run_is_named_counted_and_left_empty():
    runs = [Run(ALONE), Run(ALONE, {"speed": 1.0}), Run(ALONE, {"speed": 0.001})]
    times = np.linspace(0.0, 10.0, 5)
    solution = ReferenceEngine(GROWTH).solve(runs, ["pool"], times)
    assert list(solution.failures) == [1]
    assert solution.failures[1]
    assert np.all(np.isnan(solution.values[1]))
    assert np.all(np.isfinite(solution.values[[0, 2]]))


def test_a_failed_run_does_not_touch_its_neighbours():
    good, bad = Run(ALONE, {"speed": 0.001}), Run(ALONE, {"speed": 1.0})
    times = np.linspace(0.0, 10.0, 5)
    engine = ReferenceEngine(GROWTH)
    alone = engine.solve([good], ["pool"], times).values[0]
    mixed = engine.solve([bad, good, bad, good], ["pool"], times)
    assert set(mixed.failures) == {0, 2}
    np.testing.assert_array_equal(mixed.values[1], alone)
    np.testing.assert_array_equal(mixed.values[3], alone)


def test_a_value_that_is_not_finite_is_a_failure():
    run = Run(ALONE, {}, {"pool": 3.0})
    solution = ReferenceEngine(GROWTH).solve([run], ["logarithm"], np.array([0.0, 1.0]))
    assert solution.failures == {0: "the solution holds values that are not finite"}
    assert np.all(np.isnan(solution.values))


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
        ReferenceEngine(DECAY).solve([run], outputs, np.array([0.0, 1.0]))


@pytest.mark.parametrize("times", [[1.0, 1.0], [2.0, 1.0]])
def test_times_must_ascend(times):
    with pytest.raises(ValueError, match="must ascend"):
        ReferenceEngine(DECAY).solve([Run(ALONE)], ["pool"], np.array(times))


def test_times_before_the_start_are_refused():
    with pytest.raises(ValueError, match="before a run starts"):
        ReferenceEngine(DECAY).solve([Run(ALONE)], ["pool"], np.array([-1.0, 1.0]))


def test_progress_counts_up_to_all_runs():
    seen = []
    runs = [Run(ALONE)] * (2 * RUNS_PER_BATCH + 1)
    ReferenceEngine(DECAY).solve(
        runs, ["pool"], np.array([1.0]), progress=lambda done, total: seen.append((done, total))
    )
    assert [total for _, total in seen] == [len(runs)] * 3
    assert [done for done, _ in seen] == [RUNS_PER_BATCH, 2 * RUNS_PER_BATCH, len(runs)]


def test_cancelling_stops_before_the_next_batch():
    done = []
    runs = [Run(ALONE)] * (3 * RUNS_PER_BATCH)
    with pytest.raises(SolveCancelled, match="before all runs"):
        ReferenceEngine(DECAY).solve(
            runs,
            ["pool"],
            np.array([1.0]),
            progress=lambda so_far, _: done.append(so_far),
            cancelled=lambda: bool(done),
        )
    assert done == [RUNS_PER_BATCH]


def test_without_its_library_the_engine_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "roadrunner", None)
    _solver.cache_clear()
    with pytest.raises(EngineUnavailable, match=r"pip install 'cramp\[reference\]'"):
        ReferenceEngine(DECAY).solve([Run(ALONE)], ["pool"], np.array([1.0]))


@pytest.mark.slow
def test_the_number_of_workers_does_not_change_a_bit():
    runs = [Run(PIECEWISE, {"k": 0.02 * (1 + index)}) for index in range(3 * RUNS_PER_BATCH + 1)]
    failing = Run(ALONE, {"speed": 1.0})
    times = np.linspace(0.0, 60.0, 7)
    one, two = (ReferenceEngine(DECAY, workers=n).solve(runs, ["pool"], times) for n in (1, 2))
    np.testing.assert_array_equal(one.values, two.values)
    mixed = [failing, *[Run(ALONE)] * 2 * RUNS_PER_BATCH, failing]
    one, two = (ReferenceEngine(GROWTH, workers=n).solve(mixed, ["pool"], times) for n in (1, 2))
    assert one.failures == two.failures
    assert set(two.failures) == {0, len(mixed) - 1}
    np.testing.assert_array_equal(one.values, two.values)


@pytest.mark.slow
def test_cancelling_stops_several_workers_soon():
    runs = [Run(PIECEWISE)] * (4 * RUNS_PER_BATCH)
    begun = time.monotonic()
    with pytest.raises(SolveCancelled):
        ReferenceEngine(DECAY, workers=2).solve(
            runs, ["pool"], np.array([1.0]), cancelled=lambda: True
        )
    assert time.monotonic() - begun < 30
