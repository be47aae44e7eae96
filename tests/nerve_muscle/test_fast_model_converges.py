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


@pytest.mark.slow
@pytest.mark.parametrize(
    ("units", "step"),
    [
        (MOTOR_UNITS, STEP_SECONDS / 2),
        (2 * MOTOR_UNITS, STEP_SECONDS),
        (running.FEW_UNITS, running.COARSE_STEP_SECONDS),
    ],
)
def test_time_steps_and_number_of_units_change_little(usual, units, step):
    thresholds, durations = usual
    other_thresholds, other_durations = _found(units, step)
    a_step = packaged_protocol("short_trains").steps[0].threshold.step_hz
    assert abs(other_thresholds.mean() - thresholds.mean()) < a_step
    scatter = max(durations.std(ddof=1), other_durations.std(ddof=1))
    assert abs(other_durations.mean() - durations.mean()) < 2 * scatter
