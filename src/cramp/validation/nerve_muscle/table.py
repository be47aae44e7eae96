"""Experiments as rows, rival mechanisms as columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cramp.validation.scoring import Point, Score

FORMAT = "cramp-nerve-validation/1"
_MARKS = {"reproduced": "yes", "not reproduced": "no", "not simulated": "-"}


def outcome_rows(scores: Mapping[str, Sequence[Score]]) -> list[dict[str, str]]:
    """Return a row for each experiment: what it is, and whether each mechanism reproduces it."""
    rows = []
    for same in zip(*scores.values(), strict=True):
        first = same[0]
        marks = {one: _MARKS[s.outcome] for one, s in zip(scores, same, strict=True)}
        rows.append({"experiment": first.id, "role": first.role, **marks})
    return rows


def point_rows(scores: Mapping[str, Sequence[Score]]) -> list[dict[str, str]]:
    """Return a row for each measured number: measured, then simulated by each mechanism.

    A simulated number that is not reproduced is followed by its z; one of the wrong sign by
    `wrong way`; `none` stands where there was no cramp or no threshold to read it from.
    """
    rows = []
    for same in zip(*scores.values(), strict=True):
        for points in zip(*(score.points for score in same), strict=True):
            first = points[0]
            if not first.label:
                continue
            rows.append(
                {
                    "experiment": same[0].id,
                    "role": same[0].role,
                    "number": first.label,
                    "unit": first.unit,
                    "measured": f"{first.measured:g} ± {first.error:g}",
                    **{name: _cell(one) for name, one in zip(scores, points, strict=True)},
                }
            )
    return rows


def summary(scores: Mapping[str, Sequence[Score]]) -> list[str]:
    """Return a line for each mechanism: what it reproduces of fitted and of predicted."""
    lines = []
    for name, own in scores.items():
        parts = []
        for role in ("fitted", "predicted"):
            judged = [s for s in own if s.role == role and s.outcome != "not simulated"]
            held = sum(s.outcome == "reproduced" for s in judged)
            parts.append(f"{held} of {len(judged)} {role}")
        silent = sum(s.outcome == "not simulated" for s in own)
        lines.append(f"{name}: reproduces {', '.join(parts)}; {silent} not simulated")
    return lines


def as_data(scores: Mapping[str, Sequence[Score]], *, people: int, seed: int) -> dict[str, Any]:
    """Return every number, for other programs."""
    return {
        "format": FORMAT,
        "people": people,
        "seed": seed,
        "mechanisms": {
            name: [
                {
                    "id": score.id,
                    "role": score.role,
                    "outcome": score.outcome,
                    "points": [
                        {
                            "label": point.label,
                            "unit": point.unit,
                            "measured": point.measured,
                            "standard_error": point.error,
                            "tolerance": point.tolerance,
                            "simulated": point.simulated,
                            "z": point.z,
                        }
                        for point in score.points
                    ],
                }
                for score in own
            ]
            for name, own in scores.items()
        },
    }


def _cell(point: Point) -> str:
    if point.simulated is None or point.z is None:
        return "none"
    off = "" if point.is_reproduced else f" (z {point.z:+.1f})"
    return f"{point.simulated:.3g}{off}{'' if point.is_right_way else ' wrong way'}"
