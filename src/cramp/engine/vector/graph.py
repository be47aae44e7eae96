"""Expressions as a graph: equal ones are one node, constants are folded as they are built."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

SymbolKind = Literal["state", "parameter", "input", "time"]

SYMBOLS = frozenset({"state", "parameter", "input", "time"})
ARITHMETIC = frozenset(
    {"add", "subtract", "multiply", "divide", "negate", "power", "minimum", "maximum"}
)
FUNCTIONS = frozenset(
    {
        "exp", "log", "sqrt", "tanh", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh",
        "asinh", "acosh", "atanh", "abs", "floor", "ceil", "factorial",
    }
)  # fmt: skip
CONDITIONS = frozenset({"less", "less_equal", "equal", "both", "opposite", "truth"})

_LARGEST_UNROLLED_POWER = 16


class Node(NamedTuple):
    """One expression.

    `operands` are older nodes. `value` is a constant's, `place` a symbol's among its kind.
    """

    operation: str
    operands: tuple[int, ...] = ()
    value: float = 0.0
    place: int = 0


@dataclass
class Graph:
    """Expressions by number; every method returns a node's number.

    Numbers and conditions do not mix: `less`, `less_equal`, `equal`, `both`, `either`,
    `opposite` and `truth` make conditions, which only they and `choose` take.
    """

    nodes: list[Node] = field(default_factory=list)
    _known: dict[tuple[str, tuple[int, ...], object, int], int] = field(default_factory=dict)

    def constant(self, value: float) -> int:
        """Return a number."""
        # Told apart by its spelling: 0.0 equals -0.0, and a NaN equals nothing.
        return self._node(Node("constant", value=float(value)), float(value).hex())

    def truth(self, value: bool) -> int:
        """Return a condition that always or never holds."""
        return self._node(Node("truth", value=float(value)), value)

    def symbol(self, kind: SymbolKind, place: int = 0) -> int:
        """Return a state, parameter or input by its place, or the time."""
        return self._node(Node(kind, place=place))

    def add(self, a: int, b: int) -> int:
        """Return a + b."""
        if (folded := self._folded("add", a, b)) is not None:
            return folded
        if self.is_value(a, 0.0):
            return b
        if self.is_value(b, 0.0):
            return a
        if self.nodes[b].operation == "negate":
            return self.subtract(a, self.nodes[b].operands[0])
        if self.nodes[a].operation == "negate":
            return self.subtract(b, self.nodes[a].operands[0])
        return self._node(Node("add", (min(a, b), max(a, b))))

    def subtract(self, a: int, b: int) -> int:
        """Return a - b."""
        if (folded := self._folded("subtract", a, b)) is not None:
            return folded
        if self.is_value(b, 0.0):
            return a
        if self.is_value(a, 0.0):
            return self.negate(b)
        if self.nodes[b].operation == "negate":
            return self.add(a, self.nodes[b].operands[0])
        return self._node(Node("subtract", (a, b)))

    def negate(self, a: int) -> int:
        """Return -a."""
        if (folded := self._folded("negate", a)) is not None:
            return folded
        if self.nodes[a].operation == "negate":
            return self.nodes[a].operands[0]
        if self.nodes[a].operation == "subtract":
            left, right = self.nodes[a].operands
            return self._node(Node("subtract", (right, left)))
        return self._node(Node("negate", (a,)))

    def multiply(self, a: int, b: int) -> int:
        """Return a * b; a product with the constant 0 is 0."""
        if (folded := self._folded("multiply", a, b)) is not None:
            return folded
        for one, other in ((a, b), (b, a)):
            if (scaled := self._scaled(one, other)) is not None:
                return scaled
        return self._node(Node("multiply", (min(a, b), max(a, b))))

    def _scaled(self, factor: int, a: int) -> int | None:
        """Return a product with a factor of 0, 1, -1 or a negated one; None with any other."""
        if self.is_value(factor, 0.0):
            return self.constant(0.0)
        if self.is_value(factor, 1.0):
            return a
        if self.is_value(factor, -1.0):
            return self.negate(a)
        if self.nodes[factor].operation == "negate":
            return self.negate(self.multiply(self.nodes[factor].operands[0], a))
        return None

    def divide(self, a: int, b: int) -> int:
        """Return a / b."""
        if (folded := self._folded("divide", a, b)) is not None:
            return folded
        if self.is_value(b, 1.0):
            return a
        if self.is_value(a, 0.0):
            return a
        if self.nodes[a].operation == "negate":
            return self.negate(self.divide(self.nodes[a].operands[0], b))
        return self._node(Node("divide", (a, b)))

    def power(self, a: int, b: int) -> int:
        """Return a ** b; small whole exponents become products."""
        if (folded := self._folded("power", a, b)) is not None:
            return folded
        if self.nodes[b].operation == "constant":
            exponent = self.nodes[b].value
            if exponent == 0.5:
                return self.call("sqrt", a)
            if exponent == int(exponent) if math.isfinite(exponent) else False:
                whole = int(exponent)
                if abs(whole) <= _LARGEST_UNROLLED_POWER:
                    return self._whole_power(a, whole)
        return self._node(Node("power", (a, b)))

    def _whole_power(self, a: int, exponent: int) -> int:
        if exponent < 0:
            return self.divide(self.constant(1.0), self._whole_power(a, -exponent))
        result = self.constant(1.0)
        square = a
        while exponent:
            if exponent & 1:
                result = self.multiply(result, square)
            exponent >>= 1
            if exponent:
                square = self.multiply(square, square)
        return result

    def minimum(self, a: int, b: int) -> int:
        """Return the smaller of two."""
        return self._extreme("minimum", a, b)

    def maximum(self, a: int, b: int) -> int:
        """Return the larger of two."""
        return self._extreme("maximum", a, b)

    def _extreme(self, operation: str, a: int, b: int) -> int:
        if (folded := self._folded(operation, a, b)) is not None:
            return folded
        return a if a == b else self._node(Node(operation, (min(a, b), max(a, b))))

    def call(self, name: str, a: int) -> int:
        """Return a function of one number, one of `FUNCTIONS`."""
        if name not in FUNCTIONS:
            raise ValueError(f"the graph has no function called {name!r}")
        folded = self._folded(name, a)
        return self._node(Node(name, (a,))) if folded is None else folded

    def less(self, a: int, b: int) -> int:
        """Return the condition a < b."""
        return self._compared("less", a, b)

    def less_equal(self, a: int, b: int) -> int:
        """Return the condition a <= b."""
        return self._compared("less_equal", a, b)

    def equal(self, a: int, b: int) -> int:
        """Return the condition a = b."""
        return self._compared("equal", min(a, b), max(a, b))

    def both(self, a: int, b: int) -> int:
        """Return the condition that two conditions hold."""
        for one, other in ((a, b), (b, a)):
            if self.nodes[one].operation == "truth":
                return other if self.nodes[one].value else one
        return a if a == b else self._node(Node("both", (min(a, b), max(a, b))))

    def either(self, a: int, b: int) -> int:
        """Return the condition that one of two conditions, or both, hold."""
        return self.opposite(self.both(self.opposite(a), self.opposite(b)))

    def opposite(self, a: int) -> int:
        """Return the condition that a condition does not hold."""
        if self.nodes[a].operation == "truth":
            return self.truth(not self.nodes[a].value)
        if self.nodes[a].operation == "opposite":
            return self.nodes[a].operands[0]
        return self._node(Node("opposite", (a,)))

    def choose(self, condition: int, a: int, b: int) -> int:
        """Return a where a condition holds, else b."""
        if self.nodes[condition].operation == "truth":
            return a if self.nodes[condition].value else b
        return a if a == b else self._node(Node("choose", (condition, a, b)))

    def is_value(self, node: int, value: float) -> bool:
        """Tell whether a node is this constant."""
        return self.nodes[node].operation == "constant" and self.nodes[node].value == value

    def reachable(self, roots: tuple[int, ...] | list[int]) -> list[int]:
        """Return every node that the roots are made of, operands before what they make."""
        seen = set(roots)
        waiting = list(seen)
        while waiting:
            for operand in self.nodes[waiting.pop()].operands:
                if operand not in seen:
                    seen.add(operand)
                    waiting.append(operand)
        return sorted(seen)

    def _compared(self, operation: str, a: int, b: int) -> int:
        first, second = self.nodes[a], self.nodes[b]
        if first.operation == second.operation == "constant":
            return self.truth(_HOLDS[operation](first.value, second.value))
        return self._node(Node(operation, (a, b)))

    def _folded(self, operation: str, *operands: int) -> int | None:
        """Return the constant that an operation on constants is; None where one is not."""
        nodes = [self.nodes[operand] for operand in operands]
        if any(node.operation != "constant" for node in nodes):
            return None
        from cramp.engine.vector.evaluation import apply

        return self.constant(float(apply(operation, *(node.value for node in nodes))))

    def _node(self, node: Node, mark: object = None) -> int:
        key = (node.operation, node.operands, mark, node.place)
        number = self._known.get(key)
        if number is None:
            number = self._known[key] = len(self.nodes)
            self.nodes.append(node)
        return number


_HOLDS = {
    "less": lambda a, b: a < b,
    "less_equal": lambda a, b: a <= b,
    "equal": lambda a, b: a == b,
}
