"""What code that works on the workspace shares: its rows, and arithmetic on vectors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cramp.engine.vector.expressions import declared
from cramp.engine.vector.kernels import Rows

if TYPE_CHECKING:
    from llvmlite import ir

    from cramp.engine.vector.methods import RosenbrockMethod
    from cramp.engine.vector.shapes import Shape

LANE_VARIABLES = (
    "elapsed",  # time since the last edge
    "origin",  # the model's time at the last edge
    "length",  # time from the last edge to the next
    "step",  # the step that the error allows
    "tolerance",  # relative: the run's, or that of settling
    "tried",  # the step that was tried, perhaps shorter
    "error",  # of the step tried, over what is allowed
    "own_error",  # the same before it is shared with the group
    "drift",  # how far the step tried moved the states, while settling
    "wanted",  # time from the last edge to the next sample
    "moment",  # the next sample's time
    "theta",  # the next sample's place within the step
    "taken",  # steps tried in this run
    "hollow",  # zero, or NaN once an output held no finite number
    "shift",  # what is added to the diagonal
)
"""Numbers that each lane has one of: rows of the workspace."""


@dataclass(frozen=True)
class Sizes:
    """How much of everything a model has.

    Attributes
    ----------
    rows
        States and, last, the time.
    inputs
        Inputs of the model; how fast the time goes comes after them.
    entries
        Entries of the factors.
    read
        Rows that some slope depends on.
    """

    rows: int
    inputs: int
    entries: int
    read: tuple[int, ...]

    def workspace(self, stages: int) -> dict[str, int]:
        """Return the first row of every array of the workspace.

        The constants come last, then the outputs: their numbers are told with each call.
        """
        rows = self.rows
        lengths = {
            **dict.fromkeys(LANE_VARIABLES, 1),
            "states": rows, "slopes": rows, "next": rows, "peak": rows, "scale": rows,
            "stages": stages * rows, "entries": self.entries, "inverse_pivots": rows,
            "inputs": self.inputs + 1, "constants": 0,
        }  # fmt: skip
        places, place = {}, 0
        for name, length in lengths.items():
            places[name] = place
            place += length
        return places


class Workbench:
    """A function while it is written, and the workspace it works on.

    Attributes
    ----------
    module, builder, shape, sizes, method
        Where the code goes, and for what.
    rows
        Loads and stores rows.
    arrays
        Addresses of the workspace's arrays.
    """

    def __init__(  # what a function is made of
        self,
        module: ir.Module,
        builder: ir.IRBuilder,
        shape: Shape,
        sizes: Sizes,
        method: RosenbrockMethod,
        workspace: ir.Value,
    ) -> None:
        self.module, self.builder = module, builder
        self.shape, self.sizes, self.method = shape, sizes, method
        self.rows = Rows(builder, shape)
        self.arrays = {
            name: self.rows.at(workspace, place)
            for name, place in sizes.workspace(method.stages).items()
        }

    def get(self, name: str) -> ir.Value:
        """Return a variable of all lanes."""
        return self.rows.load(self.arrays[name], 0)

    def put(self, name: str, value: ir.Value) -> None:
        """Set a variable of all lanes."""
        self.rows.store(value, self.arrays[name], 0)

    def splat(self, number: ir.Value) -> ir.Value:
        """Return one number in every lane."""
        from llvmlite import ir

        first = ir.Constant(ir.IntType(32), 0)
        empty = ir.Constant(self.shape.vector, ir.Undefined)
        one = self.builder.insert_element(empty, number, first)
        places = ir.Constant(ir.VectorType(ir.IntType(32), self.shape.lanes), None)
        return self.builder.shuffle_vector(one, empty, places)

    def call(self, name: str, *operands: ir.Value) -> ir.Value:
        """Call an LLVM function on vectors, as `llvm.` and its name."""
        full = f"llvm.{name}.{self.shape.suffix}"
        function = declared(
            self.module, full, self.shape.vector, [self.shape.vector] * len(operands)
        )
        return self.builder.call(function, operands)

    def kernel(self, name: str, *pointers: ir.Value) -> None:
        """Call a kernel of the model."""
        from llvmlite import ir

        kinds = [ir.PointerType()] * len(pointers)
        self.builder.call(declared(self.module, name, ir.VoidType(), kinds), pointers)

    def rounded(self, number: ir.Value) -> ir.Value:
        """Return a double in the shape's precision."""
        if self.shape.precision == "f64":
            return number
        return self.builder.fptrunc(number, self.shape.real)

    def widened(self, number: ir.Value) -> ir.Value:
        """Return one number of the shape's precision as a double."""
        from llvmlite import ir

        if self.shape.precision == "f64":
            return number
        return self.builder.fpext(number, ir.DoubleType())
