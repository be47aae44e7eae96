"""What the pieces of the driver share: the builder, its variables, the rows of the workspace."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cramp.engine.vector.context import SLOTS, load_slot
from cramp.engine.vector.expressions import declared
from cramp.engine.vector.kernels import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llvmlite import ir

    from cramp.engine.vector.methods import RosenbrockMethod
    from cramp.engine.vector.shapes import Shape


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
            "states": rows, "slopes": rows, "next": rows, "peak": rows, "scale": rows,
            "stages": stages * rows, "entries": self.entries, "inverse_pivots": rows,
            "inputs": self.inputs + 1, "shift": 1, "theta": 1, "constants": 0,
        }  # fmt: skip
        places, place = {}, 0
        for name, length in lengths.items():
            places[name] = place
            place += length
        return places


class Frame:
    """The driver's function while it is written.

    Attributes
    ----------
    slots
        Values of the context's slots.
    arrays
        Addresses of the workspace's arrays.
    lane
        Variables with one number for each lane, by name (vectors).
    whole
        Variables with one integer for each lane, by name (arrays of 64-bit integers).
    bits
        Variables that are sets of lanes, by name (integers with a bit for each lane).
    """

    def __init__(
        self, module: ir.Module, shape: Shape, sizes: Sizes, method: RosenbrockMethod
    ) -> None:
        from llvmlite import ir

        self.module, self.shape, self.sizes, self.method = module, shape, sizes, method
        kind = ir.FunctionType(ir.IntType(64), [ir.PointerType()])
        self.function = ir.Function(module, kind, "drive")
        self.builder = ir.IRBuilder(self.function.append_basic_block("entry"))
        self.rows = Rows(self.builder, shape)
        self.index = ir.IntType(64)
        self.set = ir.IntType(shape.lanes)
        context = self.function.args[0]
        self.slots = {name: load_slot(self.builder, context, name) for name in SLOTS}
        places = sizes.workspace(method.stages)
        self.arrays = {
            name: self.rows.at(self.slots["workspace"], place) for name, place in places.items()
        }
        after = self.builder.add(self.integer(places["constants"]), self.slots["constant_count"])
        self.arrays["observed"] = self.rows.at(self.slots["workspace"], after)
        self.lane = {
            name: self.builder.alloca(shape.vector, name=name)
            for name in (
                "elapsed",
                "length",
                "step",
                "wanted",
                "error",
                "own_error",
                "tried",
                "drift",
            )
        }
        self.whole = {
            name: self.builder.alloca(self.index, size=shape.lanes, name=name)
            for name in ("run", "edge", "sample", "taken")
        }
        self.bits = {
            name: self.builder.alloca(self.set, name=name)
            for name in (
                "alive",
                "pending",
                "entering",
                "settling",
                "rejected",
                "accepted",
                "due",
                "crossing",
                "failing",
                "over",
            )
        }
        self.counters = {
            name: self.builder.alloca(self.index, name=name) for name in ("next_run", "rounds")
        }

    def integer(self, value: int) -> ir.Constant:
        """Return a 64-bit integer."""
        from llvmlite import ir

        return ir.Constant(self.index, value)

    def number(self, value: float) -> ir.Constant:
        """Return one number of the shape's precision."""
        from llvmlite import ir

        return ir.Constant(self.shape.real, float(self.shape.dtype.type(value)))

    def get(self, name: str) -> ir.Value:
        """Return a variable for all lanes, or a set of lanes."""
        if name in self.lane:
            return self.builder.load(self.lane[name], typ=self.shape.vector)
        if name in self.bits:
            return self.builder.load(self.bits[name], typ=self.set)
        return self.builder.load(self.counters[name], typ=self.index)

    def put(self, name: str, value: ir.Value) -> None:
        """Set a variable for all lanes, or a set of lanes."""
        for group in (self.lane, self.bits, self.counters):
            if name in group:
                self.builder.store(value, group[name])
                return
        raise KeyError(name)

    def get_at(self, name: str, lane: ir.Value) -> ir.Value:
        """Return one lane's variable."""
        if name in self.lane:
            return self.builder.extract_element(self.get(name), lane)
        address = self.builder.gep(self.whole[name], [lane])
        return self.builder.load(address, typ=self.index)

    def put_at(self, name: str, lane: ir.Value, value: ir.Value) -> None:
        """Set one lane's variable."""
        if name in self.lane:
            self.put(name, self.builder.insert_element(self.get(name), value, lane))
            return
        address = self.builder.gep(self.whole[name], [lane])
        self.builder.store(value, address)

    def bit(self, lane: ir.Value) -> ir.Value:
        """Return the set that holds one lane."""
        from llvmlite import ir

        narrow = self.builder.trunc(lane, self.set) if self.set.width < 64 else lane
        return self.builder.shl(ir.Constant(self.set, 1), narrow)

    def include(self, name: str, lane: ir.Value) -> None:
        """Put a lane into a set."""
        self.put(name, self.builder.or_(self.get(name), self.bit(lane)))

    def exclude(self, name: str, lane: ir.Value) -> None:
        """Take a lane out of a set."""
        rest = self.builder.not_(self.bit(lane))
        self.put(name, self.builder.and_(self.get(name), rest))

    def holds(self, name: str, lane: ir.Value) -> ir.Value:
        """Return whether a set holds a lane."""
        return self.none_of(self.builder.and_(self.get(name), self.bit(lane)), negate=True)

    def none_of(self, lanes: ir.Value, *, negate: bool = False) -> ir.Value:
        """Return whether a set is empty."""
        from llvmlite import ir

        return self.builder.icmp_unsigned("!=" if negate else "==", lanes, ir.Constant(self.set, 0))

    def as_set(self, mask: ir.Value) -> ir.Value:
        """Return the lanes where a comparison holds."""
        return self.builder.bitcast(mask, self.set)

    def as_mask(self, lanes: ir.Value) -> ir.Value:
        """Return a set as a comparison's result."""
        from llvmlite import ir

        return self.builder.bitcast(lanes, ir.VectorType(ir.IntType(1), self.shape.lanes))

    def splat(self, number: ir.Value) -> ir.Value:
        """Return one number in every lane."""
        from llvmlite import ir

        first = ir.Constant(ir.IntType(32), 0)
        empty = ir.Constant(self.shape.vector, ir.Undefined)
        one = self.builder.insert_element(empty, number, first)
        places = ir.Constant(ir.VectorType(ir.IntType(32), self.shape.lanes), None)
        return self.builder.shuffle_vector(one, empty, places)

    def rounded(self, number: ir.Value) -> ir.Value:
        """Return a double in the shape's precision."""
        if self.shape.precision == "f64":
            return number
        return self.builder.fptrunc(number, self.shape.real)

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

    def element(self, base: ir.Value, index: ir.Value, kind: ir.Type) -> ir.Value:
        """Load one element of an array on the host."""
        return self.builder.load(self.builder.gep(base, [index], source_etype=kind), typ=kind)

    def own(self, array: str, row: ir.Value, lane: ir.Value) -> ir.Value:
        """Return the address of one lane's number in a row of the workspace."""
        base = self.builder.gep(self.arrays[array], [row], source_etype=self.shape.vector)
        return self.builder.gep(base, [lane], source_etype=self.shape.real)

    @contextmanager
    def each(self, count: int | ir.Value) -> Iterator[ir.Value]:
        """Write a loop that counts from zero."""
        limit = self.integer(count) if isinstance(count, int) else count
        with self.builder.goto_entry_block():
            place = self.builder.alloca(self.index)
        self.builder.store(self.integer(0), place)
        test = self.builder.append_basic_block("test")
        body = self.builder.append_basic_block("body")
        after = self.builder.append_basic_block("after")
        self.builder.branch(test)
        self.builder.position_at_end(test)
        number = self.builder.load(place, typ=self.index)
        self.builder.cbranch(self.builder.icmp_signed("<", number, limit), body, after)
        self.builder.position_at_end(body)
        yield number
        self.builder.store(self.builder.add(number, self.integer(1)), place)
        self.builder.branch(test)
        self.builder.position_at_end(after)

    @contextmanager
    def each_of(self, name: str) -> Iterator[ir.Value]:
        """Write a loop over the lanes of a set, which it empties."""
        from llvmlite import ir

        test = self.builder.append_basic_block("test")
        body = self.builder.append_basic_block("body")
        after = self.builder.append_basic_block("after")
        self.builder.branch(test)
        self.builder.position_at_end(test)
        lanes = self.get(name)
        self.builder.cbranch(self.none_of(lanes), after, body)
        self.builder.position_at_end(body)
        lowest = self.builder.cttz(lanes, ir.Constant(ir.IntType(1), 1))
        lane = self.builder.zext(lowest, self.index)
        self.put(name, self.builder.and_(lanes, self.builder.sub(lanes, ir.Constant(self.set, 1))))
        yield lane
        self.builder.branch(test)
        self.builder.position_at_end(after)
