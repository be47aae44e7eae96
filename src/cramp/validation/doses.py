"""Medicines of an experiment, as doses of the substances that the body model knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cramp.exposure.doses import MINERAL_SALTS, REFERENCE_SUBSTANCES
from cramp.knowledge.medicines import find_medicine

Route = Literal["mouth", "vein", "inhaled"]

_INPUT_OF_ROUTE: dict[Route, str] = {
    "mouth": "dose_rate",
    "vein": "infusion_rate",
    "inhaled": "inhaled_rate",
}


@dataclass(frozen=True)
class Acting:
    """What a medicine feeds.

    Attributes
    ----------
    inputs
        Inputs of the body; each takes the whole amount.
    mmol_per_mg
        Of the substance that the inputs count, for each milligram of the medicine.
    missing
        In words, what of it acts in no way that the body model knows.
    """

    inputs: tuple[str, ...]
    mmol_per_mg: float
    missing: tuple[str, ...]


def acting(name: str, route: Route = "mouth") -> Acting:
    """Return what a medicine feeds in the body.

    A medicine with several substances has no dose of its own, so none of it is given: it is
    named as missing, and its substances have to be written one by one.
    """
    match = find_medicine(name)
    if match is None:
        return Acting((), 0.0, (f"the medicine {name}, which no table knows",))
    medicine, *others = [part.medicine for part in match.ingredients]
    if others:
        parts = " and ".join(part.name for part in (medicine, *others))
        return Acting((), 0.0, (f"the doses of {parts} one by one, for {name}",))
    if medicine.id in MINERAL_SALTS and route == "mouth":
        salt = MINERAL_SALTS[medicine.id]
        return Acting(salt.inputs, 1 / salt.mg_per_mmol, ())
    if medicine.body_model_class is None or medicine.body_model_equivalent is None:
        return Acting((), 0.0, (f"what {medicine.name} does",))
    substance, molar_mass = REFERENCE_SUBSTANCES[medicine.body_model_class]
    per_mg = medicine.body_model_equivalent / molar_mass
    return Acting((f"{substance}_{_INPUT_OF_ROUTE[route]}",), per_mg, ())
