"""Finds mole for millimole and second for minute, which libSBML's own check lets pass.

libSBML calls two units equal when their dimensions are: an assignment of moles to a
quantity in millimoles has no finding there. Here every formula is walked with the factor
that takes its unit to SI; dimensions are left to libSBML.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import libsbml

_SAME_WITHIN = 1e-9


class _ScaleMismatchError(ValueError):
    """Two parts of a formula that must share a unit differ by a factor."""


def scale_faults(model: libsbml.Model) -> Iterator[str]:
    """Yield a sentence for every formula whose parts, or whose result, differ by a factor.

    Parameters
    ----------
    model
        Without function definitions that need units of their own; calls of those are taken
        as dimensionless.
    """
    per_time = 1 / _named_factor(model, model.getTimeUnits())
    per_extent = _named_factor(model, model.getExtentUnits()) * per_time
    for rule in model.getListOfRules():
        wanted = _element_factor(model, rule.getVariable())
        if rule.isRate():
            wanted *= per_time
        yield from _compare(model, rule.getVariable(), rule.getMath(), wanted)
    for assignment in model.getListOfInitialAssignments():
        name = assignment.getSymbol()
        yield from _compare(model, name, assignment.getMath(), _element_factor(model, name))
    for reaction in model.getListOfReactions():
        if reaction.isSetKineticLaw():
            law = reaction.getKineticLaw()
            yield from _compare(model, reaction.getId(), law.getMath(), per_extent)


def _compare(
    model: libsbml.Model, name: str, formula: libsbml.ASTNode | None, wanted: float
) -> Iterator[str]:
    if formula is None:  # Level 3 Version 2 lets a rule or a law stand without one
        return
    try:
        _require_equal([_factor(model, formula), wanted], "the formula and what it sets")
    except _ScaleMismatchError as mismatch:
        yield f"{name}: {mismatch}"


def _factor(model: libsbml.Model, node: libsbml.ASTNode) -> float:
    """Return what takes a formula's unit to SI."""
    import libsbml as library

    kind = node.getType()
    if node.isNumber():
        return _named_factor(model, node.getUnits() or "dimensionless")
    if kind == library.AST_NAME_TIME:
        return _named_factor(model, model.getTimeUnits())
    if kind == library.AST_NAME:
        return _element_factor(model, node.getName())
    return _combined(
        node, [_factor(model, node.getChild(index)) for index in range(node.getNumChildren())]
    )


def _combined(node: libsbml.ASTNode, parts: list[float]) -> float:
    """Return the factor of an operation from those of its parts."""
    import libsbml as library

    kind = node.getType()
    if kind == library.AST_TIMES:
        return math.prod(parts)
    if kind == library.AST_DIVIDE:
        return parts[0] / parts[1]
    if kind in (library.AST_POWER, library.AST_FUNCTION_POWER):
        return _power(parts[0], node.getChild(1))
    if kind == library.AST_FUNCTION_ROOT:
        degree = node.getChild(0).getValue() if len(parts) == 2 else 2.0
        return parts[-1] ** (1 / degree)
    return _compared(node, parts)


def _compared(node: libsbml.ASTNode, parts: list[float]) -> float:
    """Return the factor of an operation whose parts must share a unit."""
    import libsbml as library

    what = f"the parts of `{library.formulaToL3String(node)}`"
    if node.getType() == library.AST_FUNCTION_PIECEWISE:
        parts = parts[::2]
    elif node.getType() not in _keeps_its_unit():
        plain = [] if node.isRelational() or node.isLogical() else [1.0]
        _require_equal([*parts, *plain], what)
        return 1.0
    _require_equal(parts, what)
    return parts[0]


def _keeps_its_unit() -> tuple[int, ...]:
    import libsbml as library

    return (
        library.AST_PLUS,
        library.AST_MINUS,
        library.AST_FUNCTION_MAX,
        library.AST_FUNCTION_MIN,
        library.AST_FUNCTION_ABS,
        library.AST_FUNCTION_FLOOR,
        library.AST_FUNCTION_CEILING,
    )


def _power(base: float, exponent: libsbml.ASTNode) -> float:
    if exponent.isNumber():
        return base ** exponent.getValue()
    _require_equal([base, 1.0], "the base of a power whose exponent is no number, and one")
    return 1.0


def _element_factor(model: libsbml.Model, identifier: str) -> float:
    element = model.getElementBySId(identifier)
    definition = None if element is None else element.getDerivedUnitDefinition()
    return 1.0 if definition is None else _definition_factor(definition)


def _named_factor(model: libsbml.Model, unit: str) -> float:
    import libsbml as library

    definition = model.getUnitDefinition(unit)
    if definition is not None:
        return _definition_factor(definition)
    kind = library.UnitKind_forName(unit)
    if kind == library.UNIT_KIND_INVALID:
        return 1.0
    single = library.UnitDefinition(model.getLevel(), model.getVersion())
    base = single.createUnit()
    base.initDefaults()
    base.setKind(kind)
    return _definition_factor(single)


def _definition_factor(definition: libsbml.UnitDefinition) -> float:
    import libsbml as library

    si = library.UnitDefinition.convertToSI(definition)
    return math.prod(
        (unit.getMultiplier() * 10.0 ** unit.getScale()) ** unit.getExponentAsDouble()
        for unit in si.getListOfUnits()
    )


def _require_equal(factors: list[float], what: str) -> None:
    for factor in factors[1:]:
        if not math.isclose(factor, factors[0], rel_tol=_SAME_WITHIN):
            raise _ScaleMismatchError(
                f"{what} differ in unit by a factor of {factors[0] / factor:g}"
            )
