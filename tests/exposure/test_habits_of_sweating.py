"""What the body is told of sweat: weighed, or to be added to; and what tells of a habit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from cramp.diary.model import Diary, ExerciseEvent, NoteEvent
from cramp.exposure.doses import RUN_IN_DAYS
from cramp.exposure.realisation import Realisation, realise
from cramp.exposure.streams import Streams
from cramp.exposure.timeline import timeline
from cramp.exposure.untold import draw_untold

FIRST = datetime(2026, 7, 3, 12, tzinfo=UTC)


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


def test_the_body_adds_to_sweat_that_was_not_weighed_alone() -> None:
    drawn = lived(bout(0), bout(1, litres=1.5))
    weighed = drawn.schedules.integrals("sweat_rate", 2880.0)
    unweighed = drawn.schedules.integrals("unweighed_sweat_rate", 2880.0)
    assert np.median(weighed) == pytest.approx(1.5, rel=0.1)
    assert np.all(unweighed > 0)
    assert drawn.sweat_litre == pytest.approx(weighed + unweighed)


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
