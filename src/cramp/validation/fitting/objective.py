"""What a fit makes small: misfits of all points of the fitted experiments, and the priors."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cramp.physiology.parameters import parameters
from cramp.validation.checks import require_usable
from cramp.validation.fitting.derivatives import slopes
from cramp.validation.fitting.free_values import NothingToFit, free_values, positions_of, table_at
from cramp.validation.fitting.loss import Loss
from cramp.validation.labels import label
from cramp.validation.quantities import Known
from cramp.validation.running import Trial, outputs_of, people_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from cramp.engine.interface import Engine
    from cramp.physiology.parameters import Parameter
    from cramp.validation.fitting.free_values import FreeValue
    from cramp.validation.fitting.loss import LossName
    from cramp.validation.format import Experiment
    from cramp.validation.measurements import Measurement
    from cramp.validation.scoring import Score

    Watch = Callable[[str, int, int], None]

DEFAULT_DRAWS = 12
"""People in each arm of a fit: they fill every distribution evenly, and stay the same people.
So few tell a share of people, too, since the scatter of measurements smooths it."""

POINTS_THAT_COUNT = 40
"""Of one experiment in full. Of more each counts less, so that together they count as so many:
the points of a course are of the same people and err together."""


class FitFailed(RuntimeError):
    """The simulated people of an experiment could not be solved where a fit has to begin."""


@dataclass(frozen=True)
class LeftOut:
    """A measured number that a fit does not use, and why."""

    experiment: str
    label: str
    reason: str


@dataclass(frozen=True)
class Objective:
    """What a fit makes small.

    Attributes
    ----------
    trials
        Experiments with the measurements that count, M in all.
    free
        Values to fit, N of them.
    table
        Of all other values, and where the fit begins.
    loss
        How much a misfit counts.
    left_out
        Numbers that do not count.
    draws
        People in each arm; more where a share of people was measured.
    watch
        Told what is done, experiments done and experiments in all.
    """

    trials: tuple[Trial, ...]
    free: tuple[FreeValue, ...]
    table: Mapping[str, Parameter]
    loss: Loss
    left_out: tuple[LeftOut, ...]
    draws: int
    watch: Watch

    @property
    def start(self) -> np.ndarray:
        """Positions of the table's values, shape (N,)."""
        return positions_of(self.free, self.table)

    def scores(self, positions: np.ndarray) -> tuple[Score, ...]:
        """Return how each experiment goes with the free values at some positions, shape (N,)."""
        table = table_at(self.table, self.free, positions)
        return tuple(trial.score(table) for trial in self._watched("experiments"))

    def misfits(self, scores: Iterable[Score]) -> np.ndarray:
        """Return z of each point, shape (M,); NaN where people could not be solved."""
        found = [point.z for score in scores for point in score.points]
        return np.array([math.nan if z is None else z for z in found])

    def slopes(self, positions: np.ndarray, earlier: np.ndarray | None = None) -> np.ndarray:
        """Return how z moves with the positions, shape (M, N).

        Parameters
        ----------
        positions
            Of the free values, shape (N,).
        earlier
            Slopes at other positions. A value that moved nothing in an experiment there, not by
            the last bit (a medicine that nobody took), is not moved again.
        """
        found, rows = [], self._rows(earlier)
        for trial, before in zip(self._watched("derivatives"), rows, strict=True):
            acting = np.flatnonzero(np.any(before != 0, axis=0)).tolist()
            found.append(slopes(trial, self.table, self.free, positions, acting))
        return np.concatenate(found)

    def _rows(self, of_points: np.ndarray | None) -> list[np.ndarray]:
        """Return the rows of each experiment; ones where there are none yet."""
        counts = [len(trial.experiment.measurements) for trial in self.trials]
        if of_points is None:
            of_points = np.ones((sum(counts), len(self.free)))
        return np.split(of_points, np.cumsum(counts)[:-1])

    def with_draws(self, draws: int) -> Objective:
        """Return the objective with other people, so many in each arm."""
        trials = tuple(_with_people(trial, draws) for trial in self.trials)
        return replace(self, trials=trials, draws=draws)

    def about(self, table: Mapping[str, Parameter]) -> Objective:
        """Return the objective with other values to begin from."""
        return replace(self, table=table)

    def holding(self, name: str, value: float) -> Objective:
        """Return the objective with one free value held."""
        table = {**self.table, name: replace(self.table[name], value=value)}
        free = tuple(one for one in self.free if one.row.id != name)
        return replace(self, table=table, free=free, loss=replace(self.loss, priors=len(free)))

    def _watched(self, what: str) -> Iterable[Trial]:
        for number, trial in enumerate(self.trials):
            self.watch(what, number, len(self.trials))
            yield trial
        self.watch(what, len(self.trials), len(self.trials))


