"""Shares of cramps: how much of a product of factors each of them brings.

Of a rate `base x exp(sum of x)` the part that factor i brings is what it adds while all grow from
nothing to their full size together (Aumann and Shapley 1974): `x_i / X x (1 - exp(-X))` of the
whole, with X their sum. What no factor brings is left unexplained: `exp(-X)`. The shares are
probabilities: they are none below zero and sum to one.
"""

from __future__ import annotations

import numpy as np


def shares(logarithms: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Divide a rate among the factors that raise it.

    Parameters
    ----------
    logarithms
        Of the factors, in the last axis. One below zero keeps cramps off and explains none of
        those that came: it counts as zero.

    Returns
    -------
    tuple of numpy.ndarray
        The share of each factor, of the same shape, and of none, without the last axis.
    """
    raising = np.maximum(logarithms, 0.0)
    total = raising.sum(axis=-1)
    brought = -np.expm1(-total)
    ratio = np.where(total > 0, brought / np.where(total > 0, total, 1.0), 1.0)
    return raising * ratio[..., None], 1.0 - brought


def by_route(share: np.ndarray, logarithms: np.ndarray) -> np.ndarray:
    """Divide each factor's share among the ways by which it acts.

    Parameters
    ----------
    share
        Of each factor, shape (..., I).
    logarithms
        Of each factor by each way, shape (..., I, W); what keeps cramps off takes no share.

    Returns
    -------
    numpy.ndarray
        Shape (..., I, W); sums to `share` over the last axis, but for factors none of whose ways
        raises the rate, which bring nothing.
    """
    raising = np.maximum(logarithms, 0.0)
    total = raising.sum(axis=-1, keepdims=True)
    return share[..., None] * raising / np.where(total > 0, total, 1.0)
