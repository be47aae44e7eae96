"""What age does to values of the body, beside size and filtration."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from cramp.knowledge.tables import rows_of
from cramp.physiology.parameters import parameters

if TYPE_CHECKING:
    from cramp.knowledge.tables import Row

_STATUSES = frozenset({"sourced", "recalled", "assumed"})


@dataclass(frozen=True)
class AgeEffect:
    """One value of the body that changes with age.

    Attributes
    ----------
    parameter
        Of the body; its table's value is that of people of `from_age` and younger.
    from_age, at_age
        In years.
    factor
        Of the value, at `at_age` over `from_age`.
    status, source, note
        As of the body's parameters; the note tells what was measured.
    """

    parameter: str
    from_age: float
    at_age: float
    factor: float
    status: str
    source: tuple[str, ...]
    note: str

    def at(self, age_years: np.ndarray) -> np.ndarray:
        """Return the factor at some ages, in years, of the same shape.

        Each year changes the value by the same share, from `from_age` on.
        """
        years = np.maximum(0.0, np.asarray(age_years) - self.from_age)
        return self.factor ** (years / (self.at_age - self.from_age))


@cache
def age_effects() -> tuple[AgeEffect, ...]:
    """Return every row of the table.

    Raises
    ------
    TableError
        If a row is incomplete; the message names file and line.
    """
    text = resources.files("cramp.simulate").joinpath("ageing.csv").read_text("utf-8")
    return read_age_effects(text)


def read_age_effects(text: str, name: str = "ageing.csv") -> tuple[AgeEffect, ...]:
    """Read a table of ageing in CSV.

    Raises
    ------
    TableError
        If a column is missing, a row is incomplete or a value appears twice.
    """
    effects: dict[str, AgeEffect] = {}
    for row in rows_of(text, name):
        effect = _effect(row)
        if effect.parameter in effects:
            raise row.fault(f"{effect.parameter} stands there twice; join the two rows")
        effects[effect.parameter] = effect
    return tuple(effects.values())


def _effect(row: Row) -> AgeEffect:
    parameter = row.text("parameter")
    if parameter not in parameters():
        raise row.fault(f"the body has no parameter {parameter!r}; look for a slip")
    effect = AgeEffect(
        parameter=parameter,
        from_age=row.number("from_age"),
        at_age=row.number("at_age"),
        factor=row.number("factor"),
        status=row.one_of("status", _STATUSES),
        source=row.parts("source"),
        note=row.text("note"),
    )
    if not (0 <= effect.from_age < effect.at_age and effect.factor > 0):
        raise row.fault("at_age must lie above from_age, the factor above zero")
    if effect.status != "assumed" and not effect.source:
        raise row.fault(f"what is {effect.status} needs a source")
    return effect
