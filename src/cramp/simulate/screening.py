"""Measured values that no plausible version could have: told, not fitted."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cramp.simulate.weighing import log_likelihood, normalised

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cramp.simulate.measured import Measured

SMALLEST_TAIL = 1e-5
"""A value that fewer than 1 of 100,000 plausible versions would show, or exceed, with all errors
counted, is not fitted (assumed: beyond it mistakes are commoner than such people)."""

LIKELY_TAIL = 0.05
"""A slip is named only where the mended value would be an ordinary one (assumed)."""

DECIMAL_SLIPS = (0.1, 10.0, 0.01, 100.0)


@dataclass(frozen=True)
class Doubt:
    """Why a value is not fitted.

    Attributes
    ----------
    tail
        Chance of a value as far out or farther, of both sides.
    conflict
        Whether it is another value of the same quantity that it does not fit with.
    slip
        What may have gone wrong, in words; empty where nothing suggests itself.
    """

    tail: float
    conflict: bool = False
    slip: str = ""


def tails(residuals: np.ndarray, deviations: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the chance of each value as far out or farther among weighted versions.

    Parameters
    ----------
    residuals
        Logarithm of the measured over the simulated, shape (N, J).
    deviations
        Standard deviation of the measured about each version, shape (J,) or (N, J).
    weights
        Of the versions, shape (N,), summing to 1.

    Returns
    -------
    numpy.ndarray
        Twice the smaller side, shape (J,); at most 1.
    """
    known = weights > 0
    each = np.broadcast_to(deviations, residuals.shape)
    below = weights[known] @ _normal_share_below(residuals[known] / each[known])
    return np.minimum(1.0, 2 * np.minimum(below, 1 - below))


def _normal_share_below(scores: np.ndarray) -> np.ndarray:
    """Return the standard normal distribution function.

    Of so few values that loading SciPy's takes a hundred times as long as this.
    """
    return 0.5 * np.vectorize(math.erfc, otypes=[float])(-scores / math.sqrt(2))


def doubts(
    measured: Sequence[Measured],
    residuals: np.ndarray,
    covariance: np.ndarray,
    smallest_tail: float = SMALLEST_TAIL,
) -> dict[int, Doubt]:
    """Return which measured values are not fitted, by their index.

    A value is doubted if it lies in the tails of what the diary alone would let one expect, or if
    it cannot be of one person together with the others of the same quantity. Of values that
    contradict each other the one that was expected least goes first.

    Parameters
    ----------
    measured
        J values.
    residuals
        Logarithm of the measured over the simulated, shape (N, J).
    covariance
        Of the errors, shape (J, J).
    smallest_tail
        Chance below which a value is doubted.
    """
    finite = np.all(np.isfinite(residuals), axis=1)
    weights = normalised(np.where(finite, 0.0, -np.inf))
    deviations = np.sqrt(np.diag(covariance))
    alone = tails(residuals, deviations, weights)
    found = {
        index: Doubt(float(alone[index]), slip=_slip(index, measured, residuals, covariance))
        for index in np.flatnonzero(alone < smallest_tail).tolist()
    }
    while True:
        kept = [index for index in range(len(measured)) if index not in found]
        beside = {
            index: tail
            for index in kept
            if (tail := _tail_beside(index, kept, measured, residuals, covariance)) < smallest_tail
        }
        if not beside:
            return found
        least_expected = min(beside, key=lambda index: alone[index])
        found[least_expected] = Doubt(beside[least_expected], conflict=True)


def _tail_beside(
    index: int,
    kept: Sequence[int],
    measured: Sequence[Measured],
    residuals: np.ndarray,
    covariance: np.ndarray,
) -> float:
    """Return the tail of a value given the others of its quantity; 1 where there is none."""
    others = [o for o in kept if o != index and measured[o].quantity == measured[index].quantity]
    if not others:
        return 1.0
    among = covariance[np.ix_(others, others)]
    weights = normalised(log_likelihood(residuals[:, others], among))
    slope = np.linalg.solve(among, covariance[others, index])
    left = residuals[:, index] - residuals[:, others] @ slope
    deviation = np.sqrt(covariance[index, index] - covariance[others, index] @ slope)
    return float(tails(left[:, None], np.array([deviation]), weights)[0])


def _slip(
    index: int, measured: Sequence[Measured], residuals: np.ndarray, covariance: np.ndarray
) -> str:
    """Name a slip of the unit or the decimal point that would make a value an ordinary one."""
    finite = np.isfinite(residuals[:, index])
    weights = normalised(np.where(finite, 0.0, -np.inf))
    deviation = np.array([np.sqrt(covariance[index, index])])
    for factor, words in _slips(measured[index]):
        mended = residuals[:, [index]] + np.log(factor)
        if tails(mended, deviation, weights)[0] >= LIKELY_TAIL:
            return words
    return ""


def _slips(one: Measured) -> list[tuple[float, str]]:
    """Return by what a value would be multiplied if it was told wrongly, and how."""
    if one.analyte == "creatinine":
        return []  # filtration does not follow in proportion
    decimals = [(factor, "the decimal point may be misplaced") for factor in DECIMAL_SLIPS]
    if one.kind != "lab":
        return decimals
    from cramp.knowledge.laboratory import analyte
    from cramp.knowledge.laboratory_units import accepted_units, si_per_unit

    known = analyte(one.analyte)
    told = si_per_unit(one.unit, known)
    units = [
        (si / told, f"the unit may be {unit} instead of {one.unit}")
        for unit, si in accepted_units(known).items()
        if unit in (known.si_unit, known.conventional_unit) and abs(si / told - 1) > 0.01
    ]
    return units + decimals
