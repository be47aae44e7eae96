"""Mass balance read off the stoichiometry: what every reaction moves, and what it may not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from cramp.engine.description import describe
from cramp.physiology.composition import body_sbml

if TYPE_CHECKING:
    from cramp.engine.description import ModelDescription

CONSERVED = (
    "potassium", "sodium", "chloride", "magnesium", "calcium", "phosphate",
    "water", "glucose", "lactate", "ethanol",
    "caffeine", "hydrochlorothiazide", "furosemide", "spironolactone", "lisinopril", "salbutamol",
    "omeprazole", "amiloride", "ibuprofen", "propranolol", "fludrocortisone", "desmopressin",
    "acetazolamide", "empagliflozin",
)  # fmt: skip

SUPPLIES = {
    "potassium": ("eat_potassium", "infuse_potassium"),
    "sodium": ("eat_sodium", "infuse_sodium"),
    "chloride": ("eat_chloride", "infuse_chloride"),
    "magnesium": ("eat_magnesium", "infuse_magnesium"),
    "calcium": ("eat_calcium", "infuse_calcium"),
    "phosphate": ("eat_phosphate", "infuse_phosphate"),
    "water": ("eat_water", "drink_water", "infuse_water", "oxidise_water"),
    "glucose": ("eat_glucose", "infuse_glucose"),
    "lactate": ("produce_lactate", "infuse_lactate"),
    "ethanol": ("drink_ethanol",),
    "caffeine": ("drink_caffeine",),
    "hydrochlorothiazide": ("dose_hydrochlorothiazide",),
    "furosemide": ("dose_furosemide", "infuse_furosemide"),
    "spironolactone": ("dose_spironolactone",),
    "lisinopril": ("dose_lisinopril",),
    "omeprazole": ("dose_omeprazole",),
    "amiloride": ("dose_amiloride",),
    "ibuprofen": ("dose_ibuprofen",),
    "propranolol": ("dose_propranolol",),
    "fludrocortisone": ("dose_fludrocortisone",),
    "desmopressin": ("dose_desmopressin",),
    "acetazolamide": ("dose_acetazolamide",),
    "empagliflozin": ("dose_empagliflozin",),
    "salbutamol": ("dose_salbutamol", "inhale_salbutamol", "infuse_salbutamol"),
}
"""The only reactions that bring a substance in; every other one must conserve it."""


@dataclass(frozen=True)
class Leak:
    """A reaction that makes or destroys a substance."""

    reaction: str
    substance: str
    gained: float

    def __str__(self) -> str:
        verb = "makes" if self.gained > 0 else "destroys"
        return f"{self.reaction} {verb} {abs(self.gained):g} {self.substance} each time it runs"


def substance_of(species: str) -> str:
    """Return the conserved substance a species holds, from its name.

    Raises
    ------
    ValueError
        If the name says none: every species must be named `..._<substance>_amount` or
        `<substance>_..._amount`.
    """
    words = species.removesuffix("_amount").split("_")
    found = [word for word in words if word in CONSERVED]
    if not species.endswith("_amount") or len(found) != 1:
        raise ValueError(
            f"{species}: the name must hold one conserved substance and end in _amount"
        )
    return found[0]


def species_of(substance: str, description: ModelDescription) -> tuple[str, ...]:
    """Return every species that holds a substance; together they are what was brought in."""
    return tuple(
        state
        for state in description.states
        if state.endswith("_amount") and substance_of(state) == substance
    )


def leaks(description: ModelDescription) -> tuple[Leak, ...]:
    """Return every reaction that breaks a balance; a sound model has none.

    Parameters
    ----------
    description
        Of the body, or of a variant of it.
    """
    allowed = {(name, s) for s, names in SUPPLIES.items() for name in names}
    found = []
    for reaction in description.reactions.values():
        gained: dict[str, float] = dict.fromkeys(CONSERVED, 0.0)
        for species, count in reaction.consumed.items():
            gained[substance_of(species)] -= count
        for species, count in reaction.produced.items():
            gained[substance_of(species)] += count
        found.extend(
            Leak(reaction.id, substance, amount)
            for substance, amount in gained.items()
            if amount != 0 and ((reaction.id, substance) not in allowed or amount < 0)
        )
    return tuple(found)


@cache
def body_description() -> ModelDescription:
    """Return the parts of the body."""
    return describe(body_sbml())
