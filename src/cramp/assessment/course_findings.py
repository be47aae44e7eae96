"""What the simulated course says, next to what was measured."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

import numpy as np

from cramp.assessment.succeeded import succeeded_values
from cramp.diary.model import CrampEvent, LabEvent
from cramp.knowledge.measurement_errors import whole_error
from cramp.simulate.measured import BLOOD
from cramp.simulate.use_of_measurements import UsedMeasurement, uses_of_measurements

if TYPE_CHECKING:
    from datetime import datetime

    import xarray

    from cramp.diary.model import Diary

QUANTILES = (0.05, 0.5, 0.95)
SERUM = {
    "potassium": ("plasma_potassium_concentration", 3.5, 5.0),
    "sodium": ("plasma_sodium_concentration", 135.0, 145.0),
    "magnesium": ("plasma_magnesium_concentration", 0.7, 1.0),
    "calcium": ("plasma_calcium_concentration", 2.15, 2.55),
}
"""Quantity of the body and the usual adult range in mmol/L, by analyte (recalled: the limits
most laboratories print)."""

DECIMALS = {
    "potassium": 1, "sodium": 0, "magnesium": 2, "calcium": 2, "chloride": 0, "bicarbonate": 0,
    "ionised_calcium": 2, "phosphate": 2,
}  # fmt: skip
"""With which a value in mmol/L is shown, by analyte: as laboratories print it."""


@dataclass(frozen=True)
class SerumFinding:
    """One analyte of blood over the days shown, simulated.

    Attributes
    ----------
    analyte
        Key of `SERUM`.
    at_cramps
        5 %, 50 % and 95 % quantile over the draws at the cramps told, averaged over them; at
        all hours where no cramp was told. mmol/L.
    lowest, highest
        The same of each draw's lowest and highest value. mmol/L.
    share_below, share_above
        Share of the draws below and above the usual range at the cramps.
    draws
        How many draws they are shares of.
    usual
        Usual adult range, mmol/L.
    """

    analyte: str
    at_cramps: tuple[float, float, float]
    lowest: tuple[float, float, float]
    highest: tuple[float, float, float]
    share_below: float
    share_above: float
    usual: tuple[float, float]
    draws: int


@dataclass(frozen=True)
class Measurement:
    """One measured value, next to the simulation at the same hour.

    Attributes
    ----------
    analyte
        Identifier.
    at
        When it was taken.
    si_value
        In the analyte's SI unit.
    told
        As told, with its unit.
    simulated
        5 %, 50 % and 95 % quantile at that hour from what was told alone, no measured value
        counted; None if not simulated.
    use
        What became of it in the course, with the same quantiles after the measured values used;
        None where the course was made without it.
    """

    analyte: str
    at: datetime
    si_value: float
    told: str
    simulated: tuple[float, float, float] | None
    use: UsedMeasurement | None = None

    @property
    def agrees(self) -> bool | None:
        """Whether the simulated interval holds the measured value, give or take all errors.

        None if not simulated.
        """
        if self.simulated is None:
            return None
        low, middle, high = self.simulated
        slack = 1.645 * whole_error(self.analyte) * middle
        lowest = middle - math.hypot(middle - low, slack)
        return lowest <= self.si_value <= middle + math.hypot(high - middle, slack)


@dataclass(frozen=True)
class WaterFinding:
    """Change of body water.

    Attributes
    ----------
    lowest
        5 %, 50 % and 95 % quantile of the largest fall below the first hour shown, litres
        (negative: lost).
    last
        The same for the last hour shown.
    """

    lowest: tuple[float, float, float]
    last: tuple[float, float, float]


def serum_findings(diary: Diary, course: xarray.Dataset) -> tuple[SerumFinding, ...]:
    """Return what the course says of each analyte of `SERUM`."""
    return tuple(_serum(analyte, diary, course) for analyte in SERUM)


def at_told_cramps(
    values: xarray.DataArray, diary: Diary, course: xarray.Dataset
) -> xarray.DataArray:
    """Return values at the hours of the cramps told; at all hours where none was told."""
    cramps = [event.at for event in diary.events if isinstance(event, CrampEvent)]
    moments = [m for m in map(_utc, cramps) if _within(m, course)]
    return values.sel(time=moments, method="nearest") if moments else values


def measurements(diary: Diary, course: xarray.Dataset | None) -> tuple[Measurement, ...]:
    """Return every laboratory value of the diary, in time order."""
    uses = {} if course is None else _uses(course)
    found = []
    for event in diary.events:
        if not isinstance(event, LabEvent):
            continue
        for analyte, value in event.values.items():
            told = f"{value.told_value:g} {value.told_unit}"
            use = uses.get((analyte, event.at.astimezone(UTC), told))
            simulated = None
            if course is not None and analyte in BLOOD:
                before = None if use is None else use.before
                simulated = before or _at(course, BLOOD[analyte], event.at)
            found.append(Measurement(analyte, event.at, value.si_value, told, simulated, use))
    return tuple(found)


def _uses(course: xarray.Dataset) -> dict[tuple[str, datetime, str], UsedMeasurement]:
    return {
        (use.analyte, use.at.astimezone(UTC), use.told): use
        for use in uses_of_measurements(course)
        if use.kind == "lab"
    }


def water_finding(course: xarray.Dataset) -> WaterFinding:
    """Return the change of body water over the days shown."""
    volume = succeeded_values(course, "body_water_volume")
    change = volume - volume.isel(time=0)
    return WaterFinding(
        quantiles(change.min("time").to_numpy()), quantiles(change.isel(time=-1).to_numpy())
    )


def quantiles(values: np.ndarray) -> tuple[float, float, float]:
    """Return the 5 %, 50 % and 95 % quantile."""
    low, middle, high = np.quantile(values, QUANTILES)
    return float(low), float(middle), float(high)


def _serum(analyte: str, diary: Diary, course: xarray.Dataset) -> SerumFinding:
    name, low, high = SERUM[analyte]
    values = succeeded_values(course, name)
    by_draw = at_told_cramps(values, diary, course).mean("time").to_numpy()
    return SerumFinding(
        analyte=analyte,
        at_cramps=quantiles(by_draw),
        lowest=quantiles(values.min("time").to_numpy()),
        highest=quantiles(values.max("time").to_numpy()),
        share_below=float(np.mean(by_draw < low)),
        share_above=float(np.mean(by_draw > high)),
        usual=(low, high),
        draws=by_draw.size,
    )


def _utc(moment: datetime) -> np.datetime64:
    return np.datetime64(moment.astimezone(UTC).replace(tzinfo=None), "ns")


def _within(moment: np.datetime64, course: xarray.Dataset) -> bool:
    time = course["time"].to_numpy()
    return bool(time[0] <= moment <= time[-1])


def _at(course: xarray.Dataset, name: str, moment: datetime) -> tuple[float, float, float] | None:
    at = _utc(moment)
    if name not in course or not _within(at, course):
        return None
    return quantiles(succeeded_values(course, name).sel(time=at, method="nearest").to_numpy())
