"""Counts are negative binomial, and a person's own count does what the closed form says."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import gamma, poisson

from cramp.exposure.streams import Streams
from cramp.hazard.frailty import (
    credibility,
    frailty_after_count,
    frailty_between_people,
    log_evidence,
    probability_of_at_least,
)

SHAPE = 0.242


@pytest.mark.parametrize(("count", "expected"), [(0, 0.3), (2, 0.3), (9, 0.3), (5, 40.0)])
def test_the_posterior_is_the_prior_times_the_likelihood(count: int, expected: float) -> None:
    """Integrated by hand: mean and chance of the count, without the conjugate formula."""

    def weight(log_frailty: float) -> float:
        frailty = math.exp(log_frailty)
        prior = gamma.pdf(frailty, SHAPE, scale=1 / SHAPE) * frailty
        return prior * poisson.pmf(count, frailty * expected)

    evidence = quad(weight, -60, 8, limit=400)[0]
    mean = quad(lambda x: math.exp(x) * weight(x), -60, 8, limit=400)[0] / evidence
    found = frailty_after_count(SHAPE, count, np.array([expected]))
    assert found.mean[0] == pytest.approx(mean, rel=1e-5)
    assert math.exp(log_evidence(count, np.array([expected]), SHAPE)[0]) == pytest.approx(
        evidence, rel=1e-5
    )


def test_a_drawn_frailty_has_the_closed_form_of_its_distribution() -> None:
    streams, every = Streams(3, 20_000), np.arange(20_000)
    found = frailty_after_count(SHAPE, 3, np.full(20_000, 0.5))
    drawn = found.draw(streams, every)
    closed = gamma(SHAPE + 3, scale=1 / (SHAPE + 0.5))
    assert drawn.mean() == pytest.approx(closed.mean(), rel=0.02)
    assert np.quantile(drawn, 0.9) == pytest.approx(closed.ppf(0.9), rel=0.02)
    assert np.log(drawn).var() == pytest.approx(found.log_variance, rel=0.05)


def test_a_version_keeps_its_frailty_however_many_others_are_drawn() -> None:
    few = frailty_between_people(SHAPE, 5).draw(Streams(1, 5), np.arange(5))
    many = frailty_between_people(SHAPE, 5).draw(Streams(1, 500), np.arange(5))
    np.testing.assert_array_equal(few, many)


def test_zero_counted_lowers_the_mean_and_nothing_counted_leaves_it() -> None:
    expected = np.array([0.5])
    assert frailty_between_people(SHAPE, 1).mean[0] == 1
    nothing = frailty_after_count(SHAPE, 0, expected).mean[0]
    assert nothing == pytest.approx(SHAPE / (SHAPE + 0.5))
    more = [frailty_after_count(SHAPE, count, expected).mean[0] for count in range(6)]
    assert np.all(np.diff(more) > 0)


def test_the_mean_weighs_the_count_against_the_population() -> None:
    expected, count = np.array([0.5, 8.0]), 3
    weight = credibility(SHAPE, expected)
    weighed = (1 - weight) + weight * count / expected
    np.testing.assert_allclose(frailty_after_count(SHAPE, count, expected).mean, weighed)


def test_counts_of_people_are_poisson_counts_of_gamma_frailties() -> None:
    def share(frailty: float) -> float:
        prior = gamma.pdf(frailty, SHAPE, scale=1 / SHAPE)
        return prior * poisson.sf(4, 1.2 * frailty)

    by_hand = quad(share, 0, 60, limit=400)[0]
    assert float(probability_of_at_least(5, 1.2, SHAPE)) == pytest.approx(by_hand, rel=1e-4)


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="zero or above"):
        frailty_after_count(SHAPE, -1, np.array([1.0]))