def objective(  # noqa: PLR0913  # the public door: every choice by name
    experiments: Sequence[Experiment],
    *,
    engine: Engine,
    draws: int = DEFAULT_DRAWS,
    seed: int = 0,
    table: Mapping[str, Parameter] | None = None,
    only_values: Iterable[str] = (),
    loss: LossName = "robust",
    watch: Watch = lambda _what, _done, _total: None,
) -> Objective:
    """Return what a fit makes small.

    Parameters
    ----------
    experiments
        As read by `cramp.validation.reading.read_experiments`; those with the role `fitted` count.
    engine
        What solves.
    draws
        People in each arm, as `cramp.validation.running.repeat` counts them.
    seed
        Of all randomness.
    table
        Of the body's values; its own if not given.
    only_values
        Identifiers of the values to fit; every `fitted` one if none.
    loss
        See `cramp.validation.fitting.loss.Loss`.
    watch
        Told what is done, experiments done and experiments in all.

    Raises
    ------
    ExperimentFaults
        If an experiment tells units or moments that cannot be.
    NothingToFit
        If there is no value to fit, or nothing measured to fit it to.
    """
    table = parameters() if table is None else table
    free = free_values(table, only_values)
    fitted = [one for one in experiments if one.role == "fitted"]
    if not fitted:
        raise NothingToFit("no experiment has the role fitted; give it to some")
    known = Known(engine.description)
    require_usable(fitted, known)
    outputs = outputs_of(fitted, known)
    wholes = [Trial(experiment, draws, seed, engine, known, outputs) for experiment in fitted]
    trials = [trial for whole in wholes if (trial := _counting(whole)).experiment.measurements]
    left_out = [one for whole in wholes for one in _left_out(whole)]
    if not trials:
        raise NothingToFit(
            f"the body can answer no point of {fitted[0].id} or any other fitted experiment; "
            "cramp validate tells what it lacks"
        )
    weights = np.concatenate([_weights(trial) for trial in trials])
    counts = Loss(loss, weights, len(free))
    found = Objective(tuple(trials), free, table, counts, tuple(left_out), draws, watch)
    return found.with_draws(draws)


def _with_people(trial: Trial, draws: int) -> Trial:
    return replace(trial, draws=people_for(trial.experiment, draws))


def _counting(trial: Trial) -> Trial:
    """Return a trial with the measurements that count."""
    told = trial.experiment.measurements
    kept = [one for one in told if not _reason_against(trial, one)]
    return replace(trial, experiment=trial.experiment.model_copy(update={"measurements": kept}))


def _left_out(trial: Trial) -> list[LeftOut]:
    experiment = trial.experiment
    return [
        LeftOut(experiment.id, label(one, experiment), reason)
        for one in experiment.measurements
        if (reason := _reason_against(trial, one))
    ]


def _reason_against(trial: Trial, measurement: Measurement) -> str:
    """Return why a measurement does not count; empty if it does."""
    point = trial.point(measurement, {})
    if point.lacking:
        return f"needs {', '.join(point.lacking)}"
    if measurement.measure == "standard_deviation":
        return "is a spread: of few people too uncertain, and the table's values are their middle"
    if point.error == point.tolerance == 0:
        return "has neither a standard error nor a tolerance"
    return ""


def _weights(trial: Trial) -> np.ndarray:
    """Return the weight of each point of an experiment."""
    points = len(trial.experiment.measurements)
    return np.full(points, min(1.0, POINTS_THAT_COUNT / points))
