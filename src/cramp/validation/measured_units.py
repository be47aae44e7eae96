"""Measured values in the units of the body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cramp.units import (
    UnitError,
    amount_mmol,
    duration_minutes,
    is_unit_of,
    mass_kg,
    mass_mg,
    volume_litre,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_SUBSTANCES = (
    "potassium", "sodium", "chloride", "calcium", "magnesium", "phosphate", "phosphorus",
    "bicarbonate", "citrate", "glucose", "ethanol", "caffeine",
)  # fmt: skip
_PLAIN = {"1": 1.0, "share": 1.0, "fraction": 1.0, "ratio": 1.0, "%": 0.01}
_OSMOLES = {"mosm": 1.0, "mosmol": 1.0, "mmol": 1.0}
_PICOMOLES = {"fmol": 1e-3, "pmol": 1.0, "nmol": 1e3}
_NANOMOLES = {"pmol": 1e-3, "nmol": 1.0, "µmol": 1e3}
_PARATHYROID_HORMONE = _PICOMOLES | {"pg": 1 / 9430, "ng": 1 / 9.43}
"""1 pmol of the whole hormone is 9.43 ng."""
_INSULIN = _PICOMOLES | {"mu": 6.0, "µu": 6e-3}
"""1 U of insulin is 6 nmol; mU/L is what papers write as µU/mL."""
_RATING_CENTIMETRES = {"cm": 1.0, "mm": 0.1}
"""Of a line on which people mark how they feel."""


def factor(unit: str, body_unit: str, identifier: str) -> float:
    """Return by what a value in some unit is multiplied to be in the body's.

    Parameters
    ----------
    unit
        As a paper writes it, such as `mEq/L`.
    body_unit
        As the body's text writes it, such as `millimole_per_litre`.
    identifier
        Of the quantity, whose name tells the substance: masses and charges depend on it.

    Raises
    ------
    UnitError
        If the unit does not measure this quantity; the message says what would.
    """
    if unit in {body_unit, _UNITS_OF_THEIR_OWN.get(body_unit)}:
        return 1.0
    above, below = body_unit.split("_per_", 1) if "_per_" in body_unit else (body_unit, "")
    told_above, told_below = unit.split("/", 1) if "/" in unit else (unit, "")
    if bool(below) != bool(told_below) or above not in _ABOVE or below not in _BELOW:
        raise UnitError(
            f"{unit!r} does not measure {identifier}; write a unit of {_words(body_unit)}"
        )
    return _ABOVE[above](told_above.strip(), identifier) / _BELOW[below](told_below.strip())


def _words(body_unit: str) -> str:
    return body_unit.replace("_", " ")


def _millimole(unit: str, identifier: str) -> float:
    if identifier.endswith(("osmolality", "osmole_rate")):
        return _looked_up(unit, _OSMOLES, "osmoles")
    substance = next((name for name in _SUBSTANCES if name in identifier), None)
    if substance is None:
        return _looked_up(unit, {"mmol": 1.0, "mol": 1000.0}, "an amount")
    return amount_mmol(1.0, unit, substance)


def _picomole(unit: str, identifier: str) -> float:
    if "insulin" in identifier:
        return _looked_up(unit, _INSULIN, "an amount of insulin")
    if "parathyroid" in identifier:
        return _looked_up(unit, _PARATHYROID_HORMONE, "an amount of parathyroid hormone")
    return _looked_up(unit, _PICOMOLES, "an amount")


def _nanomole(unit: str, _identifier: str) -> float:
    return _looked_up(unit, _NANOMOLES, "an amount")


def _litre(unit: str, _identifier: str) -> float:
    return mass_mg(1.0, unit) / 1e6 if is_unit_of(unit, "mass") else volume_litre(1.0, unit)


def _kilogram(unit: str, _identifier: str) -> float:
    return mass_kg(1.0, unit)


def _minute(unit: str, _identifier: str) -> float:
    return duration_minutes(1.0, unit)


def _plain(unit: str, identifier: str) -> float:
    if identifier.endswith("rating"):
        return _looked_up(unit, _PLAIN | _RATING_CENTIMETRES, "a rating")
    return _looked_up(unit, _PLAIN, "a share or a ratio")


def _litre_below(unit: str) -> float:
    # A kilogram of water: osmolality is told by it, the body's by litre.
    return 1.0 if unit.lower() == "kg" else volume_litre(1.0, unit)


def _looked_up(unit: str, table: dict[str, float], what: str) -> float:
    name = unit.lower() if unit.lower() in table else unit
    if name not in table:
        raise UnitError(f"unit {unit!r} is not {what}; use one of {', '.join(table)}")
    return table[name]


_ABOVE: dict[str, Callable[[str, str], float]] = {
    "millimole": _millimole,
    "substance": _millimole,
    "picomole": _picomole,
    "nanomole": _nanomole,
    "litre": _litre,
    "kilogram": _kilogram,
    "minute": _minute,
    "dimensionless": _plain,
}
_BELOW: dict[str, Callable[[str], float]] = {
    "": lambda _unit: 1.0,
    "litre": _litre_below,
    "minute": lambda unit: duration_minutes(1.0, unit),
    "kilogram": lambda unit: mass_kg(1.0, unit),
}
_UNITS_OF_THEIR_OWN = {"millimetre_mercury": "mmHg"}
