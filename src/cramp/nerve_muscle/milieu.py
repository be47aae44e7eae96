"""The milieu that slow body and surroundings give nerve and muscle, and what it does to nerves."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Milieu:
    """What surrounds nerve and muscle; the defaults are the reference adult at rest.

    Attributes
    ----------
    interstitial_potassium
        In muscle at rest, mmol/L.
    ionised_calcium
        mmol/L.
    sodium
        Of plasma, mmol/L; osmolality is taken to go with it (2 mosm/kg for 1 mmol/L), so dilution
        is told here.
    magnesium
        Of plasma, mmol/L.
    ph
        Of plasma.
    temperature
        Of muscle, degrees Celsius.
    length
        Of the muscle, as a share of its optimum; a protocol that tells a length overrules it.
    flow
        Blood flow of the muscle at rest, as a multiple of the reference.
    """

    interstitial_potassium: float = 4.2
    ionised_calcium: float = 1.2
    sodium: float = 140.0
    magnesium: float = 0.85
    ph: float = 7.4
    temperature: float = 35.0
    length: float = 0.85
    flow: float = 1.0

    def __post_init__(self) -> None:
        for field in fields(self):
            low, high = LIMITS[field.name]
            value = getattr(self, field.name)
            if not low <= value <= high:
                raise ValueError(
                    f"{field.name} = {value:g} is not between {low:g} and {high:g}; check its unit"
                )


LIMITS = {
    "interstitial_potassium": (1.0, 20.0),
    "ionised_calcium": (0.3, 3.0),
    "sodium": (90.0, 190.0),
    "magnesium": (0.05, 5.0),
    "ph": (6.6, 7.9),
    "temperature": (15.0, 43.0),
    "length": (0.6, 1.5),
    "flow": (0.05, 20.0),
}
"""Beyond these a value is an error of unit, not a state of a living person."""

REFERENCE = Milieu()

COUPLINGS = {
    "ionised_calcium": "calcium_coupling",
    "sodium": "sodium_coupling",
    "magnesium": "magnesium_coupling",
    "ph": "ph_coupling",
    "temperature": "temperature_coupling",
}
"""What shifts the excitability of nerves, and the parameter that says by how much (mV per unit)."""


def excitability_shift(milieu: Milieu, values: Mapping[str, float]) -> float:
    """Return how far a milieu brings nerve endings towards firing, in mV; 0 at the reference.

    Parameters
    ----------
    values
        Of the parameters, by identifier. The couplings among them are uncertain; draw them.
        Interstitial potassium is not among them: it acts on the membrane by the Nernst law.
    """
    return sum(
        values[coupling] * (getattr(milieu, name) - getattr(REFERENCE, name))
        for name, coupling in COUPLINGS.items()
    )
