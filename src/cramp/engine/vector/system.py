"""A model as a system of differential equations: expressions in one graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cramp.engine.errors import ModelError
from cramp.engine.vector.contents import read_contents
from cramp.engine.vector.formulas import Formulas
from cramp.engine.vector.graph import Graph
from cramp.engine.vector.moments import Course, Start

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cramp.engine.description import ModelDescription


@dataclass(frozen=True)
class System:
    """Differential equations and all that can be asked of them, as nodes of a graph.

    Attributes
    ----------
    graph
        Holds the nodes.
    states
        Identifiers of what is integrated, in the order of the state symbols. Species are amounts.
    parameters
        Identifiers of what a run may set, in the order of the parameter symbols.
    inputs
        Identifiers of what schedules set, in the order of the input symbols.
    derivatives
        How fast each state changes, over symbols of any kind.
    initial
        Each state's start, over parameters.
    parameter_start
        Each parameter's value where a run does not set it, over other parameters.
    input_start
        Each input's value where a schedule does not set it, over parameters.
    quantities
        Whatever `ModelDescription.quantity` knows, over symbols of any kind.
    """

    graph: Graph
    states: tuple[str, ...]
    parameters: tuple[str, ...]
    inputs: tuple[str, ...]
    derivatives: tuple[int, ...]
    initial: tuple[int, ...]
    parameter_start: tuple[int, ...]
    input_start: tuple[int, ...]
    quantities: dict[str, int]

    def parameter_order(self) -> tuple[int, ...]:
        """Return the parameters' places in an order in which each stands on earlier ones.

        Raises
        ------
        ModelError
            If there is none: parameters are told from each other in a circle.
        """
        needs = {
            place: self._parameters_in(node) for place, node in enumerate(self.parameter_start)
        }
        ordered: dict[int, None] = {}
        while len(ordered) < len(needs):
            ready = [
                place
                for place, needed in needs.items()
                if place not in ordered and needed <= ordered.keys()
            ]
            if not ready:
                circle = sorted(self.parameters[place] for place in needs.keys() - ordered.keys())
                raise ModelError(f"start values depend on themselves: {', '.join(circle)}")
            ordered.update(dict.fromkeys(ready))
        return tuple(ordered)

    def _parameters_in(self, node: int) -> set[int]:
        """Return the places of the parameters that an expression is made of."""
        nodes = [self.graph.nodes[one] for one in self.graph.reachable([node])]
        return {one.place for one in nodes if one.operation == "parameter"}


def read_system(sbml: str, description: ModelDescription) -> System:
    """Read a model's equations from SBML text.

    Parameters
    ----------
    sbml
        The model.
    description
        Of the same text, from `describe`, which refuses what no engine runs.

    Raises
    ------
    ModelError
        If the text is not SBML, or its formulas name what is not there or go round in a circle.
    UnsupportedModel
        If the model leaves a value open, or a rule and reactions both change a species.
    """
    contents = read_contents(sbml)
    graph = Graph()
    formulas = Formulas(graph, contents.functions)
    start = Start(contents, description, formulas)
    course = Course(contents, description, formulas, start)
    system = System(
        graph=graph,
        states=tuple(description.states),
        parameters=tuple(description.parameters),
        inputs=tuple(description.inputs),
        derivatives=tuple(course.derivative(name) for name in description.states),
        initial=tuple(start.amount(name) for name in description.states),
        parameter_start=tuple(start.declared(name) for name in description.parameters),
        input_start=tuple(start.amount(name) for name in description.inputs),
        quantities={name: course.amount(name) for name in _names(description)},
    )
    system.parameter_order()  # raises where there is none
    return system


def _names(description: ModelDescription) -> Iterator[str]:
    """Yield whatever `ModelDescription.quantity` knows."""
    yield from description.states
    yield from description.derived
    yield from description.inputs
    yield from description.parameters
    yield from description.constants
    yield from description.rates
