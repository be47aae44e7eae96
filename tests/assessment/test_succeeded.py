from __future__ import annotations

import numpy as np
import xarray

from cramp.assessment.succeeded import succeeded_values


def course(succeeded: list[bool]) -> xarray.Dataset:
    values = np.arange(8.0).reshape(4, 2)
    values[~np.array(succeeded)] = np.nan
    return xarray.Dataset(
        {
            "volume": (("draw", "time"), values, {"units": "L"}),
            "succeeded": ("draw", succeeded),
        }
    )


def test_a_version_that_could_not_be_solved_is_left_out() -> None:
    values = succeeded_values(course([True, False, True, True]), "volume")
    assert values.to_numpy().tolist() == [[0.0, 1.0], [4.0, 5.0], [6.0, 7.0]]
    assert values.attrs == {"units": "L"}


def test_where_all_versions_succeeded_nothing_is_copied() -> None:
    whole = course([True] * 4)
    values = succeeded_values(whole, "volume")
    assert values.sizes == {"draw": 4, "time": 2}
    assert np.shares_memory(values.to_numpy(), whole["volume"].to_numpy())
