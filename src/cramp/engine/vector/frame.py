"""The driver's function while it is written: its variables, its loops, its sets of lanes."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from cramp.engine.vector.context import SLOTS, load_slot
from cramp.engine.vector.workbench import LANE_VARIABLES, Sizes, Workbench

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llvmlite import ir

    from cramp.engine.vector.methods import RosenbrockMethod
    from cramp.engine.vector.shapes import Shape

WHOLE_VARIABLES = ("run", "edge", "sample")
"""Whole numbers that each lane has one of: the run, its edge, its next sample."""

SETS = (
    "alive",  # has a run
    "pending",  # wants a run
    "over",  # has ended its run, and waits for its group
    "entering",  # stands at an edge
    "settling",  # goes to its steady state
    "accepted",  # made a good step
    "rejected",  # did not
    "due",  # has a sample in the step
    "crossing",  # has reached its edge
    "failing",  # may have to give up
)


class Frame(Workbench):
    """The driver's function.

    Attributes
    ----------
    slots
        Values of the context's slots.
    """

    def __init__(
        self, module: ir.Module, shape: Shape, sizes: Sizes, method: RosenbrockMethod
    ) -> None:
        from llvmlite import ir

        self.index = ir.IntType(64)
        self.set = ir.IntType(shape.lanes)
        kind = ir.FunctionType(self.index, [ir.PointerType()])
        function = ir.Function(module, kind, "drive")
        builder = ir.IRBuilder(function.append_basic_block("entry"))
        self.slots = {name: load_slot(builder, function.args[0], name) for name in SLOTS}
        super().__init__(module, builder, shape, sizes, method, self.slots["workspace"])
        places = sizes.workspace(method.stages)
        after = builder.add(self.integer(places["constants"]), self.slots["constant_count"])
        self.arrays["observed"] = self.rows.at(self.slots["workspace"], after)
        self._whole = {
            name: builder.alloca(self.index, size=shape.lanes, name=name)
            for name in WHOLE_VARIABLES
        }
        self._bits = {name: builder.alloca(self.set, name=name) for name in SETS}
        self._counters = {
            name: builder.alloca(self.index, name=name) for name in ("next_run", "rounds")
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
        """Return a variable of all lanes, a set of lanes, or a counter."""
        if name in LANE_VARIABLES:
            return super().get(name)
        if name in SETS:
            return self.builder.load(self._bits[name], typ=self.set)
        return self.builder.load(self._counters[name], typ=self.index)

    def put(self, name: str, value: ir.Value) -> None:
        """Set a variable of all lanes, a set of lanes, or a counter."""
        if name in LANE_VARIABLES:
            super().put(name, value)
        else:
            self.builder.store(value, self._bits.get(name) or self._counters[name])

    def get_at(self, name: str, lane: ir.Value) -> ir.Value:
        """Return one lane's variable."""
        if name in LANE_VARIABLES:
            address = self.own(name, self.integer(0), lane)
            return self.builder.load(address, typ=self.shape.real)
        return self.builder.load(self.builder.gep(self._whole[name], [lane]), typ=self.index)

    def put_at(self, name: str, lane: ir.Value, value: ir.Value) -> None:
        """Set one lane's variable."""
        if name in LANE_VARIABLES:
            self.builder.store(value, self.own(name, self.integer(0), lane))
        else:
            self.builder.store(value, self.builder.gep(self._whole[name], [lane]))

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
