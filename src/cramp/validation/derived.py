"""Measured quantities that follow from those of the body, such as the volume of urine."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cramp.physiology.parameters import parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np

    from cramp.validation.people import Population

WATER_OF_LEAN_MASS = 0.73
"""Litres a kilogram (Pace and Rathbun 1945, J Biol Chem 158:685; recalled)."""


@dataclass(frozen=True)
class Derived:
    """A quantity that no chapter holds.

    Attributes
    ----------
    needs
        Identifiers of the body from which it follows.
    unit
        As the body's text writes units.
    value
        From a course and its people.
    """

    needs: tuple[str, ...]
    unit: str
    value: Callable[[Mapping[str, np.ndarray], Population], np.ndarray]


def _volume(amount: str) -> Derived:
    litre_per_millimole = parameters()["molar_volume_of_water"].value
    return Derived((amount,), "litre", lambda course, _: course[amount] * litre_per_millimole)


def _urine_concentration(substance: str) -> Derived:
    rate = f"urine_{substance}_rate"
    return Derived(
        (rate, "urine_flow"),
        "millimole_per_litre",
        lambda course, _: course[rate] / course["urine_flow"],
    )


def _fractional_excretion(substance: str) -> Derived:
    rate, plasma = f"urine_{substance}_rate", f"plasma_{substance}_concentration"
    filtration = "glomerular_filtration_rate"
    return Derived(
        (rate, plasma, filtration),
        "dimensionless",
        lambda course, _: course[rate] / (course[filtration] * course[plasma]),
    )


def _share(part: str, *whole: str) -> Derived:
    return Derived(
        (part, *whole),
        "dimensionless",
        lambda course, _: course[part] / sum(course[name] for name in whole),
    )


def _by_mass(amount: str, unit: str) -> Derived:
    return Derived((amount,), unit, lambda course, people: course[amount] / people.mass_kg[:, None])


def _reabsorbed(*escapes: str) -> Derived:
    """Share of what is filtered that the last of some segments takes back."""
    *before, last = escapes

    def value(course: Mapping[str, np.ndarray], _: Population) -> np.ndarray:
        return math.prod((course[name] for name in before), start=1 - course[last])

    return Derived(escapes, "dimensionless", value)


def _composition() -> dict[str, Derived]:
    return {
        "body_water_share": Derived(
            ("body_water_volume",),
            "dimensionless",
            lambda course, people: course["body_water_volume"] / people.mass_kg[:, None],
        ),
        "cell_water_share": _share("cell_volume", "body_water_volume"),
        "interstitial_share": _share("interstitial_volume", "interstitial_volume", "plasma_volume"),
        "plasma_volume_per_mass": _by_mass("plasma_volume", "litre_per_kilogram"),
        "body_potassium_per_mass": _by_mass("body_potassium_amount", "millimole_per_kilogram"),
        "body_sodium_per_mass": _by_mass("body_sodium_amount", "millimole_per_kilogram"),
        "body_potassium_per_lean_mass": Derived(
            ("body_potassium_amount", "body_water_volume"),
            "millimole_per_kilogram",
            lambda course, _: (
                course["body_potassium_amount"] / course["body_water_volume"] * WATER_OF_LEAN_MASS
            ),
        ),
        "cell_potassium_share": _share("cell_potassium_amount", "body_potassium_amount"),
        "cell_sodium_concentration": Derived(
            ("cell_sodium_amount", "cell_volume"),
            "millimole_per_litre",
            lambda course, _: course["cell_sodium_amount"] / course["cell_volume"],
        ),
        "stool_cation_amount": Derived(
            ("stool_sodium_amount", "stool_potassium_amount"),
            "millimole",
            lambda course, _: course["stool_sodium_amount"] + course["stool_potassium_amount"],
        ),
        "stool_bicarbonate_concentration": Derived(
            tuple(f"stool_{ion}_concentration" for ion in ("sodium", "potassium", "chloride")),
            "millimole_per_litre",
            lambda course, _: (
                course["stool_sodium_concentration"]
                + course["stool_potassium_concentration"]
                - course["stool_chloride_concentration"]
            ),
        ),
    }


def _tubule() -> dict[str, Derived]:
    return {
        "proximal_sodium_reabsorption": _reabsorbed("proximal_escape"),
        "loop_sodium_reabsorption": _reabsorbed("proximal_escape", "loop_escape"),
        "distal_sodium_reabsorption": _reabsorbed(
            "proximal_escape", "loop_escape", "distal_escape"
        ),
        "proximal_potassium_reabsorption": _reabsorbed("proximal_escape"),
        "loop_potassium_reabsorption": _reabsorbed("proximal_escape", "loop_escape"),
        "duct_sodium_reabsorption": Derived(
            ("duct_sodium_delivery", "urine_sodium_rate", "glomerular_filtration_rate",
             "plasma_sodium_concentration"),
            "dimensionless",
            lambda course, _: (
                (course["duct_sodium_delivery"] - course["urine_sodium_rate"])
                / (course["glomerular_filtration_rate"] * course["plasma_sodium_concentration"])
            ),
        ),
    }  # fmt: skip


def derived_quantities() -> dict[str, Derived]:
    """Return every derived quantity by name.

    Body mass is that which was told or drawn, and changes as body water does: a litre a kilogram.
    """
    return {
        **_composition(),
        **_tubule(),
        "body_mass": Derived(
            ("body_water_volume",),
            "kilogram",
            lambda course, people: (
                course["body_water_volume"]
                + (people.mass_kg - people.sizes.body_water_litre)[:, None]
            ),
        ),
        "urine_volume": _volume("urine_water_amount"),
        "sweat_volume": _volume("sweat_water_amount"),
        "stool_volume": _volume("stool_water_amount"),
        "urine_potassium_concentration": _urine_concentration("potassium"),
        "urine_sodium_concentration": _urine_concentration("sodium"),
        "fractional_potassium_excretion": _fractional_excretion("potassium"),
        "fractional_sodium_excretion": _fractional_excretion("sodium"),
        "free_water_clearance": Derived(
            ("urine_flow", "urine_osmolality", "plasma_osmolality"),
            "litre_per_minute",
            lambda course, _: (
                course["urine_flow"]
                * (1 - course["urine_osmolality"] / course["plasma_osmolality"])
            ),
        ),
    }
