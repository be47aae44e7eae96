"""Versions of a diary: what was told reaches the body, and nothing untold is nothing."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

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
from cramp.exposure.diet import INPUTS
from cramp.exposure.priors import prior
from cramp.exposure.realisation import Realisation, realise
from cramp.exposure.streams import Streams
from cramp.exposure.sweating import LEAST_HEAT_FACTOR
from cramp.exposure.timeline import timeline
from cramp.exposure.untold import USUAL_STIMULANTS, draw_untold

if TYPE_CHECKING:
    from cramp.exposure.schedules import Schedules

NOON = datetime(2026, 7, 3, 12, tzinfo=UTC)
NOTE = NoteEvent(at=NOON, text="a day")
UNKNOWN = Portion(text="a bowl of xyzzy", name="xyzzy", amount=1, unit="bowl")
COMPLETE = {NOON.date(): DayNote(complete=True)}


def versions(diary: Diary, count: int = 1) -> Realisation:
    streams = Streams(0, count)
    untold = draw_untold(streams, np.full(count, "female"), np.full(count, 60.0), np.ones(count))
    return realise(timeline(diary), untold, np.full(count, 70.0), streams)


def bananas(amount: float, **place: Any) -> EatEvent:
    items = (Portion(text="bananas", name="banana", amount=amount),)
    return EatEvent.model_validate({"at": NOON, "items": items, **place})


def values(schedules: Schedules, name: str, minute: float) -> np.ndarray:
    row = int(np.searchsorted(schedules.edges, minute, side="right")) - 1
    return schedules.values[:, row, schedules.inputs.index(name)]


def between(schedules: Schedules, name: str, begin: float, end: float) -> np.ndarray:
    return schedules.integrals(name, end) - schedules.integrals(name, begin)


def test_a_complete_day_is_not_filled_up() -> None:
    complete = versions(Diary(events=(bananas(2),), days=COMPLETE))
    left_open = versions(Diary(events=(bananas(2),)))
    assert complete.untold["sodium_mmol"] < 5
    assert left_open.untold["sodium_mmol"] > 40


def test_something_unjudged_leaves_a_complete_day_open() -> None:
    event = EatEvent(at=NOON, items=(UNKNOWN,))
    assert versions(Diary(events=(event,), days=COMPLETE)).untold["potassium_mmol"] > 20


def test_something_unjudged_leaves_a_complete_usual_day_open() -> None:
    usual = UsualDay(meals=(UsualMeal(at=time(8), eat=(UNKNOWN,)),), complete=True)
    assert versions(Diary(events=(NOTE,), usual_day=usual)).untold["potassium_mmol"] > 20


@pytest.mark.parametrize("days", [{}, COMPLETE])
def test_what_is_swallowed_is_what_is_counted_in_every_version(days: dict) -> None:
    drawn = versions(Diary(events=(bananas(2),), days=days), 50)
    for name, nutrient in INPUTS.items():
        if nutrient != "chloride_mmol":
            swallowed = between(drawn.schedules, name, 0, 1440)
            assert swallowed == pytest.approx(drawn.told[nutrient] + drawn.untold[nutrient])


def test_the_water_of_an_alcoholic_drink_counts() -> None:
    beer = Portion(text="500 ml beer", name="beer", amount=500, unit="ml")
    drawn = versions(Diary(events=(AlcoholEvent(at=NOON, items=(beer,)),)))
    assert 0.3 < drawn.told["water_litre"] < 0.7


def test_alcohol_and_caffeine_told_reach_the_body_in_millimoles() -> None:
    items = tuple(
        Portion(text=name, name=name, amount=grams, unit="g")
        for name, grams in (("white wine", 125), ("coffee", 300))
    )
    drawn = versions(Diary(events=(AlcoholEvent(at=NOON, items=items),), days=COMPLETE), 400)
    for name, nutrient, told in (
        ("ethanol_intake_rate", "ethanol_mmol", 125 * 0.103 / 46.07 * 1000),
        ("caffeine_intake_rate", "caffeine_mmol", 300 * 0.4 / 194.19),
    ):
        assert np.median(drawn.told[nutrient]) == pytest.approx(told, rel=0.03)
        assert np.median(between(drawn.schedules, name, 720, 740)) == pytest.approx(told, rel=0.03)
        # A complete day is not filled up with what is usual.
        assert np.max(drawn.untold[nutrient] / drawn.told[nutrient]) < 0.5


def test_alcohol_and_caffeine_not_told_are_uncertain() -> None:
    drawn = versions(Diary(events=(NOTE,)), 400)
    nothing = {name: np.mean(drawn.untold[name] == 0) for name in USUAL_STIMULANTS}
    assert nothing["ethanol_mmol"] == pytest.approx(0.4, abs=0.1)
    assert nothing["caffeine_mmol"] == pytest.approx(0.11, abs=0.05)
    assert not np.any(between(drawn.schedules, "ethanol_intake_rate", 0, 1140))


@pytest.mark.parametrize("item", ["white wine", "xyzzy"])
def test_whoever_told_of_alcohol_is_no_abstainer(item: str) -> None:
    drink = Portion(text=item, name=item, amount=125, unit="g")
    event = AlcoholEvent(at=NOON, items=(drink,))
    later = NoteEvent(at=NOON.replace(day=4), text="x")
    drawn = versions(Diary(events=(event, later)), 50)
    assert np.all(between(drawn.schedules, "ethanol_intake_rate", 1440, 2880) > 0)


def test_alcohol_is_no_part_of_the_run_in() -> None:
    """A steady mean could exceed what a body uses up in a day, and then nothing is steady."""
    vodka = Portion(text="700 ml vodka", name="vodka", amount=700, unit="ml")
    meals = (UsualMeal(at=time(20), drink=(vodka,)),)
    drawn = versions(Diary(events=(NOTE,), usual_day=UsualDay(meals=meals)))
    begin = drawn.schedules.edges[0]
    assert between(drawn.schedules, "ethanol_intake_rate", begin, -2 * 1440) == 0
    assert between(drawn.schedules, "ethanol_intake_rate", 0, 1440) > 2000
    assert between(drawn.schedules, "water_intake_rate", begin, -2 * 1440) > 0


@pytest.mark.parametrize(
    ("day", "change_minutes"),
    [(date(2026, 7, 3), 0), (date(2026, 3, 29), -60), (date(2026, 10, 25), 60)],
)
def test_sleep_across_midnight_follows_the_wall(day: date, change_minutes: int) -> None:
    told = NoteEvent(at=datetime.combine(day, time(12), ZoneInfo("Europe/Madrid")), text="a day")
    drawn = versions(Diary(time_zone="Europe/Madrid", events=(told,)))
    wakes, sleeps = 7 * 60 + change_minutes, 23 * 60 + change_minutes
    for minute, awake in ((wakes - 1, 0), (wakes, 1), (sleeps - 1, 1), (sleeps, 0)):
        assert values(drawn.schedules, "drinking_possible", minute) == awake, minute


@pytest.mark.parametrize("sleep", [(time(0, 30), time(8)), (time(9), time(17)), (time(7), time(7))])
def test_any_hours_of_sleep_are_possible(sleep: tuple[time, time]) -> None:
    drawn = versions(Diary(events=(NOTE,), usual_day=UsualDay(sleep=sleep)))
    awake = between(drawn.schedules, "drinking_possible", 0, 1440)
    hours = (sleep[1].hour * 60 + sleep[1].minute - sleep[0].hour * 60 - sleep[0].minute) % 1440
    assert awake == pytest.approx(1440 - hours)


def test_exercise_without_duration_effort_or_weather_still_sweats() -> None:
    litres = versions(Diary(events=(ExerciseEvent(at=NOON),)), 20).sweat_litre
    assert np.all(litres > 0)
    assert np.std(litres) > 0.1


def test_a_bout_of_untold_length_lasts_as_long_as_its_prior_says() -> None:
    event = ExerciseEvent(at=NOON, intensity_fraction=0.5, sweat_loss_litre=1.0)
    drawn = versions(Diary(events=(event,)), 4000)
    minutes = between(drawn.schedules, "exercise_intensity", 0, 1440) / 0.5
    row = prior("untold_exercise_minutes")
    sigma = math.sqrt(math.log1p(row.spread**2))
    assert np.median(minutes) == pytest.approx(row.value, rel=0.03)
    assert np.std(np.log(minutes)) == pytest.approx(sigma, rel=0.05)
    # Effort never exceeds what was told, and what was lost by then is lost evenly.
    effort = drawn.schedules.values[:, :, drawn.schedules.inputs.index("exercise_intensity")]
    assert np.max(effort) == pytest.approx(0.5)
    half = between(drawn.schedules, "sweat_rate", 720, 735) / drawn.sweat_litre
    assert half == pytest.approx(np.minimum(1, 15 / minutes))


def test_versions_of_bouts_of_untold_length_change_at_the_same_times() -> None:
    drawn = versions(Diary(events=(ExerciseEvent(at=NOON),)), 5)
    first, *others = drawn.schedules
    assert all(other.edges is first.edges for other in others)


def test_a_told_sweat_loss_is_what_is_lost() -> None:
    event = ExerciseEvent(at=NOON, duration_minutes=60, sweat_loss_litre=2.0)
    litres = versions(Diary(events=(event,)), 40).sweat_litre
    assert np.median(litres) == pytest.approx(2.0, rel=0.1)


def test_cold_stops_sweat_rising_but_not_sweat() -> None:
    def sweat(celsius: float) -> float:
        event = ExerciseEvent(
            at=NOON, duration_minutes=60, intensity_fraction=0.7, temperature_celsius=celsius
        )
        return float(versions(Diary(events=(event,))).sweat_litre[0])

    assert sweat(-20) == sweat(-10) == pytest.approx(LEAST_HEAT_FACTOR * sweat(24))
    assert sweat(34) == pytest.approx(1.3 * sweat(24))


def test_overlapping_bouts_are_not_more_than_all_a_person_can() -> None:
    bouts = tuple(
        ExerciseEvent(at=NOON, duration_minutes=minutes, intensity_fraction=effort)
        for minutes, effort in ((60, 0.8), (30, 0.6))
    )
    schedules = versions(Diary(events=bouts)).schedules
    assert values(schedules, "exercise_intensity", 730) == 0.8


def test_stools_of_an_evening_are_all_lost_within_the_day() -> None:
    event = StoolEvent(at=NOON.replace(hour=22), consistency="watery", times=6, volume_litre=1.8)
    litres = versions(Diary(events=(event,)), 40).stool_litre
    assert np.median(litres) == pytest.approx(1.8, rel=0.1)


def test_without_regular_doses_no_share_is_taken() -> None:
    assert np.all(np.isnan(versions(Diary(events=(NOTE,)), 2).doses_taken_share))
