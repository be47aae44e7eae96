from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from cramp.engine.errors import SolveCancelled, UnknownIdentifier
from cramp.engine.interface import Run, Schedule
from cramp.engine.sbml import antimony_to_sbml
from cramp.engine.vector import sensitivities
from cramp.engine.vector.engine import VectorEngine
from cramp.engine.vector.sensitivities import SensitivitySolver
from cramp.physiology.composition import body_sbml

DECAY = antimony_to_sbml("""
model decay()
  compartment room = 1
  substanceOnly species pool in room, gone in room
  pool = start; gone = 0
  base = 2.5; start = 2 * base; k = 0.1; speed = 0; unused = 3
  var supply = 0
  enter: -> pool; supply
  leave: pool -> gone; k * pool
  grow: -> pool; speed * pool^2
  rate := k * pool
end
""")

ALONE = Schedule((), np.array([0.0]), np.zeros((1, 0)))
SUPPLIED = Schedule(("supply",), np.array([0.0, 7.0, 12.0]), np.array([[0.5], [3.0], [0.0]]))
TIMES = np.array([0.0, 1.0, 7.0, 10.0, 30.0])
HORIZON = np.linspace(0.0, 8.0, 9)


@cache
def solver(sbml: str, *parameters: str, precision="f64") -> SensitivitySolver:
    return SensitivitySolver(VectorEngine(sbml, precision, tangents=True), parameters)


def supplied_pool(schedule: Schedule, k: float) -> np.ndarray:
    """Return the pool that a supply constant between edges makes from nothing."""
    steps = np.diff(schedule.values[:, 0], prepend=0.0)
    since = np.maximum(TIMES[:, np.newaxis] - schedule.edges, 0.0)
    return (steps / k * -np.expm1(-k * since)).sum(axis=1)


def slope_of_supplied_pool(schedule: Schedule, k: float) -> np.ndarray:
    steps = np.diff(schedule.values[:, 0], prepend=0.0)
    since = np.maximum(TIMES[:, np.newaxis] - schedule.edges, 0.0)
    slopes = steps * (since * np.exp(-k * since) / k + np.expm1(-k * since) / k**2)
    return slopes.sum(axis=1)


@pytest.mark.parametrize("tolerance", [1e-4, 1e-6, 1e-8])
def test_linear_decay_moves_as_its_closed_form_does(tolerance):
    runs = [Run(SUPPLIED), Run(ALONE, {"k": 0.7}), Run(SUPPLIED, {"k": 0.02, "base": 9.0})]
    found = solver(DECAY, "k", "base").solve(
        runs, ["pool", "rate"], TIMES, relative_tolerance=tolerance
    )
    assert found.values.shape == (3, 5, 2, 2)
    assert found.failures == {}
    for index, run in enumerate(runs):
        k, start = run.parameters.get("k", 0.1), 2 * run.parameters.get("base", 2.5)
        pool, by_k = start * np.exp(-k * TIMES), -TIMES * start * np.exp(-k * TIMES)
        if run.schedule is SUPPLIED:
            pool += supplied_pool(SUPPLIED, k)
            by_k += slope_of_supplied_pool(SUPPLIED, k)
        allowed = {"rtol": 20 * tolerance, "atol": tolerance * np.abs(by_k).max()}
        np.testing.assert_allclose(found.of("pool", "k")[index], by_k, **allowed)
        np.testing.assert_allclose(found.of("rate", "k")[index], pool + k * by_k, **allowed)
        by_base = found.of("pool", "base")[index]
        np.testing.assert_allclose(by_base, 2 * np.exp(-k * TIMES), **allowed)


