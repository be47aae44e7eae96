"""Scales, losses and what a fit says of its values, each by itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import approx_fprime

from cramp.physiology.parameters import parameters
from cramp.validation.fitting.free_values import (
    FreeValue,
    NothingToFit,
    free_values,
    positions_of,
    table_at,
)
from cramp.validation.fitting.identifiability import Identifiability
from cramp.validation.fitting.loss import BEND, Loss
from cramp.validation.fitting.profile import Profile
from cramp.validation.fitting.tables import profile_words

GAIN = parameters()["insulin_pump_gain"]


def test_the_range_alone_makes_the_prior() -> None:
    low, high = GAIN.low, GAIN.high
    one, other = FreeValue(GAIN), FreeValue(replace(GAIN, value=low))
    assert one.value(0) == other.value(0) == pytest.approx((low * high) ** 0.5)
    assert one.width == other.width == pytest.approx(np.log(high / low) / 4)
    assert (one.position(low), one.position(high)) == pytest.approx((-2, 2))
    assert (one.value(-2), one.value(2)) == pytest.approx((low, high))
    assert low <= one.value(-2)
    assert one.value(2) <= high


def test_a_range_with_zero_in_it_is_even_in_the_value() -> None:
    one = FreeValue(replace(GAIN, low=-1.0, high=3.0, value=2.0))
    assert not one.is_logarithmic
    assert one.value(0) == pytest.approx(1)
    assert one.position(2.0) == pytest.approx(1)
    assert one.relative_error(1.0, 0.5) == pytest.approx(0.25)


def test_every_fitted_value_is_free_unless_some_are_named() -> None:
    fitted = [row.id for row in parameters().values() if row.status == "fitted"]
    assert [one.row.id for one in free_values(parameters())] == fitted
    assert [one.row.id for one in free_values(parameters(), fitted[1::-1])] == fitted[:2]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("insulin_pump_gian", "such as insulin_pump_gain"),
        ("molar_volume_of_water", "is recalled; give it the status fitted"),
        ("open", "has no range"),
    ],
)
def test_a_value_that_cannot_be_fitted_is_refused(name: str, told: str) -> None:
    table = {**parameters(), "open": replace(GAIN, id="open", high=float("inf"))}
    with pytest.raises(NothingToFit, match=told):
        free_values(table, [name])


def test_a_table_without_fitted_values_is_refused() -> None:
    with pytest.raises(NothingToFit, match="status fitted"):
        free_values({GAIN.id: replace(GAIN, status="assumed", note="why")})


def test_a_table_moves_in_its_free_values_alone() -> None:
    free = free_values(parameters(), [GAIN.id])
    moved = table_at(parameters(), free, np.array([1.5]))
    assert positions_of(free, moved) == pytest.approx([1.5])
    assert {name for name, row in moved.items() if row != parameters()[name]} == {GAIN.id}


def test_a_robust_loss_is_square_for_small_misfits_and_straight_for_large_ones() -> None:
    loss = Loss("robust", np.ones(2), priors=1)
    assert loss.total(np.array([0.01, 0.0]), np.zeros(1)) == pytest.approx(1e-4, rel=1e-4)
    far, further = (loss.total(np.array([z, 0.0]), np.zeros(1)) for z in (1000.0, 1001.0))
    assert further - far == pytest.approx(2 * BEND, rel=1e-3)
    assert loss.total(np.zeros(2), np.array([3.0])) == pytest.approx(9)


def test_points_of_a_long_experiment_count_by_their_weight() -> None:
    for name in ("robust", "squares"):
        one = Loss(name, np.ones(1), priors=0).total(np.array([3.0]), np.zeros(0))
        half = Loss(name, np.full(1, 0.5), priors=0).total(np.array([3.0]), np.zeros(0))
        assert half == pytest.approx(one / 2)


@pytest.mark.parametrize("name", ["robust", "squares"])
def test_the_derivatives_of_a_loss_are_right(name: str) -> None:
    loss = Loss(name, np.array([1.0, 0.3, 0.3]), priors=1)
    squares = np.array([0.2, 3.0, 40.0, 2.0])
    for order in (0, 1):
        for at in range(4):
            slope = approx_fprime(squares, lambda s, o=order, a=at: loss(s)[o, a], 1e-6)[at]
            assert loss(squares)[order + 1, at] == pytest.approx(slope, abs=1e-5)


@pytest.fixture
def told() -> Identifiability:
    """One value that is well determined, two of which only the sum is, one of which nothing is."""
    slopes = np.array([[5.0, 0, 0, 0], [0, 4.0, 4.0, 0]])
    return Identifiability(("good", "one", "other", "free"), slopes.T @ slopes)


def test_what_measurements_tell_of_each_value(told: Identifiability) -> None:
    assert told.errors[0] == pytest.approx(26**-0.5)
    assert told.errors_without_prior[0] == pytest.approx(0.2)
    assert np.isinf(told.errors_without_prior[1:]).all()
    assert told.errors[3] == pytest.approx(1)
    assert told.shares_of_data[[0, 3]] == pytest.approx([25 / 26, 0])
    assert 0 < told.shares_of_data[1] < 0.5


def test_values_that_only_their_sum_determines_are_named(told: Identifiability) -> None:
    (pair,) = told.pairs()
    assert (pair.first, pair.second) == ("one", "other")
    assert pair.correlation == pytest.approx(-16 / 17)
    assert told.pairs(least=0.99) == ()


def test_directions_come_from_the_best_determined_on(told: Identifiability) -> None:
    first, second, third, fourth = told.directions
    assert first.information == pytest.approx(32)
    assert dict(first.parts) == pytest.approx({"one": 0.5**0.5, "other": 0.5**0.5})
    assert second.information == pytest.approx(25)
    assert third.information == fourth.information == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("rises", "words"),
    [
        ([7.68, 0.0, 7.68], "x: 1.5 to 2.5 with 95 %"),
        ([7.68, 0.0, 1.0], "x: above 1.5 with 95 %"),
        ([1.0, 0.0, 7.68], "x: below 2.5 with 95 %"),
        ([1.0, 0.0, 2.0], "x: anywhere in its range"),
    ],
)
def test_a_profile_gives_an_interval(rises: list[float], words: str) -> None:
    assert words in profile_words(Profile("x", np.array([1.0, 2.0, 3.0]), np.array(rises)))
