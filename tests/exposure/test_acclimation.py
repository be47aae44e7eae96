"""Days of sweating raise the sweat of later days that nobody weighed, and tell of a habit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from cramp.diary.model import Diary, ExerciseEvent, NoteEvent
from cramp.exposure.acclimation import Acclimation
from cramp.exposure.doses import RUN_IN_DAYS
from cramp.exposure.realisation import Realisation, realise
from cramp.exposure.streams import Streams
from cramp.exposure.timeline import timeline
from cramp.exposure.untold import draw_untold

FIRST = datetime(2026, 7, 3, 12, tzinfo=UTC)
MASS = np.array([70.0])


def bout(day: int, litres: float | None = None, celsius: float = 35.0) -> ExerciseEvent:
    return ExerciseEvent(
        at=FIRST + timedelta(days=day),
        duration_minutes=90,
        intensity_fraction=0.65,
        temperature_celsius=celsius,
        sweat_loss_litre=litres,
    )


def lived(*events: ExerciseEvent | NoteEvent, count: int = 50) -> Realisation:
    streams = Streams(0, count)
    untold = draw_untold(streams, np.full(count, "male"), np.full(count, 30.0), np.ones(count))
    return realise(timeline(Diary(events=events)), untold, np.full(count, 70.0), streams)


def sweat(drawn: Realisation, day: int) -> np.ndarray:
    begin, end = day * 1440.0, (day + 1) * 1440.0
    return drawn.schedules.integrals("sweat_rate", end) - drawn.schedules.integrals(
        "sweat_rate", begin
    )


def test_ten_days_of_sweating_acclimate_and_three_weeks_without_lose_most_of_it() -> None:
    one = Acclimation(MASS, np.zeros(1))
    course = [one.acclimated[0]]
    for litres in [1.5] * 10 + [0.0] * 21:
        one.live_a_day(litres)
        course.append(one.acclimated[0])
    assert course[0] == 0
    # Half of it within four to six days.
    assert course[3] < course[10] / 2 < course[6]
    assert 0.6 < course[10] < 0.95
    assert 0.2 * course[10] < course[31] < 0.6 * course[10]


def test_whoever_begins_with_a_habit_stays_as_he_is() -> None:
    one = Acclimation(MASS, np.array([0.8]))
    start = one.acclimated.copy()
    assert start > 0.5
    one.live_a_day(0.8)
    assert one.acclimated == pytest.approx(start)


def test_sweat_that_was_not_weighed_rises_with_the_days() -> None:
    drawn, alone = lived(*(bout(day) for day in range(6))), lived(bout(0))
    assert sweat(drawn, 0) == pytest.approx(sweat(alone, 0))
    more = sweat(drawn, 5) / sweat(drawn, 0)
    assert np.all(more > 1)
    assert 1.05 < np.median(more) < 1.25


def test_sweat_that_was_weighed_stays_what_it_was() -> None:
    drawn = lived(*(bout(day, litres=1.5) for day in range(12)))
    assert np.median(sweat(drawn, 11)) == pytest.approx(1.5, rel=0.1)


def test_who_sweats_on_several_days_of_a_week_has_done_so_before() -> None:
    drawn = lived(*(bout(day, litres=1.4) for day in range(0, 14, 2)))
    before = drawn.schedules.integrals("sweat_rate", 0) / RUN_IN_DAYS
    assert np.median(before) == pytest.approx(0.7 * 0.7, rel=0.25)
    assert np.max(before) < 1.2
    # Only what is lost in the days shown is reported.
    assert np.median(drawn.sweat_litre) == pytest.approx(7 * 1.4, rel=0.1)


@pytest.mark.parametrize(
    "events", [(bout(0),), (bout(0), NoteEvent(at=FIRST + timedelta(13), text="x"))]
)
def test_a_single_race_tells_of_no_habit(events: tuple) -> None:
    drawn = lived(*events)
    assert not np.any(drawn.schedules.integrals("sweat_rate", 0))
