"""Expressions the host evaluates, cut out of a model's graph: small enough to keep on disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cramp.engine.vector.evaluation import evaluate
from cramp.engine.vector.graph import Graph, Node

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cramp.engine.vector.graph import SymbolKind


@dataclass(frozen=True)
class Excerpt:
    """N expressions with nothing else around them.

    Attributes
    ----------
    nodes
        What the expressions are made of, operands first.
    roots
        The expressions' places in `nodes`.
    """

    nodes: tuple[Node, ...]
    roots: tuple[int, ...]

    def evaluate(
        self, symbols: Mapping[SymbolKind, Sequence[np.ndarray | float] | np.ndarray], runs: int
    ) -> np.ndarray:
        """Evaluate for many runs; see `cramp.engine.vector.evaluation.evaluate`.

        Returns
        -------
        numpy.ndarray
            Shape (N, runs), float64.
        """
        values = evaluate(Graph(list(self.nodes)), self.roots, symbols)
        result = np.empty((len(self.roots), runs))
        for row, value in zip(result, values, strict=True):
            row[:] = value
        return result


def excerpt(graph: Graph, roots: Sequence[int]) -> Excerpt:
    """Cut expressions out of a graph."""
    needed = graph.reachable(list(roots))
    place = {node: index for index, node in enumerate(needed)}
    nodes = tuple(
        graph.nodes[node]._replace(operands=tuple(place[one] for one in graph.nodes[node].operands))
        for node in needed
    )
    return Excerpt(nodes, tuple(place[root] for root in roots))
