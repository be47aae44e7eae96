"""Factors as expressions solve the systems that NumPy solves."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cramp.engine.vector.elimination import Factors, elimination_order, factorise
from cramp.engine.vector.evaluation import evaluate
from cramp.engine.vector.graph import Graph

SHIFT = 100.0


def _factorised(matrix: np.ndarray) -> tuple[Factors, np.ndarray, np.ndarray]:
    """Return factors of `SHIFT * I - matrix`, the values of its entries and inverse pivots."""
    size = len(matrix)
    graph = Graph()
    places = [(int(row), int(column)) for row, column in zip(*np.nonzero(matrix), strict=True)]
    jacobian = {place: graph.symbol("state", index) for index, place in enumerate(places)}
    order = elimination_order(places, size)
    factors = factorise(graph, jacobian, graph.symbol("parameter"), order)
    symbols = {"state": [matrix[place] for place in places], "parameter": [SHIFT]}
    entries = np.zeros((size, size))
    for place, value in zip(
        factors.entries, evaluate(graph, list(factors.entries.values()), symbols), strict=True
    ):
        entries[place] = value
    return factors, entries, np.array(evaluate(graph, factors.inverse_pivots, symbols))


def _solved(matrix: np.ndarray, sides: np.ndarray) -> np.ndarray:
    factors, entries, inverse_pivots = _factorised(matrix)
    solution = sides.astype(float)
    for rank, row in enumerate(factors.order):
        before = list(factors.order[:rank])
        solution[row] -= entries[row, before] @ solution[before]
    for rank, row in reversed(list(enumerate(factors.order))):
        after = list(factors.order[rank + 1 :])
        solution[row] = (solution[row] - entries[row, after] @ solution[after]) * inverse_pivots[
            row
        ]
    return solution


def _assert_solves(matrix: np.ndarray) -> None:
    sides = np.linspace(1, 2, len(matrix))
    expected = np.linalg.solve(SHIFT * np.eye(len(matrix)) - matrix, sides)
    np.testing.assert_allclose(_solved(matrix, sides), expected, rtol=1e-11, atol=1e-14)


def _arrow(size: int) -> np.ndarray:
    matrix = np.eye(size)
    matrix[0, :] = matrix[:, 0] = 1.0
    return matrix


def _cycle(size: int) -> np.ndarray:
    return np.roll(np.eye(size), 1, axis=1)


@pytest.mark.parametrize(
    "matrix",
    [
        np.zeros((4, 4)),
        np.zeros((1, 1)),
        np.array([[3.0]]),
        np.ones((5, 5)),
        np.tril(np.ones((6, 6))),
        np.triu(np.ones((6, 6)), 1),
        _arrow(7),
        _arrow(7)[::-1, ::-1],
        _cycle(6),
        _cycle(6) + _cycle(6).T,
        np.outer([0, 1, 0, 1, 0], [1, 0, 0, 0, 1]).astype(float),
        np.diag([1e3, -1e5, 0.0, 1e-9]),
        np.array([[-1e6, 1e6, 0.0], [1e6, -1e6 - 1, 1.0], [0.0, 1.0, -1.0]]),
    ],
    ids=lambda matrix: f"{np.count_nonzero(matrix)}_of_{len(matrix)}x{len(matrix)}",
)
def test_awkward_matrices_are_solved(matrix):
    _assert_solves(matrix)


@settings(deadline=None)
@given(st.integers(1, 12), st.floats(0.02, 0.7), st.integers(0, 2**32 - 1))
def test_random_sparse_matrices_are_solved(size, density, seed):
    generator = np.random.default_rng(seed)
    matrix = generator.uniform(-4, 4, (size, size)) * (generator.random((size, size)) < density)
    _assert_solves(matrix)


@settings(deadline=None)
@given(st.integers(1, 15), st.data())
def test_the_order_holds_every_row_once(size, data):
    places = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1))
    pattern = data.draw(st.lists(places, max_size=40))
    assert sorted(elimination_order(pattern, size)) == list(range(size))


def test_an_arrow_is_eliminated_from_its_tip_without_fill():
    matrix = _arrow(8)
    factors, *_ = _factorised(matrix)
    assert factors.order.index(0) >= 6
    off_diagonal = np.count_nonzero(matrix) - 8
    assert len(factors.entries) == off_diagonal


def test_a_triangle_gets_no_new_entries():
    matrix = np.tril(np.ones((6, 6)))
    factors, *_ = _factorised(matrix)
    assert set(factors.entries) == {(row, column) for row, column in product(range(6), repeat=2)
                                    if column < row}  # fmt: skip


def test_equal_patterns_have_the_same_order():
    pattern = [(0, 1), (1, 2), (2, 0), (3, 0)]
    assert elimination_order(pattern, 4) == elimination_order(list(reversed(pattern)), 4)
