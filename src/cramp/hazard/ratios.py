"""Medicines, conditions and habits as ratios of the cramp rate, and what they really measure.

None of the published numbers is a ratio of cramp rates: they are orders of prescriptions, odds of
having cramps at all, or shares of patients. Each row says which, carries only a share of its
logarithm to the rate, and gets wider on the way.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, cast, get_args

from cramp.hazard.table_lines import (
    STANDARD_SCORES_OF_95_PERCENT,
    VALUE_COLUMNS,
    Line,
    Value,
    read_lines,
    value_of,
)

if TYPE_CHECKING:
    import numpy as np

    from cramp.exposure.streams import Streams

Kind = Literal["medicine", "condition", "state", "habit", "family"]
Measure = Literal["quinine_starts", "odds_ratio", "prevalence", "trial_null"]

COLUMNS = (
    "id", "kind", "applies_to", "measure", "comparator", "carried_share", "prevalence",
    *VALUE_COLUMNS[1:],
)  # fmt: skip

ADDED_LOG_SPREAD = 0.35
"""Standard deviation that what is measured adds to the logarithm of a ratio for not being a ratio
of cramp rates (assumed: a factor of two either way at the 95 % limits)."""


@dataclass(frozen=True)
class Ratio:
    """How much more somebody cramps with a medicine, condition or habit than without.

    Attributes
    ----------
    kind
        Where a diary tells of it.
    applies_to
        The medicine table's group, the vocabulary's condition, or the habit.
    measure
        What was measured; `trial_null`: randomised trials found nothing, the ratio is exactly 1.
    comparator
        For a `prevalence`, the share in percent of those without; else None.
    carried_share
        Share of the logarithm of the odds or sequence ratio that the rate gets.
    prevalence
        Share of adults in whom it is found: the population that rates are calibrated to has it.
    published
        As published.
    """

    kind: Kind
    applies_to: str
    measure: Measure
    comparator: float | None
    carried_share: float
    prevalence: float
    published: Value

    @property
    def id(self) -> str:
        """Identifier of the row."""
        return self.published.id

    def published_log_ratio(self) -> tuple[float, float]:
        """Return the logarithm of the published odds or sequence ratio, and its standard error."""
        value, low, high = (
            self._log_odds(number)
            for number in (self.published.value, self.published.low, self.published.high)
        )
        return value, (high - low) / STANDARD_SCORES_OF_95_PERCENT

    def log_ratio(self) -> tuple[float, float]:
        """Return mean and standard deviation of the logarithm of the ratio of cramp rates."""
        if self.measure == "trial_null":
            return 0.0, 0.0
        mean, error = self.published_log_ratio()
        return self.carried_share * mean, math.hypot(self.carried_share * error, ADDED_LOG_SPREAD)

    def log_ratios(self, streams: Streams) -> np.ndarray:
        """Draw the logarithm of the ratio of cramp rates, shape (V,)."""
        mean, spread = self.log_ratio()
        return mean + spread * streams.scores("hazard", "ratio", self.id)

    def _log_odds(self, number: float) -> float:
        if self.measure != "prevalence":
            return math.log(number)
        comparator = cast("float", self.comparator)
        return math.log(number / (100 - number)) - math.log(comparator / (100 - comparator))


@cache
def ratios() -> tuple[Ratio, ...]:
    """Return every ratio, in the order of `ratios.csv`.

    Raises
    ------
    HazardTableError
        If a row is incomplete or contradicts itself.
    """
    return tuple(ratio_of(line) for line in read_lines("ratios.csv", COLUMNS))


def ratio(identifier: str) -> Ratio:
    """Return one ratio.

    Raises
    ------
    KeyError
        If the table has none of this name.
    """
    for row in ratios():
        if row.id == identifier:
            return row
    raise KeyError(f"ratios.csv has no row called {identifier!r}")


def ratio_of(line: Line) -> Ratio:
    """Return the ratio of a line of the table; see `ratios`."""
    row = Ratio(
        kind=cast("Kind", line.one_of("kind", get_args(Kind))),
        applies_to=line.cells["applies_to"],
        measure=cast("Measure", line.one_of("measure", get_args(Measure))),
        comparator=line.optional_number("comparator"),
        carried_share=line.number("carried_share"),
        prevalence=line.number("prevalence"),
        published=value_of(line),
    )
    if (row.measure == "prevalence") != (row.comparator is not None):
        raise line.fault("a prevalence, and nothing else, needs a comparator in percent")
    if not 0 <= row.prevalence < 1 or not 0 <= row.carried_share <= 1:
        raise line.fault("prevalence and carried_share are shares from 0 to 1")
    return row
