"""Read the CSV tables that ship with the package; every refusal names file and line."""

from __future__ import annotations

import csv
from importlib import resources


class TableError(ValueError):
    """A table of the package does not hold what it must; the message names file and line."""


class Row:
    """One line of a table, read column by column with its place at hand for messages.

    Parameters
    ----------
    table : str
        File name, for messages.
    line : int
        Line number in the file (the header is line 1).
    values : dict of str to str
        Cells by column name.
    """

    __slots__ = ("_line", "_table", "_values")

    def __init__(self, table: str, line: int, values: dict[str, str]) -> None:
        self._table = table
        self._line = line
        self._values = values

    def fault(self, what: str) -> TableError:
        """Return an error that names this row."""
        return TableError(f"{self._table}:{self._line}: {what}")

    def text(self, column: str) -> str:
        """Return a cell that must not be empty."""
        value = self.optional(column)
        if not value:
            raise self.fault(f"{column} is empty; every row needs it")
        return value

    def optional(self, column: str) -> str:
        """Return a cell that may be empty."""
        try:
            return self._values[column].strip()
        except KeyError:
            raise self.fault(f"the column {column} is missing") from None

    def number(self, column: str) -> float:
        """Return a cell that must hold a number."""
        try:
            return float(self.text(column))
        except ValueError as error:
            if isinstance(error, TableError):
                raise
            raise self.fault(f"{column} is {self.optional(column)!r}, not a number") from error

    def optional_number(self, column: str) -> float | None:
        """Return a number, or None for an empty cell."""
        return self.number(column) if self.optional(column) else None

    def flag(self, column: str) -> bool:
        """Return a cell that must be ``true`` or ``false``."""
        value = self.text(column)
        if value not in {"true", "false"}:
            raise self.fault(f"{column} is {value!r}; write true or false")
        return value == "true"

    def one_of(self, column: str, allowed: frozenset[str]) -> str:
        """Return a cell that must be one of the allowed words."""
        value = self.text(column)
        if value not in allowed:
            raise self.fault(f"{column} is {value!r}; write one of {', '.join(sorted(allowed))}")
        return value

    def parts(self, column: str) -> tuple[str, ...]:
        """Return the words of a ``;``-separated cell (empty cell: empty tuple)."""
        return tuple(part.strip() for part in self.optional(column).split(";") if part.strip())


def read_table(name: str) -> list[Row]:
    """Read a table from the package's data folder.

    Parameters
    ----------
    name : str
        File name, such as ``medicines.csv``.

    Returns
    -------
    list of Row
        The rows in file order.

    Raises
    ------
    TableError
        When a row has more or fewer cells than the header.
    """
    text = resources.files("cramp.knowledge").joinpath("data", name).read_text("utf-8")
    return rows_of(text, name)


def rows_of(text: str, name: str) -> list[Row]:
    """Read a table from its text; see `read_table`.

    Parameters
    ----------
    text : str
        Of the table, in CSV.
    name : str
        File name, for messages.

    Raises
    ------
    TableError
        When a row has more or fewer cells than the header.
    """
    reader = csv.reader(text.splitlines())
    header = next(reader)
    rows = []
    for cells in reader:
        if len(cells) != len(header):
            place = f"{name}:{reader.line_num}"
            raise TableError(f"{place}: {len(cells)} cells where the header has {len(header)}")
        rows.append(Row(name, reader.line_num, dict(zip(header, cells, strict=True))))
    return rows
