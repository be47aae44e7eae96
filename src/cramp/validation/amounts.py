"""Amounts of substances as an experiment's file writes them, in mmol and litres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cramp.units import (
    UnitError,
    amount_mmol,
    is_unit_of,
    mass_mg,
    parse_quantity,
    volume_litre,
)

SUBSTANCES = (
    "potassium", "sodium", "chloride", "water", "carbohydrate", "magnesium", "calcium",
    "phosphate", "bicarbonate", "citrate", "ammonium", "ethanol", "caffeine",
)  # fmt: skip
"""What may be eaten, drunk or infused. The body may lack some of them: see `needs`."""

SALTS = {
    "potassium_chloride": (74.55, ("potassium", "chloride")),
    "potassium_bicarbonate": (100.12, ("potassium", "bicarbonate")),
    "sodium_chloride": (58.44, ("sodium", "chloride")),
    "sodium_bicarbonate": (84.01, ("sodium", "bicarbonate")),
    "ammonium_chloride": (53.49, ("ammonium", "chloride")),
}
"""Molar mass in g/mol, and the ions of which one mole brings one mole each."""

_OTHER_MOLAR_MASSES = {"ammonium": 18.04, "ethanol": 46.07, "caffeine": 194.19} | {
    name: mass for name, (mass, _) in SALTS.items()
}
_MILLIMOLE = {"mmol": 1.0, "mol": 1000.0, "µmol": 1e-3, "umol": 1e-3}
_PER_KG = ("/kg", " per kg")


@dataclass(frozen=True)
class Amount:
    """An amount of a substance: mmol, of water litres.

    Attributes
    ----------
    value
        For each kilogram of body mass where `per_kg`.
    per_kg
        Whether it grows with the body.
    """

    value: float
    per_kg: bool = False

    def of(self, mass_kg: Any) -> Any:
        """Return the amount for bodies of some mass, a number or shape (V,)."""
        return self.value * mass_kg if self.per_kg else self.value


def amount(text: Any, substance: str) -> Amount:
    """Return an amount of a substance or a salt.

    Raises
    ------
    ValueError
        With the mend, for what is none, and for an amount below zero.
    """
    written = str(text).strip()
    per_kg = written.endswith(_PER_KG)
    if per_kg:
        written = written.rsplit("/kg", 1)[0].rsplit(" per kg", 1)[0]
    try:
        value, unit = parse_quantity(written)
        converted = in_millimole_or_litre(value, unit, substance)
    except UnitError as error:
        example = "'1.5 L'" if substance == "water" else "'35 mmol'"
        raise ValueError(f"{text!r} is no amount of {substance} ({error}); write {example}") from (
            error
        )
    if converted < 0:
        raise ValueError(f"{text!r} is below zero; write what was given")
    return Amount(converted, per_kg)


def in_millimole_or_litre(value: float, unit: str, substance: str) -> float:
    """Return a value in mmol, of water in litres (1 g is 1 mL); raise UnitError otherwise."""
    if substance == "water":
        if is_unit_of(unit, "mass"):
            return mass_mg(value, unit) / 1e6
        return volume_litre(value, unit)
    if substance in _OTHER_MOLAR_MASSES:
        if unit in _MILLIMOLE:
            return value * _MILLIMOLE[unit]
        return mass_mg(value, unit) / _OTHER_MOLAR_MASSES[substance]
    return amount_mmol(value, unit, "glucose" if substance == "carbohydrate" else substance)


def ions(amounts: dict[str, Amount]) -> list[tuple[str, Amount]]:
    """Return amounts with every salt taken apart into its ions."""
    apart: list[tuple[str, Amount]] = []
    for name, given in amounts.items():
        parts = SALTS[name][1] if name in SALTS else (name,)
        apart.extend((part, given) for part in parts)
    return apart
