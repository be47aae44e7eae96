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
from cramp.exposure.priors import prior, values_by_person
from cramp.exposure.realisation import Realisation, realise
from cramp.exposure.streams import Streams
from cramp.exposure.timeline import timeline
from cramp.exposure.untold import Untold, draw_untold

NOON = datetime(2026, 7, 3, 12, tzinfo=UTC)
NOTE = NoteEvent(at=NOON, text="a day")
BANANAS = (Portion(text="2 bananas", name="banana", amount=2),)
FUROSEMIDE = {"text": "furosemide", "name": "furosemide"}
TABLETS = (RegularMedicine.model_validate({**FUROSEMIDE, "dose_mg": 40}),)
MEAN_UNTIL = -PULSED_DAYS * 1440.0
DOSES = "furosemide_dose_rate"


def answers(count: int = 1, **changes: float) -> Untold:
    streams = Streams(0, count)
    drawn = draw_untold(streams, np.full(count, "female"), np.full(count, 60.0), np.ones(count))
    return replace(drawn, **{name: np.full(count, value) for name, value in changes.items()})


def versions(diary: Diary, untold: Untold) -> Realisation:
    count = len(untold.adherence)
    return realise(timeline(diary), untold, np.full(count, 70.0), Streams(0, count))


def test_what_was_told_is_not_eaten_twice() -> None:
    def eaten(*events: EatEvent) -> float:
        drawn = versions(Diary(events=(NOTE, *events)), answers(400))
        return float(np.mean(drawn.told["potassium_mmol"] + drawn.untold["potassium_mmol"]))

    assert eaten(EatEvent(at=NOON, items=BANANAS)) == pytest.approx(eaten(), rel=0.05)


def test_the_run_in_eats_the_usual_day_every_day() -> None:
    untold = answers(5)
    schedules = versions(Diary(events=(NOTE,)), untold).schedules
    eaten = schedules.integrals("potassium_intake_rate", MEAN_UNTIL)
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
    exact, missing = (versions(diary, answers(under_reporting=ratio)) for ratio in (1.0, 1.5))
    eaten = [d.told["potassium_mmol"] + d.untold["potassium_mmol"] for d in (exact, missing)]
    assert eaten[1] == pytest.approx(1.5 * eaten[0])


def test_chloride_is_the_tables_where_it_has_one() -> None:
    drink = Portion(
        text="1 l oral rehydration solution", name="oral rehydration solution", amount=1, unit="l"
    )
    diary = Diary(
        events=(DrinkEvent(at=NOON, items=(drink,)),), days={NOON.date(): DayNote(complete=True)}
    )
    schedules = versions(diary, answers(under_reporting=1.0, chloride_per_sodium=3.0)).schedules
    chloride, sodium = (
        schedules.integrals(name, 1440) - schedules.integrals(name, 0)
        for name in ("chloride_intake_rate", "sodium_intake_rate")
    )
    assert chloride / sodium == pytest.approx(65 / 75, rel=0.01)


def test_two_equal_portions_of_one_meal_err_each_by_itself() -> None:
    portion = Portion(text="2 bananas", name="banana", amount=2)

    def spread(number: int) -> float:
        event = EatEvent(at=NOON, items=(portion,) * number)
        told = versions(Diary(events=(event,)), answers(2000, portion_factor=1.0)).told
        return float(np.std(told["potassium_mmol"]) / np.mean(told["potassium_mmol"]))

    assert spread(4) == pytest.approx(spread(1) / 2, rel=0.1)


def test_one_more_event_leaves_all_other_randomness_as_it_was() -> None:
    def stool(*events: StoolEvent | EatEvent) -> Realisation:
        return versions(Diary(events=(*events, NOTE)), answers(20))

    later = StoolEvent(at=NOON, consistency="watery")
    before = StoolEvent(at=NOON.replace(day=1), consistency="watery")
    alone, more = stool(later), stool(before, later)
    last = "stool_loss_rate"
    first_day = more.schedules.integrals(last, 1440)
    assert more.stool_litre - first_day == pytest.approx(alone.stool_litre)


def test_adherence_thins_the_run_in_and_leaves_out_regular_doses() -> None:
    event = MedicineEvent.model_validate({**FUROSEMIDE, "at": NOON, "dose_mg": 40})
    later = NoteEvent(at=NOON.replace(day=4), text="x")
    diary = Diary(medicines=TABLETS, events=(event, later))
    always, never = (versions(diary, answers(adherence=share)) for share in (1.0, 0.0))
    dose = 40 / 330.74
    assert always.schedules.integrals(DOSES, MEAN_UNTIL) == pytest.approx(
        (RUN_IN_DAYS - PULSED_DAYS) * dose
    )
    assert always.doses_taken_share == 1
    assert never.doses_taken_share == 0
    # What was told as taken was taken.
    assert never.schedules.integrals(DOSES, 2 * 1440) == pytest.approx(dose)


