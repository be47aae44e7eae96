from __future__ import annotations

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from cramp.engine.errors import SolveCancelled, UnknownIdentifier
from cramp.engine.interface import Run, Schedule, Solution
from cramp.engine.reference import ReferenceEngine
from cramp.engine.run_features import OF_OUTPUTS, Crossing
from cramp.engine.sbml import antimony_to_sbml
from cramp.engine.summaries import SummaryPlan, summarise

DECAY = antimony_to_sbml("""
model decay()
  compartment room = 1
  substanceOnly species pool in room
  pool = start; start = 8; k = 0.1; speed = 0
  leave: pool -> ; k * pool
  grow: -> pool; speed * pool^2
end
""")
ALONE = Schedule((), np.array([0.0]), np.zeros((1, 0)))
TIMES = np.array([0.0, 1.0, 2.0, 4.0, 7.0])
EXACT = SummaryPlan(exact_up_to=1024)
SKETCHED = replace(EXACT, exact_up_to=32)


class Curves:
    """Stands for an engine: `height` rises and falls, `ramp` only rises, at once computed."""

    name = "curves"
    description = ReferenceEngine(DECAY).description

    def solve(self, runs, outputs, times, **options):
        progress, cancelled = options.get("progress"), options.get("cancelled")
        if cancelled is not None and cancelled():
            raise SolveCancelled("stopped before all runs were done")
        failures = {
            index: f"broken by {run.parameters['size']}"
            for index, run in enumerate(runs)
            if run.parameters.get("broken")
        }
        size = np.array([run.parameters["size"] for run in runs])[:, np.newaxis]
        courses = {
            "height": lambda: size * times * np.exp(-times / 2),
            "ramp": lambda: size + times,
        }
        values = np.stack([courses[name]() for name in outputs], axis=-1)
        values[list(failures)] = np.nan
        if progress is not None:
            progress(len(runs), len(runs))
        return Solution(times, tuple(outputs), values, failures)


def sized(count: int, seed: int = 1, broken_every: int = 0):
    """Yield runs of random size, some of which fail."""
    generator = np.random.default_rng(seed)
    for place in range(count):
        broken = bool(broken_every) and place % broken_every == 0
        yield Run(ALONE, {"size": float(generator.lognormal()), "broken": float(broken)})


def courses(count: int, **more) -> np.ndarray:
    runs = [run for run in sized(count, **more) if not run.parameters["broken"]]
    return Curves().solve(runs, ["height", "ramp"], TIMES).values


def test_mean_spread_and_quantiles_are_those_of_all_courses():
    summary = summarise(Curves(), sized(700), ["height", "ramp"], TIMES)
    values = courses(700)
    assert (summary.runs, summary.failed) == (700, 0)
    np.testing.assert_allclose(summary.courses.mean, values.mean(axis=0), rtol=1e-12)
    expected = values.std(axis=0, ddof=1)
    np.testing.assert_allclose(summary.courses.standard_deviation, expected, rtol=1e-10)
    expected = np.quantile(values, summary.plan.quantiles, axis=0)
    np.testing.assert_allclose(summary.courses.quantiles, expected, rtol=1e-12)
    assert summary.courses.rank_error == 0


def test_a_spread_that_is_small_beside_its_mean_keeps_its_digits():
    runs = [Run(ALONE, {"size": 1e9 + place % 2}) for place in range(1000)]
    summary = summarise(Curves(), runs, ["ramp"], TIMES)
    np.testing.assert_allclose(summary.courses.standard_deviation, 0.5 * np.sqrt(1000 / 999))


def test_quantiles_of_many_runs_lie_within_their_bound():
    summary = summarise(Curves(), sized(6000), ["height", "ramp"], TIMES, SKETCHED)
    values = np.sort(courses(6000)[:, 1:], axis=0)
    bound = summary.courses.rank_error
    assert 0 < bound < 0.2
    for share, found in zip(summary.plan.quantiles, summary.courses.quantiles[:, 1:], strict=True):
        below, not_above = (values < found).mean(axis=0), (values <= found).mean(axis=0)
        assert np.all(below <= share + bound)
        assert np.all(not_above >= share - bound)


