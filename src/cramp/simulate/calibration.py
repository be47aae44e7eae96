"""Whether narrowed draws are as sure as they ought to be: simulation-based calibration.

One member of an ensemble is taken as the truth, measured with the errors of the table, and sought
among the others. Over many truths the share of the weight below the truth must be spread evenly
from 0 to 1 (Talts et al. 2018), and 9 of 10 truths must lie in the range that holds 90 % of it.

`calibrate` asks this of the weights alone; `seek` of a whole narrowing, values that are doubted and
versions drawn anew among it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cramp.simulate.weighing import effective_size, log_likelihood, normalised, resampled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cramp.simulate.narrowing import Narrowing, Round

LOWEST, HIGHEST = 0.05, 0.95
"""Ends of the range that every number of a report is shown with."""


@dataclass(frozen=True)
class Calibration:
    """M truths and what was found of G targets.

    Attributes
    ----------
    ranks
        Share of the weight below the truth, shape (M, G).
    inside
        Whether the truth lies between the 5 % and 95 % quantile of the equally weighted draws
        that are left, shape (M, G).
    narrowed
        Standard deviation of those draws over that of all, shape (M, G).
    effective
        Effective number of draws, shape (M,).
    """

    ranks: np.ndarray
    inside: np.ndarray
    narrowed: np.ndarray
    effective: np.ndarray

    def chances(self, bins: int = 20) -> np.ndarray:
        """Return the chance of ranks as uneven as these if they were even (chi-square), (G,)."""
        from scipy.stats import chisquare

        edges = np.linspace(0, 1, bins + 1)
        counts = [np.histogram(column, edges)[0] for column in self.ranks.T]
        return np.array([chisquare(count).pvalue for count in counts])

    def coverage(self) -> np.ndarray:
        """Return the share of truths inside their range, shape (G,)."""
        return self.inside.mean(axis=0)


def calibrate(
    log_simulated: np.ndarray,
    covariance: np.ndarray,
    targets: np.ndarray,
    truths: Sequence[int],
    generator: np.random.Generator,
) -> Calibration:
    """Take some members of an ensemble as truths, measure them, and seek them among the others.

    Parameters
    ----------
    log_simulated
        Logarithms of what each of N members has where it is measured, shape (N, J).
    covariance
        Of the errors of the measured, shape (J, J).
    targets
        What is to be known of each member, shape (N, G).
    truths
        Indices of the members taken as truths, M of them.
    generator
        Of errors and ties.
    """
    root = np.linalg.cholesky(covariance)
    spread = targets.std(axis=0)
    found = [
        _sought(log_simulated, covariance, root, targets, truth, generator) for truth in truths
    ]
    ranks, inside, deviations, effective = (np.array(column) for column in zip(*found, strict=True))
    return Calibration(ranks, inside, deviations / spread, effective)


def _sought(  # one truth of `calibrate`
    log_simulated: np.ndarray,
    covariance: np.ndarray,
    root: np.ndarray,
    targets: np.ndarray,
    truth: int,
    generator: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    measured = log_simulated[truth] + root @ generator.standard_normal(len(root))
    likelihood = log_likelihood(measured - log_simulated, covariance)
    likelihood[truth] = -np.inf
    weights = normalised(likelihood)
    left = targets[resampled(weights, len(targets), generator.random())]
    low, high = np.quantile(left, (LOWEST, HIGHEST), axis=0)
    inside = (low <= targets[truth]) & (targets[truth] <= high)
    ranks = weights @ (targets < targets[truth])
    return ranks, inside, left.std(axis=0), effective_size(weights)


@dataclass(frozen=True)
class Sought:
    """What a narrowing found of one person of whom the truth is known, G targets.

    Attributes
    ----------
    ranks, inside, narrowed
        As of `Calibration`, shape (G,).
    effective
        Effective number of draws.
    drawn_anew
        How often versions were drawn anew.
    doubted
        How many measured values were not used since they fit nothing, or contradict another.
    warned
        Whether the course says that too few draws fit.
    """

    ranks: np.ndarray
    inside: np.ndarray
    narrowed: np.ndarray
    effective: float
    drawn_anew: int
    doubted: int
    warned: bool


def seek(
    narrowing: Narrowing, targets: Callable[[Round], np.ndarray], truth: np.ndarray, seed: int
) -> Sought:
    """Narrow the draws of a person and look where the truth lies among them.

    Parameters
    ----------
    narrowing
        Before it runs, with the measured values of the person.
    targets
        What is to be known of the N versions of a round, shape (N, G); NaN of those that failed.
    truth
        The same of the person, shape (G,).
    seed
        Of the draws that are picked in the end.
    """
    narrowing.run()
    tables = [targets(one) for one in narrowing.rounds]
    values = np.concatenate(tables)
    left = values[narrowing.picked(seed)]
    low, high = np.quantile(left, (LOWEST, HIGHEST), axis=0)
    return Sought(
        ranks=narrowing.weights @ (values < truth),
        inside=(low <= truth) & (truth <= high),
        narrowed=left.std(axis=0) / np.nanstd(tables[0], axis=0),
        effective=narrowing.effective,
        drawn_anew=len(narrowing.rounds) - 1,
        doubted=len(narrowing.doubted),
        warned=not narrowing.is_enough,
    )


def together(sought: Sequence[Sought]) -> Calibration:
    """Return the calibration over M people."""
    parts = ("ranks", "inside", "narrowed", "effective")
    return Calibration(*(np.array([getattr(one, part) for one in sought]) for part in parts))
