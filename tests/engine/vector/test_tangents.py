from __future__ import annotations

import numpy as np
import pytest

from cramp.engine.description import describe
from cramp.engine.sbml import antimony_to_sbml
from cramp.engine.vector.derivatives import jacobian
from cramp.engine.vector.evaluation import evaluate
from cramp.engine.vector.program import _lowering, _step
from cramp.engine.vector.system import System, read_system
from cramp.engine.vector.tangents import (
    direction_of,
    pair_blocks,
    tangent_description,
    tangent_of,
    with_tangents,
)
from cramp.physiology.composition import body_sbml

PROCESS = antimony_to_sbml("""
model process()
  compartment room = 2
  substanceOnly species meal in room, pool in room
  meal = 2 * portion; pool = 3
  portion = 1.5; share = portion / 4; speed = 0.3; half = 1.2; bend = 1.7
  var supply = 4 * portion
  eat: -> meal; supply
  absorb: meal -> pool; speed * meal / (half + meal)
  leave: pool -> ; share * pool^bend / (1 + exp(-pool))
  signal = 1
  signal' = tanh(pool) - signal * share
  level := pool / room + signal
end
""")


def tangent_system(sbml: str) -> System:
    return with_tangents(read_system(sbml, describe(sbml)))


def starting_symbols(system: System) -> dict:
    """Return the values of all symbols where a run sets nothing."""
    values: dict = {"parameter": np.zeros(len(system.parameters)), "time": np.zeros(1)}
    for place in system.parameter_order():
        start = system.parameter_start[place]
        values["parameter"][place] = evaluate(system.graph, [start], values)[0]
    values["input"] = np.array(evaluate(system.graph, system.input_start, values))
    values["state"] = np.array(evaluate(system.graph, system.initial, values))
    return values


def plain_count(names: tuple[str, ...]) -> int:
    """Return how many names come before the tangents and directions."""
    return sum(" " not in name for name in names)


def random_symbols(system: System, seed: int) -> dict:
    """Return symbols near where they start, and tangents and directions of up to their size."""
    generator = np.random.default_rng(seed)
    values = starting_symbols(system)
    named = {"parameter": system.parameters, "input": system.inputs, "state": system.states}
    for kind, names in named.items():
        count = plain_count(names)
        near = values[kind][:count] * generator.uniform(0.98, 1.02, count)
        if kind == "state":
            near += 1e-3  # what starts empty has a slope on either side
        moving = near[: len(names) - count]
        values[kind] = np.append(near, moving * generator.uniform(-1, 1, len(moving)))
    return values


def moved(system: System, symbols: dict, step: float) -> dict:
    """Return symbols moved along their tangents and directions; the first inputs are those."""
    named = {"parameter": system.parameters, "input": system.inputs, "state": system.states}
    result = {kind: values.copy() for kind, values in symbols.items()}
    for kind, names in named.items():
        tangents = symbols[kind][plain_count(names) :]
        result[kind][: len(tangents)] += step * tangents
    return result


@pytest.mark.parametrize("sbml", [PROCESS, body_sbml()], ids=["process", "body"])
def test_tangents_are_the_slopes_along_the_direction(sbml):
    system = tangent_system(sbml)
    half = len(system.states) // 2
    plain = [name for name in system.quantities if not name.startswith("tangent")]
    roots = [*system.derivatives[:half], *(system.quantities[name] for name in plain)]
    slopes = [*system.derivatives[half:], *(system.quantities[tangent_of(name)] for name in plain)]
    step = 1e-6
    for seed in range(3):
        symbols = random_symbols(system, seed)
        ahead = np.array(evaluate(system.graph, roots, moved(system, symbols, step)), dtype=float)
        behind = np.array(evaluate(system.graph, roots, moved(system, symbols, -step)), dtype=float)
        size = np.maximum(np.abs(ahead), np.abs(behind))
        found = np.array(evaluate(system.graph, slopes, symbols), dtype=float)
        assert np.count_nonzero(found) > half
        off = np.abs(found - (ahead - behind) / (2 * step))
        # The difference has roundings, also of what cancels inside, and a third order.
        rounding = 1e-14 / step
        assert np.all(off <= rounding * (size + 1) + 1e-6 * np.abs(found))


def test_a_system_gains_its_tangents_after_what_it_had():
    plain = read_system(PROCESS, describe(PROCESS))
    system = tangent_system(PROCESS)
    assert system.states == (*plain.states, *map(tangent_of, plain.states))
    assert system.parameters == (*plain.parameters, *map(direction_of, plain.parameters))
    assert system.inputs == ("supply", "tangent of supply")
    assert set(system.quantities) == {*plain.quantities, *map(tangent_of, plain.quantities)}


def test_the_description_is_in_the_order_of_the_system_and_knows_every_quantity():
    system = tangent_system(PROCESS)
    description = tangent_description(describe(PROCESS), system)
    assert tuple(description.states) == system.states
    assert tuple(description.parameters) == system.parameters
    assert tuple(description.inputs) == system.inputs
    for name in system.quantities:
        assert description.quantity(name).id == name


def test_a_tangent_counts_in_the_unit_of_its_state_and_beside_its_size():
    description = tangent_description(describe(PROCESS), tangent_system(PROCESS))
    assert description.quantity("tangent of pool").unit == description.quantity("pool").unit
    assert {"meal", "pool", "tangent of meal", "tangent of pool"} in description.connected_states()
    assert {"signal", "tangent of signal"} in description.connected_states()


def test_starts_move_with_the_parameters_that_they_are_computed_from():
    system = tangent_system(PROCESS)
    known = dict(zip(system.parameters, np.zeros(len(system.parameters)), strict=True))
    known |= {"portion": 1.5, "direction of portion": 1.0}
    symbols = {"parameter": list(known.values()), "input": [6.0, 4.0]}
    places = [system.parameters.index(direction_of(name)) for name in ("share", "speed")]
    starts = evaluate(system.graph, [system.parameter_start[place] for place in places], symbols)
    assert [float(value) for value in starts] == [0.25, 0.0]
    assert float(evaluate(system.graph, [system.input_start[1]], symbols)[0]) == 4.0
    meal = system.initial[system.states.index("tangent of meal")]
    assert float(evaluate(system.graph, [meal], symbols)[0]) == 2.0


def test_paired_blocks_are_the_same_matrix():
    system = tangent_system(PROCESS)
    lowering = _lowering(system)
    graph = lowering.target
    slopes = [*lowering.lower(system.derivatives), graph.constant(1.0)]
    entries = jacobian(graph, slopes)
    paired, order = pair_blocks(entries, len(system.states) // 2)
    assert sorted(order) == list(range(len(slopes)))
    symbols = random_symbols(system, 5)
    symbols["parameter"] = np.random.default_rng(6).uniform(0.5, 1.5, len(lowering.constants))
    symbols["state"] = np.append(symbols["state"], 0.0)
    expected = evaluate(graph, list(entries.values()), symbols)
    assert paired.keys() == entries.keys()
    found = evaluate(graph, [paired[place] for place in entries], symbols)
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_states_and_tangents_share_their_factors():
    system = tangent_system(body_sbml())
    factors = _step(system, _lowering(system), True).factors  # noqa: FBT003 - an inner function
    half = len(system.states) // 2
    assert factors.inverse_pivots[:half] == factors.inverse_pivots[half:-1]
    own = {place: node for place, node in factors.entries.items() if max(place) < half}
    assert own
    assert all(
        factors.entries[row + half, column + half] == node for (row, column), node in own.items()
    )
