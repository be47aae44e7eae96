"""The table of conditions: which values of the body a long-lasting illness moves, and how far."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, get_args

import numpy as np

from cramp.physiology.parameters import parameters

How = Literal["factor", "added", "none"]

COLUMNS = (
    "condition", "parameter", "how", "value", "low", "high", "spread", "unless_told",
    "status", "source", "note",
)  # fmt: skip
_STATUSES = frozenset({"sourced", "recalled", "fitted", "assumed"})
_TOLD = frozenset({"", "egfr"})


class ConditionTableError(ValueError):
    """A row of the table of conditions is incomplete or contradicts itself."""


@dataclass(frozen=True)
class ConditionEffect:
    """One value of the body that a condition moves.

    Attributes
    ----------
    condition
        Identifier, as diaries write it; `pregnancy` besides.
    parameter
        Of the body; empty where the condition does nothing there.
    how
        `factor`: the value is multiplied; `added`: in the parameter's unit; `none`: the condition
        is known and does nothing in the body, for the reason that the note tells.
    value, low, high
        Of the factor, or of what is added, in a middling case; and the limits.
    spread
        Coefficient of variation of the severity, which differs between people.
    unless_told
        `egfr`: only where filtration was not told, which holds the effect already.
    status, source
        As of the body's parameters.
    note
        Why, and what of the condition is not simulated.
    """

    condition: str
    parameter: str
    how: How
    value: float
    low: float
    high: float
    spread: float
    unless_told: str
    status: str
    source: tuple[str, ...]
    note: str

    def at(self, severity_scores: np.ndarray) -> np.ndarray:
        """Return the effect on people by how severe their condition is.

        Parameters
        ----------
        severity_scores
            Standard normal scores, of any shape: one person's are the same for all effects of one
            condition.

        Returns
        -------
        numpy.ndarray
            Of the same shape: a factor, or what is added. A condition twice as severe as a
            middling one adds twice as much, or multiplies by the square.
        """
        severity = np.exp(severity_scores * math.sqrt(math.log1p(self.spread**2)))
        effect = self.value**severity if self.how == "factor" else self.value * severity
        return np.clip(effect, self.low, self.high)


@cache
def condition_effects() -> tuple[ConditionEffect, ...]:
    """Return every row of the table.

    Raises
    ------
    ConditionTableError
        If a row is incomplete; the message names file and line.
    """
    text = resources.files("cramp.physiology").joinpath("conditions.csv").read_text("utf-8")
    return read_condition_effects(text)


@cache
def acting_conditions() -> frozenset[str]:
    """Return the conditions that move some value of the body."""
    return frozenset(row.condition for row in condition_effects() if row.how != "none")


def why_idle(condition: str) -> str | None:
    """Return why a condition does nothing in the body; None where it acts, or is not known."""
    rows = [row for row in condition_effects() if row.condition == condition]
    return next((row.note for row in rows if row.how == "none"), None)


def read_condition_effects(text: str, name: str = "conditions.csv") -> tuple[ConditionEffect, ...]:
    """Read a table of conditions in CSV.

    Raises
    ------
    ConditionTableError
        If a column is missing or a row is incomplete.
    """
    rows = csv.DictReader(text.splitlines())
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise ConditionTableError(f"{name}:1: the columns must be {', '.join(COLUMNS)}")
    effects = tuple(_effect(row, f"{name}:{line}") for line, row in enumerate(rows, start=2))
    idle = {row.condition for row in effects if row.how == "none"}
    both = idle & {row.condition for row in effects if row.how != "none"}
    if both:
        raise ConditionTableError(f"{name}: {min(both)} both acts and does nothing; remove one")
    return effects


def _effect(row: dict[str, str], line: str) -> ConditionEffect:
    place = f"{line}: {row['condition'] or 'no condition'}"
    if None in row or None in row.values():
        raise ConditionTableError(
            f"{place}: needs {len(COLUMNS)} cells; put quotes round a cell that holds a comma"
        )
    if row["how"] not in get_args(How) or row["unless_told"] not in _TOLD:
        raise ConditionTableError(f"{place}: how is factor, added or none; unless_told egfr or no")
    if not row["condition"].isidentifier() or not row["note"]:
        raise ConditionTableError(f"{place}: needs an identifier and a note of its limits")
    numbers = {key: _number(row, key, place) for key in ("value", "low", "high", "spread")}
    effect = ConditionEffect(
        condition=row["condition"],
        parameter=row["parameter"],
        how=row["how"],  # type: ignore[arg-type]  # checked above
        unless_told=row["unless_told"],
        status=row["status"],
        source=tuple(key for key in row["source"].split(";") if key),
        note=row["note"],
        **numbers,
    )
    _check(effect, place)
    return effect


def _number(row: dict[str, str], column: str, place: str) -> float:
    if row["how"] == "none":
        if row[column]:
            raise ConditionTableError(f"{place}: {column} belongs to a condition that acts")
        return 0.0
    try:
        value = float(row[column])
    except ValueError:
        raise ConditionTableError(f"{place}: {column} is not a number: {row[column]!r}") from None
    if not math.isfinite(value):
        raise ConditionTableError(f"{place}: {column} is not finite")
    return value


def _check(effect: ConditionEffect, place: str) -> None:
    if effect.how == "none":
        if effect.parameter or effect.status or effect.source:
            raise ConditionTableError(f"{place}: a condition that does nothing has no parameter")
        return
    if effect.parameter not in parameters():
        raise ConditionTableError(f"{place}: the body has no parameter {effect.parameter!r}")
    if not effect.low <= effect.value <= effect.high or effect.spread <= 0:
        raise ConditionTableError(f"{place}: value between low and high, and a spread above zero")
    if effect.how == "factor" and effect.low <= 0:
        raise ConditionTableError(f"{place}: a factor is above zero")
    if effect.status not in _STATUSES:
        raise ConditionTableError(f"{place}: status must be one of {', '.join(sorted(_STATUSES))}")
    if effect.status != "assumed" and not effect.source:
        raise ConditionTableError(f"{place}: a {effect.status} effect needs a source")
