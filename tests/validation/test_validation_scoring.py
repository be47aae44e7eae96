"""The score of an experiment, by numbers made by hand."""

from __future__ import annotations

import math

import pytest

from cramp.validation.measurements import Measurement
from cramp.validation.scoring import Point, Score, expected_direction


def _point(simulated, measured=1.0, error=0.3, tolerance=0.4, **told):
    return Point("potassium", "mmol/L", measured, error, tolerance, simulated, **told)


def _score(*points, **told):
    return Score("one", "One", "predicted", points, **told)


def test_z_is_the_misfit_over_error_and_tolerance_together():
    assert _point(2.0).z == pytest.approx(2.0)
    assert _point(0.25).z == pytest.approx(-1.5)


def test_z_without_error_and_tolerance_is_zero_or_infinite():
    assert _point(1.0, error=0, tolerance=0).z == 0
    assert _point(0.9, error=0, tolerance=0).z == -math.inf


@pytest.mark.parametrize(("simulated", "held"), [(2.0, True), (2.01, False), (-0.01, False)])
def test_a_point_holds_up_to_two_standard_errors(simulated, held):
    assert _point(simulated).is_reproduced == held


@pytest.mark.parametrize(("off", "outcome"), [(1, "reproduced"), (2, "not reproduced")])
def test_four_of_five_points_are_enough(off, outcome):
    points = [_point(1.0)] * (5 - off) + [_point(9.0)] * off
    assert _score(*points).outcome == outcome


def test_a_wrong_direction_is_enough_to_fail():
    near_but_wrong = _point(-0.05, measured=0.1, direction="rise")
    assert near_but_wrong.is_reproduced
    score = _score(*[_point(1.0)] * 9, near_but_wrong)
    assert score.outcome == "not reproduced"
    assert "wrong direction: potassium" in score.why


def test_no_change_at_all_is_not_the_expected_direction():
    assert not _point(0.0, direction="rise").is_right_way
    assert not _point(1.0, direction="fall", neutral=1.0).is_right_way


def test_points_that_the_body_cannot_answer_count_against_an_experiment():
    lacking = _point(None, lacking=("the quantity magnesium",))
    score = _score(_point(1.0), _point(1.0), lacking)
    assert score.outcome == "not reproduced"
    assert "needs the quantity magnesium" in score.why


def test_an_experiment_without_any_answer_is_listed_as_not_simulated():
    score = _score(_point(None, lacking=("insulin",)))
    assert score.outcome == "not simulated"
    assert score.why == "needs insulin"
    assert score.worst is None


def test_people_who_cannot_be_solved_are_a_failure_of_the_body():
    score = _score(_point(None), failure="9 of 10 people not solved: too many steps")
    assert score.outcome == "not reproduced"
    assert score.why.startswith("9 of 10 people")


def test_the_worst_point_is_the_furthest_either_way():
    assert _score(_point(2.0), _point(-4.0), _point(3.0)).worst == _point(-4.0)


def _measurement(**told):
    plain = {
        "quantity": "plasma_potassium_concentration", "measure": "change", "at": "+1 h",
        "since": "+0 min", "value": -0.5, "unit": "mmol/L", "spread": {"se": 0.1},
    }  # fmt: skip
    return Measurement.model_validate({**plain, **told})


def test_a_direction_follows_from_a_value_beyond_two_sigma_alone():
    assert expected_direction(_measurement(), sigma=0.2) == ("fall", 0.0)
    assert expected_direction(_measurement(), sigma=0.3) == ("none", 0.0)
    assert expected_direction(_measurement(direction="fall"), sigma=0.3) == ("fall", 0.0)
    assert expected_direction(_measurement(direction="none"), sigma=0.1) == ("none", 0.0)


def test_the_direction_of_a_ratio_is_told_from_one():
    half = _measurement(measure="ratio", value=0.5, unit="ratio")
    assert expected_direction(half, sigma=0.1) == ("fall", 1.0)
    risk = {"versus": "other", "threshold": "5 mmol/L", "beyond": "above", "since": None}
    doubled = _measurement(measure="risk_ratio", value=2, unit="ratio", **risk)
    assert expected_direction(doubled, sigma=0.1) == ("rise", 1.0)
    percent = _measurement(measure="ratio", value=150, unit="%")
    assert expected_direction(percent, sigma=10) == ("rise", 100.0)


def test_a_value_that_is_no_effect_has_no_direction():
    absolute = _measurement(measure="absolute", since=None, value=4.0)
    assert expected_direction(absolute, sigma=0.1) == ("none", 0.0)
