"""Which models jump in their course: a comparison or a rounding of something that moves."""

from __future__ import annotations

import graphlib
from typing import TYPE_CHECKING

from cramp.engine.sbml import formulas, model_of, parts, read_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    import libsbml


def has_jumps(sbml: str) -> bool:
    """Tell whether a formula of a model may jump in a course, between two edges of its inputs.

    A comparison of inputs and parameters alone has one outcome from edge to edge. `max`, `min`
    and `abs` only bend.
    """
    model = model_of(read_document(sbml))
    still = _still(model)
    functions = {function.getId() for function in model.getListOfFunctionDefinitions()}
    return any(
        # What a function is called with is not seen from within it.
        name in functions or not _names(decider) <= still or _is_timed(decider)
        for name, formula in formulas(model)
        for decider in _deciders(formula)
    )


def _deciders(formula: libsbml.ASTNode) -> Iterator[libsbml.ASTNode]:
    """Yield what decides where the parts of a formula that may jump do so."""
    import libsbml as library

    compared = {
        library.AST_RELATIONAL_EQ, library.AST_RELATIONAL_GEQ, library.AST_RELATIONAL_GT,
        library.AST_RELATIONAL_LEQ, library.AST_RELATIONAL_LT, library.AST_RELATIONAL_NEQ,
    }  # fmt: skip
    rounded = {
        library.AST_FUNCTION_CEILING, library.AST_FUNCTION_FACTORIAL, library.AST_FUNCTION_FLOOR,
        library.AST_FUNCTION_QUOTIENT, library.AST_FUNCTION_REM,
    }  # fmt: skip
    for part in parts(formula):
        if part.getType() in compared | rounded:
            yield part
        elif part.getType() == library.AST_FUNCTION_PIECEWISE:
            yield from (part.getChild(place) for place in range(1, part.getNumChildren(), 2))


def _still(model: libsbml.Model) -> set[str]:
    """Return what holds its value from one edge of the inputs to the next."""
    rules = {rule.getVariable(): rule for rule in model.getListOfRules()}
    assigned = {
        name: rule.getMath()
        for name, rule in rules.items()
        if rule.isAssignment() and rule.isSetMath()
    }
    values = [*model.getListOfParameters(), *model.getListOfCompartments()]
    still = {one.getId() for one in values} - set(rules)
    uses = {name: _names(formula) & set(assigned) for name, formula in assigned.items()}
    for name in graphlib.TopologicalSorter(uses).static_order():
        if _names(assigned[name]) <= still and not _is_timed(assigned[name]):
            still.add(name)
    return still


def _names(formula: libsbml.ASTNode) -> set[str]:
    return {part.getName() for part in parts(formula) if part.isName() and not _is_time(part)}


def _is_timed(formula: libsbml.ASTNode) -> bool:
    return any(_is_time(part) for part in parts(formula))


def _is_time(node: libsbml.ASTNode) -> bool:
    import libsbml as library

    return node.getType() == library.AST_NAME_TIME
