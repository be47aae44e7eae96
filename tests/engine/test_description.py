from __future__ import annotations

import numpy as np
import pytest

from cramp.engine.description import describe
from cramp.engine.errors import UnknownIdentifier
from cramp.engine.sbml import antimony_to_sbml

MODEL = """
model parts()
  unit substance = 1e-3 mole
  unit millimole = 1e-3 mole
  compartment room = 2
  substanceOnly species a in room, b in room, c in room, $reservoir in room, $driven in room
  substanceOnly species $shown in room
  a = 4 millimole; b = 1 millimole; c = 0 millimole
  a is "first pool"
  reservoir = 100 millimole; driven = 7 millimole
  k = 0.1; other = 3
  k is "speed"
  var supply = 0; var switch = 1
  feed: -> 2 a; supply
  join: 2 a + b -> 3 c; k * a
  turn: c + c -> a + c; k * c * switch
  draw: reservoir -> b; k * reservoir
  clock = 1
  clock' = -k * clock
  driven' = -k
  shown := 2 * a
  ratio := a / (b + 1)
end
"""


@pytest.fixture(scope="module")
def parts():
    return describe(antimony_to_sbml(MODEL))


def test_states_are_what_is_integrated(parts):
    assert list(parts.states) == ["a", "b", "c", "driven", "clock"]


def test_parameters_are_the_constants(parts):
    assert set(parts.parameters) == {"k", "other"}


def test_inputs_change_without_a_rule(parts):
    assert set(parts.inputs) == {"supply", "switch"}


def test_derived_quantities_have_assignment_rules(parts):
    assert set(parts.derived) == {"shown", "ratio"}


def test_a_boundary_species_is_no_state_and_balances_nothing(parts):
    assert "reservoir" not in parts.states
    assert parts.reactions["draw"].consumed == {}
    assert parts.reactions["draw"].produced == {"b": 1.0}


def test_a_species_named_twice_in_a_reaction_adds_up(parts):
    assert parts.reactions["turn"].consumed == {"c": 2.0}
    assert parts.reactions["turn"].produced == {"a": 1.0, "c": 1.0}


def test_stoichiometry_is_what_each_reaction_adds_to_each_state(parts):
    columns = dict(zip(parts.reactions, parts.stoichiometry().T, strict=True))
    np.testing.assert_array_equal(columns["feed"], [2, 0, 0, 0, 0])
    np.testing.assert_array_equal(columns["join"], [-2, -1, 3, 0, 0])
    np.testing.assert_array_equal(columns["turn"], [1, 0, -1, 0, 0])
    np.testing.assert_array_equal(columns["draw"], [0, 1, 0, 0, 0])


def test_labels_and_units_come_from_the_model(parts):
    assert parts.quantity("a").label == "first pool"
    assert parts.quantity("a").unit == "millimole"
    assert parts.quantity("b").label == "b"
    assert parts.quantity("k").label == "speed"


@pytest.mark.parametrize("name", ["a", "clock", "ratio", "supply", "k"])
def test_quantity_finds_every_group(parts, name):
    assert parts.quantity(name).id == name


def test_an_unknown_quantity_is_named(parts):
    with pytest.raises(UnknownIdentifier, match="no quantity called 'nothing'"):
        parts.quantity("nothing")


def test_require_names_every_unknown_in_order(parts):
    with pytest.raises(UnknownIdentifier, match="no inputs called a, zebra"):
        parts.require(["zebra", "supply", "a"], "inputs")
    parts.require(["supply"], "inputs")
