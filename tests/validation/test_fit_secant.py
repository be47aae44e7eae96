"""Slopes that are carried on fit what a step did, and leave alone what does not move."""

from __future__ import annotations

import numpy as np
import pytest

from cramp.validation.fitting.secant import Carried

POSITIONS = np.array([0.2, -0.5, 1.0])
STEP = np.array([0.1, 0.3, -0.2])


def misfits(positions: np.ndarray) -> np.ndarray:
    first, second, third = positions
    return np.array([first * second, second**2 + third, np.sin(first)])


def slopes(positions: np.ndarray) -> np.ndarray:
    first, second, _ = positions
    return np.array([[second, first, 0.0], [0.0, 2 * second, 1.0], [np.cos(first), 0.0, 0.0]])


def test_carried_slopes_give_what_the_step_did() -> None:
    begin = Carried(POSITIONS, misfits(POSITIONS), slopes(POSITIONS))
    end = begin.to(POSITIONS + STEP, misfits(POSITIONS + STEP))
    np.testing.assert_allclose(end.slopes @ STEP, end.misfits - begin.misfits, rtol=1e-12)
    assert np.linalg.norm(begin.slopes @ STEP - (end.misfits - begin.misfits)) > 0.05


def test_what_a_value_does_not_move_stays_unmoved() -> None:
    begin = Carried(POSITIONS, misfits(POSITIONS), slopes(POSITIONS))
    end = begin.to(POSITIONS + STEP, misfits(POSITIONS + STEP))
    np.testing.assert_array_equal(end.slopes == 0, slopes(POSITIONS) == 0)


def test_carried_slopes_are_nearer_the_true_ones_along_the_step() -> None:
    begin = Carried(POSITIONS, misfits(POSITIONS), slopes(POSITIONS))
    there = POSITIONS + STEP
    true = slopes(there) @ STEP
    end = begin.to(there, misfits(there))
    assert np.linalg.norm(end.slopes @ STEP - true) < np.linalg.norm(begin.slopes @ STEP - true)


@pytest.mark.parametrize("step", [np.zeros(3), np.full(3, 1e-9)])
def test_a_step_too_short_to_tell_changes_nothing(step: np.ndarray) -> None:
    begin = Carried(POSITIONS, misfits(POSITIONS), slopes(POSITIONS))
    end = begin.to(POSITIONS + step, misfits(POSITIONS) + 1e-12)
    np.testing.assert_array_equal(end.slopes, begin.slopes)


def test_points_that_could_not_be_solved_keep_their_slopes() -> None:
    begin = Carried(POSITIONS, misfits(POSITIONS), slopes(POSITIONS))
    there = misfits(POSITIONS + STEP)
    there[1] = np.nan
    end = begin.to(POSITIONS + STEP, there)
    np.testing.assert_array_equal(end.slopes[1], begin.slopes[1])
    assert not np.array_equal(end.slopes[0], begin.slopes[0])