@pytest.mark.parametrize("outputs", [["ramp"], ["height", "ramp"]])
def test_how_many_runs_are_solved_together_changes_no_bit(outputs):
    plan = replace(SKETCHED, crossings=(Crossing("ramp", 3.0),), keep_each_run=True)

    def summary(together):
        chunked = replace(plan, runs_at_once=together)
        return summarise(Curves(), sized(1500, broken_every=11), outputs, TIMES, chunked)

    whole = summary(5000)
    for together in (1, 7, 128, 1000):
        cut = summary(together)
        assert (cut.runs, cut.failed, cut.reasons) == (whole.runs, whole.failed, whole.reasons)
        for one, other in [
            (cut.courses, whole.courses),
            *[(cut.features[name], whole.features[name]) for name in OF_OUTPUTS],
        ]:
            np.testing.assert_array_equal(one.mean, other.mean)
            np.testing.assert_array_equal(one.standard_deviation, other.standard_deviation)
            np.testing.assert_array_equal(one.quantiles, other.quantiles)
        np.testing.assert_array_equal(cut.reached.share, whole.reached.share)
        np.testing.assert_array_equal(cut.reached.quantiles, whole.reached.quantiles)
        np.testing.assert_array_equal(cut.each_run_place, whole.each_run_place)
        np.testing.assert_array_equal(cut.each_run.area, whole.each_run.area)


