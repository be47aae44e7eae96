"""Scores as plain data for a file, and as rows of a table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from cramp.validation.citations import cited
from cramp.validation.result_format import (
    Counts,
    ExperimentResult,
    PointResult,
    SourceResult,
    Summary,
    ValidationResult,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cramp.validation.scoring import Point, Role, Score

COLUMNS = ("experiment", "role", "points", "worst z", "result", "why")


def as_data(scores: Sequence[Score], *, draws: int, seed: int) -> dict[str, Any]:
    """Return scores as what JSON can hold, as `ValidationResult` tells it.

    A z that is not finite is None there, as is one of what was not simulated.
    """
    return ValidationResult(
        draws=draws,
        seed=seed,
        summary=summary(scores),
        experiments=[_experiment(score) for score in scores],
    ).model_dump()


def summary(scores: Sequence[Score]) -> Summary:
    """Return how many experiments were reproduced, not reproduced, not simulated, by role."""
    return Summary(fitted=counts(scores, "fitted"), predicted=counts(scores, "predicted"))


def counts(scores: Sequence[Score], role: Role | None = None) -> Counts:
    """Return how the experiments of one role went, or all of them."""
    outcomes = [score.outcome for score in scores if role in {None, score.role}]
    return Counts(
        experiments=len(outcomes),
        reproduced=outcomes.count("reproduced"),
        not_reproduced=outcomes.count("not reproduced"),
        not_simulated=outcomes.count("not simulated"),
    )


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


def _experiment(score: Score) -> ExperimentResult:
    failed = score.outcome == "not reproduced"
    return ExperimentResult(
        id=score.id,
        title=score.title,
        role=score.role,
        source=_source(score),
        reproduced=None if score.outcome == "not simulated" else not failed,
        why=score.why,
        believed_reason=score.believed_reason if failed else None,
        lacking=list(score.lacking),
        recruited=list(score.recruited),
        z=[_finite(point.z) for point in score.points],
        points=[_point(point) for point in score.points],
    )


def _source(score: Score) -> SourceResult | None:
    if score.source is None:
        return None
    return SourceResult(
        citation=cited(score.source.citation),
        place=score.source.place,
        certainty=score.source.certainty,
    )


def _point(point: Point) -> PointResult:
    return PointResult(
        label=point.label,
        unit=point.unit,
        measured=point.measured,
        standard_error=point.error,
        tolerance=point.tolerance,
        simulated=_finite(point.simulated),
        z=_finite(point.z),
        direction=point.direction,
        direction_right=point.is_right_way if point.simulated is not None else None,
        lacking=list(point.lacking),
    )


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
