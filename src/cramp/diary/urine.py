"""Read values of urine: amounts in a collection, or concentrations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cramp.diary import fields, model, vocabulary
from cramp.units import UnitError, amount_mmol, parse_quantity

if TYPE_CHECKING:
    from cramp.diary.told import Told

LONGEST_COLLECTION_MINUTES = 3 * 1440.0
MOST_URINE_LITRE = 30.0
_MOST_AMOUNT_MMOL = 3000.0
_MOST_MMOL_PER_LITRE = 1000.0
_SAMPLE_WORDS = {"urine", "urinary", "u", "harn", "urin"}
_A_DAY = re.compile(r"\s*(?:/|per|a|in)\s*(?:d|day|24\s*h|24\s*hours?|tag)\s*$", re.IGNORECASE)


def urine(told: Told) -> dict[str, Any] | None:
    """Return the fields of a urine event; None (and a fault) without any value."""
    keys = told.keys(None)
    duration = keys.pop("collected", None)
    volume = keys.pop("volume", None)
    minutes = None if duration is None else fields.duration(duration, LONGEST_COLLECTION_MINUTES)
    litres = None if volume is None else fields.volume(volume, MOST_URINE_LITRE, "1.6 l")
    if not keys and litres is None:
        told.fault("no value is told", "write such as sodium: 120 mmol or volume: 1.6 l")
        return None
    values: dict[str, model.UrineValue] = {}
    unknown: dict[str, str] = {}
    for name, value in keys.items():
        _value(name, value, values, unknown)
    if minutes is None and (litres is not None or any(v.is_amount for v in values.values())):
        told.flag("urine", "how long it was collected is not told (collected: 24 h); not used")
    return {
        "duration_minutes": minutes,
        "volume_litre": litres,
        "values": values,
        "not_understood": unknown,
    }


def _value(
    name: str, told: Told, values: dict[str, model.UrineValue], unknown: dict[str, str]
) -> None:
    text = told.text()
    if text is None:
        return
    analyte = _analyte(name)
    if analyte is None:
        unknown[name] = text
        told.flag(f"{name}: {text}", "is no value of urine that is known here; it is kept")
        return
    if analyte in values:
        told.fault(f"{analyte} is told twice", "keep one value, or write another entry")
    try:
        number, unit = parse_quantity(text)
        if not unit:
            raise UnitError(f"{told.shown} has no unit; write it such as 120 mmol or 80 mmol/L")
        value, is_amount = _millimole(number, unit, analyte)
    except ValueError as error:
        what, _, mend = str(error).partition("; ")
        told.fault(what, mend or "write number and unit as the laboratory does")
        return
    most = _MOST_AMOUNT_MMOL if is_amount else _MOST_MMOL_PER_LITRE
    if not 0 < value <= most:
        told.fault(f"{told.shown} is not plausible in urine", "check the value and its unit")
        return
    values[analyte] = model.UrineValue(
        value=value, is_amount=is_amount, told_value=number, told_unit=unit
    )


def _analyte(name: str) -> str | None:
    from cramp.knowledge import laboratory
    from cramp.knowledge.names import name_key

    bare = " ".join(word for word in name_key(name).split() if word not in _SAMPLE_WORDS)
    try:
        found = laboratory.analyte(bare).id
    except laboratory.UnknownAnalyte:
        return None
    return found if found in vocabulary.URINE_ANALYTES else None


def _millimole(number: float, unit: str, analyte: str) -> tuple[float, bool]:
    """Return mmol and true, or mmol/L and false."""
    from cramp.knowledge import laboratory
    from cramp.knowledge.laboratory_units import si_per_unit

    amount_unit = _A_DAY.sub("", unit)
    if "/" not in amount_unit and " per " not in amount_unit:
        return amount_mmol(number, amount_unit, analyte), True
    return number * si_per_unit(unit, laboratory.analyte(analyte)), False
