"""Where to draw anew when hardly any version fits: near the versions that do.

All that differs between versions is drawn from standard normal scores, so a proposal is a normal
distribution over some of those scores, and its density against the prior is known exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cramp.simulate.weighing import effective_size, normalised

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cramp.exposure.streams import Place

MOST_PLACES = 30
"""Of a proposal; the measured values say too little for more."""

CORRELATION_IN_STANDARD_ERRORS = 3.5
"""Below it a score's part in the measured values may be chance."""

TEMPERED_SHARE = 0.25
"""Of the draws that a regression rests on, as their effective number: versions far from what was
measured say little of how those near it depend on their scores."""

FEWEST_TEMPERED = 250.0
"""The same as a number: with fewer, only scores of the largest effect are seen."""

WIDENING = 0.25
"""Share of what the measured values took from the spread of the scores that the proposal keeps:
too wide costs a few draws, too narrow would lose the tails."""


@dataclass(frozen=True)
class Proposal:
    """A normal distribution of scores at k places; all other scores stay as they are.

    Attributes
    ----------
    places
        Whose scores move, k of them.
    mean
        Shape (k,).
    covariance
        Shape (k, k).
    """

    places: tuple[Place, ...]
    mean: np.ndarray
    covariance: np.ndarray

    def draw(self, generator: np.random.Generator, count: int) -> dict[Place, np.ndarray]:
        """Draw scores for each place, each of shape (count,)."""
        free = generator.standard_normal((count, len(self.places)))
        scores = self.mean + free @ np.linalg.cholesky(self.covariance).T
        return dict(zip(self.places, scores.T, strict=True))

    def log_ratio(self, scores: Mapping[Place, np.ndarray]) -> np.ndarray:
        """Return the logarithm of the proposal's density over the prior's, shape (N,)."""
        from scipy.linalg import solve_triangular

        drawn = np.column_stack([scores[place] for place in self.places])
        root = np.linalg.cholesky(self.covariance)
        whitened = solve_triangular(root, (drawn - self.mean).T, lower=True)
        square = np.sum(drawn**2, axis=1) - np.sum(whitened**2, axis=0)
        return 0.5 * square - float(np.sum(np.log(np.diag(root))))


def tempered(log_weights: np.ndarray, count: float) -> np.ndarray:
    """Return weights flattened so far that they are worth as many draws as asked for.

    Parameters
    ----------
    log_weights
        Shape (N,).
    count
        Effective number of draws to reach, at most N.
    """
    weights = normalised(log_weights)
    if effective_size(weights) >= count:
        return weights
    count = min(count, float(np.isfinite(log_weights).sum()) - 0.5)
    low, high = 0.0, 1.0
    for _ in range(40):
        power = 0.5 * (low + high)
        # Minus infinity times nothing is no number: who failed stays out at every power.
        powered = np.where(np.isfinite(log_weights), power * log_weights, -np.inf)
        enough = effective_size(normalised(powered)) >= count
        low, high = (power, high) if enough else (low, power)
    powered = np.where(np.isfinite(log_weights), low * log_weights, -np.inf)
    return normalised(powered)


def fitted_proposal(
    scores: Mapping[Place, np.ndarray],
    residuals: np.ndarray,
    covariance: np.ndarray,
    weights: np.ndarray,
) -> Proposal | None:
    """Fit a proposal: what a linear model of the measured values would leave of the scores.

    Parameters
    ----------
    scores
        Of N versions by place, each of shape (N,).
    residuals
        Logarithm of the measured over the simulated, shape (N, J).
    covariance
        Of the measured values' errors, shape (J, J).
    weights
        With which the versions enter the regression, shape (N,), summing to 1.

    Returns
    -------
    Proposal or None
        None where no score is seen to matter.
    """
    known = weights > 0
    weights, missing = weights[known], -residuals[known]
    table = np.column_stack([scores[place][known] for place in scores])
    chosen = _chosen(table, missing, weights)
    if not len(chosen):
        return None
    slopes, constant, rest = _regression(table[:, chosen], missing, weights)
    whole = slopes @ slopes.T + rest + covariance
    gain = np.linalg.solve(whole, slopes).T
    taken = (1 - WIDENING) * gain @ slopes
    places = list(scores)
    return Proposal(
        places=tuple(places[index] for index in chosen),
        mean=-gain @ constant,
        covariance=np.eye(len(chosen)) - 0.5 * (taken + taken.T),
    )


def _chosen(table: np.ndarray, answers: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the columns that go with any answer more than by chance, strongest first."""
    centred = table - weights @ table
    moved = answers - weights @ answers
    deviations = np.sqrt(weights @ centred**2)
    spread = np.sqrt(weights @ moved**2)
    together = (centred * weights[:, None]).T @ moved
    scale = np.outer(deviations, spread)
    correlations = np.abs(np.divide(together, scale, out=np.zeros_like(scale), where=scale > 0))
    strongest = correlations.max(axis=1)
    least = CORRELATION_IN_STANDARD_ERRORS / np.sqrt(effective_size(weights))
    order = np.argsort(-strongest, kind="stable")[:MOST_PLACES]
    return order[strongest[order] > least]


def _regression(
    table: np.ndarray, answers: np.ndarray, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return slopes (J, k), constants (J,) and the covariance (J, J) of what is left."""
    root = np.sqrt(weights)[:, None]
    design = np.column_stack([np.ones(len(table)), table])
    coefficients, *_ = np.linalg.lstsq(design * root, answers * root, rcond=None)
    left = answers - design @ coefficients
    return coefficients[1:].T, coefficients[0], (left * weights[:, None]).T @ left
