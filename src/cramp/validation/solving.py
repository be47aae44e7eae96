"""Solves the people of all arms of an experiment, those of one person side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cramp.simulate.course import LARGEST_FAILED_SHARE, RELATIVE_TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cramp.engine.interface import Engine, Run, Solution
    from cramp.physiology.parameters import Parameter
    from cramp.validation.cohorts import Cohort
    from cramp.validation.people import Population

LARGEST_GROUP = 8
"""Runs of one person that share their steps (lanes of the vector engine)."""


class NotSolved(ValueError):
    """Too many people of an experiment could not be simulated; `str` tells how many and why."""


@dataclass(frozen=True)
class Solved:
    """The courses of the people of a cohort.

    Attributes
    ----------
    populations
        Of each arm, as solved.
    values
        Of shape (V, A or more, T, O).
    solved
        Which people succeeded in every arm, shape (V,).
    """

    populations: list[Population]
    values: np.ndarray
    solved: np.ndarray


def solve(
    cohort: Cohort,
    engine: Engine,
    outputs: Sequence[str],
    table: Mapping[str, Parameter] | None = None,
) -> Solved:
    """Solve a cohort.

    Parameters
    ----------
    cohort
        Whose courses are wanted.
    engine
        What solves.
    outputs
        Identifiers of what is solved for, O of them.
    table
        Of the body's values; its own if not given.

    Raises
    ------
    NotSolved
        If more than `LARGEST_FAILED_SHARE` of the people could not be.
    """
    populations = cohort.populations(table)
    group = group_for(len(cohort.names))
    runs = _side_by_side(cohort.runs(populations), group)
    solution = engine.solve(
        runs, outputs, cohort.times, relative_tolerance=RELATIVE_TOLERANCE, group=group
    )
    people = len(cohort)
    solved = _solved(solution, people, len(runs) // people)
    if np.mean(~solved) > LARGEST_FAILED_SHARE:
        reason = next(iter(solution.failures.values()))
        raise NotSolved(f"{int(np.sum(~solved))} of {people} people not solved: {reason}")
    values = solution.values.reshape(people, -1, len(cohort.times), len(outputs))
    return Solved(populations, values, solved)


def group_for(runs: int) -> int:
    """Return the smallest group of the engine that holds some runs, or the largest there is."""
    return min(LARGEST_GROUP, 1 << (runs - 1).bit_length())


def _side_by_side(of_arms: list[list[Run]], group: int) -> list[Run]:
    """Return the runs of all arms, those of one person side by side.

    Arms of which there are three, five, six or seven are filled up with the last of them.
    """
    filled = [*of_arms, *[of_arms[-1]] * (group - len(of_arms))]
    return [run for person in zip(*filled, strict=True) for run in person]


def _solved(solution: Solution, people: int, arms: int) -> np.ndarray:
    """Return which people were solved in every arm, shape (V,)."""
    solved = np.ones(people * arms, dtype=bool)
    solved[list(solution.failures)] = False
    return np.all(solved.reshape(people, arms), axis=1)
