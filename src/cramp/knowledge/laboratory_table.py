"""The blood values the package knows, and the bands that say how urgent a measured one is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from cramp.knowledge.sources import cited
from cramp.knowledge.tables import Row, TableError, read_table

Urgency = Literal["emergency", "same_day", "prompt", "none"]

URGENCIES: tuple[Urgency, ...] = ("none", "prompt", "same_day", "emergency")
"""From the least to the most urgent."""

USUAL = "in_range"
"""Identifier of the band of usual values."""

_STATUSES = frozenset({"found", "found-secondary", "recalled", "assumed"})


@dataclass(frozen=True)
class Analyte:
    """One blood value.

    Attributes
    ----------
    id : str
        Identifier, such as ``potassium``; ``calcium`` is total calcium.
    name : str
        Name to show.
    aliases : tuple of str
        Other names, in five languages.
    valence : int or None
        Charges per ion; None where milliequivalents have no fixed meaning (phosphate).
    molar_mass_g_per_mol : float or None
        Molar mass of what laboratories weigh (phosphate: of phosphorus).
    si_unit, conventional_unit : str
        Units of the SI and of laboratories that report masses or equivalents.
    own_units : tuple of (str, float)
        Units of this value alone with the SI value of one of them.
    plausible_low, plausible_high : float
        Limits of what a living person may have, in the SI unit.
    sources : tuple of str
        Source keys.
    status : str
        How far the source was opened.
    """

    id: str
    name: str
    aliases: tuple[str, ...]
    valence: int | None
    molar_mass_g_per_mol: float | None
    si_unit: str
    conventional_unit: str
    own_units: tuple[tuple[str, float], ...]
    plausible_low: float
    plausible_high: float
    sources: tuple[str, ...]
    status: str


@dataclass(frozen=True)
class Band:
    """A range of one blood value with what it asks for.

    An edge belongs to the more urgent of its two bands; where both are equally urgent, to the
    usual range if that is one of them, else to the one farther from it.

    Attributes
    ----------
    id : str
        Such as ``clearly_high``; ``not_judged`` where no bands are kept for the value.
    words : str
        What to tell the person.
    urgency : {"emergency", "same_day", "prompt", "none"}
        How soon somebody must look.
    low, high : float or None
        Edges in the SI unit; None where the band is open.
    source : str
        Source key; empty for ``not_judged``.
    status : str
        ``found``, ``found-secondary``, ``recalled`` or ``assumed``; empty for ``not_judged``.
    """

    id: str
    words: str
    urgency: Urgency
    low: float | None
    high: float | None
    source: str
    status: str


@cache
def all_analytes() -> tuple[Analyte, ...]:
    """Return every blood value, in the order of the table."""
    return tuple(_analyte(row) for row in read_table("analytes.csv"))


@cache
def bands_by_analyte() -> dict[str, tuple[Band, ...]]:
    """Return the bands of each blood value that has some, from the lowest."""
    known = {entry.id for entry in all_analytes()}
    by_analyte: dict[str, list[Band]] = {}
    for row in read_table("laboratory_bands.csv"):
        kept = by_analyte.setdefault(row.one_of("analyte", frozenset(known)), [])
        entry = _band(row)
        if kept and (kept[-1].high is None or kept[-1].high != entry.low):
            raise row.fault("the band does not begin where the one before it ends")
        kept.append(entry)
    for name, kept in by_analyte.items():
        _check(name, kept)
    return {name: tuple(kept) for name, kept in by_analyte.items()}


def _check(name: str, kept: list[Band]) -> None:
    """Refuse bands with a gap at an end, no usual range, or less urgency farther out."""
    place = f"laboratory_bands.csv: {name}"
    if kept[0].low is not None or kept[-1].high is not None:
        raise TableError(f"{place}: the first band is open below and the last above")
    if [entry.id for entry in kept].count(USUAL) != 1:
        raise TableError(f"{place}: one band must have the id {USUAL}")
    usual = usual_position(tuple(kept))
    ranks = [URGENCIES.index(entry.urgency) for entry in kept]
    if ranks[usual] or ranks[: usual + 1] != sorted(ranks[: usual + 1], reverse=True):
        raise TableError(f"{place}: urgency must not fall towards lower values")
    if ranks[usual:] != sorted(ranks[usual:]):
        raise TableError(f"{place}: urgency must not fall towards higher values")


def usual_position(kept: tuple[Band, ...]) -> int:
    """Return the place of the band of usual values."""
    return next(position for position, entry in enumerate(kept) if entry.id == USUAL)


def _analyte(row: Row) -> Analyte:
    valence = row.optional_number("valence")
    return Analyte(
        id=row.text("id"),
        name=row.text("name"),
        aliases=row.parts("aliases"),
        valence=None if valence is None else int(valence),
        molar_mass_g_per_mol=row.optional_number("molar_mass_g_per_mol"),
        si_unit=row.text("si_unit"),
        conventional_unit=row.text("conventional_unit"),
        own_units=tuple(_own_unit(row, told) for told in row.parts("own_units")),
        plausible_low=row.number("plausible_low"),
        plausible_high=row.number("plausible_high"),
        sources=cited(row, "source"),
        status=row.one_of("status", _STATUSES),
    )


def _own_unit(row: Row, told: str) -> tuple[str, float]:
    unit, sign, factor = told.rpartition("=")
    if not sign:
        raise row.fault(f"own_units holds {told!r}; write unit=SI value of one")
    return unit, float(factor)


def _band(row: Row) -> Band:
    (key,) = cited(row, "source")
    return Band(
        id=row.text("id"),
        words=row.text("words"),
        urgency=cast("Urgency", row.one_of("urgency", frozenset(URGENCIES))),
        low=row.optional_number("low"),
        high=row.optional_number("high"),
        source=key,
        status=row.one_of("status", _STATUSES),
    )
