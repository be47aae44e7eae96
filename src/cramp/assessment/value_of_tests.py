"""What one more answer would tell: by how much each test is expected to narrow the simulation.

Nested importance weighting over the draws of a course: one draw after the other is taken as the
truth and measured with the errors of the table, and all others are weighed by that. Nothing is
solved again.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cramp.assessment.course_findings import SERUM
from cramp.assessment.succeeded import succeeded_values
from cramp.exposure.clock import DAY_MINUTES
from cramp.exposure.priors import prior
from cramp.exposure.streams import Streams
from cramp.simulate.measured import Measured
from cramp.simulate.simulated_values import Ensemble, identifiers, log_simulated
from cramp.simulate.weighing import error_covariance

if TYPE_CHECKING:
    import xarray

MOST_TRUTHS = 400
"""Draws taken as the truth; with more the expectation hardly changes."""

FEWEST_DRAWS = 100
"""To weigh; with fewer, one draw would stand for most of the rest."""

DRAWN_BEFORE_END_MINUTES = 16 * 60.0
"""Blood is drawn at eight in the morning of the last day, which ends at midnight (assumed)."""

FOOD_DIARY_DAYS = 7

SMALLEST_LOW_SHARE = 0.05
"""Of draws that are low, or are not: of fewer nothing can be learnt by weighing them."""

FOOD_TABLE_SPREAD = 0.1
"""Coefficient of variation of what a week's food really held of one nutrient about what the food
tables say (assumed: single foods differ by 20 to 30 %, a week holds dozens)."""

FEWEST_WEIGHED = 20.0
"""Draws that the weights of one truth must be worth. Where fewer are like it the errors are taken
as larger than they are, so that a test rather seems to tell too little than too much."""

BISECTIONS = 12

FOOD_DIARY_NUTRIENTS = ("potassium", "sodium", "magnesium", "calcium", "water")

TESTS = {
    "potassium": "potassium in the blood",
    "sodium": "sodium in the blood",
    "magnesium": "magnesium in the blood",
    "calcium": "calcium in the blood",
    "bicarbonate": "bicarbonate in the blood",
    "filtration": "creatinine in the blood (how well the kidneys filter)",
    "urine": "the urine of 24 hours",
    "food_diary": "a week of everything eaten and drunk, written down",
}
"""What can be asked for, in plain words."""

_URINE = ("urine_sodium", "urine_potassium", "urine_magnesium", "urine_calcium", "urine_volume")


@dataclass(frozen=True)
class ValueOfTest:
    """What one test is expected to tell.

    Attributes
    ----------
    test
        Key of `TESTS`.
    words
        What it is.
    remaining
        Expected standard deviation of each simulated mineral of the blood (its mean over the days
        shown) after the test over that before, by key of `SERUM`: 1 where the test tells nothing.
    doubt_remaining
        The same of whether the mineral is low: expected variance of low or not after the test
        over that before; 1 where hardly any draw, or nearly every one, is low.
    """

    test: str
    words: str
    remaining: dict[str, float]
    doubt_remaining: dict[str, float]

    @property
    def strongest(self) -> float:
        """The smallest part of any mineral's spread that would remain."""
        return min(self.remaining.values())


def value_of_tests(course: xarray.Dataset) -> tuple[ValueOfTest, ...]:
    """Return what each test is expected to tell, the most telling first.

    Parameters
    ----------
    course
        As returned by `cramp.simulate`, with its usual variables.

    Returns
    -------
    tuple of ValueOfTest
        Empty where fewer than 100 draws can be weighed, or the course lacks what the tests read.
    """
    if not all(name in course for name in _needed()):
        return ()
    ensemble = _ensemble(course)
    versions = (
        succeeded_values(course, "version").to_numpy()
        if "version" in course
        else np.arange(len(ensemble.mass_kg))
    )
    if len(np.unique(versions)) < FEWEST_DRAWS:
        return ()
    targets = np.column_stack(
        [succeeded_values(course, name).mean("time").to_numpy() for name, _, _ in SERUM.values()]
    )
    low = targets < np.array([limit for _, limit, _ in SERUM.values()])
    rare = np.minimum(low.mean(axis=0), 1 - low.mean(axis=0)) < SMALLEST_LOW_SHARE
    # About their means, or squares of large numbers would leave nothing of small differences.
    targets = targets - targets.mean(axis=0)
    found = []
    for test, words in TESTS.items():
        logarithms, covariance = _observed(test, course, ensemble)
        streams = Streams(int(course.attrs["seed"]), 1)
        generator = streams.generator("value of a test", test)
        truths, weights = _sought(logarithms, covariance, versions, generator)
        spread = _spread_left(targets, weights)
        doubt = np.where(rare, 1.0, _doubt_left(low, truths, weights))
        found.append(
            ValueOfTest(
                test,
                words,
                dict(zip(SERUM, np.sqrt(spread).tolist(), strict=True)),
                dict(zip(SERUM, doubt.tolist(), strict=True)),
            )
        )
    return tuple(sorted(found, key=lambda value: value.strongest))


def _needed() -> tuple[str, ...]:
    quantities = (*SERUM, "bicarbonate", "filtration", *_URINE)
    return identifiers([_hypothetical(quantity, 0.0) for quantity in quantities])


