"""The compiled loop: motor units in steps of a fraction of a millisecond.

Three clocks: every step what makes spikes; every millisecond what moves within tens of
milliseconds; every hundredth of a second the muscle. `docs/nerve_muscle.md` has the equations.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from cramp.nerve_muscle.counter_noise import LARGEST_NORMAL, normal
from cramp.nerve_muscle.model_values import MOTONEURON, STIMULUS, TERMINAL

NERNST_MV = 26.7
"""R T / F at 37 C: a membrane that follows potassium moves by so much for each factor of e."""

RESTING_POTASSIUM = 4.2
"""Interstitial potassium at which a terminal's threshold is told, mmol/L."""

_MILLISECOND = 0.001
_SAMPLE = 0.01
_RATE_TIME = 0.1
_NOTHING = 1e-9
_TERMINAL_STREAMS = 1 << 21


@njit(cache=True)
def _sigmoid(x):
    if x < -30.0:
        return 0.0
    if x > 30.0:
        return 1.0
    return 1.0 / (1.0 + math.exp(-x))


@njit(cache=True)
def _faded(x):
    """Return what fades as nothing once it is nearly that.

    Processors are slow with the smallest numbers, and by rounding those never end.
    """
    return x if x > _NOTHING else 0.0


@njit(cache=True)
def _muscle_step(units, traits, muscle, schedule, p, sample, row):
    """Advance what the whole muscle shares by one sample; write it down."""
    count = units.soma.size
    neural, pump, opened, available = 0.0, 0.0, 0.0, 0.0
    for i in range(count):
        active = units.fibre_activation[i]
        neural += traits.size[i] * active / (active + p.twitch_half)
        pump += units.terminal_pump[i]
        opened += units.inward_open[i]
        available += units.inward_available[i]
    at_length = math.exp(-(((schedule.length[sample] - 1.0) / 0.45) ** 2))
    contracture = muscle.contracture[0] * p.contracture_on
    held = max(neural * (1.0 - muscle.fatigued[0]), contracture)
    muscle.force[0] = held * at_length
    rate = muscle.rate[0]
    muscle.fatigued[0] += _SAMPLE * (
        p.fatigue_rate * neural * (1.0 - muscle.fatigued[0]) - p.recovery_rate * muscle.fatigued[0]
    )
    squeezed = 1.0 - p.flow_occlusion * min(muscle.force[0], 1.0)
    wanted = p.resting_flow * (1.0 + p.flow_response * rate / (rate + 10.0)) * squeezed
    muscle.flow[0] += _SAMPLE / p.flow_response_time * (wanted - muscle.flow[0])
    above = muscle.potassium[0] - p.resting_potassium
    cleared = above * max(muscle.flow[0], 0.05) / p.potassium_clearance_time
    muscle.potassium[0] += _SAMPLE * (p.potassium_release * rate - cleared)
    contracted = _sigmoid((muscle.potassium[0] - p.contracture_half) / p.contracture_slope)
    muscle.contracture[0] += _SAMPLE / p.contracture_time * (contracted - muscle.contracture[0])
    used = rate / p.spindle_half_rate / p.spindle_fade_time
    muscle.spindle_available[0] += _SAMPLE * (
        (1.0 - muscle.spindle_available[0]) / p.spindle_recovery_time
        - muscle.spindle_available[0] * used
    )
    above = max(above, 0.0)
    small = p.small_afferent_gain * above / (above + p.small_afferent_half)
    spindle = p.spindle_gain * muscle.spindle_available[0] * rate / (rate + p.spindle_half_rate)
    loop = (small + spindle) * p.afferent_loop_on
    stretched = (schedule.length[sample] - p.tendon_organ_half_length) / p.tendon_organ_length_slope
    inhibition = p.tendon_organ_gain * muscle.force[0] * _sigmoid(stretched)
    through = 1.0 - schedule.blocked[sample]
    row[0] = muscle.force[0]
    row[1] = muscle.potassium[0]
    row[2] = muscle.flow[0]
    row[3] = muscle.fatigued[0]
    row[4] = contracture
    row[5] = opened / count
    row[6] = available / count
    row[7] = pump / count
    row[8] = through * loop
    row[9] = through * inhibition
    return through * (loop + p.pain_drive * schedule.pain[sample] - inhibition)


