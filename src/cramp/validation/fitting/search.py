"""The search for the values at which the objective is least."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from cramp.validation.fitting.free_values import FURTHEST
from cramp.validation.fitting.objective import FitFailed
from cramp.validation.fitting.secant import Carried

if TYPE_CHECKING:
    from collections.abc import Callable

    from cramp.validation.fitting.objective import Objective
    from cramp.validation.scoring import Point, Score

DEFAULT_EVALUATIONS = 30
"""Sets of values tried at most."""

ROUGH_DRAWS = 4
"""People in each arm with whom a search begins."""

ROUGH_GAIN = 1.0
"""Of the objective, with which the search with few people goes on."""

SMALLEST_GAIN = 0.1
"""Of the objective, with which a search goes on. It falls by 1 where values move by a standard
error; what is left is then about a third of one."""

SMALLEST_MOVE = 1e-3
"""Of all positions together, as a share of their length, with which a search goes on."""


@dataclass(frozen=True)
class Evaluation:
    """One set of values that was tried.

    Attributes
    ----------
    number
        From 1.
    total
        The objective; NaN where people could not be solved, and the search turns back.
    draws
        People in each arm.
    failures
        Experiments that gave no number, and why.
    """

    number: int
    total: float
    draws: int
    failures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fit:
    """What a search found.

    Attributes
    ----------
    objective
        What was made small.
    positions
        Of the free values, shape (N,).
    before, after
        How each experiment went with the table's values, and with those found.
    slopes
        How z of each point moves with the positions, where the search ended, shape (M, N).
    evaluations
        Every set of values that was tried, in order.
    has_converged
        Whether the search ended by itself, and not at the most evaluations allowed.
    """

    objective: Objective
    positions: np.ndarray
    before: tuple[Score, ...]
    after: tuple[Score, ...]
    slopes: np.ndarray
    evaluations: tuple[Evaluation, ...]
    has_converged: bool

    @property
    def start(self) -> np.ndarray:
        """Where the search began, shape (N,)."""
        return self.objective.start

    @property
    def values(self) -> dict[str, float]:
        """The values found, by identifier, in the table's units."""
        free = self.objective.free
        return {
            one.row.id: one.value(position)
            for one, position in zip(free, self.positions.tolist(), strict=True)
        }

    def total(self, scores: tuple[Score, ...], positions: np.ndarray) -> float:
        """Return the objective of scores that were taken at some positions."""
        return self.objective.loss.total(self.objective.misfits(scores), positions)


