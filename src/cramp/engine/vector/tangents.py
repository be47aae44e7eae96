"""Tangents: how fast a system's states move when its parameters do, as a system of its own.

With s' = f(s, p, u) and parameters moving along a direction q, the tangents d = ds/dp q obey
d' = (df/ds) d + (df/dp) q, which is as exact as f itself (Dickinson and Gelinas 1976, Journal of
Computational Physics 21, 123). States and tangents together are a system of twice the size.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cramp.engine.description import ReactionDescription
from cramp.engine.vector.derivatives import directional
from cramp.engine.vector.elimination import elimination_order
from cramp.engine.vector.system import System

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cramp.engine.description import ModelDescription, Quantity
    from cramp.engine.vector.elimination import Entries
    from cramp.engine.vector.graph import Graph, SymbolKind


def tangent_of(name: str) -> str:
    """Return what the tangent of a quantity is called; no SBML identifier holds a space."""
    return f"tangent of {name}"


def direction_of(parameter: str) -> str:
    """Return what the direction of a parameter is called: a parameter of the tangent system."""
    return f"direction of {parameter}"


def with_tangents(system: System) -> System:
    """Return a system with its tangents.

    N states, P parameters and I inputs become

    - 2 N states: the system's, then `tangent_of` each;
    - 2 P parameters: the system's, then `direction_of` each. A direction that a run does not set
      is 0 or, where the parameter's start is computed from other parameters, follows theirs;
    - the inputs, then `tangent_of` each whose value is computed from parameters where no
      schedule sets it;
    - for each quantity, also `tangent_of` it, in the quantity's unit.

    What jumps (`floor`, `ceil`, the moment at which a condition turns) has no slope and adds
    nothing: tangents hold as long as no parameter moves the moment of a jump.

    Parameters
    ----------
    system
        Its graph gets the new expressions; it stays as it is otherwise.
    """
    graph = system.graph
    seeds = _seeds(graph, "parameter", range(len(system.parameters)), len(system.parameters))
    input_tangents = directional(graph, system.input_start, seeds)
    moved = [place for place, node in enumerate(input_tangents) if not graph.is_value(node, 0.0)]
    seeds |= _seeds(graph, "input", moved, len(system.inputs))
    initial = directional(graph, system.initial, seeds)
    parameter_start = directional(graph, system.parameter_start, seeds)
    seeds |= _seeds(graph, "state", range(len(system.states)), len(system.states))
    tangents = directional(graph, list(system.quantities.values()), seeds)
    named = zip(map(tangent_of, system.quantities), tangents, strict=True)
    return System(
        graph=graph,
        states=(*system.states, *map(tangent_of, system.states)),
        parameters=(*system.parameters, *map(direction_of, system.parameters)),
        inputs=(*system.inputs, *(tangent_of(system.inputs[place]) for place in moved)),
        derivatives=(*system.derivatives, *directional(graph, system.derivatives, seeds)),
        initial=(*system.initial, *initial),
        parameter_start=(*system.parameter_start, *parameter_start),
        input_start=(*system.input_start, *(input_tangents[place] for place in moved)),
        quantities={**system.quantities, **dict(named)},
    )


def _seeds(graph: Graph, kind: SymbolKind, places: Iterable[int], first: int) -> dict[int, int]:
    """Return, for the symbols in these places, the symbols of how they move, from `first` on."""
    return {
        graph.symbol(kind, place): graph.symbol(kind, first + index)
        for index, place in enumerate(places)
    }


def tangent_description(description: ModelDescription, system: System) -> ModelDescription:
    """Return the description of a system with its tangents.

    Parameters
    ----------
    description
        Of the model without tangents.
    system
        The model's, from `with_tangents`.

    Returns
    -------
    ModelDescription
        Its groups are in the order of the system's. Reactions join each state to its tangent, so
        that a tangent's error counts against the size of its state.
    """
    tangents = _tangents(_quantities(description))
    states = {tangent_of(name): tangents[tangent_of(name)] for name in description.states}
    moved = {name: tangents[name] for name in system.inputs if name not in description.inputs}
    derived = {
        name: quantity
        for name, quantity in tangents.items()
        if name not in states and name not in moved
    }
    joined = {tangent_of(name): _joining(name) for name in description.states}
    return replace(
        description,
        states={**description.states, **states},
        parameters={**description.parameters, **_directions(description.parameters)},
        inputs={**description.inputs, **moved},
        derived={**description.derived, **derived},
        reactions={**description.reactions, **joined},
    )


def _quantities(description: ModelDescription) -> dict[str, Quantity]:
    groups = (
        description.states,
        description.derived,
        description.inputs,
        description.parameters,
        description.constants,
        description.rates,
    )
    return {name: quantity for group in groups for name, quantity in group.items()}


def _tangents(quantities: Mapping[str, Quantity]) -> dict[str, Quantity]:
    return {
        tangent_of(name): replace(
            quantity, id=tangent_of(name), label=f"how fast {quantity.label} moves"
        )
        for name, quantity in quantities.items()
    }


def _directions(parameters: Mapping[str, Quantity]) -> dict[str, Quantity]:
    return {
        direction_of(name): replace(
            quantity, id=direction_of(name), label=f"direction of {quantity.label}"
        )
        for name, quantity in parameters.items()
    }


def _joining(state: str) -> ReactionDescription:
    name = tangent_of(state)
    return ReactionDescription(name, consumed={state: 1.0}, produced={name: 1.0})


def pair_blocks(entries: Entries, states: int) -> tuple[Entries, tuple[int, ...]]:
    """Return the Jacobian of a system with its tangents so that its two halves share factors.

    The tangents' own block is the states' block, whatever form its expressions took: with the
    same expressions and the same order of pivots both are factorised as one.

    Parameters
    ----------
    entries
        Nodes by (row, column). Rows are the states, their tangents, and last the time.
    states
        How many states there are, tangents left out.

    Returns
    -------
    entries
        The same matrix.
    order
        Its rows in the order of elimination: all states' (and the time's), then all tangents'.
    """
    time = 2 * states
    own = {
        (row, column): node
        for (row, column), node in entries.items()
        if row < states and column < states
    }
    paired = {
        place: node
        for place, node in entries.items()
        if not (states <= place[0] < time and states <= place[1] < time)
    }
    paired |= {(states + row, states + column): node for (row, column), node in own.items()}
    order = elimination_order(list(own), states)
    return paired, (time, *order, *(states + row for row in order))
