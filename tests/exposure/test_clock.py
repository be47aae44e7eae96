"""Days and hours are those of the wall clock, also on the days on which it is changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cramp.diary.model import (
    DayNote,
    Diary,
    EatEvent,
    MedicineEvent,
    NoteEvent,
    Portion,
    RegularMedicine,
)
from cramp.exposure.clock import Clock
from cramp.exposure.timeline import LONGEST_WINDOW_DAYS, timeline

MADRID = ZoneInfo("Europe/Madrid")
LONG_DAY = date(2026, 10, 25)
SHORT_DAY = date(2026, 3, 29)


def note(day: date, clock_time: time) -> NoteEvent:
    return NoteEvent(at=datetime.combine(day, clock_time, MADRID), text="x")


def bananas(day: date, clock_time: time) -> EatEvent:
    portion = Portion(text="2 bananas", name="banana", amount=2)
    return EatEvent(at=datetime.combine(day, clock_time, MADRID), items=(portion,))


@pytest.mark.parametrize(("day", "hours"), [(SHORT_DAY, 23), (LONG_DAY, 25)])
def test_a_day_of_change_is_an_hour_shorter_or_longer(day: date, hours: int) -> None:
    told = timeline(Diary(time_zone="Europe/Madrid", events=(note(day, time(12)),)))
    assert told.end_minute == hours * 60
    assert told.clock.at(0, 8 * 60) == (hours - 24 + 8) * 60


@settings(deadline=None)  # the first call reads the zones
@given(
    st.sampled_from(["Europe/Madrid", "America/New_York", "Australia/Lord_Howe", "UTC"]),
    st.integers(-70, 70),
    st.integers(4 * 60, 1439),
)
def test_what_the_wall_shows_comes_back(zone: str, index: int, minute_of_day: int) -> None:
    clock = Clock.at_midnight(LONG_DAY, zone)
    minutes = clock.at(index, minute_of_day)
    moment = clock.moment(minutes)
    assert (moment.hour * 60 + moment.minute, moment.date()) == (minute_of_day, clock.day(index))
    assert clock.day_index(minutes) == index
    assert clock.minutes(moment) == minutes


def test_a_late_meal_of_a_long_day_is_not_lost() -> None:
    told = timeline(Diary(time_zone="Europe/Madrid", events=(bananas(LONG_DAY, time(23, 30)),)))
    assert [meal.at_minute for meal in told.meals] == [24.5 * 60]


def test_a_meal_after_midnight_belongs_to_the_day_on_its_calendar() -> None:
    after = date(2026, 3, 30)
    diary = Diary(
        time_zone="Europe/Madrid",
        events=(note(SHORT_DAY, time(12)), bananas(after, time(0, 20))),
        days={after: DayNote(complete=True)},
    )
    told = timeline(diary)
    assert [told.clock.day_index(meal.at_minute) for meal in told.meals] == [1]
    assert told.complete_days == {1}


def test_a_told_dose_after_midnight_takes_the_place_of_that_days_regular_one() -> None:
    after = date(2026, 3, 30)
    at = datetime.combine(after, time(0, 20), MADRID)
    diary = Diary(
        time_zone="Europe/Madrid",
        medicines=(RegularMedicine(text="x", name="furosemide", dose_mg=40, times=(time(8),)),),
        events=(
            note(SHORT_DAY, time(12)),
            MedicineEvent(at=at, name="furosemide", dose_mg=40, text="x"),
        ),
    )
    told = timeline(diary)
    shown = [told.clock.moment(dose.at_minute) for dose in told.doses if dose.at_minute >= 0]
    assert shown == [datetime.combine(SHORT_DAY, time(8), MADRID), at]


def test_a_tablet_is_taken_at_the_hour_on_the_wall_all_year() -> None:
    diary = Diary(
        time_zone="Europe/Madrid",
        medicines=(RegularMedicine(text="x", name="furosemide", dose_mg=40, times=(time(8),)),),
        events=(note(LONG_DAY, time(12)), note(date(2026, 10, 26), time(12))),
    )
    told = timeline(diary)
    assert {told.clock.moment(dose.at_minute).time() for dose in told.doses} == {time(8)}


def test_a_longer_diary_shows_its_last_days_and_says_from_when() -> None:
    events = tuple(
        NoteEvent(at=datetime(2026, month, 20, tzinfo=UTC), text="x") for month in (4, 5, 6)
    )
    told = timeline(Diary(events=events))
    assert told.days == LONGEST_WINDOW_DAYS
    assert told.left_out_before == told.clock.day(0) == date(2026, 5, 24)
    assert timeline(Diary(events=events[2:])).left_out_before is None
