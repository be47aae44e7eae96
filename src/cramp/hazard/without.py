"""What would be left of expected cramps without one factor, the person and all else the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xarray


def cramps_without(found: xarray.Dataset, factor: str) -> xarray.DataArray:
    """Return the cramps to expect each night without a factor, along `draw` and `night`.

    Parameters
    ----------
    found
        As `cramp.hazard.cramps.cramps` returns it.
    factor
        One of its coordinate `factor`. Of a medicine this is for professionals alone: it is no
        reason to change one, and no renderer for the person may show it.

    Raises
    ------
    KeyError
        If there is no such factor.
    """
    if factor not in found["factor"].to_numpy():
        known = ", ".join(found["factor"].to_numpy())
        raise KeyError(f"there is no factor called {factor!r}; there are {known}")
    left = found["cramps_per_night"] / found["factor_at_night"].sel(factor=factor, drop=True)
    left.attrs = {"units": "1", "long_name": f"cramps expected in the night without {factor}"}
    return left


def share_due_to(found: xarray.Dataset, factor: str) -> xarray.DataArray:
    """Return which share of the expected cramps a factor brings, along `draw`.

    Below zero in versions in which it keeps cramps off. Shares of several factors do not add up
    to what they bring together, for each multiplies the others.

    Parameters
    ----------
    found, factor
        As for `cramps_without`.

    Raises
    ------
    KeyError
        If there is no such factor.
    """
    left = cramps_without(found, factor).mean("night")
    share = 1 - left / found["average_cramps_per_night"]
    share.attrs = {"units": "1", "long_name": f"share of the expected cramps that {factor} brings"}
    return share
