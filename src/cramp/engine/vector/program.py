"""A model made ready for vector code: machine code, and what the host computes beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cramp.engine.vector.compiling import compile_modules
from cramp.engine.vector.derivatives import gradient_for_inputs, jacobian
from cramp.engine.vector.driver import add_driver
from cramp.engine.vector.elimination import elimination_order, factorise
from cramp.engine.vector.excerpt import Excerpt, excerpt
from cramp.engine.vector.functions import FUNCTIONS, library
from cramp.engine.vector.kernels import (
    StepExpressions,
    add_observe_kernel,
    add_prepare_kernel,
    add_slope_kernel,
    add_solve_kernel,
)
from cramp.engine.vector.lanes import OBSERVE_WITH
from cramp.engine.vector.lowering import Lowering, jumps
from cramp.engine.vector.methods import RODAS4
from cramp.engine.vector.stepping import REPEAT, add_step_kernel
from cramp.engine.vector.switches import switches
from cramp.engine.vector.tangents import pair_blocks
from cramp.engine.vector.workbench import Sizes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from llvmlite import ir

    from cramp.engine.vector.graph import Graph
    from cramp.engine.vector.shapes import Shape
    from cramp.engine.vector.system import System

METHOD = RODAS4


@dataclass(frozen=True)
class Program:
    """A model's code and what the host needs to feed it.

    Attributes
    ----------
    code
        Object file with `drive` and the kernels.
    sizes
        How much of everything there is.
    parameter_order
        Places of the parameters, each after those that its start depends on.
    parameter_start, input_start
        Values where nothing is told, over parameters.
    initial
        Start of every state, over parameters (and the time).
    constants
        Constants of a run, over parameters.
    slopes
        How fast each state changes.
    input_slopes
        How the slopes change with the inputs; `input_places` says whose (state, input).
    switches
        Times at which formulas switch by the clock, over parameters; see
        `cramp.engine.vector.switches`.
    lasting
        Whether something depends on each state; what nothing reads only piles up.
    """

    code: bytes
    sizes: Sizes
    parameter_order: tuple[int, ...]
    parameter_start: Excerpt
    input_start: Excerpt
    initial: Excerpt
    constants: Excerpt
    slopes: Excerpt
    input_slopes: Excerpt
    input_places: tuple[tuple[int, int], ...]
    switches: Excerpt
    lasting: tuple[bool, ...]


@dataclass(frozen=True)
class Observer:
    """The code for some outputs.

    Attributes
    ----------
    code
        Object file with `observe`.
    constants
        The program's constants of a run and, after them, the outputs' own.
    """

    code: bytes
    constants: Excerpt


def build_program(system: System, shape: Shape, *, tangents: bool = False) -> Program:
    """Compile a system for a precision.

    Parameters
    ----------
    system
        To be compiled.
    shape
        Of the numbers.
    tangents
        Whether the second half of the states are the tangents of the first, as
        `cramp.engine.vector.tangents.with_tangents` makes them.
    """
    lowering = _lowering(system)
    step = _step(system, lowering, tangents)
    read = _read(step)
    states = len(system.states)
    sizes = Sizes(
        rows=states + 1,
        inputs=len(system.inputs),
        entries=len(step.factors.entries),
        read=tuple(sorted(read)),
    )
    input_slopes = gradient_for_inputs(system.graph, system.derivatives)
    return Program(
        code=_compiled(
            _step_module(shape, step, sizes),
            step.graph,
            shape,
            ("drive", "repeat"),
            OBSERVE_WITH,
            REPEAT,
        ),
        sizes=sizes,
        parameter_order=system.parameter_order(),
        parameter_start=excerpt(system.graph, system.parameter_start),
        input_start=excerpt(system.graph, system.input_start),
        initial=excerpt(system.graph, system.initial),
        constants=excerpt(system.graph, lowering.constants),
        slopes=excerpt(system.graph, system.derivatives),
        input_slopes=excerpt(system.graph, list(input_slopes.values())),
        input_places=tuple(input_slopes),
        switches=excerpt(system.graph, switches(system.graph, system.derivatives)),
        lasting=tuple(place in read for place in range(states)),
    )


def build_observer(system: System, shape: Shape, outputs: Sequence[str]) -> Observer:
    """Compile what computes outputs, by identifiers of the system's quantities."""
    before = _lowering(system)
    before.lower(system.derivatives)
    lowering = before.continued()
    roots = lowering.lower([system.quantities[name] for name in outputs])
    module = _module("observe")
    add_observe_kernel(module, shape, lowering.target, roots, METHOD, len(system.states) + 1)
    code = _compiled(module, lowering.target, shape, ("observe",))
    return Observer(code, excerpt(system.graph, lowering.constants))


def _lowering(system: System) -> Lowering:
    exact = jumps(system.graph, [*system.derivatives, *system.quantities.values()])
    return Lowering(system.graph, time_place=len(system.states), exact=exact)


def _step(system: System, lowering: Lowering, tangents: bool) -> StepExpressions:
    slopes = lowering.lower(system.derivatives)
    graph = lowering.target
    slopes.append(graph.symbol("input", len(system.inputs)))
    shift_place = len(system.inputs) + 1
    entries = jacobian(graph, slopes)
    if tangents:
        entries, order = pair_blocks(entries, len(system.states) // 2)
    else:
        order = elimination_order(list(entries), len(slopes))
    factors = factorise(graph, entries, graph.symbol("input", shift_place), order)
    return StepExpressions(graph, tuple(slopes), factors, shift_place)


def _read(step: StepExpressions) -> set[int]:
    """Return the places of the states that slopes are made of, if only through a condition."""
    nodes = [step.graph.nodes[node] for node in step.graph.reachable(step.slopes)]
    return {node.place for node in nodes if node.operation == "state"}


def _step_module(shape: Shape, step: StepExpressions, sizes: Sizes) -> ir.Module:
    module = _module("step")
    add_slope_kernel(module, shape, step)
    add_prepare_kernel(module, shape, step)
    add_solve_kernel(module, shape, step)
    add_step_kernel(module, shape, sizes, METHOD)
    add_driver(module, shape, sizes, METHOD)
    return module


def _module(name: str) -> ir.Module:
    from llvmlite import ir

    return ir.Module(name)


def _compiled(
    module: ir.Module, graph: Graph, shape: Shape, exported: Sequence[str], *more: str
) -> bytes:
    used: Iterable[str] = {node.operation for node in graph.nodes} & FUNCTIONS
    needed = library(sorted(used), shape.precision, shape.lanes)
    text = needed.text.replace("define internal", "define")
    return compile_modules([str(module), text, *more], exported)
