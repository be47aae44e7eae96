"""Expressions are evaluated for many runs at once."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cramp.engine.vector.evaluation import apply, evaluate
from cramp.engine.vector.graph import Graph


@pytest.fixture
def graph() -> Graph:
    return Graph()


def test_runs_are_evaluated_side_by_side(graph):
    x, k = graph.symbol("state"), graph.symbol("parameter", 1)
    node = graph.multiply(graph.call("exp", x), k)
    symbols = {"state": [np.array([0.0, 1.0])], "parameter": [9.0, np.array([2.0, 3.0])]}
    np.testing.assert_array_equal(evaluate(graph, [node], symbols)[0], [2.0, 3.0 * np.exp(1.0)])


def test_roots_come_back_in_their_order_and_as_often_as_asked(graph):
    x, y = graph.symbol("state", 0), graph.symbol("state", 1)
    total = graph.add(x, y)
    found = evaluate(graph, [total, y, total, x], {"state": [1.0, 2.0]})
    assert [float(one) for one in found] == [3.0, 2.0, 3.0, 1.0]


def test_constants_need_no_symbols_and_have_no_shape(graph):
    found = evaluate(graph, [graph.constant(2.5), graph.truth(True)], {})  # noqa: FBT003
    assert [one.shape for one in found] == [(), ()]
    assert found[0] == 2.5
    assert found[1]


def test_kinds_that_nothing_uses_may_be_left_out(graph):
    graph.symbol("input")
    assert evaluate(graph, [graph.symbol("time")], {"time": [3.0]})[0] == 3.0


def test_every_run_chooses_for_itself(graph):
    x = graph.symbol("state")
    root = graph.call("sqrt", x)
    node = graph.choose(graph.less(x, graph.constant(0.0)), graph.constant(0.0), root)
    found = evaluate(graph, [node], {"state": [np.array([-4.0, 4.0])]})[0]
    np.testing.assert_array_equal(found, [0.0, 2.0])


@pytest.mark.parametrize(
    ("operation", "operands"),
    [("log", (-1.0,)), ("sqrt", (-1.0,)), ("divide", (0.0, 0.0)), ("acos", (2.0,)),
     ("power", (-1.0, 0.5)), ("factorial", (-1.0,))],
)  # fmt: skip
def test_what_has_no_value_is_nan(operation, operands):
    assert math.isnan(apply(operation, *operands))


@pytest.mark.parametrize("operation", ["minimum", "maximum"])
def test_nan_is_not_lost_between_two(operation):
    assert math.isnan(apply(operation, math.nan, 1.0))
    assert math.isnan(apply(operation, 1.0, math.nan))


def test_factorials_are_those_of_whole_numbers():
    found = apply("factorial", np.array([0.0, 1.0, 5.0, 10.0]))
    np.testing.assert_array_equal(found, [1.0, 1.0, 120.0, 3628800.0])


def test_an_overflow_is_infinite_without_a_warning():
    assert apply("exp", 1000.0) == math.inf
