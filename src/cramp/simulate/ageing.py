"""What age does to values of the body, beside size and filtration."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from cramp.physiology.parameters import parameters

COLUMNS = ("parameter", "from_age", "at_age", "factor", "status", "source", "note")
_STATUSES = frozenset({"sourced", "recalled", "assumed"})


class AgeingTableError(ValueError):
    """A row of the table of ageing is incomplete or contradicts itself."""


@dataclass(frozen=True)
class AgeEffect:
    """One value of the body that changes with age.

    Attributes
    ----------
    parameter
        Of the body; its table's value is that of people of `from_age` and younger.
    from_age, at_age
        In years.
    factor
        Of the value, at `at_age` over `from_age`.
    status, source, note
        As of the body's parameters; the note tells what was measured.
    """

    parameter: str
    from_age: float
    at_age: float
    factor: float
    status: str
    source: tuple[str, ...]
    note: str

    def at(self, age_years: np.ndarray) -> np.ndarray:
        """Return the factor at some ages, in years, of the same shape.

        Each year changes the value by the same share, from `from_age` on.
        """
        years = np.maximum(0.0, np.asarray(age_years) - self.from_age)
        return self.factor ** (years / (self.at_age - self.from_age))


@cache
def age_effects() -> tuple[AgeEffect, ...]:
    """Return every row of the table.

    Raises
    ------
    AgeingTableError
        If a row is incomplete; the message names file and line.
    """
    text = resources.files("cramp.simulate").joinpath("ageing.csv").read_text("utf-8")
    return read_age_effects(text)


def read_age_effects(text: str, name: str = "ageing.csv") -> tuple[AgeEffect, ...]:
    """Read a table of ageing in CSV.

    Raises
    ------
    AgeingTableError
        If a column is missing, a row is incomplete or a value appears twice.
    """
    rows = csv.DictReader(text.splitlines())
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise AgeingTableError(f"{name}:1: the columns must be {', '.join(COLUMNS)}")
    effects = tuple(_effect(row, f"{name}:{line}") for line, row in enumerate(rows, start=2))
    named = [one.parameter for one in effects]
    twice = {parameter for parameter in named if named.count(parameter) > 1}
    if twice:
        raise AgeingTableError(f"{name}: {min(twice)} stands there twice; join the two rows")
    return effects


def _effect(row: dict[str, str], line: str) -> AgeEffect:
    place = f"{line}: {row['parameter'] or 'no parameter'}"
    if None in row or None in row.values():
        raise AgeingTableError(
            f"{place}: needs {len(COLUMNS)} cells; put quotes round a cell that holds a comma"
        )
    if row["parameter"] not in parameters():
        raise AgeingTableError(f"{place}: the body has no such parameter; look for a slip")
    try:
        begin, end, factor = (float(row[name]) for name in ("from_age", "at_age", "factor"))
    except ValueError as error:
        raise AgeingTableError(f"{place}: {error}; write ages and factor as numbers") from error
    if not (0 <= begin < end and factor > 0):
        raise AgeingTableError(f"{place}: at_age must lie above from_age, the factor above zero")
    source = tuple(key for key in row["source"].split(";") if key)
    told = source or row["status"] == "assumed"
    if row["status"] not in _STATUSES or not row["note"] or not told:
        raise AgeingTableError(
            f"{place}: needs a status ({', '.join(sorted(_STATUSES))}), a source and a note"
        )
    return AgeEffect(row["parameter"], begin, end, factor, row["status"], source, row["note"])
