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
