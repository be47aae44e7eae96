"""The driver: solves runs from first edge to last sample, one in every lane, all in one call.

Every lane has its own time, edges and steps, so a run's course does not depend on which others
are solved beside it. Lanes of one group share their steps: what differs between them is not the
noise of different steps.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cramp.engine.vector.context import TOO_MANY, TOO_SMALL, UNSETTLED
from cramp.engine.vector.expressions import declared
from cramp.engine.vector.frame import SETS, Frame
from cramp.engine.vector.lanes import (
    write_end,
    write_entering,
    write_refill,
    write_samples,
    write_settled,
)
from cramp.engine.vector.stepping import write_update
from cramp.engine.vector.workbench import LANE_VARIABLES

if TYPE_CHECKING:
    from llvmlite import ir

    from cramp.engine.vector.methods import RosenbrockMethod
    from cramp.engine.vector.shapes import Shape
    from cramp.engine.vector.workbench import Sizes

SETTLED_STEP_SHARE = 0.01
SETTLED_CHANGE = 10.0
"""A run has settled when the last step held for this share of the settling time or longer, and
no state moved by more than this many times what the tolerance allows."""


def add_driver(module: ir.Module, shape: Shape, sizes: Sizes, method: RosenbrockMethod) -> None:
    """Write `drive(context)`, which returns how many steps of all lanes it took."""
    frame = Frame(module, shape, sizes, method)
    builder = frame.builder
    _start(frame)
    loop = builder.append_basic_block("loop")
    body = builder.append_basic_block("body")
    leave = builder.append_basic_block("leave")
    builder.branch(loop)
    builder.position_at_end(loop)
    write_refill(frame)
    write_entering(frame)
    idle = frame.none_of(frame.get("alive"))
    stopped = _stopped(frame)
    builder.cbranch(builder.or_(idle, stopped), leave, body)
    builder.position_at_end(body)
    frame.put("rounds", builder.add(frame.get("rounds"), frame.integer(1)))
    _attempt(frame)
    _judge(frame)
    _measure_drift(frame)
    write_samples(frame)
    write_update(frame)
    _cross(frame)
    _give_up(frame)
    _release(frame)
    builder.branch(loop)
    builder.position_at_end(leave)
    builder.ret(frame.get("rounds"))


def _start(frame: Frame) -> None:
    from llvmlite import ir

    everyone = ir.Constant(frame.set, -1)
    nobody = ir.Constant(frame.set, 0)
    for name in SETS:
        frame.put(name, everyone if name == "pending" else nobody)
    for name in LANE_VARIABLES:
        frame.put(name, frame.shape.constant(1.0))
    frame.put("next_run", frame.slots["begin"])
    frame.put("rounds", frame.integer(0))


def _attempt(frame: Frame) -> None:
    from llvmlite import ir

    # A group takes the step of its most careful lane; one at rest does not count.
    builder, shape = frame.builder, frame.shape
    step, alive = frame.get("step"), frame.as_mask(frame.get("alive"))
    shortest = builder.select(alive, builder.fneg(step), shape.constant(-math.inf))
    shared = builder.fneg(_over_group(frame, shortest))
    frame.put("step", builder.select(alive, shared, step))
    attempt = declared(frame.module, "attempt", ir.VoidType(), [ir.PointerType()])
    builder.call(attempt, [frame.slots["workspace"]])


def _stopped(frame: Frame) -> ir.Value:
    from llvmlite import ir

    # Read anew each time: the stores in between may have changed it, for all that LLVM knows.
    flag = frame.builder.load(frame.slots["stop"], typ=ir.IntType(32))
    return frame.builder.icmp_signed("!=", flag, ir.Constant(ir.IntType(32), 0))


def _judge(frame: Frame) -> None:
    """Accept a lane whose error is small; a group, when all its lanes' are."""
    builder = frame.builder
    alive = frame.get("alive")
    # A lane at rest must not hold back its group.
    error = builder.select(frame.as_mask(alive), frame.get("error"), frame.shape.constant(0.0))
    frame.put("own_error", error)
    shared = _over_group(frame, error)
    frame.put("error", shared)
    good = builder.fcmp_ordered("<=", shared, frame.shape.constant(1.0))
    frame.put("accepted", builder.and_(frame.as_set(good), alive))
    frame.put("taken", builder.fadd(frame.get("taken"), frame.shape.constant(1.0)))


