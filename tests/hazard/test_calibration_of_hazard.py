"""Fitted values of the table are those that their functions find, and meet their targets."""

from __future__ import annotations

import numpy as np
import pytest

from cramp.hazard.calibration import (
    ADULTS,
    PATIENTS_OVER_60,
    fit_clock_concentration,
    fit_rest_rate,
    fitted_values,
    log_age_factor,
    share_with_at_least,
)
from cramp.hazard.clock import clock_density, share_between
from cramp.hazard.threshold import slope_between_people, survival
from cramp.hazard.values import NIGHTS_OF_A_MONTH, hazard_values


def test_every_fitted_value_is_derived_again() -> None:
    derived = fitted_values()
    fitted = {row.id for row in hazard_values().values() if row.status == "fitted"}
    assert set(derived) == fitted
    for name, value in derived.items():
        assert hazard_values()[name].value == pytest.approx(value, rel=5e-3), name


def test_a_found_rate_gives_the_shares_it_was_asked_for() -> None:
    rate = fit_rest_rate(0.20, 0.08, 0.17)
    month = NIGHTS_OF_A_MONTH
    at_least = [share_with_at_least(count, month, ADULTS, rate) for count in (1, 5)]
    assert at_least[0] - at_least[1] == pytest.approx(0.20, abs=1e-4)
    assert at_least[1] == pytest.approx(0.08, abs=1e-4)
    assert share_with_at_least(4, month, PATIENTS_OVER_60, rate) == pytest.approx(0.17, abs=1e-4)


def test_shares_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="no rate gives these shares"):
        fit_rest_rate(0.01, 0.9, 0.15)


def test_populations_are_whole() -> None:
    for ages in (ADULTS, PATIENTS_OVER_60):
        assert ages.shares.sum() == pytest.approx(1)


def test_cramps_grow_with_age_up_to_the_plateau() -> None:
    factors = log_age_factor(np.array([30.0, 50.0, 65.0, 80.0]), 0.35)
    assert factors[0] < factors[1] == 0 < factors[2] == factors[3]


def test_the_clock_is_whole_and_peaks_at_half_past_three() -> None:
    assert share_between(0, 24) == pytest.approx(1, abs=1e-6)
    hours = np.arange(0, 24, 0.5)
    assert hours[clock_density(hours).argmax()] == 3.5
    assert share_between(1, 6, fit_clock_concentration(0.7)) == pytest.approx(0.7, abs=1e-6)


def test_the_slope_is_what_shifts_the_thresholds_of_those_who_cramp() -> None:
    """By simulation: thresholds of people weighted by their hazard have the lower mean."""
    slope = slope_between_people(14.9, 25.5, 5.62)
    generator = np.random.default_rng(0)
    thresholds = generator.normal(25.5, 5.62, 2_000_000)
    weights = np.exp(-slope * (thresholds - 25.5))
    mean = np.average(thresholds, weights=weights)
    spread = np.sqrt(np.average((thresholds - mean) ** 2, weights=weights))
    assert mean == pytest.approx(14.9, abs=0.15)
    assert spread == pytest.approx(5.62, abs=0.25)


def test_fewer_triggers_pass_a_higher_threshold() -> None:
    shares = survival(np.array([0.0, 10.0, 20.0]), 0.336)
    assert shares[0] == 1
    assert np.all(np.diff(shares) < 0)
    assert shares[1] / shares[0] == pytest.approx(shares[2] / shares[1])
