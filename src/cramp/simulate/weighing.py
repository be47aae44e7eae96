"""How likely measured values are for each version, and what weights follow from that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cramp.knowledge.measurement_errors import error_parts

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from cramp.simulate.measured import Measured

_NEW_EACH_TIME = ("assay", "person", "moment")


def error_covariance(measured: Sequence[Measured], hour_variance: np.ndarray) -> np.ndarray:
    """Return the covariance of the logarithms of J measured values of one person.

    What is new with each value stands on the diagonal. What the model and the laboratory miss in
    one person throughout is shared by all values of a quantity, so a tenth blood test says less
    than a first; what a collection missed, or how dilute a sample is, is shared by its values.

    Parameters
    ----------
    measured
        J values.
    hour_variance
        What an hour that was not told adds, shape (J,).

    Returns
    -------
    numpy.ndarray
        Shape (J, J).
    """
    parts = [error_parts(one.quantity) for one in measured]
    own = [sum(part[name] ** 2 for name in _NEW_EACH_TIME) for part in parts]
    covariance = np.diag(np.array(own, dtype=float).reshape(len(measured)) + hour_variance)
    covariance += _shared([p["offset"] for p in parts], [one.quantity for one in measured])
    collected = [
        p.get("collection", 0.0) if one.is_amount else 0.0
        for p, one in zip(parts, measured, strict=True)
    ]
    diluted = [
        p.get("dilution", 0.0) if one.is_spot else 0.0
        for p, one in zip(parts, measured, strict=True)
    ]
    samples = [one.sample for one in measured]
    return covariance + _shared(collected, samples) + _shared(diluted, samples)


def _shared(deviations: Sequence[float], groups: Sequence[Hashable]) -> np.ndarray:
    size = np.array(deviations, dtype=float)
    same = np.array([[one == other for other in groups] for one in groups], dtype=float)
    return np.outer(size, size) * same.reshape(len(size), len(size))


def log_likelihood(residuals: np.ndarray, covariance: np.ndarray) -> np.ndarray:
    """Return the log likelihood of each version, up to a constant that all share.

    Parameters
    ----------
    residuals
        Logarithm of the measured over the simulated, shape (N, J); NaN where a version failed.
    covariance
        Of the measured, shape (J, J).

    Returns
    -------
    numpy.ndarray
        Shape (N,); minus infinity where a version failed.
    """
    if not residuals.shape[1]:
        return np.zeros(len(residuals))
    finite = np.all(np.isfinite(residuals), axis=1)
    root = np.linalg.cholesky(covariance)
    # Triangular, but so small that loading SciPy's own solver would take longer.
    whitened = np.linalg.solve(root, np.where(finite[:, None], residuals, 0.0).T)
    return np.where(finite, -0.5 * np.sum(whitened**2, axis=0), -np.inf)


def normalised(log_weights: np.ndarray) -> np.ndarray:
    """Return weights that sum to 1, shape (N,).

    Raises
    ------
    ValueError
        If no weight is above zero.
    """
    highest = float(np.max(log_weights, initial=-np.inf))
    if not np.isfinite(highest):
        raise ValueError("no version can be weighed: every one of them failed")
    weights = np.exp(log_weights - highest)
    return weights / weights.sum()


def effective_size(weights: np.ndarray) -> float:
    """Return how many equally weighted draws tell as much (Kish 1965), from 1 to N."""
    return float(1.0 / np.sum(weights**2))


def resampled(weights: np.ndarray, count: int, share: float) -> np.ndarray:
    """Return which draws to take, one after the other, so that each counts alike.

    Systematic resampling: a draw of weight w is taken w times count times, rounded up or down.

    Parameters
    ----------
    weights
        Summing to 1, shape (N,).
    count
        How many to take.
    share
        From 0 to 1, random: where on the ladder the first rung stands.

    Returns
    -------
    numpy.ndarray
        Indices in ascending order, shape (count,).
    """
    rungs = (np.arange(count) + share) / count
    return np.minimum(np.searchsorted(np.cumsum(weights), rungs, side="right"), len(weights) - 1)


def weighted_quantiles(
    values: np.ndarray, weights: np.ndarray, probabilities: Sequence[float]
) -> np.ndarray:
    """Return quantiles of weighted values: where the sum of the weights below passes each.

    Parameters
    ----------
    values, weights
        Shape (N,); the weights sum to 1.
    probabilities
        From 0 to 1, Q of them.

    Returns
    -------
    numpy.ndarray
        Shape (Q,).
    """
    order = np.argsort(values, kind="stable")
    middles = np.cumsum(weights[order]) - 0.5 * weights[order]
    return np.interp(np.asarray(probabilities), middles, values[order])
