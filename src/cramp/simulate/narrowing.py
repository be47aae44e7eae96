"""Measured values narrow the draws: weights, new draws where too few fit, equal draws at the end.

Everything after this reads a course of equally likely draws, as it would without measured values.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cramp.exposure.streams import Streams
from cramp.simulate.score_proposals import (
    FEWEST_TEMPERED,
    TEMPERED_SHARE,
    Proposal,
    fitted_proposal,
    tempered,
)
from cramp.simulate.screening import Doubt, doubts
from cramp.simulate.simulated_values import Ensemble, log_measured, log_simulated
from cramp.simulate.weighing import (
    effective_size,
    error_covariance,
    log_likelihood,
    normalised,
    resampled,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cramp.engine.interface import Solution
    from cramp.exposure.clock import Clock
    from cramp.simulate.draws import Versions
    from cramp.simulate.measured import Measured

FEWEST_EFFECTIVE = 100
"""Draws that the weighted ones must be worth: with fewer, quantiles of 5 and 95 % would rest on a
handful (assumed)."""

SMALLEST_EFFECTIVE_SHARE = 0.5
"""The same as a share of the draws where fewer than 200 were asked for (assumed)."""

MOST_ROUNDS = 3
"""Of drawing anew; what three do not mend, more of the same will not."""

FEWEST_DRAWS = 100
"""To draw anew; fewer do not tell which scores matter."""


@dataclass(frozen=True)
class Round:
    """N versions, how they were drawn, and their courses."""

    streams: Streams
    versions: Versions
    solution: Solution


@dataclass
class Narrowing:
    """The draws of all rounds, weighed.

    Attributes
    ----------
    measured
        J values with a counterpart in the body.
    clock
        The timeline's.
    solve
        Draws and solves versions from streams.
    rounds
        The first is drawn from the prior.
    """

    measured: Sequence[Measured]
    clock: Clock
    solve: Callable[[Streams], Round]
    rounds: list[Round]
    doubted: dict[int, Doubt] = field(default_factory=dict, init=False)
    weights: np.ndarray = field(default_factory=lambda: np.empty(0), init=False)
    _proposals: list[Proposal] = field(default_factory=list, init=False)
    _logarithms: list[np.ndarray] = field(default_factory=list, init=False)
    _residuals: list[np.ndarray] = field(default_factory=list, init=False)

    @property
    def effective(self) -> float:
        """How many independent draws the weighted ones are worth, at most those of one round."""
        return min(effective_size(self.weights), float(self.draws))

    @property
    def draws(self) -> int:
        """Of one round."""
        return len(self.rounds[0].versions)

    @property
    def least(self) -> float:
        """How many draws the weighted ones must be worth."""
        return min(FEWEST_EFFECTIVE, SMALLEST_EFFECTIVE_SHARE * self.draws)

    @property
    def is_enough(self) -> bool:
        """Whether enough draws fit."""
        return self.effective >= self.least

    def run(self) -> None:
        """Weigh the draws, and draw anew as often as it takes."""
        hour_variance = self._add(self.rounds[0])
        covariance = error_covariance(self.measured, hour_variance)
        self.doubted = doubts(self.measured, self._residuals[0], covariance)
        kept = [index for index in range(len(self.measured)) if index not in self.doubted]
        covariance = covariance[np.ix_(kept, kept)]
        log_weights = self._log_weights(kept, covariance)
        while not self.is_enough and self.draws >= FEWEST_DRAWS and len(self.rounds) <= MOST_ROUNDS:
            proposal = self._proposal(log_weights, kept, covariance)
            if proposal is None:
                break
            self._draw_anew(proposal)
            log_weights = self._log_weights(kept, covariance)

    def picked(self, seed: int) -> np.ndarray:
        """Return which draws stand for the person, each as likely as any other.

        Counted through all rounds; shape (draws,). Some stand there several times.
        """
        share = float(Streams(seed, 1).shares("draws that measured values leave")[0])
        return resampled(self.weights, self.draws, share)

    def before(self, index: int) -> np.ndarray:
        """Return a measured value's simulated counterparts without any measured value."""
        values = np.exp(self._logarithms[0][:, index])
        return values[np.isfinite(values)]

    def after(self, index: int, picked: np.ndarray) -> np.ndarray:
        """Return a measured value's simulated counterparts in the picked draws."""
        return np.exp(np.concatenate([table[:, index] for table in self._logarithms])[picked])

    def _add(self, one: Round) -> np.ndarray:
        courses = {name: one.solution.of(name) for name in one.solution.outputs}
        sizes = one.versions.sizes
        ensemble = Ensemble(one.solution.times, courses, sizes.mass_kg, sizes.surface_square_metre)
        logarithms, hour_variance = log_simulated(ensemble, self.measured, self.clock)
        self._logarithms.append(logarithms)
        self._residuals.append(log_measured(self.measured, sizes) - logarithms)
        return hour_variance

    def _log_weights(self, kept: Sequence[int], covariance: np.ndarray) -> np.ndarray:
        """Weigh all draws by likelihood over the density of the rounds' mixture (Owen 2000)."""
        residuals = np.concatenate(self._residuals)
        succeeded = np.all(np.isfinite(residuals), axis=1)
        log_weights = log_likelihood(residuals[:, kept], covariance)
        log_weights = np.where(succeeded, log_weights, -np.inf)
        if self._proposals:
            scores = self._scores()
            ratios = [np.zeros(len(log_weights))]
            ratios += [proposal.log_ratio(scores) for proposal in self._proposals]
            log_weights = log_weights - np.logaddexp.reduce(ratios, axis=0)
        self.weights = normalised(log_weights)
        return log_weights

    def _proposal(
        self, log_weights: np.ndarray, kept: Sequence[int], covariance: np.ndarray
    ) -> Proposal | None:
        flat = tempered(log_weights, max(FEWEST_TEMPERED, TEMPERED_SHARE * self.draws))
        residuals = np.concatenate(self._residuals)[:, kept]
        return fitted_proposal(self._scores(), residuals, covariance, flat)

    def _draw_anew(self, proposal: Proposal) -> None:
        first = self.rounds[0].streams
        name = f"round {len(self.rounds)}"
        moved = proposal.draw(Streams(first.seed, 1).generator(name), first.count)
        # Of all else the new versions share nothing with the old ones.
        seed = int(Streams(first.seed, 1).generator(name, "seed").integers(2**62))
        self.rounds.append(self.solve(Streams(seed, first.count, moved)))
        self._add(self.rounds[-1])
        self._proposals.append(proposal)

    def _scores(self) -> dict[tuple[tuple[str, ...], int], np.ndarray]:
        given = [one.streams.given for one in self.rounds]
        return {place: np.concatenate([g[place] for g in given]) for place in given[0]}
