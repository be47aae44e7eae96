"""How exact an engine is, and the loosest tolerance at which it is exact enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.engines import Contender
    from cramp.engine.interface import Run

MATCHED_ERROR = 5e-4
"""All engines are compared where their error is at most this."""

REFERENCE_TOLERANCE = 1e-10
NOTHING = 1e-9
"""A state that stays below it, in its own unit, is left out of the error."""


class NotExactEnough(RuntimeError):
    """No tolerance of the ladder keeps an engine's error low enough."""


def error(states: np.ndarray, reference: np.ndarray) -> float:
    """Return the largest error of any state of any person at any time.

    A state's error is its distance from the reference over the largest size that the
    reference of this state reaches in this person. States whose reference stays below
    `NOTHING` are left out.

    Parameters
    ----------
    states, reference
        Shape (R, T, S).

    Returns
    -------
    float
        Infinite where a state is not finite.
    """
    size = np.max(np.abs(reference), axis=1)
    distance = np.max(np.abs(states - reference), axis=1)
    counted = size >= NOTHING
    if not np.all(np.isfinite(distance)):
        return np.inf
    return float(np.max(distance[counted] / size[counted], initial=0.0))


@dataclass(frozen=True)
class Sample:
    """People whose course is known.

    Attributes
    ----------
    runs
        R people.
    times
        Output times in minutes, shape (T,).
    reference
        Their states, shape (R, T, S).
    """

    runs: Sequence[Run]
    times: np.ndarray
    reference: np.ndarray

    def error_of(self, contender: Contender, tolerance: float, stop_above: float) -> float:
        """Return a contender's error, or the first found that lies above a limit."""
        largest = 0.0
        for first in range(0, len(self.runs), contender.at_once):
            group = slice(first, first + contender.at_once)
            states = contender.solve(self.runs[group], self.times, tolerance)
            largest = max(largest, error(states, self.reference[group]))
            if largest > stop_above:
                break
        return largest


@dataclass(frozen=True)
class Setting:
    """A relative tolerance, and the error it leaves on a sample."""

    relative_tolerance: float
    error: float


def loosest_setting(contender: Contender, sample: Sample, tolerances: Sequence[float]) -> Setting:
    """Return the first tolerance of a ladder that keeps the error within `MATCHED_ERROR`.

    Raises
    ------
    NotExactEnough
        If none does.
    """
    for tolerance in tolerances:
        found = sample.error_of(contender, tolerance, MATCHED_ERROR)
        if found <= MATCHED_ERROR:
            return Setting(tolerance, found)
    raise NotExactEnough(
        f"{contender.name} ({contender.precision}) stays above an error of {MATCHED_ERROR:g} "
        f"at every tolerance down to {tolerances[-1]:g}"
    )
