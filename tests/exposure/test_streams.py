"""Randomness by name: it stays where it is whatever else is drawn."""

from __future__ import annotations

import numpy as np
import pytest

from cramp.exposure.streams import Streams


def test_a_version_keeps_its_numbers_however_many_others_there_are() -> None:
    few, many = Streams(5, 7), Streams(5, 1000)
    assert np.array_equal(few.scores("height"), many.scores("height")[:7])
    assert np.array_equal(few.shares("sex"), many.shares("sex")[:7])


def test_a_place_keeps_its_numbers_whatever_was_drawn_before() -> None:
    alone, later = Streams(5, 10), Streams(5, 10)
    for index in range(20):
        later.scores("portion", str(index))
    assert np.array_equal(alone.scores("height"), later.scores("height"))


def test_the_numbers_of_a_seed_are_the_same_on_every_machine_and_day() -> None:
    """Written down once: courses of a seed are compared between machines."""
    assert Streams(7, 2).scores("height").tolist() == pytest.approx(
        [1.3473967238600184, 0.3760504639571164], rel=1e-12
    )


def test_the_second_of_two_equal_places_has_its_own_numbers() -> None:
    streams = Streams(5, 10)
    assert not np.array_equal(streams.scores("portion", "a"), streams.scores("portion", "a"))


def test_places_that_read_alike_when_joined_differ() -> None:
    streams = Streams(5, 10)
    assert not np.array_equal(streams.scores("a", "b"), streams.scores("a b"))
    assert not np.array_equal(streams.scores("ab", "c"), streams.scores("a", "bc"))


def test_places_and_seeds_are_independent() -> None:
    drawn = np.array(
        [
            Streams(seed, 4000).scores("portion", str(place))
            for seed in (0, 1)
            for place in range(20)
        ]
    )
    between = np.corrcoef(drawn)[~np.eye(len(drawn), dtype=bool)]
    assert np.max(np.abs(between)) < 0.08  # five standard errors
    assert np.mean(drawn, axis=1) == pytest.approx(0, abs=0.08)
    assert np.std(drawn, axis=1) == pytest.approx(1, abs=0.06)
