"""One version of a diary: what was told reaches the body, and nothing untold is nothing."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from cramp.diary.model import (
    AlcoholEvent,
    DayNote,
    Diary,
    EatEvent,
    ExerciseEvent,
    NoteEvent,
    Portion,
    StoolEvent,
    UsualDay,
    UsualMeal,
)
from cramp.exposure.realisation import LEAST_HEAT_FACTOR, Realisation, realise
from cramp.exposure.timeline import timeline
from cramp.exposure.untold import draw_untold

if TYPE_CHECKING:
    from cramp.engine.interface import Schedule

NOON = datetime(2026, 7, 3, 12, tzinfo=UTC)
NOTE = NoteEvent(at=NOON, text="a day")
UNKNOWN = Portion(text="a bowl of xyzzy", name="xyzzy", amount=1, unit="bowl")
COMPLETE = {NOON.date(): DayNote(complete=True)}


def version(diary: Diary, seed: int = 0) -> Realisation:
    generator = np.random.default_rng(seed)
    untold = draw_untold(generator, "female", 60, 1.0)
    return realise(timeline(diary), untold, 70.0, generator)


def bananas(amount: float, **place: Any) -> EatEvent:
    items = (Portion(text="bananas", name="banana", amount=amount),)
    return EatEvent.model_validate({"at": NOON, "items": items, **place})


def value(schedule: Schedule, name: str, minute: float) -> float:
    row = int(np.searchsorted(schedule.edges, minute, side="right")) - 1
    return float(schedule.values[row, schedule.inputs.index(name)])


def test_a_complete_day_is_not_filled_up() -> None:
    complete = version(Diary(events=(bananas(2),), days=COMPLETE))
    left_open = version(Diary(events=(bananas(2),)))
    assert complete.untold["sodium_mmol"] < 5
    assert left_open.untold["sodium_mmol"] > 40


def test_something_unjudged_leaves_a_complete_day_open() -> None:
    event = EatEvent(at=NOON, items=(UNKNOWN,))
    assert version(Diary(events=(event,), days=COMPLETE)).untold["potassium_mmol"] > 20


def test_something_unjudged_leaves_a_complete_usual_day_open() -> None:
    usual = UsualDay(meals=(UsualMeal(at=time(8), eat=(UNKNOWN,)),), complete=True)
    assert version(Diary(events=(NOTE,), usual_day=usual)).untold["potassium_mmol"] > 20


def test_what_is_swallowed_is_what_is_counted() -> None:
    drawn = version(Diary(events=(bananas(2),)))
    before = drawn.schedule.integral("potassium_intake_rate", 0)
    swallowed = drawn.schedule.integral("potassium_intake_rate", 1440) - before
    assert swallowed == pytest.approx(drawn.told["potassium_mmol"] + drawn.untold["potassium_mmol"])


def test_the_water_of_an_alcoholic_drink_counts() -> None:
    beer = Portion(text="500 ml beer", name="beer", amount=500, unit="ml")
    drawn = version(Diary(events=(AlcoholEvent(at=NOON, items=(beer,)),)))
    assert 0.3 < drawn.told["water_litre"] < 0.7


@pytest.mark.parametrize(
    ("day", "change_minutes"),
    [(date(2026, 7, 3), 0), (date(2026, 3, 29), -60), (date(2026, 10, 25), 60)],
)
def test_sleep_across_midnight_follows_the_wall(day: date, change_minutes: int) -> None:
    told = timeline(Diary(time_zone="Europe/Madrid"), day)
    generator = np.random.default_rng(0)
    drawn = realise(told, draw_untold(generator, None, None, 1.0), 70.0, generator)
    wakes, sleeps = 7 * 60 + change_minutes, 23 * 60 + change_minutes
    for minute, awake in ((wakes - 1, 0), (wakes, 1), (sleeps - 1, 1), (sleeps, 0)):
        assert value(drawn.schedule, "drinking_possible", minute) == awake, minute


@pytest.mark.parametrize("sleep", [(time(0, 30), time(8)), (time(9), time(17)), (time(7), time(7))])
def test_any_hours_of_sleep_are_possible(sleep: tuple[time, time]) -> None:
    drawn = version(Diary(events=(NOTE,), usual_day=UsualDay(sleep=sleep)))
    awake = drawn.schedule.integral("drinking_possible", 1440) - drawn.schedule.integral(
        "drinking_possible", 0
    )
    hours = (sleep[1].hour * 60 + sleep[1].minute - sleep[0].hour * 60 - sleep[0].minute) % 1440
    assert awake == pytest.approx(1440 - hours)


def test_exercise_without_duration_effort_or_weather_still_sweats() -> None:
    litres = [version(Diary(events=(ExerciseEvent(at=NOON),)), s).sweat_litre for s in range(20)]
    assert all(litre > 0 for litre in litres)
    assert np.std(litres) > 0.1


def test_a_told_sweat_loss_is_what_is_lost() -> None:
    event = ExerciseEvent(at=NOON, duration_minutes=60, sweat_loss_litre=2.0)
    litres = [version(Diary(events=(event,)), seed).sweat_litre for seed in range(40)]
    assert np.median(litres) == pytest.approx(2.0, rel=0.1)


def test_cold_stops_sweat_rising_but_not_sweat() -> None:
    def sweat(celsius: float) -> float:
        event = ExerciseEvent(
            at=NOON, duration_minutes=60, intensity_fraction=0.7, temperature_celsius=celsius
        )
        return version(Diary(events=(event,))).sweat_litre

    assert sweat(-20) == sweat(-10) == pytest.approx(LEAST_HEAT_FACTOR * sweat(24))
    assert sweat(34) == pytest.approx(1.3 * sweat(24))


def test_overlapping_bouts_are_not_more_than_all_a_person_can() -> None:
    bouts = tuple(
        ExerciseEvent(at=NOON, duration_minutes=minutes, intensity_fraction=effort)
        for minutes, effort in ((60, 0.8), (30, 0.6))
    )
    schedule = version(Diary(events=bouts)).schedule
    assert value(schedule, "exercise_intensity", 730) == 0.8


def test_stools_of_an_evening_are_all_lost_within_the_day() -> None:
    event = StoolEvent(at=NOON.replace(hour=22), consistency="watery", times=6, volume_litre=1.8)
    litres = [version(Diary(events=(event,)), seed).stool_litre for seed in range(40)]
    assert np.median(litres) == pytest.approx(1.8, rel=0.1)


def test_without_regular_doses_no_share_is_taken() -> None:
    assert math.isnan(version(Diary(events=(NOTE,))).doses_taken_share)
