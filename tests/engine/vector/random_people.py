"""Random people and random days, drawn many at once: what the engines are tested with."""

from __future__ import annotations

import numpy as np

from cramp.engine.interface import Run, Schedule
from cramp.physiology.conservation import body_description
from cramp.physiology.parameters import parameters
from cramp.simulate.draws import sample

MINUTES_PER_DAY = 1440

WAKING, BREAKFAST, LUNCH, TRAINING, DINNER, SLEEP = 1, 2, 4, 6, 8, 10
"""Places of a day's edges; a meal and a training end at the edge after theirs."""

EARLIEST_HOURS = np.array([0.0, 5.5, 7.2, 7.4, 11.5, 11.7, 15.0, 15.5, 18.2, 18.4, 22.0])
LATEST_HOURS = np.array([0.0, 7.0, 7.3, 8.5, 11.6, 13.0, 15.4, 18.0, 18.3, 20.0, 23.9])

LARGEST_MEALS = {
    "potassium_intake_rate": 1.2,
    "sodium_intake_rate": 2.5,
    "water_intake_rate": 0.03,
    "glucose_intake_rate": 8.0,
    "magnesium_intake_rate": 0.2,
    "calcium_intake_rate": 0.3,
    "phosphate_intake_rate": 0.6,
}
LARGEST_EVENTS = {
    "stool_loss_rate": 0.002,
    "vomit_loss_rate": 0.001,
    "water_infusion_rate": 0.004,
    "sodium_infusion_rate": 0.5,
    "potassium_infusion_rate": 0.1,
    "lactate_infusion_rate": 0.1,
    "glucose_infusion_rate": 1.0,
    "insulin_infusion_rate": 200.0,
    "adrenaline_infusion_rate": 4000.0,
    "salbutamol_infusion_rate": 2e-5,
    "furosemide_infusion_rate": 5e-4,
    "ethanol_intake_rate": 6.0,
    "caffeine_intake_rate": 0.01,
    "carbon_dioxide_pressure_change": 8.0,
    "resting": 1.0,
    "vasopressin_given": 1.0,
    "aldosterone_given": 2.0,
    "beta2_blockade": 0.9,
}
"""Illness, a drip, a drink; each in one of ten stretches between meals."""

CHLORIDE_OF_SODIUM = (0.8, 1.1)
"""Chloride beside sodium in meals and drips: what is more or less is acid or base."""

LARGEST_TRAININGS = {"exercise_intensity": 0.8, "sweat_rate": 0.02}
DOSES_MILLIMOLE = {
    "hydrochlorothiazide_dose_rate": 0.08,
    "furosemide_dose_rate": 0.12,
    "spironolactone_dose_rate": 0.06,
    "lisinopril_dose_rate": 0.02,
    "salbutamol_dose_rate": 0.02,
    "salbutamol_inhaled_rate": 0.02,
}


def random_runs(seed: int, block: int, count: int, days: int) -> list[Run]:
    """Draw people and their days.

    Parameters
    ----------
    seed, block
        Of all randomness: other blocks hold other people.
    count
        Number of people, R.
    days
        Of each schedule.

    Returns
    -------
    list
        R runs from minute 0 on; every body and every schedule is its own.
    """
    generator = np.random.default_rng([seed, block])
    bodies = _bodies(generator, count)
    edges = _edges(generator, count, days)
    values = _values(generator, edges)
    inputs = tuple(body_description().inputs)
    return [
        Run(
            Schedule(inputs, edges[person].ravel(), values[person].reshape(-1, len(inputs))),
            {name: float(column[person]) for name, column in bodies.items()},
        )
        for person in range(count)
    ]


def _bodies(generator: np.random.Generator, count: int) -> dict[str, np.ndarray]:
    return {
        row.id: sample(row, generator.standard_normal(count))
        for row in parameters().values()
        if row.distribution != "fixed"
    }


def _edges(generator: np.random.Generator, count: int, days: int) -> np.ndarray:
    """Return the times at which inputs change, minutes, shape (count, days, edges of a day)."""
    shape = (count, days, len(EARLIEST_HOURS))
    hours = generator.uniform(EARLIEST_HOURS, LATEST_HOURS, shape)
    return (np.arange(days)[:, np.newaxis] * 24.0 + hours) * 60.0


def _values(generator: np.random.Generator, edges: np.ndarray) -> np.ndarray:
    """Return the inputs from each edge on, shape (count, days, edges of a day, inputs)."""
    names = list(body_description().inputs)
    values = np.zeros((*edges.shape, len(names)))
    people_days = edges.shape[:2]
    values[:, :, WAKING:SLEEP, names.index("drinking_possible")] = 1
    for name, largest in LARGEST_MEALS.items():
        for meal in (BREAKFAST, LUNCH, DINNER):
            eaten = generator.uniform(0.2 * largest, largest, people_days)
            values[:, :, meal, names.index(name)] = eaten
    for name, largest in LARGEST_TRAININGS.items():
        trained = generator.uniform(0, largest, people_days) * (generator.random(people_days) < 0.3)
        values[:, :, TRAINING, names.index(name)] = trained
    for name, largest in LARGEST_EVENTS.items():
        parts = values[:, :, BREAKFAST + 1 : SLEEP : 2, names.index(name)]
        parts[...] = generator.uniform(0, largest, parts.shape) * (
            generator.random(parts.shape) < 0.1
        )
    for way in ("intake", "infusion"):
        share = generator.uniform(*CHLORIDE_OF_SODIUM, people_days)[:, :, np.newaxis]
        sodium = values[..., names.index(f"sodium_{way}_rate")]
        values[..., names.index(f"chloride_{way}_rate")] = share * sodium
    minutes = edges[:, :, BREAKFAST + 1] - edges[:, :, BREAKFAST]
    for name, millimole in DOSES_MILLIMOLE.items():
        takes_it = generator.random(edges.shape[0]) < 0.5
        values[:, :, BREAKFAST, names.index(name)] = takes_it[:, np.newaxis] * millimole / minutes
    return values
