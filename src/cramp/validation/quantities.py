"""What can be measured in the body: its own quantities, and those that follow from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cramp.validation.derived import derived_quantities

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

    from cramp.engine.description import ModelDescription
    from cramp.validation.people import Population


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