@njit(cache=True)
def _drive_step(units, traits, muscle, p, shared, seed, millisecond):
    """Advance synapses, inward currents and terminals of all units by one millisecond."""
    count = units.soma.size
    noise_keeps = math.exp(-_MILLISECOND / p.soma_noise_time)
    noise_adds = math.sqrt(1.0 - noise_keeps * noise_keeps)
    back_keeps = math.exp(-_MILLISECOND / p.backpropagation_time)
    twitch_keeps = math.exp(-_MILLISECOND / p.twitch_time)
    local_keeps = math.exp(-_MILLISECOND / p.local_potassium_time)
    pump_keeps = math.exp(-_MILLISECOND / p.terminal_pump_time)
    steepness = 1.0 / p.inward_current_slope
    opening = _MILLISECOND / p.inward_current_time
    recovering = _MILLISECOND / p.inward_current_recovery_time
    at = np.uint64(millisecond)
    for i in range(count):
        units.soma_noise[i] = units.soma_noise[i] * noise_keeps + noise_adds * normal(
            seed, np.uint64(i), at
        )
        units.backpropagation[i] = _faded(units.backpropagation[i] * back_keeps)
        units.fibre_activation[i] = _faded(units.fibre_activation[i] * twitch_keeps)
        units.afterhyperpolarisation[i] = _faded(units.afterhyperpolarisation[i])
        units.terminal_afterhyperpolarisation[i] = _faded(units.terminal_afterhyperpolarisation[i])
        synaptic = shared + muscle.ia[0] + units.backpropagation[i]
        inward = 0.0
        if p.inward_currents_on > 0.0:
            opened, available = units.inward_open[i], units.inward_available[i]
            inward = traits.inward_strength[i] * opened * available
            past_half = synaptic + inward - traits.inward_half[i]
            wanted = _sigmoid(past_half * steepness)
            units.inward_open[i] += opening * (wanted - opened)
            units.inward_available[i] += (
                recovering * (1.0 - available) * (1.0 - opened)
                - _MILLISECOND * available * opened / traits.inactivation_time[i]
            )
        units.drive[i] = synaptic + inward + p.soma_noise * units.soma_noise[i]
        units.local_potassium[i] = _faded(units.local_potassium[i] * local_keeps)
        units.terminal_pump[i] = _faded(units.terminal_pump[i] * pump_keeps)
        if p.terminals_on > 0.0:
            around = (muscle.potassium[0] + units.local_potassium[i]) / RESTING_POTASSIUM
            own = p.excitability_shift - units.terminal_pump[i] - traits.terminal_threshold[i]
            # No logarithm exceeds this line: a terminal that could not fire then needs no more.
            if NERNST_MV * (around - 1.0) + p.terminal_noise * LARGEST_NORMAL + own < 0.0:
                units.terminal_drive[i] = -1.0
                continue
            noise = p.terminal_noise * normal(seed, np.uint64(_TERMINAL_STREAMS + i), at)
            units.terminal_drive[i] = NERNST_MV * math.log(around) + noise + own
        else:
            units.terminal_drive[i] = -1.0


@njit(cache=True)
def _clear(under_way, unit, counts):
    for row in range(under_way.shape[0]):
        under_way[row, unit] = 0
    counts[unit] = 0