def _over_group(frame: Frame, numbers: ir.Value) -> ir.Value:
    """Return the largest number of each lane's group; NaN where one is NaN."""
    from llvmlite import ir

    builder, lanes = frame.builder, frame.shape.lanes
    stride = 1
    while stride < lanes:
        places = ir.Constant(
            ir.VectorType(ir.IntType(32), lanes),
            [ir.Constant(ir.IntType(32), lane ^ stride) for lane in range(lanes)],
        )
        other = builder.shuffle_vector(
            numbers, ir.Constant(frame.shape.vector, ir.Undefined), places
        )
        joined = frame.call("maximum", numbers, other)
        wide = builder.icmp_signed(">", frame.slots["group"], frame.integer(stride))
        numbers = builder.select(wide, joined, numbers)
        stride *= 2
    return numbers


def _measure_drift(frame: Frame) -> None:
    """While lanes settle, measure how far the step moved what lasts, against what is allowed."""
    builder, shape = frame.builder, frame.shape
    with builder.if_then(frame.none_of(frame.get("settling"), negate=True)):
        tolerance = frame.get("tolerance")
        frame.put("drift", shape.constant(0.0))
        with frame.each(frame.sizes.rows) as row:
            old = frame.rows.load(frame.arrays["states"], row)
            new = frame.rows.load(frame.arrays["next"], row)
            size = frame.call(
                "maxnum", frame.call("fabs", new), frame.rows.load(frame.arrays["scale"], row)
            )
            moved = frame.call("fabs", builder.fsub(new, old))
            share = builder.fdiv(moved, builder.fmul(tolerance, size))
            lasting = frame.splat(frame.element(frame.slots["lasting"], row, shape.real))
            share = builder.fmul(share, lasting)
            frame.put("drift", frame.call("maxnum", frame.get("drift"), share))


def _cross(frame: Frame) -> None:
    """Send the lanes that reached their edge to the next, or end their settling."""
    builder = frame.builder
    reached = builder.fcmp_ordered(">=", frame.get("elapsed"), frame.get("length"))
    frame.put("crossing", builder.and_(frame.as_set(reached), frame.get("accepted")))
    with frame.each_of("crossing") as lane:
        settling = frame.holds("settling", lane)
        with builder.if_then(settling):
            _end_settling(frame, lane)
        with builder.if_then(builder.not_(settling)):
            edge = builder.add(frame.get_at("edge", lane), frame.integer(1))
            frame.put_at("edge", lane, edge)
            frame.include("entering", lane)


def _end_settling(frame: Frame, lane: ir.Value) -> None:
    """Go on to the first edge if the last step was long and moved next to nothing."""
    builder = frame.builder
    least = builder.fmul(frame.get_at("length", lane), frame.number(SETTLED_STEP_SHARE))
    long = builder.fcmp_ordered(">=", frame.get_at("tried", lane), least)
    still = builder.fcmp_ordered("<=", frame.get_at("drift", lane), frame.number(SETTLED_CHANGE))
    with builder.if_else(builder.and_(long, still)) as (settled, not_settled):
        with settled:
            write_settled(frame, lane)
        with not_settled:
            write_end(frame, lane, UNSETTLED)


def _give_up(frame: Frame) -> None:
    """End the runs whose step no longer moves their time, or that take too many."""
    import numpy as np

    builder, shape = frame.builder, frame.shape
    rejected = builder.and_(frame.get("alive"), builder.not_(frame.get("accepted")))
    frame.put("rejected", rejected)
    floor = builder.fmul(frame.get("elapsed"), shape.constant(4 * float(np.finfo(shape.dtype).eps)))
    floor = builder.fadd(floor, shape.constant(float(np.finfo(shape.dtype).tiny) * 1e6))
    tiny = frame.as_set(builder.fcmp_ordered("<", frame.get("tried"), floor))
    own = frame.as_set(builder.fcmp_ordered("<=", frame.get("own_error"), shape.constant(1.0)))
    frame.put("failing", builder.and_(builder.and_(rejected, tiny), builder.not_(own)))
    with frame.each_of("failing") as lane:
        write_end(frame, lane, TOO_SMALL)
    most = builder.sitofp(frame.slots["most_steps"], frame.shape.real)
    many = builder.fcmp_ordered(">=", frame.get("taken"), frame.splat(most))
    frame.put("failing", builder.and_(frame.as_set(many), frame.get("alive")))
    with frame.each_of("failing") as lane:
        write_end(frame, lane, TOO_MANY)


def _release(frame: Frame) -> None:
    """Let the lanes of groups that are all over take new runs."""
    builder = frame.builder
    busy = builder.or_(frame.get("alive"), frame.get("settling"))
    one = frame.shape.constant(1.0)
    zero = frame.shape.constant(0.0)
    going = _over_group(frame, builder.select(frame.as_mask(busy), one, zero))
    group_over = frame.as_set(builder.fcmp_ordered("<=", going, zero))
    over = builder.and_(frame.get("over"), group_over)
    frame.put("pending", over)
    frame.put("over", builder.and_(frame.get("over"), builder.not_(over)))
