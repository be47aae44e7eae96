"""Makes an episode a labelled dataset: names, units, and who did what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cramp.nerve_muscle.model_values import SAMPLE_SECONDS, STIMULUS, TRACES
from cramp.nerve_muscle.signals import AMPLITUDE_SECONDS, amplitude, emg

if TYPE_CHECKING:
    import xarray

    from cramp.nerve_muscle.episode import Episode

_TRACES = {
    "force": ("%", "force, of the most voluntary effort"),
    "interstitial_potassium": ("mmol/L", "potassium between the muscle's fibres"),
    "flow": ("1", "blood flow, as a multiple of the reference at rest"),
    "fatigued": ("1", "share of fibres that are fatigued"),
    "contracture": ("1", "share of fibres shortened without action potentials"),
    "inward_current_open": ("1", "share of persistent inward currents that are open"),
    "inward_current_available": ("1", "share of persistent inward currents not inactivated"),
    "terminal_pump": ("mV", "hyperpolarisation of terminals by their pump"),
    "afferent_drive": ("mV", "excitation by the muscle's own afferents"),
    "tendon_organ_inhibition": ("mV", "inhibition by tendon organs"),
}


def episode_dataset(episode: Episode) -> xarray.Dataset:
    """Return all that was recorded of an episode.

    Returns
    -------
    xarray.Dataset
        Along `time` (s from the beginning; a rest of a silent muscle is a gap) the traces and
        `emg`, the amplitude of surface EMG in % of the most; along `spike` when each motor unit's
        spikes reached the muscle, of which unit, and where they began; along `threshold` and
        `cramp` what was found.
    """
    import xarray

    import cramp

    recordings = episode.recordings
    along_time = {name: (("time",), *_trace(episode, name)) for name in TRACES}
    along_time["emg"] = (
        ("time",),
        _emg(episode),
        {"units": "%", "long_name": "amplitude of surface EMG, of the most voluntary effort"},
    )
    spikes = {
        "spike_time": (("spike",), _joined(episode, "spike_seconds"), {"units": "s"}),
        "spike_unit": (("spike",), _joined(episode, "spike_units"), {"units": "1"}),
        "spike_origin": (
            ("spike",),
            _joined(episode, "spike_origins"),
            {
                "units": "1",
                "flag_values": [STIMULUS, STIMULUS + 1, STIMULUS + 2],
                "flag_meanings": "stimulus motoneuron terminal",
            },
        ),
    }
    times = [one.begin + SAMPLE_SECONDS * np.arange(len(one.traces)) for one in recordings]
    return xarray.Dataset(
        {**along_time, **spikes, **_found(episode)},
        coords={
            "time": ("time", np.concatenate(times), {"units": "s"}),
            "threshold": list(episode.thresholds),
            "cramp": [one.name for one in episode.cramps],
        },
        attrs={
            "title": episode.protocol.title,
            "source": f"cramp {cramp.__version__}, fast model of nerve and muscle",
            "protocol": episode.protocol.id,
            "muscle": episode.protocol.muscle,
            "mechanism": episode.choice.mechanism,
            "seed": episode.choice.seed,
            "motor_units": episode.choice.units,
            "step_seconds": episode.choice.step_seconds,
            "intended_use": "research and education; simulated values are not measurements",
        },
    )


def _found(episode: Episode) -> dict[str, tuple]:
    cramps = episode.cramps
    found = {
        "threshold_frequency": (
            ("threshold",), list(episode.thresholds.values()), "Hz", "lowest that brought a cramp",
        ),
        "cramp_begin": (("cramp",), [one.begin for one in cramps], "s", "end of the last pulse"),
        "cramp_duration": (
            ("cramp",), [one.duration for one in cramps], "s", "from the last pulse until silent",
        ),
        "cramp_emg": (
            ("cramp",), [one.emg_percent for one in cramps], "%", "largest EMG over a second",
        ),
        "discharge_rate": (
            ("cramp",), [one.statistics.rate for one in cramps], "1/s", "mean over motor units",
        ),
        "active_units": (
            ("cramp",), [one.statistics.active for one in cramps], "1", "motor units in the cramp",
        ),
    }  # fmt: skip
    return {
        name: (dims, np.array(values, dtype=float), {"units": unit, "long_name": label})
        for name, (dims, values, unit, label) in found.items()
    }


def _trace(episode: Episode, name: str) -> tuple[np.ndarray, dict[str, str]]:
    unit, label = _TRACES[name]
    values = np.concatenate([one.trace(name) for one in episode.recordings])
    if name == "force":
        values = 100.0 * values / episode.most.force
    return values, {"units": unit, "long_name": label}


def _emg(episode: Episode) -> np.ndarray:
    """Return the amplitude of EMG at each sample: that of the tenth of a second it lies in."""
    per_value = round(AMPLITUDE_SECONDS / SAMPLE_SECONDS)
    size = episode.unit_size_range
    parts = []
    for one in episode.recordings:
        values = np.repeat(amplitude(emg(one, size)), per_value)
        short = len(one.traces) - len(values)
        last = values[-1] if len(values) else 0.0
        parts.append(np.concatenate([values, np.full(short, last)]))
    return np.concatenate(parts) * 100.0 / episode.most.emg


def _joined(episode: Episode, name: str) -> np.ndarray:
    return np.concatenate([getattr(one, name) for one in episode.recordings])
