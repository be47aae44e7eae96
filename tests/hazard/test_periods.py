"""Nights, waking hours and bouts cover the days once, and look at the right hours of the course."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

import cramp
from cramp.diary.model import CrampEvent, Diary, ExerciseEvent, NoteEvent, UsualDay
from cramp.hazard.clock import STANDARD_NIGHT, share_between
from cramp.hazard.counts import counted_cramps
from cramp.hazard.cramps import cramps
from cramp.hazard.periods import periods, told_timeline


@pytest.fixture(scope="module")
def shown(diary, course):
    return periods(told_timeline(diary(), course()), course(), counted_from=0.0)


def test_everything_from_the_first_midnight_is_counted_once(shown) -> None:
    counted = sum(stretch.counted_mass for stretch in (*shown.nights, *shown.waking))
    whole_days = len(shown.nights) / share_between(*STANDARD_NIGHT)
    assert counted == pytest.approx(whole_days, rel=5e-3)


def test_nothing_is_counted_where_no_cramp_was_told(diary, course) -> None:
    silent = periods(told_timeline(diary(), course()), course(), counted_from=None)
    assert all(stretch.counted_mass == 0 for stretch in (*silent.nights, *silent.waking))


def test_a_night_looks_at_its_own_hours_and_most_at_half_past_three(shown) -> None:
    weights = shown.nights[1].weights
    assert weights.sum() == pytest.approx(1)
    # The first time is midnight, times are half hours apart; the night is 23:00 to 07:00.
    looked_at = np.flatnonzero(weights) / 2
    assert looked_at.min() >= 23
    assert looked_at.max() <= 31
    assert weights.argmax() / 2 - 24 == pytest.approx(3.5, abs=0.5)


def test_a_state_of_one_night_moves_that_night_alone(diary, course) -> None:
    low = course()
    low["ionised_calcium_concentration"][:, 44:64] = 1.0
    found = cramps(diary(), low)
    factor = found["factor_at_night"].sel(factor="low_ionised_calcium").median("draw")
    assert float(factor[1]) > 1.5
    np.testing.assert_allclose(factor[[0, 2, 3]], 1)


def test_who_sleeps_by_day_cramps_less_in_it(diary, course) -> None:
    by_day = diary(usual_day=UsualDay(sleep=(time(9), time(17))))
    found = cramps(by_day, course())
    assert found.sizes["night"] == 4
    assert 0.02 < float(found["night_length_ratio"][1]) < 0.3


def test_the_clock_on_the_wall_counts_where_clocks_change() -> None:
    zone = ZoneInfo("Europe/Berlin")
    first = datetime(2025, 10, 25, tzinfo=zone)
    notes = tuple(NoteEvent(at=first + timedelta(days=day), text="day") for day in range(3))
    told = Diary(time_zone="Europe/Berlin", events=notes)
    lived = cramp.simulate(told, draws=30)
    found = cramps(told, lived)
    ratios = found["night_length_ratio"].to_numpy()
    # An hour more was slept in the night in which clocks went back.
    assert ratios[1] > ratios[0] + 0.05
    assert ratios[2] == pytest.approx(ratios[0], abs=2e-3)


def test_a_diary_of_which_nothing_is_told_has_an_answer_as_wide_as_people() -> None:
    nothing = Diary()
    found = cramps(nothing, cramp.simulate(nothing, draws=60, today=date(2026, 7, 3)))
    shares = dict(zip(found["part"].to_numpy(), found["width_share"].to_numpy(), strict=True))
    assert shares["person"] > 0.8
    assert shares["data"] == 0
    assert found.sizes["bout"] == 0


def test_an_hour_at_twice_the_length_holds_twice_the_cramps(diary, course) -> None:
    def in_bout(minutes: float) -> np.ndarray:
        at = diary().events[0].at + timedelta(hours=10)
        run = ExerciseEvent(at=at, duration_minutes=minutes, intensity_fraction=0.6)
        return cramps(diary(events=(run,)), course())["cramps_per_bout"].to_numpy()

    np.testing.assert_allclose(in_bout(120), 2 * in_bout(60))


def test_cramps_in_bouts_and_at_rest_are_counted_together(diary, course) -> None:
    first = diary().events[0].at
    events = tuple(CrampEvent(at=first + timedelta(hours=hour)) for hour in (10.5, 27.0))
    counted = counted_cramps(diary(events=events), told_timeline(diary(), course()))
    assert counted is not None
    assert (counted.cramps, counted.from_minute) == (2, 0.0)
