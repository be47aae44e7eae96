"""How much a misfit counts: in full while it is small, less than its square when it is large."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

LossName = Literal["robust", "squares"]

LOSSES: tuple[str, ...] = get_args(LossName)

BEND = 2.0
"""Standard errors at which a misfit begins to count less than its square: what is further off is
not reproduced anyway, and one study that conflicts with the others shall not bend all values."""


@dataclass(frozen=True, eq=False)  # SciPy asks for its hash
class Loss:
    """What M points and N priors add to the objective.

    Attributes
    ----------
    name
        `robust`: 2 b^2 (sqrt(1 + z^2 / b^2) - 1) with b = `BEND`, which is z^2 for small z and
        2 b |z| for large ones. `squares`: z^2.
    weights
        Of each point, shape (M,).
    priors
        N; they always count with their squares.
    """

    name: LossName
    weights: np.ndarray
    priors: int

    def residuals(self, misfits: np.ndarray, positions: np.ndarray) -> np.ndarray:
        """Return the residuals of a least-squares problem, shape (M + N,)."""
        return np.concatenate([misfits * np.sqrt(self.weights), positions])

    def __call__(self, squares: np.ndarray) -> np.ndarray:
        """Return rho of squared residuals and its two derivatives, shape (3, M + N), for SciPy."""
        found = np.stack([squares, np.ones_like(squares), np.zeros_like(squares)])
        if self.name == "squares":
            return found
        points = len(self.weights)
        stretched = 1 + squares[:points] / self.weights / BEND**2
        found[0, :points] = self.weights * 2 * BEND**2 * (np.sqrt(stretched) - 1)
        found[1, :points] = stretched**-0.5
        found[2, :points] = -0.5 * stretched**-1.5 / BEND**2 / self.weights
        return found

    def total(self, misfits: np.ndarray, positions: np.ndarray) -> float:
        """Return the objective: the sum over points and priors."""
        return float(np.sum(self(self.residuals(misfits, positions) ** 2)[0]))

    def information_weights(self, misfits: np.ndarray) -> np.ndarray:
        """Return each point's weight, less where its misfit is large, shape (M,)."""
        residuals = self.residuals(misfits, np.zeros(self.priors))
        return self.weights * self(residuals**2)[1, : len(self.weights)]
