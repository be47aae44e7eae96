"""What a protocol gives: thresholds, cramps, recordings."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cramp.nerve_muscle.episode import Choice, run_protocol
from cramp.nerve_muscle.labelling import episode_dataset
from cramp.nerve_muscle.milieu import Milieu
from cramp.nerve_muscle.person_values import usual_values
from cramp.nerve_muscle.protocol_reading import packaged_protocol, read_protocol_text
from cramp.nerve_muscle.signals import end_of_activity, unit_statistics
from cramp.nerve_muscle.threshold import NoThreshold, threshold_frequency

EAGER = usual_values() | {"tonic_drive": 2.0, "inward_current_inactivation_time": 10.0}
QUICK = Choice(EAGER, units=30, step_seconds=0.0005)


@pytest.fixture(scope="module")
def short():
    return run_protocol(packaged_protocol("short_trains"), QUICK)


def test_a_threshold_is_a_step_of_the_protocol_and_brings_a_cramp(short):
    frequency = short.thresholds["threshold"]
    assert frequency in {4.0 + 2.0 * step for step in range(29)}
    (cramp,) = short.cramps
    assert cramp.duration > 2
    assert cramp.emg_percent > 5
    assert cramp.statistics.from_terminals < 0.5


def test_the_dataset_has_names_units_and_what_was_found(short):
    data = episode_dataset(short)
    assert all("units" in data[name].attrs for name in data.data_vars)
    assert (
        float(data["threshold_frequency"].sel(threshold="threshold"))
        == (short.thresholds["threshold"])
    )
    times = data["time"].to_numpy()
    assert np.all(np.diff(times) > 0.009)
    assert data["spike_time"].size == sum(len(one.spike_seconds) for one in short.recordings)
    assert data["emg"].shape == data["force"].shape == times.shape


def test_a_person_with_less_drive_has_a_higher_threshold_or_none():
    protocol = read_protocol_text(
        """
format: cramp-protocol/1
id: coarse
title: Coarse steps
steps:
  - threshold: {train_seconds: 2, from_hz: 6, step_hz: 6, to_hz: 30}
""",
        "coarse",
    )
    eager, loath, never = (
        threshold_frequency(
            values=usual_values() | {"tonic_drive": drive}, protocol=protocol, mechanism="central"
        )
        for drive in (0.0, -4.5, -20.0)
    )
    assert eager < loath
    assert math.isnan(never)


def test_dilution_lowers_the_threshold():
    diluted, usual = (threshold_frequency(Milieu(sodium=sodium)) for sodium in (132.0, 140.0))
    assert diluted < usual


def test_a_protocol_without_a_threshold_is_refused():
    with pytest.raises(NoThreshold, match="shortened_contraction has no threshold step"):
        threshold_frequency(protocol=packaged_protocol("shortened_contraction"))


def test_a_contracture_moves_force_and_no_emg():
    text = """
format: cramp-protocol/1
id: hard
title: Hard work
steps:
  - contract: {name: work, effort: 1, seconds: 40, criterion: {signal: SIGNAL}}
  - watch: {seconds: 3}
"""
    choice = Choice(usual_values() | {"contracture_half": 7.5}, "contracture", 0, 30, 0.0005)
    seen = {
        signal: run_protocol(read_protocol_text(text.replace("SIGNAL", signal), "hard"), choice)
        for signal in ("force", "emg")
    }
    assert [one.name for one in seen["force"].cramps] == ["work"]
    assert seen["emg"].cramps == []


def test_steps_that_last_end():
    text = """
format: cramp-protocol/1
id: pains
title: Pains
steps:
  - pain: {seconds: 2}
  - watch: {seconds: 2}
  - threshold: {train_seconds: 2, from_hz: 4, step_hz: 2, to_hz: 60}
"""
    after = run_protocol(read_protocol_text(text, "pains"), QUICK).thresholds["threshold"]
    during = run_protocol(
        read_protocol_text(
            text.replace("{seconds: 2}\n  - watch", "{seconds: 900}\n  - watch"), "p"
        ),
        QUICK,
    ).thresholds["threshold"]
    without = run_protocol(packaged_protocol("short_trains"), QUICK).thresholds["threshold"]
    assert abs(after - without) <= 2
    assert during <= after


def test_the_end_of_a_cramp_is_where_emg_stays_low():
    percent = np.array([20.0] * 30 + [1.0] * 3 + [20.0] * 20 + [1.0] * 30)
    assert end_of_activity(percent, 5.0) == pytest.approx(5.1, abs=0.3)
    assert end_of_activity(np.full(50, 20.0), 5.0) is None


def test_statistics_leave_out_pauses_and_units_that_hardly_fired():
    at = np.concatenate([np.arange(0, 1, 0.05), [5.0, 5.05], [0.2]])
    units = np.array([0] * 22 + [1])
    seen = unit_statistics(at, units, np.ones(23))
    assert seen.active == 1
    assert seen.rate == pytest.approx(20.0)
    assert seen.interval == pytest.approx(5.05)
