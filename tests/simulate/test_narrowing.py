"""Drawing anew finds the versions that a measured value leaves, and weighs them exactly."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from cramp.engine.interface import Solution
from cramp.exposure.clock import Clock
from cramp.exposure.streams import Streams
from cramp.simulate.calibration import Sought, seek, together
from cramp.simulate.measured import Measured
from cramp.simulate.narrowing import Narrowing, Round
from cramp.simulate.score_proposals import Proposal, fitted_proposal, tempered
from cramp.simulate.weighing import effective_size, error_covariance

CLOCK = Clock.at_midnight(date(2026, 7, 3), "UTC")
TIMES = np.array([0.0, 720.0, 1440.0])
PLACES = ("secretion", "intake", "nothing")
SLOPES = np.array([0.05, 0.03, 0.0])


class Sizes(SimpleNamespace):
    """Sizes of bodies of which nothing depends on size."""

    def __len__(self) -> int:
        return len(self.mass_kg)


def solved(streams: Streams) -> Round:
    """Potassium whose logarithm is linear in two scores; a third has no say, and one fails."""
    scores = np.column_stack([streams.scores(place) for place in PLACES])
    potassium = 4.0 * np.exp(scores @ SLOPES)
    potassium[3] = np.nan
    values = np.repeat(potassium[:, None, None], len(TIMES), axis=1)
    sizes = Sizes(
        mass_kg=np.full(streams.count, 70.0), surface_square_metre=np.full(streams.count, 1.8)
    )
    solution = Solution(TIMES, ("plasma_potassium_concentration",), values, {3: "failed"})
    return Round(streams, VersionsOf(sizes), solution)  # type: ignore[arg-type]


class VersionsOf:
    """Versions of which only the sizes are asked."""

    def __init__(self, sizes: Sizes) -> None:
        self.sizes = sizes

    def __len__(self) -> int:
        return len(self.sizes)


def narrowed(*potassium: float, draws: int = 1000, seed: int = 0) -> Narrowing:
    measured = [
        Measured("potassium", "potassium", "lab", 600.0 * index, value, "", "mmol/L")
        for index, value in enumerate(potassium)
    ]
    narrowing = Narrowing(measured, CLOCK, solved, [solved(Streams(seed, draws))])
    narrowing.run()
    return narrowing


def closed_form(*potassium: float) -> tuple[float, float]:
    """Return mean and standard deviation of ln K after the values."""
    measured = [
        Measured("potassium", "potassium", "lab", 0.0, value, "", "") for value in potassium
    ]
    errors = error_covariance(measured, np.zeros(len(measured)))
    prior = float(SLOPES @ SLOPES)
    precision = np.linalg.solve(errors, np.ones(len(measured)))
    variance = 1 / (1 / prior + precision.sum())
    return variance * float(precision @ np.log(np.array(potassium) / 4)), math.sqrt(variance)


def left(narrowing: Narrowing, seed: int = 0) -> np.ndarray:
    return np.log(narrowing.after(0, narrowing.picked(seed)) / 4)


def test_an_ordinary_value_is_weighed_without_drawing_anew() -> None:
    narrowing = narrowed(3.8)
    assert len(narrowing.rounds) == 1
    assert narrowing.effective > 400
    mean, deviation = closed_form(3.8)
    assert left(narrowing).mean() == pytest.approx(mean, abs=0.01)
    assert left(narrowing).std() == pytest.approx(deviation, rel=0.1)


@pytest.mark.parametrize("values", [(2.95, 3.0, 2.95, 3.0), (5.4, 5.5, 5.45)])
def test_drawing_anew_finds_far_versions_and_weighs_them_as_the_closed_form(
    values: tuple[float, ...],
) -> None:
    means, deviations = [], []
    for seed in range(4):
        narrowing = narrowed(*values, seed=seed)
        assert not narrowing.doubted
        assert 2 <= len(narrowing.rounds) <= 4
        assert narrowing.effective >= 100
        assert narrowing.is_enough
        means.append(left(narrowing, seed).mean())
        deviations.append(left(narrowing, seed).std())
    mean, deviation = closed_form(*values)
    assert np.mean(means) == pytest.approx(mean, abs=0.15 * deviation)
    assert np.mean(deviations) == pytest.approx(deviation, rel=0.1)


def test_few_draws_are_not_drawn_anew_and_are_not_enough() -> None:
    narrowing = narrowed(2.9, 2.95, draws=60)
    assert len(narrowing.rounds) == 1
    assert not narrowing.is_enough


def test_the_same_seed_gives_the_same_draws() -> None:
    one, other = (narrowed(2.9, 2.95) for _ in range(2))
    np.testing.assert_array_equal(one.picked(0), other.picked(0))
    assert not np.array_equal(one.picked(0), narrowed(2.9, 2.95, seed=1).picked(1))


def test_a_version_that_failed_is_never_picked() -> None:
    narrowing = narrowed(3.9)
    assert 3 not in narrowing.picked(0)
    assert np.all(np.isfinite(left(narrowing)))


def test_a_doubted_value_weighs_nothing() -> None:
    narrowing = narrowed(7.2)
    assert list(narrowing.doubted) == [0]
    assert narrowing.effective == pytest.approx(999)
    assert left(narrowing).mean() == pytest.approx(0, abs=0.01)


def linear(draws: int) -> tuple[dict[Any, np.ndarray], np.ndarray]:
    streams = Streams(5, draws)
    one = solved(streams)
    return streams.given, np.log(3.0 / one.solution.values[:, 0, :])


def test_a_proposal_is_the_posterior_of_a_linear_body() -> None:
    scores, residuals = linear(4000)
    errors = np.array([[0.06**2]])
    weights = np.isfinite(residuals[:, 0]) / np.isfinite(residuals[:, 0]).sum()
    proposal = fitted_proposal(scores, residuals, errors, weights)
    assert proposal is not None
    assert [place[0][0] for place in proposal.places] == ["secretion", "intake"]
    slopes = SLOPES[:2]
    gain = slopes / (slopes @ slopes + 0.06**2)
    np.testing.assert_allclose(proposal.mean, gain * math.log(3 / 4), rtol=0.05)
    exact = np.eye(2) - np.outer(gain, slopes)
    # Wider than the posterior by a quarter of what was learnt.
    np.testing.assert_allclose(proposal.covariance, exact + 0.25 * (np.eye(2) - exact), atol=0.02)


def test_nothing_to_move_is_no_proposal() -> None:
    scores = {(("nothing",), 0): np.random.default_rng(0).standard_normal(500)}
    residuals = np.random.default_rng(1).standard_normal((500, 1))
    assert fitted_proposal(scores, residuals, np.eye(1), np.full(500, 1 / 500)) is None


def test_the_density_of_a_proposal_is_known() -> None:
    covariance = np.array([[0.7, 0.1], [0.1, 0.9]])
    places = ((("a",), 0), (("b",), 0))
    proposal = Proposal(places, np.array([0.5, -1.0]), covariance)
    scores = proposal.draw(np.random.default_rng(0), 20_000)
    table = np.column_stack([scores[place] for place in places])
    np.testing.assert_allclose(np.cov(table.T), covariance, atol=0.03)
    expected = multivariate_normal(proposal.mean, covariance).logpdf(table)
    expected -= multivariate_normal(np.zeros(2), np.eye(2)).logpdf(table)
    np.testing.assert_allclose(proposal.log_ratio(scores), expected)


def test_weights_are_flattened_to_the_number_asked_for() -> None:
    log_weights = np.append(-np.linspace(0, 200, 999), -np.inf)
    flat = tempered(log_weights, 250)
    assert effective_size(flat) == pytest.approx(250, rel=0.01)
    assert flat[-1] == 0
    np.testing.assert_allclose(tempered(np.zeros(10), 5), 0.1)


def test_moved_scores_take_the_place_of_the_streams_own() -> None:
    moved = {(("a",), 1): np.array([9.0, 9.0])}
    plain, streams = Streams(0, 2), Streams(0, 2, moved)
    for place in ("a", "b"):
        np.testing.assert_array_equal(plain.scores(place), streams.scores(place))
    np.testing.assert_array_equal(streams.scores("a"), [9.0, 9.0])
    assert set(streams.given) == {(("a",), 0), (("b",), 0), (("a",), 1)}


def sought(scale: float, people: int = 200, draws: int = 200) -> list[Sought]:
    """Seek people of eight potassium values that err `scale` times as much as is believed."""
    blank = [
        Measured("potassium", "potassium", "lab", 0.0, math.nan, "", "mmol/L") for _ in range(8)
    ]
    root = np.linalg.cholesky(error_covariance(blank, np.zeros(len(blank))))
    truths = log_potassium(solved(Streams(99, people)))
    generator = np.random.default_rng(5)
    found = []
    for number, truth in enumerate(truths):
        if np.isfinite(truth[0]):
            errors = scale * root @ generator.standard_normal(len(blank))
            measured = [
                replace(one, value=math.exp(truth[0] + error))
                for one, error in zip(blank, errors, strict=True)
            ]
            narrowing = Narrowing(measured, CLOCK, solved, [solved(Streams(number, draws))])
            found.append(seek(narrowing, log_potassium, truth, number))
    return found


def log_potassium(one: Round) -> np.ndarray:
    return np.log(one.solution.values[:, 0, :])


@pytest.mark.slow
def test_people_are_found_where_they_are_also_after_drawing_anew() -> None:
    found = sought(1.0)
    calibration = together(found)
    assert calibration.chances(10).min() > 0.001
    assert 0.86 < calibration.coverage()[0] < 0.94
    assert calibration.narrowed.mean() < 0.75
    assert 20 < sum(one.drawn_anew > 0 for one in found) < len(found)
    assert all(one.warned == (one.effective < 100) for one in found)


def test_people_measured_worse_than_believed_are_not_found_where_they_are() -> None:
    assert together(sought(2.5, 150)).coverage()[0] < 0.75
