"""How the people of one arm differ in what they take: amounts with a spread, and who takes what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cramp.knowledge.medicines import same_medicine_key
from cramp.validation.people import EvenStreams

if TYPE_CHECKING:
    from cramp.validation.amounts import Amount


@dataclass(frozen=True)
class Taking:
    """How much each person takes of what one step tells.

    Attributes
    ----------
    mass_kg
        Of the people, shape (V,).
    scores
        Where each stands in the spread of the step, standard normal; shape (V,).
    """

    mass_kg: np.ndarray
    scores: np.ndarray

    def of(self, amount: Amount) -> Any:
        """Return an amount for each person: shape (V,), or a number where all take alike."""
        return amount.of(self.mass_kg, self.scores)


@dataclass(frozen=True)
class Differing:
    """Randomness of what V people take.

    The same seed gives the same draws in every arm, so that a person who drinks much in one
    arm drinks much in the same step of another.

    Attributes
    ----------
    seed
        Of all randomness.
    mass_kg
        Of the people, shape (V,).
    """

    seed: int
    mass_kg: np.ndarray

    def taking(self, *place: str) -> Taking:
        """Return how much each person takes at a place, such as the third step of a protocol.

        One draw holds for all that stands there: who drinks more of a drink gets more of
        everything in it.
        """
        return Taking(self.mass_kg, self._streams().scores("amount", *place))

    def takers(self, medicine: str, share: Any) -> Any:
        """Return 1 for people who take a medicine and 0 for others; 1 where all take it.

        Whoever takes it takes it in every step and arm that tells as large a share. `share` is
        one for all, or each person's, shape (V,).
        """
        if np.all(np.equal(share, 1)):
            return 1.0
        drawn = self._streams().shares("takers", same_medicine_key(medicine))
        return (drawn < share).astype(float)

    def _streams(self) -> EvenStreams:
        # Fresh each time: a place asked twice then gives the same draw.
        return EvenStreams(self.seed, len(self.mass_kg))