def _ensemble(course: xarray.Dataset) -> Ensemble:
    time = course["time"].to_numpy()
    mass, height = (succeeded_values(course, n).to_numpy() for n in ("body_mass", "body_height"))
    courses = {name: succeeded_values(course, name).to_numpy() for name in _needed()}
    return Ensemble(
        times=(time - time[0]) / np.timedelta64(1, "m"),
        courses=courses,
        mass_kg=mass,
        surface_square_metre=np.sqrt(height * mass / 3600),
    )


def _hypothetical(quantity: str, minute: float) -> Measured:
    if quantity in _URINE:
        return Measured(
            quantity, quantity, "urine", minute, math.nan, "", "mmol",
            minutes=DAY_MINUTES, is_amount=True,
        )  # fmt: skip
    return Measured(quantity, quantity, "lab", minute, math.nan, "", "mmol/L")


def _observed(
    test: str, course: xarray.Dataset, ensemble: Ensemble
) -> tuple[np.ndarray, np.ndarray]:
    """Return what a test would read in each draw, as logarithms (N, J), and its errors (J, J)."""
    if test == "food_diary":
        return _eaten(course), _food_diary_errors()
    end = float(ensemble.times[-1])
    if test == "urine":
        measured = [_hypothetical(quantity, end) for quantity in _URINE]
    else:
        measured = [_hypothetical(test, max(0.0, end - DRAWN_BEFORE_END_MINUTES))]
    logarithms, hour_variance = log_simulated(ensemble, measured)
    return logarithms, error_covariance(measured, hour_variance)


def _eaten(course: xarray.Dataset) -> np.ndarray:
    columns = [
        succeeded_values(course, f"told_{nutrient}_intake").to_numpy()
        + succeeded_values(course, f"untold_{nutrient}_intake").to_numpy()
        for nutrient in FOOD_DIARY_NUTRIENTS
    ]
    return np.log(np.maximum(np.column_stack(columns), 1e-9))


def _food_diary_errors() -> np.ndarray:
    """Return the errors of a week's record about what is usually eaten, shape (5, 5)."""
    shared = math.hypot(
        prior("portion_shared").spread, prior("complete_day_under_reporting").spread
    )
    day = prior("day_to_day").spread / math.sqrt(FOOD_DIARY_DAYS)
    count = len(FOOD_DIARY_NUTRIENTS)
    return np.full((count, count), shared**2 + day**2) + FOOD_TABLE_SPREAD**2 * np.eye(count)


def _sought(
    logarithms: np.ndarray,
    covariance: np.ndarray,
    versions: np.ndarray,
    generator: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """Return draws taken as the truth, shape (M,), and the weights each gives all, (M, N)."""
    truths = np.unique(np.linspace(0, len(versions) - 1, MOST_TRUTHS).astype(int))
    # In units of the errors all of them are 1 and independent.
    root = np.linalg.cholesky(covariance)
    whitened = np.linalg.solve(root, logarithms.T).T
    readings = whitened[truths] + generator.standard_normal((len(truths), len(root)))
    square = np.zeros((len(truths), len(versions)))
    for reading, simulated in zip(readings.T, whitened.T, strict=True):
        square += (reading[:, None] - simulated) ** 2
    # A copy of the truth is no other version that happens to be like it.
    square[versions[truths][:, None] == versions] = np.inf
    return truths, _weights(square - square.min(axis=1, keepdims=True))


def _spread_left(targets: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the expected variance of targets (N, G) after the test over that before, (G,)."""
    after = weights @ targets**2 - (weights @ targets) ** 2
    # Few draws of large weight vary less about their own mean than the truth does.
    counted = 1 - np.sum(weights**2, axis=1, keepdims=True)
    expected = np.mean(np.maximum(after, 0.0) / counted, axis=0)
    before = targets.var(axis=0)
    ratios = np.divide(expected, before, out=np.ones_like(before), where=before > 0)
    return np.minimum(ratios, 1.0)


def _doubt_left(low: np.ndarray, truths: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return what is left of the variance of being low (N, G), shape (G,).

    What the weights foretell explains as much of it as it goes with what is true: few low draws
    among the many would make their own variance look small.
    """
    true = low[truths] - low[truths].mean(axis=0)
    foretold = weights @ low
    explained = np.mean(true * (foretold - foretold.mean(axis=0)), axis=0)
    before = np.mean(true**2, axis=0)
    shares = np.divide(explained, before, out=np.zeros_like(before), where=before > 0)
    return np.clip(1 - shares, 0.0, 1.0)


def _weights(square: np.ndarray) -> np.ndarray:
    """Return weights from squared distances in errors, shape (M, N), each row worth enough draws.

    Rows that are worth too little are flattened just so far.
    """
    weights = _normalised(square, np.ones(len(square)))
    few = np.flatnonzero(1 / np.sum(weights**2, axis=1) < FEWEST_WEIGHED)
    low, high = np.zeros(len(few)), np.ones(len(few))
    for _ in range(BISECTIONS):
        power = 0.5 * (low + high)
        tried = _normalised(square[few], power)
        enough = 1 / np.sum(tried**2, axis=1) >= FEWEST_WEIGHED
        low, high = np.where(enough, power, low), np.where(enough, high, power)
    weights[few] = _normalised(square[few], low)
    return weights


def _normalised(square: np.ndarray, power: np.ndarray) -> np.ndarray:
    own = np.isinf(square)
    weights = np.where(own, 0.0, np.exp(-0.5 * power[:, None] * np.where(own, 0.0, square)))
    return weights / weights.sum(axis=1, keepdims=True)
