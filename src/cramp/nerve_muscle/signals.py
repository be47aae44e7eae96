"""What electrodes and the eye see of a recording: surface EMG, discharge rates, a cramp's end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cramp.nerve_muscle.model_values import STIMULUS
from cramp.nerve_muscle.preparation import Preparation, Stretch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cramp.nerve_muscle.milieu import Milieu
    from cramp.nerve_muscle.preparation import Recording

EMG_HZ = 1000
AMPLITUDE_SECONDS = 0.1
"""Over which the amplitude of EMG is averaged."""

_POTENTIAL_SECONDS = 0.0025
"""Half the distance between the two peaks of a unit's potential."""

SILENT_SECONDS = 1.0
"""A cramp has ended when its EMG stays below the criterion for so long."""

SLOWEST_RATE = 3.0
"""Intervals longer than its inverse are pauses and count for no rate, in 1/s."""


@dataclass(frozen=True)
class Most:
    """What the most voluntary effort brings: amplitude of EMG (its own unit), and force."""

    emg: float
    force: float


@dataclass(frozen=True)
class UnitStatistics:
    """How motor units fired in a cramp.

    Attributes
    ----------
    active
        Units that fired three times or more.
    rate, rate_sd
        Mean over units of each one's mean rate, and its standard deviation, in 1/s.
    interval, interval_sd
        From a unit's first to its last spike, mean and standard deviation, in s.
    from_terminals
        Share of the spikes that began in terminals.
    """

    active: int
    rate: float
    rate_sd: float
    interval: float
    interval_sd: float
    from_terminals: float


def emg(recording: Recording, unit_size_range: float) -> np.ndarray:
    """Return surface EMG as the sum of unit potentials, `EMG_HZ` samples a second.

    A potential has two phases; large units have large ones, to the square root of their force.
    Responses to the stimulus itself (M waves) are left out, as amplifiers blank them.
    """
    samples = round(recording.seconds * EMG_HZ)
    own = recording.spike_origins != STIMULUS
    at = (recording.spike_seconds[own] - recording.begin) * EMG_HZ
    at = np.minimum(at.astype(np.int64), samples - 1)
    quantile = (recording.spike_units[own] + 0.5) / recording.units
    # The nearer fibres make the larger half of a potential; each unit keeps its place.
    size = unit_size_range ** (0.5 * quantile) / np.sqrt(recording.units)
    pulses = np.bincount(at, weights=size, minlength=samples)
    time = np.arange(-4 * _POTENTIAL_SECONDS, 4 * _POTENTIAL_SECONDS, 1 / EMG_HZ)
    shape = -time / _POTENTIAL_SECONDS * np.exp(0.5 - 0.5 * (time / _POTENTIAL_SECONDS) ** 2)
    return np.convolve(pulses, shape, mode="same")


def amplitude(signal: np.ndarray) -> np.ndarray:
    """Return the average rectified value of EMG over each `AMPLITUDE_SECONDS`."""
    window = round(AMPLITUDE_SECONDS * EMG_HZ)
    whole = len(signal) // window * window
    return np.abs(signal[:whole]).reshape(-1, window).mean(axis=1)


def most(values: Mapping[str, float], milieu: Milieu, mechanism: str, seed: int) -> Most:
    """Return what the most effort brings in a rested muscle of optimum length."""
    rested = Preparation(values, milieu, mechanism, seed)
    effort = Stretch(0.5, length=1.0, voluntary=1.0)
    rested.run(effort)
    seen = rested.run(Stretch(1.5, length=1.0, voluntary=1.0))
    signal = amplitude(emg(seen, values["unit_size_range"]))
    return Most(float(signal.mean()), float(seen.trace("force").mean()))


def unit_statistics(
    spike_seconds: np.ndarray, units: np.ndarray, origins: np.ndarray
) -> UnitStatistics:
    """Return how units fired; spikes in any order, all of one cramp."""
    rates, spans = [], []
    for unit in np.unique(units):
        at = np.sort(spike_seconds[units == unit])
        if len(at) < 3:
            continue
        spans.append(at[-1] - at[0])
        gaps = np.diff(at)
        gaps = gaps[gaps < 1.0 / SLOWEST_RATE]
        if len(gaps):
            rates.append(1.0 / gaps.mean())
    if not rates:
        nothing = float("nan")
        return UnitStatistics(0, nothing, nothing, nothing, nothing, nothing)
    own = origins[origins != STIMULUS]
    return UnitStatistics(
        active=len(rates),
        rate=float(np.mean(rates)),
        rate_sd=float(np.std(rates)),
        interval=float(np.mean(spans)),
        interval_sd=float(np.std(spans)),
        from_terminals=float(np.mean(own == STIMULUS + 2)) if len(own) else float("nan"),
    )


def end_of_activity(percent: np.ndarray, at_least: float) -> float | None:
    """Return when EMG falls below a level and stays there, in s from the first sample.

    Parameters
    ----------
    percent
        Amplitude of EMG, one value each `AMPLITUDE_SECONDS`.
    at_least
        The level.

    Returns
    -------
    float or None
        None if it does not within the recording.
    """
    window = round(SILENT_SECONDS / AMPLITUDE_SECONDS)
    if len(percent) < window:
        return None
    smooth = np.convolve(percent, np.full(window, 1 / window), mode="valid")
    quiet = np.flatnonzero(smooth < at_least)
    return float(quiet[0] * AMPLITUDE_SECONDS) if len(quiet) else None
