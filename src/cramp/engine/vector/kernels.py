"""The straight-line kernels of a model: slopes, the factorised matrix, its solution, outputs.

Every kernel takes rows of vectors: row r of an array holds quantity r of every lane.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cramp.engine.vector.expressions import Expressions
from cramp.engine.vector.shapes import FLAGS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from llvmlite import ir

    from cramp.engine.vector.elimination import Factors
    from cramp.engine.vector.graph import Graph, Node
    from cramp.engine.vector.methods import RosenbrockMethod
    from cramp.engine.vector.shapes import Shape


@dataclass(frozen=True)
class StepExpressions:
    """All that a step needs, in one graph.

    Attributes
    ----------
    graph
        Its symbols: `state` by place (the last is the time), `parameter` (constants of a run),
        `input` (the last but one is how fast the time goes, the last the shift).
    slopes
        Derivatives of the states for time.
    factors
        Of the shifted Jacobian.
    shift_place
        Place of the input that is the shift.
    """

    graph: Graph
    slopes: tuple[int, ...]
    factors: Factors
    shift_place: int

    @property
    def entries(self) -> tuple[tuple[int, int], ...]:
        """Return the places of the factors' entries in the order in which they are stored."""
        return tuple(sorted(self.factors.entries))


class Rows:
    """Loads and stores rows of an array of vectors."""

    def __init__(self, builder: ir.IRBuilder, shape: Shape) -> None:
        self.builder = builder
        self.shape = shape

    def load(self, base: ir.Value, row: int | ir.Value) -> ir.Value:
        """Return a row."""
        return self.builder.load(self.at(base, row), typ=self.shape.vector, align=self.shape.bytes)

    def store(self, value: ir.Value, base: ir.Value, row: int | ir.Value) -> None:
        """Set a row."""
        self.builder.store(value, self.at(base, row), align=self.shape.bytes)

    def at(self, base: ir.Value, row: int | ir.Value) -> ir.Value:
        """Return a row's address."""
        from llvmlite import ir

        index = ir.Constant(ir.IntType(64), row) if isinstance(row, int) else row
        return self.builder.gep(base, [index], source_etype=self.shape.vector)


def add_slope_kernel(module: ir.Module, shape: Shape, step: StepExpressions) -> None:
    """Write `slope(states, constants, inputs, slopes)`: how fast the states change."""
    function, builder = _begin(module, "slope", ("states", "constants", "inputs", "slopes"))
    *sources, slopes = function.args
    values = _expressions(module, builder, shape, step, sources).values(step.slopes)
    rows = Rows(builder, shape)
    for row, value in enumerate(values):
        rows.store(value, slopes, row)
    builder.ret_void()


def add_prepare_kernel(module: ir.Module, shape: Shape, step: StepExpressions) -> None:
    """Write `prepare(states, constants, inputs, shift, slopes, entries, inverse_pivots)`.

    It computes the slopes and factorises the shifted Jacobian at the step's start; `shift` is
    one row.
    """
    names = ("states", "constants", "inputs", "shift", "slopes", "entries", "inverse_pivots")
    function, builder = _begin(module, "prepare", names)
    states, constants, inputs, shift, slopes, entries, inverse_pivots = function.args
    expressions = _expressions(module, builder, shape, step, [states, constants, inputs], shift)
    rows = Rows(builder, shape)
    factors = step.factors
    wanted = (
        (step.slopes, slopes),
        ([factors.entries[place] for place in step.entries], entries),
        (factors.inverse_pivots, inverse_pivots),
    )
    for nodes, target in wanted:
        for row, value in enumerate(expressions.values(nodes)):
            rows.store(value, target, row)
    builder.ret_void()


def add_solve_kernel(module: ir.Module, shape: Shape, step: StepExpressions) -> None:
    """Write `solve(entries, inverse_pivots, sides, solution)`; the last two may be the same."""
    names = ("entries", "inverse_pivots", "sides", "solution")
    function, builder = _begin(module, "solve", names, apart=False)
    entries, inverse_pivots, sides, target = function.args
    rows = Rows(builder, shape)
    place = {entry: index for index, entry in enumerate(step.entries)}
    rank = {row: index for index, row in enumerate(step.factors.order)}
    solution: dict[int, ir.Value] = {}

    def reduce(row: int, value: ir.Value, columns: Sequence[int]) -> ir.Value:
        for column in columns:
            factor = rows.load(entries, place[row, column])
            product = builder.fmul(factor, solution[column], flags=FLAGS)
            value = builder.fsub(value, product, flags=FLAGS)
        return value

    of_row = _columns(step)
    for row in step.factors.order:
        left = [column for column in of_row[row] if rank[column] < rank[row]]
        solution[row] = reduce(row, rows.load(sides, row), left)
    for row in reversed(step.factors.order):
        right = [column for column in of_row[row] if rank[column] > rank[row]]
        value = reduce(row, solution[row], right)
        solution[row] = builder.fmul(value, rows.load(inverse_pivots, row), flags=FLAGS)
    for row in range(len(step.slopes)):
        rows.store(solution[row], target, row)
    builder.ret_void()


