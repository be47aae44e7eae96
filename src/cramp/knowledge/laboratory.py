"""Blood values: what they are called, their units, and how urgent a measured one is."""

from __future__ import annotations

import math
from functools import cache

from cramp.knowledge.laboratory_table import (
    URGENCIES,
    Analyte,
    Band,
    all_analytes,
    bands_by_analyte,
    usual_position,
)
from cramp.knowledge.laboratory_units import UnknownUnit, si_per_unit
from cramp.knowledge.names import name_key
from cramp.knowledge.tables import TableError

__all__ = [
    "URGENCIES",
    "Analyte",
    "Band",
    "ImplausibleValue",
    "UnknownAnalyte",
    "UnknownUnit",
    "all_analytes",
    "analyte",
    "band",
    "bands",
    "in_conventional",
    "to_si",
]

# Values come out of unit conversions; an edge must not be missed by the last bit of a float.
_DECIMALS = 6
_SAMPLE_WORDS = (
    "serum plasma blood s p b level in im the serique serico sericos seriche siero suero sang"
    " sangre sangue blut vollblut serumspiegel plasmatique plasmatico plasmatica serica"
)


class UnknownAnalyte(ValueError):
    """No blood value of this name is known."""


class ImplausibleValue(ValueError):
    """No living person has this value; most likely the unit is another one."""


_NOT_JUDGED = Band(
    id="not_judged",
    words="This value is kept, but how urgent it is is not judged here.",
    urgency="none",
    low=None,
    high=None,
    source="",
    status="",
)


def analyte(name: str) -> Analyte:
    """Return the blood value of this name (``"potassium"``, ``"K+"``, ``"Serum-Kalium"``).

    Raises
    ------
    UnknownAnalyte
        When no value is called so; a value measured in urine is not one of these.
    """
    known = _analytes_by_name()
    plain = name_key(name)
    bare = " ".join(word for word in plain.split() if word not in _SAMPLE_WORDS.split())
    found = known.get(plain) or known.get(bare)
    if found is None:
        names = ", ".join(entry.id for entry in all_analytes())
        raise UnknownAnalyte(f"no blood value is called {name!r}; known: {names}")
    return found


def to_si(value: float, unit: str, analyte: str | Analyte) -> float:
    """Return a told value in the SI unit.

    Milliequivalents count charges: 4 mEq/L of calcium are 2 mmol/L. Milligrams of phosphate
    count phosphorus, as laboratories do.

    Parameters
    ----------
    value : float
        As told.
    unit : str
        As told, such as ``"mg/dL"``; case and spaces do not matter.
    analyte : str or Analyte
        The blood value or one of its names.

    Raises
    ------
    UnknownAnalyte
        When no value is called so.
    UnknownUnit
        When the value is not reported in that unit.
    ImplausibleValue
        When no living person has it; most likely another unit was meant.
    """
    entry = _resolved(analyte)
    factor = si_per_unit(unit, entry)
    told = f"{value:g} {unit}"
    return _plausible(value * factor, entry, told, per_unit=(unit, factor))


def in_conventional(si_value: float, analyte: str | Analyte) -> tuple[float, str]:
    """Return a value in the unit of laboratories that report masses or equivalents.

    Parameters
    ----------
    si_value : float
        In the SI unit of the value.
    analyte : str or Analyte
        The blood value or one of its names.

    Returns
    -------
    tuple of (float, str)
        Value and unit.
    """
    entry = _resolved(analyte)
    return si_value / si_per_unit(entry.conventional_unit, entry), entry.conventional_unit


def bands(analyte: str | Analyte) -> tuple[Band, ...]:
    """Return the bands of a blood value from the lowest; empty where none are kept."""
    return bands_by_analyte().get(_resolved(analyte).id, ())


def band(analyte: str | Analyte, si_value: float) -> Band:
    """Return the band in which a measured value lies.

    Only a measured value may be judged: a simulated one neither alarms nor reassures.

    Parameters
    ----------
    analyte : str or Analyte
        The blood value or one of its names.
    si_value : float
        Measured value in the SI unit.

    Raises
    ------
    UnknownAnalyte
        When no value is called so.
    ImplausibleValue
        When no living person has it.
    """
    entry = _resolved(analyte)
    value = round(_plausible(si_value, entry, f"{si_value:g} {entry.si_unit}"), _DECIMALS)
    kept = bands(entry)
    if not kept:
        return _NOT_JUDGED
    usual = usual_position(kept)
    for outer in kept[:usual]:
        if value <= _edge(outer.high) and not _is_usual_edge(value, outer, kept[usual]):
            return outer
    for outer in reversed(kept[usual + 1 :]):
        if value >= _edge(outer.low) and not _is_usual_edge(value, outer, kept[usual]):
            return outer
    return kept[usual]


def _is_usual_edge(value: float, outer: Band, usual: Band) -> bool:
    """Whether the value is an edge that the usual range keeps: its neighbour is no more urgent."""
    return outer.urgency == usual.urgency and value in {usual.low, usual.high}


def _edge(told: float | None) -> float:
    if told is None:
        raise TypeError("an inner band has both edges")
    return told


def _resolved(told: str | Analyte) -> Analyte:
    return told if isinstance(told, Analyte) else analyte(told)


def _plausible(
    si_value: float, entry: Analyte, told: str, per_unit: tuple[str, float] | None = None
) -> float:
    if math.isfinite(si_value) and entry.plausible_low <= si_value <= entry.plausible_high:
        return si_value
    unit, factor = per_unit or (entry.si_unit, 1.0)
    low, high = entry.plausible_low / factor, entry.plausible_high / factor
    message = f"{entry.name}: {told} is outside {low:.3g} to {high:.3g} {unit}; check the unit"
    raise ImplausibleValue(message)


@cache
def _analytes_by_name() -> dict[str, Analyte]:
    known: dict[str, Analyte] = {}
    for entry in all_analytes():
        for name in (entry.id, entry.name, *entry.aliases):
            if known.setdefault(name_key(name), entry) is not entry:
                raise TableError(f"analytes.csv: {name!r} names two blood values")
    return known
