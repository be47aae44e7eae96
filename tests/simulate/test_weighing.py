"""Weights follow from the errors of what was measured, as closed forms say."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import multivariate_normal

from cramp.knowledge.measurement_errors import error_parts
from cramp.simulate.measured import Measured
from cramp.simulate.weighing import (
    effective_size,
    error_covariance,
    log_likelihood,
    normalised,
    resampled,
    weighted_quantiles,
)


def blood(quantity: str, at: float = 0.0) -> Measured:
    return Measured(quantity, quantity, "lab", at, 1.0, "", "mmol/L")


def urine(
    quantity: str, at: float = 0.0, *, minutes: float = 1440, amount: bool = True
) -> Measured:
    return Measured(
        quantity, quantity, "urine", at, 1.0, "", "mmol", minutes=minutes, is_amount=amount
    )


def covariance(*measured: Measured) -> np.ndarray:
    return error_covariance(measured, np.zeros(len(measured)))


def own(quantity: str) -> float:
    parts = error_parts(quantity)
    return sum(parts[part] ** 2 for part in ("assay", "person", "moment"))


def test_values_of_one_quantity_share_the_offset_and_nothing_else() -> None:
    found = covariance(blood("potassium"), blood("potassium", 900.0), blood("sodium"))
    offset = error_parts("potassium")["offset"] ** 2
    sodium = own("sodium") + error_parts("sodium")["offset"] ** 2
    whole = own("potassium") + offset
    expected = [[whole, offset, 0], [offset, whole, 0], [0, 0, sodium]]
    np.testing.assert_allclose(found, expected)


def test_values_of_one_collection_share_what_it_missed() -> None:
    same = covariance(urine("urine_sodium"), urine("urine_potassium"))
    other = covariance(urine("urine_sodium"), urine("urine_potassium", 3000.0))
    missed = (
        error_parts("urine_sodium")["collection"] * error_parts("urine_potassium")["collection"]
    )
    assert same[0, 1] == pytest.approx(missed)
    assert other[0, 1] == 0


def test_a_sample_is_as_dilute_as_it_is_for_all_its_values() -> None:
    spot = covariance(
        urine("urine_sodium", minutes=240, amount=False),
        urine("urine_potassium", minutes=240, amount=False),
    )
    dilution = error_parts("urine_sodium")["dilution"] * error_parts("urine_potassium")["dilution"]
    assert spot[0, 1] == pytest.approx(dilution)


def test_an_hour_that_was_not_told_adds_its_variance() -> None:
    found = error_covariance([blood("potassium")], np.array([0.01]))
    assert found[0, 0] == pytest.approx(covariance(blood("potassium"))[0, 0] + 0.01)


def test_the_likelihood_is_that_of_a_normal_distribution() -> None:
    errors = covariance(blood("potassium"), blood("potassium", 9.0), blood("sodium"))
    residuals = np.random.default_rng(0).normal(0, 0.1, (50, 3))
    expected = multivariate_normal(np.zeros(3), errors).logpdf(residuals)
    found = log_likelihood(residuals, errors)
    np.testing.assert_allclose(found - found[0], expected - expected[0])


def test_weights_give_the_conjugate_posterior() -> None:
    """Prior ln K ~ N(ln 4, 0.06^2) and three blood tests with a shared offset."""
    prior_mean, prior_sd = math.log(4.0), 0.06
    simulated = np.random.default_rng(1).normal(prior_mean, prior_sd, 400_000)
    measured = np.log([3.6, 3.5, 3.7])
    errors = covariance(*(blood("potassium", 1440.0 * day) for day in range(3)))
    weights = normalised(log_likelihood(measured - simulated[:, None], errors))
    precision = np.linalg.solve(errors, np.ones(3))
    variance = 1 / (1 / prior_sd**2 + precision.sum())
    mean = variance * (prior_mean / prior_sd**2 + precision @ measured)
    assert weights @ simulated == pytest.approx(mean, abs=4 * math.sqrt(variance / 1e5))
    found = weights @ (simulated - weights @ simulated) ** 2
    assert found == pytest.approx(variance, rel=0.02)
    quantiles = weighted_quantiles(simulated, weights, (0.05, 0.5, 0.95))
    expected = mean + math.sqrt(variance) * np.array([-1.645, 0, 1.645])
    np.testing.assert_allclose(quantiles, expected, atol=0.001)


def test_a_hundred_repeats_leave_the_shared_offset() -> None:
    errors = covariance(*(blood("potassium", 1440.0 * day) for day in range(100)))
    left = 1 / np.linalg.solve(errors, np.ones(100)).sum()
    offset = error_parts("potassium")["offset"]
    assert math.sqrt(left) == pytest.approx(math.sqrt(offset**2 + own("potassium") / 100))
    assert math.sqrt(left) > offset


def test_a_lower_value_weighs_lower_versions_more() -> None:
    simulated = np.log(np.linspace(3.2, 4.8, 200))[:, None]
    errors = covariance(blood("potassium"))
    means = [
        float(
            normalised(log_likelihood(np.log(value) - simulated, errors)) @ np.exp(simulated[:, 0])
        )
        for value in (3.0, 3.4, 3.8, 4.2, 4.6)
    ]
    assert means == sorted(means)
    assert means[-1] - means[0] > 0.5


def test_a_version_that_failed_weighs_nothing() -> None:
    residuals = np.array([[0.0], [np.nan], [0.01]])
    weights = normalised(log_likelihood(residuals, covariance(blood("potassium"))))
    assert weights[1] == 0
    assert weights.sum() == pytest.approx(1)


def test_without_any_version_there_is_nothing_to_weigh() -> None:
    with pytest.raises(ValueError, match="every one of them failed"):
        normalised(np.full(3, -np.inf))


def test_effective_sizes() -> None:
    assert effective_size(np.full(40, 1 / 40)) == pytest.approx(40)
    assert effective_size(np.array([0.5, 0.5, 0, 0])) == pytest.approx(2)


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=30).filter(lambda given: sum(given) > 0.01),
    st.integers(1, 60),
    st.floats(0, 0.999),
)
def test_a_draw_is_taken_as_often_as_it_weighs_up_or_down(
    given_weights: list[float], count: int, share: float
) -> None:
    weights = np.array(given_weights) / sum(given_weights)
    taken = np.bincount(resampled(weights, count, share), minlength=len(weights))
    assert taken.sum() == count
    assert np.all(np.abs(taken - count * weights) < 1 + 1e-6)


def test_equal_weights_take_every_draw_once() -> None:
    np.testing.assert_array_equal(resampled(np.full(7, 1 / 7), 7, 0.3), np.arange(7))
