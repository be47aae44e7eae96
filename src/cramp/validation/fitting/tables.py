"""What a fit found as rows of tables, for the terminal and for files."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cramp.physiology.parameter_writing import FittedValue, written
from cramp.validation.fitting.free_values import FURTHEST
from cramp.validation.fitting.identifiability import Identifiability, identifiability

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cramp.validation.fitting.profile import Profile
    from cramp.validation.fitting.search import Fit
    from cramp.validation.scoring import Score

    Rows = list[tuple[str, ...]]

VALUE_COLUMNS = (
    "id", "value", "unit", "low", "high", "relative_error", "relative_error_without_prior",
    "share_from_data", "at_limit",
)  # fmt: skip
POINT_COLUMNS = (
    "experiment", "point", "unit", "measured", "standard_error", "tolerance", "weight",
    "simulated_before", "z_before", "simulated", "z",
)  # fmt: skip
PAIR_COLUMNS = ("first", "second", "correlation")
DIRECTION_COLUMNS = ("direction", "information", "parts")
PROFILE_COLUMNS = ("value", "rise")

SHOWN_VALUE_COLUMNS = (
    "value", "unit", "before", "found", "error %", "without prior", "from data %", "",
)  # fmt: skip
SHOWN_EXPERIMENT_COLUMNS = (
    "experiment", "points", "z2 before", "after", "worst z before", "after", "result",
)  # fmt: skip

AT_LIMIT = 0.02
"""Of the prior's standard deviation from an end of the range, within which a value is at it."""

CHECK_SHARE = 0.5
"""Of a value's standard error, by which the table's may differ from what a fit finds."""


@dataclass(frozen=True)
class FitTables:
    """Rows about what a fit found."""

    fit: Fit

    @cached_property
    def told(self) -> Identifiability:
        """How strongly measurements determine the values."""
        return identifiability(self.fit)

    def fitted_values(self) -> dict[str, FittedValue]:
        """Return each value with its relative error, by identifier."""
        errors = self._relative_errors(self.told.errors)
        return {
            name: FittedValue(value, error)
            for (name, value), error in zip(self.fit.values.items(), errors, strict=True)
        }

    def values(self) -> Rows:
        """Return a row of `VALUE_COLUMNS` for each value."""
        without = self._relative_errors(self.told.errors_without_prior)
        shares = self.told.shares_of_data.tolist()
        return [
            (
                row.id,
                written(found.value, row),
                row.unit,
                f"{row.low:.12g}",
                f"{row.high:.12g}",
                f"{found.relative_error:.2f}",
                _short(alone),
                f"{share:.2f}",
                limit,
            )
            for row, found, alone, share, limit in zip(
                (one.row for one in self.fit.objective.free),
                self.fitted_values().values(),
                without,
                shares,
                self._limits(),
                strict=True,
            )
        ]

    def shown_values(self) -> Rows:
        """Return a row of `SHOWN_VALUE_COLUMNS` for each value."""
        table = self.fit.objective.table
        return [
            (
                name,
                unit,
                f"{table[name].value:.4g}",
                value,
                f"{100 * float(error):.0f}",
                "" if math.isinf(float(alone)) else f"{100 * float(alone):.0f}",
                f"{100 * float(share):.0f}",
                limit,
            )
            for name, value, unit, _, _, error, alone, share, limit in self.values()
        ]

    def shown_experiments(self) -> Rows:
        """Return a row of `SHOWN_EXPERIMENT_COLUMNS` for each experiment."""
        return [
            (
                after.id,
                str(len(after.points)),
                f"{_squares(before):.1f}",
                f"{_squares(after):.1f}",
                _worst(before),
                _worst(after),
                after.outcome,
            )
            for before, after in zip(self.fit.before, self.fit.after, strict=True)
        ]

    def points(self) -> Rows:
        """Return a row of `POINT_COLUMNS` for each point."""
        pairs = [
            (after.id, *both)
            for before, after in zip(self.fit.before, self.fit.after, strict=True)
            for both in zip(before.points, after.points, strict=True)
        ]
        return [
            (
                name,
                now.label,
                now.unit,
                _short(now.measured),
                _short(now.error),
                _short(now.tolerance),
                _short(weight),
                _short(was.simulated),
                _short(was.z),
                _short(now.simulated),
                _short(now.z),
            )
            for (name, was, now), weight in zip(
                pairs, self.fit.objective.loss.weights.tolist(), strict=True
            )
        ]

    def pairs(self) -> Rows:
        """Return a row of `PAIR_COLUMNS` for each pair that is badly separated."""
        return [(one.first, one.second, f"{one.correlation:.2f}") for one in self.told.pairs()]

    def directions(self) -> Rows:
        """Return a row of `DIRECTION_COLUMNS` for each direction, the best determined first."""
        return [
            (
                str(number),
                _short(one.information),
                " ".join(f"{part:+.2f} {name}" for name, part in one.parts),
            )
            for number, one in enumerate(self.told.directions, start=1)
        ]

    def files(self) -> dict[str, str]:
        """Return the texts of all files by name."""
        return {
            "fit_values.csv": _text(VALUE_COLUMNS, self.values()),
            "fit_points.csv": _text(POINT_COLUMNS, self.points()),
            "fit_pairs.csv": _text(PAIR_COLUMNS, self.pairs()),
            "fit_identifiability.csv": _text(DIRECTION_COLUMNS, self.directions()),
        }

    def strayed(self) -> list[str]:
        """Return, in words, which values of the table are not what the fit finds."""
        positions = self.fit.positions.tolist()
        found = zip(self.fit.objective.free, positions, self.told.errors.tolist(), strict=True)
        return [
            f"{one.row.id} is {one.row.value:.4g} in the table, "
            f"{written(one.value(position), one.row)} by the fit"
            for one, position, error in found
            if abs(one.position(one.row.value) - position) > CHECK_SHARE * error
        ]

    def _relative_errors(self, errors: Iterable[float]) -> list[float]:
        positions = self.fit.positions.tolist()
        return [
            one.relative_error(position, float(error))
            for one, position, error in zip(self.fit.objective.free, positions, errors, strict=True)
        ]

    def _limits(self) -> list[str]:
        return [_limit(position) for position in self.fit.positions.tolist()]


def profile_text(told: Profile) -> str:
    """Return a profile as a file's text."""
    pairs = zip(told.values.tolist(), told.rises.tolist(), strict=True)
    return _text(PROFILE_COLUMNS, [(_short(value), _short(rise)) for value, rise in pairs])


def profile_words(told: Profile) -> str:
    """Return a profile's interval in words."""
    low, high = (_short(end) for end in told.interval)
    if low and high:
        return f"{told.name}: {low} to {high} with 95 %, by its profile"
    if low or high:
        return f"{told.name}: {'above' if low else 'below'} {low or high} with 95 %, by its profile"
    return f"{told.name}: anywhere in its range, by its profile"


def _limit(position: float) -> str:
    """Return at which end of its range a value is; empty if at none."""
    if abs(position) < FURTHEST - AT_LIMIT:
        return ""
    return "high" if position > 0 else "low"


def _squares(score: Score) -> float:
    return sum((point.z or 0.0) ** 2 for point in score.points)


def _worst(score: Score) -> str:
    return "" if score.worst is None else f"{score.worst.z:+.1f}"


def _short(number: float | None) -> str:
    return "" if number is None else f"{number:.4g}"


def _text(columns: Sequence[str], rows: Rows) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([columns, *rows])
    return text.getvalue()
