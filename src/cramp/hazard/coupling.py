"""From the state of the slow body to the cramp threshold: uncertain slopes, one table.

The unit is hertz of cramp threshold frequency, for it is what experiments measure and what a fast
model of nerve and muscle returns. What a hertz is worth in cramps is one further uncertain number
(`cramp.hazard.threshold`), so that it is not hidden in every row.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, cast, get_args

import numpy as np

from cramp.hazard.table_lines import VALUE_COLUMNS, Line, Value, read_lines, value_of

if TYPE_CHECKING:
    from cramp.exposure.streams import Streams

Form = Literal["difference", "below", "above", "recent_fall", "share_of_first"]
Sign = Literal["raises", "lowers", "unknown", "none"]

COLUMNS = (
    "id", "state", "state_unit", "form", "edge", "held_low", "held_high", "sign",
    *VALUE_COLUMNS[1:],
)  # fmt: skip

RECENT_MINUTES = 120.0
"""Within which sodium must have fallen for `recent_fall` (assumed: thresholds fell within an hour
of drinking; Lau et al. 2019)."""

_FACTOR_OF_SIGN = {"raises": 1.0, "lowers": -1.0, "unknown": 1.0, "none": 1.0}


@dataclass(frozen=True)
class Coupling:
    """How one quantity of the body moves the cramp threshold.

    Attributes
    ----------
    state
        Identifier of the quantity in a course.
    state_unit
        Unit of the state.
    form
        Which deviation counts: `difference` from the edge, only what is `below` or `above` it,
        the `recent_fall` beyond the edge within two hours (negative), or the change in percent,
        `share_of_first`, from the first hour.
    edge
        In `state_unit`.
    held
        Range of the state for which the slope is claimed; beyond it the state at the limit counts.
        None for every state.
    sign
        What the threshold does as the state rises.
    size
        Slope without its sign, in hertz for one unit of the state; with either sign if unknown.
    """

    state: str
    state_unit: str
    form: Form
    edge: float
    held: tuple[float, float] | None
    sign: Sign
    size: Value

    @property
    def id(self) -> str:
        """Identifier of the row."""
        return self.size.id

    def slopes(self, streams: Streams) -> np.ndarray:
        """Draw the slope of each version with its sign, in hertz per unit of state.

        Draws of two couplings are independent of each other, and of the body's.

        Returns
        -------
        numpy.ndarray
            Shape (V,).
        """
        return _FACTOR_OF_SIGN[self.sign] * self.size.draw(streams)

    def deviation(self, states: np.ndarray, interval_minutes: float) -> np.ndarray:
        """Return what the slope multiplies.

        Parameters
        ----------
        states
            Of V versions at T times, in `state_unit`; shape (V, T).
        interval_minutes
            Between two times.

        Returns
        -------
        numpy.ndarray
            Shape (V, T), in `state_unit` (percent for `share_of_first`); zero where the state is
            without effect.
        """
        held = states if self.held is None else np.clip(states, *self.held)
        if self.form == "difference":
            return held - self.edge
        if self.form == "below":
            return np.minimum(held - self.edge, 0.0)
        if self.form == "above":
            return np.maximum(held - self.edge, 0.0)
        if self.form == "share_of_first":
            return 100 * (held / held[:, :1] - 1)
        steps = max(1, round(RECENT_MINUTES / interval_minutes))
        return np.minimum(held - _highest_of_recent(held, steps) + self.edge, 0.0)


def _highest_of_recent(states: np.ndarray, steps: int) -> np.ndarray:
    """Return the highest state of the last steps, fewer at the start; shape (V, T)."""
    highest = states.copy()
    for step in range(1, min(steps, states.shape[1] - 1) + 1):
        highest[:, step:] = np.maximum(highest[:, step:], states[:, :-step])
    return highest


@cache
def couplings() -> tuple[Coupling, ...]:
    """Return every coupling, in the order of `coupling.csv`.

    Raises
    ------
    HazardTableError
        If a row is incomplete or contradicts itself.
    """
    return tuple(coupling_of(line) for line in read_lines("coupling.csv", COLUMNS))


def coupling_of(line: Line) -> Coupling:
    """Return the coupling of a line of the table; see `couplings`."""
    low, high = line.optional_number("held_low"), line.optional_number("held_high")
    size = value_of(line)
    sign = cast("Sign", line.one_of("sign", get_args(Sign)))
    if sign == "none" and (size.value, size.distribution) != (0, "fixed"):
        raise line.fault("without effect the value is 0 and fixed")
    if sign in {"raises", "lowers"} and size.low < 0:
        raise line.fault("the sign is known, so the size may not be below zero")
    if (low is None) != (high is None) or (low is not None and high is not None and low >= high):
        raise line.fault("held_low and held_high belong together, the lower first")
    return Coupling(
        state=line.cells["state"],
        state_unit=line.cells["state_unit"],
        form=cast("Form", line.one_of("form", get_args(Form))),
        edge=line.number("edge"),
        held=None if low is None or high is None else (low, high),
        sign=sign,
        size=size,
    )
