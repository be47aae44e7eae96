"""Scores as plain data for a file, and as rows of a table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cramp.validation.scoring import Point, Score

COLUMNS = ("experiment", "role", "points", "worst z", "result", "why")


def as_data(scores: Sequence[Score], *, draws: int, seed: int) -> dict[str, Any]:
    """Return scores as what JSON can hold.

    A z that is not finite is None there, as is one of what was not simulated.
    """
    return {
        "format": "cramp-validation/1",
        "draws": draws,
        "seed": seed,
        "summary": summary(scores),
        "experiments": [_experiment(score) for score in scores],
    }


def summary(scores: Sequence[Score]) -> dict[str, dict[str, int]]:
    """Return how many experiments were reproduced, not reproduced, not simulated, by role."""
    outcomes = ("reproduced", "not reproduced", "not simulated")
    return {
        role: {
            outcome: sum(score.role == role and score.outcome == outcome for score in scores)
            for outcome in outcomes
        }
        for role in ("fitted", "predicted")
    }


def rows(scores: Sequence[Score]) -> list[tuple[str, ...]]:
    """Return one row of `COLUMNS` for each experiment."""
    return [
        (
            score.id,
            score.role,
            str(len(score.points)),
            "" if score.worst is None else f"{score.worst.z:+.1f}",
            score.outcome,
            score.why,
        )
        for score in scores
    ]


def _experiment(score: Score) -> dict[str, Any]:
    reproduced = None if score.outcome == "not simulated" else score.outcome == "reproduced"
    return {
        "id": score.id,
        "title": score.title,
        "role": score.role,
        "reproduced": reproduced,
        "why": score.why,
        "lacking": list(score.lacking),
        "z": [_finite(point.z) for point in score.points],
        "points": [_point(point) for point in score.points],
    }


def _point(point: Point) -> dict[str, Any]:
    return {
        "label": point.label,
        "unit": point.unit,
        "measured": point.measured,
        "standard_error": point.error,
        "tolerance": point.tolerance,
        "simulated": _finite(point.simulated),
        "z": _finite(point.z),
        "direction": point.direction,
        "direction_right": point.is_right_way if point.simulated is not None else None,
        "lacking": list(point.lacking),
    }


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
