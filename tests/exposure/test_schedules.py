"""Many versions change their inputs at the same times, and each has its own amounts."""

from __future__ import annotations

import numpy as np
import pytest

from cramp.exposure.schedules import Schedules


def schedules() -> Schedules:
    values = np.array([[[1.0, 0.0], [2.0, 5.0]], [[0.0, 0.0], [4.0, 1.0]]])
    return Schedules(("salt", "water"), np.array([-10.0, 30.0]), values)


def test_every_version_views_its_own_values_and_the_one_array_of_edges() -> None:
    shared = schedules()
    for index, schedule in enumerate(shared):
        assert schedule.edges is shared.edges
        assert schedule.inputs == ("salt", "water")
        assert np.shares_memory(schedule.values, shared.values)
        assert np.array_equal(schedule.values, shared.values[index])
    assert len(shared) == 2


@pytest.mark.parametrize("until", [-10, 0, 30, 100])
@pytest.mark.parametrize("name", ["salt", "water"])
def test_integrals_are_those_of_each_schedule(name: str, until: float) -> None:
    shared = schedules()
    each = [schedule.integral(name, until) for schedule in shared]
    assert shared.integrals(name, until).tolist() == each


def test_an_input_that_nothing_was_given_to_adds_up_to_nothing() -> None:
    assert schedules().integrals("sweat_rate", 100).tolist() == [0, 0]


def test_a_value_that_is_not_finite_is_refused() -> None:
    shared = schedules()
    shared.values[1, 0, 0] = np.nan
    with pytest.raises(ValueError, match="finite"):
        list(shared)


@pytest.fixture
def two_inputs():
    values = np.array([[[1.0, 0.0], [2.0, 0.5], [0.0, 0.0]], [[1.0, 0.0], [4.0, 0.0], [0.0, 0.0]]])
    return Schedules(("water", "sweat"), np.array([0.0, 10.0, 30.0]), values)


def test_an_input_left_out_is_given_nothing(two_inputs) -> None:
    left = two_inputs.without(("sweat",))
    assert left.inputs == ("water",)
    assert left.integrals("sweat", 100.0).tolist() == [0, 0]
    assert left.integrals("water", 100.0).tolist() == two_inputs.integrals("water", 100.0).tolist()


def test_an_integral_counts_from_when_it_is_asked(two_inputs) -> None:
    assert two_inputs.integrals("water", 20.0, 5.0).tolist() == [5 + 20, 5 + 40]


def test_given_where_any_version_is_given_any(two_inputs) -> None:
    assert two_inputs.given_at(("sweat", "nothing")) == [(10.0, 30.0)]
    assert two_inputs.given_at(("water",)) == [(0.0, 10.0), (10.0, 30.0)]


def test_scaling_cuts_where_it_begins_and_ends(two_inputs) -> None:
    scaled = two_inputs.scaled("water", np.array([0.5, 0.0]), 5.0, 20.0)
    assert scaled.edges.tolist() == [0, 5, 10, 20, 30]
    assert scaled.integrals("water", 100.0).tolist() == [5 + 2.5 + 10 + 20, 5 + 40]
    assert scaled.integrals("sweat", 100.0).tolist() == two_inputs.integrals("sweat", 100).tolist()
    assert two_inputs.edges.tolist() == [0, 10, 30]


def test_scaling_what_was_not_given_changes_nothing(two_inputs) -> None:
    assert two_inputs.scaled("salt", np.array([0.0, 0.0])) is two_inputs


def test_versions_are_chosen_in_their_order(two_inputs) -> None:
    chosen = two_inputs.of(np.array([1, 0, 1]))
    assert chosen.integrals("water", 100.0).tolist() == [90, 50, 90]
