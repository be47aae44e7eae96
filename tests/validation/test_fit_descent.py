"""A search ends, also where the best values lie beyond a range or slopes do not lead downwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np
import pytest

from cramp.validation.fitting.free_values import FURTHEST
from cramp.validation.fitting.loss import Loss
from cramp.validation.fitting.search import refit

MOST_SLOPES = 40
"""A search that asks for slopes so often would ask for ever."""


@dataclass
class Made:
    """Stands for an objective: misfits are a formula, and so are the slopes that it tells."""

    start: np.ndarray
    curvature: float
    target: float
    told_slope: float
    draws: int = 1
    slopes_asked: int = 0
    loss: Loss = field(default_factory=lambda: Loss("squares", np.ones(1), 2))

    def scores(self, positions: np.ndarray) -> tuple[SimpleNamespace, ...]:
        first, second = positions
        z = 10 * (first - self.target) + self.curvature * second**2
        return (SimpleNamespace(id="made", failure=None, points=(SimpleNamespace(z=float(z)),)),)

    def misfits(self, scores: tuple[SimpleNamespace, ...]) -> np.ndarray:
        return np.array([point.z for score in scores for point in score.points])

    def slopes(self, positions: np.ndarray, earlier: np.ndarray | None = None) -> np.ndarray:
        del earlier
        self.slopes_asked += 1
        assert self.slopes_asked < MOST_SLOPES, "the search does not end"
        return np.array([[self.told_slope, 2 * self.curvature * positions[1]]])


@pytest.mark.parametrize("first", [0.0, FURTHEST, -FURTHEST])
@pytest.mark.parametrize("target", [5.0, -5.0, 0.5])
@pytest.mark.parametrize("curvature", [0.0, 3.0])
@pytest.mark.parametrize("told_slope", [10.0, 8.0, -10.0, 0.1])
def test_a_search_ends(first: float, target: float, curvature: float, told_slope: float) -> None:
    made = Made(np.array([first, 1.0]), curvature, target, told_slope)
    found = refit(made, most_evaluations=30)  # pyright: ignore[reportArgumentType]
    assert len(found.evaluations) <= 30 + 2
    begun = made.loss.total(made.misfits(made.scores(made.start)), made.start)
    ended = made.loss.total(made.misfits(made.scores(found.positions)), found.positions)
    assert ended <= begun * (1 + 1e-6)  # SciPy begins a hair within the range


def test_a_range_that_is_too_narrow_is_used_up() -> None:
    made = Made(np.array([0.0, 1.0]), 0.0, 5.0, 10.0)
    found = refit(made, most_evaluations=30)  # pyright: ignore[reportArgumentType]
    assert found.positions[0] == pytest.approx(FURTHEST, abs=1e-3)
