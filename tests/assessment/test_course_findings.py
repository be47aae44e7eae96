"""What is read off a course, next to what was measured."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
import xarray

from cramp.assessment.course_findings import (
    Measurement,
    measurements,
    serum_findings,
    water_finding,
)
from cramp.diary.model import CrampEvent, Diary, LabEvent, LabValue

START = datetime(2026, 7, 3, tzinfo=UTC)


def course() -> xarray.Dataset:
    """Potassium rises 0.1 an hour from 3.0 in one draw and from 4.0 in the other."""
    hours = np.arange(11)
    potassium = np.array([3.0 + 0.1 * hours, 4.0 + 0.1 * hours])
    return xarray.Dataset(
        {
            "plasma_potassium_concentration": (("draw", "time"), potassium),
            "plasma_sodium_concentration": (("draw", "time"), np.full((2, 11), 140.0)),
            "plasma_magnesium_concentration": (("draw", "time"), np.full((2, 11), 0.8)),
            "plasma_calcium_concentration": (("draw", "time"), np.full((2, 11), 2.35)),
            "body_water_volume": (("draw", "time"), 40 - 0.1 * np.array([hours, 2 * hours])),
            "succeeded": ("draw", [True, True]),
        },
        coords={"time": pd.date_range("2026-07-03", periods=11, freq="h")},
    )


def at(hour: int) -> datetime:
    return START.replace(hour=hour)


def test_serum_is_read_at_the_cramps() -> None:
    diary = Diary(events=(CrampEvent(at=at(2)), CrampEvent(at=at(4))))
    potassium = serum_findings(diary, course())[0]
    assert potassium.at_cramps[1] == pytest.approx(3.8)
    assert potassium.share_below == 0.5
    assert potassium.share_above == 0
    assert potassium.draws == 2
    assert potassium.lowest[0] == pytest.approx(3.05)


def test_without_a_cramp_all_hours_count() -> None:
    assert serum_findings(Diary(), course())[0].at_cramps[1] == pytest.approx(4.0)


def test_water_is_read_against_the_first_hour() -> None:
    water = water_finding(course())
    assert water.last[1] == pytest.approx(-1.5)
    assert water.lowest[0] == pytest.approx(-1.95)


def test_a_measured_value_stands_beside_the_simulation_of_its_hour() -> None:
    value = LabValue(si_value=3.4, told_value=3.4, told_unit="mmol/L")
    diary = Diary(events=(LabEvent(at=at(5), values={"potassium": value}),))
    measured = measurements(diary, course())[0]
    assert measured.told == "3.4 mmol/L"
    assert measured.simulated is not None
    assert measured.simulated[1] == pytest.approx(4.0)


def test_a_value_outside_the_days_is_kept_without_simulation() -> None:
    value = LabValue(si_value=3.4, told_value=3.4, told_unit="mmol/L")
    diary = Diary(events=(LabEvent(at=START.replace(day=9), values={"potassium": value}),))
    assert measurements(diary, course())[0].simulated is None


@pytest.mark.parametrize(
    ("value", "agrees"), [(3.35, True), (3.25, False), (4.3, True), (4.4, False)]
)
def test_agreement_allows_for_the_error_of_the_measurement(value: float, agrees: bool) -> None:
    measured = Measurement("potassium", START, value, "", (3.5, 3.8, 4.2))
    assert measured.agrees is agrees