def test_a_parameter_that_only_enters_a_start_moves_what_starts_from_it():
    runs = [Run(ALONE), Run(ALONE, {"start": 4.0}), Run(ALONE, {}, {"pool": 4.0})]
    found = solver(DECAY, "start", "base").solve(
        runs, ["pool", "start"], TIMES, relative_tolerance=1e-8
    )
    decay = np.exp(-0.1 * TIMES)
    still = np.zeros_like(TIMES)
    np.testing.assert_allclose(found.of("pool", "start"), [decay, decay, still], rtol=1e-6)
    # A parameter that a run sets, and a state, no longer follow what they are computed from.
    np.testing.assert_allclose(found.of("pool", "base"), [2 * decay, still, still], rtol=1e-6)
    np.testing.assert_array_equal(found.of("start", "base")[:, 0], [2.0, 0.0, 2.0])


def test_what_nothing_depends_on_moves_nothing():
    found = solver(DECAY, "unused").solve([Run(SUPPLIED)], ["pool", "gone", "rate"], TIMES)
    np.testing.assert_array_equal(found.values, np.zeros((1, 5, 3, 1)))


def test_a_parameter_that_is_zero_still_has_a_slope():
    found = solver(DECAY, "speed").solve([Run(ALONE)], ["pool"], TIMES, relative_tolerance=1e-8)
    # pool' = -k pool + speed pool^2: to first order in speed, 25 / k (e^-kt - e^-2kt).
    expected = 250 * (np.exp(-0.1 * TIMES) - np.exp(-0.2 * TIMES))
    np.testing.assert_allclose(found.of("pool", "speed")[0], expected, rtol=1e-6, atol=1e-6)


def test_an_input_that_follows_a_parameter_moves_unless_a_schedule_sets_it():
    followed = antimony_to_sbml("""
    model followed()
      compartment room = 1
      substanceOnly species pool in room
      pool = 1; base = 2
      var supply = 3 * base
      enter: -> pool; supply
    end
    """)
    runs = [Run(ALONE), Run(SUPPLIED)]
    found = solver(followed, "base").solve(runs, ["pool"], TIMES, relative_tolerance=1e-8)
    np.testing.assert_allclose(found.of("pool", "base"), [3 * TIMES, 0 * TIMES], rtol=1e-9)


def test_a_rate_that_turns_at_a_fixed_time_moves_exactly():
    turning = antimony_to_sbml("""
    model turning()
      compartment room = 1
      substanceOnly species pool in room
      pool = 5; early = 0.2; late = 0.5
      leave: pool -> ; piecewise(early, time < 3, late) * pool
    end
    """)
    edges = np.array([0.0, 3.0])
    stopping = Schedule((), edges, np.zeros((2, 0)))
    found = solver(turning, "early", "late").solve(
        [Run(stopping)], ["pool"], HORIZON, relative_tolerance=1e-8
    )
    before, after = np.minimum(HORIZON, 3.0), np.maximum(HORIZON - 3.0, 0.0)
    pool = 5 * np.exp(-0.2 * before - 0.5 * after)
    np.testing.assert_allclose(found.of("pool", "early")[0], -before * pool, rtol=1e-6)
    # The step that ends at the turn meets the later rate there, and errs by the tolerance.
    np.testing.assert_allclose(found.of("pool", "late")[0], -after * pool, rtol=1e-6, atol=1e-8)