@njit(cache=True)
def advance(  # noqa: C901, PLR0912, PLR0913, PLR0915, PLR0917  # one loop: in parts it is slower
    units, traits, muscle, schedule, p, clock, seed, record
):
    """Run motor units and muscle through a schedule; the state is changed in place.

    Parameters
    ----------
    units, traits, muscle, schedule, p, clock, record
        As in `cramp.nerve_muscle.model_values`.
    seed
        Unsigned 64-bit integer.

    Returns
    -------
    int
        Spikes in the muscle; above the record's room if not all could be written down.
    """
    count = units.soma.size
    depth = units.to_muscle.shape[0]
    steps = schedule.length.size * clock.steps_per_sample
    dt = clock.step
    soma_gain = dt / p.soma_membrane_time
    terminal_keeps = math.exp(-dt / p.terminal_afterhyperpolarisation_time)
    ia_keeps = math.exp(-dt / p.ia_pulse_time)
    rate_keeps = math.exp(-dt / _RATE_TIME)
    soma_keeps = np.empty(count)
    for i in range(count):
        soma_keeps[i] = math.exp(-dt / traits.afterhyperpolarisation_time[i])
    written, next_pulse, from_muscle, sample = 0, 0, 0.0, 0
    for step in range(steps):
        absolute = clock.first_step + step
        if step % clock.steps_per_sample == 0:
            sample = step // clock.steps_per_sample
            from_muscle = _muscle_step(
                units, traits, muscle, schedule, p, sample, record.traces[sample]
            )
        open_nerve = schedule.blocked[sample] < 0.5
        if step % clock.steps_per_millisecond == 0:
            effort = schedule.voluntary[sample]
            # The most effort is the same whatever the cord has at rest.
            shared = (
                (1.0 - effort) * p.tonic_drive
                + from_muscle
                + p.spinal_share_of_milieu * p.excitability_shift
                + p.voluntary_drive * effort
                - p.taste_inhibition * schedule.taste[sample]
            )
            millisecond = absolute // clock.steps_per_millisecond
            _drive_step(units, traits, muscle, p, shared, seed, millisecond)
        pulsed = next_pulse < schedule.pulse_steps.size and schedule.pulse_steps[next_pulse] == step
        if pulsed:
            next_pulse += 1
            if open_nerve:
                muscle.ia[0] += p.ia_pulse_step
        muscle.ia[0] = _faded(muscle.ia[0] * ia_keeps)
        muscle.rate[0] = _faded(muscle.rate[0] * rate_keeps)
        now = absolute % depth
        arrived = 0
        for i in range(count):
            units.afterhyperpolarisation[i] *= soma_keeps[i]
            units.terminal_afterhyperpolarisation[i] *= terminal_keeps
            units.terminal_rest_left[i] -= dt
            fired = -1
            if units.to_muscle[now, i] == 1:
                units.to_muscle[now, i] = 0
                units.to_muscle_count[i] -= 1
                fired = MOTONEURON
            elif pulsed:
                fired = STIMULUS
            elif units.terminal_drive[i] > units.terminal_afterhyperpolarisation[i]:
                fired = TERMINAL
            if fired >= 0 and units.terminal_rest_left[i] <= 0.0:
                units.terminal_rest_left[i] = p.terminal_refractory_time
                units.terminal_afterhyperpolarisation[i] += p.terminal_afterhyperpolarisation_step
                units.local_potassium[i] += p.local_potassium_step
                units.terminal_pump[i] += p.terminal_pump_step
                units.fibre_activation[i] += 1.0
                arrived += 1
                if written < record.spike_steps.size:
                    record.spike_steps[written] = absolute
                    record.spike_units[written] = i
                    record.spike_origins[written] = fired
                written += 1
                if fired != MOTONEURON and open_nerve:
                    if units.to_muscle_count[i] > 0:  # two spikes that meet end each other
                        _clear(units.to_muscle, i, units.to_muscle_count)
                    elif units.to_soma[(now + depth - 1) % depth, i] == 0:
                        units.to_soma[(now + depth - 1) % depth, i] = 1
                        units.to_soma_count[i] += 1
            invaded = units.to_soma[now, i] == 1
            if invaded:
                units.to_soma[now, i] = 0
                units.to_soma_count[i] -= 1
            units.soma_rest_left[i] -= dt
            if units.soma_rest_left[i] > 0.0:
                continue
            units.soma[i] += soma_gain * (
                units.drive[i] - units.afterhyperpolarisation[i] - units.soma[i]
            )
            if invaded or units.soma[i] > traits.soma_threshold[i]:
                units.soma[i] = 0.0
                units.soma_rest_left[i] = p.soma_refractory_time
                units.afterhyperpolarisation[i] += p.afterhyperpolarisation_step
                units.backpropagation[i] += p.backpropagation_step
                if not invaded and open_nerve:
                    if units.to_soma_count[i] > 0:
                        _clear(units.to_soma, i, units.to_soma_count)
                    elif units.to_muscle[(now + depth - 1) % depth, i] == 0:
                        units.to_muscle[(now + depth - 1) % depth, i] = 1
                        units.to_muscle_count[i] += 1
        muscle.rate[0] += arrived / count / _RATE_TIME
    return written
