"""SBML's elementary functions, made of the few that the graph holds."""

from __future__ import annotations

import math
from functools import reduce
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from cramp.engine.vector.graph import CONDITIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cramp.engine.vector.graph import Graph

    Construction = Callable[[Graph, Sequence[int]], int]


class Function(NamedTuple):
    """One of SBML's functions.

    `build` returns the node for its operands, of which there are `least` to `most`.
    """

    build: Construction
    least: int = 1
    most: float = 1


def as_number(graph: Graph, node: int) -> int:
    """Return a node as a number: a condition is 1 where it holds, else 0."""
    if graph.nodes[node].operation not in CONDITIONS:
        return node
    return graph.choose(node, graph.constant(1.0), graph.constant(0.0))


def as_condition(graph: Graph, node: int) -> int:
    """Return a node as a condition: a number holds where it is not 0."""
    if graph.nodes[node].operation in CONDITIONS:
        return node
    return graph.opposite(graph.equal(node, graph.constant(0.0)))


def _called(name: str) -> Construction:
    return lambda graph, operands: graph.call(name, operands[0])


def _reciprocal(name: str) -> Construction:
    """Return 1 / function, as the secant is of the cosine."""

    def build(graph: Graph, operands: Sequence[int]) -> int:
        return graph.divide(graph.constant(1.0), graph.call(name, operands[0]))

    return build


def _of_reciprocal(name: str) -> Construction:
    """Return function(1 / x), as the inverse of the secant is of that of the cosine."""

    def build(graph: Graph, operands: Sequence[int]) -> int:
        return graph.call(name, graph.divide(graph.constant(1.0), operands[0]))

    return build


def _sum(graph: Graph, operands: Sequence[int]) -> int:
    return reduce(graph.add, operands) if operands else graph.constant(0.0)


def _product(graph: Graph, operands: Sequence[int]) -> int:
    return reduce(graph.multiply, operands) if operands else graph.constant(1.0)


def _difference(graph: Graph, operands: Sequence[int]) -> int:
    return graph.negate(*operands) if len(operands) == 1 else graph.subtract(*operands)


def _largest(graph: Graph, operands: Sequence[int]) -> int:
    return reduce(graph.maximum, operands)


def _smallest(graph: Graph, operands: Sequence[int]) -> int:
    return reduce(graph.minimum, operands)


def _logarithm(graph: Graph, operands: Sequence[int]) -> int:
    """Return the logarithm to a base, which comes first; to 10 without one."""
    base = operands[0] if len(operands) == 2 else graph.constant(10.0)
    return graph.divide(graph.call("log", operands[-1]), graph.call("log", base))


def _root(graph: Graph, operands: Sequence[int]) -> int:
    """Return the root of a degree, which comes first; the square root without one."""
    degree = operands[0] if len(operands) == 2 else graph.constant(2.0)
    return graph.power(operands[-1], graph.divide(graph.constant(1.0), degree))


def _quotient(graph: Graph, operands: Sequence[int]) -> int:
    """Return the whole part of a ratio, rounded towards 0."""
    ratio = graph.divide(*operands)
    negative = graph.less(ratio, graph.constant(0.0))
    return graph.choose(negative, graph.call("ceil", ratio), graph.call("floor", ratio))


def _remainder(graph: Graph, operands: Sequence[int]) -> int:
    whole = graph.multiply(operands[1], _quotient(graph, operands))
    return graph.subtract(operands[0], whole)


