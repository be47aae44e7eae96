"""How sure a measured value is: its standard error, from whatever the paper tells."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from cramp.validation.measurements import Measurement

_QUARTILES_SD = 1.349
"""Standard deviations between the quartiles of a normal distribution."""

_MEDIAN_ERROR = math.sqrt(math.pi / 2)
"""Standard error of a normal sample's median over that of its mean."""

_COUNTED = 2.0
"""Added to successes and to failures (Agresti and Coull 1998, The American Statistician 52:119;
recalled), so that a share of 0 of 10 is not taken for certain."""


def standard_error(measurement: Measurement, people: int) -> float:
    """Return the standard error of a measured value, in its unit.

    Parameters
    ----------
    measurement
        With one kind of spread.
    people
        How many were measured, where the spread does not tell.

    Returns
    -------
    float
        Zero where the spread is told as unknown.
    """
    spread, kind = measurement.spread, measurement.spread.kind
    count = spread.n or people
    if kind == "unknown":
        return 0.0
    if kind == "se":
        return float(spread.se or 0.0)
    if kind == "of":
        return _error_of_share(measurement, spread.of or count)
    if kind in {"ci", "limits"}:
        low, high = (spread.ci if kind == "ci" else spread.limits) or (0.0, 0.0)
        return (high - low) / 2 / _normal_quantile((1 + spread.level) / 2)
    sd = _standard_deviation(measurement, count)
    if measurement.measure == "standard_deviation":
        return sd / math.sqrt(2 * (count - 1))
    error = sd / math.sqrt(count)
    return error * _MEDIAN_ERROR if kind == "quartiles" else error


def _standard_deviation(measurement: Measurement, count: int) -> float:
    spread = measurement.spread
    if spread.sd is not None:
        return spread.sd
    if spread.quartiles is not None:
        return (spread.quartiles[1] - spread.quartiles[0]) / _QUARTILES_SD
    low, high = spread.range or (0.0, 0.0)
    return (high - low) / expected_range(count)


def expected_range(count: int) -> float:
    """Return how many standard deviations a normal sample of that many is expected to span.

    Tippett 1925, Biometrika 17:364: the integral of 1 - P^n - (1 - P)^n.
    """
    from scipy.special import ndtr

    grid = np.linspace(-8.0, 8.0, 3201)
    below = ndtr(grid)
    return float(np.trapezoid(1 - below**count - (1 - below) ** count, grid))


def _error_of_share(measurement: Measurement, count: int) -> float:
    scale = 100.0 if measurement.unit == "%" else 1.0
    share = (measurement.value / scale * count + _COUNTED) / (count + 2 * _COUNTED)
    return scale * math.sqrt(share * (1 - share) / (count + 2 * _COUNTED))


def _normal_quantile(share: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(share))
