"""Neither time step nor number of units decides what comes out."""

from __future__ import annotations

import numpy as np
import pytest

from cramp.nerve_muscle.episode import Choice, run_protocol
from cramp.nerve_muscle.preparation import MOTOR_UNITS, STEP_SECONDS
from cramp.nerve_muscle.protocol_reading import packaged_protocol
from cramp.validation.nerve_muscle import running

SEEDS = range(4)


def _found(units, step):
    protocol = packaged_protocol("short_trains")
    episodes = [run_protocol(protocol, Choice(None, "combined", s, units, step)) for s in SEEDS]
    thresholds = np.array([one.thresholds["threshold"] for one in episodes])
    return thresholds, np.array([one.cramps[0].duration for one in episodes])


@pytest.fixture(scope="module")
def usual():
    return _found(MOTOR_UNITS, STEP_SECONDS)


def _moved(usual, units, step):
    (thresholds, durations), (others, lasted) = usual, _found(units, step)
    a_step = packaged_protocol("short_trains").steps[0].threshold.step_hz
    assert abs(others.mean() - thresholds.mean()) < a_step
    scatter = max(durations.std(ddof=1), lasted.std(ddof=1))
    return abs(lasted.mean() - durations.mean()), scatter, durations.mean()


@pytest.mark.slow
def test_half_the_time_step_changes_little(usual):
    moved, scatter, _ = _moved(usual, MOTOR_UNITS, STEP_SECONDS / 2)
    assert moved < 2 * scatter


@pytest.mark.slow
@pytest.mark.parametrize(
    ("units", "step"),
    [
        (2 * MOTOR_UNITS, STEP_SECONDS),
        (MOTOR_UNITS, running.COARSE_STEP_SECONDS),
    ],
)
def test_the_number_of_units_changes_little(usual, units, step):
    # The last few units decide when a cramp ends, so their number moves it by more than noise
    # does: a twentieth, where people differ by a third.
    moved, _, duration = _moved(usual, units, step)
    assert moved < 0.1 * duration
