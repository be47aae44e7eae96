"""Each answer to what was not told reaches the body, once and in its own place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import numpy as np
import pytest

from cramp.diary.model import (
    DayNote,
    Diary,
    DrinkEvent,
    EatEvent,
    ExerciseEvent,
    MedicineEvent,
    NoteEvent,
    Portion,
    RegularMedicine,
    StoolEvent,
    UsualDay,
    UsualMeal,
)
from cramp.exposure.diet import PULSED_DAYS
from cramp.exposure.doses import RUN_IN_DAYS
from cramp.exposure.realisation import Realisation, realise
from cramp.exposure.timeline import timeline
from cramp.exposure.untold import Untold, draw_untold

NOON = datetime(2026, 7, 3, 12, tzinfo=UTC)
NOTE = NoteEvent(at=NOON, text="a day")
BANANAS = (Portion(text="2 bananas", name="banana", amount=2),)
FUROSEMIDE = {"text": "furosemide", "name": "furosemide"}
TABLETS = (RegularMedicine.model_validate({**FUROSEMIDE, "dose_mg": 40}),)
MEAN_UNTIL = -PULSED_DAYS * 1440.0
DOSES = "furosemide_dose_rate"


def answers(seed: int = 0, **changes: Any) -> Untold:
    return replace(draw_untold(np.random.default_rng(seed), "female", 60, 1.0), **changes)


def version(diary: Diary, untold: Untold, seed: int = 0) -> Realisation:
    return realise(timeline(diary), untold, 70.0, np.random.default_rng(seed))


def test_what_was_told_is_not_eaten_twice() -> None:
    def eaten(*events: EatEvent) -> float:
        drawn = [version(Diary(events=(NOTE, *events)), answers(seed), seed) for seed in range(100)]
        return float(
            np.mean([d.told["potassium_mmol"] + d.untold["potassium_mmol"] for d in drawn])
        )

    assert eaten(EatEvent(at=NOON, items=BANANAS)) == pytest.approx(eaten(), rel=0.15)


def test_the_run_in_eats_the_usual_day_every_day() -> None:
    untold = answers()
    schedule = version(Diary(events=(NOTE,)), untold).schedule
    eaten = schedule.integral("potassium_intake_rate", MEAN_UNTIL)
    days = RUN_IN_DAYS - PULSED_DAYS
    assert eaten == pytest.approx(days * untold.usual["potassium_mmol"])


@pytest.mark.parametrize("complete", ["usual day", "day"])
def test_complete_records_miss_what_records_miss(complete: str) -> None:
    meals = (UsualMeal(at=time(8), eat=BANANAS),)
    diary = (
        Diary(events=(NOTE,), usual_day=UsualDay(meals=meals, complete=True))
        if complete == "usual day"
        else Diary(
            events=(EatEvent(at=NOON, items=BANANAS),), days={NOON.date(): DayNote(complete=True)}
        )
    )
    exact, missing = (version(diary, answers(under_reporting=ratio)) for ratio in (1.0, 1.5))
    eaten = [d.told["potassium_mmol"] + d.untold["potassium_mmol"] for d in (exact, missing)]
    assert eaten[1] == pytest.approx(1.5 * eaten[0])


def test_chloride_is_the_tables_where_it_has_one() -> None:
    drink = Portion(
        text="1 l oral rehydration solution", name="oral rehydration solution", amount=1, unit="l"
    )
    diary = Diary(
        events=(DrinkEvent(at=NOON, items=(drink,)),), days={NOON.date(): DayNote(complete=True)}
    )
    drawn = version(diary, answers(under_reporting=1.0, chloride_per_sodium=3.0))
    chloride, sodium = (
        drawn.schedule.integral(name, 1440) - drawn.schedule.integral(name, 0)
        for name in ("chloride_intake_rate", "sodium_intake_rate")
    )
    assert chloride / sodium == pytest.approx(65 / 75, rel=0.01)


def test_adherence_thins_the_run_in_and_leaves_out_regular_doses() -> None:
    event = MedicineEvent.model_validate({**FUROSEMIDE, "at": NOON, "dose_mg": 40})
    later = NoteEvent(at=NOON.replace(day=4), text="x")
    diary = Diary(medicines=TABLETS, events=(event, later))
    always, never = (version(diary, answers(adherence=share)) for share in (1.0, 0.0))
    dose = 40 / 330.74
    assert always.schedule.integral(DOSES, MEAN_UNTIL) == pytest.approx(
        (RUN_IN_DAYS - PULSED_DAYS) * dose
    )
    assert always.doses_taken_share == 1
    assert never.doses_taken_share == 0
    # What was told as taken was taken.
    assert never.schedule.integral(DOSES, 2 * 1440) == pytest.approx(dose)


def test_an_untold_dose_lies_where_its_score_says() -> None:
    diary = Diary(medicines=(RegularMedicine.model_validate(FUROSEMIDE),), events=(NOTE,))

    def daily_mg(score: float) -> float:
        untold = answers(adherence=1.0, untold_dose_score=score)
        given = version(diary, untold).schedule.integral(DOSES, MEAN_UNTIL)
        return given / (RUN_IN_DAYS - PULSED_DAYS) * 330.74

    assert daily_mg(0) == pytest.approx((20 * 240) ** 0.5)
    assert daily_mg(-9) == pytest.approx(20)
    assert daily_mg(9) == pytest.approx(240)


def test_a_person_who_sweats_or_loses_more_does_so() -> None:
    events = (ExerciseEvent(at=NOON), StoolEvent(at=NOON, consistency="watery"))
    one, two = (
        version(Diary(events=events), answers(sweat_factor=factor, loss_factor=factor))
        for factor in (1.0, 2.0)
    )
    assert two.sweat_litre == pytest.approx(2 * one.sweat_litre)
    assert two.stool_litre == pytest.approx(2 * one.stool_litre)


def test_bigger_people_eat_more() -> None:
    small, large = (draw_untold(np.random.default_rng(0), "male", 40, size) for size in (1.0, 1.5))
    assert large.usual == pytest.approx({name: 1.5 * one for name, one in small.usual.items()})
