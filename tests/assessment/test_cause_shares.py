"""Shares of a product of factors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cramp.assessment.cause_shares import by_route, shares

LOGARITHMS = arrays(float, (3, 4), elements=st.floats(-5, 5))


@given(LOGARITHMS)
def test_shares_are_probabilities_that_sum_to_one(logarithms) -> None:
    each, unexplained = shares(logarithms)
    assert (each >= 0).all()
    assert (unexplained > 0).all()
    assert each.sum(axis=1) + unexplained == pytest.approx(1)


def test_a_factor_that_doubles_the_rate_brings_half_the_cramps() -> None:
    each, unexplained = shares(np.log([[2.0, 1.0]]))
    assert each[0] == pytest.approx([0.5, 0])
    assert unexplained[0] == pytest.approx(0.5)


def test_what_two_bring_together_is_divided_by_their_size() -> None:
    each, unexplained = shares(np.log([[2.0, 4.0]]))
    assert each[0] == pytest.approx([7 / 8 / 3, 2 * 7 / 8 / 3])
    assert unexplained[0] == pytest.approx(1 / 8)


def test_what_keeps_cramps_off_explains_none_and_hides_none() -> None:
    alone, _ = shares(np.log([[2.0, 1.0]]))
    beside, _ = shares(np.log([[2.0, 0.5]]))
    assert beside == pytest.approx(alone)


def test_nothing_brings_nothing() -> None:
    each, unexplained = shares(np.zeros((2, 3)))
    assert not each.any()
    assert (unexplained == 1).all()


@given(arrays(float, (2, 3, 4), elements=st.floats(-3, 3)))
def test_ways_divide_a_share_without_loss(logarithms) -> None:
    each, _ = shares(logarithms.sum(axis=2))
    ways = by_route(each, logarithms)
    assert (ways >= 0).all()
    assert ways.sum(axis=2) == pytest.approx(each)
