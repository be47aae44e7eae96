"""What was not told, and how much each piece of it matters to the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cramp.assessment.succeeded import succeeded_values
from cramp.diary.model import MedicineEvent, SupplementEvent
from cramp.simulate.use_of_measurements import effective_draws

if TYPE_CHECKING:
    from collections.abc import Container

    import xarray

    from cramp.diary.model import Diary

MOST_SHOWN = 8
SMALLEST_SHARE_SHOWN = 0.02

ASKED_FOR = {
    "untold_potassium_intake": "what you ate that is not in the diary: its potassium",
    "untold_sodium_intake": "what you ate that is not in the diary: its salt",
    "untold_water_intake": "what you drank that is not in the diary",
    "told_potassium_intake": "how much potassium the food you told of really held",
    "told_sodium_intake": "how much salt the food you told of really held",
    "told_water_intake": "how much you really drank of what you told of",
    "estimated_glomerular_filtration_rate": "how well your kidneys filter (a blood test)",
    "body_mass": "your weight",
    "body_height": "your height",
    "age": "your age",
    "sweat_loss": "how much you sweated",
    "stool_loss": "how much fluid you lost in stools",
    "vomit_loss": "how much fluid you vomited",
    "doses_taken_share": "which doses of your medicines you really took",
    "untold_dose_score": "the strength of a medicine whose dose was not told",
}
"""What each varying quantity of a course is, in words a person can act on."""

BODY = "how your body differs from the average (only blood tests narrow this)"


@dataclass(frozen=True)
class Unknown:
    """Something not known for certain, and its part in the spread of a simulated quantity.

    Attributes
    ----------
    words
        What it is, in plain words.
    share
        Share of the variance of the quantity, 0 to 1.
    quantity
        Identifier of the quantity; None for what no single fact would settle.
    """

    words: str
    share: float
    quantity: str | None


def settled_quantities(diary: Diary) -> frozenset[str]:
    """Return the keys of `ASKED_FOR` that vary in every course but leave nothing to ask here."""
    regular = (*diary.medicines, *diary.supplements)
    events = [e for e in diary.events if isinstance(e, MedicineEvent | SupplementEvent)]
    settled = set()
    if all(told.dose_mg is not None for told in (*regular, *events)):
        settled.add("untold_dose_score")
    if not regular:
        settled.add("doses_taken_share")
    return frozenset(settled)


def unknowns(
    course: xarray.Dataset,
    quantity: str = "plasma_potassium_concentration",
    settled: Container[str] = (),
) -> tuple[Unknown, ...]:
    """Return what makes a simulated quantity uncertain, largest part first.

    A linear regression on ranks over the draws: each part is the variance that its rank
    explains, shrunk by what chance alone would explain with as many independent draws, and what
    the regression leaves is laid to differences between bodies.

    Parameters
    ----------
    course
        As returned by `cramp.simulate`; at least 30 draws that succeeded.
    quantity
        Its mean over the days shown is what varies.
    settled
        Keys of `ASKED_FOR` that are not asked for, as returned by `settled_quantities`.

    Raises
    ------
    ValueError
        If too few draws succeeded.
    """
    simulated = succeeded_values(course, quantity)
    draws = simulated.sizes["draw"]
    if draws < 30:
        raise ValueError(f"{draws} draws succeeded; at least 30 are needed to rank unknowns")
    answer = _scores(simulated.mean("time").to_numpy())
    given = {
        name: succeeded_values(course, name).to_numpy() for name in ASKED_FOR if name not in settled
    }
    varying = {name: _scores(values) for name, values in given.items() if _varies(values)}
    predictors = np.column_stack([np.empty((draws, 0)), *varying.values()])
    shares = _shares(predictors, answer, effective_draws(course) or draws)
    found = [
        Unknown(ASKED_FOR[name], share, name)
        for name, share in zip(varying, shares, strict=True)
        if share >= SMALLEST_SHARE_SHOWN
    ]
    found.sort(key=lambda unknown: unknown.share, reverse=True)
    rest = max(0.0, 1.0 - sum(unknown.share for unknown in found))
    return (*found[:MOST_SHOWN], Unknown(BODY, rest, None))


def _varies(values: np.ndarray) -> bool:
    return bool(
        np.all(np.isfinite(values)) and np.ptp(values) > 1e-9 * max(1.0, np.abs(values).max())
    )


def _scores(values: np.ndarray) -> np.ndarray:
    """Return ranks as scores of mean 0 and variance 1."""
    ranks = np.argsort(np.argsort(values)).astype(float)
    return (ranks - ranks.mean()) / ranks.std()


def _shares(predictors: np.ndarray, answer: np.ndarray, independent: float) -> np.ndarray:
    """Return each predictor's part of the explained variance (Pratt's measure), never below 0."""
    draws, count = predictors.shape
    if count == 0:
        return np.zeros(0)
    coefficients, *_ = np.linalg.lstsq(predictors, answer, rcond=None)
    correlations = predictors.T @ answer / draws
    signed = coefficients * correlations
    parts = np.maximum(signed, 0.0)
    # Parts below zero, which few draws bring, must not let the others pass what is explained.
    parts *= signed.sum() / max(parts.sum(), 1e-12)
    # What noise explains on average: 1/draws for each predictor.
    return np.maximum(parts - 1.0 / independent, 0.0)
