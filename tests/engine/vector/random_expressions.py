"""Random expressions, as graphs, and values for their symbols."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

    from cramp.engine.vector.graph import Graph, SymbolKind

SMOOTH = ("exp", "log", "sqrt", "tanh", "sin", "cos", "atan", "sinh", "cosh", "asinh")
ARITHMETIC = ("add", "subtract", "multiply", "divide")
BENT = ("minimum", "maximum")
SYMBOLS: tuple[tuple[SymbolKind, int], ...] = (
    ("state", 0), ("state", 1), ("parameter", 0), ("parameter", 1), ("input", 0), ("time", 0),
)  # fmt: skip
CONSTANTS = (0.0, 1.0, -1.0, 0.5, 2.0, -3.0, 1.25)


@dataclass(frozen=True)
class Recipe:
    """How to write an expression: an operation, and what it takes."""

    operation: str
    operands: tuple[Recipe, ...] = ()
    value: float = 0.0
    place: int = 0

    def written(self, graph: Graph) -> int:
        """Return the expression's node in a graph."""
        operands = [one.written(graph) for one in self.operands]
        if self.operation == "constant":
            return graph.constant(self.value)
        if self.operation in ("state", "parameter", "input", "time"):
            return graph.symbol(self.operation, self.place)  # type: ignore[arg-type]  # by the test
        if self.operation in SMOOTH:
            return graph.call(self.operation, *operands)
        return getattr(graph, self.operation)(*operands)

    def value_at(self, symbols: dict[str, np.ndarray]) -> complex | float:
        """Return the value, by the plainest arithmetic there is."""
        operands = [one.value_at(symbols) for one in self.operands]
        if self.operation == "constant":
            return self.value
        if self.operation in symbols:
            return symbols[self.operation][self.place]
        return _PLAIN[self.operation](*operands)


def _power(base: complex, exponent: float) -> complex:
    # A whole power of a negative number must stay as real as its base.
    return base ** int(exponent) if exponent == int(exponent) and base else np.power(base, exponent)


def _less(a: complex, b: complex) -> float:
    """Return 1 or 0; NaN where there is nothing to compare, so that the test leaves it out."""
    return np.nan if np.isnan(a) or np.isnan(b) else float(np.real(a) < np.real(b))


def _chosen(condition: float, a: complex, b: complex) -> complex:
    if np.isnan(condition):
        return np.nan * (a + b)  # in both parts of a complex number
    return a if condition else b


_PLAIN: dict[str, Callable] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": np.divide,
    "negate": lambda a: -a,
    "power": _power,
    "minimum": lambda a, b: _chosen(_less(a, b), a, b),
    "maximum": lambda a, b: _chosen(_less(a, b), b, a),
    "atan": np.arctan,
    "asinh": np.arcsinh,
    "less": _less,
    "less_equal": lambda a, b: 1 - _less(b, a),
    "choose": _chosen,
    **{name: getattr(np, name) for name in ("exp", "log", "sqrt", "tanh", "sin", "cos", "sinh")},
    "cosh": np.cosh,
}


def _larger(smaller: st.SearchStrategy[Recipe]) -> st.SearchStrategy[Recipe]:
    two = st.tuples(smaller, smaller)
    condition = st.builds(Recipe, st.sampled_from(("less", "less_equal")), two)
    whole = st.sampled_from((-2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 0.5, 1.5))
    exponent = st.builds(Recipe, st.just("constant"), value=whole)
    return st.one_of(
        st.builds(Recipe, st.sampled_from(ARITHMETIC), two),
        st.builds(Recipe, st.sampled_from(BENT), two),
        st.builds(Recipe, st.sampled_from((*SMOOTH, "negate")), st.tuples(smaller)),
        st.builds(Recipe, st.just("power"), st.tuples(smaller, exponent)),
        st.builds(Recipe, st.just("choose"), st.tuples(condition, smaller, smaller)),
    )


def recipes(most_leaves: int = 12) -> st.SearchStrategy[Recipe]:
    """Return expressions of states, parameters, inputs, the time and constants."""
    symbols = st.sampled_from([Recipe(kind, place=place) for kind, place in SYMBOLS])
    constants = st.builds(Recipe, st.just("constant"), value=st.sampled_from(CONSTANTS))
    return st.recursive(st.one_of(symbols, constants), _larger, max_leaves=most_leaves)


def symbol_values(low: float = 0.2, high: float = 2.0) -> st.SearchStrategy[dict[str, np.ndarray]]:
    """Return a value for every symbol, by its kind and place."""
    numbers = st.floats(low, high, allow_subnormal=False)
    shapes = {"state": 2, "parameter": 2, "input": 1, "time": 1}
    return st.fixed_dictionaries(
        {
            kind: st.lists(numbers, min_size=count, max_size=count).map(np.array)
            for kind, count in shapes.items()
        }
    )


def moved(symbols: dict[str, np.ndarray], share: float) -> dict[str, np.ndarray]:
    """Return symbols a little aside, each by a share of its own: what was equal is not."""
    places = iter(range(1, 10))
    return {
        kind: np.array([value * (1 + share * next(places)) for value in values])
        for kind, values in symbols.items()
    }
