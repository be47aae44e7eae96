"""How big the parts of one body are: volumes, surface and filtration from what is known of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cramp.exposure.priors import prior
from cramp.physiology.parameters import parameters

if TYPE_CHECKING:
    import numpy as np

AVERAGE_SURFACE_SQUARE_METRE = 1.85
"""Of the adults whose usual intakes the priors hold (assumed: women and men together)."""

REFERENCE_SURFACE_SQUARE_METRE = 1.73
"""To which filtration rates are stated by convention."""

REFERENCE_MASS_KG = 70.0
"""Of the adult whose values the parameter table holds."""

EXTRACELLULAR_SHARE = 0.4
"""Of body water (recalled: radioisotope dilution in adults, 0.38-0.45)."""

_HAEMATOCRIT = {"male": 0.45, "female": 0.40}
_WHOLE_BODY_HAEMATOCRIT_RATIO = 0.91
"""Cells in drawn blood, and cells of the whole body's blood against that (recalled: textbook
values)."""

_SMALLEST_KG_PER_SQUARE_METRE = 10.0
"""Below it nobody is known to have lived; a draw is kept above (recalled)."""

_YOUNGEST_UNTOLD_YEARS = 18.0
"""The software is meant for adults, so an age that was not told is an adult's."""


@dataclass(frozen=True)
class BodySize:
    """Size of one body.

    Attributes
    ----------
    sex
        `female` or `male`: which formulae apply.
    age_years, height_cm, mass_kg
        Told or drawn.
    egfr
        Estimated glomerular filtration rate, mL/min/1.73 m2.
    """

    sex: str
    age_years: float
    height_cm: float
    mass_kg: float
    egfr: float

    @property
    def surface_square_metre(self) -> float:
        """Body surface (Mosteller 1987)."""
        return math.sqrt(self.height_cm * self.mass_kg / 3600)

    @property
    def body_water_litre(self) -> float:
        """Total body water (Watson 1980), within 30 to 75 % of mass.

        The limits matter only for sizes far from those the formula was made from.
        """
        if self.sex == "male":
            water = (
                2.447 - 0.09516 * self.age_years + 0.1074 * self.height_cm + 0.3362 * self.mass_kg
            )
        else:
            water = -2.097 + 0.1069 * self.height_cm + 0.2466 * self.mass_kg
        return min(max(water, 0.3 * self.mass_kg), 0.75 * self.mass_kg)

    @property
    def plasma_volume_litre(self) -> float:
        """Plasma volume: blood volume (Nadler 1962) less cells at a usual haematocrit."""
        height_m = self.height_cm / 100
        if self.sex == "male":
            blood = 0.3669 * height_m**3 + 0.03219 * self.mass_kg + 0.6041
        else:
            blood = 0.3561 * height_m**3 + 0.03308 * self.mass_kg + 0.1833
        return blood * (1 - _HAEMATOCRIT[self.sex] * _WHOLE_BODY_HAEMATOCRIT_RATIO)

    def parameters(self) -> dict[str, float]:
        """Return the body parameters that size sets, by identifier, in their table's units."""
        water, plasma = self.body_water_litre, self.plasma_volume_litre
        plasma_water = parameters()["plasma_water_fraction"].value * plasma
        filtration = self.egfr / 1000 * self.surface_square_metre / REFERENCE_SURFACE_SQUARE_METRE
        return {
            "plasma_volume_reference": plasma,
            "interstitial_volume_reference": EXTRACELLULAR_SHARE * water - plasma_water,
            "cell_volume_reference": (1 - EXTRACELLULAR_SHARE) * water,
            "glomerular_filtration_rate_reference": filtration,
        }


def draw_body_size(
    generator: np.random.Generator,
    *,
    sex: str | None,
    age_years: float | None,
    height_cm: float | None,
    mass_kg: float | None,
    egfr: float | None,
) -> BodySize:
    """Draw one plausible body: told things as told, the others from their priors.

    An estimated filtration rate that was told keeps the error of its estimate.
    """
    chosen = sex if sex in ("female", "male") else ("female", "male")[int(generator.integers(2))]
    if age_years is not None:
        age = age_years
    else:
        age = max(_YOUNGEST_UNTOLD_YEARS, prior("untold_age").draw(generator))
    score = float(generator.standard_normal())
    height = height_cm if height_cm is not None else prior(f"height_cm_{chosen}").at(score)
    index = prior("body_mass_index").draw(generator)
    mass = mass_kg if mass_kg is not None else index * (height / 100) ** 2
    mass = max(mass, _SMALLEST_KG_PER_SQUARE_METRE * (height / 100) ** 2)
    if egfr is None:
        rate = prior("egfr_at_40").draw(generator)
        rate *= prior("egfr_yearly_factor").value ** max(0.0, age - 40)
    else:
        rate = egfr * prior("told_egfr").draw(generator)
    return BodySize(chosen, age, height, mass, rate)