@dataclass
class _Search:
    """The objective as SciPy asks for it; remembers scores by the positions' bytes.

    Attributes
    ----------
    carried
        The slopes known last; None before there are any.
    tried
        Sets of values that had been tried when they were.
    is_exact
        Whether they were worked out there, and not carried on from elsewhere.
    """

    objective: Objective
    report: Callable[[Evaluation], None]
    scores: dict[bytes, tuple[Score, ...]] = field(default_factory=dict)
    evaluations: list[Evaluation] = field(default_factory=list)
    carried: Carried | None = None
    tried: int = 0
    is_exact: bool = False

    def begin(self, positions: np.ndarray) -> None:
        """Try the positions where a search begins; raise FitFailed if people cannot be solved."""
        if failures := _failures(self.scores_at(positions)):
            raise FitFailed("; ".join(failures))

    def scores_at(self, positions: np.ndarray) -> tuple[Score, ...]:
        """Return the scores at some positions, simulated once."""
        objective, place = self.objective, positions.tobytes()
        if place not in self.scores:
            scores = self.scores[place] = objective.scores(positions)
            total = objective.loss.total(objective.misfits(scores), positions)
            number = len(self.evaluations) + 1
            tried = Evaluation(number, total, objective.draws, _failures(scores))
            self.evaluations.append(tried)
            self.report(tried)
        return self.scores[place]

    def residuals(self, positions: np.ndarray) -> np.ndarray:
        """Return residuals, shape (M + N,); not finite where people could not be solved."""
        misfits = self.objective.misfits(self.scores_at(positions))
        return self.objective.loss.residuals(misfits, positions)

    def misfits_at(self, positions: np.ndarray) -> np.ndarray:
        """Return z of each point at some positions, shape (M,)."""
        return self.objective.misfits(self.scores_at(positions))

    def slopes_at(self, positions: np.ndarray) -> np.ndarray:
        """Return how z moves with the positions, shape (M, N).

        Carried on from the last ones, unless the search had to turn back since: then they were
        no longer good enough.
        """
        turned_back = len(self.evaluations) > self.tried + 1
        if self.carried is None or turned_back:
            return self.exact_slopes_at(positions)
        if not np.array_equal(self.carried.positions, positions):
            self.carried = self.carried.to(positions, self.misfits_at(positions))
            self.is_exact = False
        self.tried = len(self.evaluations)
        return self.carried.slopes

    def exact_slopes_at(self, positions: np.ndarray) -> np.ndarray:
        """Return how z moves with the positions, worked out there, shape (M, N)."""
        last = self.carried
        here = last is not None and np.array_equal(last.positions, positions)
        if last is None or not (here and self.is_exact):
            earlier = None if last is None else last.slopes
            slopes = self.objective.slopes(positions, earlier)
            self.carried = last = Carried(positions, self.misfits_at(positions), slopes)
            self.is_exact = True
        self.tried = len(self.evaluations)
        return last.slopes

    def jacobian(self, positions: np.ndarray) -> np.ndarray:
        """Return the residuals' derivatives, shape (M + N, N)."""
        weights = self.objective.loss.weights
        weighted = self.slopes_at(positions) * np.sqrt(weights)[:, np.newaxis]
        return np.concatenate([weighted, np.eye(len(positions))])

    def descend(
        self, start: np.ndarray, most_evaluations: int, smallest_gain: float
    ) -> tuple[np.ndarray, bool]:
        """Return where a search from some positions ends, and whether it ended by itself.

        It goes on from where it ended with slopes worked out there, until these bring no more.
        """
        place, last, was_exact = start, math.inf, False
        while True:
            total = self.total_at(place)
            left = most_evaluations - len(self.evaluations) + 1
            if left < 1 or not math.isfinite(total):
                return place, False
            if was_exact and last - total < smallest_gain:
                return place, True
            if math.isfinite(last):
                self.exact_slopes_at(place)
            # Asked before: SciPy begins a hair within a range's end, and slopes are carried there
            last, was_exact = total, self.is_exact
            place, by_itself = self._descend_once(place, left, smallest_gain)
            if not by_itself:
                return place, False

    def _descend_once(
        self, start: np.ndarray, most_evaluations: int, smallest_gain: float
    ) -> tuple[np.ndarray, bool]:
        from scipy.optimize import least_squares

        total = self.total_at(start)
        result = least_squares(
            self.residuals,
            start,
            self.jacobian,
            bounds=(-FURTHEST, FURTHEST),
            method="trf",
            loss=self.objective.loss,
            ftol=smallest_gain / max(total, smallest_gain),  # SciPy asks for a share
            xtol=SMALLEST_MOVE,
            gtol=None,
            max_nfev=most_evaluations,
        )
        return result.x, result.status > 0

    def found(self, start: np.ndarray, most_evaluations: int) -> Fit:
        """Return what a search from some positions finds."""
        begin = self.objective.start
        if self.total_at(start) >= self.total_at(begin):
            start = begin
        positions, has_converged = self.descend(start, most_evaluations, SMALLEST_GAIN)
        return Fit(
            self.objective,
            positions,
            self.scores_at(begin),
            self.scores_at(positions),
            self.exact_slopes_at(positions),
            tuple(self.evaluations),
            has_converged,
        )

    def total_at(self, positions: np.ndarray) -> float:
        """Return the objective at some positions; infinite where people could not be solved."""
        misfits = self.objective.misfits(self.scores_at(positions))
        total = self.objective.loss.total(misfits, positions)
        return total if math.isfinite(total) else math.inf


def fit(
    objective: Objective,
    *,
    most_evaluations: int = DEFAULT_EVALUATIONS,
    report: Callable[[Evaluation], None] = lambda _evaluation: None,
) -> Fit:
    """Search for the values at which an objective is least, from the table's.

    First with few people, who find the neighbourhood in a fraction of the time, then with all.

    Parameters
    ----------
    objective
        What to make small.
    most_evaluations
        Sets of values to try at most, with few people and with all.
    report
        Told of each set as it was tried.

    Raises
    ------
    FitFailed
        If people cannot be solved with the table's values.
    """
    search = _Search(objective, report)
    search.begin(objective.start)
    place, rough = objective.start, objective.with_draws(ROUGH_DRAWS)
    if objective.draws > ROUGH_DRAWS:
        coarse = _Search(rough, report, evaluations=search.evaluations)
        place, _ = coarse.descend(place, most_evaluations // 2, ROUGH_GAIN)
        if coarse.carried is not None:
            here = search.misfits_at(coarse.carried.positions)
            search.carried = replace(coarse.carried, misfits=here)
            search.tried = len(search.evaluations)
    return search.found(place, most_evaluations)


def refit(
    objective: Objective,
    *,
    most_evaluations: int,
    report: Callable[[Evaluation], None] = lambda _evaluation: None,
) -> Fit:
    """Search with all people from the start, where the table's values are close already.

    Parameters and errors are those of `fit`.
    """
    search = _Search(objective, report)
    search.begin(objective.start)
    return search.found(objective.start, most_evaluations)


def _failures(scores: tuple[Score, ...]) -> tuple[str, ...]:
    """Return which experiments gave no number, and why."""
    reasons = {
        score.id: score.failure or "a simulated number is not finite"
        for score in scores
        if not all(_is_finite(point) for point in score.points)
    }
    return tuple(f"{name}: {reason}" for name, reason in reasons.items())


def _is_finite(point: Point) -> bool:
    return point.z is not None and math.isfinite(point.z)