def test_a_rate_that_bends_with_the_state_moves_exactly():
    capped = antimony_to_sbml("""
    model capped()
      compartment room = 1
      substanceOnly species pool in room
      pool = 5; cap = 2; k = 0.5
      leave: pool -> ; k * min(pool, cap)
    end
    """)
    found = solver(capped, "cap", "k").solve(
        [Run(ALONE)], ["pool"], HORIZON, relative_tolerance=1e-8
    )
    turned = HORIZON > 3.0  # down to the cap at a pace of one
    late = 2 * np.exp(1.5 - 0.5 * HORIZON)
    by_cap = np.where(turned, late * (1 / 2 - 5 / 4), -0.5 * HORIZON)
    by_k = np.where(turned, -HORIZON * late, -2 * HORIZON)
    np.testing.assert_allclose(found.of("pool", "cap")[0], by_cap, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(found.of("pool", "k")[0], by_k, rtol=1e-5, atol=1e-6)


def test_a_power_of_what_starts_empty_has_its_slopes():
    hill = antimony_to_sbml("""
    model hill()
      compartment room = 1
      substanceOnly species pool in room
      pool = 0; order = 2.5; half = 1; supply = 1
      enter: -> pool; supply
      leave: pool -> ; pool^order / (half^order + pool^order)
    end
    """)
    usual = {"order": 2.5, "half": 1.0, "supply": 1.0}
    found = solver(hill, *usual).solve([Run(ALONE)], ["pool"], HORIZON, relative_tolerance=1e-7)
    step = 1e-4
    for name, value in usual.items():
        runs = [Run(ALONE, {name: value + sign * step}) for sign in (1, -1)]
        ahead, behind = (
            VectorEngine(hill)
            .solve(runs, ["pool"], HORIZON, relative_tolerance=1e-11)
            .values[:, :, 0]
        )
        expected = (ahead - behind) / (2 * step)
        np.testing.assert_allclose(found.of("pool", name)[0], expected, rtol=1e-5, atol=1e-6)


def test_a_settled_start_moves_with_its_parameters():
    steady = Schedule(("supply",), np.array([0.0, 7.0]), np.array([[2.0], [0.0]]))
    runs = [Run(steady, {"k": 0.4}, settled_at=0.0)]
    found = solver(DECAY, "k", "base").solve(runs, ["pool", "gone"], TIMES, relative_tolerance=1e-7)
    after = np.maximum(TIMES - 7.0, 0.0)
    by_k = (-2 / 0.4**2 - 2 / 0.4 * after) * np.exp(-0.4 * after)
    np.testing.assert_allclose(found.of("pool", "k")[0], by_k, rtol=1e-5)
    np.testing.assert_allclose(found.of("pool", "base")[0], np.zeros(5), atol=1e-6)
    # What only piles up begins at its own start: until 7 it gains the supply, whatever k.
    np.testing.assert_allclose(found.of("gone", "k")[0, :3], np.zeros(3), atol=1e-4)


def test_single_precision_agrees_within_its_own():
    runs = [Run(SUPPLIED), Run(ALONE, {"k": 0.7})]
    double, single = (
        solver(DECAY, "k", "base", precision=precision).solve(
            runs, ["pool", "rate"], TIMES, relative_tolerance=1e-5
        )
        for precision in ("f64", "f32")
    )
    size = np.abs(double.values).max(axis=1, keepdims=True)
    assert np.all(np.abs(single.values - double.values) <= 1e-4 * size)


def test_a_run_that_fails_is_named_and_leaves_its_neighbours_alone():
    runs = [Run(ALONE), Run(ALONE, {"speed": 1.0}), Run(SUPPLIED)]
    found = solver(DECAY, "k", "base").solve(runs, ["pool"], TIMES)
    alone = solver(DECAY, "k", "base").solve([runs[0], runs[2]], ["pool"], TIMES)
    assert list(found.failures) == [1]
    assert found.failures[1].endswith("(solved for k)")
    assert np.all(np.isnan(found.values[1]))
    np.testing.assert_array_equal(found.values[[0, 2]], alone.values)


class FailsOnce:
    """The vector engine, but for the fourth solve of more than one, which fails."""

    name = "fails once"

    def __init__(self) -> None:
        self.engine = VectorEngine(DECAY, tangents=True)
        self.description = self.engine.description

    def solve(self, runs, outputs, times, **options):
        solution = self.engine.solve(runs, outputs, times, **options)
        if len(runs) == 1:
            return solution
        values = solution.values.copy()
        values[3] = np.nan
        return replace(solution, values=values, failures={3: "no luck"})


def test_a_run_that_fails_for_one_parameter_fails():
    found = SensitivitySolver(FailsOnce(), ("k", "base")).solve([Run(ALONE)] * 3, ["pool"], TIMES)
    assert found.failures == {1: "no luck (solved for base)"}
    assert np.all(np.isnan(found.values[1]))
    assert np.all(np.isfinite(found.values[[0, 2]]))


def test_how_many_runs_are_solved_at_once_changes_nothing(monkeypatch):
    runs = [Run(SUPPLIED, {"k": 0.05 * (1 + index)}) for index in range(7)]
    runs[4] = Run(ALONE, {"speed": 1.0})
    whole = solver(DECAY, "k", "base").solve(runs, ["pool"], TIMES)
    monkeypatch.setattr(sensitivities, "SOLVES_AT_ONCE", 5)
    seen = []
    parts = solver(DECAY, "k", "base").solve(
        runs, ["pool"], TIMES, progress=lambda done, total: seen.append((done, total))
    )
    np.testing.assert_array_equal(parts.values, whole.values)
    assert parts.failures == whole.failures
    assert list(parts.failures) == [4]
    assert seen == [(2, 7), (4, 7), (6, 7), (7, 7)]


def test_nothing_asked_gives_nothing_of_the_right_shape():
    assert solver(DECAY).solve([Run(ALONE)], ["pool"], TIMES).values.shape == (1, 5, 1, 0)
    assert solver(DECAY, "k").solve([], ["pool"], TIMES).values.shape == (0, 5, 1, 1)


def test_cancelling_stops():
    with pytest.raises(SolveCancelled):
        solver(DECAY, "k").solve([Run(ALONE)], ["pool"], TIMES, cancelled=lambda: True)


def test_what_the_model_lacks_is_refused_by_name():
    with pytest.raises(UnknownIdentifier, match="no parameters called nothing, supply"):
        solver(DECAY, "k", "supply", "nothing")
    with pytest.raises(UnknownIdentifier, match="no quantity called 'nothing'"):
        solver(DECAY, "k").solve([], ["nothing"], TIMES)
    with pytest.raises(ValueError, match="tangents=True"):
        SensitivitySolver(VectorEngine(DECAY), ("k",))


MEALS = Schedule(
    ("water_intake_rate", "potassium_intake_rate", "sodium_intake_rate", "sweat_rate"),
    np.array([0.0, 60.0, 75.0, 300.0, 315.0]),
    np.array(
        [
            [0.0, 0.0, 0.0, 0.0],
            [0.02, 1.0, 2.0, 0.0],
            [0.0, 0.0, 0.0, 0.005],
            [0.03, 2.0, 3.0, 0.0],
            [0.0, 0.0, 0.0, 0.0],
        ]
    ),
)
OF_BODY = (
    "interstitial_volume_reference",
    "glomerular_filtration_rate_reference",
    "plasma_potassium_concentration_reference",
    "stomach_emptying_rate",
    "vasopressin_hill",
    "capillary_permeability",
    "aldosterone_time",
)


@pytest.mark.slow
def test_the_body_moves_as_differences_between_close_bodies_tell():
    engine, times = VectorEngine(body_sbml()), np.array([0.0, 70.0, 400.0, 1000.0])
    outputs = list(engine.description.states)
    usual = engine.solve([Run(ALONE)], OF_BODY, times[:1]).values[0, 0]
    share, tolerance = 1e-4, 1e-11
    runs = [
        Run(MEALS, {name: size * (1 + sign * share)})
        for name, size in zip(OF_BODY, usual, strict=True)
        for sign in (1, -1)
    ]
    courses = engine.solve(runs, outputs, times, relative_tolerance=tolerance).values
    ahead, behind = courses[0::2], courses[1::2]
    expected = np.moveaxis((ahead - behind) / (2 * share), 0, -1)
    found = solver(body_sbml(), *OF_BODY).solve(
        [Run(MEALS)], outputs, times, relative_tolerance=1e-6
    )
    assert found.failures == {}
    # For a change of each parameter by its own size; the courses' own errors blur the difference.
    size = np.abs(expected).max(axis=0, keepdims=True)
    blur = tolerance / share * np.abs(courses).max(axis=(0, 1))[:, np.newaxis]
    assert np.all(np.abs(found.values[0] * usual - expected) <= 1e-4 * size + blur)
