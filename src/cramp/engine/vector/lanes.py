"""What the driver does for one lane at a time: take a run, cross an edge, leave a sample."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cramp.engine.vector.context import HELD_NO_NUMBER, SUCCEEDED
from cramp.engine.vector.expressions import declared

if TYPE_CHECKING:
    from llvmlite import ir

    from cramp.engine.vector.frame import Frame

FIRST_STEP = 0.1
"""Share of the time in which the states would turn over that a run's first step may take."""

AFTER_JUMP = 0.25
"""Share of the step before an edge that the step after it takes, where the slopes jump."""

OBSERVED = ("states", "next", "stages", "theta", "moment", "constants", "inputs", "observed")

OBSERVE_WITH = """
define void @observe_with(ptr %kernel, {arguments}) alwaysinline {{
  call void %kernel({arguments})
  ret void
}}
""".format(arguments=", ".join(f"ptr %{name}" for name in OBSERVED))
"""Calls a kernel by its address, which the builder of `llvmlite` cannot."""


def write_refill(frame: Frame) -> None:
    """Write the loop that gives every pending lane its next run, or rest."""
    builder = frame.builder
    with frame.each_of("pending") as lane:
        run = frame.get("next_run")
        left = builder.icmp_signed("<", run, frame.slots["end"])
        with builder.if_else(left) as (some, none):
            with some:
                frame.put("next_run", builder.add(run, frame.integer(1)))
                _take(frame, lane, run)
            with none:
                frame.exclude("alive", lane)
                _rest(frame, lane)


def _rest(frame: Frame, lane: ir.Value) -> None:
    for name, value in (("elapsed", 0.0), ("length", 1.0), ("step", 1.0), ("wanted", math.inf)):
        frame.put_at(name, lane, frame.number(value))


def _take(frame: Frame, lane: ir.Value, run: ir.Value) -> None:
    builder, slots, sizes = frame.builder, frame.slots, frame.sizes
    frame.put_at("run", lane, run)
    frame.put_at("edge", lane, frame.element(slots["first_edge"], run, frame.index))
    frame.put_at("sample", lane, frame.integer(0))
    for name in ("taken", "hollow"):
        frame.put_at(name, lane, frame.number(0.0))
    for name in ("alive", "entering"):
        frame.include(name, lane)
    frame.exclude("rejected", lane)
    for slot, array, count in (
        ("initial", "states", sizes.rows),
        ("scale", "scale", sizes.rows),
        ("constants", "constants", slots["constant_count"]),
    ):
        _copy_in(frame, slots[slot], run, array, count, lane)
    _start_peaks(frame, lane)
    frame.put_at("step", lane, frame.number(math.inf))
    frame.put_at("tolerance", lane, frame.rounded(slots["relative_tolerance"]))
    held = frame.element(slots["settling_time"], run, frame.shape.real)
    settles = builder.fcmp_ordered(">", held, frame.number(0.0))
    with builder.if_then(settles):
        frame.include("settling", lane)
        frame.put_at("tolerance", lane, frame.rounded(slots["settling_tolerance"]))
        clock = frame.element(slots["settling_clock"], run, frame.shape.real)
        builder.store(clock, frame.own("states", frame.integer(sizes.rows - 1), lane))


def _copy_in(  # one row of the host's to one lane's column
    frame: Frame, base: ir.Value, run: ir.Value, array: str, count: int | ir.Value, lane: ir.Value
) -> None:
    width = frame.integer(count) if isinstance(count, int) else count
    first = frame.builder.mul(run, width)
    with frame.each(width) as row:
        value = frame.element(base, frame.builder.add(first, row), frame.shape.real)
        frame.builder.store(value, frame.own(array, row, lane))


def _start_peaks(frame: Frame, lane: ir.Value) -> None:
    absolute = declared(
        frame.module, f"llvm.fabs.{frame.shape.precision}", frame.shape.real, [frame.shape.real]
    )
    with frame.each(frame.sizes.rows) as row:
        value = frame.builder.load(frame.own("states", row, lane), typ=frame.shape.real)
        frame.builder.store(frame.builder.call(absolute, [value]), frame.own("peak", row, lane))


def write_entering(frame: Frame) -> None:
    """Write the loop that takes every entering lane over its edge."""
    from llvmlite import ir

    builder, slots, shape = frame.builder, frame.slots, frame.shape
    with frame.each_of("entering") as lane:
        edge, run = frame.get_at("edge", lane), frame.get_at("run", lane)
        jump = _change_inputs(frame, lane, edge, run)
        settling = frame.holds("settling", lane)
        clock = builder.select(settling, frame.number(0.0), frame.number(1.0))
        builder.store(clock, frame.own("inputs", frame.integer(frame.sizes.inputs), lane))
        with builder.if_then(builder.not_(settling)):
            # Set, not summed up: in single precision a thousand steps would drift.
            exact = frame.rounded(frame.element(slots["edges"], edge, ir.DoubleType()))
            builder.store(exact, frame.own("states", frame.integer(frame.sizes.rows - 1), lane))
        time = frame.own("states", frame.integer(frame.sizes.rows - 1), lane)
        frame.put_at("origin", lane, builder.load(time, typ=shape.real))
        held = frame.element(slots["settling_time"], run, shape.real)
        length = builder.select(settling, held, frame.rounded(_length(frame, edge, run)))
        frame.put_at("length", lane, length)
        frame.put_at("elapsed", lane, frame.number(0.0))
        frame.put_at("step", lane, _first_step(frame, jump, frame.get_at("step", lane)))
        write_wanted(frame, lane)


