"""The figure of an episode shows the cramp, its origins and its end."""

from __future__ import annotations

import pytest

from cramp.nerve_muscle.episode import Choice, run_protocol
from cramp.nerve_muscle.labelling import episode_dataset
from cramp.nerve_muscle.person_values import usual_values
from cramp.nerve_muscle.protocol_reading import read_protocol_text
from cramp.report.episode_figure import episode_specification, shown_window

TEXT = """
format: cramp-protocol/1
id: brief
title: A brief cramp
steps:
  - threshold: {train_seconds: 2, from_hz: FROM, step_hz: 10, to_hz: 60}
  - watch: {seconds: 60}
"""
VALUES = usual_values() | {"inward_current_inactivation_time": 10.0}


def _episode(frequency, drive):
    protocol = read_protocol_text(TEXT.replace("FROM", str(frequency)), "brief")
    values = VALUES | {"tonic_drive": drive}
    return episode_dataset(run_protocol(protocol, Choice(values, "central", 0, 30, 0.0005)))


@pytest.fixture(scope="module")
def cramped():
    return _episode(20, 0.0)


def test_the_window_holds_the_cramp(cramped):
    begin, end = shown_window(cramped)
    assert begin < float(cramped["cramp_begin"][0])
    assert end > float(cramped["cramp_begin"][0] + cramped["cramp_duration"][0])


def test_raster_and_traces_share_the_time_axis_from_the_last_pulse(cramped):
    told = episode_specification(cramped)
    raster, *traces = told["vconcat"]
    assert [one["encoding"]["y"]["title"] for one in traces] == [
        "EMG, % of most", "force, % of most", "potassium, mmol/L",
    ]  # fmt: skip
    domains = {tuple(one["encoding"]["x"]["scale"]["domain"]) for one in told["vconcat"]}
    assert len(domains) == 1
    spikes = raster["data"]["values"]
    by_stimulus = [one["t"] for one in spikes if one["from"] == "stimulus"]
    assert max(by_stimulus) < 0.01
    assert any(one["from"] == "motoneuron" and one["t"] > 1 for one in spikes)
    assert 1 <= min(one["unit"] for one in spikes) <= max(one["unit"] for one in spikes) <= 30


def test_an_episode_without_a_cramp_is_shown_whole():
    quiet = _episode(20, -20.0)
    assert quiet.sizes["cramp"] == 0
    begin, end = shown_window(quiet)
    assert (begin, end) == (float(quiet["time"][0]), float(quiet["time"][-1]))
    assert (
        episode_specification(quiet)["vconcat"][-1]["encoding"]["x"]["axis"]["title"] == "seconds"
    )
