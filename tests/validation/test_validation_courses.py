"""What a figure shows is what was scored: a course that passes elsewhere would deceive."""

from __future__ import annotations

import numpy as np
import pytest

from cramp.simulate.course import body_engine
from cramp.validation.labels import caption
from cramp.validation.running import repeat

ARMS = [
    {"name": "water"},
    {
        "name": "potassium",
        "protocol": [{"swallow": {"at": "+0 min", "potassium_chloride": "60 mmol"}}],
    },
]
URINE = {
    "quantity": "urine_potassium_amount",
    "measure": "absolute",
    "arm": "potassium",
    "over": {"from": "+0 min", "to": "+4 h"},
    "value": 20,
    "spread": {"se": 5},
}


@pytest.fixture(scope="module")
def engine():
    return body_engine("vector", 1)


@pytest.fixture
def repeated(engine, experiment_of):
    def run(measurements, *, with_courses=True, **told):
        chosen = {"arms": ARMS, "design": "crossover", **told}
        experiment = experiment_of(measurements, **chosen)
        return repeat([experiment], draws=8, engine=engine, with_courses=with_courses)[0]

    return run


@pytest.mark.parametrize(
    "told",
    [
        {"arm": "potassium"},
        {"arm": "potassium", "centre": "median"},
        {"arm": "potassium", "unit": "%", "value": 10},
        {"arm": "potassium", "measure": "absolute", "since": None, "value": 4.5},
        {"arm": "potassium", "measure": "difference", "versus": "water", "since": None},
        {"arm": "potassium", "measure": "difference", "versus": "water"},
        {
            "arm": "potassium",
            "measure": "difference",
            "versus": "water",
            "since": None,
            "unit": "%",
        },
    ],
)
def test_a_course_ends_in_what_was_scored(repeated, potassium_change, told):
    one = repeated([{**potassium_change, **told}])
    (comparison,) = one.comparisons
    (trace,) = comparison.traces
    assert trace.minutes[-1] == comparison.marks[0].end_minute
    assert trace.centre[-1] == one.score.points[0].simulated
    assert trace.low[-1] < trace.centre[-1] < trace.high[-1]


def test_a_change_begins_at_nothing(repeated, potassium_change):
    (comparison,) = repeated([{**potassium_change, "arm": "potassium"}]).comparisons
    (trace,) = comparison.traces
    assert (trace.low[0], trace.centre[0], trace.high[0]) == (0, 0, 0)
    assert len(trace.minutes) == 121


def test_what_was_passed_in_urine_adds_up_to_what_was_scored(repeated):
    pile = {**URINE, "take": "cumulative", "unit": "mmol"}
    one = repeated([pile, {**URINE, "take": "rate", "unit": "mmol/h", "value": 5}])
    added, rate = (comparison.traces[0] for comparison in one.comparisons)
    piled, hourly = (point.simulated for point in one.score.points)
    assert added.centre[-1] == piled
    assert np.mean(rate.centre) == pytest.approx(hourly)
    assert np.ptp(rate.centre) > 1


def test_scores_are_those_of_a_run_without_courses(repeated, potassium_change):
    measured = [{**potassium_change, "arm": "potassium"}]
    drawn, plain = repeated(measured), repeated(measured, with_courses=False)
    assert plain.comparisons == ()
    assert drawn.score.points[0].simulated == pytest.approx(
        plain.score.points[0].simulated, abs=1e-5
    )


def test_a_course_of_days_shows_the_hour_that_was_measured(repeated, potassium_change):
    late = {**potassium_change, "arm": "potassium", "at": "day 8 08:00", "since": "day 1 08:00"}
    one = repeated([late])
    (trace,) = one.comparisons[0].traces
    assert trace.minutes.tolist() == [day * 1440 + 480 for day in range(8)]
    assert trace.centre[-1] == one.score.points[0].simulated


def test_daily_rates_stand_in_the_middle_of_their_day(repeated):
    day = {**URINE, "take": "rate", "unit": "mmol/d", "value": 60}
    one = repeated([{**day, "over": {"from": "day 4 08:00", "to": "day 5 08:00"}}])
    (trace,) = one.comparisons[0].traces
    assert trace.minutes[-1] == 3 * 1440 + 480 + 720
    assert trace.centre[-1] == pytest.approx(one.score.points[0].simulated)


def test_each_arm_has_its_course_and_the_points_of_one_kind_share_a_figure(
    repeated, potassium_change
):
    measured = [
        {**potassium_change, "arm": arm, "at": at}
        for arm in ("water", "potassium")
        for at in ("+1 h", "+2 h")
    ]
    (comparison,) = repeated(measured).comparisons
    assert [trace.arm for trace in comparison.traces] == ["water", "potassium"]
    assert len(comparison.marks) == 4


def test_arms_of_other_people_have_a_difference_but_no_band(repeated, potassium_change):
    others = {**ARMS[1], "people": {"n": 10, "women": 1}}
    measured = {**potassium_change, "arm": "potassium", "measure": "difference", "versus": "water"}
    one = repeated([measured], arms=[ARMS[0], others], design="parallel")
    (trace,) = one.comparisons[0].traces
    assert trace.low is None
    assert trace.high is None


@pytest.mark.parametrize(
    "told",
    [
        {"measure": "share_above", "threshold": "4.5 mmol/L", "unit": "%", "value": 50},
        {"measure": "ratio", "versus": "water", "unit": "1", "value": 1.1},
        {"measure": "standard_deviation", "value": 0.3},
    ],
)
def test_what_is_no_mean_of_people_is_no_course(repeated, potassium_change, told):
    measured = {**potassium_change, "arm": "potassium", "since": None, **told}
    (comparison,) = repeated([measured]).comparisons
    assert comparison.traces == ()
    assert comparison.marks[0].point.simulated is not None


def test_a_moment_before_which_nothing_happened_is_no_course(repeated, potassium_change):
    rest = {**potassium_change, "arm": "water", "measure": "absolute", "since": None}
    assert repeated([rest]).comparisons[0].traces == ()


def test_what_was_not_simulated_has_no_figure(repeated, potassium_change):
    lacking = {**potassium_change, "arm": "potassium", "quantity": "mood"}
    assert repeated([lacking]).comparisons == ()
    load = {"infuse": {"at": "+0 min", "over": "1 min", "potassium_chloride": "1e9 mmol"}}
    broken = repeated(
        [potassium_change], arms=[{"name": "only", "protocol": [load]}], design="single"
    )
    assert broken.score.failure is not None
    assert broken.comparisons == ()


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({}, "change since day 1 09:00"),
        ({"measure": "absolute", "since": None}, ""),
        ({"measure": "difference", "versus": "water", "since": None}, "difference from water"),
        (
            {"measure": "share_below", "threshold": "-0.3 mmol/L", "unit": "%", "value": 40},
            "share of people below a threshold, of changes since day 1 09:00",
        ),
        (
            {**URINE, "take": "rate", "unit": "mmol/h", "since": None, "at": None},
            "rate",
        ),
    ],
)
def test_a_caption_tells_what_is_compared(experiment_of, potassium_change, told, words):
    measured = {**potassium_change, "arm": "potassium", **told}
    experiment = experiment_of([measured], arms=ARMS, design="crossover")
    assert caption(experiment.measurements[0], experiment) == words
