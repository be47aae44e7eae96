"""At which hours rest cramps come: a smooth distribution round the clock."""

from __future__ import annotations

import math

import numpy as np

from cramp.hazard.values import number

DAY_HOURS = 24.0
STANDARD_NIGHT = (23.0, 31.0)
"""Hours of the night that rates are told for: 23 to 7 o'clock (assumed: what is asked about as
`at night`); the end counts on beyond midnight."""

_STEPS_AN_HOUR = 60


def clock_density(hour: np.ndarray, concentration: float | None = None) -> np.ndarray:
    """Return which share of a day's rest cramps comes in an hour round each time of day.

    Parameters
    ----------
    hour
        Times of day in hours; of any shape.
    concentration
        Of the distribution; the table's if not given.

    Returns
    -------
    numpy.ndarray
        In 1/h, of the same shape; its integral over 24 hours is 1.
    """
    kappa = number("clock_concentration") if concentration is None else concentration
    angle = 2 * math.pi * (hour - number("clock_peak")) / DAY_HOURS
    return np.exp(kappa * np.cos(angle)) / (DAY_HOURS * float(np.i0(kappa)))


def share_between(begin: float, end: float, concentration: float | None = None) -> float:
    """Return which share of a day's rest cramps comes between two hours, `end` after `begin`."""
    steps = max(1, round((end - begin) * _STEPS_AN_HOUR))
    middles = begin + (np.arange(steps) + 0.5) * (end - begin) / steps
    return float(clock_density(middles, concentration).mean() * (end - begin))
