"""Shares of causes in a few numbers: middle and ends of each, and what they are through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np

from cramp.assessment.cause_labelling import UNEXPLAINED

if TYPE_CHECKING:
    import xarray

    from cramp.assessment.cause_candidates import Kind

QUANTILES = (0.05, 0.95)
DIRECT = "direct"


@dataclass(frozen=True)
class Share:
    """A share of the cramps.

    Attributes
    ----------
    mean
        Over the versions: the chance that one cramp is due to it.
    low, high
        5 % and 95 % quantile over the versions.
    """

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Cause:
    """One cause.

    Attributes
    ----------
    id, kind
        As of `cramp.assessment.cause_candidates.Candidate`.
    share
        Of the cramps, 0 to 1.
    through_body
        The part of it that acts through salts and water of the simulated body.
    """

    id: str
    kind: Kind
    share: Share
    through_body: Share


@dataclass(frozen=True)
class Causes:
    """All causes of one person's cramps.

    Attributes
    ----------
    rows
        Largest mean share first; what is unexplained is not among them.
    through_body
        Of all causes together, what acts through salts and water: what electrolytes explain.
    by_state
        The same for each state of the body, by the name of its coupling.
    unexplained
        What nothing told or simulated explains, the person's own tendency included.
    are_told
        Whether it is of cramps told, or of those to be expected.
    draws
        Versions that lived again without each cause.
    """

    rows: tuple[Cause, ...]
    through_body: Share
    by_state: dict[str, Share]
    unexplained: Share
    are_told: bool
    draws: int


def cause_findings(found: xarray.Dataset) -> Causes:
    """Summarise shares.

    Parameters
    ----------
    found
        From `cramp.assessment.causes.find_causes`.
    """
    share = found["share"].to_numpy()
    routed = found["share_by_route"].to_numpy()
    names = [str(name) for name in found["cause"].to_numpy()]
    kinds = [str(kind) for kind in found["kind"].to_numpy()]
    routes = [str(route) for route in found["route"].to_numpy()]
    bodily = [place for place, route in enumerate(routes) if route != DIRECT]
    rows = [
        Cause(
            name,
            cast("Kind", kind),
            _share(share[:, place]),
            _share(routed[:, place][:, bodily].sum(axis=1)),
        )
        for place, (name, kind) in enumerate(zip(names, kinds, strict=True))
        if kind != UNEXPLAINED
    ]
    is_unexplained = np.array([kind == UNEXPLAINED for kind in kinds])
    return Causes(
        rows=tuple(sorted(rows, key=lambda row: -row.share.mean)),
        through_body=_share(routed[:, :, bodily].sum(axis=(1, 2))),
        by_state={routes[place]: _share(routed[:, :, place].sum(axis=1)) for place in bodily},
        unexplained=_share(share[:, is_unexplained].sum(axis=1)),
        are_told=found.attrs["cramps"] == "told",
        draws=found.sizes["draw"],
    )


def _share(values: np.ndarray) -> Share:
    low, high = np.quantile(values, QUANTILES)
    return Share(float(values.mean()), float(low), float(high))
