"""Makes expressions cheap to run a million times: what one run never changes is taken out.

Whatever depends on parameters alone becomes a constant of the run, computed once; a quotient
becomes a product with a reciprocal, which other quotients and derivatives share.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cramp.engine.vector.graph import SYMBOLS, Graph

if TYPE_CHECKING:
    from collections.abc import Sequence

MOVING = frozenset({"state", "input", "time"})
_JUMPING = frozenset({"floor", "ceil", "equal"})


@dataclass
class Lowering:
    """Rebuilds expressions of one graph in another.

    Attributes
    ----------
    source
        The graph that the model was read into; gets the constants' expressions.
    target
        The graph that kernels are made from. Its symbols of kind `parameter` are constants of a
        run, by their place in `constants`.
    constants
        Nodes of `source` that depend on nothing but parameters.
    time_place
        Place among the states that stands for the time in the target.
    exact
        Whether quotients stay quotients: a product with a reciprocal is off by a rounding, which
        `floor` may turn into a whole.
    """

    source: Graph
    time_place: int
    target: Graph = field(default_factory=Graph)
    constants: list[int] = field(default_factory=list)
    exact: bool = False
    _moving: dict[int, bool] = field(default_factory=dict)
    _built: dict[int, int] = field(default_factory=dict)
    _places: dict[int, int] = field(default_factory=dict)

    def lower(self, roots: Sequence[int]) -> list[int]:
        """Return the roots' nodes in the target graph."""
        for node in self.source.reachable(list(roots)):
            self._learn(node)
        needed = self._needed(roots)
        for node in needed:
            self._built[node] = self._rebuild(node)
        return [self._at(root) for root in roots]

    def continued(self) -> Lowering:
        """Return a lowering into an empty graph that numbers constants on from here."""
        return Lowering(
            self.source,
            self.time_place,
            constants=list(self.constants),
            exact=self.exact,
            _places=dict(self._places),
        )

    def _learn(self, node: int) -> None:
        operation, operands, *_ = self.source.nodes[node]
        self._moving[node] = operation in MOVING or any(self._moving[one] for one in operands)

    def _needed(self, roots: Sequence[int]) -> list[int]:
        """Return what moves below the roots, operands first."""
        return [node for node in self.source.reachable(list(roots)) if self._moving[node]]

    def _at(self, node: int) -> int:
        """Return a node of the target: what moves is built, what does not is a constant."""
        if self._moving[node]:
            return self._built[node]
        found = self.source.nodes[node]
        if found.operation == "constant":
            return self.target.constant(found.value)
        if found.operation == "truth":
            return self.target.truth(bool(found.value))
        return self._constant(node)

    def _constant(self, node: int) -> int:
        if node not in self._places:
            self._places[node] = len(self.constants)
            self.constants.append(node)
        return self.target.symbol("parameter", self._places[node])

    def _rebuild(self, node: int) -> int:
        operation, operands, _, place = self.source.nodes[node]
        if operation == "time":
            return self.target.symbol("state", self.time_place)
        if operation in SYMBOLS:
            return self.target.symbol(operation, place)  # type: ignore[arg-type]  # in SYMBOLS
        if operation == "choose" and not self._moving[operands[0]]:
            return self._chosen_once(operands)
        if operation == "multiply":
            return self._product(node)
        if operation == "divide" and not self.exact:
            return self._quotient(*operands)
        built = [self._at(one) for one in operands]
        return _made(self.target, operation, built)

    def _chosen_once(self, operands: tuple[int, ...]) -> int:
        """Choose by a condition that a run never changes: kernels hold numbers only."""
        one, zero = self.source.constant(1.0), self.source.constant(0.0)
        as_number = self.source.choose(operands[0], one, zero)
        self._learn(one)
        self._learn(zero)
        self._learn(as_number)
        holds = self.target.less(self.target.constant(0.5), self._constant(as_number))
        return self.target.choose(holds, self._at(operands[1]), self._at(operands[2]))

    def _quotient(self, a: int, b: int) -> int:
        if not self._moving[b]:
            return self._scaled(a, self._still(self.source.divide(self.source.constant(1.0), b)))
        reciprocal = self.target.divide(self.target.constant(1.0), self._at(b))
        return self.target.multiply(self._at(a), reciprocal)

    def _product(self, node: int) -> int:
        a, b = self.source.nodes[node].operands
        if self._moving[a] and self._moving[b]:
            return self.target.multiply(self._at(a), self._at(b))
        still, moving = (b, a) if self._moving[a] else (a, b)
        return self._scaled(moving, still)

    def _scaled(self, moving: int, still: int) -> int:
        """Return what moves times what does not; still factors below it are gathered.

        Raises nothing, and changes a product's rounding only.
        """
        found = self.source.nodes[moving] if self._moving[moving] else None
        if found is not None and not self.exact:
            if found.operation == "multiply":
                for one, other in (found.operands, found.operands[::-1]):
                    if not self._moving[one]:
                        return self._scaled(other, self._still(self.source.multiply(one, still)))
            if found.operation == "divide" and not self._moving[found.operands[1]]:
                a, b = found.operands
                return self._scaled(a, self._still(self.source.divide(still, b)))
        return self.target.multiply(self._at(moving), self._at(still))

    def _still(self, node: int) -> int:
        for one in self.source.reachable([node]):
            self._learn(one)
        return node


def jumps(graph: Graph, roots: Sequence[int]) -> bool:
    """Tell whether a rounding below the roots may become a whole number."""
    return any(graph.nodes[node].operation in _JUMPING for node in graph.reachable(list(roots)))


def _made(graph: Graph, operation: str, operands: list[int]) -> int:
    if operation in _BY_METHOD:
        return getattr(graph, operation)(*operands)
    return graph.call(operation, *operands)


_BY_METHOD = frozenset(
    {
        "add", "subtract", "multiply", "divide", "negate", "power", "minimum", "maximum", "less",
        "less_equal", "equal", "both", "opposite", "choose",
    }
)  # fmt: skip
