"""The people of an experiment's arms with what they live through, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cramp.engine.interface import Run
from cramp.exposure.clock import DAY_MINUTES
from cramp.physiology.parameters import parameters
from cramp.validation.doses import arm_kinetics
from cramp.validation.lived_arm import LivedArm
from cramp.validation.lives import lived
from cramp.validation.people import DrawnPeople, draw_people

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cramp.engine.interface import Schedule
    from cramp.physiology.parameters import Parameter
    from cramp.validation.format import Arm, Experiment, Handling
    from cramp.validation.lived_arm import Screening
    from cramp.validation.people import Population

AFTER_LAST_MINUTES = 1.0
"""That inputs go on beyond the last moment looked at."""


@dataclass(frozen=True)
class Cohort:
    """V people of each of A arms, whose protocols do not depend on the body's values.

    Attributes
    ----------
    names
        Of the arms.
    people
        Of each arm.
    kinetics
        Of the medicines that each arm's people take: factors by parameter.
    schedules
        Inputs of each arm's people, V of them.
    times
        When their courses have to be known, minutes since day 1 began; shape (T,).
    screenings
        What was found in each arm's people before they were taken; None where all were.
    sample
        What happened to their blood before it was measured.
    """

    names: tuple[str, ...]
    people: tuple[DrawnPeople, ...]
    kinetics: tuple[Mapping[str, float], ...]
    schedules: tuple[tuple[Schedule, ...], ...]
    times: np.ndarray
    screenings: tuple[Screening | None, ...]
    sample: Handling | None = None

    def __len__(self) -> int:
        """Return how many people there are in each arm, V."""
        return len(self.schedules[0])

    def populations(self, table: Mapping[str, Parameter] | None = None) -> list[Population]:
        """Return each arm's people about the values of a table; the body's own if not given."""
        table = parameters() if table is None else table
        return [
            people.about(table, kinetics)
            for people, kinetics in zip(self.people, self.kinetics, strict=True)
        ]

    def runs(self, populations: Sequence[Population]) -> list[list[Run]]:
        """Return the runs of each arm, one for each person."""
        return [
            _runs_of(population, schedules)
            for population, schedules in zip(populations, self.schedules, strict=True)
        ]

    def became(
        self,
        populations: Sequence[Population],
        values: np.ndarray,
        outputs: Sequence[str],
        solved: np.ndarray,
    ) -> dict[str, LivedArm]:
        """Return what became of each arm's people.

        Parameters
        ----------
        populations
            As solved.
        values
            Of shape (V, A or more, T, O).
        outputs
            Identifiers of the last axis.
        solved
            Which people succeeded in every arm, shape (V,); the others are left out.
        """
        return {
            name: LivedArm(
                population.only(solved),
                self.times,
                {output: values[solved, place, :, at] for at, output in enumerate(outputs)},
                None if screening is None else screening.only(solved),
                self.sample,
            )
            for place, (name, population, screening) in enumerate(
                zip(self.names, populations, self.screenings, strict=True)
            )
        }


def draw_cohort(
    experiment: Experiment,
    arms: Sequence[Arm],
    seed: int,
    draws: int,
    times: np.ndarray,
    known_inputs: frozenset[str],
) -> Cohort:
    """Draw the people of some arms of an experiment and what they live through.

    Parameters
    ----------
    experiment, arms
        Whose.
    seed
        Of all randomness.
    draws
        V.
    times
        When their courses have to be known, minutes since day 1 began; shape (T,).
    known_inputs
        Inputs that the body has.
    """
    end = float(times[-1]) + AFTER_LAST_MINUTES
    people = tuple(draw_people(experiment.people_of(arm), seed, draws) for arm in arms)
    schedules = tuple(
        tuple(lived(experiment, arm, one.about(parameters()), known_inputs, seed, end))
        for arm, one in zip(arms, people, strict=True)
    )
    kinetics = tuple(arm_kinetics(experiment, arm) for arm in arms)
    names = tuple(arm.name for arm in arms)
    screenings = (None,) * len(names)
    return Cohort(names, people, kinetics, schedules, times, screenings, experiment.sample)


def _runs_of(population: Population, schedules: Sequence[Schedule]) -> list[Run]:
    table = np.column_stack(list(population.parameters.values())).tolist()
    peaks = population.parameters["secretion_peak_clock_time"] - DAY_MINUTES / 4
    return [
        Run(schedule, dict(zip(population.parameters, row, strict=True)), settled_at=moment)
        for schedule, row, moment in zip(schedules, table, peaks.tolist(), strict=True)
    ]
