"""Priors for what a diary does not tell; the values and their sources are in `priors.csv`."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from cramp.exposure.streams import Streams

COLUMNS = (
    "id", "sex", "age_from", "age_to", "value", "unit", "spread", "distribution",
    "status", "source", "note",
)  # fmt: skip
_DISTRIBUTIONS = frozenset({"fixed", "normal", "lognormal", "lognormal_mean", "beta"})
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
        Median (`lognormal`) or mean (all others, `lognormal_mean` among them), in `unit`: what
        surveys tell are means, and that of a skewed distribution lies above its median.
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

    def draw(self, streams: Streams, *place: str) -> np.ndarray:
        """Draw one value for each version, in `unit`.

        Parameters
        ----------
        streams
            Randomness for V versions.
        place
            Where in the diary, for a quantity of which there are several.

        Returns
        -------
        numpy.ndarray
            Shape (V,).
        """
        if self.distribution == "beta":
            size = self.value * (1 - self.value) / self.spread**2 - 1
            generator = streams.generator(self.id, *place)
            return generator.beta(self.value * size, (1 - self.value) * size, streams.count)
        return self.at(streams.scores(self.id, *place))

    def at(self, scores: np.ndarray) -> np.ndarray:
        """Return the values at standard normal scores: scores can be shared between priors.

        Parameters
        ----------
        scores
            Of any shape.

        Returns
        -------
        numpy.ndarray
            Of the same shape, in `unit`.

        Raises
        ------
        ValueError
            For a `beta` prior, which is drawn without scores.
        """
        if self.distribution == "fixed":
            return np.full_like(scores, self.value)
        if self.distribution in {"lognormal", "lognormal_mean"}:
            variance = math.log1p(self.spread**2)
            below_mean = variance / 2 if self.distribution == "lognormal_mean" else 0.0
            return self.value * np.exp(scores * math.sqrt(variance) - below_mean)
        if self.distribution == "normal":
            bounded = np.clip(scores, -_NORMAL_TRUNCATION, _NORMAL_TRUNCATION)
            return self.value * (1 + self.spread * bounded)
        raise ValueError(f"{self.id}: a {self.distribution} prior has no scores; use draw")


def prior(identifier: str) -> Prior:
    """Return the prior of something that has one for all people.

    Raises
    ------
    KeyError
        If the table has no such prior, or several, by sex and age.
    """
    first, *others = _rows(identifier)
    if others:
        raise KeyError(f"{identifier!r} differs by sex and age; use values_by_person")
    return first


def values_by_person(
    identifier: str, sex: np.ndarray, age_years: np.ndarray, scores: np.ndarray
) -> np.ndarray:
    """Return the values at standard normal scores of a prior that differs by sex and age.

    Parameters
    ----------
    identifier
        Of the prior.
    sex
        `female` or `male`, shape (V,).
    age_years, scores
        Shape (V,).

    Returns
    -------
    numpy.ndarray
        Shape (V,), in the prior's unit.

    Raises
    ------
    KeyError
        If the table has no such prior, or none for one of these people.
    """
    values = np.full(len(scores), np.nan)
    for row in _rows(identifier):
        of_age = (row.age_from <= age_years) & (age_years < row.age_to)
        people = of_age & ((sex == row.sex) | (row.sex == "any"))
        values[people] = row.at(scores[people])
    if np.any(np.isnan(values)):
        left = int(np.flatnonzero(np.isnan(values))[0])
        raise KeyError(
            f"priors.csv has no {identifier!r} for sex {sex[left]!r} at {age_years[left]:g} years"
        )
    return values


def all_priors() -> tuple[Prior, ...]:
    """Return every row of the table."""
    return _table()


def _rows(identifier: str) -> tuple[Prior, ...]:
    rows = _rows_by_id().get(identifier)
    if rows is None:
        raise KeyError(f"priors.csv has no row called {identifier!r}")
    return rows


@cache
def _rows_by_id() -> dict[str, tuple[Prior, ...]]:
    found: dict[str, list[Prior]] = {}
    for row in _table():
        found.setdefault(row.id, []).append(row)
    return {identifier: tuple(rows) for identifier, rows in found.items()}


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
