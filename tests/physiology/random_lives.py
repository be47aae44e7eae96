"""Thirty random days of random people: meals, drinks, losses, drips, work, medicines."""

from __future__ import annotations

import numpy as np

from cramp.engine.interface import Run, Schedule
from cramp.physiology.conservation import body_description
from cramp.physiology.parameters import parameters
from cramp.simulate.draws import sample

DAYS = 30
MINUTES_PER_DAY = 1440
END = float(DAYS * MINUTES_PER_DAY)

EATEN = {
    "potassium_intake_rate": 1.2,
    "sodium_intake_rate": 2.5,
    "water_intake_rate": 0.03,
    "glucose_intake_rate": 8.0,
    "magnesium_intake_rate": 0.2,
    "calcium_intake_rate": 0.3,
    "phosphate_intake_rate": 0.6,
    "ethanol_intake_rate": 10.0,
    "caffeine_intake_rate": 0.03,
}
"""The most of a meal, per minute."""
NOW_AND_THEN = {
    "sweat_rate": 0.008,
    "exercise_intensity": 0.8,
    "stool_loss_rate": 0.002,
    "osmotic_stool_loss_rate": 0.001,
    "laxative_stool_loss_rate": 0.001,
    "vomit_loss_rate": 0.001,
    "water_infusion_rate": 0.004,
    "sodium_infusion_rate": 0.3,
    "potassium_infusion_rate": 0.1,
    "glucose_infusion_rate": 0.5,
    "lactate_infusion_rate": 0.1,
    "insulin_infusion_rate": 100.0,
    "adrenaline_infusion_rate": 4000.0,
    "furosemide_infusion_rate": 1e-4,
    "salbutamol_infusion_rate": 1e-5,
    "carbon_dioxide_pressure_change": 8.0,
    "resting": 1.0,
    "vasopressin_given": 1.0,
    "aldosterone_given": 2.0,
    "beta2_blockade": 0.9,
}
"""The most between meals, ten hours long, in one of ten such stretches."""
DOSES_MILLIMOLE = {
    "hydrochlorothiazide_dose_rate": 0.08,
    "furosemide_dose_rate": 0.12,
    "spironolactone_dose_rate": 0.06,
    "lisinopril_dose_rate": 0.02,
    "salbutamol_dose_rate": 0.015,
    "salbutamol_inhaled_rate": 0.02,
    "amiloride_dose_rate": 0.03,
    "ibuprofen_dose_rate": 6.0,
    "propranolol_dose_rate": 0.3,
    "fludrocortisone_dose_rate": 3e-4,
    "desmopressin_dose_rate": 1e-4,
    "acetazolamide_dose_rate": 2.0,
    "empagliflozin_dose_rate": 0.03,
}
"""Every morning, in half of all people."""
CHLORIDE_OF_SODIUM = (0.8, 1.1)
"""Chloride beside sodium in meals and drips: what is more or less is acid or base."""


def random_people(count: int, seed: int) -> list[Run]:
    """Draw people with their lives, from minute 0 to `END`; the same seed gives the same."""
    runs = []
    for index in range(count):
        generator = np.random.default_rng([seed, index])
        runs.append(Run(_life(generator), _person(generator)))
    return runs


def _life(generator: np.random.Generator) -> Schedule:
    """Two meals a day, nights, and now and then exercise, illness, a drip, a tablet."""
    inputs = tuple(body_description().inputs)
    column = {name: index for index, name in enumerate(inputs)}
    hours = np.array([0.0, 7.0, 7.5, 18.0, 18.5, 23.0])
    edges = (np.arange(DAYS)[:, None] * 24.0 + hours[None, :]).ravel() * 60.0
    values = np.zeros((DAYS, len(hours), len(inputs)))
    awake, meals, between = slice(1, 5), [1, 3], [2, 4]
    values[:, awake, column["drinking_possible"]] = 1
    for name, largest in EATEN.items():
        values[:, meals, column[name]] = generator.uniform(
            0.2 * largest, largest, (DAYS, len(meals))
        )
    for name, largest in NOW_AND_THEN.items():
        happens = generator.random((DAYS, len(between))) < 0.1
        values[:, between, column[name]] = happens * generator.uniform(0, largest, happens.shape)
    for way in ("intake", "infusion"):
        share = generator.uniform(*CHLORIDE_OF_SODIUM, (DAYS, 1))
        sodium = values[:, :, column[f"sodium_{way}_rate"]]
        values[:, :, column[f"chloride_{way}_rate"]] = share * sodium
    for name, millimoles in DOSES_MILLIMOLE.items():
        takes_it = generator.random() < 0.5
        values[:, 1, column[name]] = takes_it * millimoles / 30.0
    return Schedule(inputs, edges, values.reshape(len(edges), len(inputs)))


def _person(generator: np.random.Generator) -> dict[str, float]:
    return {
        row.id: float(sample(row, generator.standard_normal(1))[0])
        for row in parameters().values()
        if row.distribution != "fixed"
    }
