"""Chloride of what is eaten, where a file does not tell it.

Food brings chloride with its sodium and base with its potassium. What a controlled diet adds to
usual life, or leaves out of it, is taken to be chloride of sodium and of potassium: such diets are
made with these salts (assumed; a file that knows better tells `chloride` or names the salt).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from cramp.validation.eating import Amounts
    from cramp.validation.steps import Diet, UsualLife

_LEAST_SODIUM_MMOL = 1.0
"""A day; below it the chloride that comes with sodium has no meaning."""


def of_usual_life(told: UsualLife, amounts: Amounts, salts: Amounts, per_sodium: Any) -> Any:
    """Return the chloride of a day of usual life, mmol.

    Parameters
    ----------
    told
        What the file says.
    amounts
        Everything eaten, what was not told included.
    salts
        What of it came as named salts.
    per_sodium
        Chloride that comes with a mole of sodium in food; a number or shape (V,).
    """
    if told.chloride is not None:
        return amounts["chloride"]
    sodium_of_food = amounts["sodium"] - salts.get("sodium", 0.0)
    return sodium_of_food * per_sodium + salts.get("chloride", 0.0)


def of_diet(told: Diet, amounts: Amounts, salts: Amounts, usual: Amounts) -> Any:
    """Return the chloride of a day of a controlled diet, mmol; parameters as above.

    Parameters
    ----------
    usual
        What is eaten on a day of usual life, its chloride included.
    """
    if told.chloride is not None:
        return amounts["chloride"]
    chloride = usual["chloride"] + salts.get("chloride", 0.0)
    of_usual_sodium = usual["chloride"] / np.maximum(usual["sodium"], _LEAST_SODIUM_MMOL)
    for ion, share in (("sodium", of_usual_sodium), ("potassium", 1.0)):
        if getattr(told, ion) is not None:
            chloride = chloride + (amounts[ion] - salts.get(ion, 0.0) - usual[ion]) * share
    return np.maximum(chloride, 0.0)
