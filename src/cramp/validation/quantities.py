"""Measured quantities that follow from those of the body, such as the volume of urine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cramp.physiology.parameters import parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np

    from cramp.engine.description import ModelDescription
    from cramp.validation.people import Population

Course = "Mapping[str, np.ndarray]"
"""Quantities of the body by identifier, each of shape (V, T)."""


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


def derived_quantities() -> dict[str, Derived]:
    """Return every derived quantity by name.

    Body mass is that which was told or drawn, and changes as body water does: a litre a kilogram.
    """
    return {
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


@dataclass(frozen=True)
class Known:
    """What can be measured in the body: its own quantities, and those that follow from them."""

    body: ModelDescription

    @property
    def names(self) -> frozenset[str]:
        """Identifiers of everything that can be measured."""
        own = {**self.body.states, **self.body.derived, **self.body.inputs}
        following = {
            name
            for name, one in derived_quantities().items()
            if all(part in own for part in one.needs)
        }
        return frozenset(own) | following

    def unit(self, name: str) -> str:
        """Return a quantity's unit, as the body's text writes units."""
        if name in derived_quantities():
            return derived_quantities()[name].unit
        return self.body.quantity(name).unit

    @staticmethod
    def parts(name: str) -> tuple[str, ...]:
        """Return which of the body's quantities are needed to know one."""
        one = derived_quantities().get(name)
        return (name,) if one is None else one.needs

    @staticmethod
    def value(name: str, course: Mapping[str, np.ndarray], population: Population) -> np.ndarray:
        """Return a quantity, shape (V, T), of a course of the body's quantities."""
        one = derived_quantities().get(name)
        return course[name] if one is None else one.value(course, population)
