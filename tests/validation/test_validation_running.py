"""Experiments run from end to end: a validator that passes everything is worthless."""

from __future__ import annotations

import pytest

from cramp.simulate.course import body_engine
from cramp.validation.running import validate

DRAWS = 8
ARMS = [
    {"name": "water"},
    {
        "name": "potassium",
        "protocol": [{"swallow": {"at": "+0 min", "potassium_chloride": "60 mmol"}}],
    },
    {
        "name": "caffeine",
        "protocol": [{"infuse": {"at": "+0 min", "over": "1 h", "caffeine": "1 mmol"}}],
    },
]


@pytest.fixture(scope="module")
def engine():
    return body_engine("vector", 1)


@pytest.fixture
def score_of(engine, experiment_of):
    def run(measurements=None, seed=0, **told):
        experiment = experiment_of(measurements, **told)
        return validate([experiment], draws=DRAWS, seed=seed, engine=engine)[0]

    return run


def test_an_experiment_made_from_the_body_itself_scores_zero(score_of, potassium_change):
    own = score_of().points[0].simulated
    score = score_of([{**potassium_change, "value": own}])
    assert score.points[0].z == pytest.approx(0, abs=1e-12)
    assert score.outcome == "reproduced"


@pytest.mark.parametrize("off", [-3, 3])
def test_an_experiment_three_standard_errors_off_is_red(score_of, potassium_change, off):
    own = score_of().points[0].simulated
    exact = {"absolute": 0.0, "reason": "none, so that the standard error stands alone"}
    measured = {**potassium_change, "value": own + off * 0.1, "tolerance": exact}
    score = score_of([measured])
    assert score.points[0].z == pytest.approx(-off)
    assert score.outcome == "not reproduced"
    assert "1 of 1 points off" in score.why


def test_a_wrong_sign_is_red_however_wide_the_error(score_of, potassium_change):
    wide = {**potassium_change, "value": -0.1, "spread": {"se": 5}, "direction": "fall"}
    score = score_of([wide])
    assert abs(score.points[0].z) < 1
    assert score.outcome == "not reproduced"


def test_the_same_seed_gives_the_same_numbers(score_of):
    first, again, other = score_of(), score_of(), score_of(seed=1)
    assert first.points == again.points
    assert first.points != other.points


def test_arms_of_a_crossover_share_their_people(score_of, potassium_change):
    before = {**potassium_change, "measure": "difference", "since": None, "at": "-1 h"}
    before = {**before, "arm": "potassium", "versus": "water"}
    after = {**before, "at": "+2 h"}
    score = score_of([before, after], arms=ARMS[:2], design="crossover")
    assert score.points[0].simulated == pytest.approx(0, abs=1e-9)
    assert score.points[1].simulated > 0.2


def test_what_the_body_cannot_do_is_listed_and_the_rest_is_run(score_of, potassium_change):
    measurements = [
        {**potassium_change, "arm": "potassium"},
        {**potassium_change, "arm": "caffeine"},
        {**potassium_change, "arm": "potassium", "quantity": "mood"},
    ]
    points = score_of(measurements, arms=ARMS, design="crossover").points
    assert points[0].simulated is not None
    assert points[1].lacking == ("the input caffeine_infusion_rate",)
    assert points[2].lacking == ("the quantity mood",)
    assert points[1].z is None
    assert points[2].z is None


def test_needs_told_in_words_keep_an_experiment_from_being_run(score_of):
    score = score_of(needs=["insulin into a vein"])
    assert score.outcome == "not simulated"
    assert score.why == "needs insulin into a vein"


def test_people_who_cannot_live_so_are_told(score_of, potassium_change):
    # A litre of potassium chloride solution of such a strength leaves no solution to solve.
    load = {"infuse": {"at": "+0 min", "over": "1 min", "potassium_chloride": "1e9 mmol"}}
    score = score_of(arms=[{"name": "only", "protocol": [load]}])
    assert score.outcome == "not reproduced"
    assert "people not solved" in score.why


def test_progress_counts_experiments(engine, experiment_of):
    seen = []
    experiments = [experiment_of(id=name, needs=["x"]) for name in ("one", "two")]
    validate(experiments, engine=engine, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]


@pytest.mark.parametrize("wrong", [{"draws": 1}, {"seed": -1}])
def test_impossible_choices_are_refused(engine, experiment_of, wrong):
    with pytest.raises(ValueError, match="must be"):
        validate([experiment_of()], engine=engine, **wrong)
