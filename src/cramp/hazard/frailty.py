"""How much more one person cramps than another, and what their own count says of it.

Frailty is gamma distributed with mean 1 between people; counts of people are then negative
binomial, and a person's own count gives a gamma distribution again (Gamma-Poisson conjugacy).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from cramp.exposure.streams import Streams


@dataclass(frozen=True)
class Frailty:
    """Distribution of one person's frailty for each of V versions.

    Attributes
    ----------
    shape
        Of the gamma distribution; the same for every version.
    rate
        Of the gamma distribution, shape (V,); `shape` where nothing was counted.
    """

    shape: float
    rate: np.ndarray

    @property
    def mean(self) -> np.ndarray:
        """Expected frailty, shape (V,); 1 where nothing was counted."""
        return self.shape / self.rate

    @property
    def log_variance(self) -> float:
        """Variance of the logarithm of frailty within a version."""
        from scipy.special import polygamma

        return float(polygamma(1, self.shape))

    def draw(self, streams: Streams, kept: np.ndarray) -> np.ndarray:
        """Draw one frailty for each version.

        Parameters
        ----------
        streams
            Randomness, for these versions and others.
        kept
            Which of its versions these are, shape (V,).

        Returns
        -------
        numpy.ndarray
            Shape (V,).
        """
        generator = streams.generator("hazard", "frailty")
        return generator.gamma(self.shape, size=streams.count)[kept] / self.rate


def frailty_between_people(shape: float, versions: int) -> Frailty:
    """Return the frailty of somebody whose cramps were not counted."""
    return Frailty(shape, np.full(versions, shape))


def frailty_after_count(shape: float, count: int, expected: np.ndarray) -> Frailty:
    """Return the frailty of somebody who counted their cramps.

    Parameters
    ----------
    shape
        Of the gamma distribution between people.
    count
        Cramps counted; 0 is a count.
    expected
        Cramps that each version expects of an average person over what was counted, shape (V,).

    Raises
    ------
    ValueError
        If the count or what is expected is below zero.
    """
    if count < 0 or np.any(expected < 0):
        raise ValueError(f"counts are zero or above, not {count} of {np.min(expected):g} expected")
    return Frailty(shape + count, shape + expected)


def credibility(shape: float, expected: np.ndarray) -> np.ndarray:
    """Return the weight of a person's own count against the population, 0 to 1, shape (V,).

    The mean frailty after a count is `(1 - weight) * 1 + weight * count / expected` (Buehlmann's
    credibility).
    """
    return expected / (shape + expected)


def probability_of_at_least(count: int, mean: np.ndarray | float, shape: float) -> np.ndarray:
    """Return the share of people who have so many cramps or more.

    Parameters
    ----------
    count
        Zero or above.
    mean
        Cramps expected of an average person, above zero; of any shape.
    shape
        Of the gamma distribution between people.
    """
    from scipy.stats import nbinom

    return nbinom.sf(count - 1, shape, shape / (shape + np.asarray(mean, dtype=float)))


def log_evidence(count: int, expected: np.ndarray, shape: float) -> np.ndarray:
    """Return the logarithm of the chance of a count in each version, shape (V,)."""
    from scipy.stats import nbinom

    return nbinom.logpmf(count, shape, shape / (shape + expected))
