"""Sets the fast model's fitted values from the experiments whose role is fitted, and no others.

What is made small is the sum, over the points of an experiment, of z squared, and over its free
values, of their positions squared: z as `cramp validate` scores it, a position the distance from
the middle of the value's range in quarters of the range. So the range is a prior, as in
`cramp fit`. Three stages do not touch each other and are fitted one after the other: a cramp of
the intact nerve; pain; dilution.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cramp.nerve_muscle.person_values import parameters, usual_values
from cramp.validation.nerve_muscle.reading import read_nerve_experiments
from cramp.validation.nerve_muscle.running import Setting, score_nerve_experiment

if TYPE_CHECKING:
    from collections.abc import Callable

    from cramp.validation.nerve_muscle.format import NerveExperiment

LARGEST_Z_SQUARED = 25.0
"""A point that is further off, or cannot be had at all, counts as much and no more."""

ERROR_STEP = 0.5
"""In positions: over which curvature is taken for the errors of values."""


@dataclass(frozen=True)
class Stage:
    """One experiment and the values that it sets."""

    experiment: str
    free: tuple[str, ...]


STAGES = {
    "combined": (
        Stage(
            "minetto_2011_intact",
            ("tonic_drive", "inward_current_strength", "inward_current_inactivation_time"),
        ),
        Stage("serrao_2007", ("pain_drive",)),
        Stage("lau_2019_water", ("sodium_coupling",)),
    ),
    "central": (
        Stage(
            "minetto_2011_intact",
            ("tonic_drive", "inward_current_strength", "inward_current_inactivation_time"),
        ),
        Stage("serrao_2007", ("pain_drive",)),
        Stage("lau_2019_water", ("sodium_coupling",)),
    ),
    "terminal": (
        Stage(
            "minetto_2011_intact",
            ("terminal_threshold", "local_potassium_step", "terminal_pump_step"),
        ),
        Stage("lau_2019_water", ("sodium_coupling",)),
    ),
    "afferent": (
        Stage("minetto_2011_intact", ("tonic_drive", "spindle_gain", "spindle_fade_time")),
        Stage("serrao_2007", ("pain_drive",)),
        Stage("lau_2019_water", ("sodium_coupling",)),
    ),
}
"""By mechanism. Pain reaches no terminal, and a contracture shows nothing that was measured."""


@dataclass
class Found:
    """What a stage found.

    Attributes
    ----------
    values
        By identifier.
    relative_errors
        From the curvature of the objective, as shares of the values.
    objective
        Before and after.
    tried
        Sets of values.
    """

    values: dict[str, float]
    relative_errors: dict[str, float]
    objective: tuple[float, float]
    tried: int


@dataclass
class _Objective:
    stage: Stage
    experiment: NerveExperiment
    mechanism: str
    people: int
    seed: int
    fixed: dict[str, float]
    tried: int = 0
    seen: dict[tuple[float, ...], float] = field(default_factory=dict)

    def values(self, positions: np.ndarray) -> dict[str, float]:
        return {
            name: value_at(name, float(position))
            for name, position in zip(self.stage.free, positions, strict=True)
        }

    def __call__(self, positions: np.ndarray) -> float:
        bounded = np.clip(positions, -2.0, 2.0)
        key = tuple(np.round(bounded, 9))
        if key not in self.seen:
            self.tried += 1
            self.seen[key] = self._misfit(bounded) + float(np.sum(bounded**2))
        return self.seen[key] + 100.0 * float(np.sum((positions - bounded) ** 2))

    def _misfit(self, positions: np.ndarray) -> float:
        changed = self.fixed | self.values(positions)
        setting = Setting(self.mechanism, self.people, self.seed, changed)
        points = score_nerve_experiment(self.experiment, setting).points
        return sum(
            LARGEST_Z_SQUARED if point.z is None else min(point.z**2, LARGEST_Z_SQUARED)
            for point in points
        )


def fit_nerve_muscle(
    mechanism: str,
    people: int = 4,
    seed: int = 0,
    most_evaluations: int = 60,
    only_experiment: str | None = None,
    report: Callable[[Stage, Found], None] = lambda *_: None,
) -> list[Found]:
    """Fit the values of a mechanism, stage by stage.

    Parameters
    ----------
    mechanism
        By name, one of `STAGES`.
    people, seed
        As `Setting` has them; the same people meet every set of values.
    most_evaluations
        Sets of values that a stage tries at most.
    only_experiment
        Do the stage of this experiment alone; the others' values stay as they are.
    report
        Told each stage and what it found, once it has.

    Returns
    -------
    list of Found
        One for each stage, in order.

    Raises
    ------
    KeyError
        For a mechanism without a fit.
    """
    from scipy.optimize import minimize

    found: list[Found] = []
    fixed: dict[str, float] = {}
    for stage in STAGES[mechanism]:
        if only_experiment not in {None, stage.experiment}:
            continue
        objective = _Objective(
            stage, _fitted(stage.experiment), mechanism, people, seed, dict(fixed)
        )
        usual = usual_values(mechanism)
        start = np.array([position_of(name, usual[name]) for name in stage.free])
        simplex = np.vstack([start, start + 0.4 * np.eye(len(start))])
        # Thresholds move in steps: a simplex needs no slopes.
        result = minimize(
            objective,
            start,
            method="Nelder-Mead",
            options={
                "maxfev": most_evaluations,
                "initial_simplex": simplex,
                "xatol": 0.03,
                "fatol": 0.1,
            },
        )
        best = np.clip(result.x, -2.0, 2.0)
        values = objective.values(best)
        errors = _relative_errors(objective, best)
        fixed |= values
        one = Found(values, errors, (objective(start), objective(best)), objective.tried)
        found.append(one)
        report(stage, one)
    return found


def _fitted(name: str) -> NerveExperiment:
    chosen = next(one for one in read_nerve_experiments() if one.id == name)
    if chosen.role != "fitted":
        raise ValueError(f"{name} has the role {chosen.role}: nothing is fitted to it")
    return chosen


def position_of(name: str, value: float) -> float:
    """Return where a value lies in its range: -2 at the low end, 2 at the high one."""
    low, high = _scaled_range(name)
    scaled = np.log(value) if _is_logarithmic(name) else value
    return float(np.clip(4.0 * (scaled - low) / (high - low) - 2.0, -2.0, 2.0))


def value_at(name: str, position: float) -> float:
    """Return the value at a position, as `position_of` has it."""
    low, high = _scaled_range(name)
    scaled = low + (position + 2.0) / 4.0 * (high - low)
    return float(np.exp(scaled)) if _is_logarithmic(name) else scaled


def _is_logarithmic(name: str) -> bool:
    return parameters()[name].low > 0


def _scaled_range(name: str) -> tuple[float, float]:
    row = parameters()[name]
    ends = (row.low, row.high)
    return (np.log(ends[0]), np.log(ends[1])) if _is_logarithmic(name) else ends


def _relative_errors(objective: _Objective, best: np.ndarray) -> dict[str, float]:
    """Return each value's error from the curvature along it, the others held."""
    here = objective(best)
    errors = {}
    for number, name in enumerate(objective.stage.free):
        side = np.zeros(len(best))
        side[number] = ERROR_STEP
        ends = objective(best - side), objective(best + side)
        curvature = max(ends[0] + ends[1] - 2 * here, 1e-9) / ERROR_STEP**2
        width = np.sqrt(2.0 / curvature)
        value = value_at(name, best[number])
        aside = value_at(name, best[number] + width) - value
        errors[name] = float(abs(aside / value)) if value else float("inf")
    return errors
