"""Amounts spread over time keep their totals, however they overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cramp.exposure.pieces import Pieces

if TYPE_CHECKING:
    from random import Random

stretches = st.lists(
    st.tuples(
        st.floats(0, 900), st.floats(0.5, 100), st.floats(0, 50), st.sampled_from(["salt", "water"])
    ),
    max_size=12,
)


@settings(deadline=None)  # the first call imports
@given(stretches)
def test_totals_are_kept(pieces: list[tuple[float, float, float, str]]) -> None:
    collected = Pieces()
    for start, minutes, amount, name in pieces:
        collected.add(name, start, minutes, amount)
    schedules = collected.schedules(0.0, 1000.0)
    for name in schedules.inputs:
        given_in = sum(amount for _, _, amount, of in pieces if of == name)
        assert schedules.integrals(name, 1000.0) == pytest.approx(given_in, rel=1e-9, abs=1e-9)


@settings(deadline=None)
@given(stretches, st.integers(1, 4), st.randoms(use_true_random=False))
def test_totals_of_every_version_are_kept(
    pieces: list[tuple[float, float, float, str]], versions: int, random: Random
) -> None:
    collected = Pieces(versions)
    given_in = {name: np.zeros(versions) for name in ("salt", "water")}
    for start, minutes, amount, name in pieces:
        shared = random.random() < 0.5
        amounts = (
            amount if shared else amount * np.array([random.random() for _ in range(versions)])
        )
        collected.add(name, start, minutes, amounts)
        given_in[name] += amounts
    schedules = collected.schedules(0.0, 1000.0)
    for name, amounts in given_in.items():
        assert schedules.integrals(name, 1000.0) == pytest.approx(amounts, rel=1e-9, abs=1e-9)


def test_overlapping_stretches_add_up() -> None:
    collected = Pieces()
    collected.add("water", 0, 60, 60)
    collected.add("water", 30, 60, 120)
    (schedule,) = collected.schedules(0, 120)
    assert schedule.edges.tolist() == [0, 30, 60, 90]
    assert schedule.values[:, 0].tolist() == [1, 3, 2, 0]


def test_what_lies_outside_is_cut_off() -> None:
    collected = Pieces()
    collected.add("water", -30, 60, 60)
    schedules = collected.schedules(0, 100)
    assert schedules.integrals("water", 100) == pytest.approx(30)


def test_an_unchanged_input_makes_no_edge() -> None:
    collected = Pieces()
    collected.level("drinking_possible", 0, 50, 1.0)
    collected.level("drinking_possible", 50, 100, 1.0)
    assert len(collected.schedules(0, 100).edges) == 1


def test_where_levels_overlap_the_highest_holds() -> None:
    collected = Pieces()
    collected.level("effort", 0, 60, 0.8)
    collected.level("effort", 30, 90, 0.6)
    (schedule,) = collected.schedules(0, 120)
    assert schedule.edges.tolist() == [0, 60, 90]
    assert schedule.values[:, 0].tolist() == [0.8, 0.6, 0]


@pytest.mark.parametrize(("minutes", "value"), [(0, 1), (-5, 1), (10, -1)])
def test_impossible_levels_are_refused(minutes: float, value: float) -> None:
    with pytest.raises(ValueError, match="cannot be held"):
        Pieces().level("effort", 0, minutes, value)


@pytest.mark.parametrize(("minutes", "amount"), [(0, 1), (-5, 1), (10, -1)])
def test_impossible_stretches_are_refused(minutes: float, amount: float) -> None:
    with pytest.raises(ValueError, match="cannot be given"):
        Pieces().add("water", 0, minutes, amount)


def test_nothing_given_is_an_empty_schedule() -> None:
    (schedule,) = Pieces().schedules(-10, 10)
    assert schedule.inputs == ()
    assert np.array_equal(schedule.edges, [-10.0])


def test_where_inputs_change_does_not_depend_on_what_was_drawn() -> None:
    drawn = [np.array([0.0, 0.0]), np.array([0.0, 5.0]), np.array([3.0, 3.0])]
    edges = []
    for amounts in drawn:
        collected = Pieces(2)
        collected.add("water", 0, 60, 60)
        collected.add("water", 30, 60, amounts)
        collected.level("effort", 40, 70, amounts)
        edges.append(collected.schedules(0, 120).edges.tolist())
    assert edges == [[0, 30, 40, 60, 70, 90]] * 3


def test_levels_of_some_versions_meet_those_of_all() -> None:
    collected = Pieces(2)
    collected.level("effort", 0, 60, 0.5)
    collected.level("effort", 30, 90, np.array([0.3, 0.8]))
    schedules = collected.schedules(0, 120)
    assert schedules.edges.tolist() == [0, 30, 60, 90]
    assert schedules.values[:, :, 0].tolist() == [[0.5, 0.5, 0.3, 0], [0.5, 0.8, 0.8, 0]]


def test_one_negative_amount_among_the_versions_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        Pieces(2).add("water", 0, 10, np.array([3.0, -1.0]))
