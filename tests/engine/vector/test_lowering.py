"""What a run never changes is taken out of the kernels, once; values stay."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from random_expressions import moved, recipes, symbol_values

from cramp.engine.vector.evaluation import evaluate
from cramp.engine.vector.graph import Graph
from cramp.engine.vector.lowering import Lowering, jumps

STATES = 2


@pytest.fixture
def graph() -> Graph:
    return Graph()


def _operations(lowering: Lowering, roots: list[int]) -> list[str]:
    graph = lowering.target
    return sorted(graph.nodes[node].operation for node in graph.reachable(roots))


def _value(lowering: Lowering, root: int, symbols: dict[str, np.ndarray]) -> float:
    """Return a lowered root's value: the constants first, then the rest."""
    constants = evaluate(lowering.source, lowering.constants, {"parameter": symbols["parameter"]})
    moving = {
        "state": [*symbols["state"], symbols["time"][0]],
        "input": symbols["input"],
        "parameter": constants,
    }
    return float(evaluate(lowering.target, [root], moving)[0])


@pytest.mark.parametrize("exact", [False, True])
@settings(deadline=None)
@given(recipe=recipes(), symbols=symbol_values())
def test_lowering_keeps_the_value(exact, recipe, symbols):
    graph = Graph()
    node = recipe.written(graph)
    expected = float(evaluate(graph, [node], symbols)[0])
    nearby = [float(evaluate(graph, [node], moved(symbols, share))[0]) for share in (-1e-13, 1e-13)]
    # A product with a reciprocal is off by a rounding, which must not be blown up afterwards.
    assume(math.isfinite(expected) and abs(expected) < 1e8)
    assume(np.allclose(nearby, expected, 1e-10, 1e-10))
    lowering = Lowering(graph, time_place=STATES, exact=exact)
    found = _value(lowering, lowering.lower([node])[0], symbols)
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


@settings(deadline=None)
@given(recipe=recipes())
def test_constants_stand_on_parameters_alone_and_each_is_held_once(recipe):
    graph = Graph()
    lowering = Lowering(graph, time_place=STATES)
    lowering.lower([recipe.written(graph)])
    assert len(set(lowering.constants)) == len(lowering.constants)
    used = {graph.nodes[node].operation for node in graph.reachable(lowering.constants)}
    assert not used & {"state", "input", "time"}


def test_what_depends_on_parameters_alone_is_hoisted_whole(graph):
    k, scale = graph.symbol("parameter", 0), graph.symbol("parameter", 1)
    still = graph.multiply(graph.call("exp", k), graph.call("log", scale))
    root = graph.add(still, graph.symbol("state"))
    lowering = Lowering(graph, time_place=1)
    lowered = lowering.lower([root])
    assert lowering.constants == [still]
    assert _operations(lowering, lowered) == ["add", "parameter", "state"]


def test_two_roots_share_their_constants(graph):
    x = graph.symbol("state")
    still = graph.call("exp", graph.symbol("parameter"))
    roots = [graph.add(x, still), graph.subtract(x, still)]
    lowering = Lowering(graph, time_place=1)
    lowering.lower(roots)
    assert lowering.constants == [still]


def test_still_factors_are_gathered_into_one(graph):
    x, k, v = graph.symbol("state"), graph.symbol("parameter", 0), graph.symbol("parameter", 1)
    root = graph.multiply(graph.divide(graph.multiply(k, x), v), k)
    lowering = Lowering(graph, time_place=1)
    lowered = lowering.lower([root])
    assert _operations(lowering, lowered) == ["multiply", "parameter", "state"]
    symbols = {"state": [3.0], "parameter": [2.0, 5.0], "input": [], "time": [0.0]}
    assert _value(lowering, lowered[0], symbols) == pytest.approx(3.0 * 2.0 * 2.0 / 5.0, rel=1e-15)


