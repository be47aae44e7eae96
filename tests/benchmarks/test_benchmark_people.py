"""The benchmark's people: the same in every cohort, and alive."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.cases import PRIVATE, SHARED, Cohort
from benchmarks.people import BLOCK

from cramp.physiology.parameters import parameters

DAY = 1440.0
CASES = pytest.mark.parametrize("case", [SHARED, PRIVATE])


@CASES
def test_a_longer_stay_begins_as_a_shorter_one(case) -> None:
    short, long = (Cohort(case).runs(3, 1, days)[0] for days in (2, 5))
    assert short.parameters == long.parameters
    count = np.searchsorted(long.schedule.edges, 2 * DAY)
    last = len(short.schedule.edges)
    np.testing.assert_array_equal(short.schedule.edges, long.schedule.edges[:last])
    np.testing.assert_array_equal(short.schedule.values, long.schedule.values[:last])
    assert count == last


@CASES
def test_a_person_is_the_same_in_every_company(case) -> None:
    across = Cohort(case).runs(BLOCK - 2, 5, 1)
    alone = [Cohort(case).runs(BLOCK - 2 + index, 1, 1)[0] for index in range(5)]
    for one, other in zip(across, alone, strict=True):
        assert one.parameters == other.parameters
        np.testing.assert_array_equal(one.schedule.values, other.schedule.values)
    assert len({run.parameters["potassium_secretion_capacity"] for run in across}) == 5


@CASES
def test_what_people_swallow_in_a_day_is_plausible(case) -> None:
    for run in Cohort(case).runs(0, BLOCK, 1):
        schedule = run.schedule
        sweat = schedule.integral("sweat_rate", DAY)
        assert np.all(schedule.values >= 0)
        assert 0 <= sweat <= 1.5 + 1e-9
        replaced = sweat * run.parameters["sweat_sodium_concentration_reference"]
        assert 80 <= schedule.integral("sodium_intake_rate", DAY) - replaced <= 220
        assert 1.5 <= schedule.integral("water_intake_rate", DAY) - sweat <= 3.0 + 1e-9
        assert 1000 <= schedule.integral("glucose_intake_rate", DAY) <= 2000
        assert schedule.integral("drinking_possible", DAY) == pytest.approx(960, abs=90)


def test_parameters_stay_within_the_tables_limits_and_differ() -> None:
    table = parameters()
    runs = Cohort(SHARED).runs(0, BLOCK, 1)
    for name in runs[0].parameters:
        values = np.array([run.parameters[name] for run in runs])
        assert np.all((values >= table[name].low) & (values <= table[name].high)), name
        assert np.ptp(values) > 0, name


def test_shared_hours_are_one_grid_whose_every_hour_differs() -> None:
    first, second = Cohort(SHARED).runs(0, 2, 2)
    assert first.schedule.edges is second.schedule.edges
    np.testing.assert_array_equal(first.schedule.edges, np.arange(48) * 60.0)
    sweating = next(run for run in Cohort(SHARED).runs(0, 8, 2) if run.schedule.values[:, 5].any())
    assert np.all(np.any(np.diff(sweating.schedule.values, axis=0) != 0, axis=1))


def test_private_diaries_have_edges_of_their_own_about_twenty_a_day() -> None:
    runs = Cohort(PRIVATE).runs(0, BLOCK, 10)
    a_day = np.mean([len(run.schedule.edges) / 10 for run in runs])
    assert 17 < a_day < 23
    first, second = (set(run.schedule.edges) for run in runs[:2])
    assert len(first & second) < 0.2 * len(first)
