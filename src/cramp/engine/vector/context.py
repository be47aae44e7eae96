"""What the driver is told: one array of 8-byte slots, shared by the host and generated code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from cramp.engine.interface import NOT_FINITE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llvmlite import ir

SlotKind = Literal["pointer", "integer", "number"]

SLOTS: dict[str, SlotKind] = {
    # The schedules, one after the other
    "edges": "pointer",  # (edges in all,) float64: times
    "values": "pointer",  # (edges in all, inputs): inputs from each edge on
    # The runs
    "first_edge": "pointer",  # (runs,) int64: into the edges
    "last_edge": "pointer",  # (runs,) int64: the last edge that matters
    "constants": "pointer",  # (runs, constants)
    "constant_count": "integer",
    "initial": "pointer",  # (runs, rows): start of every state and of the time
    "scale": "pointer",  # (runs, rows): size below which a state's error does not matter
    "sensitivity": "pointer",  # (runs, inputs): see `packing.pack`
    "first_slope": "pointer",  # (runs,): how fast the states move at the start, over their sizes
    "settling_time": "pointer",  # (runs,): how long inputs are held before the start; 0 for none
    "settling_clock": "pointer",  # (runs,): the time that stands still meanwhile
    "begin": "integer",  # first run of this call
    "end": "integer",  # run after the last of this call
    "group": "integer",  # consecutive runs that share their steps
    # The rows
    "lasting": "pointer",  # (rows,): 0 for rows that nothing reads, which settling sets back
    # What is wanted
    "samples": "pointer",  # (samples,) float64: times, ascending
    "sample_count": "integer",
    "outputs": "pointer",  # (runs from `begin` on, samples, outputs), float64
    "output_count": "integer",
    "observe": "pointer",  # the kernel that computes the outputs
    "relative_tolerance": "number",
    "settling_tolerance": "number",  # the relative tolerance while settling
    "most_steps": "integer",  # of one run
    # What is told back
    "status": "pointer",  # (runs,) int32: see `STATUS`
    "steps": "pointer",  # (runs,) int64: steps tried
    "stop": "pointer",  # () int32: not zero stops the call
    "workspace": "pointer",  # rows: `Sizes.workspace`, constants, outputs, one more
}
"""Slots in their order, with the shapes of what they point to."""

STATUS = {
    0: "not solved",
    1: "",
    2: "the step became too small: the solution may have no finite value, or jump",
    3: "too many steps",
    4: "no steady state under the first inputs",
    5: NOT_FINITE,
}
"""What became of a run; 1 is success."""

SUCCEEDED, TOO_SMALL, TOO_MANY, UNSETTLED, HELD_NO_NUMBER = 1, 2, 3, 4, 5


def slots_of(values: Mapping[str, int | float]) -> np.ndarray:
    """Return the slots holding values, shape (slots,), int64.

    Raises
    ------
    KeyError
        If a slot has no value.
    """
    slots = np.zeros(len(SLOTS), dtype=np.int64)
    for index, (name, kind) in enumerate(SLOTS.items()):
        if kind == "number":
            slots[index : index + 1].view(np.float64)[0] = values[name]
        else:
            slots[index] = values[name]
    return slots


def load_slot(builder: ir.IRBuilder, context: ir.Value, name: str) -> ir.Value:
    """Write the loading of a slot."""
    from llvmlite import ir

    kinds = {"pointer": ir.PointerType(), "integer": ir.IntType(64), "number": ir.DoubleType()}
    index = ir.Constant(ir.IntType(64), list(SLOTS).index(name))
    address = builder.gep(context, [index], source_etype=ir.IntType(64))
    return builder.load(address, typ=kinds[SLOTS[name]], name=name)
