"""How fast a told medicine comes and goes, as parameters of its class in the body.

Each class of medicine is one chain in the body: swallowed, absorbed, eliminated, with an effect
that follows the amount in the body. Its parameters are those of the class's reference substance.
Where another substance of the class was told, that person's chain gets its half-life and its time
to the peak. The amount that acts half-maximally grows by as much as the half-life, so that doses
equivalent over the day keep the same mean effect for small doses, and differ in how evenly it is
spread over the day, in how fast it builds up and in how long it lasts.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from cramp.knowledge.medicine_actions import medicine_action
from cramp.knowledge.medicines import medicine

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cramp.knowledge.medicine_table import BodyModelClass

REFERENCE_SUBSTANCES: dict[BodyModelClass, tuple[str, float]] = {
    "thiazide": ("hydrochlorothiazide", 297.74),
    "furosemide": ("furosemide", 330.74),
    "spironolactone": ("spironolactone", 416.57),
    "ace_inhibitor": ("lisinopril", 405.49),
    "beta2_agonist": ("salbutamol", 239.3),
    "proton_pump_inhibitor": ("omeprazole", 345.42),
    "sodium_channel_blocker": ("amiloride", 266.09),
    "nsaid": ("ibuprofen", 206.28),
    "beta_blocker": ("propranolol", 295.80),
    "mineralocorticoid": ("fludrocortisone", 422.49),
    "desmopressin": ("desmopressin", 1069.2),
    "carbonic_anhydrase_inhibitor": ("acetazolamide", 222.25),
    "sglt2_inhibitor": ("empagliflozin", 450.91),
}
"""What each class of the body model is counted in, and the molar mass in g/mol of what its doses
are told as (amiloride and propranolol hydrochloride, fludrocortisone acetate)."""

POTENCY_PARAMETERS = {
    "omeprazole": ("proton_pump_binding", -1),
    "fludrocortisone": ("fludrocortisone_equal_amount", 1),
}
"""Which parameter says how much of the amount in the body acts, and whether it is an amount (1) or
the inverse of one (-1); that of every other reference substance is its `half_effect`."""


def kinetic_factors(taken: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Return by what parameters of the body differ from the table's, for the medicines taken.

    Parameters
    ----------
    taken
        Identifier of each medicine with how much of it was taken in all, as its class's reference
        substance, in any unit that is the same for one class. Of two of one class the half-lives
        are weighted by it, as are their times to the peak.

    Returns
    -------
    dict of str to float
        Factors by parameter; none for a class of which only the reference substance was taken.

    Raises
    ------
    ValueError
        If a medicine acts in the body and `medicine_actions.csv` tells no half-life of it.
    """
    by_reference: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for medicine_id, amount in taken:
        model_class = medicine(medicine_id).body_model_class
        if model_class is not None and amount > 0:
            by_reference[REFERENCE_SUBSTANCES[model_class][0]][medicine_id] += amount
    factors: dict[str, float] = {}
    for reference, amounts in by_reference.items():
        factors.update(_factors_of(reference, amounts))
    return factors


def _factors_of(reference: str, amounts: Mapping[str, float]) -> dict[str, float]:
    if set(amounts) == {reference}:
        return {}
    slower = _weighted({name: _slower(name, reference) for name in amounts}, amounts)
    later = _weighted({name: _later(name, reference) for name in amounts}, amounts)
    potency, power = POTENCY_PARAMETERS.get(reference, (f"{reference}_half_effect", 1))
    return {
        f"{reference}_elimination": 1 / slower,
        f"{reference}_absorption": 1 / later,
        potency: slower**power,
    }


def _weighted(ratios: Mapping[str, float], amounts: Mapping[str, float]) -> float:
    return sum(ratios[name] * amounts[name] for name in amounts) / sum(amounts.values())


def _slower(name: str, reference: str) -> float:
    return _half_life(name) / _half_life(reference)


def _half_life(name: str) -> float:
    action = medicine_action(name)
    if action is None or action.acting_half_life_hours is None:
        raise ValueError(
            f"medicine_actions.csv: {name} acts in the body, so it needs a row with a half-life"
        )
    return action.acting_half_life_hours


def _later(name: str, reference: str) -> float:
    """Return the ratio of times to the peak; 1 where one of them is not known."""
    times = [
        None if (action := medicine_action(one)) is None else action.time_to_peak_hours
        for one in (name, reference)
    ]
    own, of_reference = times
    return 1.0 if own is None or of_reference is None else own / of_reference
