"""Shares of versions beyond the limits that name a disturbance."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray

import cramp
from cramp.assessment.disturbances import LIMITS, Disturbances, disturbances

DIARY = cramp.read_diary(Path(__file__).parents[2] / "examples" / "night_cramps.yaml")
NORMAL = {
    "plasma_potassium_concentration": 4.0,
    "plasma_sodium_concentration": 140.0,
    "plasma_magnesium_concentration": 0.85,
    "plasma_calcium_concentration": 2.35,
    "ionised_calcium_concentration": 1.2,
    "plasma_bicarbonate_concentration": 25.0,
    "body_water_volume": 40.0,
}
HOURS = np.arange("2025-07-02T00", "2025-07-08T00", dtype="datetime64[h]").astype("datetime64[ns]")


def course(**changed: np.ndarray) -> xarray.Dataset:
    """Four versions at rest, each quantity as it is or moved by (4, hours) or (4, 1) values."""
    data = {
        name: (("draw", "time"), np.full((4, HOURS.size), value) + changed.get(name, 0.0))
        for name, value in NORMAL.items()
    }
    data |= {"body_mass": ("draw", np.full(4, 80.0)), "succeeded": ("draw", np.arange(4) >= 0)}
    return xarray.Dataset(data, coords={"draw": np.arange(4), "time": HOURS})


def share(found: Disturbances, name: str) -> tuple[float, float]:
    (row,) = [row for row in found.rows if row.name == name]
    return row.at_cramps, row.at_any_hour


def test_at_rest_nothing_is_suspected() -> None:
    found = disturbances(DIARY, course())
    assert found.none_at_cramps == 1.0
    assert found.draws == 4
    assert all(row.at_cramps == row.at_any_hour == 0.0 for row in found.rows)
    assert len(found.rows) == len(LIMITS) + 1


def test_versions_are_counted() -> None:
    low = np.array([[-0.6], [-0.4], [0.0], [-1.0]])
    found = disturbances(DIARY, course(plasma_potassium_concentration=low))
    assert share(found, "Hypokalaemia") == (0.5, 0.5)
    assert found.rows[0].name == "Hypokalaemia"
    assert found.none_at_cramps == 0.5


def test_any_hour_is_more_than_the_cramps() -> None:
    dip = np.zeros((4, HOURS.size))
    dip[0, 20] = -1.0
    found = disturbances(DIARY, course(plasma_potassium_concentration=dip))
    assert share(found, "Hypokalaemia") == (0.0, 0.25)
    assert found.none_at_cramps == 1.0


def test_an_edge_is_within() -> None:
    found = disturbances(DIARY, course(plasma_potassium_concentration=np.full((4, 1), -0.5)))
    assert share(found, "Hypokalaemia") == (0.0, 0.0)


@pytest.mark.parametrize(("litre", "share_dry"), [(1.5, 0.0), (1.7, 1.0)])
def test_water_counts_against_body_mass(litre: float, share_dry: float) -> None:
    fall = np.zeros((4, HOURS.size))
    fall[:, 1:] = -litre
    found = disturbances(DIARY, course(body_water_volume=fall))
    assert share(found, "Loss of body water") == (share_dry, share_dry)


def test_two_disturbances_in_one_version_are_one_version() -> None:
    one = np.array([[-1.0], [0.0], [0.0], [0.0]])
    found = disturbances(
        DIARY, course(plasma_potassium_concentration=one, plasma_sodium_concentration=10 * one)
    )
    assert found.none_at_cramps == 0.75


def test_versions_that_failed_do_not_count() -> None:
    low = np.array([[-1.0], [0.0], [0.0], [0.0]])
    made = course(plasma_potassium_concentration=low)
    made["succeeded"] = ("draw", np.array([True, True, False, False]))
    found = disturbances(DIARY, made)
    assert found.draws == 2
    assert share(found, "Hypokalaemia")[0] == 0.5


def test_a_course_without_a_quantity_is_judged_by_the_others() -> None:
    found = disturbances(DIARY, course().drop_vars("ionised_calcium_concentration"))
    assert "Low ionised calcium" not in {row.name for row in found.rows}
