"""How big the parts of a body are: volumes, surface and filtration from what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cramp.exposure.priors import prior
from cramp.physiology.parameters import parameters

if TYPE_CHECKING:
    from collections.abc import Callable

    from cramp.exposure.streams import Streams

AVERAGE_SURFACE_SQUARE_METRE = {"female": 1.78, "male": 1.99}
"""Of adults of each sex, as the priors of height and body-mass index have them (worked out). Usual
intakes are those of each sex already, so that bigger people eat more than others of their sex."""

REFERENCE_SURFACE_SQUARE_METRE = 1.73
"""To which filtration rates are stated by convention."""

REFERENCE_MASS_KG = 70.0
"""Of the adult whose values the parameter table holds."""

EXTRACELLULAR_SHARE = 0.4
"""Of body water (recalled: radioisotope dilution in adults, 0.38-0.45)."""

_HEAT_WITHOUT_LEAN_MASS, _HEAT_OF_LEAN_KG = 370.0, 21.6
"""Heat of a resting body, kcal a day, and of each kilogram without fat (Cunningham 1991)."""

_WATER_OF_LEAN_MASS = 0.73
"""Water of the body without fat (recalled: Pace and Rathbun 1945)."""

_HAEMATOCRIT_MALE = 0.45
_HAEMATOCRIT_FEMALE = 0.40
_WHOLE_BODY_HAEMATOCRIT_RATIO = 0.91
"""Cells in drawn blood, and cells of the whole body's blood against that (recalled: textbook
values)."""

_SMALLEST_KG_PER_SQUARE_METRE = 10.0
"""Below it nobody is known to have lived; a draw is kept above (recalled)."""

_FEMALE_SHARE = 0.5
"""Of people whose sex was not told (assumed)."""

_YOUNGEST_UNTOLD_YEARS = 18.0
"""The software is meant for adults, so an age that was not told is an adult's."""


@dataclass(frozen=True)
class BodySizes:
    """Sizes of V bodies.

    Every array has shape (V,).

    Attributes
    ----------
    sex
        `female` or `male`: which formulae apply.
    age_years, height_cm, mass_kg
        Told or drawn.
    egfr
        Estimated glomerular filtration rate, mL/min/1.73 m2.
    """

    sex: np.ndarray
    age_years: np.ndarray
    height_cm: np.ndarray
    mass_kg: np.ndarray
    egfr: np.ndarray

    @property
    def surface_square_metre(self) -> np.ndarray:
        """Body surface (Mosteller 1987)."""
        return np.sqrt(self.height_cm * self.mass_kg / 3600)

    @property
    def appetite_ratio(self) -> np.ndarray:
        """Body surface over that of the average adult of the sex: bigger people eat more."""
        female, male = (AVERAGE_SURFACE_SQUARE_METRE[sex] for sex in ("female", "male"))
        return self.surface_square_metre / np.where(self.sex == "male", male, female)

    @property
    def body_water_litre(self) -> np.ndarray:
        """Total body water (Watson 1980), within 30 to 75 % of mass.

        The limits matter only for sizes far from those the formula was made from.
        """
        male = 2.447 - 0.09516 * self.age_years + 0.1074 * self.height_cm + 0.3362 * self.mass_kg
        female = -2.097 + 0.1069 * self.height_cm + 0.2466 * self.mass_kg
        water = np.where(self.sex == "male", male, female)
        return np.clip(water, 0.3 * self.mass_kg, 0.75 * self.mass_kg)

    @property
    def resting_heat_ratio(self) -> np.ndarray:
        """Heat made at rest over that of the body whose volumes the parameter table holds."""
        return _resting_heat(self.body_water_litre) / _resting_heat(np.array(_table_water_litre()))

    @property
    def plasma_volume_litre(self) -> np.ndarray:
        """Plasma volume: blood volume (Nadler 1962) less cells at a usual haematocrit."""
        cubed = (self.height_cm / 100) ** 3
        male = 0.3669 * cubed + 0.03219 * self.mass_kg + 0.6041
        female = 0.3561 * cubed + 0.03308 * self.mass_kg + 0.1833
        return np.where(
            self.sex == "male",
            male * (1 - _HAEMATOCRIT_MALE * _WHOLE_BODY_HAEMATOCRIT_RATIO),
            female * (1 - _HAEMATOCRIT_FEMALE * _WHOLE_BODY_HAEMATOCRIT_RATIO),
        )

    def parameters(self) -> dict[str, np.ndarray]:
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


def _resting_heat(body_water_litre: np.ndarray) -> np.ndarray:
    lean_kg = body_water_litre / _WATER_OF_LEAN_MASS
    return _HEAT_WITHOUT_LEAN_MASS + _HEAT_OF_LEAN_KG * lean_kg


def _table_water_litre() -> float:
    table = {name: row.value for name, row in parameters().items()}
    plasma = table["plasma_water_fraction"] * table["plasma_volume_reference"]
    return plasma + table["interstitial_volume_reference"] + table["cell_volume_reference"]


def draw_body_sizes(
    streams: Streams,
    *,
    sex: str | np.ndarray | None,
    age_years: float | np.ndarray | None,
    height_cm: float | None,
    mass_kg: float | None,
    egfr: float | None,
) -> BodySizes:
    """Draw plausible bodies: told things as told, the others from their priors.

    Sex and age are told of one person, or of each of V people, shape (V,).

    An estimated filtration rate that was told keeps the error of its estimate.
    """
    sexes = _sexes(streams, sex)
    ages = _told_or(age_years, streams, _untold_ages)
    heights = _told_or(height_cm, streams, lambda streams: _untold_heights(streams, sexes))
    square_metre = (heights / 100) ** 2
    masses = _told_or(
        mass_kg, streams, lambda streams: prior("body_mass_index").draw(streams) * square_metre
    )
    return BodySizes(
        sex=sexes,
        age_years=ages,
        height_cm=heights,
        mass_kg=np.maximum(masses, _SMALLEST_KG_PER_SQUARE_METRE * square_metre),
        egfr=_filtration(streams, egfr, ages),
    )


def _told_or(
    told: float | np.ndarray | None, streams: Streams, untold: Callable[[Streams], np.ndarray]
) -> np.ndarray:
    return np.full(streams.count, told, dtype=float) if told is not None else untold(streams)


def _sexes(streams: Streams, told: str | np.ndarray | None) -> np.ndarray:
    if isinstance(told, np.ndarray):
        return told
    if told in ("female", "male"):
        return np.full(streams.count, told)
    return np.where(streams.shares("sex") < _FEMALE_SHARE, "female", "male")


def _untold_ages(streams: Streams) -> np.ndarray:
    return np.maximum(_YOUNGEST_UNTOLD_YEARS, prior("untold_age").draw(streams))


def _untold_heights(streams: Streams, sexes: np.ndarray) -> np.ndarray:
    scores = streams.scores("height")
    female, male = (prior(f"height_cm_{sex}").at(scores) for sex in ("female", "male"))
    return np.where(sexes == "male", male, female)


def _filtration(streams: Streams, told: float | None, ages: np.ndarray) -> np.ndarray:
    if told is not None:
        return told * prior("told_egfr").draw(streams)
    yearly = prior("egfr_yearly_factor").value
    return prior("egfr_at_40").draw(streams) * yearly ** np.maximum(0.0, ages - 40)
