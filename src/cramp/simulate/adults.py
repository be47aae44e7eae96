"""The adults of a country: their ages, their sexes, and how many have which condition."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from cramp.physiology.conditions import acting_conditions
from cramp.simulate.conditions import Severities, draw_severities

if TYPE_CHECKING:
    from cramp.exposure.streams import Streams

COLUMNS = (
    "kind", "name", "sex", "age_from", "age_to", "share", "status", "source", "note",
)  # fmt: skip


class AdultTableError(ValueError):
    """The table of adults is incomplete or contradicts itself."""


@dataclass(frozen=True)
class AdultRow:
    """One row: a share of all adults, or the share of some of them that has a condition."""

    kind: str
    name: str
    sex: str
    age_from: float
    age_to: float
    share: float
    status: str
    source: str
    note: str

    def of(self, sex: np.ndarray, age_years: np.ndarray) -> np.ndarray:
        """Return who of V people belongs here, shape (V,)."""
        of_age = (self.age_from <= age_years) & (age_years < self.age_to)
        return of_age & ((sex == self.sex) | (self.sex == "any"))


def draw_adults(streams: Streams) -> tuple[np.ndarray, np.ndarray]:
    """Draw V adults as the table shares them out.

    Parameters
    ----------
    streams
        Randomness for V people.

    Returns
    -------
    sex : numpy.ndarray
        `female` or `male`, shape (V,).
    age_years : numpy.ndarray
        Even within a band, shape (V,).
    """
    bands = [row for row in adult_rows() if row.kind == "people"]
    ends = np.cumsum([row.share for row in bands])
    chosen = np.searchsorted(ends / ends[-1], streams.shares("adult"), side="right")
    begin, end = (
        np.array([getattr(row, name) for row in bands])[chosen] for name in ("age_from", "age_to")
    )
    sex = np.array([row.sex for row in bands])[chosen]
    return sex, begin + (end - begin) * streams.shares("age of the adult")


def draw_prevalent(streams: Streams, sex: np.ndarray, age_years: np.ndarray) -> Severities:
    """Draw who of V adults has which condition, and how severely.

    Parameters
    ----------
    streams
        Randomness for V people.
    sex, age_years
        Of the people, shape (V,).

    Returns
    -------
    dict of str to numpy.ndarray
        As `cramp.simulate.conditions.draw_severities`; NaN for those who do not have it.
    """
    shares: dict[str, np.ndarray] = {}
    for row in adult_rows():
        if row.kind == "condition":
            share = shares.setdefault(row.name, np.zeros(len(sex)))
            share[row.of(sex, age_years)] = row.share
    severities = draw_severities(streams, shares)
    return {
        name: np.where(streams.shares("has", name) < shares[name], scores, np.nan)
        for name, scores in severities.items()
    }


@cache
def adult_rows() -> tuple[AdultRow, ...]:
    """Return the table.

    Raises
    ------
    AdultTableError
        If a row is incomplete, or the shares of all adults do not make one.
    """
    text = resources.files("cramp.simulate").joinpath("adults.csv").read_text("utf-8")
    return read_adult_rows(text)


def read_adult_rows(text: str, name: str = "adults.csv") -> tuple[AdultRow, ...]:
    """Read a table of adults in CSV; see `adult_rows`."""
    table = csv.DictReader(text.splitlines())
    if tuple(table.fieldnames or ()) != COLUMNS:
        raise AdultTableError(f"{name}:1: the columns must be {', '.join(COLUMNS)}")
    rows = tuple(_row(row, f"{name}:{line}") for line, row in enumerate(table, start=2))
    total = sum(row.share for row in rows if row.kind == "people")
    if not math.isclose(total, 1, abs_tol=1e-6):
        raise AdultTableError(f"{name}: the shares of people add up to {total:g}, not 1")
    return rows


def _row(row: dict[str, str], place: str) -> AdultRow:
    if row["kind"] not in {"people", "condition"} or row["sex"] not in {"female", "male", "any"}:
        raise AdultTableError(f"{place}: kind is people or condition; sex female, male or any")
    if row["kind"] == "condition" and row["name"] not in acting_conditions():
        raise AdultTableError(f"{place}: no condition {row['name']!r} acts in the body")
    if row["status"] != "assumed" and not row["source"]:
        raise AdultTableError(f"{place}: a {row['status']} share needs a source")
    numbers = {key: float(row[key]) for key in ("age_from", "age_to", "share")}
    if not (numbers["age_from"] < numbers["age_to"] and 0 <= numbers["share"] <= 1):
        raise AdultTableError(f"{place}: an age from below an age to, and a share of 0 to 1")
    return AdultRow(**{**row, **numbers})  # type: ignore[arg-type]  # columns checked above
