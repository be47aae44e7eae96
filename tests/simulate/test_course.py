"""A course is labelled, has units, and does not depend on how it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import cramp
from cramp.diary.model import Diary
from cramp.engine.description import describe
from cramp.engine.interface import Solution
from cramp.physiology.composition import body_sbml
from cramp.simulate.course import DEFAULT_VARIABLES, SimulationFailed, body_engine
from cramp.simulate.labelling import EXPOSURE_VARIABLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xarray

    from cramp.engine.interface import Run


def test_every_variable_has_a_unit_and_a_name(course: xarray.Dataset) -> None:
    for name in (*DEFAULT_VARIABLES, *EXPOSURE_VARIABLES):
        assert course[name].attrs["units"], name
        assert course[name].attrs["long_name"], name
    assert course["plasma_potassium_concentration"].attrs["units"] == "mmol/L"


def test_time_is_utc_and_covers_the_days(course: xarray.Dataset) -> None:
    # Midnight in Madrid in summer is 22:00 UTC.
    assert str(course["time"].to_numpy()[0]).startswith("2025-06-13T22:00")
    assert course.sizes["time"] == 3 * 48 + 1
    assert course.attrs["time_zone"] == "Europe/Madrid"


def test_a_version_depends_on_seed_and_index_alone(marathon: Diary, course: xarray.Dataset) -> None:
    fewer, whole = (
        cramp.simulate(marathon, draws=draws, seed=3, use_measurements=False) for draws in (2, 4)
    )
    for name in fewer.data_vars:
        np.testing.assert_array_equal(fewer[name], whole[name].isel(draw=slice(2)))
    other = cramp.simulate(marathon, draws=1, seed=4)
    assert not np.array_equal(other["body_water_volume"], course["body_water_volume"][:1])


def test_two_threads_give_what_one_gives(marathon: Diary) -> None:
    one, two = (
        cramp.simulate(marathon, draws=40, seed=3, engine=body_engine(workers=workers))
        for workers in (1, 2)
    )
    for name in DEFAULT_VARIABLES:
        np.testing.assert_array_equal(one[name], two[name], err_msg=name)


@pytest.mark.slow
def test_two_processes_give_what_one_gives(marathon: Diary) -> None:
    one, two = (
        cramp.simulate(marathon, draws=4, seed=3, engine=body_engine("reference", workers))
        for workers in (1, 2)
    )
    for name in DEFAULT_VARIABLES:
        np.testing.assert_array_equal(one[name], two[name], err_msg=name)


def test_the_marathon_is_seen(course: xarray.Dataset) -> None:
    """2.6 kg lighter after 2.4 litres drunk: five litres of sweat, give or take the scales."""
    sweat = course["sweat_loss"]
    assert 3.5 < float(sweat.median()) < 6.5
    water = course["body_water_volume"]
    during = water.sel(time=slice("2025-06-15T07:00", "2025-06-15T10:45"))
    assert bool((during[:, -1] < during[:, 0] - 1).all())


def test_told_intake_is_kept_apart_from_untold(course: xarray.Dataset) -> None:
    assert float(course["told_water_intake"].min()) > 1
    assert bool((course["untold_water_intake"] >= 0).all())


def test_an_empty_diary_still_gives_a_body() -> None:
    from datetime import date

    course = cramp.simulate(Diary(), draws=2, today=date(2026, 7, 3))
    assert bool(course["succeeded"].all())
    assert float(course["told_sodium_intake"].max()) == 0
    assert float(course["untold_sodium_intake"].min()) > 20


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ({"draws": 0}, "draws"),
        ({"seed": -1}, "seed"),
        ({"interval_minutes": 0.0}, "interval"),
        ({"variables": ("x",)}, "x"),
    ],
)
def test_impossible_choices_are_refused(choice: dict[str, object], said: str) -> None:
    with pytest.raises((ValueError, KeyError), match=said):
        cramp.simulate(Diary(), **choice)  # type: ignore[arg-type]


class FailingEngine:
    """Fails every second run."""

    name = "failing"

    def __init__(self) -> None:
        self.description = describe(body_sbml())

    def solve(
        self, runs: Sequence[Run], outputs: Sequence[str], times: np.ndarray, **_: object
    ) -> Solution:
        values = np.full((len(runs), len(times), len(outputs)), np.nan)
        return Solution(times, tuple(outputs), values, dict.fromkeys(range(0, len(runs), 2), "no"))


def test_too_many_failures_are_not_passed_over() -> None:
    with pytest.raises(SimulationFailed, match="2 of 4 versions"):
        cramp.simulate(Diary(), draws=4, engine=FailingEngine())