def _change_inputs(frame: Frame, lane: ir.Value, edge: ir.Value, run: ir.Value) -> ir.Value:
    """Set a lane's inputs; return how much faster its states move then, over their sizes.

    At a run's start, how fast they move at all.
    """
    builder, slots, real = frame.builder, frame.slots, frame.shape.real
    count = frame.integer(frame.sizes.inputs)
    first_value, first_weight = builder.mul(edge, count), builder.mul(run, count)
    with builder.goto_entry_block():
        place = builder.alloca(real)
    builder.store(frame.number(0.0), place)
    with frame.each(frame.sizes.inputs) as row:
        value = frame.element(slots["values"], builder.add(first_value, row), real)
        address = frame.own("inputs", row, lane)
        change = builder.fsub(value, builder.load(address, typ=real))
        weight = frame.element(slots["sensitivity"], builder.add(first_weight, row), real)
        square = builder.fmul(builder.fmul(change, change), weight)
        builder.store(builder.fadd(builder.load(place, typ=real), square), place)
        builder.store(value, address)
    root = declared(frame.module, f"llvm.sqrt.{frame.shape.precision}", real, [real])
    jump = builder.call(root, [builder.load(place, typ=real)])
    begins = builder.icmp_signed("==", edge, frame.element(slots["first_edge"], run, frame.index))
    return builder.select(begins, frame.element(slots["first_slope"], run, real), jump)


def _first_step(frame: Frame, jump: ir.Value, before: ir.Value) -> ir.Value:
    """Return the step to try after an edge that makes the states' slopes jump.

    The step before is kept where the jump could not move the states by more than the tolerance
    in it. A guess, found by trial (benchmarks): the error of the step itself decides.
    """
    builder = frame.builder
    tolerance = frame.rounded(frame.slots["relative_tolerance"])
    turnover = builder.fdiv(frame.number(FIRST_STEP), jump)
    known = builder.fcmp_ordered("<", before, frame.number(math.inf))
    shorter = builder.select(known, builder.fmul(before, frame.number(AFTER_JUMP)), turnover)
    felt = builder.fcmp_ordered(">", builder.fmul(jump, before), tolerance)
    return builder.select(felt, shorter, before)


def _length(frame: Frame, edge: ir.Value, run: ir.Value) -> ir.Value:
    """Return the time from an edge to the next, or to the last sample."""
    from llvmlite import ir

    builder, slots = frame.builder, frame.slots
    double = ir.DoubleType()
    start = frame.element(slots["edges"], edge, double)
    last = builder.icmp_signed(">=", edge, frame.element(slots["last_edge"], run, frame.index))
    with builder.if_else(last) as (final, inner):
        with final:
            final_block = builder.block
            place = builder.sub(slots["sample_count"], frame.integer(1))
            end = builder.fsub(frame.element(slots["samples"], place, double), start)
            # A sample at the last edge itself still needs a step to lie in.
            least = builder.select(
                builder.fcmp_ordered(">", end, ir.Constant(double, 0.0)),
                end,
                ir.Constant(double, 1.0),
            )
            final_block = builder.block
        with inner:
            following = builder.add(edge, frame.integer(1))
            rest = builder.fsub(frame.element(slots["edges"], following, double), start)
            inner_block = builder.block
    length = builder.phi(double)
    length.add_incoming(least, final_block)
    length.add_incoming(rest, inner_block)
    return length


def write_wanted(frame: Frame, lane: ir.Value) -> None:
    """Write when, after its edge, a lane's next sample is due; infinity when beyond the next."""
    from llvmlite import ir

    builder, slots = frame.builder, frame.slots
    double = ir.DoubleType()
    edge, run = frame.get_at("edge", lane), frame.get_at("run", lane)
    sample = frame.get_at("sample", lane)
    time = frame.element(slots["samples"], sample, double)
    start = frame.element(slots["edges"], edge, double)
    last = builder.icmp_signed(">=", edge, frame.element(slots["last_edge"], run, frame.index))
    # The last edge has none after it; any address will do for a value that is not used.
    following = builder.select(last, edge, builder.add(edge, frame.integer(1)))
    end = frame.element(slots["edges"], following, double)
    inside = builder.or_(last, builder.fcmp_ordered("<", time, end))
    inside = builder.and_(inside, builder.not_(frame.holds("settling", lane)))
    frame.put_at("moment", lane, frame.rounded(time))
    due = frame.rounded(builder.fsub(time, start))
    frame.put_at("wanted", lane, builder.select(inside, due, frame.number(math.inf)))


