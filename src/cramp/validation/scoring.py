"""Simulated against measured: how far each point is off, and whether an experiment holds."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from cramp.validation.format import Source
    from cramp.validation.measurements import Direction, Measurement

LARGEST_Z = 2.0
"""Standard errors, tolerance included, within which a point is reproduced."""

SHARE_OF_POINTS = 0.8
"""Of an experiment's points that have to be reproduced."""

_ROUNDING = 1e-9

Outcome = Literal["reproduced", "not reproduced", "not simulated"]
Role = Literal["fitted", "predicted"]


@dataclass(frozen=True)
class Point:
    """One measured number and what the simulated people gave.

    Attributes
    ----------
    label
        Quantity, measure, arm and time, in short.
    unit
        Of `measured`, `error`, `tolerance` and `simulated`.
    measured, error, tolerance
        The value, its standard error, and what assay and protocol add.
    simulated
        None where it could not be.
    direction
        Expected sign; `none` if nothing is expected.
    neutral
        Value of no effect: 1 of a ratio, else 0.
    lacking
        What the body lacks for this point, in words.
    """

    label: str
    unit: str
    measured: float
    error: float
    tolerance: float
    simulated: float | None
    direction: Direction = "none"
    neutral: float = 0.0
    lacking: tuple[str, ...] = ()

    @property
    def z(self) -> float | None:
        """(simulated - measured) / sqrt(error^2 + tolerance^2); None where not simulated.

        Infinite with its sign where neither error nor tolerance is told and values differ.
        """
        if self.simulated is None:
            return None
        off, sigma = self.simulated - self.measured, math.hypot(self.error, self.tolerance)
        if sigma == 0:
            return 0.0 if off == 0 else math.copysign(math.inf, off)
        return off / sigma

    @property
    def is_reproduced(self) -> bool:
        """Whether it is at most two standard errors off."""
        return self.z is not None and abs(self.z) <= LARGEST_Z

    @property
    def is_right_way(self) -> bool:
        """Whether the simulated value has the expected sign; true where none is expected."""
        if self.simulated is None or self.direction == "none":
            return True
        effect = self.simulated - self.neutral
        return effect > 0 if self.direction == "rise" else effect < 0


@dataclass(frozen=True)
class Score:
    """How one experiment went.

    Attributes
    ----------
    id, title, role
        Of the experiment.
    points
        In the order of its file.
    failure
        Why its people could not be simulated though the body lacks nothing; None if they could.
    source, believed_reason
        As its file tells them; None if it does not.
    recruited
        In words, of each arm whose people were screened: how many of how many passed.
    """

    id: str
    title: str
    role: Role
    points: tuple[Point, ...] = field(default=())
    failure: str | None = None
    source: Source | None = None
    believed_reason: str | None = None
    recruited: tuple[str, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """Reproduced if four of five points are, and every expected sign is right.

        Points that the body cannot answer count against it, unless it can answer none: then
        nothing was simulated.
        """
        if self.failure is None and all(point.simulated is None for point in self.points):
            return "not simulated"
        held = sum(point.is_reproduced for point in self.points)
        enough = held >= SHARE_OF_POINTS * len(self.points) - _ROUNDING
        right_way = all(point.is_right_way for point in self.points)
        return "reproduced" if enough and right_way and not self.failure else "not reproduced"

    @property
    def worst(self) -> Point | None:
        """The point that is furthest off; None if none was simulated."""
        simulated = [point for point in self.points if point.z is not None]
        return max(simulated, key=lambda point: abs(point.z or 0.0), default=None)

    @property
    def lacking(self) -> tuple[str, ...]:
        """What the body lacks, in words."""
        return tuple(dict.fromkeys(lack for point in self.points for lack in point.lacking))

    @property
    def why(self) -> str:
        """Return in words why it is not reproduced or not simulated; empty if it is."""
        if self.outcome == "reproduced":
            return ""
        reasons = [f"needs {', '.join(self.lacking)}"] if self.lacking else []
        if self.failure:
            reasons.insert(0, self.failure)
        off = [point for point in self.points if point.z is not None and not point.is_reproduced]
        if off:
            place = self.worst.label if self.worst else ""
            reasons.append(f"{len(off)} of {len(self.points)} points off, furthest {place}")
        wrong = [point.label for point in self.points if not point.is_right_way]
        if wrong:
            reasons.append(f"wrong direction: {wrong[0]}")
        if self.outcome == "not reproduced" and self.believed_reason:
            reasons.append(f"believed: {self.believed_reason}")
        return "; ".join(reasons)


def expected_direction(measurement: Measurement, sigma: float) -> tuple[Direction, float]:
    """Return the expected sign of an effect, and the value of no effect.

    As told; else the sign of a change, difference, ratio or slope that was measured to differ
    from no effect by more than two `sigma` (standard error and tolerance together).
    """
    neutral = 0.0
    ratios = {"ratio", "risk_ratio", "odds_ratio"}
    if measurement.measure in ratios:
        neutral = 100.0 if measurement.unit == "%" else 1.0
    if measurement.direction is not None:
        return measurement.direction, neutral
    effect = measurement.value - neutral
    is_effect = measurement.measure in ratios | {"change", "difference", "slope"}
    if not is_effect or abs(effect) <= LARGEST_Z * sigma:
        return "none", neutral
    return ("rise" if effect > 0 else "fall"), neutral
