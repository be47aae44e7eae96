"""People chosen by a measured value: who passes, what they keep of it, what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from cramp.simulate.course import body_engine
from cramp.validation.checks import require_usable
from cramp.validation.format import json_schema
from cramp.validation.lived_arm import LivedArm, Screening, Stretch
from cramp.validation.measures import error_of_few, simulated_value
from cramp.validation.people import draw_people, draw_population, gathered
from cramp.validation.reading import ExperimentFaults
from cramp.validation.running import validate

POTASSIUM = "plasma_potassium_concentration"
DRAWS = 8
SCREEN = {"quantity": POTASSIUM, "at": "day 1 08:00", "below": "4.0 mmol/L"}
NOTHING_HAPPENS = [{"name": "only"}]
AT_SCREEN = {
    "quantity": POTASSIUM,
    "measure": "absolute",
    "at": "day 1 08:00",
    "value": 4.0,
    "unit": "mmol/L",
    "spread": {"se": 0.1},
}
A_WEEK_LATER = {**AT_SCREEN, "measure": "change", "since": "day 1 08:00", "at": "day 8 08:00"}


@pytest.fixture(scope="module")
def engine():
    return body_engine("vector", 1)


@pytest.fixture
def score_of(engine, experiment_of):
    def run(measurements, draws=DRAWS, **told):
        told = {"arms": NOTHING_HAPPENS, **told}
        return validate([experiment_of(measurements, **told)], draws=draws, engine=engine)[0]

    return run


@pytest.mark.slow
def test_those_who_pass_lie_beyond_the_bound_and_return_by_themselves(score_of):
    inside = {**AT_SCREEN, "measure": "share_below", "threshold": "4.0 mmol/L", "unit": "%"}
    everybody = score_of([A_WEEK_LATER])
    chosen = score_of([AT_SCREEN, A_WEEK_LATER, inside], screened=SCREEN)
    value, change, share = (point.simulated for point in chosen.points)
    assert value < 4.0
    assert share == pytest.approx(100)
    assert abs(everybody.points[0].simulated) < 0.02
    assert change > 0.03
    assert "passed" in chosen.recruited[0]
    assert not everybody.recruited


@pytest.mark.slow
def test_few_people_widen_the_tolerance_and_are_named(score_of):
    many = score_of([AT_SCREEN], draws=24, screened={**SCREEN, "below": "6.0 mmol/L"})
    few = score_of([AT_SCREEN], draws=24, screened={**SCREEN, "below": "3.6 mmol/L"})
    assert few.points[0].tolerance > many.points[0].tolerance
    assert "chance" in few.recruited[0]
    assert "chance" not in many.recruited[0]


@pytest.mark.slow
def test_a_screen_that_nobody_passes_fails_in_words(score_of):
    score = score_of([AT_SCREEN], screened={**SCREEN, "below": "1.0 mmol/L"})
    assert score.outcome == "not reproduced"
    assert score.points[0].simulated is None
    assert "0 of 128 people passed the screen of only" in score.why


@pytest.mark.slow
def test_arms_may_screen_apart(score_of):
    arms = [
        {"name": "low", "screened": SCREEN},
        {"name": "high", "screened": {**SCREEN, "below": None, "above": "4.0 mmol/L"}},
    ]
    true = {**AT_SCREEN, "measure": "difference", "at": "day 8 08:00"}
    score = score_of([{**true, "arm": "low", "versus": "high"}], arms=arms, design="parallel")
    assert score.points[0].simulated < -0.1
    assert len(score.recruited) == 2


@pytest.mark.slow
def test_a_crossover_takes_who_passes_in_every_arm(score_of):
    arms = [{"name": "one"}, {"name": "other"}]
    same = {**AT_SCREEN, "measure": "difference", "arm": "one", "versus": "other"}
    score = score_of([same], arms=arms, design="crossover", screened=SCREEN)
    assert score.points[0].simulated == pytest.approx(0, abs=1e-9)


def lived_arm(screening=None, count=6):
    population = draw_population(people_of(), 1, count)
    times = np.array([0.0, 600.0, 3000.0])
    course = {POTASSIUM: np.linspace(3.0, 5.0, count)[:, None] + np.zeros(3)}
    return LivedArm(population, times, course, screening)


def people_of():
    from cramp.validation.format import People

    return People(n=5)


@pytest.fixture
def screened_arm():
    return lived_arm(Screening(POTASSIUM, 0.0, np.full(6, -0.2), np.full(6, -0.1)))


@pytest.mark.parametrize(
    ("minute", "off", "kinds"),
    [(0.0, -0.3, ()), (600.0, -0.2, ("assay",)), (3000.0, 0.0, ("assay", "person"))],
)
def test_what_was_off_on_the_day_of_the_screen_stays_off(screened_arm, known, minute, off, kinds):
    at = Stretch("value", minute, minute)
    own = lived_arm().numbers(POTASSIUM, at, known)
    np.testing.assert_allclose(screened_arm.numbers(POTASSIUM, at, known) - own, off, atol=1e-12)
    assert screened_arm.scattering(POTASSIUM, at) == kinds


def test_the_error_of_few_is_that_of_a_mean(experiment_of, known):
    experiment = experiment_of([{**AT_SCREEN, "at": "day 1 10:00"}], arms=NOTHING_HAPPENS)
    measurement = experiment.measurements[0]
    lived = {"only": lived_arm()}
    numbers = np.linspace(3.0, 5.0, 6)
    assert simulated_value(measurement, experiment, lived, known) == pytest.approx(4.0)
    error = error_of_few(measurement, experiment, lived, known)
    assert error == pytest.approx(np.std(numbers, ddof=1) / np.sqrt(6))


def test_people_of_several_draws_are_gathered_in_order():
    first, second = (draw_people(people_of(), seed, 4) for seed in (1, 2))
    whole = gathered([(first, np.array([2])), (second, np.array([0, 3]))])
    masses = [first.sizes.mass_kg[2], second.sizes.mass_kg[0], second.sizes.mass_kg[3]]
    np.testing.assert_array_equal(whole.sizes.mass_kg, masses)
    name = next(iter(first.scores))
    np.testing.assert_array_equal(whole.scores[name][1:], second.scores[name][[0, 3]])


@pytest.mark.parametrize(
    ("screened", "words"),
    [
        ({"below": "4.0 mmHg"}, "mmHg"),
        ({"above": "5.0 mmol/L"}, "nothing lies above"),
        ({"at": "day -9 08:00"}, "before usual life"),
    ],
)
def test_a_screen_that_cannot_be_is_refused(experiment_of, known, screened, words):
    experiment = experiment_of([AT_SCREEN], screened={**SCREEN, **screened})
    with pytest.raises(ExperimentFaults, match=words) as told:
        require_usable([experiment], known)
    assert "screened" in str(told.value)


def test_a_screen_of_an_unknown_quantity_is_not_simulated(score_of):
    score = score_of([AT_SCREEN], screened={**SCREEN, "quantity": "temper"})
    assert score.outcome == "not simulated"
    assert score.lacking == ("the quantity temper",)


def test_a_screen_needs_a_bound(experiment_of):
    with pytest.raises(ValidationError, match="below, above or both"):
        experiment_of([AT_SCREEN], screened={**SCREEN, "below": None})


def test_the_published_schema_tells_of_screens():
    schema = json_schema()
    assert set(schema["$defs"]["Screened"]["properties"]) == {"quantity", "at", "below", "above"}
    assert "screened" in schema["properties"]
