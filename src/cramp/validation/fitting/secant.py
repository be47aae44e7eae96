"""Slopes carried from one set of values to the next by what the step between them did.

Slopes by differences cost as much as fifteen sets of values; a search that works them out anew
only where its steps fail is several times as fast (Broyden 1965; Nocedal and Wright 2006, 11.1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SMALLEST_STEP = 1e-6
"""Of all positions together, squared, below which the misfits' differences are rounding alone."""


@dataclass(frozen=True)
class Carried:
    """Slopes and where they hold.

    Attributes
    ----------
    positions
        Of N free values, shape (N,).
    misfits
        z of each point there, shape (M,).
    slopes
        How z moves with the positions, shape (M, N).
    """

    positions: np.ndarray
    misfits: np.ndarray
    slopes: np.ndarray

    def to(self, positions: np.ndarray, misfits: np.ndarray) -> Carried:
        """Return the slopes that give the misfits found, and else differ least from these.

        Points that a value moves nowhere keep a slope of zero by it. Where people could not be
        solved slopes stay as they are.
        """
        step = positions - self.positions
        moves = self.slopes != 0
        squared = (moves * step**2).sum(axis=1)
        missed = misfits - self.misfits - self.slopes @ step
        usable = np.isfinite(missed) & (squared > SMALLEST_STEP)
        share = np.divide(missed, squared, out=np.zeros_like(missed), where=usable)
        change = np.where(moves, share[:, np.newaxis] * step, 0.0)
        return Carried(positions, misfits, self.slopes + change)
