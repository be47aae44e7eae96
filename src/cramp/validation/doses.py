"""Medicines of an experiment, as doses of the substances that the body model knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cramp.exposure.kinetics import REFERENCE_SUBSTANCES, kinetic_factors
from cramp.exposure.mineral_salts import MINERAL_SALTS
from cramp.knowledge.medicines import find_medicine
from cramp.simulate.body_size import REFERENCE_MASS_KG
from cramp.validation.shares import middle_share

if TYPE_CHECKING:
    from cramp.validation.format import Arm, Experiment
    from cramp.validation.steps import Medicine, RegularMedicine

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
    medicine_id
        Which substance it is; None of what is missing.
    """

    inputs: tuple[str, ...]
    mmol_per_mg: float
    missing: tuple[str, ...]
    medicine_id: str | None = None


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
        return Acting(salt.inputs, salt.mmol_per_mg, (), medicine.id)
    if medicine.body_model_class is None or medicine.body_model_equivalent is None:
        return Acting((), 0.0, (f"what {medicine.name} does",))
    substance, molar_mass = REFERENCE_SUBSTANCES[medicine.body_model_class]
    per_mg = medicine.body_model_equivalent / molar_mass
    return Acting((f"{substance}_{_INPUT_OF_ROUTE[route]}",), per_mg, (), medicine.id)


def arm_kinetics(experiment: Experiment, arm: Arm) -> dict[str, float]:
    """Return by what parameters of an arm's people differ from the table's, for what they take.

    One chain for each class holds through the whole arm, medicines of usual life included: see
    `cramp.exposure.kinetics`. The doses of all people count alike, whoever takes them.
    """
    told: list[tuple[Acting, RegularMedicine | Medicine, int]] = [
        (acting(one.name), one, 1) for one in experiment.usual_life_of(arm).medicines
    ]
    for step in arm.protocol:
        if step.medicine is not None:
            given = step.medicine
            days = 1 if given.days is None else len(given.days.numbers)
            told.append((acting(given.name, given.route), given, days))
    return kinetic_factors(
        (
            dose.medicine_id,
            float(one.dose.of(REFERENCE_MASS_KG))
            * dose.mmol_per_mg
            * middle_share(one.share)
            * days
            * len(one.clock),
        )
        for dose, one, days in told
        if dose.medicine_id is not None
    )
