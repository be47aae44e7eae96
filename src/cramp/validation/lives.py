"""What one arm's people live through, as inputs of their bodies."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cramp.exposure.clock import DAY_MINUTES
from cramp.exposure.diet import PULSED_DAYS, SETTLING_CARBOHYDRATE_SHARE
from cramp.exposure.dosing import DOSE_MINUTES
from cramp.exposure.pieces import Pieces
from cramp.simulate.draws import SETTLED_DAYS
from cramp.validation.amounts import ions
from cramp.validation.differing import Differing
from cramp.validation.doses import Acting, acting
from cramp.validation.eating import Eating, Fasted, eating
from cramp.validation.inputs import LOSS_INPUTS, eaten_input, infused_input
from cramp.validation.removal import Removal, removed
from cramp.validation.shares import share_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from cramp.exposure.schedules import Schedules
    from cramp.validation.differing import Taking
    from cramp.validation.format import Arm, Experiment
    from cramp.validation.moments import Moment
    from cramp.validation.people import Population
    from cramp.validation.steps import (
        Exercise,
        Hold,
        Infuse,
        Loss,
        Medicine,
        RegularMedicine,
        Step,
        Substances,
        Swallow,
    )

PULSED_MINUTES = PULSED_DAYS * DAY_MINUTES
LEAD_IN_MINUTES = SETTLED_DAYS * DAY_MINUTES + PULSED_MINUTES
"""Of usual life before day 1: at daily means, then with meals at their hours."""


def lived(
    experiment: Experiment,
    arm: Arm,
    population: Population,
    known_inputs: frozenset[str],
    seed: int,
    end_minute: float,
) -> Schedules:
    """Return the inputs of one arm's people, from the lead-in to a time.

    Parameters
    ----------
    experiment, arm
        Whose.
    population
        V people.
    known_inputs
        Inputs that the body has. What feeds another one is not given: `lacking_in_arm` names it.
    seed
        Of what is eaten where no diet is told, and of amounts and medicines that differ between
        people.
    end_minute
        In minutes since day 1 began.
    """
    pieces = Pieces(len(population))
    differing = Differing(seed, population.mass_kg)
    life = _Life(experiment, arm, population, known_inputs, differing, pieces)
    life.live(end_minute)
    given = pieces.schedules(-LEAD_IN_MINUTES, end_minute)
    return removed(given, life.removals(), end_minute)


@dataclass(frozen=True)
class _Life:
    experiment: Experiment
    arm: Arm
    population: Population
    known_inputs: frozenset[str]
    differing: Differing
    pieces: Pieces

    def live(self, end_minute: float) -> None:
        self._eat(end_minute)
        self._take_usual_medicines(end_minute)
        for number, step in enumerate(self.arm.protocol):
            self._do(step, self.differing.taking("step", str(number)))
        self._drink_from_thirst(end_minute)

    def minute(self, moment: Moment) -> float:
        return moment.after(self.experiment.zero.minutes)

    def _eating(self) -> Eating:
        steps = self.arm.protocol
        fasts = [step.fast for step in steps if step.fast is not None]
        return eating(
            self.experiment.usual_life_of(self.arm),
            steps,
            tuple(Fasted(self.minute(f.begin), self.minute(f.end), f.water) for f in fasts),
            self.population,
            self.differing,
            self.known_inputs,
        )

    def _eat(self, end_minute: float) -> None:
        habits = self._eating()
        for substance, amount in habits.usual.items():
            before = amount * SETTLED_DAYS
            if substance == "carbohydrate":
                before = before * SETTLING_CARBOHYDRATE_SHARE
            minutes = SETTLED_DAYS * DAY_MINUTES
            self._give(eaten_input(substance), -LEAD_IN_MINUTES, minutes, before)
        for index in range(-PULSED_DAYS, math.ceil(end_minute / DAY_MINUTES)):
            for meal in habits.meals(index):
                for substance, amount in meal.amounts.items():
                    self._give(eaten_input(substance), meal.at_minute, meal.minutes, amount)

    def _take_usual_medicines(self, end_minute: float) -> None:
        taking = self.differing.taking("usual life")
        for medicine in self.experiment.usual_life_of(self.arm).medicines:
            dose = acting(medicine.name)
            amount = self._dose_mmol(dose, medicine, taking)
            before = amount * len(medicine.clock) * SETTLED_DAYS
            for name in dose.inputs:
                self._give(name, -LEAD_IN_MINUTES, SETTLED_DAYS * DAY_MINUTES, before)
            indices = range(-PULSED_DAYS, math.ceil(end_minute / DAY_MINUTES))
            moments = [index * DAY_MINUTES + clock for index in indices for clock in medicine.clock]
            self._dose(dose, amount, moments, DOSE_MINUTES)

    def _dose_mmol(self, dose: Acting, told: RegularMedicine | Medicine, taking: Taking) -> Any:
        share = share_of(told.share, self.population.sizes)
        takers = self.differing.takers(told.name, share)
        return taking.of(told.dose) * dose.mmol_per_mg * takers

    def _dose(self, dose: Acting, mmol: Any, moments: list[float], minutes: float) -> None:
        for name in dose.inputs:
            for moment in moments:
                self._give(name, moment, minutes, mmol)

    def _do(self, step: Step, taking: Taking) -> None:
        doers: dict[str, Callable[[Any, Taking], None]] = {
            "swallow": self._swallow,
            "infuse": self._infuse,
            "medicine": self._take,
            "exercise": self._exercise,
        }
        if step.kind in doers:
            doers[step.kind](getattr(step, step.kind), taking)
        elif step.kind in LOSS_INPUTS:
            self._lose(LOSS_INPUTS[step.kind], getattr(step, step.kind), taking)
        elif step.hold is not None:
            self._hold(step.hold)

    def _swallow(self, step: Swallow, taking: Taking) -> None:
        self._bring(step, eaten_input, taking, self.minute(step.at), step.over)

    def _infuse(self, step: Infuse, taking: Taking) -> None:
        self._bring(step, infused_input, taking, self.minute(step.at), step.over)

    def _bring(
        self,
        what: Substances,
        into: Callable[[str], str],
        taking: Taking,
        at_minute: float,
        minutes: float,
    ) -> None:
        for substance, amount in ions(what.amounts()):
            self._give(into(substance), at_minute, minutes, taking.of(amount))

    def _take(self, step: Medicine, taking: Taking) -> None:
        if step.at is not None:
            moments = [self.minute(step.at)]
        else:
            days = () if step.days is None else step.days.numbers
            moments = [(day - 1) * DAY_MINUTES + clock for day in days for clock in step.clock]
        dose = acting(step.name, step.route)
        self._dose(dose, self._dose_mmol(dose, step, taking), moments, step.over)

    def _exercise(self, step: Exercise, taking: Taking) -> None:
        begin = self.minute(step.at)
        self.pieces.level("exercise_intensity", begin, begin + step.over, step.intensity)
        if step.sweat is not None:
            self._give("sweat_rate", begin, step.over, taking.of(step.sweat))

    def _lose(self, name: str, step: Loss, taking: Taking) -> None:
        self._give(name, self.minute(step.at), step.over, taking.of(step.volume))

    def removals(self) -> list[Removal]:
        """Return what is held below zero."""
        holds = [step.hold for step in self.arm.protocol if step.hold is not None]
        return [
            Removal(hold.input, self.minute(hold.begin), self.minute(hold.end), hold.value)
            for hold in holds
            if hold.value < 0 and hold.input in self.known_inputs
        ]

    def _hold(self, step: Hold) -> None:
        if step.input in self.known_inputs and step.value > 0:
            begin, end = self.minute(step.begin), self.minute(step.end)
            self.pieces.level(step.input, begin, end, step.value)

    def _drink_from_thirst(self, end_minute: float) -> None:
        """Let people drink from thirst but where they cannot."""
        forbidden = sorted(
            (self.minute(step.no_drinking.begin), self.minute(step.no_drinking.end))
            for step in self.arm.protocol
            if step.no_drinking is not None
        )
        free_from = -LEAD_IN_MINUTES
        for begin, end in [*forbidden, (end_minute, end_minute)]:
            if forbidden and begin > free_from:
                self.pieces.level("drinking_possible", free_from, begin, 1.0)
            free_from = max(free_from, end)

    def _give(self, name: str, at_minute: float, minutes: float, amount: Any) -> None:
        if name in self.known_inputs:
            self.pieces.add(name, at_minute, minutes, amount)
