"""Where the numbers and claims come from: one row a source, cited by key."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from cramp.knowledge.tables import Row, TableError, read_table

_STATUSES = frozenset({"found", "found-secondary", "recalled"})


@dataclass(frozen=True)
class Source:
    """One publication or body.

    Attributes
    ----------
    key : str
        Identifier used by the tables.
    authors : str
        Authors, or the body that publishes.
    year : int or None
        Year of publication; None for a living index or a group of texts.
    title : str
        Title where it is known for sure, else a short description.
    journal, volume, pages : str
        Only as far as they are known; may be empty.
    doi, pmid : str
        Only where they are known for sure; may be empty.
    status : str
        ``found`` (read in the abstract or text), ``found-secondary`` (read in a text that quotes
        it) or ``recalled`` (known, not opened).
    """

    key: str
    authors: str
    year: int | None
    title: str
    journal: str
    volume: str
    pages: str
    doi: str
    pmid: str
    status: str


class UnknownSource(TableError):
    """No source has this key."""


def source(key: str) -> Source:
    """Return the source with this key.

    Raises
    ------
    UnknownSource
        When ``sources.csv`` has no such key.
    """
    try:
        return _sources()[key]
    except KeyError:
        raise UnknownSource(f"no source has the key {key!r}; add it to sources.csv") from None


def all_sources() -> tuple[Source, ...]:
    """Return every source, in the order of the table."""
    return tuple(_sources().values())


def cite(key: str) -> str:
    """Return a short reference, such as ``Garrison et al. 2012, Arch Intern Med 172:120``.

    Raises
    ------
    UnknownSource
        When ``sources.csv`` has no such key.
    """
    entry = source(key)
    return f"{named(key)}, {_place(entry) or entry.title}"


def named(key: str) -> str:
    """Return authors and year, such as ``Garrison et al. 2012``.

    Raises
    ------
    UnknownSource
        When ``sources.csv`` has no such key.
    """
    entry = source(key)
    return entry.authors if entry.year is None else f"{entry.authors} {entry.year}"


def reference(key: str) -> str:
    """Return the whole reference: authors, year, title, place, DOI or PMID, and how it was read.

    Raises
    ------
    UnknownSource
        When ``sources.csv`` has no such key.
    """
    entry = source(key)
    parts = [f"{named(key)}. {entry.title}"]
    if place := _place(entry):
        parts.append(place)
    if entry.doi:
        parts.append(f"doi:{entry.doi}")
    if entry.pmid:
        parts.append(f"PMID {entry.pmid}")
    return f"{'. '.join(part.rstrip('.') for part in parts)}{_READ[entry.status]}."


_READ = {
    "found": "",
    "found-secondary": " (read in a text that quotes it)",
    "recalled": " (known, not opened)",
}


def cited(row: Row, column: str) -> tuple[str, ...]:
    """Return the source keys of a cell that must name one or more.

    Raises
    ------
    TableError
        When the cell is empty or names a source that is not in ``sources.csv``; the message
        names file and line of the row.
    """
    row.text(column)
    keys = row.parts(column)
    for key in keys:
        try:
            source(key)
        except UnknownSource as error:
            raise row.fault(str(error)) from error
    return keys


def _place(entry: Source) -> str:
    place = entry.journal
    if entry.volume:
        place = f"{place} {entry.volume}"
    return f"{place}:{entry.pages}" if entry.pages else place


@cache
def _sources() -> dict[str, Source]:
    sources: dict[str, Source] = {}
    for row in read_table("sources.csv"):
        entry = _source(row)
        if entry.key in sources:
            raise row.fault(f"the key {entry.key} stands twice")
        sources[entry.key] = entry
    return sources


def _source(row: Row) -> Source:
    year = row.optional_number("year")
    return Source(
        key=row.text("key"),
        authors=row.text("authors"),
        year=None if year is None else int(year),
        title=row.text("title"),
        journal=row.optional("journal"),
        volume=row.optional("volume"),
        pages=row.optional("pages"),
        doi=row.optional("doi"),
        pmid=row.optional("pmid"),
        status=row.one_of("status", _STATUSES),
    )
