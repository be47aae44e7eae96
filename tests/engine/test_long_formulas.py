"""Formulas of any depth are read: Python's recursion limit is no limit of a model."""

from __future__ import annotations

from functools import cache

import libsbml
import numpy as np

from cramp.engine.description import describe
from cramp.engine.jumps import has_jumps
from cramp.engine.vector.evaluation import evaluate
from cramp.engine.vector.system import read_system

TERMS = 3000


@cache
def _sum_of_many_terms() -> str:
    """Return a model in which x grows by 1 + 1 + ... + k, each sum inside the next."""
    document = libsbml.SBMLDocument(3, 2)
    model = document.createModel()
    for name, constant in (("x", False), ("k", True)):
        parameter = model.createParameter()
        parameter.setId(name)
        parameter.setValue(0.5)
        parameter.setConstant(constant)
    formula = libsbml.parseL3Formula("k")
    for _ in range(TERMS):
        longer = libsbml.ASTNode(libsbml.AST_PLUS)
        longer.addChild(libsbml.parseL3Formula("1"))
        longer.addChild(formula)
        formula = longer
    rule = model.createRateRule()
    rule.setVariable("x")
    rule.setMath(formula)
    return libsbml.writeSBMLToString(document)


def test_a_sum_of_thousands_of_terms_is_described():
    description = describe(_sum_of_many_terms())
    assert list(description.states) == ["x"]
    assert not has_jumps(_sum_of_many_terms())


def test_a_sum_of_thousands_of_terms_has_its_value():
    system = read_system(_sum_of_many_terms(), describe(_sum_of_many_terms()))
    slopes = evaluate(system.graph, system.derivatives, {"parameter": [np.array([0.5, 2.0])]})
    np.testing.assert_array_equal(slopes[0], [TERMS + 0.5, TERMS + 2.0])