NUMBERS: dict[str, Function] = {
    "AST_PLUS": Function(_sum, 0, math.inf),
    "AST_MINUS": Function(_difference, 1, 2),
    "AST_TIMES": Function(_product, 0, math.inf),
    "AST_DIVIDE": Function(lambda graph, operands: graph.divide(*operands), 2, 2),
    "AST_POWER": Function(lambda graph, operands: graph.power(*operands), 2, 2),
    "AST_FUNCTION_POWER": Function(lambda graph, operands: graph.power(*operands), 2, 2),
    "AST_FUNCTION_ROOT": Function(_root, 1, 2),
    "AST_FUNCTION_LOG": Function(_logarithm, 1, 2),
    "AST_FUNCTION_LN": Function(_called("log")),
    "AST_FUNCTION_EXP": Function(_called("exp")),
    "AST_FUNCTION_ABS": Function(_called("abs")),
    "AST_FUNCTION_CEILING": Function(_called("ceil")),
    "AST_FUNCTION_FLOOR": Function(_called("floor")),
    "AST_FUNCTION_FACTORIAL": Function(_called("factorial")),
    "AST_FUNCTION_MAX": Function(_largest, 1, math.inf),
    "AST_FUNCTION_MIN": Function(_smallest, 1, math.inf),
    "AST_FUNCTION_QUOTIENT": Function(_quotient, 2, 2),
    "AST_FUNCTION_REM": Function(_remainder, 2, 2),
    "AST_FUNCTION_SIN": Function(_called("sin")),
    "AST_FUNCTION_COS": Function(_called("cos")),
    "AST_FUNCTION_TAN": Function(_called("tan")),
    "AST_FUNCTION_SEC": Function(_reciprocal("cos")),
    "AST_FUNCTION_CSC": Function(_reciprocal("sin")),
    "AST_FUNCTION_COT": Function(_reciprocal("tan")),
    "AST_FUNCTION_SINH": Function(_called("sinh")),
    "AST_FUNCTION_COSH": Function(_called("cosh")),
    "AST_FUNCTION_TANH": Function(_called("tanh")),
    "AST_FUNCTION_SECH": Function(_reciprocal("cosh")),
    "AST_FUNCTION_CSCH": Function(_reciprocal("sinh")),
    "AST_FUNCTION_COTH": Function(_reciprocal("tanh")),
    "AST_FUNCTION_ARCSIN": Function(_called("asin")),
    "AST_FUNCTION_ARCCOS": Function(_called("acos")),
    "AST_FUNCTION_ARCTAN": Function(_called("atan")),
    "AST_FUNCTION_ARCSEC": Function(_of_reciprocal("acos")),
    "AST_FUNCTION_ARCCSC": Function(_of_reciprocal("asin")),
    "AST_FUNCTION_ARCCOT": Function(_of_reciprocal("atan")),
    "AST_FUNCTION_ARCSINH": Function(_called("asinh")),
    "AST_FUNCTION_ARCCOSH": Function(_called("acosh")),
    "AST_FUNCTION_ARCTANH": Function(_called("atanh")),
    "AST_FUNCTION_ARCSECH": Function(_of_reciprocal("acosh")),
    "AST_FUNCTION_ARCCSCH": Function(_of_reciprocal("asinh")),
    "AST_FUNCTION_ARCCOTH": Function(_of_reciprocal("atanh")),
}
"""From numbers to a number, by libSBML's name."""

CONSTANTS: dict[str, float] = {"AST_CONSTANT_E": math.e, "AST_CONSTANT_PI": math.pi}
"""Numbers with a name, by libSBML's."""

TRUTHS: dict[str, bool] = {"AST_CONSTANT_FALSE": False, "AST_CONSTANT_TRUE": True}
"""Conditions with a name, by libSBML's."""


def _chained(compare: Callable[[Graph, int, int], int]) -> Construction:
    """Return a relation of any number of operands: each to its neighbour, as in a < b < c."""

    def build(graph: Graph, operands: Sequence[int]) -> int:
        return _all(graph, [compare(graph, a, b) for a, b in pairwise(operands)])

    return build


RELATIONS: dict[str, Function] = {
    "AST_RELATIONAL_EQ": Function(_chained(lambda graph, a, b: graph.equal(a, b)), 2, math.inf),
    "AST_RELATIONAL_NEQ": Function(
        _chained(lambda graph, a, b: graph.opposite(graph.equal(a, b))), 2, 2
    ),
    "AST_RELATIONAL_LT": Function(_chained(lambda graph, a, b: graph.less(a, b)), 2, math.inf),
    "AST_RELATIONAL_LEQ": Function(
        _chained(lambda graph, a, b: graph.less_equal(a, b)), 2, math.inf
    ),
    "AST_RELATIONAL_GT": Function(_chained(lambda graph, a, b: graph.less(b, a)), 2, math.inf),
    "AST_RELATIONAL_GEQ": Function(
        _chained(lambda graph, a, b: graph.less_equal(b, a)), 2, math.inf
    ),
}
"""From numbers to a condition, by libSBML's name."""


def _all(graph: Graph, conditions: Sequence[int]) -> int:
    return reduce(graph.both, conditions, graph.truth(True))  # noqa: FBT003  # named by the method


def _any(graph: Graph, conditions: Sequence[int]) -> int:
    return reduce(graph.either, conditions, graph.truth(False))  # noqa: FBT003  # as above


def _odd(graph: Graph, conditions: Sequence[int]) -> int:
    """Return the condition that an odd number of conditions hold, which is exclusive or."""

    def differ(a: int, b: int) -> int:
        only_a = graph.both(a, graph.opposite(b))
        return graph.either(only_a, graph.both(graph.opposite(a), b))

    return reduce(differ, conditions, graph.truth(False))  # noqa: FBT003  # as above


def _implied(graph: Graph, conditions: Sequence[int]) -> int:
    premise, conclusion = conditions
    return graph.either(graph.opposite(premise), conclusion)


LOGIC: dict[str, Function] = {
    "AST_LOGICAL_AND": Function(_all, 0, math.inf),
    "AST_LOGICAL_OR": Function(_any, 0, math.inf),
    "AST_LOGICAL_XOR": Function(_odd, 0, math.inf),
    "AST_LOGICAL_NOT": Function(lambda graph, conditions: graph.opposite(*conditions)),
    "AST_LOGICAL_IMPLIES": Function(_implied, 2, 2),
}
"""From conditions to a condition, by libSBML's name."""
