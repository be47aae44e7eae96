"""Priors for what a diary does not tell; the values and their sources are in `priors.csv`."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

COLUMNS = (
    "id", "sex", "age_from", "age_to", "value", "unit", "spread", "distribution",
    "status", "source", "note",
)  # fmt: skip
_DISTRIBUTIONS = frozenset({"fixed", "normal", "lognormal", "beta"})
_STATUSES = frozenset({"sourced", "recalled", "fitted", "assumed"})
_NORMAL_TRUNCATION = 3.0


class PriorTableError(ValueError):
    """A row of the table of priors is incomplete."""


@dataclass(frozen=True)
class Prior:
    """A distribution for something untold.

    Attributes
    ----------
    value
        Median (lognormal) or mean, in `unit`.
    spread
        Coefficient of variation; for `beta`, the standard deviation.
    """

    id: str
    sex: str
    age_from: float
    age_to: float
    value: float
    unit: str
    spread: float
    distribution: str
    status: str
    source: str
    note: str

    def draw(self, generator: np.random.Generator) -> float:
        """Draw one value, in `unit`."""
        return self.at(float(generator.standard_normal()))

    def at(self, score: float) -> float:
        """Return the value at a standard normal score: scores can be shared between priors."""
        if self.distribution == "fixed":
            return self.value
        if self.distribution == "lognormal":
            return self.value * math.exp(score * math.sqrt(math.log1p(self.spread**2)))
        if self.distribution == "beta":
            return _beta_at(self.value, self.spread, score)
        bounded = max(-_NORMAL_TRUNCATION, min(_NORMAL_TRUNCATION, score))
        return self.value * (1 + self.spread * bounded)


def prior(identifier: str, sex: str | None = None, age_years: float | None = None) -> Prior:
    """Return the prior for a sex and age; an unknown sex gets the mean of both sexes.

    Raises
    ------
    KeyError
        If the table has no such prior.
    """
    rows = [row for row in _table() if row.id == identifier]
    if not rows:
        raise KeyError(f"priors.csv has no row called {identifier!r}")
    age = 50.0 if age_years is None else age_years
    rows = [row for row in rows if row.age_from <= age < row.age_to]
    chosen = [row for row in rows if row.sex in ("any", sex)] or rows
    mean = sum(row.value for row in chosen) / len(chosen)
    first = chosen[0]
    return Prior(**{**first.__dict__, "value": mean})


def all_priors() -> tuple[Prior, ...]:
    """Return every row of the table."""
    return _table()


@cache
def _table() -> tuple[Prior, ...]:
    text = resources.files("cramp.exposure").joinpath("priors.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise PriorTableError(f"priors.csv:1: the columns must be {', '.join(COLUMNS)}")
    return tuple(_prior(row, line) for line, row in enumerate(rows, start=2))


def _prior(row: dict[str, str], line: int) -> Prior:
    place = f"priors.csv:{line}: {row['id']}"
    if row["distribution"] not in _DISTRIBUTIONS or row["status"] not in _STATUSES:
        raise PriorTableError(f"{place}: unknown distribution or status")
    if not row["unit"] or not (row["source"] or row["note"]):
        raise PriorTableError(f"{place}: a row needs a unit, and a source or a note")
    numbers = {key: float(row[key]) for key in ("age_from", "age_to", "value", "spread")}
    return Prior(**{**row, **numbers})  # type: ignore[arg-type]  # columns checked above


def _beta_at(mean: float, deviation: float, score: float) -> float:
    from scipy.special import betaincinv, ndtr

    size = mean * (1 - mean) / deviation**2 - 1
    return float(betaincinv(mean * size, (1 - mean) * size, ndtr(score)))
