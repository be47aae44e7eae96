"""How far each cause moves the body's states: lives lived again without it, draw by draw.

What several causes do together is divided by the order in which they are left out, averaged over
orders (Shapley 1953): where leaving out all of them changes little more than the sum of each, one
order tells nearly the same as another and none is tried.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cramp.hazard.coupling import couplings
from cramp.hazard.states import deviations_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import xarray

    from cramp.hazard.periods import Periods
    from cramp.simulate.lives import Lived
    from cramp.simulate.removals import Removal

NEGLIGIBLE_LOG_RATE = 0.05
"""Part of the logarithm of the rate that causes may do together beyond each alone, on average,
before orders are tried (assumed: one in twenty cramps)."""

MOST_ORDERS = 3
"""In which causes are left out one after the other; each with its reverse (assumed: six orders err
by less than half of what the causes do together)."""

Moved = np.ndarray
"""Logarithm of the rate by state, shape (D, stretches, C)."""


class Parts(NamedTuple):
    """What each cause does to the logarithm of the rate through the body's states.

    Attributes
    ----------
    whole
        Of all states as they are, shape (D, S, C).
    of_removals
        Of each removal, by name; same shape.
    together
        What all of them do together beyond the sum of each, mean over draws and stretches.
    orders
        How many orders were tried; 0 where one tells as much as another.
    """

    whole: Moved
    of_removals: dict[str, Moved]
    together: float
    orders: int


@dataclass
class CauseRuns:
    """Lives without causes, each lived once.

    Attributes
    ----------
    lived
        The course with the versions behind it.
    shown
        Stretches of time to average over.
    draws
        Of the course, shape (D,).
    log_rate
        Turns deviations of states into logarithms of the rate, shape (D, S, C).
    """

    lived: Lived
    shown: Periods
    draws: np.ndarray
    log_rate: Callable[[np.ndarray], Moved]
    _found: dict[frozenset[str], Moved] = field(default_factory=dict, init=False)

    def parts(self, removals: tuple[Removal, ...], generator: np.random.Generator) -> Parts:
        """Divide what states do to the rate among removals.

        Parameters
        ----------
        removals
            Each with a name of its own.
        generator
            For the orders tried.
        """
        self._live(((), *((one,) for one in removals), removals))
        whole = self._without(())
        alone = {one.name: whole - self._without((one,)) for one in removals}
        if len(removals) < 2:
            return Parts(whole, alone, 0.0, 0)
        beyond = (whole - self._without(removals)) - sum(alone.values())
        together = float(np.nanmean(np.abs(beyond).sum(axis=2)))
        if together <= NEGLIGIBLE_LOG_RATE:
            return Parts(whole, _shared_out(alone, beyond), together, 0)
        orders = [
            [removals[place] for place in order] for order in _orders(len(removals), generator)
        ]
        self._live(tuple(lives for order in orders for lives in _one_after_the_other(order)))
        total = {one.name: np.zeros_like(whole) for one in removals}
        for order in orders:
            lives = [self._without(removed) for removed in _one_after_the_other(order)]
            for one, (before, after) in zip(order, pairwise(lives), strict=True):
                total[one.name] += (before - after) / len(orders)
        return Parts(whole, total, together, len(orders))

    def _without(self, removals: tuple[Removal, ...]) -> Moved:
        return self._found[_key(removals)]

    def _live(self, each: tuple[tuple[Removal, ...], ...]) -> None:
        """Live each life that was not lived yet, all at once."""
        missing = {_key(one): one for one in each if _key(one) not in self._found}
        courses = self._lived_without(tuple(missing.values()))
        for key, course in zip(missing, courses, strict=True):
            found = deviations_of(course, self.shown)
            stretches = (found.nights, found.waking, found.bouts)
            self._found[key] = self.log_rate(np.concatenate(stretches, axis=1))

    def _lived_without(self, each: tuple[tuple[Removal, ...], ...]) -> list[xarray.Dataset]:
        names = list(dict.fromkeys(row.state for row in couplings()))
        changed = iter(self.lived.without([one for one in each if one], self.draws, names))
        as_told = self.lived.course[names].isel(draw=self.draws)
        return [next(changed) if one else as_told for one in each]


def _key(removals: tuple[Removal, ...]) -> frozenset[str]:
    return frozenset(one.name for one in removals)


def _one_after_the_other(order: list[Removal]) -> list[tuple[Removal, ...]]:
    """Return what is left out as causes go one by one, from none to all."""
    return [tuple(order[:count]) for count in range(len(order) + 1)]


def _shared_out(alone: dict[str, Moved], beyond: Moved) -> dict[str, Moved]:
    """Give each its part of the little that they do together, by what it does alone."""
    sizes = {name: np.abs(moved) for name, moved in alone.items()}
    most = np.maximum(sum(sizes.values()), 1e-12)
    return {name: moved + beyond * sizes[name] / most for name, moved in alone.items()}


def _orders(count: int, generator: np.random.Generator) -> list[tuple[int, ...]]:
    """Return orders and their reverses, no order twice."""
    found: dict[tuple[int, ...], None] = {}
    possible = int(np.prod(np.arange(1, count + 1)))
    while len(found) < min(possible, 2 * MOST_ORDERS):
        order = tuple(generator.permutation(count).tolist())
        found |= dict.fromkeys((order, order[::-1]))
    return list(found)
