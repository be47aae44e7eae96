"""The step of the driver: stages, error, and what becomes of it, for every lane at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cramp.engine.vector.shapes import FLAGS
from cramp.engine.vector.workbench import Sizes, Workbench

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llvmlite import ir

    from cramp.engine.vector.frame import Frame
    from cramp.engine.vector.methods import RosenbrockMethod
    from cramp.engine.vector.shapes import Shape

SMALLEST_FACTOR, LARGEST_FACTOR = 0.2, 6.0
"""How much a step may shrink or grow from one to the next (Hairer and Wanner 1996, IV.8)."""

SAFETY = 0.9

PEAK_SHARE = 0.3
"""A state's error counts against its size now, or this share of its largest size so far: what
has been emptied need not be followed into its last thousandth."""

_REJECTED_FACTOR = 0.2
_TINY = 1e-30


def add_step_kernel(
    module: ir.Module, shape: Shape, sizes: Sizes, method: RosenbrockMethod
) -> None:
    """Write `attempt(workspace)`: a trial step of every lane.

    Reads `elapsed`, `length`, `step` and `tolerance`; leaves the step's length in `tried`, its
    error in `error` (above 1, or NaN, is too much), the new states in the array `next`.
    """
    from llvmlite import ir

    kind = ir.FunctionType(ir.VoidType(), [ir.PointerType()])
    function = ir.Function(module, kind, "attempt")
    builder = ir.IRBuilder(function.append_basic_block())
    _write_step(Workbench(module, builder, shape, sizes, method, function.args[0]))
    builder.ret_void()


REPEAT = """
declare void @attempt(ptr)
define void @repeat(ptr %workspace, i64 %times) {
  br label %loop
loop:
  %number = phi i64 [ 0, %0 ], [ %next, %loop ]
  call void @attempt(ptr %workspace)
  %next = add i64 %number, 1
  %more = icmp slt i64 %next, %times
  br i1 %more, label %loop, label %done
done:
  ret void
}
"""
"""Tries the same step again and again: what steps alone cost, for benchmarks."""


def _write_step(frame: Workbench) -> None:
    tried = _step_length(frame)
    frame.put("tried", tried)
    inverse = frame.builder.fdiv(frame.shape.constant(1.0), tried)
    shift = frame.builder.fmul(inverse, frame.shape.constant(1.0 / frame.method.gamma))
    frame.put("shift", shift)
    arrays = frame.arrays
    frame.kernel(
        "prepare",
        arrays["states"], arrays["constants"], arrays["inputs"], arrays["shift"],
        arrays["slopes"], arrays["entries"], arrays["inverse_pivots"],
    )  # fmt: skip
    for stage in range(frame.method.stages):
        _write_stage(frame, stage, inverse)
    _write_error(frame)


def _step_length(frame: Workbench) -> ir.Value:
    """Return the step to try: to the next edge, half way there, or as the error allows.

    It is rounded as the time elapsed will be: else states and time would drift apart. Only over a
    jump a step may be too short to show there.
    """
    builder, shape = frame.builder, frame.shape
    rest = builder.fsub(frame.get("length"), frame.get("elapsed"))
    step = frame.get("step")
    half = builder.fmul(rest, shape.constant(0.5))
    beyond_half = builder.fcmp_ordered(">", step, half)
    shorter = builder.select(beyond_half, half, step)
    elapsed = frame.get("elapsed")
    shown = builder.fsub(builder.fadd(elapsed, shorter), elapsed)
    shows = builder.fcmp_ordered(">", shown, shape.constant(0.0))
    shorter = builder.select(shows, shown, shorter)
    tried = builder.select(builder.fcmp_ordered(">=", step, rest), rest, shorter)
    return _to_sample(frame, tried)


def _to_sample(frame: Workbench, tried: ir.Value) -> ir.Value:
    """Cut the first step after an edge to a sample that lies within it.

    What dies away within that step is right at its end, but no polynomial follows it between.
    """
    builder, zero = frame.builder, frame.shape.constant(0.0)
    wanted = frame.get("wanted")
    first = builder.fcmp_ordered("==", frame.get("elapsed"), zero)
    inside = builder.and_(
        builder.fcmp_ordered(">", wanted, zero), builder.fcmp_ordered("<", wanted, tried)
    )
    return builder.select(builder.and_(first, inside), wanted, tried)


def _stage_array(frame: Workbench, stage: int) -> ir.Value:
    return frame.rows.at(frame.arrays["stages"], stage * frame.sizes.rows)


def _write_stage(frame: Workbench, stage: int, inverse: ir.Value) -> None:
    target = _stage_array(frame, stage)
    arrays = frame.arrays
    solve = (arrays["entries"], arrays["inverse_pivots"])
    if stage == 0:
        frame.kernel("solve", *solve, arrays["slopes"], target)
        return
    _write_argument(frame, stage)
    frame.kernel("slope", arrays["next"], arrays["constants"], arrays["inputs"], target)
    weights = frame.method.c[stage - 1]
    for row in range(frame.sizes.rows):
        earlier = _combined(frame, weights, row)
        side = frame.rows.load(target, row)
        if earlier is not None:
            product = frame.builder.fmul(earlier, inverse, flags=FLAGS)
            side = frame.builder.fadd(side, product, flags=FLAGS)
        frame.rows.store(side, target, row)
    frame.kernel("solve", *solve, target, target)


def _write_argument(frame: Workbench, stage: int) -> None:
    """Put the argument of a stage's slope into `next`.

    Early stages leave out the rows that no slope reads; the last two also make the new states.
    """
    weights = frame.method.a[stage - 1]
    before = frame.method.a[stage - 2] if stage > 1 else ()
    late = stage >= frame.method.stages - 2
    rows = range(frame.sizes.rows) if late else frame.sizes.read
    for row in rows:
        if weights == (*before, 1.0):
            start = frame.rows.load(frame.arrays["next"], row)
            moved = _combined(frame, (0.0,) * len(before) + (1.0,), row)
        else:
            start = frame.rows.load(frame.arrays["states"], row)
            moved = _combined(frame, weights, row)
        value = start if moved is None else frame.builder.fadd(start, moved, flags=FLAGS)
        frame.rows.store(value, frame.arrays["next"], row)


def _combined(frame: Workbench, weights: Sequence[float], row: int) -> ir.Value | None:
    """Return a weighted sum of the stages in one row; None where all weights are zero."""
    builder = frame.builder
    total = None
    for stage, weight in enumerate(weights):
        if weight == 0.0:
            continue
        value = frame.rows.load(_stage_array(frame, stage), row)
        if weight != 1.0:
            value = builder.fmul(value, frame.shape.constant(weight), flags=FLAGS)
        total = value if total is None else builder.fadd(total, value, flags=FLAGS)
    return total


def _write_error(frame: Workbench) -> None:
    """Finish the new states and weigh the step's error: the largest among the states.

    The new states times zero join it: where one is not finite, the error is NaN.
    """
    builder, shape, method = frame.builder, frame.shape, frame.method
    if method.m != (*method.a[-1], 1.0) or any(method.e[:-1]):
        raise ValueError(f"{method.name} is not stiffly accurate, which the driver counts on")
    last = _stage_array(frame, method.stages - 1)
    worst, against = shape.constant(0.0), shape.constant(1.0)
    finite = shape.constant(0.0)
    for row in range(frame.sizes.rows):
        change = frame.rows.load(last, row)
        value = builder.fadd(frame.rows.load(frame.arrays["next"], row), change)
        frame.rows.store(value, frame.arrays["next"], row)
        finite = builder.fadd(finite, builder.fmul(value, shape.constant(0.0)))
        if row == frame.sizes.rows - 1:
            continue  # the time is exact
        error, size = frame.call("fabs", change), _size(frame, row, value)
        # Quotients compared without dividing, which costs more than the rest of this.
        larger = builder.fcmp_ordered(">", builder.fmul(error, against), builder.fmul(worst, size))
        worst = builder.select(larger, error, worst)
        against = builder.select(larger, size, against)
    error = builder.fdiv(worst, builder.fmul(against, frame.get("tolerance")))
    error = builder.fmul(error, shape.constant(abs(method.e[-1])))
    frame.put("error", builder.fadd(error, finite))


def _size(frame: Workbench, row: int, value: ir.Value) -> ir.Value:
    """Return what a state's error is measured by."""
    builder = frame.builder
    now = frame.call("fabs", frame.rows.load(frame.arrays["states"], row))
    then = frame.call("fabs", value)
    peak = frame.rows.load(frame.arrays["peak"], row)
    share = builder.fmul(peak, frame.shape.constant(PEAK_SHARE))
    size = frame.rows.load(frame.arrays["scale"], row)
    for other in (now, then, share):
        size = frame.call("maxnum", size, other)
    return size


