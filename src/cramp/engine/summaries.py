"""Summaries over any number of runs: no course is kept longer than its chunk."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from cramp.engine.distribution import Distribution, DistributionGatherer
from cramp.engine.errors import UnknownIdentifier
from cramp.engine.quantile_sketch import QuantileSketch
from cramp.engine.run_features import OF_OUTPUTS, Crossing, RunFeatures, joined, run_features

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from cramp.engine.interface import Engine, Run, Solution

NOT_FINITE = "the solution holds values that are not finite"


@dataclass(frozen=True)
class SummaryPlan:
    """What to summarise, and how.

    Attributes
    ----------
    quantiles
        Shares of the runs, from 0 to 1; Q of them.
    crossings
        Thresholds whose times are wanted; C of them.
    keep_each_run
        Whether to keep every run's features too; memory then grows with the runs.
    exact_up_to
        Runs up to which quantiles are exact, an even number; see `QuantileSketch` for what comes
        after. Memory grows with it.
    named_failures
        Of how many failed runs, the first ones, the reasons are told.
    runs_at_once
        Runs solved together. Changes no result, if the engine's runs do not depend on each other.
    relative_tolerance
        Of the integration; None for the engine's usual one.
    """

    quantiles: tuple[float, ...] = (0.05, 0.5, 0.95)
    crossings: tuple[Crossing, ...] = ()
    keep_each_run: bool = False
    exact_up_to: int = 1024
    named_failures: int = 20
    runs_at_once: int = 1024
    relative_tolerance: float | None = None

    def __post_init__(self) -> None:
        if not all(0 <= share <= 1 for share in self.quantiles):
            raise ValueError(f"quantiles must be shares from 0 to 1, not {self.quantiles}")
        if self.runs_at_once < 1:
            raise ValueError(f"runs_at_once must be at least 1, not {self.runs_at_once}")


@dataclass(frozen=True)
class CrossingTimes:
    """When C thresholds are first reached.

    Attributes
    ----------
    share
        Of the runs that reach each; shape (C,). NaN without runs.
    quantiles
        Times at Q shares of all runs, those that never get there counting as later than all;
        shape (Q, C). NaN where that share does not get there.
    rank_error
        As in `Distribution`.
    """

    share: np.ndarray
    quantiles: np.ndarray
    rank_error: float


@dataclass(frozen=True)
class Summary:
    """What many runs come to. Failed runs count nowhere but in `failed`.

    Attributes
    ----------
    times
        Output times, in the model's time unit; shape (T,).
    outputs
        Identifiers of the quantities, O of them.
    plan
        What was asked.
    runs
        How many there were, failed ones too.
    failed
        How many failed.
    reasons
        Why, by the run's place among all; of the first `plan.named_failures`.
    courses
        Each output at each time over runs; shape (T, O).
    features
        Each of `OF_OUTPUTS` over runs; shape (O,).
    reached
        When thresholds were reached.
    each_run
        Every run's features in order, failed runs left out; None unless they were to be kept.
    each_run_place
        The place of each of these among all runs; None unless they were to be kept.
    """

    times: np.ndarray
    outputs: tuple[str, ...]
    plan: SummaryPlan
    runs: int
    failed: int
    reasons: Mapping[int, str]
    courses: Distribution
    features: Mapping[str, Distribution]
    reached: CrossingTimes
    each_run: RunFeatures | None
    each_run_place: np.ndarray | None


def summarise(
    engine: Engine,
    runs: Iterable[Run],
    outputs: Iterable[str],
    times: np.ndarray,
    plan: SummaryPlan | None = None,
    *,
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Summary:
    """Solve runs and summarise them, reading no more of them at a time than are solved together.

    Parameters
    ----------
    engine
        Solves the model.
    runs
        Any number, each as `Engine.solve` takes it; a generator will do.
    outputs
        Identifiers of anything that the engine's description holds, O of them.
    times
        Ascending output times, shape (T,), at least one.
    plan
        What to summarise; the defaults where none is given.
    progress
        Called with runs done.
    cancelled
        Asked now and then; true stops the solve.

    Raises
    ------
    UnknownIdentifier
        If a name is not in the model, or a crossing's not among the outputs.
    ValueError
        If there are no times, or the engine refuses them.
    SolveCancelled
        If `cancelled` said so.
    """
    plan = plan or SummaryPlan()
    times = np.asarray(times, dtype=float)
    gathering = _Gathering(tuple(outputs), times, plan)
    for some in _chunks(runs, plan.runs_at_once):
        done = gathering.runs
        solution = engine.solve(
            some,
            gathering.outputs,
            times,
            relative_tolerance=plan.relative_tolerance,
            progress=None if progress is None else _counting_on(progress, done),
            cancelled=cancelled,
        )
        gathering.add(solution)
    return gathering.summary()


def _chunks(runs: Iterable[Run], size: int) -> Iterator[list[Run]]:
    iterator = iter(runs)
    while some := list(islice(iterator, size)):
        yield some


def _counting_on(progress: Callable[[int], None], done: int) -> Callable[[int, int], None]:
    return lambda here, _total: progress(done + here)


@dataclass
class _Gathering:
    """All that is held while runs come in."""

    outputs: tuple[str, ...]
    times: np.ndarray
    plan: SummaryPlan
    runs: int = 0
    failed: int = 0
    reasons: dict[int, str] = field(default_factory=dict)
    kept: list[RunFeatures] = field(default_factory=list)
    kept_places: list[np.ndarray] = field(default_factory=list)

    def __post_init__(self) -> None:
        if len(self.times) == 0:
            raise ValueError("a summary needs at least one output time")
        unknown = sorted({one.output for one in self.plan.crossings} - set(self.outputs))
        if unknown:
            raise UnknownIdentifier(
                f"crossings of what is not among the outputs: {', '.join(unknown)}; add it there"
            )
        size, outputs = self.plan.exact_up_to, len(self.outputs)
        self.courses = DistributionGatherer((len(self.times), outputs), size)
        self.features = {name: DistributionGatherer((outputs,), size) for name in OF_OUTPUTS}
        self.reached = QuantileSketch(len(self.plan.crossings), size)
        self.arrived = np.zeros(len(self.plan.crossings), dtype=int)

    def add(self, solution: Solution) -> None:
        """Take a chunk's solution."""
        reasons = dict(solution.failures)
        finite = np.isfinite(solution.values).all(axis=(1, 2))
        for index in np.flatnonzero(~finite):
            reasons.setdefault(int(index), NOT_FINITE)
        self._count_failures(reasons)
        good = np.setdiff1d(np.arange(len(solution.values)), list(reasons))
        values = np.asarray(solution.values[good], dtype=float)
        self.courses.add(values)
        self._add_features(run_features(self.times, values, self.outputs, self.plan.crossings))
        if self.plan.keep_each_run:
            self.kept_places.append(self.runs + good)
        self.runs += len(solution.values)

    def _count_failures(self, reasons: Mapping[int, str]) -> None:
        self.failed += len(reasons)
        room = self.plan.named_failures - len(self.reasons)
        for index in sorted(reasons)[: max(room, 0)]:
            self.reasons[self.runs + index] = reasons[index]

    def _add_features(self, features: RunFeatures) -> None:
        for name, gatherer in self.features.items():
            gatherer.add(getattr(features, name))
        arrived = ~np.isnan(features.reached)
        self.arrived += arrived.sum(axis=0)
        self.reached.add(np.where(arrived, features.reached, np.inf))
        if self.plan.keep_each_run:
            self.kept.append(features)

    def summary(self) -> Summary:
        """Return what all runs so far come to."""
        shares = np.array(self.plan.quantiles, dtype=float)
        kept = self.plan.keep_each_run
        return Summary(
            times=self.times,
            outputs=self.outputs,
            plan=self.plan,
            runs=self.runs,
            failed=self.failed,
            reasons=self.reasons,
            courses=self.courses.distribution(shares),
            features={name: one.distribution(shares) for name, one in self.features.items()},
            reached=self._crossing_times(shares),
            each_run=joined(self.kept or [self._no_features()]) if kept else None,
            each_run_place=np.concatenate([*self.kept_places, _NOWHERE]) if kept else None,
        )

    def _no_features(self) -> RunFeatures:
        empty = np.zeros((0, len(self.times), len(self.outputs)))
        return run_features(self.times, empty, self.outputs, self.plan.crossings)

    def _crossing_times(self, shares: np.ndarray) -> CrossingTimes:
        good = self.runs - self.failed
        quantiles = self.reached.quantiles(shares)
        return CrossingTimes(
            share=self.arrived / good if good else np.full(len(self.arrived), np.nan),
            quantiles=np.where(np.isinf(quantiles), np.nan, quantiles),
            rank_error=self.reached.rank_error,
        )


_NOWHERE = np.array([], dtype=int)
