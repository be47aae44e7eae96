"""How wide an answer is, and why: the person's own count, people, what was not told, priors.

The logarithm of the expected cramps is a sum: one part, frailty, is gamma distributed about what
each version expects; the other follows from what is so in a version (untold) and from what is not
known of anybody (priors). The two parts are independent once the count is accounted for, for the
shape of the gamma distribution depends on the count alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cramp.hazard.rates import chosen

if TYPE_CHECKING:
    from collections.abc import Callable

    from cramp.hazard.rates import Priors, States

PARTS = ("data", "person", "untold", "prior")
_SHIFTS = 32


class Width(NamedTuple):
    """Variance of the logarithm of the expected cramps, by where it comes from.

    Attributes
    ----------
    data
        Chance in the person's own count, as far as the answer rests on it; 0 without a count.
    person
        How people differ, as far as the count has not settled it.
    untold
        What the diary leaves open: the slow body, age, medicines and conditions not told.
    prior
        What nobody knows for sure: couplings, ratios, rates; and what of them meets the untold.
    """

    data: float
    person: float
    untold: float
    prior: float

    @property
    def total(self) -> float:
        """Variance of the whole."""
        return sum(self)


def width(
    log_mean: Callable[[States, Priors], np.ndarray],
    states: States,
    priors: Priors,
    frailty_log_variance: float,
    credibility: float,
) -> Width:
    """Divide the variance of the logarithm of expected cramps.

    Parameters
    ----------
    log_mean
        Logarithm of the expected cramps, frailty's own scatter left out; shape (V,).
    states, priors
        Of V versions, drawn independently of each other.
    frailty_log_variance
        Of the logarithm of frailty, within a version.
    credibility
        Weight of the person's own count, 0 to 1.

    Notes
    -----
    Each version's states are put together with other versions' priors (a cyclic shift, several
    of them): the covariance of what comes out with what came out is the variance that the states
    alone bring (Sobol 1993; Saltelli et al. 2010, pick and freeze; recalled).
    """
    own = log_mean(states, priors)
    versions = np.arange(own.size)
    shifts = np.unique(np.linspace(1, own.size - 1, min(_SHIFTS, own.size - 1)).astype(int))
    shared = [
        np.cov(own, log_mean(states, chosen(priors, np.roll(versions, int(shift)))))[0, 1]
        for shift in shifts
    ]
    whole = float(np.var(own, ddof=1))
    untold = float(np.clip(np.mean(shared), 0.0, whole))
    return Width(
        data=frailty_log_variance * credibility,
        person=frailty_log_variance * (1 - credibility),
        untold=untold,
        prior=whole - untold,
    )
