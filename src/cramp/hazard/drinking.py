"""Experiments that need a simulated body: drinks after sweating, and diuretics."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from cramp.diary.model import (
    Diary,
    DrinkEvent,
    ExerciseEvent,
    NoteEvent,
    Person,
    Portion,
    RegularMedicine,
)
from cramp.hazard.coupling import couplings
from cramp.hazard.experiments import measured
from cramp.hazard.values import number

if TYPE_CHECKING:
    import xarray

_DAY = datetime(2025, 6, 15, tzinfo=UTC)
_START = _DAY + timedelta(hours=9)
_RUN_MINUTES = 50.0
_LOST_LITRE = 1.4
_INTERVAL_MINUTES = 10.0
_DRAWS = 60
_SEED = 1
_RUNNER = Person(sex="male", age_told_years=24, height_cm=174, mass_kg=70)

_AFTER = {60.0: 1400.0}
_MEANWHILE = {20.0: 375.0, 30.0: 375.0, 40.0: 375.0, 50.0: 375.0, 90.0: 200.0}
"""Millilitres by the minute from the start of the run: the lost 2 % ten minutes after it (Lau et
al. 2019), or what had been lost while running and 40 minutes after (Lau et al. 2021)."""

_READ = {
    "lau_2019_dehydrated": ("tap water", "after", 50.0),
    "lau_2019_water_30": ("tap water", "after", 90.0),
    "lau_2019_water_60": ("tap water", "after", 120.0),
    "lau_2019_electrolytes_60": ("OS-1", "after", 120.0),
    "lau_2021_water_0": ("tap water", "meanwhile", 50.0),
    "lau_2021_water_65": ("tap water", "meanwhile", 115.0),
    "lau_2021_electrolytes_65": ("OS-1", "meanwhile", 115.0),
}
"""Drink, when it was drunk, and minutes from the start of the run."""


def simulated_in_bodies() -> dict[str, float]:
    """Return what the hazard gives for the experiments that need bodies, in their units."""
    drinks = {name: threshold_after(*read) for name, read in _READ.items()}
    return {**drinks, "drug_order": drug_order()}


def threshold_after(drink: str, when: str, minute: float) -> float:
    """Return the change of the threshold from the start of the run, mean over people, in hertz.

    Parameters
    ----------
    drink
        Name of the drink.
    when
        `after` the run, or `meanwhile`.
    minute
        From the start of the run.
    """
    course = _course(drink, when)
    at = [np.datetime64(_START.replace(tzinfo=None), "ns")]
    at.append(at[0] + np.timedelta64(round(minute * 60), "s"))
    changes = _threshold_changes(course)
    return float(changes.interp(time=at).diff("time").mean())


def fit_sodium_slope() -> float:
    """Return hertz for each mmol/L that sodium falls, from both times after water.

    The objective is the sum of squares of simulated less measured threshold; what the other
    couplings do at the same times is taken off first.
    """
    sodium = next(row for row in couplings() if row.id == "plain_water_sodium")
    names = ("lau_2019_water_30", "lau_2019_water_60")
    whole = np.array([threshold_after(*_READ[name]) for name in names])
    by_sodium = np.array([_fall_of_sodium(*_READ[name]) for name in names])
    others = whole - sodium.size.value * by_sodium
    wanted = np.array([measured(name) for name in names]) - others
    return float(by_sodium @ wanted / (by_sodium @ by_sodium))


def drug_order() -> float:
    """Return the median ratio of cramps with amiloride to those with furosemide, body path alone.

    Over the draws of the couplings, at the states' means.
    """
    from cramp.exposure.streams import Streams

    streams = Streams(_SEED, 4000)
    difference = np.zeros(streams.count)
    for row in couplings():
        means = [
            float(row.deviation(_states(_medicated(name), row.state), 30.0).mean())
            for name in ("amiloride 10 mg", "furosemide 40 mg")
        ]
        difference += row.slopes(streams) * (means[0] - means[1])
    slope = number("hazard_slope") * number("carried_share")
    return float(np.median(np.exp(-slope * difference)))


def _threshold_changes(course: xarray.Dataset) -> xarray.DataArray:
    changes = course["plasma_sodium_concentration"] * 0.0
    for row in couplings():
        size = -row.size.value if row.sign == "lowers" else row.size.value
        deviation = row.deviation(_states(course, row.state), _INTERVAL_MINUTES)
        changes = changes + size * deviation
    return changes


def _fall_of_sodium(drink: str, when: str, minute: float) -> float:
    course = _course(drink, when)
    row = next(row for row in couplings() if row.id == "plain_water_sodium")
    deviation = row.deviation(_states(course, row.state), _INTERVAL_MINUTES)
    fall = course["plasma_sodium_concentration"] * 0.0 + deviation
    start = np.datetime64(_START.replace(tzinfo=None), "ns")
    at = [start, start + np.timedelta64(round(minute * 60), "s")]
    return float(fall.interp(time=at).diff("time").mean())


def _states(course: xarray.Dataset, name: str) -> np.ndarray:
    return course[name].to_numpy()


@cache
def _course(drink: str, when: str) -> xarray.Dataset:
    from cramp.simulate.course import simulate

    amounts = _AFTER if when == "after" else _MEANWHILE
    run = ExerciseEvent(
        at=_START,
        activity="downhill running",
        duration_minutes=_RUN_MINUTES,
        intensity_fraction=0.75,
        temperature_celsius=35.5,
        sweat_loss_litre=_LOST_LITRE,
    )
    drinks = [
        DrinkEvent(
            at=_START + timedelta(minutes=minute),
            items=(Portion(text=f"{ml:g} ml {drink}", name=drink, amount=ml, unit="ml"),),
        )
        for minute, ml in amounts.items()
    ]
    before = NoteEvent(at=_DAY - timedelta(hours=12), text="the day before")
    diary = Diary(person=_RUNNER, events=(before, run, *drinks))
    return simulate(diary, draws=_DRAWS, seed=_SEED, interval_minutes=_INTERVAL_MINUTES)


@cache
def _medicated(text: str) -> xarray.Dataset:
    from cramp.simulate.course import simulate

    name, dose, _ = text.split()
    medicine = RegularMedicine(text=text, name=name, dose_mg=float(dose), times=(time(8),))
    person = Person(sex="female", age_told_years=68, height_cm=164, mass_kg=72)
    diary = Diary(person=person, medicines=(medicine,))
    return simulate(diary, draws=_DRAWS, seed=_SEED, today=date(2025, 6, 15))
