"""The smallest change of food that brings low intakes up: a mixed-integer program."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cramp.assessment.food_options import FoodOption

MOST_CHANGES = 3
"""More at once are not kept up (assumed)."""
MOST_ENERGY_KCAL = 300.0
"""Largest change of a day's energy, either way (assumed)."""
MOST_SUGARS_GRAM = 25.0
"""Most sugars that all changes together may bring (assumed: half a day's limit)."""
WORTH_A_CHANGE = 0.1
"""Closing less of a gap than this share is not worth a further change (assumed)."""
LEAST_CLOSED = 0.15
"""Where less than this share of every gap can be closed, nothing is proposed (assumed)."""


class Limits(NamedTuple):
    """What all changes of a day together may not pass.

    Attributes
    ----------
    sodium_mg
        Most rise of sodium; zero or below where it is high already.
    calcium_mg
        Most rise of calcium, up to its tolerable upper intake.
    """

    sodium_mg: float
    calcium_mg: float


def smallest_change(
    options: Sequence[FoodOption], gaps: Mapping[str, float], limits: Limits
) -> tuple[FoodOption, ...]:
    """Choose the changes nearest to what is eaten that close the gaps as far as can be.

    Solved twice (HiGHS, through `scipy.optimize.milp`): first for the least that stays open of
    all gaps with at most `MOST_CHANGES` changes, then for the least cost among the choices that
    leave open hardly more than that.

    Parameters
    ----------
    options
        Each may be chosen once; two that replace the same food exclude each other.
    gaps
        By nutrient, how much is missing a day, mg, above zero.
    limits
        What the changes together may not pass.

    Returns
    -------
    tuple of FoodOption
        Largest effect first; empty where nothing helps.

    Raises
    ------
    RuntimeError
        When the solver fails for a reason other than there being no choice.
    """
    if not options or not gaps:
        return ()
    least_open, _ = _solve(options, gaps, limits, most_open=None)
    if least_open > len(gaps) * (1 - LEAST_CLOSED):
        return ()
    _, chosen = _solve(options, gaps, limits, most_open=least_open + WORTH_A_CHANGE)
    return tuple(sorted(chosen, key=lambda one: -_closed(one, gaps)))


def _closed(option: FoodOption, gaps: Mapping[str, float]) -> float:
    return sum(min(1.0, option.effect[name] / gap) for name, gap in gaps.items())


def _solve(
    options: Sequence[FoodOption],
    gaps: Mapping[str, float],
    limits: Limits,
    most_open: float | None,
) -> tuple[float, list[FoodOption]]:
    """Return the sum of open shares and the choice.

    Variables: one binary an option, then one open share (0 to 1) a gap.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    count, nutrients = len(options), list(gaps)
    rows, low, high = _rows(options, gaps, limits)
    if most_open is not None:
        rows.append(np.concatenate([np.zeros(count), np.ones(len(nutrients))]))
        low.append(-np.inf)
        high.append(most_open)
    costs = np.array([option.cost for option in options])
    aim = (
        np.concatenate([np.zeros(count), np.ones(len(nutrients))])
        if most_open is None
        else np.concatenate([costs, np.full(len(nutrients), WORTH_A_CHANGE)])
    )
    solved = milp(
        aim,
        constraints=LinearConstraint(np.array(rows), low, high),
        bounds=Bounds(0, 1),
        integrality=np.concatenate([np.ones(count), np.zeros(len(nutrients))]),
    )
    if solved.x is None:
        raise RuntimeError(f"the choice of foods could not be made: {solved.message}")
    chosen = [option for option, x in zip(options, solved.x, strict=False) if x > 0.5]
    return float(solved.x[count:].sum()), chosen


def _rows(
    options: Sequence[FoodOption], gaps: Mapping[str, float], limits: Limits
) -> tuple[list[np.ndarray], list[float], list[float]]:
    """Return rows, lower and upper ends of the constraints."""
    none = np.zeros(len(gaps))
    rows: list[np.ndarray] = []
    low: list[float] = []
    high: list[float] = []

    def hold(row: np.ndarray, least: float, most: float) -> None:
        rows.append(row)
        low.append(least)
        high.append(most)

    def effect(name: str) -> np.ndarray:
        return np.array([option.effect[name] for option in options])

    for place, (name, gap) in enumerate(gaps.items()):
        still_open = np.eye(len(gaps))[place]
        hold(np.concatenate([effect(name) / gap, still_open]), 1.0, np.inf)
    hold(np.concatenate([np.ones(len(options)), none]), 0, MOST_CHANGES)
    hold(np.concatenate([effect("energy"), none]), -MOST_ENERGY_KCAL, MOST_ENERGY_KCAL)
    hold(np.concatenate([effect("sugars"), none]), -np.inf, MOST_SUGARS_GRAM)
    hold(np.concatenate([effect("sodium"), none]), -np.inf, limits.sodium_mg)
    hold(np.concatenate([effect("calcium"), none]), -np.inf, limits.calcium_mg)
    for food in sorted({food for option in options for food in option.replaced}):
        shares = np.array([float(food in option.replaced) for option in options])
        hold(np.concatenate([shares, none]), 0, 1)
    return rows, low, high
