"""Which inputs of the body take what is given, and what it has no input for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cramp.validation.amounts import IMPLIED, ions
from cramp.validation.doses import acting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cramp.engine.description import ModelDescription
    from cramp.validation.doses import Acting
    from cramp.validation.format import Arm, Experiment
    from cramp.validation.measurements import Measurement
    from cramp.validation.quantities import Known
    from cramp.validation.steps import Step

LOSS_INPUTS = {"sweat": "sweat_rate", "stool": "stool_loss_rate", "vomit": "vomit_loss_rate"}
_CARBOHYDRATE = "carbohydrate"


def eaten_input(substance: str) -> str:
    """Return the input of the body that takes a substance which is swallowed."""
    return f"{_in_the_body(substance)}_intake_rate"


def infused_input(substance: str) -> str:
    """Return the input of the body that takes a substance given into a vein."""
    return f"{_in_the_body(substance)}_infusion_rate"


def _in_the_body(substance: str) -> str:
    return "glucose" if substance == _CARBOHYDRATE else substance


def lacking_in_arm(experiment: Experiment, arm: Arm, known: Known) -> tuple[str, ...]:
    """Return, in words, what the body lacks to live through an arm; empty if nothing."""
    body = known.body
    found = [*experiment.needs]
    for medicine in experiment.usual_life_of(arm).medicines:
        found.extend(_lacking_in_dose(acting(medicine.name), body))
    for step in arm.protocol:
        found.extend(_lacking_in_step(step, experiment, body))
    screened = experiment.screened_of(arm)
    if screened is not None and screened.quantity not in known.names:
        found.append(f"the quantity {screened.quantity}")
    found.extend(
        f"the parameter {name}"
        for name in experiment.people_of(arm).parameters
        if name not in body.parameters
    )
    return tuple(dict.fromkeys(found))


def lacking_for(measurement: Measurement, known: frozenset[str]) -> tuple[str, ...]:
    """Return, in words, which quantities of a measurement are not among those known."""
    names = (measurement.quantity, measurement.against)
    return tuple(f"the quantity {name}" for name in names if name is not None and name not in known)


def _lacking_in_step(step: Step, experiment: Experiment, body: ModelDescription) -> Iterator[str]:
    if step.swallow is not None:
        wanted = {name: eaten_input(name) for name, _ in ions(step.swallow.amounts())}
        yield from _lacking_inputs(wanted, experiment, body)
    elif step.infuse is not None:
        wanted = {name: infused_input(name) for name, _ in ions(step.infuse.amounts())}
        yield from _lacking_inputs(wanted, experiment, body)
    elif step.medicine is not None:
        yield from _lacking_in_dose(acting(step.medicine.name, step.medicine.route), body)
    elif step.hold is not None and step.hold.input not in body.inputs:
        yield f"the input {step.hold.input}"


def _lacking_inputs(
    wanted: dict[str, str], experiment: Experiment, body: ModelDescription
) -> Iterator[str]:
    for substance, name in wanted.items():
        needed = substance not in IMPLIED and substance not in experiment.leave_out
        if needed and name not in body.inputs:
            yield f"the input {name}"


def _lacking_in_dose(dose: Acting, body: ModelDescription) -> Iterator[str]:
    yield from dose.missing
    yield from (f"the input {fed}" for fed in dose.inputs if fed not in body.inputs)
