"""Evaluates expressions with NumPy: for start values and constants, and to check kernels by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cramp.engine.vector.graph import Graph, SymbolKind


def apply(operation: str, *operands: np.ndarray | float) -> np.ndarray:
    """Return an operation of the graph on arrays; what has no value is NaN, without a warning."""
    with np.errstate(all="ignore"):
        return np.asarray(_OPERATIONS[operation](*operands))


def evaluate(
    graph: Graph,
    nodes: Sequence[int],
    symbols: Mapping[SymbolKind, np.ndarray | Sequence[np.ndarray | float]],
) -> list[np.ndarray]:
    """Evaluate expressions for many runs at once.

    Parameters
    ----------
    graph
        Holds the expressions.
    nodes
        N of them.
    symbols
        By kind, the values of its symbols: indexed by the symbol's place, then by run. Time is
        at place 0. Kinds that the expressions do not use may be left out.

    Returns
    -------
    list
        N arrays, float64 (bool for conditions), of shape () or of the runs'.
    """
    values: dict[int, Any] = {}
    with np.errstate(all="ignore"):
        for number in graph.reachable(list(nodes)):
            operation, operands, value, place = graph.nodes[number]
            if operation == "constant":
                values[number] = np.float64(value)
            elif operation == "truth":
                values[number] = np.bool_(value)
            elif operation in symbols:
                kind: SymbolKind = operation  # type: ignore[assignment]  # checked by `in`
                values[number] = np.asarray(symbols[kind][place], dtype=float)
            else:
                values[number] = _OPERATIONS[operation](*[values[one] for one in operands])
    return [np.asarray(values[number]) for number in nodes]


def _factorial(a: np.ndarray | float) -> np.ndarray:
    from scipy.special import gamma

    number = np.asarray(a, dtype=float)
    return np.where(number < 0, np.nan, gamma(number + 1.0))


_OPERATIONS: dict[str, Callable[..., np.ndarray]] = {
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "divide": np.divide,
    "negate": np.negative,
    "power": np.power,
    "minimum": np.minimum,
    "maximum": np.maximum,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "tanh": np.tanh,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "asin": np.arcsin,
    "acos": np.arccos,
    "atan": np.arctan,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "asinh": np.arcsinh,
    "acosh": np.arccosh,
    "atanh": np.arctanh,
    "abs": np.abs,
    "floor": np.floor,
    "ceil": np.ceil,
    "factorial": _factorial,
    "less": np.less,
    "less_equal": np.less_equal,
    "equal": np.equal,
    "both": np.logical_and,
    "opposite": np.logical_not,
    "choose": np.where,
}
