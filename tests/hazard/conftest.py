"""A diary and a course made by hand, so that every state is known."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import xarray

from cramp.diary.model import Diary, NoteEvent, Person

if TYPE_CHECKING:
    from collections.abc import Callable

ZONE = "Europe/Berlin"
DAYS = 4
FIRST = datetime(2025, 7, 1, tzinfo=ZoneInfo(ZONE))
USUAL = {
    "ionised_calcium_concentration": (1.25, "mmol/L"),
    "arterial_ph": (7.40, "1"),
    "plasma_sodium_concentration": (140.0, "mmol/L"),
    "plasma_potassium_concentration": (4.2, "mmol/L"),
    "plasma_magnesium_concentration": (0.85, "mmol/L"),
    "body_water_volume": (40.0, "L"),
}


def made_diary(**more: object) -> Diary:
    """Return four days of somebody of 50 of whom all is told and nothing is the matter."""
    notes = (
        NoteEvent(at=FIRST, text="first day"),
        NoteEvent(at=FIRST + timedelta(days=DAYS - 1), text="last day"),
    )
    events = tuple(sorted((*notes, *more.pop("events", ())), key=lambda event: event.at))
    person = Person(sex="male", age_told_years=50, family_cramps=False)
    told = {"person": person, "conditions": ("hypertension",), **more}
    return Diary(time_zone=ZONE, events=events, **told)


def made_course(draws: int = 200, ethanol: float = 0.0, **states: float) -> xarray.Dataset:
    """Return a course whose states do not change but where told."""
    times = DAYS * 48 + 1
    start = np.datetime64("2025-06-30T22:00", "ns")
    time = start + np.arange(times) * np.timedelta64(30, "m")
    variables = {
        name: (
            ("draw", "time"),
            np.broadcast_to(states.get(name, usual), (draws, times)).copy(),
            {"units": unit},
        )
        for name, (usual, unit) in USUAL.items()
    }
    given = {"age": 50.0, "told_ethanol_intake": 0.0, "untold_ethanol_intake": ethanol}
    return xarray.Dataset(
        {
            **variables,
            **{name: (("draw",), np.full(draws, value)) for name, value in given.items()},
            "succeeded": (("draw",), np.ones(draws, dtype=bool)),
        },
        coords={"draw": np.arange(draws), "time": time},
        attrs={"seed": 0, "days": DAYS, "time_zone": ZONE},
    )


@pytest.fixture(scope="session")
def diary() -> Callable[..., Diary]:
    return made_diary


@pytest.fixture(scope="session")
def course() -> Callable[..., xarray.Dataset]:
    return made_course


@pytest.fixture(scope="session")
def day() -> date:
    return FIRST.date()
