"""A person begins where their usual life has brought them, medicines of late in their place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

import cramp
from cramp.diary.model import Diary, RegularMedicine
from cramp.engine.interface import Run, Schedule
from cramp.exposure.clock import DAY_MINUTES
from cramp.exposure.diet import PULSED_DAYS
from cramp.exposure.timeline import timeline
from cramp.simulate.course import body_engine
from cramp.simulate.draws import SETTLED_DAYS, draw_versions

if TYPE_CHECKING:
    from cramp.engine.interface import Engine

EXAMPLES = Path(__file__).parents[2] / "examples"
TODAY = date(2026, 7, 3)
RUN_IN_DAYS = 120
CLAIMED = {
    "plasma_potassium_concentration": 1.4e-2,
    "cell_potassium_amount": 6e-3,
    "plasma_volume": 1e-3,
    "aldosterone": 1e-1,
}
"""Largest difference over the first day, as a share of the largest value, that the text on the
steady start tells of."""

MEDICINE = "hydrochlorothiazide"
HELD, DOSED = f"{MEDICINE}_body_amount", f"{MEDICINE}_dose_rate"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return body_engine(workers=1)


def run_in(run: Run, days: float) -> Run:
    """Return a run that lives its usual life from the model's start instead."""
    edges = run.schedule.edges.copy()
    edges[0] = edges[1] - days * DAY_MINUTES
    schedule = Schedule(run.schedule.inputs, edges, run.schedule.values)
    return replace(run, schedule=schedule, settled_at=None)


def solved(
    engine: Engine, runs: list[Run], names: tuple[str, ...], times: np.ndarray
) -> np.ndarray:
    solution = engine.solve(runs, names, times, relative_tolerance=1e-6)
    assert solution.failures == {}
    return solution.values


@pytest.mark.parametrize("name", ["night_cramps", "holiday_diarrhoea"])
def test_the_first_day_is_that_after_months_of_the_usual_life(engine: Engine, name: str) -> None:
    diary = cramp.read_diary(EXAMPLES / f"{name}.yaml")
    runs = draw_versions(diary, timeline(diary), 0, 20).runs()
    names, times = tuple(CLAIMED), np.arange(0, DAY_MINUTES + 1, 30.0)
    settled = solved(engine, runs, names, times)
    months = solved(engine, [run_in(run, RUN_IN_DAYS) for run in runs], names, times)
    difference = np.max(np.abs(settled - months), axis=1) / np.max(np.abs(months), axis=1)
    assert np.all(difference < list(CLAIMED.values())), dict(
        zip(names, difference.max(axis=0).tolist(), strict=True)
    )


def test_without_the_days_after_the_steady_state_the_first_day_would_differ(engine: Engine) -> None:
    diary = cramp.read_diary(EXAMPLES / "night_cramps.yaml")
    runs = draw_versions(diary, timeline(diary), 0, 20).runs()
    names, times = ("aldosterone",), runs[0].schedule.edges[1:2]
    hasty = [replace(run_in(run, 0.01), settled_at=run.settled_at) for run in runs]
    months = solved(engine, [run_in(run, RUN_IN_DAYS) for run in runs], names, times)
    difference = np.abs(solved(engine, hasty, names, times) / months - 1)
    assert np.max(difference) > CLAIMED["aldosterone"]


def taken_since(since: date | None) -> list[Run]:
    regular = RegularMedicine(
        name=MEDICINE, text=f"{MEDICINE} 25 mg every morning", dose_mg=25, since=since
    )
    diary = Diary(medicines=(regular,))
    return draw_versions(diary, timeline(diary, TODAY), 0, 5).runs()


def test_a_medicine_begun_ten_days_ago_acts_for_ten_days_alone(engine: Engine) -> None:
    runs = taken_since(date(2026, 6, 23))
    begun = -10 * DAY_MINUTES
    edges = runs[0].schedule.edges
    assert edges[:2].tolist() == [begun - SETTLED_DAYS * DAY_MINUTES, begun]
    times = np.array([edges[0], begun, begun + DAY_MINUTES, -PULSED_DAYS * DAY_MINUTES])
    held = solved(engine, runs, (HELD,), times)[:, :, 0]
    assert np.max(np.abs(held[:, :2])) < 1e-9 * np.min(held[:, 3])
    assert np.all(held[:, 2] > 0)
    assert np.all(held[:, 3] > held[:, 2])
    for run in runs:
        rates = run.schedule.values[:, run.schedule.inputs.index(DOSED)]
        assert rates[0] == 0
        assert rates[1] > 0


def test_a_medicine_of_long_standing_is_in_the_steady_state(engine: Engine) -> None:
    runs = taken_since(None)
    first, second = runs[0].schedule.edges[:2]
    assert second - first == SETTLED_DAYS * DAY_MINUTES
    held = solved(engine, runs, (HELD,), np.array([first, second]))[:, :, 0]
    assert np.all(held > 0)
    np.testing.assert_allclose(held[:, 1], held[:, 0], rtol=1e-4)
