"""Solves the step's linear equations on paper: sparse elimination as expressions.

The matrix is `shift * I - J`, J the Jacobian. Pivots stay on the diagonal (Markowitz 1957: the
one that fills in least goes first): the shift, the inverse of a step's length, makes it strong,
and a step for which that fails shows a large error and is tried again, shorter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cramp.engine.vector.graph import Graph

Entries = dict[tuple[int, int], int]
"""Nodes by row and column."""


@dataclass(frozen=True)
class Factors:
    """A matrix as lower and upper triangle.

    Attributes
    ----------
    order
        Rows in the order of elimination.
    entries
        What is off the diagonal: multipliers left of the pivot, rests right of it (in the order
        of elimination).
    inverse_pivots
        One over each pivot, by row.
    """

    order: tuple[int, ...]
    entries: Entries
    inverse_pivots: tuple[int, ...]


def elimination_order(pattern: Sequence[tuple[int, int]], size: int) -> tuple[int, ...]:
    """Return the order of diagonal pivots that greedily fills in least.

    Parameters
    ----------
    pattern
        Places (row, column) that are not zero.
    size
        Rows of the matrix.
    """
    rows: list[set[int]] = [{row} for row in range(size)]
    columns: list[set[int]] = [{column} for column in range(size)]
    for row, column in pattern:
        rows[row].add(column)
        columns[column].add(row)
    left = set(range(size))
    order = []
    while left:
        pivot = min(left, key=lambda k: ((len(rows[k]) - 1) * (len(columns[k]) - 1), k))
        left.discard(pivot)
        order.append(pivot)
        below, right = columns[pivot] & left, rows[pivot] & left
        for row in below:
            rows[row] |= right
            rows[row].discard(pivot)
        for column in right:
            columns[column] |= below
            columns[column].discard(pivot)
    return tuple(order)


def factorise(
    graph: Graph, jacobian: Mapping[tuple[int, int], int], shift: int, order: Sequence[int]
) -> Factors:
    """Return the factors of `shift * I - jacobian` as expressions.

    Parameters
    ----------
    graph
        Gets the new expressions.
    jacobian
        Nodes by (row, column); the others are zero.
    shift
        Node of what is added to the diagonal.
    order
        Rows in the order of elimination, as `elimination_order` gives it.
    """
    entries: Entries = {place: graph.negate(node) for place, node in jacobian.items()}
    for row in order:
        entries[row, row] = graph.add(shift, entries.get((row, row), graph.constant(0.0)))
    inverse = [0] * len(order)
    rest = list(order)
    for pivot in order:
        rest.remove(pivot)
        inverse[pivot] = graph.divide(graph.constant(1.0), entries.pop((pivot, pivot)))
        right = [(column, entries[pivot, column]) for column in rest if (pivot, column) in entries]
        for row in rest:
            if (row, pivot) not in entries:
                continue
            factor = graph.multiply(entries[row, pivot], inverse[pivot])
            entries[row, pivot] = factor
            for column, node in right:
                product = graph.multiply(factor, node)
                old = entries.get((row, column))
                entries[row, column] = (
                    graph.negate(product) if old is None else graph.subtract(old, product)
                )
    return Factors(tuple(order), entries, tuple(inverse))
