"""What the compiled model takes: its parameters, its state, and what is done to it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Values(NamedTuple):
    """Every parameter of one person that the compiled model uses; units as in `parameters.csv`."""

    soma_membrane_time: float
    soma_threshold: float
    soma_threshold_range: float
    soma_refractory_time: float
    soma_noise: float
    soma_noise_time: float
    afterhyperpolarisation_step: float
    afterhyperpolarisation_time: float
    afterhyperpolarisation_spread: float
    tonic_drive: float
    ia_pulse_step: float
    ia_pulse_time: float
    backpropagation_step: float
    backpropagation_time: float
    inward_current_strength: float
    inward_current_half: float
    inward_current_spread: float
    inward_current_variation: float
    inward_current_slope: float
    inward_current_time: float
    inward_current_inactivation_time: float
    inward_current_recovery_time: float
    spindle_gain: float
    spindle_half_rate: float
    spindle_fade_time: float
    spindle_recovery_time: float
    tendon_organ_gain: float
    tendon_organ_half_length: float
    tendon_organ_length_slope: float
    small_afferent_gain: float
    small_afferent_half: float
    pain_drive: float
    taste_inhibition: float
    voluntary_drive: float
    spinal_share_of_milieu: float
    terminal_threshold: float
    terminal_threshold_spread: float
    terminal_refractory_time: float
    terminal_noise: float
    terminal_afterhyperpolarisation_step: float
    terminal_afterhyperpolarisation_time: float
    local_potassium_step: float
    local_potassium_time: float
    terminal_pump_step: float
    terminal_pump_time: float
    conduction_delay: float
    potassium_release: float
    potassium_clearance_time: float
    flow_occlusion: float
    flow_response: float
    flow_response_time: float
    twitch_time: float
    twitch_half: float
    unit_size_range: float
    fatigue_rate: float
    recovery_rate: float
    contracture_half: float
    contracture_slope: float
    contracture_time: float
    resting_potassium: float
    resting_flow: float
    excitability_shift: float
    inward_currents_on: float
    terminals_on: float
    afferent_loop_on: float
    contracture_on: float


class Units(NamedTuple):
    """State of N motor units; all but the last two have shape (N,).

    Voltages in mV from rest, `local_potassium` in mmol/L above the muscle's, `fibre_activation`
    as spikes in one twitch time. The last two hold spikes under way, shape (steps, N).
    """

    soma: np.ndarray
    soma_rest_left: np.ndarray
    afterhyperpolarisation: np.ndarray
    soma_noise: np.ndarray
    backpropagation: np.ndarray
    inward_open: np.ndarray
    inward_available: np.ndarray
    drive: np.ndarray
    terminal_rest_left: np.ndarray
    terminal_afterhyperpolarisation: np.ndarray
    terminal_drive: np.ndarray
    local_potassium: np.ndarray
    terminal_pump: np.ndarray
    fibre_activation: np.ndarray
    to_muscle_count: np.ndarray
    to_soma_count: np.ndarray
    to_muscle: np.ndarray
    to_soma: np.ndarray


class Traits(NamedTuple):
    """How N units differ; all of shape (N,), the smallest unit first.

    Attributes
    ----------
    soma_threshold, inward_half, inward_strength, terminal_threshold
        mV.
    afterhyperpolarisation_time, inactivation_time
        s.
    size
        Share of the muscle's force.
    """

    soma_threshold: np.ndarray
    afterhyperpolarisation_time: np.ndarray
    inward_half: np.ndarray
    inward_strength: np.ndarray
    inactivation_time: np.ndarray
    terminal_threshold: np.ndarray
    size: np.ndarray


class Muscle(NamedTuple):
    """State that all units of a muscle share, each an array of shape (1,).

    Attributes
    ----------
    potassium
        Interstitial, mmol/L.
    flow
        As a multiple of the reference.
    rate
        Mean discharge of the units over the last tenth of a second, 1/s.
    spindle_available
        Share of the spindles' effect that has not faded.
    fatigued
        Share of fibres that are.
    contracture
        Share of fibres shortened without action potentials.
    force
        As a share of the most.
    ia
        Depolarisation by the stimulated Ia fibres, mV.
    """

    potassium: np.ndarray
    flow: np.ndarray
    rate: np.ndarray
    spindle_available: np.ndarray
    fatigued: np.ndarray
    contracture: np.ndarray
    force: np.ndarray
    ia: np.ndarray


class Schedule(NamedTuple):
    """What is done, sampled each `SAMPLE_SECONDS`; all but the first have shape (T,).

    Attributes
    ----------
    pulse_steps
        Time steps with a stimulus, rising.
    length
        Of the muscle, as a share of the optimum.
    voluntary, pain, taste
        As shares of the most.
    blocked
        1 while the nerve is blocked, else 0.
    """

    pulse_steps: np.ndarray
    length: np.ndarray
    voluntary: np.ndarray
    pain: np.ndarray
    taste: np.ndarray
    blocked: np.ndarray


class Clock(NamedTuple):
    """How time is cut: `step` in s, steps in a millisecond and in a sample, number of the first."""

    step: float
    steps_per_millisecond: int
    steps_per_sample: int
    first_step: int


class Record(NamedTuple):
    """What is written down: spikes in the muscle by step, unit and origin; traces, shape (T, K)."""

    spike_steps: np.ndarray
    spike_units: np.ndarray
    spike_origins: np.ndarray
    traces: np.ndarray


SAMPLE_SECONDS = 0.01
TRACES = (
    "force", "interstitial_potassium", "flow", "fatigued", "contracture", "inward_current_open",
    "inward_current_available", "terminal_pump", "afferent_drive", "tendon_organ_inhibition",
)  # fmt: skip
STIMULUS, MOTONEURON, TERMINAL = 0, 1, 2
"""Where a spike began."""


def new_units(count: int, steps_under_way: int) -> Units:
    """Return N resting units."""
    arrays = {name: np.zeros(count) for name in Units._fields[:-4]}
    arrays["inward_available"] = np.ones(count)
    return Units(
        **arrays,
        to_muscle_count=np.zeros(count, np.int64),
        to_soma_count=np.zeros(count, np.int64),
        to_muscle=np.zeros((steps_under_way, count), np.uint8),
        to_soma=np.zeros((steps_under_way, count), np.uint8),
    )


def unit_traits(values: Values, count: int, seed: int) -> Traits:
    """Return how N units of a person differ; the same law for any N.

    Size orders thresholds and afterhyperpolarisations (from the middle of each N-th of the pool).
    What does not go with size is scattered evenly by multiples of three irrational numbers, from
    a place that the seed chooses: whose unit holds itself longest is chance.
    """
    quantile = (np.arange(count) + 0.5) / count
    size = values.unit_size_range**quantile
    first, second, third = (_scattered(count, root, seed) for root in (2.0, 3.0, 5.0))
    strength = np.exp(values.inward_current_variation * first)
    time = np.exp(values.inward_current_variation * second)
    return Traits(
        soma_threshold=values.soma_threshold * values.soma_threshold_range**quantile,
        afterhyperpolarisation_time=values.afterhyperpolarisation_time
        * (1.0 - values.afterhyperpolarisation_spread * (quantile - 0.5)),
        inward_half=values.inward_current_half
        * (1.0 + values.inward_current_spread * (quantile - 0.5)),
        inward_strength=values.inward_current_strength * strength,
        inactivation_time=values.inward_current_inactivation_time * time,
        terminal_threshold=values.terminal_threshold
        * (1.0 + values.terminal_threshold_spread * third / _WIDTH),
        size=size / size.sum(),
    )


_WIDTH = np.sqrt(12.0)
_GOLDEN = 0.6180339887498949


def _scattered(count: int, root: float, seed: int) -> np.ndarray:
    """Return N numbers spread evenly, of mean 0 and standard deviation 1."""
    return _WIDTH * (((np.arange(count) + 0.5) * np.sqrt(root) + seed * _GOLDEN) % 1.0 - 0.5)


def new_muscle(values: Values) -> Muscle:
    """Return a muscle that has rested for long."""
    at_rest = {"spindle_available": 1.0, "potassium": values.resting_potassium}
    at_rest["flow"] = values.resting_flow
    return Muscle(*(np.array([at_rest.get(name, 0.0)]) for name in Muscle._fields))


def relax(units: Units, muscle: Muscle, values: Values, seconds: float) -> None:
    """Let units that do not fire rest, in closed form."""
    response = values.flow_response_time
    extra = (float(muscle.flow[0]) - values.resting_flow) * response / seconds
    mean_flow = values.resting_flow + extra * (1.0 - np.exp(-seconds / response))
    cleared_in = values.potassium_clearance_time / max(mean_flow, 0.05)
    for array, level, time in (
        (units.inward_available, 1.0, values.inward_current_recovery_time),
        (units.terminal_pump, 0.0, values.terminal_pump_time),
        (units.local_potassium, 0.0, values.local_potassium_time),
        (muscle.spindle_available, 1.0, values.spindle_recovery_time),
        (muscle.flow, values.resting_flow, values.flow_response_time),
        (muscle.potassium, values.resting_potassium, cleared_in),
        (muscle.fatigued, 0.0, 1.0 / values.recovery_rate),
    ):
        array[:] = level + (array - level) * np.exp(-seconds / time)
    for array in (units.inward_open, units.backpropagation, units.afterhyperpolarisation):
        array[:] = 0.0
    for array in (muscle.ia, muscle.rate, muscle.force):
        array[:] = 0.0
