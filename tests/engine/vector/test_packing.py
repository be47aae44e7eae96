"""Runs become flat arrays that say the same."""

from __future__ import annotations

import numpy as np
import pytest
from small_models import ALONE, CHAIN, MEALS, random_meals

from cramp.engine.description import describe
from cramp.engine.interface import Run, Schedule
from cramp.engine.vector.columns import told_columns
from cramp.engine.vector.joined_schedules import join_schedules
from cramp.engine.vector.packing import SETTLING_TIME, Packed, pack
from cramp.engine.vector.prepared import Source, observer_of, program_of

NAMES = ("meal", "rest")


def _pack(runs: list[Run], end: float = 45.0, group: int = 1) -> Packed:
    source = Source(CHAIN)
    program = program_of(source, "f64").program
    constants = observer_of(source, "f64", ("food",)).observer.constants
    return pack(program, constants, describe(CHAIN), runs, end, np.dtype(float), group)


def _row(packed: Packed, run: int) -> dict[str, np.ndarray]:
    """Return what is packed of one run."""
    edges = slice(packed.first_edge[run], packed.last_edge[run] + 1)
    of_edges = {name: getattr(packed, name)[edges] for name in ("edges", "values")}
    names = (
        "constants", "initial", "scale", "sensitivity", "first_slope", "settling_time",
        "settling_clock",
    )  # fmt: skip
    return of_edges | {name: getattr(packed, name)[run] for name in names}


def test_what_is_packed_of_a_run_depends_on_no_other_run():
    runs = [*random_meals(20, 30), Run(ALONE, settled_at=3.0)]
    together = _pack(runs)
    for number, run in enumerate(runs):
        alone, among = _row(_pack([run]), 0), _row(together, number)
        for name, value in alone.items():
            np.testing.assert_array_equal(value, among[name], err_msg=name)


def test_edges_beyond_the_end_are_left_out_and_inputs_fill_up_with_their_defaults():
    schedule = Schedule(("meal",), np.array([1.0, 4.0, 9.0]), np.array([[1.0], [2.0], [3.0]]))
    packed = _pack([Run(schedule), Run(schedule)], end=4.0)
    np.testing.assert_array_equal(packed.edges, [1, 4, 1, 4])
    np.testing.assert_array_equal(packed.values, [[1, 0.5], [2, 0.5]] * 2)
    np.testing.assert_array_equal(packed.first_edge, [0, 2])
    np.testing.assert_array_equal(packed.last_edge, [1, 3])
    np.testing.assert_array_equal(packed.initial[:, -1], [1, 1])


def test_inputs_are_placed_by_name():
    turned = Schedule(("rest", "meal"), MEALS.edges, MEALS.values[:, ::-1])
    first, second = (_pack([Run(schedule)]) for schedule in (MEALS, turned))
    np.testing.assert_array_equal(first.values, second.values)
    np.testing.assert_array_equal(first.sensitivity, second.sensitivity)


def test_parameters_and_starts_reach_what_is_computed_from_them():
    places = {name: place for place, name in enumerate(describe(CHAIN).states)}
    runs = [Run(ALONE), Run(ALONE, {"level": 4.0}), Run(ALONE, {"level": 4.0}, {"blood": 3.0})]
    packed = _pack(runs)
    np.testing.assert_array_equal(packed.initial[:, places["blood"]], [3, 8, 3])
    np.testing.assert_array_equal(packed.initial[:, places["food"]], [0, 0, 0])
    np.testing.assert_allclose(packed.scale[:, places["food"]], 1e-3 * np.array([3, 6, 3]))


def test_only_runs_that_start_settled_are_held():
    packed = _pack([Run(ALONE), Run(ALONE, settled_at=7.5)])
    np.testing.assert_array_equal(packed.settling_time, [0, SETTLING_TIME])
    np.testing.assert_array_equal(packed.settling_clock, [0, 7.5])


def test_what_an_input_moves_is_weighed_by_the_size_of_the_state_it_feeds():
    edges = np.array([0.0, 1.0, 2.0])
    small, large = (
        _pack([Run(Schedule(("meal",), edges, np.array([[0.0], [meal], [0.0]])))], end=5.0)
        for meal in (0.1, 0.2)
    )
    meal = NAMES.index("meal")
    # The stomach starts empty: its size is what a meal brings, so twice the meal weighs half.
    assert small.sensitivity[0, meal] == pytest.approx(4 * large.sensitivity[0, meal])
    assert small.first_slope[0] > 0


def test_values_that_are_no_numbers_pack_without_a_warning():
    packed = _pack([Run(ALONE, {"slow": np.nan, "fast": np.inf}), Run(ALONE, {"bend": 1e308})])
    assert np.all(np.isfinite(packed.sensitivity))
    assert np.all(np.isfinite(packed.first_slope))


def test_groups_get_the_edges_of_all():
    first = Schedule(("meal",), np.array([0.0, 2.0]), np.array([[1.0], [2.0]]))
    second = Schedule(("meal",), np.array([0.0, 3.0]), np.array([[0.0], [5.0]]))
    packed = _pack([Run(first), Run(second)], group=2)
    np.testing.assert_array_equal(packed.edges, [0, 2, 3] * 2)
    np.testing.assert_array_equal(packed.values[:, 0], [1, 2, 2, 0, 0, 5])


def test_the_most_that_inputs_bring_is_found_piece_by_piece():
    schedule = Schedule(NAMES, np.array([0.0, 2.0, 3.0]), np.array([[1, 0], [-5, 1], [0.5, 1]]))
    short = Schedule(NAMES, np.array([1.0]), np.array([[2.0, 3.0]]))
    joined = join_schedules(
        [Run(schedule), Run(short)], NAMES, np.zeros((2, 2)), 13.0, 1, np.dtype(float)
    )
    np.testing.assert_array_equal(joined.delivered(), [[5, 24], [10, 36]])


def test_told_columns_hold_each_runs_values_in_any_order():
    told, values = told_columns(("a", "b", "c"), [{"c": 3.0, "a": 1.0}, {}, {"a": 5.0, "c": 7.0}])
    np.testing.assert_array_equal(told, [[1, 0, 1], [0, 0, 0], [1, 0, 1]])
    np.testing.assert_array_equal(values, [[1, 0, 5], [0, 0, 0], [3, 0, 7]])
    with pytest.raises(KeyError, match="d"):
        told_columns(("a",), [{"d": 1.0}])
