"""Published intervals of what adults' blood and urine hold, beside a virtual population."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import xarray

COLUMNS = (
    "quantity", "age_from", "age_to", "low", "high", "unit", "status", "source", "note", "missed",
)  # fmt: skip

LEAST_SHARE_INSIDE = 0.9
"""Of people within a published interval, which holds 95 % of those it was made from: with some
margin for people who are ill, and for what the intervals of laboratories differ by (assumed)."""

LEAST_WIDTH = 0.5
"""Of the simulated 95 % against the published ones: what blood truly holds differs less between
people than one measurement of each, but not by more (assumed)."""


class IntervalTableError(ValueError):
    """A row of the table of intervals is incomplete or contradicts itself."""


@dataclass(frozen=True)
class PublishedInterval:
    """The interval that holds 95 % of adults; `missed` says why the body is believed to miss it.

    It is of people from `age_from` to before `age_to`, in years; of all where none are told.
    """

    quantity: str
    age_from: float | None
    age_to: float | None
    low: float
    high: float
    unit: str
    status: str
    source: str
    note: str
    missed: str

    @property
    def words(self) -> str:
        """The quantity, with the ages if not all."""
        ages = "" if self.age_from is None else f", {self.age_from:g} to {self.age_to:g} years"
        return f"`{self.quantity}`{ages}"

    def includes(self, age_years: np.ndarray) -> np.ndarray:
        """Return who is of its ages, true or false, of the shape of the ages."""
        if self.age_from is None or self.age_to is None:
            return np.ones_like(age_years, dtype=bool)
        return (age_years >= self.age_from) & (age_years < self.age_to)


@dataclass(frozen=True)
class Agreement:
    """A published interval beside the middle 95 % of simulated people.

    Attributes
    ----------
    published
        The row of the table.
    low, high
        Between which the middle 95 % of people lie, in the interval's unit.
    share_inside
        Of people within the published interval.
    """

    published: PublishedInterval
    low: float
    high: float
    share_inside: float

    @property
    def holds(self) -> bool:
        """Whether enough people lie inside, and people differ enough."""
        width = (self.high - self.low) / (self.published.high - self.published.low)
        return self.share_inside >= LEAST_SHARE_INSIDE and width >= LEAST_WIDTH


def agreements(people: xarray.Dataset) -> tuple[Agreement, ...]:
    """Compare a virtual population with every published interval.

    Parameters
    ----------
    people
        As returned by `cramp.simulate.population.population`; people who were not solved are left
        out.

    Raises
    ------
    IntervalTableError
        If an interval has another unit than the population's quantity.
    """
    solved = people["succeeded"].values
    found = []
    for row in published_intervals():
        column = people[row.quantity]
        if column.attrs["units"] != row.unit:
            raise IntervalTableError(
                f"population_intervals.csv: {row.quantity} is told in {row.unit}; "
                f"write it in {column.attrs['units']}"
            )
        values = column.values[solved & row.includes(people["age"].values)]
        low, high = (float(value) for value in np.quantile(values, (0.025, 0.975)))
        inside = (values >= row.low) & (values <= row.high)
        found.append(Agreement(row, low, high, float(np.mean(inside))))
    return tuple(found)


@cache
def published_intervals() -> tuple[PublishedInterval, ...]:
    """Return the table.

    Raises
    ------
    IntervalTableError
        If a row is incomplete.
    """
    file = resources.files("cramp.simulate").joinpath("population_intervals.csv")
    rows = csv.DictReader(file.read_text("utf-8").splitlines())
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise IntervalTableError(f"population_intervals.csv:1: columns are {', '.join(COLUMNS)}")
    return tuple(
        _interval(row, f"population_intervals.csv:{line}") for line, row in enumerate(rows, start=2)
    )


def _interval(row: dict[str, str], place: str) -> PublishedInterval:
    low, high = float(row["low"]), float(row["high"])
    if not low < high or not row["unit"]:
        raise IntervalTableError(f"{place}: an interval has a unit, and begins before it ends")
    ages = tuple(float(row[name]) if row[name] else None for name in ("age_from", "age_to"))
    if (ages[0] is None) != (ages[1] is None):
        raise IntervalTableError(f"{place}: ages are told from and to, or not at all")
    if row["status"] not in {"sourced", "recalled"} or not row["source"]:
        raise IntervalTableError(f"{place}: an interval is sourced or recalled, with a source")
    told = {"low": low, "high": high, "age_from": ages[0], "age_to": ages[1]}
    return PublishedInterval(**{**row, **told})  # type: ignore[arg-type]
