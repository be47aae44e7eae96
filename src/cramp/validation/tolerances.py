"""What assay and protocol add to a standard error; the values and reasons are in the table."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Literal

from cramp.validation.scales import is_relative, unit_factor

if TYPE_CHECKING:
    from cramp.validation.measurements import Measure, Measurement
    from cramp.validation.quantities import Known

Kind = Literal["share", "time", "slope", "onset", "spread", "ratio", "value"]

_KINDS: dict[Measure, Kind] = {
    "share_above": "share", "share_below": "share",
    "slope": "slope", "onset": "onset", "standard_deviation": "spread",
    "ratio": "ratio", "risk_ratio": "ratio", "odds_ratio": "ratio",
}  # fmt: skip


@dataclass(frozen=True)
class ToleranceRow:
    """One row of the table: patterns of the quantity and the kind, and what is tolerated."""

    quantity: str
    kind: str
    absolute: float
    unit: str
    relative: float
    status: str
    reason: str


def kind_of(measurement: Measurement) -> Kind:
    """Return which kind of number a measurement is."""
    if measurement.measure in _KINDS:
        return _KINDS[measurement.measure]
    if is_relative(measurement):
        return "ratio"
    return "time" if measurement.take in {"time_of_peak", "time_of_nadir"} else "value"


def tolerance(measurement: Measurement, known: Known, zero_minute: float) -> float:
    """Return the tolerance of a measured value, in its unit.

    The measurement's own, or that of the first row of the table that fits; an absolute and a
    relative part add up as independent errors do. The absolute part of a rate is that of the
    amount, spread over its window.

    Parameters
    ----------
    measurement, known
        What was measured, and what can be.
    zero_minute
        The experiment's zero, in minutes since day 1 began.
    """
    own = measurement.tolerance
    if own is not None:
        return math.hypot(own.absolute, own.relative * measurement.value)
    row = row_of(measurement)
    absolute = row.absolute
    if absolute:
        absolute *= unit_factor(_as_amount(measurement, row.unit), known)
        absolute /= unit_factor(measurement, known) * _window_minutes(measurement, zero_minute)
    return math.hypot(absolute, row.relative * measurement.value)


def _as_amount(measurement: Measurement, unit: str) -> Measurement:
    take = "cumulative" if measurement.take == "rate" else measurement.take
    return measurement.model_copy(update={"unit": unit, "take": take})


def _window_minutes(measurement: Measurement, zero_minute: float) -> float:
    """Return the length of a rate's window; 1 for what is no rate."""
    over = measurement.over
    if measurement.take != "rate" or over is None:
        return 1.0
    return over.end.after(zero_minute) - over.begin.after(zero_minute)


def row_of(measurement: Measurement) -> ToleranceRow:
    """Return the first row of the table that fits a measurement."""
    kind = kind_of(measurement)
    return next(
        row
        for row in tolerance_rows()
        if fnmatchcase(measurement.quantity, row.quantity) and fnmatchcase(kind, row.kind)
    )


@cache
def tolerance_rows() -> tuple[ToleranceRow, ...]:
    """Return the table."""
    text = resources.files("cramp.validation").joinpath("tolerances.csv").read_text("utf-8")
    return tuple(
        ToleranceRow(
            row["quantity"],
            row["kind"],
            float(row["absolute"]),
            row["unit"],
            float(row["relative"]),
            row["status"],
            row["reason"],
        )
        for row in csv.DictReader(text.splitlines())
    )
