"""Shares of causes as a labelled dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import xarray

INTENDED_USE = (
    "research and education; simulated shares are no diagnosis and no advice; those of medicines "
    "are for professionals alone and no reason to change one"
)
UNEXPLAINED = "unexplained"


def labelled(
    *,
    draws: np.ndarray,
    causes: list[tuple[str, str]],
    routes: tuple[str, ...],
    share: np.ndarray,
    share_by_route: np.ndarray,
    unexplained: np.ndarray,
    attributes: dict[str, str | int | float],
) -> xarray.Dataset:
    """Label shares; see `cramp.assessment.causes.find_causes`.

    Parameters
    ----------
    draws
        Of the course, shape (D,).
    causes
        Identifier and kind of each, I of them.
    routes
        W ways.
    share, share_by_route, unexplained
        Shapes (D, I), (D, I, W) and (D,).
    attributes
        Of the dataset.
    """
    import xarray

    import cramp

    of_none = np.zeros((draws.size, 1, len(routes)))
    return xarray.Dataset(
        {
            "share": (
                ("draw", "cause"),
                np.concatenate([share, unexplained[:, None]], axis=1),
                {"units": "1", "long_name": "share of the cramps that a cause brings"},
            ),
            "share_by_route": (
                ("draw", "cause", "route"),
                np.concatenate([share_by_route, of_none], axis=1),
                {"units": "1", "long_name": "the same by what it acts through"},
            ),
        },
        coords={
            "draw": ("draw", draws, {"long_name": "plausible version"}),
            "cause": ("cause", [*(name for name, _ in causes), UNEXPLAINED]),
            "kind": ("cause", [*(kind for _, kind in causes), UNEXPLAINED]),
            "route": ("route", list(routes), {"long_name": "state of the body, or direct"}),
        },
        attrs={
            "title": "Shares of causes",
            "source": f"cramp {cramp.__version__}",
            **attributes,
            "intended_use": INTENDED_USE,
        },
    )