def write_samples(frame: Frame) -> None:
    """Write the loop that leaves the samples lying in the steps just accepted."""
    builder, shape = frame.builder, frame.shape
    test = builder.append_basic_block("samples")
    body = builder.append_basic_block("sample")
    after = builder.append_basic_block("sampled")
    builder.branch(test)
    builder.position_at_end(test)
    elapsed, tried = frame.get("elapsed"), frame.get("tried")
    whole = builder.fcmp_ordered(">=", tried, builder.fsub(frame.get("length"), elapsed))
    reached = builder.select(whole, frame.get("length"), builder.fadd(elapsed, tried))
    wanted = frame.get("wanted")
    due = builder.and_(
        frame.as_set(builder.fcmp_ordered("<=", wanted, reached)), frame.get("accepted")
    )
    frame.put("due", due)
    builder.cbranch(frame.none_of(due), after, body)
    builder.position_at_end(body)
    theta = builder.fdiv(builder.fsub(wanted, elapsed), tried)
    theta = frame.call("minnum", theta, shape.constant(1.0))
    theta = frame.call("maxnum", theta, shape.constant(0.0))
    frame.put("theta", theta)
    _observe(frame)
    zeros = frame.rows.load(frame.arrays["observed"], frame.slots["output_count"])
    sum_of_zeros = builder.fadd(frame.get("hollow"), zeros)
    frame.put("hollow", builder.select(frame.as_mask(due), sum_of_zeros, frame.get("hollow")))
    with frame.each_of("due") as lane:
        _leave_sample(frame, lane)
    builder.branch(test)
    builder.position_at_end(after)


def _observe(frame: Frame) -> None:
    arrays = (frame.arrays[name] for name in OBSERVED)
    frame.kernel("observe_with", frame.slots["observe"], *arrays)


def _leave_sample(frame: Frame, lane: ir.Value) -> None:
    from llvmlite import ir

    builder, slots = frame.builder, frame.slots
    sample = frame.get_at("sample", lane)
    run = builder.sub(frame.get_at("run", lane), slots["begin"])
    place = builder.add(builder.mul(run, slots["sample_count"]), sample)
    first = builder.mul(place, slots["output_count"])
    with frame.each(slots["output_count"]) as output:
        value = builder.load(frame.own("observed", output, lane), typ=frame.shape.real)
        index = builder.add(first, output)
        address = builder.gep(slots["outputs"], [index], source_etype=ir.DoubleType())
        builder.store(frame.widened(value), address)
    following = builder.add(sample, frame.integer(1))
    frame.put_at("sample", lane, following)
    finished = builder.icmp_signed(">=", following, slots["sample_count"])
    with builder.if_else(finished) as (done, more):
        with done:
            hollow = frame.get_at("hollow", lane)
            numbers = builder.fcmp_ordered("==", hollow, frame.number(0.0))
            status = builder.select(numbers, _status(SUCCEEDED), _status(HELD_NO_NUMBER))
            _end(frame, lane, status)
        with more:
            write_wanted(frame, lane)


def write_end(frame: Frame, lane: ir.Value, status: int) -> None:
    """Write that a lane's run is over."""
    _end(frame, lane, _status(status))


def _status(status: int) -> ir.Constant:
    from llvmlite import ir

    return ir.Constant(ir.IntType(32), status)


def _end(frame: Frame, lane: ir.Value, status: ir.Value) -> None:
    builder, slots = frame.builder, frame.slots
    run = frame.get_at("run", lane)
    builder.store(status, builder.gep(slots["status"], [run], source_etype=status.type))
    address = builder.gep(slots["steps"], [run], source_etype=frame.index)
    builder.store(builder.fptosi(frame.get_at("taken", lane), frame.index), address)
    for name in ("alive", "accepted", "settling"):
        frame.exclude(name, lane)
    frame.include("over", lane)
    _rest(frame, lane)


def write_settled(frame: Frame, lane: ir.Value) -> None:
    """Write the end of settling: what piles up starts anew, the time runs, the first edge waits."""
    builder, slots, sizes = frame.builder, frame.slots, frame.sizes
    run = frame.get_at("run", lane)
    first = builder.mul(run, frame.integer(sizes.rows))
    with frame.each(sizes.rows) as row:
        lasting = frame.element(slots["lasting"], row, frame.shape.real)
        kept = builder.fcmp_ordered(">", lasting, frame.number(0.0))
        with builder.if_then(builder.not_(kept)):
            start = frame.element(slots["initial"], builder.add(first, row), frame.shape.real)
            builder.store(start, frame.own("states", row, lane))
    _start_peaks(frame, lane)
    frame.exclude("settling", lane)
    frame.put_at("tolerance", lane, frame.rounded(slots["relative_tolerance"]))
    frame.include("entering", lane)
    frame.put_at("step", lane, frame.number(math.inf))
