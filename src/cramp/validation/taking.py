"""How the course of one quantity becomes one number for each person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from cramp.validation.measurements import Take

GRID_MINUTES = 5.0
MOST_STEPS = 500
"""A window without told samples is looked at so often, or as often as so many steps allow."""


def sample_times(
    take: Take, begin_minute: float, end_minute: float, every_minutes: float | None
) -> np.ndarray:
    """Return when a course has to be known for a number, in minutes, ascending.

    Parameters
    ----------
    take
        How the number is taken.
    begin_minute, end_minute
        Of the window; the same for a moment.
    every_minutes
        How often the authors sampled; None if not told.

    Raises
    ------
    ValueError
        If the window ends before it begins.
    """
    if take == "value":
        return np.array([begin_minute])
    if end_minute <= begin_minute:
        raise ValueError("a window ends before it begins; write the earlier moment first")
    if take in {"cumulative", "rate"}:
        return np.array([begin_minute, end_minute])
    length = end_minute - begin_minute
    step = every_minutes or max(GRID_MINUTES, length / MOST_STEPS)
    count = max(1, round(length / step))
    return np.linspace(begin_minute, end_minute, count + 1)


def taken(take: Take, times: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return one number for each person.

    Parameters
    ----------
    take
        How.
    times
        As `sample_times` gave them, shape (S,).
    values
        The quantity at these times, shape (V, S).

    Returns
    -------
    numpy.ndarray
        Shape (V,); in the quantity's unit, that per minute (`rate`), or minutes from the first
        time (`time_of_peak`, `time_of_nadir`).
    """
    if take == "value":
        return values[:, 0]
    if take == "mean":
        return np.trapezoid(values, times, axis=1) / (times[-1] - times[0])
    if take in {"cumulative", "rate"}:
        grown = values[:, -1] - values[:, 0]
        return grown if take == "cumulative" else grown / (times[-1] - times[0])
    if take in {"peak", "nadir"}:
        return values.max(axis=1) if take == "peak" else values.min(axis=1)
    found = values.argmax(axis=1) if take == "time_of_peak" else values.argmin(axis=1)
    return times[found] - times[0]
