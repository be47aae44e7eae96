from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from cramp.engine.description import describe
from cramp.engine.errors import ModelError
from cramp.engine.interface import Run, Schedule
from cramp.engine.reference import ReferenceEngine
from cramp.engine.sbml import antimony_to_sbml, findings, formulas, read_document, sbml_to_antimony

if TYPE_CHECKING:
    import libsbml

TWO_POOLS = """
model two_pools()
  unit substance = 1e-3 mole
  unit extent = 1e-3 mole
  unit time_unit = 60 second
  unit volume = 1 litre
  unit millimole = 1e-3 mole
  unit per_minute = 1 / (60 second)
  unit millimole_per_minute = 1e-3 mole / (60 second)
  compartment room = 1 litre
  substanceOnly species inside in room, outside in room
  inside = 8 millimole; outside = 0 millimole
  inside is "what is inside"
  var supply = 0 millimole_per_minute
  k = 0.1 per_minute
  enter: -> inside; supply
  leave: inside -> outside; k * inside * (1 + 1 / 2)
  total := inside + outside; total has millimole
end
"""


def _numbers(node: libsbml.ASTNode) -> list[libsbml.ASTNode]:
    found = [node] if node.isNumber() else []
    for index in range(node.getNumChildren()):
        found.extend(_numbers(node.getChild(index)))
    return found


def test_every_bare_number_is_given_a_unit():
    document = read_document(antimony_to_sbml(TWO_POOLS))
    found = formulas(document.getModel())
    numbers = [number for _, formula in found for number in _numbers(formula)]
    assert len(numbers) == 3
    assert {number.getUnits() for number in numbers} == {"dimensionless"}


def test_a_sound_model_has_no_finding():
    assert findings(antimony_to_sbml(TWO_POOLS)) == ()


def test_a_unit_error_is_found_with_its_place():
    wrong = TWO_POOLS.replace("enter: -> inside; supply", "enter: -> inside; supply * k")
    found = findings(antimony_to_sbml(wrong))
    assert found
    assert any("enter" in finding.message for finding in found)
    assert all("\n" not in str(finding) for finding in found)


def test_a_bare_number_would_silence_the_unit_check_without_its_tag():
    wrong = TWO_POOLS.replace("k * inside * (1 + 1 / 2)", "inside * (1 + 1 / 2)")
    assert findings(antimony_to_sbml(wrong))
    untagged = antimony_to_sbml(wrong).replace(' sbml:units="dimensionless"', "")
    assert not any(finding.code == 10541 for finding in findings(untagged))


@pytest.mark.parametrize(
    "text",
    [
        "model broken(\n  S = 1\nend\n",
        "model broken()\n  S -> P k*S\nend\n",
        "model broken()\n  species S\n  S -> ; S\n  S' = 1\nend\n",
    ],
)
def test_text_that_cannot_be_read_is_refused_in_one_line(text):
    with pytest.raises(ModelError, match="the model text cannot be read") as raised:
        antimony_to_sbml(text)
    assert "\n" not in str(raised.value)


def test_sbml_that_cannot_become_text_is_refused():
    with pytest.raises(ModelError, match="the SBML cannot be read"):
        sbml_to_antimony("<sbml/>")


def test_a_model_survives_the_way_to_antimony_and_back():
    sbml = antimony_to_sbml(TWO_POOLS)
    again = antimony_to_sbml(sbml_to_antimony(sbml))
    assert describe(again) == describe(sbml)
    run = Run(Schedule(("supply",), np.array([0.0]), np.array([[0.3]])))
    times = np.array([0.0, 5.0, 60.0])
    outputs = ("inside", "outside", "total")
    first, second = (
        ReferenceEngine(text).solve([run], outputs, times).values for text in (sbml, again)
    )
    np.testing.assert_array_equal(first, second)


def test_one_model_does_not_leak_into_the_next():
    antimony_to_sbml("model other()\n  species Z\n  Z = 1\n  Z -> ; Z\nend\n")
    assert set(describe(antimony_to_sbml(TWO_POOLS)).states) == {"inside", "outside"}
