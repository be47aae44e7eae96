"""In which unit a measurement is told, against that in which the body answers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cramp.units import UnitError
from cramp.validation.measured_units import factor
from cramp.validation.measurements import OF_SHARES

if TYPE_CHECKING:
    from cramp.validation.format import Screened
    from cramp.validation.measurements import Measurement
    from cramp.validation.quantities import Known

_DIMENSIONLESS = "dimensionless"


def is_relative(measurement: Measurement) -> bool:
    """Return whether a change or a difference is told as a share of what it started from."""
    return measurement.measure in {"change", "difference"} and measurement.unit == "%"


def body_unit(measurement: Measurement, known: Known) -> str:
    """Return the unit of the numbers that a measurement takes from the course."""
    unit = known.unit(measurement.quantity)
    if measurement.take in {"time_of_peak", "time_of_nadir"}:
        return "minute"
    return f"{unit}_per_minute" if measurement.take == "rate" else unit


def unit_factor(measurement: Measurement, known: Known) -> float:
    """Return by what a measured value is multiplied to be in the body's unit.

    Raises
    ------
    UnitError
        If the unit does not measure what is told.
    """
    if is_relative(measurement) or measurement.measure in OF_SHARES | {"ratio"}:
        return factor(measurement.unit, _DIMENSIONLESS, f"a {measurement.measure}")
    unit = body_unit(measurement, known)
    if measurement.measure == "onset" and measurement.against is not None:
        return factor(measurement.unit, known.unit(measurement.against), measurement.against)
    if measurement.measure != "slope" or measurement.against is None:
        return factor(measurement.unit, unit, measurement.quantity)
    above, separator, below = measurement.unit.partition(" per ")
    if not separator:
        raise UnitError(f"{measurement.unit!r} is no slope; write such as 'mmol/L per mmol'")
    against = measurement.model_copy(update={"quantity": measurement.against})
    return factor(above, unit, measurement.quantity) / factor(
        below, body_unit(against, known), measurement.against
    )


def threshold_in_body_unit(measurement: Measurement, known: Known) -> float:
    """Return the threshold of a share of people; raise UnitError if its unit does not fit."""
    if measurement.threshold is None:
        raise ValueError("a share of people needs a threshold")
    value, unit = measurement.threshold
    return value * factor(unit, body_unit(measurement, known), measurement.quantity)


def screened_between(screened: Screened, known: Known) -> tuple[float, float]:
    """Return between which values people had to lie, in the body's unit; infinite if not told.

    Raises
    ------
    UnitError
        If a unit does not measure the quantity.
    ValueError
        If nothing lies between both.
    """
    bounds = [-math.inf, math.inf]
    for at, told in enumerate((screened.above, screened.below)):
        if told is not None:
            value, unit = told
            bounds[at] = value * factor(unit, known.unit(screened.quantity), screened.quantity)
    if bounds[0] >= bounds[1]:
        raise ValueError("nothing lies above the one and below the other; tell above the lower")
    return bounds[0], bounds[1]
