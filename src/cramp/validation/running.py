"""Runs experiments on simulated people and scores them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cramp.engine.interface import Run
from cramp.exposure.clock import DAY_MINUTES
from cramp.simulate.course import LARGEST_FAILED_SHARE, RELATIVE_TOLERANCE, body_engine
from cramp.validation.checks import require_usable
from cramp.validation.comparisons import Comparison, comparison_times, comparisons
from cramp.validation.inputs import lacking_for, lacking_in_arm
from cramp.validation.labels import label
from cramp.validation.lives import lived
from cramp.validation.measures import LivedArm, all_times, arms_of, simulated_value
from cramp.validation.people import draw_population
from cramp.validation.quantities import Known
from cramp.validation.scoring import Point, Score, expected_direction
from cramp.validation.spreads import standard_error
from cramp.validation.tolerances import tolerance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cramp.engine.interface import Engine, Solution
    from cramp.exposure.schedules import Schedules
    from cramp.validation.format import Arm, Experiment
    from cramp.validation.measurements import Measurement
    from cramp.validation.people import Population

DEFAULT_DRAWS = 96
"""People in each arm. They fill every distribution evenly, so that few tell a mean."""

PEOPLE_FOR_A_SHARE = 4
"""Times as many people where a share or a spread of people was measured: those need the whole
distribution, where a mean needs its middle."""

AFTER_LAST_MINUTES = 1.0
"""That inputs go on beyond the last moment looked at."""

LARGEST_GROUP = 8
"""Arms of one person that share their steps (lanes of the vector engine)."""


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
    outputs = _outputs(experiments, known)
    repeated = []
    for number, experiment in enumerate(experiments):
        people = draws * PEOPLE_FOR_A_SHARE if _needs_many(experiment) else draws
        trial = _Trial(experiment, people, seed, solver, known, outputs, with_courses)
        repeated.append(trial.repeat())
        if progress is not None:
            progress(number + 1, len(experiments))
    return tuple(repeated)


def _needs_many(experiment: Experiment) -> bool:
    of_people = {"share_above", "share_below", "standard_deviation"}
    return any(measurement.measure in of_people for measurement in experiment.measurements)


def _outputs(experiments: Iterable[Experiment], known: Known) -> tuple[str, ...]:
    """Return every quantity that any experiment asks for: what is compiled once serves all."""
    names = known.names
    asked = {
        name
        for experiment in experiments
        for measurement in experiment.measurements
        for name in (measurement.quantity, measurement.against)
        if name in names
    }
    return tuple(sorted({part for name in asked for part in known.parts(name or "")}))


@dataclass(frozen=True)
class _Trial:
    experiment: Experiment
    draws: int
    seed: int
    engine: Engine
    known: Known
    outputs: tuple[str, ...]
    with_courses: bool

    def repeat(self) -> Repeated:
        """Simulate what the body can, and score all."""
        experiment, body = self.experiment, self.engine.description
        lacking = {arm.name: lacking_in_arm(experiment, arm, body) for arm in experiment.arms}
        wanted = [one for one in experiment.measurements if not self._lacking(one, lacking)]
        found: dict[str, LivedArm] = {}
        failure = None
        if wanted:
            arms = [arm for arm in experiment.arms if not lacking[arm.name]]
            found, failure = self._live(arms, wanted)
        points = tuple(
            self._point(one, self._lacking(one, lacking), found) for one in experiment.measurements
        )
        score = Score(
            experiment.id,
            experiment.title,
            experiment.role,
            points,
            failure,
            experiment.source,
            experiment.believed_reason,
        )
        if not self.with_courses:
            return Repeated(experiment, score)
        return Repeated(experiment, score, comparisons(points, experiment, found, self.known))

    def _lacking(
        self, measurement: Measurement, lacking: dict[str, tuple[str, ...]]
    ) -> tuple[str, ...]:
        of_arms = [lack for arm in arms_of(measurement, self.experiment) for lack in lacking[arm]]
        return tuple(dict.fromkeys([*of_arms, *lacking_for(measurement, self.known.names)]))

    def _point(
        self, measurement: Measurement, lacking: tuple[str, ...], found: dict[str, LivedArm]
    ) -> Point:
        error = standard_error(measurement, self._people(measurement))
        allowed = 0.0 if lacking else tolerance(measurement, self.known)
        direction, neutral = expected_direction(measurement, math.hypot(error, allowed))
        simulated = None
        if found and not lacking:
            simulated = simulated_value(measurement, self.experiment, found, self.known)
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

    def _people(self, measurement: Measurement) -> int:
        name = arms_of(measurement, self.experiment)[0]
        arm = next(arm for arm in self.experiment.arms if arm.name == name)
        return self.experiment.people_of(arm).n

    def _live(
        self, arms: list[Arm], wanted: list[Measurement]
    ) -> tuple[dict[str, LivedArm], str | None]:
        times = self._times(wanted)
        populations = [
            draw_population(self.experiment.people_of(arm), self.seed, self.draws) for arm in arms
        ]
        group = _group(len(arms))
        runs = self._runs(arms, populations, float(times[-1]), group)
        solution = self.engine.solve(
            runs, self.outputs, times, relative_tolerance=RELATIVE_TOLERANCE, group=group
        )
        solved = _solved(solution, self.draws, len(runs) // self.draws)
        if np.mean(~solved) > LARGEST_FAILED_SHARE:
            reason = next(iter(solution.failures.values()))
            return {}, f"{int(np.sum(~solved))} of {self.draws} people not solved: {reason}"
        values = solution.values.reshape(self.draws, -1, len(times), len(self.outputs))[solved]
        return {
            arm.name: LivedArm(
                population.only(solved),
                times,
                {name: values[:, place, :, at] for at, name in enumerate(self.outputs)},
            )
            for place, (arm, population) in enumerate(zip(arms, populations, strict=True))
        }, None

    def _times(self, wanted: list[Measurement]) -> np.ndarray:
        times = all_times(wanted, self.experiment)
        if not self.with_courses:
            return times
        return np.union1d(times, comparison_times(wanted, self.experiment))

    def _runs(
        self, arms: list[Arm], populations: list[Population], end_minute: float, group: int
    ) -> list[Run]:
        """Return the runs of all arms, those of one person side by side.

        Arms of which there are three, five, six or seven are filled up with the last of them.
        """
        known_inputs = frozenset(self.engine.description.inputs)
        of_arms = []
        for arm, population in zip(arms, populations, strict=True):
            end = end_minute + AFTER_LAST_MINUTES
            inputs = lived(self.experiment, arm, population, known_inputs, self.seed, end)
            of_arms.append(_runs_of(population, inputs))
        of_arms += [of_arms[-1]] * (group - len(arms))
        return [run for person in zip(*of_arms, strict=True) for run in person]


def _runs_of(population: Population, schedules: Schedules) -> list[Run]:
    table = np.column_stack(list(population.parameters.values())).tolist()
    peaks = population.parameters["secretion_peak_clock_time"] - DAY_MINUTES / 4
    return [
        Run(schedule, dict(zip(population.parameters, row, strict=True)), settled_at=moment)
        for schedule, row, moment in zip(schedules, table, peaks.tolist(), strict=True)
    ]


def _group(arms: int) -> int:
    """Return the smallest group of the engine that holds all arms."""
    return min(LARGEST_GROUP, 1 << (arms - 1).bit_length())


def _solved(solution: Solution, draws: int, arms: int) -> np.ndarray:
    """Return which people were solved in every arm, shape (V,)."""
    solved = np.ones(draws * arms, dtype=bool)
    solved[list(solution.failures)] = False
    return np.all(solved.reshape(draws, arms), axis=1)
