"""How many simulated versions of a person pass the limits that name a disturbance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cramp.assessment.course_findings import at_told_cramps
from cramp.assessment.succeeded import succeeded_values

if TYPE_CHECKING:
    import xarray

    from cramp.diary.model import Diary

FALL_OF_WATER_SHARE = 0.02
"""Fall of body water, as a share of body mass, that counts (Sawka et al. 2007, Med Sci Sports
Exerc 39:377; recalled)."""


@dataclass(frozen=True)
class Limit:
    """A limit that names a disturbance; one of `below` and `above` is None."""

    name: str
    variable: str
    below: float | None = None
    above: float | None = None
    unit: str = "mmol/L"
    analyte: str | None = None

    @property
    def criterion(self) -> str:
        """The limit as a clinician writes it."""
        sign, value = ("<", self.below) if self.below is not None else (">", self.above)
        return f"{sign} {value:g} {self.unit}"


LIMITS = (
    Limit("Hypokalaemia", "plasma_potassium_concentration", below=3.5, analyte="potassium"),
    Limit("Hyperkalaemia", "plasma_potassium_concentration", above=5.0, analyte="potassium"),
    Limit("Hyponatraemia", "plasma_sodium_concentration", below=135.0, analyte="sodium"),
    Limit("Hypernatraemia", "plasma_sodium_concentration", above=145.0, analyte="sodium"),
    Limit("Hypomagnesaemia", "plasma_magnesium_concentration", below=0.7, analyte="magnesium"),
    Limit("Hypocalcaemia, total", "plasma_calcium_concentration", below=2.15, analyte="calcium"),
    Limit("Low ionised calcium", "ionised_calcium_concentration", below=1.1),
    Limit("High bicarbonate", "plasma_bicarbonate_concentration", above=29.0),
    Limit("Low bicarbonate", "plasma_bicarbonate_concentration", below=22.0),
)
"""Limits most laboratories print for adults (recalled)."""


@dataclass(frozen=True)
class Disturbance:
    """One suspected disturbance.

    Attributes
    ----------
    name, criterion
        What it is called and its limit.
    analyte
        Which measured value speaks of it; None where none is told.
    at_cramps
        Share of the versions beyond the limit at the cramps told, averaged over them; over all
        hours where no cramp was told.
    at_any_hour
        Share of the versions beyond it at any hour shown.
    """

    name: str
    criterion: str
    analyte: str | None
    at_cramps: float
    at_any_hour: float


@dataclass(frozen=True)
class Disturbances:
    """All of them, and the versions in which none holds.

    Attributes
    ----------
    rows
        The likeliest at the cramps first.
    none_at_cramps
        Share of the versions beyond no limit at the cramps: electrolytes explain nothing there.
    draws
        How many versions the shares are of.
    """

    rows: tuple[Disturbance, ...]
    none_at_cramps: float
    draws: int


def disturbances(diary: Diary, course: xarray.Dataset) -> Disturbances:
    """Count the versions beyond each limit of `LIMITS`, and those that lost much water.

    Parameters
    ----------
    diary
        For the cramps told.
    course
        As returned by `cramp.simulate`.
    """
    found = []
    draws = int(course["succeeded"].sum())
    untouched = np.ones(draws, dtype=bool)
    for limit in (one for one in LIMITS if one.variable in course):
        values = succeeded_values(course, limit.variable)
        ever = _beyond(values, limit).any("time").to_numpy()
        then = _beyond(at_told_cramps(values, diary, course).mean("time"), limit).to_numpy()
        untouched &= ~then
        found.append(_disturbance(limit.name, limit.criterion, limit.analyte, then=then, ever=ever))
    fall = _fall_of_water(course)
    ever = (fall.max("time") > FALL_OF_WATER_SHARE).to_numpy()
    then = (at_told_cramps(fall, diary, course).mean("time") > FALL_OF_WATER_SHARE).to_numpy()
    untouched &= ~then
    criterion = f"> {100 * FALL_OF_WATER_SHARE:g} % of body mass since the start"
    found.append(_disturbance("Loss of body water", criterion, None, then=then, ever=ever))
    found.sort(key=lambda one: (-one.at_cramps, -one.at_any_hour))
    return Disturbances(tuple(found), float(np.mean(untouched)), draws)


def _disturbance(
    name: str, criterion: str, analyte: str | None, *, then: np.ndarray, ever: np.ndarray
) -> Disturbance:
    return Disturbance(name, criterion, analyte, float(np.mean(then)), float(np.mean(ever)))


def _beyond(values: xarray.DataArray, limit: Limit) -> xarray.DataArray:
    if limit.below is not None:
        return values < limit.below
    assert limit.above is not None  # noqa: S101  # each limit has one end
    return values > limit.above


def _fall_of_water(course: xarray.Dataset) -> xarray.DataArray:
    """Return the fall of body water as a share of body mass: a litre weighs a kilogram."""
    volume = succeeded_values(course, "body_water_volume")
    return (volume.isel(time=0) - volume) / succeeded_values(course, "body_mass")