def add_observe_kernel(  # what an output is made of
    module: ir.Module,
    shape: Shape,
    graph: Graph,
    outputs: Sequence[int],
    method: RosenbrockMethod,
    rows_of_states: int,
) -> None:
    """Write `observe(states, next, stages, theta, moment, constants, inputs, observed)`.

    It computes outputs within a step, at the share `theta` of it, from the states at both ends
    and the step's stages. The time is not among what is computed: it is `moment`. A last row
    is zero, or NaN where an output is not finite.
    """
    names = ("states", "next", "stages", "theta", "moment", "constants", "inputs", "observed")
    function, builder = _begin(module, "observe", names)
    old, new, stages, theta, moment, constants, inputs, observed = function.args
    rows = Rows(builder, shape)
    share = rows.load(theta, 0)
    rest = builder.fsub(shape.constant(1.0), share, flags=FLAGS)

    def symbol(node: Node) -> ir.Value:
        if node.operation == "state" and node.place == rows_of_states - 1:
            return rows.load(moment, 0)
        if node.operation == "state":
            return between(node.place)
        return rows.load(constants if node.operation == "parameter" else inputs, node.place)

    def between(place: int) -> ir.Value:
        bend, slant = (combined(weights, place) for weights in method.dense)
        bend = builder.fadd(bend, builder.fmul(share, slant, flags=FLAGS), flags=FLAGS)
        end = rows.load(new, place)
        end = builder.fadd(end, builder.fmul(rest, bend, flags=FLAGS), flags=FLAGS)
        begin = builder.fmul(rows.load(old, place), rest, flags=FLAGS)
        return builder.fadd(begin, builder.fmul(share, end, flags=FLAGS), flags=FLAGS)

    def combined(weights: Sequence[float], place: int) -> ir.Value:
        total = shape.constant(0.0)
        for stage, weight in enumerate(weights):
            if weight:
                value = rows.load(stages, stage * rows_of_states + place)
                product = builder.fmul(value, shape.constant(weight), flags=FLAGS)
                total = builder.fadd(total, product, flags=FLAGS)
        return total

    expressions = Expressions(module, builder, shape, graph, symbol)
    zeros = shape.constant(0.0)
    for row, value in enumerate(expressions.values(outputs)):
        rows.store(value, observed, row)
        zeros = builder.fadd(zeros, builder.fmul(value, shape.constant(0.0)))
    rows.store(zeros, observed, len(outputs))
    builder.ret_void()


def _begin(
    module: ir.Module, name: str, arguments: Sequence[str], *, apart: bool = True
) -> tuple[ir.Function, ir.IRBuilder]:
    from llvmlite import ir

    kind = ir.FunctionType(ir.VoidType(), [ir.PointerType()] * len(arguments))
    function = ir.Function(module, kind, name)
    for argument, label in zip(function.args, arguments, strict=True):
        argument.name = label
        if apart:
            argument.add_attribute("noalias")
    return function, ir.IRBuilder(function.append_basic_block())


def _expressions(  # what a kernel is made of
    module: ir.Module,
    builder: ir.IRBuilder,
    shape: Shape,
    step: StepExpressions,
    sources: Sequence[ir.Value],
    shift: ir.Value | None = None,
) -> Expressions:
    symbol = _symbols(builder, shape, sources, shift, step.shift_place)
    return Expressions(module, builder, shape, step.graph, symbol)


def _symbols(
    builder: ir.IRBuilder,
    shape: Shape,
    sources: Sequence[ir.Value],
    shift: ir.Value | None,
    shift_place: int,
) -> Callable[[Node], ir.Value]:
    states, constants, inputs = sources
    rows = Rows(builder, shape)
    base: Mapping[str, ir.Value] = {"state": states, "parameter": constants, "input": inputs}

    def symbol(node: Node) -> ir.Value:
        if node.operation == "input" and node.place == shift_place:
            return rows.load(shift, 0)
        return rows.load(base[node.operation], node.place)

    return symbol


def _columns(step: StepExpressions) -> dict[int, list[int]]:
    of_row: dict[int, list[int]] = {row: [] for row in step.factors.order}
    for row, column in step.entries:
        of_row[row].append(column)
    return of_row
