"""The engines of the benchmark solve what the reference engine solves."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.accuracy import error
from benchmarks.cases import PRIVATE, SHARED, Cohort
from benchmarks.reference import sample, shorter, state_sizes
from benchmarks.roadrunner_loop import RoadRunnerLoop
from benchmarks.scipy_lsoda import ScipyLsoda

from cramp.physiology.composition import body_sbml

PEOPLE = 3
AGREEMENT = 1e-5
"""At a relative tolerance of 1e-8; engines are matched at fifty times as much."""


@pytest.mark.parametrize("case", [SHARED, PRIVATE])
@pytest.mark.parametrize("engine", [RoadRunnerLoop, ScipyLsoda])
def test_an_engine_agrees_with_the_reference_engine(case, engine) -> None:
    known = sample(Cohort(case), PEOPLE, 1)
    contender = engine(body_sbml(), state_sizes(known))
    states = contender.solve(known.runs, known.times, 1e-8)
    assert error(states, known.reference) < AGREEMENT


def test_people_are_solved_anew_each_time() -> None:
    known = sample(Cohort(PRIVATE), PEOPLE, 1)
    for engine in (RoadRunnerLoop, ScipyLsoda):
        contender = engine(body_sbml(), state_sizes(known))
        together = contender.solve(known.runs, known.times, 1e-4)
        again = contender.solve(known.runs[1:2], known.times, 1e-4)
        np.testing.assert_array_equal(again[0], together[1])


def test_shorter_samples_are_the_beginning_of_longer_ones() -> None:
    cohort = Cohort(PRIVATE)
    long = sample(cohort, PEOPLE, 2)
    short = sample(cohort, PEOPLE, 1)
    cut = shorter(long, cohort, 1)
    np.testing.assert_array_equal(cut.times, short.times)
    assert error(cut.reference, short.reference) < 1e-7
