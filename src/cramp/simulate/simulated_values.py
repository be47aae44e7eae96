"""What the simulated bodies say where something was measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np

from cramp.diary.kidney import egfr_ckd_epi_2021
from cramp.exposure.clock import DAY_MINUTES
from cramp.physiology.parameters import parameters
from cramp.simulate.body_size import REFERENCE_SURFACE_SQUARE_METRE
from cramp.simulate.measured import BLOOD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Literal

    from cramp.exposure.clock import Clock
    from cramp.simulate.body_size import BodySizes
    from cramp.simulate.measured import Measured

WATER_KG_PER_LITRE = 0.993
"""At 37 C (CRC handbook; recalled)."""

SAMPLE_HOURS = (7 * 60.0, 19 * 60.0)
"""Minutes of the day between which blood is drawn and people weigh themselves, where the hour was
not told (assumed)."""

_NEEDED = {
    "filtration": ("glomerular_filtration_rate",),
    "body_mass": ("body_water_volume",),
    "urine_volume": ("urine_water_amount",),
}


@dataclass(frozen=True)
class Ensemble:
    """Courses of N versions of a person at T times.

    Attributes
    ----------
    times
        Minutes of the timeline's clock, shape (T,).
    courses
        By identifier of the body, each of shape (N, T); NaN where a version failed.
    mass_kg, surface_square_metre
        Of the bodies, shape (N,).
    """

    times: np.ndarray
    courses: Mapping[str, np.ndarray]
    mass_kg: np.ndarray
    surface_square_metre: np.ndarray

    def at(self, identifier: str, minute: float) -> np.ndarray:
        """Return a quantity at a moment, between two times in proportion; shape (N,)."""
        after = int(np.clip(np.searchsorted(self.times, minute), 1, len(self.times) - 1))
        span = self.times[after] - self.times[after - 1]
        share = np.clip((minute - self.times[after - 1]) / span, 0.0, 1.0)
        course = self.courses[identifier]
        return course[:, after - 1] * (1 - share) + course[:, after] * share

    def gathered(self, identifier: str, measured: Measured) -> np.ndarray:
        """Return by how much an amount grew while urine was collected; shape (N,)."""
        end = measured.at_minute
        return self.at(identifier, end) - self.at(identifier, end - measured.minutes)


def identifiers(measured: Sequence[Measured]) -> tuple[str, ...]:
    """Return the quantities of the body that some measured values are held against."""
    return tuple(dict.fromkeys(name for one in measured for name in _identifiers(one)))


def _identifiers(measured: Measured) -> tuple[str, ...]:
    if measured.quantity in BLOOD:
        return (BLOOD[measured.quantity],)
    if measured.quantity in _NEEDED:
        return _NEEDED[measured.quantity]
    return (f"{measured.quantity}_amount", "urine_water_amount")


def log_simulated(
    ensemble: Ensemble, measured: Sequence[Measured], clock: Clock | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Return the logarithms of what each version has where something was measured.

    Parameters
    ----------
    ensemble
        Of N versions.
    measured
        J values.
    clock
        The timeline's, where an hour was not told.

    Returns
    -------
    logarithms : numpy.ndarray
        Shape (N, J); NaN where a version failed.
    hour_variance : numpy.ndarray
        Variance that an hour which was not told adds, shape (J,).
    """
    columns = [_logarithms(ensemble, one, clock) for one in measured]
    shape = (len(ensemble.mass_kg), 0)
    if not columns:
        return np.empty(shape), np.empty(0)
    return np.column_stack([c for c, _ in columns]), np.array([v for _, v in columns])


def log_measured(measured: Sequence[Measured], sizes: BodySizes) -> np.ndarray:
    """Return the logarithms of measured values as each version would read them, shape (N, J).

    Only a creatinine reads differently: as the filtration of somebody of that age and sex.
    """
    count = len(sizes.mass_kg)
    columns = [
        _filtration(one.value, sizes)
        if one.analyte == "creatinine"
        else np.full(count, float(one.value))
        for one in measured
    ]
    return np.log(np.column_stack([np.empty((count, 0)), *columns]))


def _filtration(creatinine: float, sizes: BodySizes) -> np.ndarray:
    return np.array(
        [
            egfr_ckd_epi_2021(creatinine, float(age), cast("Literal['female', 'male']", str(sex)))
            for age, sex in zip(sizes.age_years, sizes.sex, strict=True)
        ]
    )


def _logarithms(ensemble: Ensemble, one: Measured, clock: Clock | None) -> tuple[np.ndarray, float]:
    if one.hour_told or clock is None or one.quantity == "filtration" or one.kind == "urine":
        return _log(_value(ensemble, one, one.at_minute)), 0.0
    day = clock.day_index(one.at_minute)
    begin, end = (clock.at(day, minute) for minute in SAMPLE_HOURS)
    hours = [float(t) for t in ensemble.times if begin <= t <= end] or [one.at_minute]
    at_hours = np.column_stack([_log(_value(ensemble, one, hour)) for hour in hours])
    return at_hours.mean(axis=1), float(np.nanmean(at_hours.var(axis=1)))


def _value(ensemble: Ensemble, one: Measured, minute: float) -> np.ndarray:
    if one.quantity in BLOOD:
        return ensemble.at(BLOOD[one.quantity], minute)
    if one.quantity == "body_mass":
        return simulated_mass(ensemble, minute)
    if one.quantity == "filtration":
        return simulated_filtration(ensemble, minute)
    litre = ensemble.gathered("urine_water_amount", one) * _litre_per_millimole()
    if one.quantity == "urine_volume":
        return litre
    amount = ensemble.gathered(f"{one.quantity}_amount", one)
    return amount if one.is_amount else amount / litre


def simulated_mass(ensemble: Ensemble, minute: float) -> np.ndarray:
    """Return the mass of each body, kg, shape (N,): it changes by its water alone."""
    change = ensemble.at("body_water_volume", minute) - ensemble.at(
        "body_water_volume", float(ensemble.times[0])
    )
    return ensemble.mass_kg + WATER_KG_PER_LITRE * change


def simulated_filtration(ensemble: Ensemble, minute: float) -> np.ndarray:
    """Return the mean filtration of the day before, mL/min/1.73 m2, shape (N,)."""
    within = (ensemble.times <= minute) & (ensemble.times >= minute - DAY_MINUTES)
    if not np.any(within):
        within = ensemble.times == ensemble.times[0]
    rate = ensemble.courses["glomerular_filtration_rate"][:, within].mean(axis=1)
    surface = ensemble.surface_square_metre / REFERENCE_SURFACE_SQUARE_METRE
    return 1000 * rate / surface


def _litre_per_millimole() -> float:
    return parameters()["molar_volume_of_water"].value


def _log(values: np.ndarray) -> np.ndarray:
    """Return logarithms; no urine at all is as good as a trace."""
    return np.log(np.maximum(values, 1e-12))
