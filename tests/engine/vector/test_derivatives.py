"""Derivatives are exact: they are those that steps into the complex plane find."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import assume, given, settings
from random_expressions import moved, recipes, symbol_values

from cramp.engine.vector.derivatives import directional, gradient_for_inputs, jacobian
from cramp.engine.vector.evaluation import evaluate
from cramp.engine.vector.graph import FUNCTIONS, Graph

if TYPE_CHECKING:
    from random_expressions import Recipe

IMAGINARY = 1e-30
"""Too small to be seen beside the real part: the derivative has no error of differences."""

STATES = 2
FLAT_FUNCTIONS = {"floor", "ceil", "factorial"}
COMPLEX = {
    "asin": np.arcsin, "acos": np.arccos, "atan": np.arctan, "asinh": np.arcsinh,
    "acosh": np.arccosh, "atanh": np.arctanh,
}  # fmt: skip


def _nudged(symbols: dict[str, np.ndarray], kind: str, place: int) -> dict[str, np.ndarray]:
    moved = {name: values.astype(complex) for name, values in symbols.items()}
    moved[kind][place] += IMAGINARY * 1j
    return moved


def _assert_same(found: float, expected: float) -> None:
    assert abs(found - expected) <= 1e-7 * (1 + abs(expected))


def _slopes(recipe: Recipe, symbols: dict[str, np.ndarray]) -> np.ndarray:
    """Return the derivatives for the states, by steps into the complex plane."""
    with np.errstate(all="ignore"):
        return np.array(
            [
                complex(recipe.value_at(_nudged(symbols, "state", place))).imag / IMAGINARY
                for place in range(STATES)
            ]
        )


@settings(deadline=None)
@given(recipes(), symbol_values())
def test_the_jacobian_is_the_complex_steps(recipe, symbols):
    graph = Graph()
    entries = jacobian(graph, [recipe.written(graph)])
    with np.errstate(all="ignore"):
        value = complex(recipe.value_at(symbols))
    expected = _slopes(recipe, symbols)
    # Not where a part has no real value, nor where the slope is infinite or jumps.
    assume(math.isfinite(abs(value)) and value.imag == 0)
    assume(np.max(np.abs(expected)) < 1e5)
    for share in (-1e-9, 1e-9):
        assume(np.allclose(_slopes(recipe, moved(symbols, share)), expected, 1e-4, 1e-4))
    for place in range(STATES):
        found = 0.0
        if (0, place) in entries:
            found = float(evaluate(graph, [entries[0, place]], symbols)[0])
        assume(math.isfinite(found))
        _assert_same(found, expected[place])


@pytest.mark.parametrize("name", sorted(FUNCTIONS - FLAT_FUNCTIONS - {"abs"}))
def test_every_function_has_its_slope(name):
    points = np.array([1.1, 1.5, 3.0] if name == "acosh" else [-0.9, -0.3, 0.4, 0.95])
    if name in ("log", "sqrt"):
        points = np.abs(points)
    graph = Graph()
    x = graph.symbol("state")
    node = jacobian(graph, [graph.call(name, x)])[0, 0]
    found = evaluate(graph, [node], {"state": [points]})[0]
    function = COMPLEX.get(name) or getattr(np, name)
    expected = function(points + IMAGINARY * 1j).imag / IMAGINARY
    np.testing.assert_allclose(found, expected, rtol=1e-13)


@pytest.mark.parametrize("name", sorted(FLAT_FUNCTIONS))
def test_what_moves_in_jumps_has_no_slope(name):
    graph = Graph()
    assert jacobian(graph, [graph.call(name, graph.symbol("state"))]) == {}


def test_abs_minimum_and_maximum_have_the_slope_of_the_branch_taken():
    graph = Graph()
    x, y = graph.symbol("state", 0), graph.symbol("state", 1)
    rows = [graph.call("abs", x), graph.minimum(x, y), graph.maximum(x, y)]
    entries = jacobian(graph, rows)
    places = [(0, 0), (1, 0), (1, 1), (2, 0), (2, 1)]
    values = {"state": [np.array([-2.0, 3.0]), np.array([1.0, 1.0])]}
    found = np.array(evaluate(graph, [entries[place] for place in places], values))
    np.testing.assert_array_equal(found, [[-1, 1], [1, 0], [0, 1], [0, 1], [1, 0]])


def test_a_choice_has_the_slope_of_what_is_chosen_and_none_for_its_condition():
    graph = Graph()
    x, y = graph.symbol("state", 0), graph.symbol("state", 1)
    chosen = graph.choose(graph.less(x, y), graph.multiply(x, x), y)
    entries = jacobian(graph, [chosen])
    values = {"state": [np.array([1.0, 5.0]), np.array([3.0, 3.0])]}
    found = np.array(evaluate(graph, [entries[0, 0], entries[0, 1]], values))
    np.testing.assert_array_equal(found, [[2, 0], [0, 1]])


@pytest.mark.parametrize(("exponent", "slope"), [(1.0, 1.0), (2.0, 0.0), (4.0, 0.0)])
def test_a_power_of_nothing_has_its_slope_whoever_tells_the_exponent(exponent, slope):
    graph = Graph()
    power = graph.power(graph.symbol("state"), graph.symbol("parameter"))
    node = jacobian(graph, [power])[0, 0]
    found = evaluate(graph, [node], {"state": [0.0], "parameter": [exponent]})[0]
    assert found == slope


def test_derivatives_that_are_always_zero_are_left_out():
    graph = Graph()
    x, y = graph.symbol("state", 0), graph.symbol("state", 1)
    parameter, held = graph.symbol("parameter"), graph.symbol("input")
    cancelling = graph.subtract(graph.add(x, y), graph.add(x, held))
    entries = jacobian(graph, [graph.multiply(parameter, held), cancelling, graph.symbol("time")])
    assert set(entries) == {(1, 1)}


def test_gradients_for_inputs_are_those_of_the_inputs():
    graph = Graph()
    x, first, second = graph.symbol("state"), graph.symbol("input", 0), graph.symbol("input", 1)
    rows = [graph.multiply(x, first), graph.call("exp", second), x]
    entries = gradient_for_inputs(graph, rows)
    assert set(entries) == {(0, 0), (1, 1)}
    assert entries[0, 0] == x
    assert entries[1, 1] == rows[1]


@settings(deadline=None)
@given(recipes(), symbol_values())
def test_a_direction_joins_the_jacobians_columns(recipe, symbols):
    graph = Graph()
    row = recipe.written(graph)
    entries = jacobian(graph, [row])
    speeds = (2.0, -0.5)
    seeds = {
        graph.symbol("state", place): graph.constant(speed) for place, speed in enumerate(speeds)
    }
    along = directional(graph, [row], seeds)
    nodes = [entries.get((0, place), graph.constant(0.0)) for place in range(STATES)]
    first, second, joined = (float(one) for one in evaluate(graph, [*nodes, *along], symbols))
    assume(all(abs(one) < 1e6 for one in (first, second, joined)))
    _assert_same(joined, speeds[0] * first + speeds[1] * second)