def test_failed_runs_are_counted_named_and_left_out_of_everything():
    plan = replace(
        EXACT,
        named_failures=3,
        runs_at_once=16,
        keep_each_run=True,
        crossings=(Crossing("ramp", 0.0),),
    )
    summary = summarise(Curves(), sized(100, broken_every=10), ["height", "ramp"], TIMES, plan)
    sizes = [run.parameters["size"] for run in sized(100)]
    assert (summary.runs, summary.failed) == (100, 10)
    assert summary.reasons == {place: f"broken by {sizes[place]}" for place in (0, 10, 20)}
    np.testing.assert_array_equal(
        summary.each_run_place, [place for place in range(100) if place % 10]
    )
    values = courses(100, broken_every=10)
    np.testing.assert_allclose(summary.courses.mean, values.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(summary.each_run.maximum, values.max(axis=1), rtol=1e-12)
    np.testing.assert_array_equal(summary.reached.share, [1.0])


def test_a_run_with_a_value_that_is_not_finite_is_a_failure_even_if_its_engine_calls_it_good():
    runs = [Run(ALONE, {"size": size}) for size in (1.0, np.inf, 3.0)]
    summary = summarise(Curves(), runs, ["ramp"], TIMES)
    assert summary.reasons == {1: "the solution holds values that are not finite"}
    np.testing.assert_array_equal(summary.courses.mean[:, 0], 2.0 + TIMES)


def test_features_of_each_run_are_what_its_course_shows():
    runs = [Run(ALONE, {"size": size}) for size in (2.0, -1.0)]
    plan = replace(EXACT, keep_each_run=True)
    each = summarise(Curves(), runs, ["height", "ramp"], TIMES, plan).each_run
    np.testing.assert_allclose(each.area[:, 1], 7 * np.array([2.0, -1.0]) + 49 / 2)
    np.testing.assert_allclose(each.time_mean, each.area / 7)
    np.testing.assert_array_equal(each.maximum_time, [[2.0, 7.0], [0.0, 7.0]])
    np.testing.assert_array_equal(each.minimum_time, [[0.0, 0.0], [2.0, 0.0]])
    np.testing.assert_allclose(each.minimum[:, 0], [0.0, -2 * np.exp(-1)])


def test_thresholds_are_reached_between_samples_at_once_or_never():
    runs = [Run(ALONE, {"size": size}) for size in (2.0, -3.0, 20.0, -20.0)]
    crossings = (Crossing("ramp", 3.5), Crossing("ramp", -3.0, rising=False))
    plan = replace(EXACT, keep_each_run=True, crossings=crossings, quantiles=(0.0, 0.5, 1.0))
    summary = summarise(Curves(), runs, ["ramp"], TIMES, plan)
    expected = [[1.5, np.nan], [6.5, 0.0], [0.0, np.nan], [np.nan, 0.0]]
    np.testing.assert_allclose(summary.each_run.reached, expected)
    np.testing.assert_array_equal(summary.reached.share, [0.75, 0.5])
    np.testing.assert_allclose(summary.reached.quantiles[:, 0], [0.0, 4.0, np.nan])


def test_features_over_runs_are_gathered_without_keeping_each():
    summary = summarise(Curves(), sized(500), ["height", "ramp"], TIMES)
    values = courses(500)
    assert summary.each_run is None
    assert summary.each_run_place is None
    np.testing.assert_allclose(summary.features["maximum"].mean, values.max(axis=1).mean(axis=0))
    np.testing.assert_allclose(
        summary.features["area"].quantiles,
        np.quantile(np.trapezoid(values, TIMES, axis=1), summary.plan.quantiles, axis=0),
    )


def test_one_time_alone_has_a_mean_and_no_area():
    plan = replace(EXACT, keep_each_run=True)
    each = summarise(Curves(), sized(3), ["ramp"], TIMES[:1], plan).each_run
    np.testing.assert_array_equal(each.area, np.zeros((3, 1)))
    np.testing.assert_array_equal(each.time_mean, each.minimum)


def test_memory_does_not_grow_with_the_runs():
    times = np.linspace(0.0, 10.0, 101)
    plan = replace(SKETCHED, runs_at_once=100, crossings=(Crossing("ramp", 3.0),))

    def peak(count):
        tracemalloc.start()
        try:
            summarise(Curves(), sized(count), ["height", "ramp"], times, plan)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(200)  # what is loaded once counts for neither
    few, many = peak(1_000), peak(16_000)
    one_level = 32 * 8 * (101 + len(OF_OUTPUTS) + 1) * 2
    # Sixteen times the runs are four levels more; their courses alone would be 26 MB.
    assert many - few < 5 * one_level


def test_runs_are_read_only_as_they_are_solved():
    read = []

    def counted():
        for run in sized(50):
            read.append(run)
            yield run

    seen = []
    plan = replace(EXACT, runs_at_once=10)
    summarise(
        Curves(),
        counted(),
        ["ramp"],
        TIMES,
        plan,
        progress=lambda done: seen.append((done, len(read))),
    )
    assert seen == [(10, 10), (20, 20), (30, 30), (40, 40), (50, 50)]


def test_cancelling_stops_between_chunks():
    done = []
    with pytest.raises(SolveCancelled):
        summarise(
            Curves(),
            sized(50),
            ["ramp"],
            TIMES,
            replace(EXACT, runs_at_once=10),
            progress=done.append,
            cancelled=lambda: len(done) == 2,
        )
    assert done == [10, 20]


@pytest.mark.parametrize("runs", [[], [Run(ALONE, {"size": 1.0, "broken": 1.0})]])
def test_without_a_run_that_succeeds_nothing_is_made_up(runs):
    plan = replace(EXACT, crossings=(Crossing("ramp", 3.0),), keep_each_run=True)
    summary = summarise(Curves(), runs, ["ramp"], TIMES, plan)
    assert summary.failed == summary.runs == len(runs)
    assert np.all(np.isnan(summary.courses.mean))
    assert np.all(np.isnan(summary.courses.quantiles))
    assert np.all(np.isnan(summary.reached.share))
    assert summary.courses.mean.shape == (5, 1)
    assert summary.each_run.area.shape == (0, 1)
    assert summary.each_run_place.shape == (0,)


def test_one_run_has_a_mean_but_no_spread():
    summary = summarise(Curves(), [Run(ALONE, {"size": 1.0})], ["ramp"], TIMES)
    np.testing.assert_array_equal(summary.courses.mean[:, 0], 1.0 + TIMES)
    assert np.all(np.isnan(summary.courses.standard_deviation))


def test_what_cannot_be_summarised_is_refused():
    with pytest.raises(UnknownIdentifier, match="not among the outputs: height; add it there"):
        summarise(
            Curves(), [], ["ramp"], TIMES, replace(EXACT, crossings=(Crossing("height", 1.0),))
        )
    with pytest.raises(ValueError, match="at least one output time"):
        summarise(Curves(), [], ["ramp"], np.array([]))
    with pytest.raises(ValueError, match="shares from 0 to 1"):
        SummaryPlan(quantiles=(5.0,))
    with pytest.raises(ValueError, match="at least 1"):
        SummaryPlan(runs_at_once=0)
    with pytest.raises(ValueError, match="must be finite"):
        Crossing("ramp", np.nan)


def test_an_engines_runs_are_summarised_with_its_own_failures():
    runs = [Run(ALONE, {"k": 0.1}), Run(ALONE, {"speed": 1.0}), Run(ALONE, {"k": 0.3})]
    summary = summarise(ReferenceEngine(DECAY), runs, ["pool"], TIMES)
    assert (summary.runs, summary.failed, list(summary.reasons)) == (3, 1, [1])
    expected = 4 * (np.exp(-0.1 * TIMES) + np.exp(-0.3 * TIMES))
    np.testing.assert_allclose(summary.courses.mean[:, 0], expected, rtol=1e-4)
