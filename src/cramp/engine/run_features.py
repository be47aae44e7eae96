"""What one course comes to in single numbers: area, mean, extremes, when a threshold is reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Crossing:
    """A threshold to be reached.

    Attributes
    ----------
    output
        Identifier of the quantity.
    threshold
        In its unit.
    rising
        Whether it is reached from below; else from above.

    Raises
    ------
    ValueError
        If the threshold is not finite.
    """

    output: str
    threshold: float
    rising: bool = True

    def __post_init__(self) -> None:
        if not np.isfinite(self.threshold):
            raise ValueError(f"the threshold of {self.output} must be finite")


@dataclass(frozen=True)
class RunFeatures:
    """One number for each of R runs and O outputs, from courses sampled at T times.

    Attributes
    ----------
    area
        Integral over time by the trapezoid rule, in the output's unit x the time unit; (R, O).
    time_mean
        The area over the time it spans; with one time only, the value; (R, O).
    minimum, maximum
        Over the sampled times; (R, O).
    minimum_time, maximum_time
        The first time at which they are had; (R, O).
    reached
        When each of C thresholds is first reached, interpolated between samples. The first time
        where the course begins at or beyond it, NaN where it never gets there; (R, C).
    """

    area: np.ndarray
    time_mean: np.ndarray
    minimum: np.ndarray
    minimum_time: np.ndarray
    maximum: np.ndarray
    maximum_time: np.ndarray
    reached: np.ndarray


OF_OUTPUTS = ("area", "time_mean", "minimum", "minimum_time", "maximum", "maximum_time")
"""The features that each output has."""


def run_features(
    times: np.ndarray, values: np.ndarray, outputs: Sequence[str], crossings: Sequence[Crossing]
) -> RunFeatures:
    """Return the features of courses.

    Parameters
    ----------
    times
        Ascending, shape (T,), at least one.
    values
        Shape (R, T, O), finite.
    outputs
        Their O identifiers.
    crossings
        C of them, each of one of the outputs.
    """
    area = np.trapezoid(values, times, axis=1)
    span = times[-1] - times[0]
    reached = np.full((len(values), len(crossings)), np.nan)
    for column, crossing in enumerate(crossings):
        course = values[:, :, outputs.index(crossing.output)]
        reached[:, column] = _first_reached(times, course, crossing)
    return RunFeatures(
        area=area,
        time_mean=area / span if span > 0 else values[:, 0],
        minimum=values.min(axis=1),
        minimum_time=times[values.argmin(axis=1)],
        maximum=values.max(axis=1),
        maximum_time=times[values.argmax(axis=1)],
        reached=reached,
    )


def joined(parts: Sequence[RunFeatures]) -> RunFeatures:
    """Return the features of several groups of runs as those of one; at least one group."""
    return RunFeatures(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in (*OF_OUTPUTS, "reached")
        )
    )


def _first_reached(times: np.ndarray, course: np.ndarray, crossing: Crossing) -> np.ndarray:
    """Return when courses, shape (R, T), first reach a threshold, shape (R,)."""
    above = course - crossing.threshold if crossing.rising else crossing.threshold - course
    there = above >= 0
    first = there.argmax(axis=1)
    before = np.maximum(first - 1, 0)
    runs = np.arange(len(course))
    short, over = -above[runs, before], above[runs, first]
    # No way to go where a course begins there, or none gets there; a share of 0 is then as good.
    gap = np.where(first > 0, short + over, 1.0)
    share = np.where(first > 0, short / gap, 0.0)
    reached = times[before] + share * (times[first] - times[before])
    return np.where(there.any(axis=1), reached, np.nan)