def test_doses_taken_are_the_doses_counted_in_every_version() -> None:
    later = NoteEvent(at=NOON.replace(day=13), text="x")
    untold = answers(2000, adherence=0.7)
    drawn = versions(Diary(medicines=TABLETS, events=(NOTE, later)), untold)
    given = drawn.schedules.integrals(DOSES, 11 * 1440) - drawn.schedules.integrals(DOSES, 0)
    assert given / (40 / 330.74) == pytest.approx(11 * drawn.doses_taken_share)
    assert np.mean(drawn.doses_taken_share) == pytest.approx(0.7, abs=0.01)
    assert np.std(drawn.doses_taken_share) == pytest.approx((0.7 * 0.3 / 11) ** 0.5, rel=0.1)


def test_daily_tablets_of_the_run_in_are_one_stretch() -> None:
    schedules = versions(Diary(medicines=TABLETS, events=(NOTE,)), answers()).schedules
    assert np.sum(schedules.edges < MEAN_UNTIL) == 1


@pytest.mark.parametrize("changes", [{"interval_days": 2}, {"weekdays": (0, 1, 4)}])
def test_tablets_of_some_days_keep_their_days_in_the_run_in(changes: dict[str, Any]) -> None:
    tablets = RegularMedicine.model_validate({**FUROSEMIDE, "dose_mg": 40, **changes})
    diary = Diary(medicines=(tablets,), events=(NOTE,))
    told = timeline(diary)
    schedules = versions(diary, answers(adherence=1.0)).schedules
    for index in range(-RUN_IN_DAYS, -PULSED_DAYS):
        doses = sum(told.clock.day_index(dose.at_minute) == index for dose in told.doses)
        begin, end = (
            schedules.integrals(DOSES, told.clock.at(day, 0)) for day in (index, index + 1)
        )
        assert end - begin == pytest.approx(doses * 40 / 330.74)


def test_an_untold_dose_lies_where_its_score_says() -> None:
    diary = Diary(medicines=(RegularMedicine.model_validate(FUROSEMIDE),), events=(NOTE,))

    def daily_mg(score: float) -> np.ndarray:
        untold = answers(adherence=1.0, untold_dose_score=score)
        given = versions(diary, untold).schedules.integrals(DOSES, MEAN_UNTIL)
        return given / (RUN_IN_DAYS - PULSED_DAYS) * 330.74

    assert daily_mg(0) == pytest.approx((20 * 240) ** 0.5)
    assert daily_mg(-9) == pytest.approx(20)
    assert daily_mg(9) == pytest.approx(240)


def test_a_person_who_sweats_or_loses_more_does_so() -> None:
    events = (ExerciseEvent(at=NOON), StoolEvent(at=NOON, consistency="watery"))
    one, two = (
        versions(Diary(events=events), answers(sweat_factor=factor, loss_factor=factor))
        for factor in (1.0, 2.0)
    )
    assert two.sweat_litre == pytest.approx(2 * one.sweat_litre)
    assert two.stool_litre == pytest.approx(2 * one.stool_litre)


def test_bigger_people_eat_more() -> None:
    small, large = (
        draw_untold(Streams(0, 1), np.array(["male"]), np.array([40.0]), np.array([size]))
        for size in (1.0, 1.5)
    )
    for name, usual in small.usual.items():
        assert large.usual[name] == pytest.approx(1.5 * usual)


def test_a_complete_record_misses_more_sugar_than_salt() -> None:
    diary = Diary(
        events=(EatEvent(at=NOON, items=BANANAS),), days={NOON.date(): DayNote(complete=True)}
    )
    lived = versions(diary, answers(under_reporting=1.1, energy_beyond=1.2))
    potassium, carbohydrate = (
        (lived.told[name] + lived.untold[name]) / lived.told[name]
        for name in ("potassium_mmol", "carbohydrate_mmol")
    )
    assert potassium == pytest.approx(1.1)
    assert carbohydrate == pytest.approx(1.1 * 1.2)


def test_nutrients_of_a_day_differ_from_one_another() -> None:
    untold = answers(4000)
    lived = versions(Diary(events=(NOTE,)), untold)
    ratios = {
        name: lived.untold[name] / untold.usual[name] for name in ("potassium_mmol", "sodium_mmol")
    }
    for ratio in ratios.values():
        assert 0.27 < np.std(np.log(ratio)) < 0.37
    potassium, sodium = ratios.values()
    assert 0.5 < np.corrcoef(potassium, sodium)[0, 1] < 0.7


def test_usual_sodium_holds_the_salt_shaker() -> None:
    people = Streams(2, 4000)
    drawn = draw_untold(people, np.full(4000, "male"), np.full(4000, 40.0), np.ones(4000))
    without = values_by_person(
        "usual_sodium_mmol",
        np.full(4000, "male"),
        np.full(4000, 40.0),
        Streams(2, 4000).scores("usual_sodium_mmol"),
    ) * prior("shared_appetite").draw(Streams(2, 4000))
    added = drawn.usual["sodium_mmol"] - without
    assert np.all(added > 0)
    assert np.mean(added) == pytest.approx(7.5, rel=0.1)
