"""From a cramp threshold to how many triggers pass it.

What sets off cramps is taken to come with exponentially distributed strength, so that the share
that passes a threshold falls by a constant ratio for each hertz. Where thresholds are normal
between people, those who cramp are then normal too, with the same spread and a lower mean, which
is what Miller and Knight (2009, Muscle Nerve 39:364) found: 14.9 against 25.5 Hz with standard
deviations of 5.7 and 5.5. The shift of the mean is `slope * spread^2`, which gives the slope.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np


class ThresholdModel(Protocol):
    """What answers for the threshold in a milieu: the fast model's emulator, or another."""

    @property
    def axes(self) -> tuple[str, ...]:
        """Quantities of the milieu, by their identifiers in a course."""
        ...

    def change(self, milieu: dict[str, np.ndarray]) -> np.ndarray:
        """Return threshold minus that of the reference milieu, in hertz, of the milieu's shape."""
        ...

    def error(self, milieu: dict[str, np.ndarray]) -> np.ndarray:
        """Return its standard error in hertz, of the milieu's shape."""
        ...


def slope_between_people(lower: float, higher: float, spread: float) -> float:
    """Return the slope of the logarithm of the hazard over the threshold, in 1/Hz.

    Parameters
    ----------
    lower, higher
        Mean threshold of those who cramp and of those who do not, in hertz.
    spread
        Standard deviation within either group, in hertz.
    """
    return (higher - lower) / spread**2


def survival(threshold: np.ndarray, slope: np.ndarray | float) -> np.ndarray:
    """Return the share of triggers that pass a threshold.

    Parameters
    ----------
    threshold
        In hertz, zero or above.
    slope
        In 1/Hz.

    Returns
    -------
    numpy.ndarray
        0 to 1, of the arguments' common shape.
    """
    return np.exp(-np.asarray(slope) * np.maximum(threshold, 0.0))


def log_survival_ratio(change: np.ndarray, slope: np.ndarray | float) -> np.ndarray:
    """Return the logarithm of how many more triggers pass after a change of the threshold.

    The threshold from which it changes does not matter, since strengths are exponential.

    Parameters
    ----------
    change
        In hertz; below zero where cramps come more easily.
    slope
        In 1/Hz, with the share of it that a change within one person has.
    """
    return -np.asarray(slope) * change
