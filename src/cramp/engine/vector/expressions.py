"""Expressions of a graph as straight-line vector code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cramp.engine.vector.graph import FUNCTIONS
from cramp.engine.vector.shapes import FLAGS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from llvmlite import ir

    from cramp.engine.vector.graph import Graph, Node
    from cramp.engine.vector.shapes import Shape

_BINARY = {"add": "fadd", "subtract": "fsub", "multiply": "fmul", "divide": "fdiv"}
_COMPARED = {"less": "<", "less_equal": "<=", "equal": "=="}
_PLAIN = {"negate": "fneg", "both": "and_", "opposite": "not_", "choose": "select"}
_NATIVE = {
    "sqrt": "llvm.sqrt",
    "floor": "llvm.floor",
    "ceil": "llvm.ceil",
    "abs": "llvm.fabs",
    "minimum": "llvm.minimum",
    "maximum": "llvm.maximum",
}
"""`minimum` and `maximum` pass a NaN on, whichever side it is on."""


@dataclass
class Expressions:
    """Writes expressions into a function.

    Attributes
    ----------
    module, builder
        Where the code goes.
    shape
        Precision and lanes.
    graph
        Holds the expressions.
    symbol
        Returns the value of a symbol (a state, a constant of the run, ...), called once for each.
    """

    module: ir.Module
    builder: ir.IRBuilder
    shape: Shape
    graph: Graph
    symbol: Callable[[Node], ir.Value]
    _values: dict[int, ir.Value] = field(default_factory=dict)

    def values(self, roots: Sequence[int]) -> list[ir.Value]:
        """Write what the roots need, each once, and return the roots' values."""
        for node in self.graph.reachable(list(roots)):
            if node not in self._values:
                self._values[node] = self._value(self.graph.nodes[node])
        return [self._values[root] for root in roots]

    def _value(self, node: Node) -> ir.Value:
        operands = [self._values[one] for one in node.operands]
        if node.operation in ("constant", "truth"):
            return self._constant(node)
        if node.operation in _BINARY:
            return getattr(self.builder, _BINARY[node.operation])(*operands, flags=FLAGS)
        if node.operation in _COMPARED:
            return self.builder.fcmp_ordered(_COMPARED[node.operation], *operands)
        if node.operation in _PLAIN:
            return getattr(self.builder, _PLAIN[node.operation])(*operands)
        if node.operation in FUNCTIONS or node.operation in ("power", "minimum", "maximum"):
            return self.builder.call(self._function(node.operation, len(operands)), operands)
        return self.symbol(node)

    def _constant(self, node: Node) -> ir.Constant:
        from llvmlite import ir

        if node.operation == "constant":
            return self.shape.constant(node.value)
        bit, lanes = ir.IntType(1), self.shape.lanes
        return ir.Constant(ir.VectorType(bit, lanes), [ir.Constant(bit, int(node.value))] * lanes)

    def _function(self, operation: str, arguments: int) -> ir.Function:
        if operation in _NATIVE:
            name = f"{_NATIVE[operation]}.{self.shape.suffix}"
        else:
            name = f"cramp_{'pow' if operation == 'power' else operation}"
        return declared(self.module, name, self.shape.vector, [self.shape.vector] * arguments)


def declared(
    module: ir.Module, name: str, returned: ir.Type, arguments: Sequence[ir.Type]
) -> ir.Function:
    """Return a function of a module by name, declared on first use."""
    from llvmlite import ir

    known = module.globals.get(name)
    if known is not None:
        return known
    return ir.Function(module, ir.FunctionType(returned, arguments), name)
