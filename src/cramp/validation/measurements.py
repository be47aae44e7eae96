"""What was measured in an experiment, how it is read off, and how sure it is."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from cramp.diary.checked_model import Strict, Text
from cramp.validation.fields import (
    Duration,
    Moment,
    Positive,
    Threshold,
    Window,
    require_one,
)

Take = Literal[
    "value", "mean", "cumulative", "rate", "peak", "nadir", "time_of_peak", "time_of_nadir"
]
Measure = Literal[
    "absolute", "change", "difference", "ratio", "share_above", "share_below",
    "risk_ratio", "odds_ratio", "standard_deviation", "slope", "onset",
]  # fmt: skip
Direction = Literal["rise", "fall", "none"]

OVER_WINDOW: tuple[Take, ...] = (
    "mean", "cumulative", "rate", "peak", "nadir", "time_of_peak", "time_of_nadir",
)  # fmt: skip

OF_SHARES: frozenset[Measure] = frozenset(
    {"share_above", "share_below", "risk_ratio", "odds_ratio"}
)
"""Measures of people beyond a threshold."""

OF_LINES: frozenset[Measure] = frozenset({"slope", "onset"})
"""Measures of a line through arms or moments."""

Since = Annotated[
    Annotated[Moment, Tag("moment")] | Annotated[Window, Tag("window")],
    Discriminator(lambda told: "window" if isinstance(told, dict) else "moment"),
]
Pair = Annotated[list[float], Field(min_length=2, max_length=2)]


class Spread(Strict):
    """How sure a measured value is: exactly one of the kinds.

    Attributes
    ----------
    se
        Standard error of the mean.
    sd, n
        Standard deviation between people, and how many (those of the experiment if not told).
    ci, level
        Confidence interval and its level.
    range
        The lowest and the highest of `n` people.
    quartiles
        The first and the third of `n` people, around a median.
    limits
        Limits within which the mean is judged to lie, as a 95 % interval.
    of
        A share was counted among so many people.
    unknown
        Why none can be told; the tolerance then stands alone.
    """

    se: Positive | None = None
    sd: Positive | None = None
    ci: Pair | None = None
    level: Annotated[float, Field(gt=0, lt=1)] = 0.95
    range: Pair | None = None
    quartiles: Pair | None = None
    limits: Pair | None = None
    of: Annotated[int, Field(ge=1)] | None = None
    unknown: Text | None = None
    n: Annotated[int, Field(ge=2)] | None = None

    @property
    def kind(self) -> str:
        """Which kind was told."""
        return require_one(self, _SPREADS, "a spread")

    @model_validator(mode="after")
    def _is_one_in_order(self) -> Self:
        told = getattr(self, self.kind)
        if isinstance(told, list) and told[1] <= told[0]:
            raise ValueError(f"{told} ends before it begins; write the lower limit first")
        return self


_SPREADS = ("se", "sd", "ci", "range", "quartiles", "limits", "of", "unknown")


class Tolerance(Strict):
    """What assay and protocol add to the standard error, in place of the table's."""

    absolute: Annotated[float, Field(ge=0)] = 0.0
    relative: Annotated[float, Field(ge=0)] = 0.0
    reason: Text


class Measurement(Strict):
    """One measured number.

    Attributes
    ----------
    quantity
        Identifier of the body, or of a derived quantity.
    take
        How the course of one person becomes a number: its `value` at a moment (told by `at`),
        or, over a window (told by `over`), its mean, what it grew by (`cumulative`), that a
        minute (`rate`), its peak or nadir, or the minutes to them from the window's begin.
    measure
        What is made of these numbers.
    arm
        Where; the only one if there is one.
    since
        A moment, or a window like `over`: numbers are changes from there.
    versus
        The other arm of a difference or a ratio.
    threshold, beyond
        Of a share of people; and on which side of it, for a ratio of two shares.
    against, arms, times
        Of a slope or an onset: the other quantity, and the arms and moments that are its points.
        Of a share of people, `arms` are those whose people are counted together.
    """

    quantity: Text
    measure: Measure
    take: Take = "value"
    arm: Text | None = None
    at: Moment | None = None
    over: Window | None = None
    since: Since | None = None
    versus: Text | None = None
    threshold: Threshold | None = None
    beyond: Literal["above", "below"] | None = None
    against: Text | None = None
    arms: list[Text] | None = None
    times: list[Moment] | None = None
    every: Duration | None = Field(default=None, description="how often a peak was looked for")
    centre: Literal["mean", "median"] = "mean"
    value: float
    unit: Text
    spread: Spread
    tolerance: Tolerance | None = None
    direction: Direction | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        for check in (self._check_time, self._check_measure, self._check_slope):
            check()
        return self

    @property
    def side(self) -> Literal["above", "below"]:
        """On which side of the threshold people are counted."""
        if self.beyond is not None:
            return self.beyond
        return "below" if self.measure == "share_below" else "above"

    def _check_time(self) -> None:
        if self.measure in OF_LINES:
            return
        told = require_one(self, ("at", "over"), "a measurement")
        wanted = "over" if self.take in OVER_WINDOW else "at"
        if told != wanted:
            mend = "add take: mean, rate, cumulative, peak, ..." if told == "over" else "give over"
            raise ValueError(f"take: {self.take} needs {wanted}, not {told}; {mend}")

    def _check_measure(self) -> None:
        needed = {
            "change": ("since",), "difference": ("versus",),
            "share_above": ("threshold",), "share_below": ("threshold",),
            "risk_ratio": ("versus", "threshold", "beyond"),
            "odds_ratio": ("versus", "threshold", "beyond"),
        }.get(self.measure, ())  # fmt: skip
        for name in needed:
            if getattr(self, name) is None:
                raise ValueError(f"measure: {self.measure} needs {name}")
        if self.measure == "ratio" and self.versus is None and self.since is None:
            raise ValueError("measure: ratio needs versus (another arm) or since (another time)")
        if self.measure == "absolute" and self.since is not None:
            raise ValueError("since makes a change; write measure: change")
        whole = {"cumulative", "rate", "time_of_peak", "time_of_nadir"}
        if self.since is not None and self.take in whole and not isinstance(self.since, Window):
            raise ValueError(
                f"take: {self.take} changes from a window; write since: {{from:, to:}}"
            )
        compared = {"difference", "ratio", "risk_ratio", "odds_ratio"}
        if self.versus is not None and self.measure not in compared:
            raise ValueError("versus compares arms; write measure: difference or ratio")
        if self.beyond is not None and self.measure not in {"risk_ratio", "odds_ratio"}:
            raise ValueError("beyond belongs to measure: risk_ratio or odds_ratio; remove it")

    def _check_slope(self) -> None:
        told = [name for name in ("against", "arms", "times") if getattr(self, name) is not None]
        if self.measure not in OF_LINES:
            if told == ["arms"] and self.measure in {"share_above", "share_below"}:
                return
            if told:
                raise ValueError(f"{told[0]} belongs to measure: slope or onset")
            return
        if self.against is None:
            raise ValueError(f"measure: {self.measure} needs against, the other quantity")
        if self.measure == "onset" and self.since is not None:
            raise ValueError("an onset is read off values, not changes; remove since")
        if self.at is not None and self.times is not None:
            raise ValueError(f"measure: {self.measure} takes at or times, not both")
        if len(self.arms or [""]) * len(self.times or [""]) < 2:
            raise ValueError(
                f"measure: {self.measure} needs two points at least: several arms or several times"
            )
        if self.at is None and self.over is None and self.times is None:
            raise ValueError(f"measure: {self.measure} needs at, over or times")
