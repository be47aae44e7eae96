"""Whatever a model computes from a parameter at the start follows a run's value of it."""

from __future__ import annotations

import numpy as np
import pytest

from cramp.engine.interface import Run, Schedule
from cramp.engine.reference import ReferenceEngine
from cramp.engine.sbml import antimony_to_sbml
from cramp.engine.told_parameters import computes_more_than_species, with_parameters
from cramp.engine.vector.engine import VectorEngine

COMPUTED = antimony_to_sbml("""
model computed()
  compartment room = size
  size = 2
  substanceOnly species x in room
  level = 1.5; twice = 2 * level; four = 2 * twice; x = four
  x -> ; 0.1 * x
end
""")
SPECIES_ALONE = antimony_to_sbml("""
model computed()
  compartment room = 2
  substanceOnly species x in room
  level = 1.5; x = 4 * level
  x -> ; 0.1 * x
end
""")
ALONE = Schedule((), np.array([0.0]), np.zeros((1, 0)))


@pytest.mark.parametrize("build", [ReferenceEngine, VectorEngine])
def test_parameters_compartments_and_states_follow_and_what_is_told_wins(build):
    runs = [
        Run(ALONE),
        Run(ALONE, {"level": 4.0}),
        Run(ALONE, {"twice": 1.0}),
        Run(ALONE, {"four": 1.0, "level": 4.0}),
        Run(ALONE, {"size": 5.0}, {"x": 9.0}),
        Run(ALONE),
    ]
    names = ["level", "twice", "four", "x", "room"]
    solution = build(COMPUTED).solve(runs, names, np.array([0.0]))
    plain = [1.5, 3, 6, 6, 2]
    expected = [plain, [4, 8, 16, 16, 2], [1.5, 1, 2, 2, 2], [4, 8, 1, 1, 2], [1.5, 3, 6, 9, 5]]
    np.testing.assert_array_equal(solution.values[:, 0], [*expected, plain])


def test_only_models_that_need_it_are_written_anew():
    assert computes_more_than_species(COMPUTED)
    assert not computes_more_than_species(SPECIES_ALONE)


def test_a_parameter_written_in_has_its_value_and_no_other():
    written = with_parameters(COMPUTED, {"twice": 5.0})
    solution = VectorEngine(written).solve([Run(ALONE)], ["twice", "four"], np.array([0.0]))
    np.testing.assert_array_equal(solution.values[0, 0], [5, 10])
