"""How much more people sweat who have sweated on the days before, by the rule of the body."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cramp.exposure.clock import DAY_MINUTES
from cramp.physiology.parameters import parameters

if TYPE_CHECKING:
    from cramp.exposure.pieces import Amount

REFERENCE_MASS_KG = 70.0


@dataclass
class Acclimation:
    """Heat acclimation of V versions, a day at a time.

    The body reckons its own from the sweat that it is given; this one, at the table's values,
    says how much is sweated where that was not told.

    Attributes
    ----------
    mass_kg
        Each version's body mass, shape (V,).
    habit_litre
        Sweat of a day, mean of the last days, shape (V,).
    """

    mass_kg: np.ndarray
    habit_litre: np.ndarray

    def __post_init__(self) -> None:
        """Begin acclimated to the habit."""
        towards, rate = self._towards()
        self.acclimated: np.ndarray = towards / rate

    def more_sweat(self, gain: np.ndarray) -> np.ndarray:
        """Return today's sweating at the same effort and heat, as a share of not acclimated."""
        return 1 + gain * self.acclimated

    def live_a_day(self, litres: Amount) -> None:
        """Go on to the next day after sweating so much."""
        kept = math.exp(-DAY_MINUTES / parameters()["habitual_sweat_time"].value)
        self.habit_litre = self.habit_litre * kept + litres * (1 - kept)
        towards, rate = self._towards()
        settled = towards / rate
        self.acclimated = settled + (self.acclimated - settled) * np.exp(-rate)

    def _towards(self) -> tuple[np.ndarray, np.ndarray]:
        """Return how fast acclimation is won, and how fast it nears its end, per day."""
        half = parameters()["acclimation_sweat_half"].value * DAY_MINUTES
        habit = np.maximum(self.habit_litre, 0.0)
        drive = habit / (habit + half * self.mass_kg / REFERENCE_MASS_KG)
        won = drive * DAY_MINUTES / parameters()["acclimation_time"].value
        lost = (1 - drive) * DAY_MINUTES / parameters()["acclimation_loss_time"].value
        return won, won + lost
