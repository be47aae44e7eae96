"""Read the tables of the hazard, and draw their uncertain values; refusals name file and line."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Literal, cast, get_args

import numpy as np

from cramp.knowledge.evidence import GRADES
from cramp.knowledge.sources import UnknownSource, source

if TYPE_CHECKING:
    from cramp.exposure.streams import Streams

Status = Literal["sourced", "recalled", "fitted", "assumed"]
Distribution = Literal["fixed", "normal", "lognormal", "uniform"]

VALUE_COLUMNS = (
    "id", "value", "unit", "low", "high", "distribution", "status", "source", "grade", "note",
)  # fmt: skip
"""What every table of the hazard has; each adds its own columns."""

STANDARD_SCORES_OF_95_PERCENT = 2 * 1.959964
"""Standard deviations between the ends of a 95 % interval of a normal distribution."""


class HazardTableError(ValueError):
    """A table of the hazard does not hold what it must; the message names file and line."""


@dataclass(frozen=True)
class Value:
    """One uncertain number.

    Attributes
    ----------
    value
        Median (`lognormal`) or mean, in `unit`; the middle of a `uniform` one.
    low, high
        95 % interval, in `unit`; the ends of a `uniform` one; both `value` if `fixed`.
    status
        `sourced` (source opened), `recalled` (known, source not opened), `fitted` (to the
        source's data) or `assumed` (the note says why).
    source
        Keys of `cramp.knowledge.sources`.
    grade
        Certainty in the words of GRADE.
    """

    id: str
    value: float
    unit: str
    low: float
    high: float
    distribution: Distribution
    status: Status
    source: tuple[str, ...]
    grade: str
    note: str

    def draw(self, streams: Streams) -> np.ndarray:
        """Draw one value for each version, in `unit`.

        Parameters
        ----------
        streams
            Randomness for V versions.

        Returns
        -------
        numpy.ndarray
            Shape (V,).
        """
        if self.distribution == "fixed":
            return np.full(streams.count, self.value)
        if self.distribution == "uniform":
            return self.low + (self.high - self.low) * streams.shares("hazard", self.id)
        scores = streams.scores("hazard", self.id)
        if self.distribution == "normal":
            return self.value + scores * (self.high - self.low) / STANDARD_SCORES_OF_95_PERCENT
        log_sd = math.log(self.high / self.low) / STANDARD_SCORES_OF_95_PERCENT
        return self.value * np.exp(scores * log_sd)


class Line:
    """One line of a table, read cell by cell with its place at hand for messages."""

    __slots__ = ("cells", "place")

    def __init__(self, place: str, cells: dict[str, str]) -> None:
        self.place = f"{place}: {cells['id'] or 'no id'}"
        self.cells = cells

    def fault(self, what: str) -> HazardTableError:
        """Return an error that names this line."""
        return HazardTableError(f"{self.place}: {what}")

    def number(self, column: str) -> float:
        """Return a cell that must hold a finite number."""
        try:
            number = float(self.cells[column])
        except ValueError:
            told = self.cells[column]
            raise self.fault(f"{column} is {told!r}; write a number") from None
        if not math.isfinite(number):
            raise self.fault(f"{column} is not finite")
        return number

    def optional_number(self, column: str) -> float | None:
        """Return a number, or None for an empty cell."""
        return self.number(column) if self.cells[column] else None

    def one_of(self, column: str, allowed: tuple[str, ...]) -> str:
        """Return a cell that must be one of the allowed words."""
        if self.cells[column] not in allowed:
            raise self.fault(f"{column} is {self.cells[column]!r}; write {', '.join(allowed)}")
        return self.cells[column]

    def sources(self) -> tuple[str, ...]:
        """Return the sources, every one of them known."""
        keys = tuple(key for key in self.cells["source"].split(";") if key)
        for key in keys:
            try:
                source(key)
            except UnknownSource as error:
                raise self.fault(str(error)) from error
        return keys


def read_lines(name: str, columns: tuple[str, ...]) -> list[Line]:
    """Read a table that ships with the package.

    Parameters
    ----------
    name
        File name.
    columns
        Which it must have, in this order; `id` among them.

    Raises
    ------
    HazardTableError
        If the columns differ, a line has too few or too many cells, or an id stands twice.
    """
    return parsed_lines(
        resources.files("cramp.hazard").joinpath(name).read_text("utf-8"), name, columns
    )


def parsed_lines(text: str, name: str, columns: tuple[str, ...]) -> list[Line]:
    """Return the lines of a table given as text; see `read_lines`."""
    rows = csv.DictReader(text.splitlines())
    if tuple(rows.fieldnames or ()) != columns:
        raise HazardTableError(f"{name}:1: the columns must be {', '.join(columns)}")
    lines: list[Line] = []
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise HazardTableError(f"{name}:{number}: needs {len(columns)} cells; quote commas")
        lines.append(Line(f"{name}:{number}", row))
    ids = [line.cells["id"] for line in lines]
    for line in lines:
        if ids.count(line.cells["id"]) > 1:
            raise line.fault("given twice")
    return lines


def value_of(line: Line) -> Value:
    """Return the uncertain number of a line.

    Raises
    ------
    HazardTableError
        If it has no unit, contradicts itself, or neither cites nor says why.
    """
    value = Value(
        id=line.cells["id"],
        value=line.number("value"),
        unit=line.cells["unit"],
        low=line.number("low"),
        high=line.number("high"),
        distribution=cast("Distribution", line.one_of("distribution", get_args(Distribution))),
        status=cast("Status", line.one_of("status", get_args(Status))),
        source=line.sources(),
        grade=line.one_of("grade", GRADES),
        note=line.cells["note"],
    )
    _check(value, line)
    return value


def _check(value: Value, line: Line) -> None:
    if not value.unit:
        raise line.fault("no unit; write 1 if it has none")
    if not value.low <= value.value <= value.high:
        raise line.fault("the value lies outside low and high")
    if (value.distribution == "fixed") != (value.low == value.high):
        raise line.fault("only a fixed value has no width")
    if value.distribution == "lognormal" and value.low <= 0:
        raise line.fault("a lognormal value is above zero")
    if value.status == "assumed" and not value.note:
        raise line.fault("an assumed value needs a note that says why")
    if value.status != "assumed" and not value.source:
        raise line.fault(f"a {value.status} value needs a source")
