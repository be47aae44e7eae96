"""Expressions are shared, folded and simplified, and keep their values."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from random_expressions import moved, recipes, symbol_values

from cramp.engine.vector.evaluation import evaluate
from cramp.engine.vector.graph import CONDITIONS, FUNCTIONS, Graph


@pytest.fixture
def graph() -> Graph:
    return Graph()


def _states(graph: Graph) -> tuple[int, int, int]:
    return graph.symbol("state", 0), graph.symbol("state", 1), graph.symbol("state", 2)


def _constant(graph: Graph, node: int) -> float:
    assert graph.nodes[node].operation == "constant"
    return graph.nodes[node].value


def test_equal_expressions_are_one_node(graph):
    x, y, _ = _states(graph)
    assert graph.add(x, graph.call("exp", y)) == graph.add(x, graph.call("exp", y))
    assert graph.divide(x, y) != graph.divide(y, x)


@pytest.mark.parametrize("operation", ["add", "multiply", "minimum", "maximum", "equal"])
def test_what_commutes_is_one_node(graph, operation):
    x, y, _ = _states(graph)
    build = getattr(graph, operation)
    assert build(x, y) == build(y, x)


def test_conditions_that_commute_are_one_node(graph):
    x, y, z = _states(graph)
    first, second = graph.less(x, y), graph.less(y, z)
    assert graph.both(first, second) == graph.both(second, first)
    assert graph.either(first, second) == graph.either(second, first)


def test_symbols_of_other_kinds_or_places_differ(graph):
    found = {
        graph.symbol("state", 0), graph.symbol("state", 1), graph.symbol("parameter", 0),
        graph.symbol("input", 0), graph.symbol("time"),
    }  # fmt: skip
    assert len(found) == 5


def test_zero_keeps_its_sign_and_nan_is_one_node(graph):
    assert graph.constant(0.0) != graph.constant(-0.0)
    assert graph.constant(math.nan) == graph.constant(math.nan)
    assert math.copysign(1, _constant(graph, graph.constant(-0.0))) == -1
    assert math.isnan(_constant(graph, graph.add(graph.constant(math.nan), graph.constant(1.0))))


def test_operands_are_older_than_what_they_make(graph):
    x, y, z = _states(graph)
    graph.choose(graph.less(x, y), graph.power(z, x), graph.subtract(graph.divide(x, y), z))
    for number, node in enumerate(graph.nodes):
        assert all(operand < number for operand in node.operands)


@pytest.mark.parametrize(
    ("operation", "values", "expected"),
    [
        ("add", (0.1, 0.2), 0.1 + 0.2),
        ("subtract", (0.3, 0.1), 0.3 - 0.1),
        ("multiply", (3.0, 0.1), 3.0 * 0.1),
        ("divide", (1.0, 3.0), 1.0 / 3.0),
        ("divide", (1.0, 0.0), math.inf),
        ("negate", (2.0,), -2.0),
        ("power", (2.0, 0.5), math.sqrt(2)),
        ("power", (2.0, -3.0), 0.125),
        ("minimum", (2.0, -3.0), -3.0),
        ("maximum", (2.0, -3.0), 2.0),
    ],
)
def test_arithmetic_of_constants_is_done_at_once(graph, operation, values, expected):
    node = getattr(graph, operation)(*(graph.constant(value) for value in values))
    assert _constant(graph, node) == expected


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_functions_of_constants_are_computed_at_once(graph, name):
    value = 1.5 if name == "acosh" else 0.5
    node = graph.call(name, graph.constant(value))
    assert graph.nodes[node].operation == "constant"


def test_what_has_no_value_is_nan_without_a_warning(graph):
    assert math.isnan(_constant(graph, graph.call("log", graph.constant(-1.0))))
    zero = graph.constant(0.0)
    assert math.isnan(_constant(graph, graph.divide(zero, zero)))


@pytest.mark.parametrize(
    ("operation", "a", "b", "holds"),
    [
        ("less", 1.0, 2.0, True), ("less", 2.0, 2.0, False), ("less_equal", 2.0, 2.0, True),
        ("less_equal", 3.0, 2.0, False), ("equal", 2.0, 2.0, True), ("equal", 1.0, 2.0, False),
        ("equal", math.nan, math.nan, False),
    ],
)  # fmt: skip
def test_comparisons_of_constants_are_truths(graph, operation, a, b, holds):
    node = getattr(graph, operation)(graph.constant(a), graph.constant(b))
    assert node == graph.truth(holds)


def test_neutral_elements_vanish(graph):
    x, *_ = _states(graph)
    zero, one, minus = (graph.constant(value) for value in (0.0, 1.0, -1.0))
    assert graph.add(x, zero) == graph.add(zero, x) == graph.subtract(x, zero) == x
    assert graph.multiply(x, one) == graph.multiply(one, x) == graph.divide(x, one) == x
    assert graph.multiply(minus, x) == graph.subtract(zero, x) == graph.negate(x)
    assert graph.multiply(x, zero) == zero
    assert graph.power(x, one) == x
    assert graph.power(x, zero) == one


def test_signs_move_outwards_and_cancel(graph):
    x, y, _ = _states(graph)
    minus_x, minus_y = graph.negate(x), graph.negate(y)
    assert graph.negate(minus_x) == x
    assert graph.add(x, minus_y) == graph.subtract(x, y)
    assert graph.add(minus_x, y) == graph.subtract(y, x)
    assert graph.subtract(x, minus_y) == graph.add(x, y)
    assert graph.negate(graph.subtract(x, y)) == graph.subtract(y, x)
    assert graph.multiply(minus_x, minus_y) == graph.multiply(x, y)
    assert graph.divide(minus_x, y) == graph.negate(graph.divide(x, y))


def test_small_whole_powers_are_products(graph):
    x, *_ = _states(graph)
    square = graph.multiply(x, x)
    assert graph.power(x, graph.constant(2.0)) == square
    assert graph.power(x, graph.constant(4.0)) == graph.multiply(square, square)
    inverse = graph.divide(graph.constant(1.0), square)
    assert graph.power(x, graph.constant(-2.0)) == inverse
    assert graph.power(x, graph.constant(0.5)) == graph.call("sqrt", x)
    for exponent in (1.5, 17.0, math.inf, math.nan):
        node = graph.nodes[graph.power(x, graph.constant(exponent))]
        assert node.operation == "power"


def test_conditions_with_truths_are_decided(graph):
    x, y, _ = _states(graph)
    condition, yes, no = graph.less(x, y), graph.truth(True), graph.truth(False)  # noqa: FBT003
    assert graph.both(condition, yes) == graph.both(yes, condition) == condition
    assert graph.both(condition, no) == no
    assert graph.either(condition, no) == condition
    assert graph.either(condition, yes) == yes
    assert graph.both(condition, condition) == graph.either(condition, condition) == condition
    assert graph.opposite(graph.opposite(condition)) == condition
    assert graph.opposite(yes) == no


def test_a_choice_that_is_decided_or_makes_no_difference_vanishes(graph):
    x, y, _ = _states(graph)
    condition = graph.less(x, y)
    assert graph.choose(graph.truth(True), x, y) == x  # noqa: FBT003
    assert graph.choose(graph.truth(False), x, y) == y  # noqa: FBT003
    assert graph.choose(condition, x, x) == x


@pytest.mark.parametrize("a", [True, False])
@pytest.mark.parametrize("b", [True, False])
def test_conditions_join_as_logic_has_it(graph, a, b):
    x, y, _ = _states(graph)
    first, second = graph.less(x, graph.constant(0.0)), graph.less(y, graph.constant(0.0))
    values = {"state": [-1.0 if a else 1.0, -1.0 if b else 1.0]}
    nodes = [graph.both(first, second), graph.either(first, second), graph.opposite(first)]
    assert all(graph.nodes[node].operation in CONDITIONS for node in nodes)
    assert [bool(one) for one in evaluate(graph, nodes, values)] == [a and b, a or b, not a]


def test_an_unknown_function_is_named(graph):
    with pytest.raises(ValueError, match="'gamma'"):
        graph.call("gamma", graph.constant(1.0))


def test_reachable_holds_what_the_roots_are_made_of_and_no_more(graph):
    x, y, z = _states(graph)
    unused = graph.add(x, graph.constant(7.0))
    root = graph.multiply(graph.call("exp", y), z)
    found = graph.reachable([root])
    assert found == sorted(found)
    assert {root, y, z} <= set(found)
    assert not {unused, x} & set(found)


@settings(deadline=None)
@given(recipes(), symbol_values())
def test_simplifying_keeps_the_value(recipe, symbols):
    with np.errstate(all="ignore"):
        expected = float(recipe.value_at(symbols))
        nearby = [float(recipe.value_at(moved(symbols, share))) for share in (-1e-13, 1e-13)]
    # Where all arithmetic is well conditioned, another order of it makes roundings only.
    assume(math.isfinite(expected) and abs(expected) < 1e8)
    assume(np.allclose(nearby, expected, 1e-10, 1e-10))
    graph = Graph()
    value = evaluate(graph, [recipe.written(graph)], symbols)[0]
    np.testing.assert_allclose(value, expected, rtol=1e-9, atol=1e-9)
