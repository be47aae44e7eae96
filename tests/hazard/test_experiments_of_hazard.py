"""Experiments are scored, and what fails is listed with the believed reason."""

from __future__ import annotations

import pytest

from cramp.hazard.coupling import couplings
from cramp.hazard.drinking import fit_sodium_slope, threshold_after
from cramp.hazard.experiments import (
    Scored,
    experiments,
    measured,
    score_experiments,
)
from cramp.hazard.populations import (
    fall_after_enrolment,
    share_cramping_in_race,
    simulated_in_populations,
)


@pytest.mark.slow
def test_exactly_what_is_missed_has_a_reason() -> None:
    scored = score_experiments()
    assert len(scored) == len(experiments())
    missed = {one.experiment.id for one in scored if not one.reproduced}
    assert missed == {one.id for one in experiments() if one.missed}
    fitted = [one for one in scored if one.experiment.role == "fitted"]
    assert all(one.reproduced for one in fitted)


@pytest.mark.slow
def test_the_slope_of_sodium_is_derived_again() -> None:
    (row,) = (row for row in couplings() if row.id == "plain_water_sodium")
    assert row.size.value == pytest.approx(fit_sodium_slope(), rel=0.02)


@pytest.mark.slow
def test_water_after_sweating_lowers_the_threshold_and_later_more() -> None:
    half, hour = (threshold_after("tap water", "after", 60 + minute) for minute in (30.0, 60.0))
    assert hour < half < -1


def test_calibrated_shares_are_met_and_predictions_are_not_made_to_fit() -> None:
    simulated = simulated_in_populations()
    for name in ("mild_in_a_month", "moderate_in_a_month", "old_over_three"):
        assert simulated[name] == pytest.approx(measured(name), abs=0.002)
    assert simulated["season"] == 0
    assert simulated["magnesium"] == 1


def test_regression_to_the_mean_makes_part_of_the_placebo_fall() -> None:
    assert 0.65 < fall_after_enrolment() < 0.95


def test_a_longer_or_harder_race_has_more_who_cramp() -> None:
    assert share_cramping_in_race(4, 0.6) < share_cramping_in_race(8, 0.6)
    assert share_cramping_in_race(4, 0.6) < share_cramping_in_race(4, 0.8)


def test_z_counts_the_standard_error_and_the_tolerance() -> None:
    (one,) = (one for one in experiments() if one.id == "at_night")
    error = (one.high - one.low) / (2 * 1.959964)
    z = Scored(one, one.measured + 0.1).z
    assert z == pytest.approx(0.1 / (error**2 + one.tolerance**2) ** 0.5)
    assert Scored(one, one.measured + 3 * one.uncertainty).reproduced is False
    assert Scored(one, one.measured - 1.9 * one.uncertainty).reproduced is True


def test_an_unknown_experiment_is_refused() -> None:
    with pytest.raises(KeyError):
        measured("tea")
