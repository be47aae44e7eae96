"""The table of values: every number of the body, with unit, spread, status and source."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal, get_args

Status = Literal["sourced", "recalled", "fitted", "assumed"]
Distribution = Literal["fixed", "normal", "lognormal", "uniform"]

COLUMNS = (
    "id", "value", "unit", "low", "high", "distribution", "between_person",
    "status", "source", "location", "population", "note",
)  # fmt: skip


class ParameterTableError(ValueError):
    """A row of the parameter table is incomplete or contradicts itself."""


@dataclass(frozen=True)
class Parameter:
    """One number of the body.

    Attributes
    ----------
    id
        Identifier in the model text.
    value
        Value for the reference adult, in `unit`.
    low, high
        Plausible limits, in `unit`; draws stay between them.
    distribution
        How people differ.
    between_person
        Coefficient of variation between people (dimensionless).
    status
        `sourced` (source opened), `recalled` (known, source not opened), `fitted` (to the
        source's data) or `assumed` (the note says why).
    source
        Keys into `references.bib`.
    location
        Page, table or figure of the source, where known.
    """

    id: str
    value: float
    unit: str
    low: float
    high: float
    distribution: Distribution
    between_person: float
    status: Status
    source: tuple[str, ...]
    location: str
    population: str
    note: str


@cache
def parameters() -> dict[str, Parameter]:
    """Return the body's parameters by identifier.

    Raises
    ------
    ParameterTableError
        If a row is incomplete; the message names file, line and column.
    """
    return read_parameters(parameters_file().read_text("utf-8"))


def parameters_file() -> Path:
    """Return where the table lies."""
    return Path(str(resources.files("cramp.physiology").joinpath("parameters.csv")))


def read_parameters(text: str, name: str = "parameters.csv") -> dict[str, Parameter]:
    """Read a parameter table in CSV.

    Raises
    ------
    ParameterTableError
        If a column is missing, an identifier is given twice or a row is incomplete.
    """
    rows = csv.DictReader(text.splitlines())
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise ParameterTableError(f"{name}:1: the columns must be {', '.join(COLUMNS)}")
    table: dict[str, Parameter] = {}
    for line, row in enumerate(rows, start=2):
        place = f"{name}:{line}: {row['id'] or 'no id'}"
        if None in row or None in row.values():
            raise ParameterTableError(
                f"{place}: needs {len(COLUMNS)} cells; put quotes round a cell that holds a comma"
            )
        parameter = _parameter(row, place)
        if parameter.id in table:
            raise ParameterTableError(f"{place}: given twice")
        table[parameter.id] = parameter
    return table


def _parameter(row: dict[str, str], place: str) -> Parameter:
    if not row["id"].isidentifier():
        raise ParameterTableError(f"{place}: the id must be a plain identifier")
    if not row["unit"]:
        raise ParameterTableError(f"{place}: no unit; write `dimensionless` if it has none")
    if row["status"] not in get_args(Status):
        raise ParameterTableError(f"{place}: status must be one of {', '.join(get_args(Status))}")
    if row["distribution"] not in get_args(Distribution):
        known = ", ".join(get_args(Distribution))
        raise ParameterTableError(f"{place}: distribution must be one of {known}")
    parameter = Parameter(
        id=row["id"],
        value=_number(row, "value", place),
        unit=row["unit"],
        low=_number(row, "low", place, empty=-math.inf),
        high=_number(row, "high", place, empty=math.inf),
        distribution=row["distribution"],  # type: ignore[arg-type]  # checked above
        between_person=_number(row, "between_person", place),
        status=row["status"],  # type: ignore[arg-type]  # checked above
        source=tuple(key for key in row["source"].split(";") if key),
        location=row["location"],
        population=row["population"],
        note=row["note"],
    )
    _check(parameter, place)
    return parameter


def _number(row: dict[str, str], column: str, place: str, empty: float | None = None) -> float:
    if row[column] == "" and empty is not None:
        return empty
    try:
        value = float(row[column])
    except ValueError:
        raise ParameterTableError(f"{place}: {column} is not a number: {row[column]!r}") from None
    if not math.isfinite(value):
        raise ParameterTableError(f"{place}: {column} is not finite")
    return value


def _check(parameter: Parameter, place: str) -> None:
    if not parameter.low <= parameter.value <= parameter.high:
        raise ParameterTableError(f"{place}: the value lies outside low and high")
    if (parameter.between_person > 0) != (parameter.distribution != "fixed"):
        raise ParameterTableError(f"{place}: only a fixed value has no spread between people")
    if parameter.distribution != "fixed" and not math.isfinite(parameter.high - parameter.low):
        raise ParameterTableError(f"{place}: a value that varies needs low and high")
    if parameter.status == "assumed" and not parameter.note:
        raise ParameterTableError(f"{place}: an assumed value needs a note that says why")
    if parameter.status != "assumed" and not parameter.source:
        raise ParameterTableError(f"{place}: a {parameter.status} value needs a source")
