"""The search for the values at which the objective is least."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cramp.validation.fitting.free_values import FURTHEST
from cramp.validation.fitting.objective import FitFailed

if TYPE_CHECKING:
    from collections.abc import Callable

    from cramp.validation.fitting.objective import Objective
    from cramp.validation.scoring import Point, Score

DEFAULT_EVALUATIONS = 20
"""Sets of values tried at most."""

SMALLEST_GAIN = 1e-4
"""Of the objective, as a share of it, with which a search goes on."""

SMALLEST_MOVE = 1e-3
"""Of all positions together, as a share of their length, with which a search goes on."""


@dataclass(frozen=True)
class Evaluation:
    """One set of values that was tried."""

    number: int
    total: float


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
    """The objective as SciPy asks for it; remembers the last scores."""

    objective: Objective
    report: Callable[[Evaluation], None]
    scores: dict[bytes, tuple[Score, ...]] = field(default_factory=dict)
    slopes: dict[bytes, np.ndarray] = field(default_factory=dict)
    evaluations: list[Evaluation] = field(default_factory=list)

    def residuals(self, positions: np.ndarray) -> np.ndarray:
        """Return residuals, shape (M + N,); not finite where people could not be solved."""
        loss, place = self.objective.loss, positions.tobytes()
        is_new = place not in self.scores
        if is_new:
            self.scores[place] = self.objective.scores(positions)
        misfits = self.objective.misfits(self.scores[place])
        if is_new:
            number = len(self.evaluations) + 1
            self.evaluations.append(Evaluation(number, loss.total(misfits, positions)))
            self.report(self.evaluations[-1])
        return loss.residuals(misfits, positions)

    def jacobian(self, positions: np.ndarray) -> np.ndarray:
        """Return the residuals' derivatives, shape (M + N, N)."""
        earlier = next(iter(self.slopes.values()), None)
        slopes = self.objective.slopes(positions, earlier)
        self.slopes[positions.tobytes()] = slopes
        weighted = slopes * np.sqrt(self.objective.loss.weights)[:, np.newaxis]
        return np.concatenate([weighted, np.eye(len(positions))])


def fit(
    objective: Objective,
    *,
    most_evaluations: int = DEFAULT_EVALUATIONS,
    report: Callable[[Evaluation], None] = lambda _evaluation: None,
) -> Fit:
    """Search for the values at which an objective is least, from the table's.

    Parameters
    ----------
    objective
        What to make small.
    most_evaluations
        Sets of values to try at most.
    report
        Told of each set as it was tried.

    Raises
    ------
    FitFailed
        If people cannot be solved with the table's values.
    """
    from scipy.optimize import least_squares

    search = _Search(objective, report)
    start = objective.start
    first = search.residuals(start)
    _require_solved(search.scores[start.tobytes()], first)
    result = least_squares(
        search.residuals,
        start,
        search.jacobian,
        bounds=(-FURTHEST, FURTHEST),
        method="trf",
        loss=objective.loss,
        ftol=SMALLEST_GAIN,
        xtol=SMALLEST_MOVE,
        gtol=None,
        max_nfev=most_evaluations,
    )
    place = result.x.tobytes()
    return Fit(
        objective,
        result.x,
        search.scores[start.tobytes()],
        search.scores[place],
        search.slopes[place] if place in search.slopes else objective.slopes(result.x),
        tuple(search.evaluations),
        result.status > 0,
    )


def _require_solved(scores: tuple[Score, ...], residuals: np.ndarray) -> None:
    failed = [f"{score.id}: {score.failure}" for score in scores if score.failure]
    if failed:
        raise FitFailed("; ".join(failed))
    if not np.all(np.isfinite(residuals)):
        odd = [score.id for score in scores if any(not _is_finite(one) for one in score.points)]
        raise FitFailed(f"{', '.join(odd)}: a simulated number is not finite")


def _is_finite(point: Point) -> bool:
    return point.z is not None and math.isfinite(point.z)
