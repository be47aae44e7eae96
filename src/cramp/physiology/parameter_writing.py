"""Puts fitted values into the text of the table of values, and leaves all else as it stands."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cramp.physiology.parameters import COLUMNS, read_parameters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cramp.physiology.parameters import Parameter

SIGNIFICANT_DIGITS = 4
"""Of a fitted value: far finer than any is known."""

_ERROR = re.compile(r"[^;]*\(relative error [^()]*\)")
"""The part of a note that a fit writes; parts stand between semicolons."""


@dataclass(frozen=True)
class FittedValue:
    """What a fit found for one value: the value, and its standard error as a share of it."""

    value: float
    relative_error: float


def written(value: float, row: Parameter) -> str:
    """Return a fitted value as the table writes it, never beyond its range."""
    text = f"{float(f'{value:.{SIGNIFICANT_DIGITS}g}'):.12g}"
    if row.low <= float(text) <= row.high:
        return text
    return f"{min(max(value, row.low), row.high):.12g}"


def with_fitted(text: str, found: Mapping[str, FittedValue]) -> str:
    """Return the text of a table with fitted values, and their errors in the notes.

    Parameters
    ----------
    text
        Of a parameter table.
    found
        By identifier; other rows stay as they are, to the letter.

    Raises
    ------
    ParameterTableError
        If the text is not a parameter table.
    """
    table = read_parameters(text)
    lines = text.splitlines(keepends=True)
    # The table has a row a line: what reads it splits lines before cells.
    for at, line in enumerate(lines[1:], start=1):
        cells = next(csv.reader([line]))
        if cells[0] in found:
            fitted = found[cells[0]]
            cells[COLUMNS.index("value")] = written(fitted.value, table[cells[0]])
            note = COLUMNS.index("note")
            cells[note] = _noted(cells[note], fitted)
            lines[at] = _line(cells)
    return "".join(lines)


def _noted(note: str, fitted: FittedValue) -> str:
    told = f"cramp fit (relative error {fitted.relative_error:.2f})"
    parts = [part.strip() for part in note.split(";")] if note else []
    places = [at for at, part in enumerate(parts) if _ERROR.fullmatch(part)]
    if not places:
        return "; ".join([*parts, told])
    parts[places[0]] = told
    return "; ".join(part for at, part in enumerate(parts) if at not in places[1:])


def _line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()