def test_quotients_by_the_same_share_a_reciprocal(graph):
    x, y, z = (graph.symbol("state", place) for place in range(3))
    lowering = Lowering(graph, time_place=3)
    lowered = lowering.lower([graph.divide(x, z), graph.divide(y, z)])
    assert _operations(lowering, lowered).count("divide") == 1


def test_exact_lowering_keeps_quotients(graph):
    x, k = graph.symbol("state"), graph.symbol("parameter")
    lowering = Lowering(graph, time_place=1, exact=True)
    lowered = lowering.lower([graph.call("floor", graph.divide(x, k))])
    assert _operations(lowering, lowered) == ["divide", "floor", "parameter", "state"]
    symbols = {"state": [49.0], "parameter": [49.0], "input": [], "time": [0.0]}
    assert _value(lowering, lowered[0], symbols) == 1.0


def test_the_time_becomes_a_state(graph):
    lowering = Lowering(graph, time_place=5)
    lowered = lowering.lower([graph.symbol("time")])
    node = lowering.target.nodes[lowered[0]]
    assert (node.operation, node.place) == ("state", 5)


@pytest.mark.parametrize(("k", "expected"), [(0.5, 7.0), (2.0, 8.0)])
def test_a_condition_of_parameters_becomes_a_constant_number(graph, k, expected):
    x, y = graph.symbol("state", 0), graph.symbol("state", 1)
    condition = graph.less(graph.symbol("parameter"), graph.constant(1.0))
    lowering = Lowering(graph, time_place=2)
    lowered = lowering.lower([graph.choose(condition, x, y)])
    (constant,) = lowering.constants
    assert graph.nodes[constant].operation == "choose"
    symbols = {"state": [7.0, 8.0], "parameter": [k], "input": [], "time": [0.0]}
    assert _value(lowering, lowered[0], symbols) == expected


@pytest.mark.parametrize(("k", "x", "expected"), [(0.5, 0.0, 1.0), (0.5, 9.0, 0.0), (2, 0.0, 0.0)])
def test_a_condition_that_joins_what_moves_and_what_does_not_keeps_its_value(graph, k, x, expected):
    still = graph.less(graph.symbol("parameter"), graph.constant(1.0))
    moving = graph.less(graph.symbol("state"), graph.constant(5.0))
    root = graph.choose(graph.both(still, moving), graph.constant(1.0), graph.constant(0.0))
    lowering = Lowering(graph, time_place=1)
    lowered = lowering.lower([root])
    symbols = {"state": [x], "parameter": [k], "input": [], "time": [0.0]}
    assert _value(lowering, lowered[0], symbols) == expected


def test_a_continued_lowering_numbers_constants_on(graph):
    x, k = graph.symbol("state"), graph.symbol("parameter")
    first = graph.call("exp", k)
    lowering = Lowering(graph, time_place=1)
    lowering.lower([graph.add(x, first)])
    further = lowering.continued()
    second = graph.call("log", k)
    lowered = further.lower([graph.add(first, graph.multiply(second, x))])
    assert further.constants == [first, second]
    assert lowering.constants == [first]
    symbols = {"state": [3.0], "parameter": [2.0], "input": [], "time": [0.0]}
    expected = math.exp(2) + 3 * math.log(2)
    assert _value(further, lowered[0], symbols) == pytest.approx(expected, rel=1e-15)


def test_roots_that_are_still_or_constant_are_lowered_too(graph):
    k = graph.symbol("parameter")
    lowering = Lowering(graph, time_place=0)
    lowered = lowering.lower([k, graph.constant(2.5), k])
    operations = [lowering.target.nodes[node].operation for node in lowered]
    assert operations == ["parameter", "constant", "parameter"]
    assert lowering.constants == [k]


@pytest.mark.parametrize(("name", "expected"), [("floor", True), ("ceil", True), ("exp", False)])
def test_what_rounding_may_make_jump_is_found(graph, name, expected):
    root = graph.add(graph.call(name, graph.symbol("state")), graph.constant(1.0))
    assert jumps(graph, [root]) is expected
