"""The versions of a person that could be solved: only they are spoken of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import xarray


def succeeded_values(course: xarray.Dataset, name: str) -> xarray.DataArray:
    """Return one variable of a course for the draws that succeeded.

    Parameters
    ----------
    course
        As returned by `cramp.simulate`.
    name
        Of a variable along `draw`; its unit stays.
    """
    values = course[name]
    succeeded = course["succeeded"].to_numpy()
    # A course is large and mostly succeeds as a whole: it is not copied for nothing.
    return values if succeeded.all() else values.isel(draw=np.flatnonzero(succeeded))
