"""How far a measured value may lie from the simulated one: one table, by quantity and part."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast, get_args

from cramp.knowledge.sources import cited
from cramp.knowledge.tables import Row, TableError, read_table

Part = Literal["assay", "person", "offset", "moment", "collection", "dilution"]

_PARTS = frozenset(get_args(Part))
_NEEDED: tuple[Part, ...] = ("assay", "person", "offset", "moment")
_STATUSES = frozenset({"sourced", "recalled", "assumed"})


@dataclass(frozen=True)
class ErrorPart:
    """One reason why a measured value differs from the simulated one.

    Attributes
    ----------
    quantity : str
        Such as ``potassium`` (in blood), ``urine_sodium``, ``filtration`` or ``body_mass``.
    part : str
        ``assay``: laboratory, drawing of blood, scale. ``person``: variation within a person
        that is not simulated. ``moment``: what the model misses at one hour. These three are
        new with each value. ``offset``: what model and laboratory miss in one person
        throughout, shared by all values of the quantity. ``collection`` and ``dilution``:
        shared by all values of one urine, collected or passed at once.
    value : float
        Coefficient of variation: standard deviation of the logarithm.
    low, high : float
        Between which it is believed to lie.
    status : str
        ``sourced``, ``recalled`` or ``assumed``.
    sources : tuple of str
        Source keys; empty where assumed.
    note : str
        Why.
    """

    quantity: str
    part: Part
    value: float
    low: float
    high: float
    status: str
    sources: tuple[str, ...]
    note: str


def error_parts(quantity: str) -> dict[Part, float]:
    """Return the coefficients of variation of a quantity, by part.

    Raises
    ------
    KeyError
        If the table has no such quantity.
    """
    try:
        rows = _by_quantity()[quantity]
    except KeyError:
        raise KeyError(
            f"measurement_errors.csv has no {quantity!r}; add its rows to the table"
        ) from None
    return {part: row.value for part, row in rows.items()}


def whole_error(quantity: str) -> float:
    """Return the coefficient of variation of one value, all but the parts of a urine together.

    Raises
    ------
    KeyError
        If the table has no such quantity.
    """
    parts = error_parts(quantity)
    return math.hypot(*(parts[part] for part in _NEEDED))


def all_error_parts() -> tuple[ErrorPart, ...]:
    """Return every row of the table, in its order."""
    return tuple(row for rows in _by_quantity().values() for row in rows.values())


@cache
def _by_quantity() -> dict[str, dict[Part, ErrorPart]]:
    found: dict[str, dict[Part, ErrorPart]] = {}
    for row in read_table("measurement_errors.csv"):
        entry = _error_part(row)
        parts = found.setdefault(entry.quantity, {})
        if entry.part in parts:
            raise row.fault(f"{entry.part} of {entry.quantity} stands twice")
        parts[entry.part] = entry
    for quantity, parts in found.items():
        missing = [part for part in _NEEDED if part not in parts]
        if missing:
            raise TableError(f"measurement_errors.csv: {quantity} lacks {', '.join(missing)}")
    return found


def _error_part(row: Row) -> ErrorPart:
    status = row.one_of("status", _STATUSES)
    entry = ErrorPart(
        quantity=row.text("quantity"),
        part=cast("Part", row.one_of("part", _PARTS)),
        value=row.number("value"),
        low=row.number("low"),
        high=row.number("high"),
        status=status,
        sources=() if status == "assumed" else cited(row, "source"),
        note=row.text("note"),
    )
    if not 0 <= entry.low <= entry.value <= entry.high:
        raise row.fault("value must lie between low and high, none below zero")
    if row.text("unit") != "1":
        raise row.fault("a coefficient of variation has the unit 1")
    return entry
