"""Runs experiments on simulated people and scores them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cramp.simulate.course import body_engine
from cramp.validation.checks import require_usable
from cramp.validation.comparisons import Comparison, comparison_times, comparisons
from cramp.validation.inputs import lacking_for, lacking_in_arm
from cramp.validation.labels import label
from cramp.validation.measurements import OF_SHARES
from cramp.validation.measures import all_times, arms_of, error_of_few, simulated_value
from cramp.validation.quantities import Known
from cramp.validation.recruiting import Recruiter, TooFewPass
from cramp.validation.scoring import Point, Score, expected_direction
from cramp.validation.solving import NotSolved, solve
from cramp.validation.spreads import standard_error
from cramp.validation.tolerances import tolerance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from cramp.engine.interface import Engine
    from cramp.physiology.parameters import Parameter
    from cramp.validation.cohorts import Cohort
    from cramp.validation.format import Experiment
    from cramp.validation.lived_arm import LivedArm
    from cramp.validation.measurements import Measurement
    from cramp.validation.recruiting import Recruited

DEFAULT_DRAWS = 96
"""People in each arm. They fill every distribution evenly, so that few tell a mean."""

PEOPLE_FOR_A_SHARE = 4
"""Times as many people where a share or a spread of people was measured: those need the whole
distribution, where a mean needs its middle."""


@dataclass(frozen=True)
class Repeated:
    """An experiment that was repeated on simulated people.

    Attributes
    ----------
    experiment
        As its file tells it.
    score
        How it went.
    comparisons
        Courses and points for figures; none unless wanted, or where nothing was simulated.
    """

    experiment: Experiment
    score: Score
    comparisons: tuple[Comparison, ...] = ()


def validate(
    experiments: Sequence[Experiment],
    *,
    draws: int = DEFAULT_DRAWS,
    seed: int = 0,
    engine: Engine | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Score, ...]:
    """Run and score experiments, as `repeat` does.

    Returns
    -------
    tuple of Score
        In the order given. What the body cannot do is named, not left out.
    """
    repeated = repeat(
        experiments, draws=draws, seed=seed, engine=engine, progress=progress, with_courses=False
    )
    return tuple(one.score for one in repeated)


def repeat(
    experiments: Sequence[Experiment],
    *,
    draws: int = DEFAULT_DRAWS,
    seed: int = 0,
    engine: Engine | None = None,
    progress: Callable[[int, int], None] | None = None,
    with_courses: bool = True,
) -> tuple[Repeated, ...]:
    """Run and score experiments, and keep the courses beside what was measured.

    Parameters
    ----------
    experiments
        As read by `cramp.validation.reading.read_experiments`.
    draws
        People in each arm, at least two; `PEOPLE_FOR_A_SHARE` times as many where a share of
        people or their spread was measured.
    seed
        Of all randomness.
    engine
        What solves; the vector engine on all processors if not given.
    progress
        Called with experiments done and experiments in all.
    with_courses
        Whether the courses are wanted. Scores are the same with and without them, but for what
        is far below the solver's tolerance.

    Returns
    -------
    tuple of Repeated
        In the order given. What the body cannot do is named, not left out.

    Raises
    ------
    ExperimentFaults
        If an experiment tells units or moments that cannot be.
    ValueError
        If there are fewer than two draws, or the seed is negative.
    """
    if draws < 2 or seed < 0:
        raise ValueError(f"draws must be 2 or more, the seed 0 or more, not {draws} and {seed}")
    solver = engine if engine is not None else body_engine()
    known = Known(solver.description)
    require_usable(experiments, known)
    outputs = outputs_of(experiments, known)
    repeated = []
    for number, experiment in enumerate(experiments):
        people = people_for(experiment, draws)
        trial = Trial(experiment, people, seed, solver, known, outputs, with_courses)
        repeated.append(trial.repeat())
        if progress is not None:
            progress(number + 1, len(experiments))
    return tuple(repeated)


def people_for(experiment: Experiment, draws: int) -> int:
    """Return how many people an arm of an experiment takes, where a mean takes so many draws."""
    of_people = OF_SHARES | {"standard_deviation"}
    needs_many = any(one.measure in of_people for one in experiment.measurements)
    return draws * PEOPLE_FOR_A_SHARE if needs_many else draws


def outputs_of(experiments: Iterable[Experiment], known: Known) -> tuple[str, ...]:
    """Return every quantity that any experiment asks for: what is compiled once serves all."""
    names = known.names
    asked = {
        name
        for experiment in experiments
        for measurement in experiment.measurements
        for name in (measurement.quantity, measurement.against)
        if name in names
    }
    asked |= {
        screened.quantity
        for experiment in experiments
        for screened in map(experiment.screened_of, experiment.arms)
        if screened is not None and screened.quantity in names
    }
    return tuple(sorted({part for name in asked for part in known.parts(name or "")}))


@dataclass(frozen=True)
class Trial:
    """One experiment, ready to be repeated.

    Attributes
    ----------
    experiment
        Which.
    draws
        People in each arm.
    seed
        Of all randomness.
    engine
        What solves.
    known
        What can be measured in the body.
    outputs
        Identifiers of what is solved for; at least those that the experiment asks for.
    with_courses
        Whether courses are kept beside the score.
    """

    experiment: Experiment
    draws: int
    seed: int
    engine: Engine
    known: Known
    outputs: tuple[str, ...]
    with_courses: bool = False

    def score(self, table: Mapping[str, Parameter] | None = None) -> Score:
        """Simulate what the body can, and score all; with another table of values if given."""
        return self.repeat(table).score

    def repeat(self, table: Mapping[str, Parameter] | None = None) -> Repeated:
        """Do as `score` does, and keep the courses if they are wanted."""
        experiment = self.experiment
        found: dict[str, LivedArm] = {}
        recruited: tuple[Recruited, ...] = ()
        failure = None
        if self.wanted:
            try:
                _, recruited = self._recruited
                found = self._lived(table)
            except (NotSolved, TooFewPass) as error:
                failure = str(error)
        points = tuple(self.point(one, found) for one in experiment.measurements)
        score = Score(
            experiment.id,
            experiment.title,
            experiment.role,
            points,
            failure,
            experiment.source,
            experiment.believed_reason,
            tuple(one.words for one in recruited),
        )
        if not self.with_courses:
            return Repeated(experiment, score)
        return Repeated(experiment, score, comparisons(points, experiment, found, self.known))

    @cached_property
    def wanted(self) -> tuple[Measurement, ...]:
        """The measurements that the body can answer."""
        return tuple(one for one in self.experiment.measurements if not self._lacking(one))

    @property
    def cohort(self) -> Cohort:
        """The people of the arms that the body can live through, and what they live through.

        Raises `TooFewPass` or `NotSolved` where people are screened and hardly anybody is left.
        """
        cohort, _ = self._recruited
        return cohort

    @cached_property
    def _recruited(self) -> tuple[Cohort, tuple[Recruited, ...]]:
        arms = [arm for arm in self.experiment.arms if not self._lacking_in_arms[arm.name]]
        return Recruiter(
            self.experiment,
            arms,
            self.seed,
            self.draws,
            self._times(),
            self.engine,
            self.known,
            self.outputs,
        ).recruit()

    def _times(self) -> np.ndarray:
        times = all_times(self.wanted, self.experiment)
        if not self.with_courses:
            return times
        return np.union1d(times, comparison_times(self.wanted, self.experiment))

    def point(self, measurement: Measurement, found: Mapping[str, LivedArm]) -> Point:
        """Return one measured number beside what was found in simulated people."""
        lacking = self._lacking(measurement)
        error = standard_error(measurement, self._people(measurement))
        allowed = 0.0 if lacking else self._tolerance(measurement)
        direction, neutral = expected_direction(measurement, math.hypot(error, allowed))
        simulated = None
        if found and not lacking:
            simulated = simulated_value(measurement, self.experiment, found, self.known)
            if any(one.are_few for one in self._recruited[1]):
                chance = error_of_few(measurement, self.experiment, found, self.known)
                allowed = math.hypot(allowed, chance)
        return Point(
            label(measurement, self.experiment),
            measurement.unit,
            measurement.value,
            error,
            allowed,
            simulated,
            direction,
            neutral,
            lacking,
        )

    def _tolerance(self, measurement: Measurement) -> float:
        return tolerance(measurement, self.known, self.experiment.zero.minutes)

    @cached_property
    def _lacking_in_arms(self) -> dict[str, tuple[str, ...]]:
        experiment = self.experiment
        return {arm.name: lacking_in_arm(experiment, arm, self.known) for arm in experiment.arms}

    def _lacking(self, measurement: Measurement) -> tuple[str, ...]:
        arms = arms_of(measurement, self.experiment)
        of_arms = [lack for arm in arms for lack in self._lacking_in_arms[arm]]
        return tuple(dict.fromkeys([*of_arms, *lacking_for(measurement, self.known.names)]))

    def _people(self, measurement: Measurement) -> int:
        name = arms_of(measurement, self.experiment)[0]
        arm = next(arm for arm in self.experiment.arms if arm.name == name)
        return self.experiment.people_of(arm).n

    def _lived(self, table: Mapping[str, Parameter] | None) -> dict[str, LivedArm]:
        cohort = self.cohort
        found = solve(cohort, self.engine, self.outputs, table)
        return cohort.became(found.populations, found.values, self.outputs, found.solved)