def write_update(frame: Frame) -> None:
    """Write what follows a trial: accepted lanes move on, all get their next step."""
    builder = frame.builder
    accepted = frame.as_mask(frame.get("accepted"))
    with frame.each(frame.sizes.rows) as row:
        old = frame.rows.load(frame.arrays["states"], row)
        new = frame.rows.load(frame.arrays["next"], row)
        kept = builder.select(accepted, new, old)
        frame.rows.store(kept, frame.arrays["states"], row)
        peak = frame.rows.load(frame.arrays["peak"], row)
        frame.rows.store(
            frame.call("maxnum", peak, frame.call("fabs", kept)), frame.arrays["peak"], row
        )
    elapsed, tried = frame.get("elapsed"), frame.get("tried")
    whole = builder.fcmp_ordered(">=", tried, builder.fsub(frame.get("length"), elapsed))
    moved = builder.select(whole, frame.get("length"), builder.fadd(elapsed, tried))
    frame.put("elapsed", builder.select(accepted, moved, elapsed))
    _set_time(frame)
    frame.put("step", _next_step(frame, accepted))


def _set_time(frame: Frame) -> None:
    """Set the model's time by what has elapsed: summed up, steps below its digits would be lost."""
    builder = frame.builder
    clock = frame.rows.load(frame.arrays["inputs"], frame.sizes.inputs)
    since = builder.fmul(clock, frame.get("elapsed"))
    time = builder.fadd(frame.get("origin"), since)
    frame.rows.store(time, frame.arrays["states"], frame.sizes.rows - 1)


