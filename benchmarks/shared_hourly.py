"""The case `shared-hourly`: all people's inputs change together, every hour of every day."""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np

from benchmarks.people import BLOCK, Block, with_sweat_replaced
from cramp.engine.interface import Schedule

INPUTS = (
    "potassium_intake_rate",
    "sodium_intake_rate",
    "chloride_intake_rate",
    "glucose_intake_rate",
    "water_intake_rate",
    "sweat_rate",
    "hydrochlorothiazide_dose_rate",
    "exercise_intensity",
    "drinking_possible",
)
HOUR_MINUTES = 60.0
INTENSITY = 0.5
"""Of exercise, as a share of maximal aerobic power, in those who sweat."""

_MEALS = (7, 12, 18)
_SNACKS = (10, 15, 21)
_WAKING = slice(7, 23)
_EXERCISE = 17
_DOSE = 8
_MEAL_WEIGHT = 3.0
_EXERCISE_SWEAT_WEIGHT = 20.0


def schedules(seed: int, block: Block, days: int) -> list[Schedule]:
    """Return a schedule for each of a block's people.

    Each hour holds a share of the day's amount; the shares are the same for all and differ
    from hour to hour and from day to day.
    """
    shares = np.concatenate([_shares(seed, day) for day in range(days)])
    edges = _edges(days)
    amounts = _amounts(block)
    return [Schedule(INPUTS, edges, shares * amounts[person]) for person in range(BLOCK)]


def _amounts(block: Block) -> np.ndarray:
    """Return what multiplies the shares, shape (BLOCK, inputs)."""
    sweat = block.daily["sweat"]
    intakes = with_sweat_replaced(block, sweat)
    columns = [intakes[name] for name in ("potassium", "sodium", "chloride", "glucose", "water")]
    columns += [sweat, block.daily["thiazide"], INTENSITY * (sweat > 0), np.ones(BLOCK)]
    return np.stack(columns, axis=1)


@lru_cache(maxsize=1)
def _edges(days: int) -> np.ndarray:
    """Return the edges; one array for all, as for people who share a protocol."""
    return np.arange(days * 24) * HOUR_MINUTES


@cache
def _shares(seed: int, day: int) -> np.ndarray:
    """Return the shares of a day by hour and input, shape (24, inputs), per minute."""
    generator = np.random.default_rng([seed, day, 24])

    def spread(weights: np.ndarray) -> np.ndarray:
        weights = weights * generator.uniform(0.5, 1.5, 24)
        return weights / weights.sum() / HOUR_MINUTES

    food = np.zeros(24)
    food[[*_MEALS]], food[[*_SNACKS]] = _MEAL_WEIGHT, 1.0
    awake = np.zeros(24)
    awake[_WAKING] = 1.0
    sweating = np.ones(24)
    sweating[_EXERCISE] = _EXERCISE_SWEAT_WEIGHT
    eaten = spread(food)
    dose = np.zeros(24)
    dose[_DOSE] = 1 / HOUR_MINUTES
    exercise = np.zeros(24)
    exercise[_EXERCISE] = 1.0
    columns = [eaten, eaten, eaten, spread(food), spread(awake), spread(sweating)]
    return np.stack([*columns, dose, exercise, awake], axis=1)
