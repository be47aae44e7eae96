"""How simulated numbers move with the body's values: differences in steps that are shared.

The same person with the table's values and with each value moved a little are lanes of one group
of the vector engine. They take the same steps, so the errors of the steps drop out of the
differences, and the values may be moved by very little.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from cramp.validation.fitting.free_values import FURTHEST, table_at
from cramp.validation.measures import simulated_value
from cramp.validation.solving import LARGEST_GROUP, group_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cramp.engine.interface import Run
    from cramp.physiology.parameters import Parameter
    from cramp.validation.fitting.free_values import FreeValue
    from cramp.validation.running import Trial

STEP = 0.001
"""How far a value is moved, in standard deviations of its prior: half a thousandth where the range
spans a factor of ten."""


TOLERANCE = 5e-3
"""Relative, of the integration: the error that it leaves is the same in all lanes. Slopes then
differ by less than a thousandth from those of a thousandth of it."""


def slopes(
    trial: Trial,
    table: Mapping[str, Parameter],
    free: Sequence[FreeValue],
    positions: np.ndarray,
    acting: Sequence[int],
) -> np.ndarray:
    """Return how z of each point of an experiment moves with N free values.

    Parameters
    ----------
    trial
        The experiment, M points; the body answers all of them.
    table
        Of all other values.
    free
        What is moved.
    positions
        From where, shape (N,).
    acting
        Places, among the free values, of those to move; the slopes of the others are zero.

    Returns
    -------
    numpy.ndarray
        In standard errors for each of the prior's standard deviations, shape (M, N). NaN where
        nobody could be solved.
    """
    steps = np.where(positions + STEP > FURTHEST, -STEP, STEP)
    found = np.zeros((len(trial.experiment.measurements), len(free)))
    for begin in range(0, len(acting), LARGEST_GROUP - 1):
        chosen = list(acting[begin : begin + LARGEST_GROUP - 1])
        moved = [positions + steps[at] * (np.arange(len(free)) == at) for at in chosen]
        tables = [table_at(table, free, place) for place in [positions, *moved]]
        numbers = _numbers(trial, tables)
        found[:, chosen] = (numbers[:, 1:] - numbers[:, :1]) / steps[chosen]
    points = [trial.point(one, {}) for one in trial.experiment.measurements]
    sigmas = np.array([math.hypot(point.error, point.tolerance) for point in points])
    return found / sigmas[:, np.newaxis]


def _numbers(trial: Trial, tables: Sequence[Mapping[str, Parameter]]) -> np.ndarray:
    """Return what would be measured, shape (M, K), with each of K tables in shared steps."""
    cohort, group = trial.cohort, group_for(len(tables))
    populations = [cohort.populations(table) for table in tables]
    runs = _lanes([cohort.runs(people) for people in populations], group)
    solution = trial.engine.solve(
        runs, trial.outputs, cohort.times, relative_tolerance=TOLERANCE, group=group
    )
    shape = (len(cohort.names), len(cohort), group)
    solved = np.ones(len(runs), dtype=bool)
    solved[list(solution.failures)] = False
    solved = np.all(solved.reshape(shape), axis=(0, 2))
    numbers = np.full((len(trial.experiment.measurements), len(tables)), np.nan)
    if not np.any(solved):
        return numbers
    values = np.moveaxis(solution.values.reshape(*shape, *solution.values.shape[1:]), 0, 2)
    for at, people in enumerate(populations):
        became = cohort.became(people, values[:, at], trial.outputs, solved)
        for row, measurement in enumerate(trial.experiment.measurements):
            numbers[row, at] = simulated_value(measurement, trial.experiment, became, trial.known)
    return numbers


def _lanes(of_tables: Sequence[Sequence[Sequence[Run]]], group: int) -> list[Run]:
    """Return runs by arm, person and table; lanes that are left repeat the first table's."""
    filled = [*of_tables, *[of_tables[0]] * (group - len(of_tables))]
    return [
        run
        for of_arm in zip(*filled, strict=True)
        for of_person in zip(*of_arm, strict=True)
        for run in of_person
    ]
