"""Formulas of an SBML model as nodes of a graph."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Protocol

from cramp.engine.errors import ModelError, UnsupportedModel
from cramp.engine.vector.elementary import (
    CONSTANTS,
    LOGIC,
    NUMBERS,
    RELATIONS,
    TRUTHS,
    as_condition,
    as_number,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import libsbml

    from cramp.engine.vector.elementary import Function
    from cramp.engine.vector.graph import Graph

_NOTHING: Mapping[str, int] = {}


class Scope(Protocol):
    """What the names in a formula stand for."""

    def value(self, name: str) -> int:
        """Return what an identifier stands for in a formula."""
        ...

    def rate(self, name: str) -> int:
        """Return how fast what an identifier stands for changes."""
        ...

    def time(self) -> int:
        """Return the time."""
        ...


@dataclass
class Formulas:
    """Builds formulas; calls of the model's own functions are replaced by what they say.

    Parameters
    ----------
    graph
        Takes the nodes.
    functions
        Formulas of the model's function definitions, by identifier.
    """

    graph: Graph
    functions: Mapping[str, libsbml.ASTNode]
    _called: list[str] = field(default_factory=list)

    def number(
        self, formula: libsbml.ASTNode, scope: Scope, bound: Mapping[str, int] = _NOTHING
    ) -> int:
        """Return the node of a formula's value.

        Parameters
        ----------
        formula
            As libSBML reads it.
        scope
            Tells what identifiers stand for.
        bound
            Nodes of the names that hold in this formula alone: they come first.

        Raises
        ------
        ModelError
            If the formula calls a function that is not there, or one with other arguments.
        UnsupportedModel
            If it holds something that is no part of SBML's core.
        """
        return as_number(self.graph, self._node(formula, scope, bound))

    def _node(self, formula: libsbml.ASTNode, scope: Scope, bound: Mapping[str, int]) -> int:
        """Return a formula's node, a number or a condition."""
        built: list[int] = []
        for part in _parts(formula):
            first = len(built) - len(_operands(part))
            built[first:] = [self._made(part, built[first:], scope, bound)]
        return built[0]

    def _made(
        self,
        formula: libsbml.ASTNode,
        operands: list[int],
        scope: Scope,
        bound: Mapping[str, int],
    ) -> int:
        """Return the node that a formula makes of its operands' nodes."""
        kinds = _kinds()
        kind = formula.getType()
        if kind in kinds.plain:
            return self.graph.constant(formula.getValue())
        if kind in kinds.leaves:
            return kinds.leaves[kind](self.graph)
        if kind in kinds.of_numbers:
            numbers = [as_number(self.graph, one) for one in operands]
            return self._built(kinds.of_numbers[kind], numbers, formula)
        if kind in kinds.of_conditions:
            conditions = [as_condition(self.graph, one) for one in operands]
            return self._built(kinds.of_conditions[kind], conditions, formula)
        return self._named(formula, operands, scope, bound)

    def _named(
        self,
        formula: libsbml.ASTNode,
        operands: list[int],
        scope: Scope,
        bound: Mapping[str, int],
    ) -> int:
        """Return the node of what needs the scope: names, calls, choices, rates and the time."""
        import libsbml as library

        kind, name = formula.getType(), formula.getName()
        if kind == library.AST_NAME:
            return bound[name] if name in bound else scope.value(name)
        if kind == library.AST_NAME_TIME:
            return scope.time()
        if kind == library.AST_FUNCTION:
            return self._expanded(formula, operands, scope)
        if kind == library.AST_FUNCTION_PIECEWISE:
            return self._pieces(operands)
        if kind == library.AST_FUNCTION_RATE_OF:
            # Bound is a parameter of one law: rates of a function's arguments are refused.
            target = formula.getChild(0).getName()
            return self.graph.constant(0.0) if target in bound else scope.rate(target)
        raise UnsupportedModel(f"this model needs what the engine does not run: {_text(formula)}")

    def _built(self, function: Function, operands: list[int], formula: libsbml.ASTNode) -> int:
        if not function.least <= len(operands) <= function.most:
            raise ModelError(f"a function with {len(operands)} arguments: {_text(formula)}")
        return function.build(self.graph, operands)

    def _pieces(self, operands: list[int]) -> int:
        """Return the first piece whose condition holds; without one and an otherwise, NaN."""
        result = self.graph.constant(math.nan)
        if len(operands) % 2:
            result = as_number(self.graph, operands[-1])
        for place in reversed(range(0, len(operands) - 1, 2)):
            condition = as_condition(self.graph, operands[place + 1])
            value = as_number(self.graph, operands[place])
            result = self.graph.choose(condition, value, result)
        return result

    def _expanded(self, formula: libsbml.ASTNode, operands: list[int], scope: Scope) -> int:
        """Return what a call of one of the model's functions comes to."""
        name = formula.getName()
        definition = self.functions.get(name)
        if definition is None:
            raise ModelError(f"the model has no function called {name!r}")
        if name in self._called:
            raise ModelError(f"the function {name!r} calls itself")
        last = definition.getNumChildren() - 1
        if len(operands) != last:
            raise ModelError(f"the function {name!r} takes {last} arguments: {_text(formula)}")
        names = [definition.getChild(place).getName() for place in range(last)]
        self._called.append(name)
        try:
            body = definition.getChild(last)
            return self._node(body, scope, dict(zip(names, operands, strict=True)))
        finally:
            self._called.pop()


@dataclass(frozen=True)
class _Kinds:
    """What to make of libSBML's kinds of node, by their numbers."""

    plain: frozenset[int]
    leaves: Mapping[int, Callable[[Graph], int]]
    of_numbers: Mapping[int, Function]
    of_conditions: Mapping[int, Function]


@cache
def _kinds() -> _Kinds:
    import libsbml as library

    return _Kinds(
        frozenset(
            {
                library.AST_INTEGER,
                library.AST_RATIONAL,
                library.AST_REAL,
                library.AST_REAL_E,
                library.AST_NAME_AVOGADRO,
            }
        ),
        {
            **{getattr(library, name): _constant(value) for name, value in CONSTANTS.items()},
            **{getattr(library, name): _truth(value) for name, value in TRUTHS.items()},
        },
        {getattr(library, name): one for name, one in (NUMBERS | RELATIONS).items()},
        {getattr(library, name): one for name, one in LOGIC.items()},
    )


def _constant(value: float) -> Callable[[Graph], int]:
    return lambda graph: graph.constant(value)


def _truth(value: bool) -> Callable[[Graph], int]:
    return lambda graph: graph.truth(value)


def _parts(formula: libsbml.ASTNode) -> list[libsbml.ASTNode]:
    """Return a formula and all within it, operands before what they make.

    From a list: one inside the other, a sum of some hundred terms would go too deep for Python.
    """
    waiting, found = [formula], []
    while waiting:
        part = waiting.pop()
        found.append(part)
        waiting.extend(_operands(part))
    return found[::-1]


def _operands(formula: libsbml.ASTNode) -> list[libsbml.ASTNode]:
    """Return what a formula takes the values of: a rate takes a name only."""
    import libsbml as library

    if formula.getType() == library.AST_FUNCTION_RATE_OF:
        return []
    return [formula.getChild(place) for place in range(formula.getNumChildren())]


def _text(formula: libsbml.ASTNode) -> str:
    import libsbml as library

    return library.formulaToL3String(formula)
