"""Profile likelihood: how well the others can make up for one value that is held elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cramp.validation.fitting.free_values import FURTHEST, NothingToFit, table_at
from cramp.validation.fitting.search import refit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cramp.validation.fitting.search import Evaluation, Fit

RISE_OF_95_PERCENT = 3.84
"""Of the objective beyond its least, within which a value lies with 95 % (chi-squared with one
degree of freedom)."""

PLACES = 9
"""At which a value is held, even over its range; the value found is one more."""

EVALUATIONS_AT_A_PLACE = 6
"""Sets of the other values to try at most, from those of the place beside."""


@dataclass(frozen=True)
class Profile:
    """The objective with one value held at places of its range, all others fitted anew.

    Attributes
    ----------
    name
        Of the value.
    values
        Where it was held, in the table's unit, ascending; shape (P,).
    rises
        Of the objective over the least of them, its own prior left out; shape (P,).
    """

    name: str
    values: np.ndarray
    rises: np.ndarray

    @property
    def interval(self) -> tuple[float | None, float | None]:
        """Ends of the 95 % interval, from lines between places; None where the range ends first."""
        best = int(np.argmin(self.rises))
        down = _crossing(self.values[best::-1], self.rises[best::-1])
        return down, _crossing(self.values[best:], self.rises[best:])


def require_free(names: Iterable[str], found: Iterable[str]) -> None:
    """Check that values to profile are fitted.

    Raises
    ------
    NothingToFit
        If one is not.
    """
    free = tuple(found)
    for name in names:
        if name not in free:
            raise NothingToFit(f"{name} is not fitted here; fitted are {', '.join(free)}")


def profile(
    found: Fit, name: str, report: Callable[[Evaluation], None] = lambda _evaluation: None
) -> Profile:
    """Return the profile of one value, from the value found outwards.

    Parameters
    ----------
    found
        A fit.
    name
        Identifier of one of its values.
    report
        Told of each set of values as it was tried.

    Raises
    ------
    NothingToFit
        If the value is not one of the fit's.
    """
    free = found.objective.free
    require_free([name], (one.row.id for one in free))
    at = [one.row.id for one in free].index(name)
    middle = float(found.positions[at])
    places = np.linspace(-FURTHEST, FURTHEST, PLACES)
    below = places[places < middle][::-1].tolist()
    above = [middle, *places[places > middle].tolist()]
    totals = {**_walk(found, at, above, report), **_walk(found, at, below, report)}
    ordered = sorted(totals)
    rises = np.array([totals[place] for place in ordered])
    values = np.array([free[at].value(place) for place in ordered])
    return Profile(name, values, rises - rises.min())


def _walk(
    found: Fit, at: int, places: list[float], report: Callable[[Evaluation], None]
) -> dict[float, float]:
    """Return the objective at each place, each search from where the last one ended."""
    objective, totals = found.objective, {}
    one = objective.free[at]
    table = table_at(objective.table, objective.free, found.positions)
    for place in places:
        held = objective.about(table).holding(one.row.id, one.value(place))
        if held.free:
            again = refit(held, most_evaluations=EVALUATIONS_AT_A_PLACE, report=report)
            table = table_at(held.table, held.free, again.positions)
            totals[place] = again.total(again.after, again.positions)
        else:
            totals[place] = held.loss.total(held.misfits(held.scores(held.start)), held.start)
    return totals


def _crossing(values: np.ndarray, rises: np.ndarray) -> float | None:
    """Return where rises, from the least on, first reach that of 95 %; None if they never do."""
    beyond = np.flatnonzero(rises >= RISE_OF_95_PERCENT)
    if not len(beyond):
        return None
    end = int(beyond[0])
    pair = slice(end - 1, end + 1)
    return float(np.interp(RISE_OF_95_PERCENT, rises[pair], values[pair]))
