"""What relieves or prevents cramps, where it acts, and how far that is known.

A row without a known effect has no number, a row whose trials found nothing has exactly 1.
Nothing here is advice: proposals are made elsewhere and pass one gate.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, cast, get_args

import numpy as np

from cramp.exposure.streams import Streams
from cramp.hazard.ratios import ratio, ratios
from cramp.hazard.table_lines import VALUE_COLUMNS, Line, Value, read_lines, value_of
from cramp.hazard.threshold import log_survival_ratio
from cramp.hazard.values import hazard_values

Place = Literal["rate_at_night", "rate_in_bout", "attack_duration"]
EffectKind = Literal["ratio", "hertz", "inverse_of", "no_effect", "not_known"]
Use = Literal["may_be_proposed", "never", "trials_only", "words_only"]

COLUMNS = ("id", "acts_on", "effect", "of", "use", *VALUE_COLUMNS[1:])
QUANTILES = (0.05, 0.5, 0.95)


class UnknownRelief(KeyError):
    """The table has no such row."""

    def __str__(self) -> str:
        """Return the message as written, without the quotes of ``KeyError``."""
        return str(self.args[0])


@dataclass(frozen=True)
class Relief:
    """One thing that people try.

    Attributes
    ----------
    acts_on
        What it changes: cramps at night, cramps in a bout, or how long an attack goes on.
    effect
        How `size` is meant: a `ratio`, a rise of the threshold in `hertz`, the inverse of one of
        `ratios` (`of`), exactly `no_effect`, or `not_known`.
    use
        What may be made of it; `never`: not to be proposed to anybody.
    """

    acts_on: Place
    effect: EffectKind
    of: str
    use: Use
    size: Value

    @property
    def id(self) -> str:
        """Identifier of the row."""
        return self.size.id


@dataclass(frozen=True)
class Effect:
    """What one thing does to expected cramps, or to an attack, in V versions.

    Attributes
    ----------
    relief
        The row of the table, with grade and note.
    ratio
        With it over without it, shape (V,); None where nothing is known.
    """

    relief: Relief
    ratio: np.ndarray | None

    @property
    def interval(self) -> tuple[float, float, float] | None:
        """5 %, 50 % and 95 % quantile of the ratio; None where nothing is known."""
        if self.ratio is None:
            return None
        low, middle, high = np.quantile(self.ratio, QUANTILES)
        return float(low), float(middle), float(high)


def effect(
    identifier: str, *, draws: int, seed: int = 0, present: np.ndarray | None = None
) -> Effect:
    """Return what something does.

    Parameters
    ----------
    identifier
        Of `relief.csv`.
    draws
        Number of versions, V.
    seed
        Of all randomness. Of the seed that `cramps` was given, ratios and slopes are the same as
        there, version by version.
    present
        For what undoes a habit, the versions that have it, shape (V,); all if not given.

    Raises
    ------
    UnknownRelief
        If the table has no such row.
    """
    row, streams = relief(identifier), Streams(seed, draws)
    if row.effect == "not_known":
        return Effect(row, None)
    if row.effect == "no_effect":
        return Effect(row, np.ones(streams.count))
    if row.effect == "ratio":
        return Effect(row, row.size.draw(streams))
    if row.effect == "hertz":
        values = hazard_values()
        slope = values["hazard_slope"].draw(streams) * values["carried_share"].draw(streams)
        return Effect(row, np.exp(log_survival_ratio(row.size.draw(streams), slope)))
    undone = np.exp(-ratio(row.of).log_ratios(streams))
    return Effect(row, undone if present is None else np.where(present, undone, 1.0))


def relief(identifier: str) -> Relief:
    """Return one row.

    Raises
    ------
    UnknownRelief
        If the table has none of this name.
    """
    for row in reliefs():
        if row.id == identifier:
            return row
    known = ", ".join(row.id for row in reliefs())
    raise UnknownRelief(f"relief.csv has no row called {identifier!r}; there are {known}")


@cache
def reliefs() -> tuple[Relief, ...]:
    """Return every row, in the order of `relief.csv`.

    Raises
    ------
    HazardTableError
        If a row is incomplete or contradicts itself.
    """
    return tuple(relief_of(line) for line in read_lines("relief.csv", COLUMNS))


def relief_of(line: Line) -> Relief:
    """Return the row of a line of the table; see `reliefs`."""
    row = Relief(
        acts_on=cast("Place", line.one_of("acts_on", get_args(Place))),
        effect=cast("EffectKind", line.one_of("effect", get_args(EffectKind))),
        of=line.cells["of"],
        use=cast("Use", line.one_of("use", get_args(Use))),
        size=value_of(line),
    )
    numbered = row.effect in {"ratio", "hertz"}
    if numbered == (row.size.distribution == "fixed"):
        raise line.fault("a ratio or a rise in hertz, and nothing else, has a width")
    if (row.effect == "inverse_of") != bool(row.of):
        raise line.fault("inverse_of, and nothing else, names a row of ratios.csv")
    if row.of and row.of not in {known.id for known in ratios()}:
        raise line.fault(f"ratios.csv has no row called {row.of!r}")
    return row
