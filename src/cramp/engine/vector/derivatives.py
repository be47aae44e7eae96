"""Exact derivatives of expressions, as expressions of the same graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cramp.engine.vector.graph import CONDITIONS, SYMBOLS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from cramp.engine.vector.graph import Graph, SymbolKind

Gradient = dict[int, int]
"""Derivatives that are not zero, by what is derived for: a key to a node."""

FLAT = SYMBOLS | CONDITIONS | {"constant", "floor", "ceil", "factorial"}
"""What has no slope of its own: symbols but for those asked for, and what moves in jumps."""


def jacobian(graph: Graph, rows: Sequence[int]) -> dict[tuple[int, int], int]:
    """Return the derivatives of N expressions for every state that are not always zero.

    Returns
    -------
    dict
        By (place in `rows`, place of the state), the node of the derivative.
    """
    gradients = _Forward(graph, lambda node: _own_key(graph, node, "state")).of(rows)
    return {(row, key): node for row, found in enumerate(gradients) for key, node in found.items()}


def gradient_for_inputs(graph: Graph, rows: Sequence[int]) -> dict[tuple[int, int], int]:
    """Return the derivatives of N expressions for every input, as `jacobian` does for states."""
    gradients = _Forward(graph, lambda node: _own_key(graph, node, "input")).of(rows)
    return {(row, key): node for row, found in enumerate(gradients) for key, node in found.items()}


def directional(graph: Graph, rows: Sequence[int], seeds: Mapping[int, int]) -> list[int]:
    """Return the derivatives of expressions along a direction.

    Parameters
    ----------
    graph
        Holds the expressions.
    rows
        The expressions.
    seeds
        For each symbol's node that moves, the node of how fast it moves.
    """

    def seed(node: int) -> Gradient:
        return {0: seeds[node]} if node in seeds else {}

    zero = graph.constant(0.0)
    return [found.get(0, zero) for found in _Forward(graph, seed).of(rows)]


def _own_key(graph: Graph, node: int, kind: SymbolKind) -> Gradient:
    found = graph.nodes[node]
    return {found.place: graph.constant(1.0)} if found.operation == kind else {}


class _Forward:
    """Carries gradients from the symbols up, through every expression once."""

    def __init__(self, graph: Graph, seed: Callable[[int], Gradient]) -> None:
        self.graph = graph
        self.seed = seed
        self.known: dict[int, Gradient] = {}

    def of(self, rows: Iterable[int]) -> list[Gradient]:
        rows = list(rows)
        for node in self.graph.reachable(rows):
            self.known[node] = self._gradient(node)
        return [self.known[row] for row in rows]

    def _gradient(self, node: int) -> Gradient:
        seeded = self.seed(node)
        operation, operands, *_ = self.graph.nodes[node]
        if seeded or operation in FLAT or not any(self.known[one] for one in operands):
            return seeded
        if operation == "choose":
            condition, a, b = operands
            return self._chosen(condition, a, b)
        if operation in ("minimum", "maximum"):
            a, b = operands
            first, second = (a, b) if operation == "minimum" else (b, a)
            return self._chosen(self.graph.less(first, second), a, b)
        if operation in ("add", "subtract", "negate"):
            return self._linear(operation, operands)
        total: Gradient = {}
        for place, operand in enumerate(operands):
            if self.known[operand]:
                factor = _PARTIALS[operation](self.graph, node, operands, place)
                for key, slope in self.known[operand].items():
                    product = self.graph.multiply(factor, slope)
                    total[key] = self.graph.add(total[key], product) if key in total else product
        return self._without_zeros(total)

    def _linear(self, operation: str, operands: tuple[int, ...]) -> Gradient:
        total = dict(self.known[operands[0]])
        if operation == "negate":
            return {key: self.graph.negate(slope) for key, slope in total.items()}
        combine = self.graph.add if operation == "add" else self.graph.subtract
        zero = self.graph.constant(0.0)
        for key, slope in self.known[operands[1]].items():
            total[key] = combine(total.get(key, zero), slope)
        return self._without_zeros(total)

    def _chosen(self, condition: int, a: int, b: int) -> Gradient:
        zero = self.graph.constant(0.0)
        first, second = self.known[a], self.known[b]
        keys = dict.fromkeys((*first, *second))
        return {
            key: self.graph.choose(condition, first.get(key, zero), second.get(key, zero))
            for key in keys
        }

    def _without_zeros(self, gradient: Gradient) -> Gradient:
        return {key: slope for key, slope in gradient.items() if not self.graph.is_value(slope, 0)}


def _of_product(_graph: Graph, _node: int, operands: tuple[int, ...], place: int) -> int:
    return operands[1 - place]


def _of_quotient(graph: Graph, node: int, operands: tuple[int, ...], place: int) -> int:
    inverse = graph.divide(graph.constant(1.0), operands[1])
    return inverse if place == 0 else graph.negate(graph.multiply(node, inverse))


def _of_power(graph: Graph, node: int, operands: tuple[int, ...], place: int) -> int:
    base, exponent = operands
    zero, one = graph.constant(0.0), graph.constant(1.0)
    if place == 1:
        slope = graph.multiply(node, graph.call("log", base))
        return graph.choose(graph.less(zero, base), slope, zero)
    slope = graph.multiply(exponent, graph.divide(node, base))
    return graph.choose(graph.equal(base, zero), _at_zero(graph, exponent, one), slope)


def _at_zero(graph: Graph, exponent: int, one: int) -> int:
    """Return the slope of a power at a base of zero: 0, or 1 for the first power.

    Below the first power the slope is infinite; 0 stands for it, so that a step can be tried.
    """
    return graph.choose(graph.equal(exponent, one), one, graph.constant(0.0))


def _of_function(slope: Callable[[Graph, int, int], int]) -> Callable[..., int]:
    def partial(graph: Graph, node: int, operands: tuple[int, ...], _place: int) -> int:
        return slope(graph, node, operands[0])

    return partial


def _one_plus(graph: Graph, node: int, sign: int) -> int:
    square = graph.multiply(node, node)
    one = graph.constant(1.0)
    return graph.add(one, square) if sign > 0 else graph.subtract(one, square)


def _inverse(graph: Graph, node: int) -> int:
    return graph.divide(graph.constant(1.0), node)


def _inverse_root(graph: Graph, node: int) -> int:
    return _inverse(graph, graph.call("sqrt", node))


def _sign(graph: Graph, a: int) -> int:
    negative = graph.less(a, graph.constant(0.0))
    return graph.choose(negative, graph.constant(-1.0), graph.constant(1.0))


def _slope_of_root(graph: Graph, node: int) -> int:
    """Return the slope of a root; 0 stands for the infinite one at zero."""
    zero = graph.constant(0.0)
    slope = graph.divide(graph.constant(0.5), node)
    return graph.choose(graph.equal(node, zero), zero, slope)


def _slope_of_acosh(graph: Graph, _node: int, a: int) -> int:
    return _inverse_root(graph, graph.subtract(graph.multiply(a, a), graph.constant(1.0)))


_SLOPES: dict[str, Callable[[Graph, int, int], int]] = {
    "exp": lambda _graph, node, _a: node,
    "log": lambda graph, _node, a: _inverse(graph, a),
    "sqrt": lambda graph, node, _a: _slope_of_root(graph, node),
    "tanh": lambda graph, node, _a: _one_plus(graph, node, -1),
    "sin": lambda graph, _node, a: graph.call("cos", a),
    "cos": lambda graph, _node, a: graph.negate(graph.call("sin", a)),
    "tan": lambda graph, node, _a: _one_plus(graph, node, 1),
    "asin": lambda graph, _node, a: _inverse_root(graph, _one_plus(graph, a, -1)),
    "acos": lambda graph, _node, a: graph.negate(_inverse_root(graph, _one_plus(graph, a, -1))),
    "atan": lambda graph, _node, a: _inverse(graph, _one_plus(graph, a, 1)),
    "sinh": lambda graph, _node, a: graph.call("cosh", a),
    "cosh": lambda graph, _node, a: graph.call("sinh", a),
    "asinh": lambda graph, _node, a: _inverse_root(graph, _one_plus(graph, a, 1)),
    "acosh": _slope_of_acosh,
    "atanh": lambda graph, _node, a: _inverse(graph, _one_plus(graph, a, -1)),
    "abs": lambda graph, _node, a: _sign(graph, a),
}

_PARTIALS: dict[str, Callable[..., int]] = {
    "multiply": _of_product,
    "divide": _of_quotient,
    "power": _of_power,
    **{name: _of_function(slope) for name, slope in _SLOPES.items()},
}