def _next_step(frame: Frame, accepted: ir.Value) -> ir.Value:
    """Return every lane's next step.

    A step cut short by an edge says little: where it went well, the longer step before it stays.
    """
    builder, shape = frame.builder, frame.shape
    tried, step = frame.get("tried"), frame.get("step")
    factor = _factor(frame)
    limited = frame.call("minnum", factor, shape.constant(1.0))
    after_rejection = frame.as_mask(frame.get("rejected"))
    grown = builder.fmul(tried, builder.select(after_rejection, limited, factor))
    cut = builder.fcmp_ordered("<", tried, step)
    cut = builder.and_(cut, builder.fcmp_ordered(">", factor, shape.constant(1.0)))
    kept = builder.select(cut, frame.call("maxnum", grown, step), grown)
    broken = builder.fcmp_unordered("uno", factor, factor)
    shrunk = builder.fmul(tried, builder.select(broken, shape.constant(_REJECTED_FACTOR), limited))
    return builder.select(accepted, kept, shrunk)


def _factor(frame: Frame) -> ir.Value:
    """Return how much longer the next step may be; NaN for a NaN error."""
    builder, shape = frame.builder, frame.shape
    error = builder.fadd(frame.get("error"), shape.constant(_TINY))
    root = frame.call("sqrt", error)
    if frame.method.order == 4:
        root = frame.call("sqrt", root)
    factor = builder.fdiv(shape.constant(SAFETY), root)
    inside = frame.call("minnum", factor, shape.constant(LARGEST_FACTOR))
    inside = frame.call("maxnum", inside, shape.constant(SMALLEST_FACTOR))
    return builder.select(builder.fcmp_unordered("uno", error, error), error, inside)
