"""Amounts of substances as an experiment's file writes them, in mmol and litres."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cramp.units import (
    UnitError,
    amount_mmol,
    is_unit_of,
    mass_mg,
    parse_quantity,
    volume_litre,
)

if TYPE_CHECKING:
    from collections.abc import Callable

SUBSTANCES = (
    "potassium", "sodium", "chloride", "water", "carbohydrate", "magnesium", "calcium",
    "phosphate", "vitamin_d", "bicarbonate", "citrate", "ammonium", "hydrogen", "ethanol",
    "caffeine", "lactate", "insulin", "adrenaline",
)  # fmt: skip
"""What may be eaten, drunk or infused. The body may lack some of them: see `needs`."""

IMPLIED = frozenset({"bicarbonate", "citrate", "ammonium", "hydrogen"})
"""What needs no input. Plasma bicarbonate follows from the other ions, as plasma is neutral; so
sodium bicarbonate is sodium without chloride and hydrochloric acid is chloride without a cation.
Citrate is burnt to bicarbonate, ammonium leaves an acid behind."""

SALTS = {
    "potassium_chloride": (74.55, {"potassium": 1, "chloride": 1}),
    "potassium_bicarbonate": (100.12, {"potassium": 1, "bicarbonate": 1}),
    "potassium_citrate": (306.39, {"potassium": 3, "citrate": 1}),
    "sodium_chloride": (58.44, {"sodium": 1, "chloride": 1}),
    "sodium_bicarbonate": (84.01, {"sodium": 1, "bicarbonate": 1}),
    "sodium_citrate": (258.07, {"sodium": 3, "citrate": 1}),
    "sodium_lactate": (112.06, {"sodium": 1, "lactate": 1}),
    "ammonium_chloride": (53.49, {"ammonium": 1, "chloride": 1}),
    "hydrochloric_acid": (36.46, {"hydrogen": 1, "chloride": 1}),
    "lactic_acid": (90.08, {"hydrogen": 1, "lactate": 1}),
}
"""Molar mass in g/mol, of citrates without water, and the ions that one mole brings."""

_OTHER_MOLAR_MASSES = {
    "ammonium": 18.04, "hydrogen": 1.008, "ethanol": 46.07, "caffeine": 194.19, "lactate": 89.07,
} | {name: mass for name, (mass, _) in SALTS.items()}  # fmt: skip
_MILLIMOLE = {"mmol": 1.0, "mol": 1000.0, "µmol": 1e-3, "umol": 1e-3}
_PICOMOLE = {"pmol": 1.0, "nmol": 1e3, "µmol": 1e6, "umol": 1e6, "mmol": 1e9}
_PICOMOLE_PER_UNIT = 6000.0
"""Of insulin (Knopp et al. 2019, J Diabetes Sci Technol 13:597; recalled)."""
_INSULIN = _PICOMOLE | {
    "U": _PICOMOLE_PER_UNIT, "IU": _PICOMOLE_PER_UNIT, "mU": _PICOMOLE_PER_UNIT / 1e3,
}  # fmt: skip
_ADRENALINE_MOLAR_MASS = 183.2
_PICOMOLE_PER_MICROGRAM_OF_VITAMIN_D = 2600.0
_MICROGRAM_PER_UNIT_OF_VITAMIN_D = 0.025
_EXAMPLES = {
    "water": "'1.5 L'", "insulin": "'10 U'", "adrenaline": "'0.5 mg'", "medicine": "'50 mg'",
    "vitamin_d": "'25 µg'",
}  # fmt: skip
_PER_KG = ("/kg", " per kg")
_WITH_DEVIATION = re.compile(r"(?P<mean>[^()]+)\(\s*sd\s+(?P<deviation>[^()]+)\)", re.IGNORECASE)


@dataclass(frozen=True)
class Amount:
    """An amount of a substance: mmol, of water L, of hormones and vitamin D pmol, of medicines mg.

    Attributes
    ----------
    value
        The mean; for each kilogram of body mass where `per_kg`.
    per_kg
        Whether it grows with the body.
    deviation
        Standard deviation between people, as `value`.
    """

    value: float
    per_kg: bool = False
    deviation: float = 0.0

    def of(self, mass_kg: Any, scores: Any = 0.0) -> Any:
        """Return the amount for each of some people.

        Parameters
        ----------
        mass_kg
            Their bodies' masses, a number or shape (V,).
        scores
            Standard normal scores, a number or shape (V,): where people stand in the spread.

        Returns
        -------
        float or numpy.ndarray
            Never below zero: nobody takes less than nothing.
        """
        value = self.value
        if self.deviation:
            value = np.maximum(self.value + self.deviation * scores, 0.0)
        return value * mass_kg if self.per_kg else value


def amount(text: Any, substance: str) -> Amount:
    """Return an amount of a substance or a salt, such as `35 mmol` or `3 L (sd 1.2 L)`.

    Raises
    ------
    ValueError
        With the mend, for what is none, and for an amount below zero.
    """
    written = str(text).strip()
    found = _WITH_DEVIATION.fullmatch(written)
    mean, deviation = found.group("mean", "deviation") if found else (written, None)
    value, per_kg = _told(mean, substance, written)
    if deviation is None:
        return Amount(value, per_kg)
    spread, spread_per_kg = _told(deviation, substance, written)
    if spread_per_kg != per_kg:
        raise ValueError(
            f"{text!r} tells one of its two by body mass; write such as '33 mL/kg (sd 8 mL/kg)'"
        )
    return Amount(value, per_kg, spread)


def _told(text: str, substance: str, whole: str) -> tuple[float, bool]:
    """Return a value and whether it is told by body mass."""
    written = text.strip()
    per_kg = written.endswith(_PER_KG)
    if per_kg:
        written = written.rsplit("/kg", 1)[0].rsplit(" per kg", 1)[0]
    try:
        value, unit = parse_quantity(written)
        converted = _converted(value, unit, substance)
    except UnitError as error:
        example = _EXAMPLES.get(substance, "'35 mmol'")
        raise ValueError(f"{whole!r} is no amount of {substance} ({error}); write {example}") from (
            error
        )
    if converted < 0:
        raise ValueError(f"{whole!r} is below zero; write what was given")
    return converted, per_kg


def _converted(value: float, unit: str, substance: str) -> float:
    """Return a value in mmol, of water in L, of hormones and vitamin D in pmol, of medicines in mg.

    Raises
    ------
    UnitError
        If the unit does not measure the substance.
    """
    if substance in _CONVERTERS:
        return _CONVERTERS[substance](value, unit)
    if substance in _OTHER_MOLAR_MASSES:
        if unit in _MILLIMOLE:
            return value * _MILLIMOLE[unit]
        return mass_mg(value, unit) / _OTHER_MOLAR_MASSES[substance]
    return amount_mmol(value, unit, "glucose" if substance == "carbohydrate" else substance)


def _water(value: float, unit: str) -> float:
    """Return litres; 1 g is 1 mL."""
    return mass_mg(value, unit) / 1e6 if is_unit_of(unit, "mass") else volume_litre(value, unit)


def _insulin(value: float, unit: str) -> float:
    if unit not in _INSULIN:
        raise UnitError(f"unit {unit!r} is not one of {', '.join(_INSULIN)}")
    return value * _INSULIN[unit]


def _adrenaline(value: float, unit: str) -> float:
    if unit in _PICOMOLE:
        return value * _PICOMOLE[unit]
    return mass_mg(value, unit) / _ADRENALINE_MOLAR_MASS * 1e9


def _vitamin_d(value: float, unit: str) -> float:
    """Return pmol of cholecalciferol; 40 IU are 1 µg."""
    if unit in _PICOMOLE:
        return value * _PICOMOLE[unit]
    if unit == "IU":
        micrograms = value * _MICROGRAM_PER_UNIT_OF_VITAMIN_D
    else:
        micrograms = mass_mg(value, unit) * 1e3
    return micrograms * _PICOMOLE_PER_MICROGRAM_OF_VITAMIN_D


_CONVERTERS: dict[str, Callable[[float, str], float]] = {
    "water": _water, "insulin": _insulin, "adrenaline": _adrenaline, "medicine": mass_mg,
    "vitamin_d": _vitamin_d,
}  # fmt: skip


def ions(amounts: dict[str, Amount]) -> list[tuple[str, Amount]]:
    """Return amounts with every salt taken apart into its ions."""
    apart: list[tuple[str, Amount]] = []
    for name, given in amounts.items():
        parts = SALTS[name][1] if name in SALTS else {name: 1}
        apart.extend(
            (part, Amount(given.value * count, given.per_kg, given.deviation * count))
            for part, count in parts.items()
        )
    return apart
