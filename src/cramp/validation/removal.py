"""What is taken away from a body: an input below zero for a while.

What a diary can tell gives and never takes, so that its pieces refuse less than nothing. An
experiment may: breathing out carbon dioxide, drawing off gastric juice, binding calcium.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cramp.exposure.schedules import Schedules

if TYPE_CHECKING:
    from collections.abc import Sequence


class Removal(NamedTuple):
    """A stretch of time in minutes, and by how much an input is lower in it (below zero)."""

    input: str
    begin_minute: float
    end_minute: float
    value: float


def removed(schedules: Schedules, removals: Sequence[Removal], end_minute: float) -> Schedules:
    """Return inputs from which something is taken away.

    Parameters
    ----------
    schedules
        Of V versions, none below zero.
    removals
        Where several overlap they add up; what lies before the first edge is cut off.
    end_minute
        Until when the inputs are wanted.
    """
    if not removals:
        return schedules
    begins = [max(one.begin_minute, float(schedules.edges[0])) for one in removals]
    moments = {*schedules.edges.tolist(), *begins, *(one.end_minute for one in removals)}
    edges = np.array(sorted(moment for moment in moments if moment < end_minute))
    at = np.searchsorted(schedules.edges, edges, side="right") - 1
    names = tuple(sorted({*schedules.inputs, *(one.input for one in removals)}))
    values = np.zeros((len(schedules), len(edges), len(names)))
    for place, name in enumerate(schedules.inputs):
        values[:, :, names.index(name)] = schedules.values[:, at, place]
    for one, begin in zip(removals, begins, strict=True):
        held = (edges >= begin) & (edges < one.end_minute)
        values[:, held, names.index(one.input)] += one.value
    return Schedules(names, edges, values)
