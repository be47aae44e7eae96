"""What differs between measurements of one person: the assay, and the person from day to day.

A body that is simulated once gives one true number. A measured share of people beyond a
threshold, or a measured spread, holds this scatter besides. What laboratories measure in the blood
of patients stands in `measurement_errors.csv`, by which their values are weighed too; the rest,
with reasons, in `scatter.csv`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Literal, cast, get_args

import numpy as np

from cramp.knowledge.measurement_errors import all_error_parts
from cramp.simulate.measured import BLOOD
from cramp.validation.measured_units import factor

Kind = Literal["person", "assay", "travelled"]

_KINDS = frozenset(get_args(Kind))

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cramp.validation.quantities import Known


@dataclass(frozen=True)
class ScatterRow:
    """One row of the table: a pattern of the quantity, the kind, and a standard deviation.

    Attributes
    ----------
    kind
        `assay`: between two measurements of one sample; `person`: between days, assay left out;
        `travelled`: what the way to a laboratory elsewhere adds, if that was told.
    relative, absolute, unit
        Of the value, and in a unit of its own; both parts add up as independent errors do.
    bias
        By how much the measured value is higher in the mean, in that unit.
    """

    quantity: str
    kind: Kind
    relative: float
    absolute: float
    bias: float
    unit: str
    status: str
    reason: str


def scatter(quantity: str, kind: Kind, values: np.ndarray, known: Known) -> np.ndarray:
    """Return the standard deviation of one kind, of each person's value.

    Parameters
    ----------
    quantity
        Identifier; the first row that fits it counts, and without one there is no scatter.
    kind
        Of the assay, or of the person between days.
    values
        In the body's unit, shape (V,).
    known
        What can be measured in the body.

    Returns
    -------
    numpy.ndarray
        In the body's unit, shape (V,).
    """
    row = _row_of(quantity, kind)
    if row is None:
        return np.zeros_like(values)
    absolute = _in_body_unit(row.absolute, row, quantity, known)
    return np.hypot(absolute, row.relative * np.abs(values))


def bias(quantity: str, kind: Kind, known: Known) -> float:
    """Return by how much one kind makes measured values higher in the mean, in the body's unit."""
    row = _row_of(quantity, kind)
    return 0.0 if row is None else _in_body_unit(row.bias, row, quantity, known)


def _row_of(quantity: str, kind: Kind) -> ScatterRow | None:
    fitting = (
        row for row in scatter_rows() if row.kind == kind and fnmatchcase(quantity, row.quantity)
    )
    return next(fitting, None)


def _in_body_unit(value: float, row: ScatterRow, quantity: str, known: Known) -> float:
    return value * factor(row.unit, known.unit(quantity), quantity) if value else 0.0


def scatter_of_readings(
    quantity: str, readings: Iterable[tuple[np.ndarray, tuple[Kind, ...]]], known: Known
) -> np.ndarray:
    """Return the standard deviation that measuring adds to what is made of readings by addition.

    Parameters
    ----------
    quantity, known
        As of `scatter`.
    readings
        Each person's values, in the body's unit, shape (V,), with the kinds of scatter that they
        have; a change has two.

    Returns
    -------
    numpy.ndarray
        In the body's unit, shape (V,).
    """
    total: np.ndarray = np.zeros(1)
    for values, kinds in readings:
        parts = [scatter(quantity, kind, values, known) for kind in kinds]
        total = total + np.sum(np.square([np.zeros_like(values), *parts]), axis=0)
    return np.sqrt(total)


@cache
def scatter_rows() -> tuple[ScatterRow, ...]:
    """Return both tables: of blood in laboratories, and of everything else."""
    text = resources.files("cramp.validation").joinpath("scatter.csv").read_text("utf-8")
    others = tuple(
        ScatterRow(
            row["quantity"],
            cast("Kind", row["kind"]),
            float(row["relative"]),
            float(row["absolute"]),
            float(row["bias"]),
            row["unit"],
            row["status"],
            row["reason"],
        )
        for row in csv.DictReader(text.splitlines())
    )
    return (*_rows_of_blood(), *others)


def _rows_of_blood() -> Iterator[ScatterRow]:
    for part in all_error_parts():
        if part.quantity in BLOOD and part.part in _KINDS:
            name, kind = BLOOD[part.quantity], cast("Kind", part.part)
            yield ScatterRow(name, kind, part.value, 0.0, 0.0, "", part.status, part.note)
