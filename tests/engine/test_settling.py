"""Runs that start settled: both engines find the steady state of the first inputs."""

from __future__ import annotations

import numpy as np
import pytest

from cramp.engine.description import describe
from cramp.engine.interface import Run, Schedule
from cramp.engine.reference import ReferenceEngine
from cramp.engine.sbml import antimony_to_sbml
from cramp.engine.settling import HELD_TIME, read_states, with_time_held
from cramp.engine.vector.engine import VectorEngine
from cramp.engine.vector.prepared import Source, program_of

POOLS = antimony_to_sbml("""
model pools()
  compartment room = 2
  species near in room
  substanceOnly species far in room, urine in room, gone in room
  near = 1; far = 0; urine = 4; gone = 7
  k = 0.1; back = 0.05
  var supply = 1.5
  enter: -> near; supply * (1 + 0.5 * sin(time))
  over: near -> far; room * k * near
  return: far -> near; back * far
  leave: far -> urine + gone; leaving
  leaving := 0.2 * far
  doubled := 2 * urine
end
""")
ENGINES = [ReferenceEngine, VectorEngine]
SCHEDULE = Schedule(("supply",), np.array([10.0, 15.0]), np.array([[3.0], [0.0]]))
STATES = ["near", "far", "urine", "gone"]


@pytest.mark.parametrize("build", ENGINES)
@pytest.mark.parametrize("settled_at", [0.0, 2.0, 1e6])
def test_a_settled_run_starts_where_nothing_moves_with_the_time_held(build, settled_at):
    run = Run(SCHEDULE, {"k": 0.3}, {"gone": 11.0}, settled_at)
    solution = build(POOLS).solve([run], STATES, np.array([10.0]), relative_tolerance=1e-7)
    inflow = 3.0 * (1 + 0.5 * np.sin(settled_at))
    far = inflow / 0.2
    near = (inflow + 0.05 * far) / 0.3
    np.testing.assert_allclose(solution.values[0, 0], [near, far, 4.0, 11.0], rtol=1e-5)


@pytest.mark.parametrize("precision", ["f64", "f32"])
def test_after_settling_the_time_and_the_schedule_run_as_ever(precision):
    times = np.array([10.0, 12.0, 15.0, 18.0, 30.0])
    runs = [Run(SCHEDULE, settled_at=2.0), Run(SCHEDULE), Run(SCHEDULE, settled_at=0.0)]
    found = VectorEngine(POOLS, precision).solve(runs, STATES, times, relative_tolerance=2e-6)
    expected = ReferenceEngine(POOLS).solve(runs, STATES, times, relative_tolerance=1e-9)
    np.testing.assert_allclose(found.values, expected.values, rtol=1e-4)


@pytest.mark.parametrize("build", ENGINES)
def test_a_run_that_cannot_settle_is_named_and_alone(build):
    stuck = Run(SCHEDULE, {"k": 0.0}, settled_at=0.0)
    runs = [Run(SCHEDULE, settled_at=0.0), stuck, Run(SCHEDULE, settled_at=0.0)]
    solution = build(POOLS).solve(runs, STATES, np.array([11.0]))
    assert solution.failures == {1: "no steady state under the first inputs"}
    assert np.all(np.isnan(solution.values[1]))
    np.testing.assert_array_equal(solution.values[0], solution.values[2])


@pytest.mark.parametrize("build", ENGINES)
def test_a_settled_run_leaves_no_trace_in_the_next(build):
    plain, settled = Run(SCHEDULE), Run(SCHEDULE, settled_at=3.0)
    engine, times = build(POOLS), np.array([10.0, 20.0])
    alone = engine.solve([plain], STATES, times).values[0]
    mixed = engine.solve([settled, plain, settled], STATES, times).values
    np.testing.assert_array_equal(mixed[1], alone)
    np.testing.assert_array_equal(mixed[0], mixed[2])


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_time_to_settle_at_must_be_finite(bad):
    with pytest.raises(ValueError, match="settled_at must be a finite time"):
        Run(SCHEDULE, settled_at=bad)


def test_what_only_piles_up_is_not_read():
    assert read_states(POOLS, STATES) == {"near", "far"}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a -> b; k; b -> ; k * c; c -> ; k", {"c"}),
        ("a -> b; k * r; r := c + 1; c -> ; k", {"c"}),
        ("a -> b; k * r; r := s; s := b; c -> ; k", {"b"}),
        ("J1: a -> b; k * c; c -> ; k * J1", {"c"}),
        ("a -> b; k; x' = c; x = 1; c -> ; k", {"c"}),
        ("a -> b; k; x' = -x; x = 1; c -> ; k", {"x"}),
        ("a -> b; k; y := a; c -> ; k", set()),
        ("a -> b; k * rateOf(c); c -> ; k", set()),
        ("a -> b; k * rateOf(c); c -> ; k * b", {"b"}),
    ],
)
def test_states_are_read_directly_through_rules_and_through_rates(text, read):
    species = "compartment room = 1; substanceOnly species a in room, b in room, c in room;"
    start = "a = 1; b = 1; c = 1; k = 1;"
    sbml = antimony_to_sbml(f"model m()\n {species} {start}\n {text.replace('; ', ';')}\nend")
    states = tuple(describe(sbml).states)
    assert read_states(sbml, states) == read
    lasting = program_of(Source(sbml), "f64").program.lasting
    assert {name for name, lasts in zip(states, lasting, strict=True) if lasts} == read


def test_a_concentration_reads_the_size_it_is_in():
    sbml = antimony_to_sbml("""
    model m()
      compartment room = 1
      species a in room
      a = 1
      room' = 0.1
      a -> ; 0.1 * a
    end
    """)
    assert read_states(sbml, ("a", "room")) == {"a", "room"}


def test_the_held_time_takes_no_name_of_the_model():
    sbml = antimony_to_sbml(f"model m()\n {HELD_TIME} = 3\n x = 0\n x' = time\nend")
    held, name = with_time_held(sbml)
    assert name == f"{HELD_TIME}_"
    assert describe(held).parameters.keys() == {HELD_TIME, name}
