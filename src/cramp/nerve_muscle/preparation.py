"""A muscle with its nerve and its part of the cord, whose state lasts from stretch to stretch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cramp.nerve_muscle.mechanisms import DEFAULT, mechanism
from cramp.nerve_muscle.milieu import REFERENCE, Milieu, excitability_shift
from cramp.nerve_muscle.model_values import (
    SAMPLE_SECONDS,
    TRACES,
    Clock,
    Muscle,
    Record,
    Schedule,
    Units,
    Values,
    new_muscle,
    new_units,
    relax,
    unit_traits,
)
from cramp.nerve_muscle.person_values import usual_values

if TYPE_CHECKING:
    from collections.abc import Mapping

MOTOR_UNITS = 100
STEP_SECONDS = 0.00025
_MOST_RATE = 400.0
"""No unit can exceed this, in 1/s: its refractory time forbids it."""


@dataclass(frozen=True)
class Stretch:
    """What is done for some time; lengths in shares of the optimum, efforts in shares of the most.

    Attributes
    ----------
    seconds
        How long.
    frequency
        Of stimulation, Hz; 0 for none.
    length, voluntary, pain, taste
        Held for all of it.
    blocked
        Whether the nerve is.
    """

    seconds: float
    frequency: float = 0.0
    length: float | None = None
    voluntary: float = 0.0
    pain: float = 0.0
    taste: float = 0.0
    blocked: bool = False


@dataclass(frozen=True)
class Recording:
    """What a stretch of time gave.

    Attributes
    ----------
    begin, seconds
        On the preparation's clock.
    spike_seconds
        When spikes reached the muscle, rising, shape (S,).
    spike_units, spike_origins
        Of which unit, and where it began (`STIMULUS`, `MOTONEURON`, `TERMINAL`), shape (S,).
    traces
        Shape (T, len(TRACES)), a row each `SAMPLE_SECONDS`.
    units
        How many motor units there are.
    """

    begin: float
    seconds: float
    spike_seconds: np.ndarray
    spike_units: np.ndarray
    spike_origins: np.ndarray
    traces: np.ndarray
    units: int

    def trace(self, name: str) -> np.ndarray:
        """Return one trace, shape (T,)."""
        return self.traces[:, TRACES.index(name)]


@dataclass
class Preparation:
    """The state of one person's muscle and nerve.

    Parameters
    ----------
    values
        Of all parameters, by identifier, as `usual_values` and `drawn_values` return them; the
        usual ones of the mechanism if not given.
    milieu
        What surrounds it.
    mechanism
        By name, one of `MECHANISMS`.
    seed
        Of all noise, and of how units differ other than by size.
    units, step
        Number of motor units and time step in seconds; a thousandth of a second must be a whole
        number of steps.
    """

    values: Mapping[str, float] | None = None
    milieu: Milieu = REFERENCE
    mechanism: str = DEFAULT
    seed: int = 0
    units: int = MOTOR_UNITS
    step: float = STEP_SECONDS
    clock_seconds: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        per_millisecond = round(0.001 / self.step)
        if per_millisecond < 1 or abs(per_millisecond * self.step - 0.001) > 1e-12:
            raise ValueError(f"a step of {self.step:g} s does not divide a millisecond")
        if self.units < 1:
            raise ValueError("a muscle has at least one motor unit")
        self._per_millisecond = per_millisecond
        self._per_sample = per_millisecond * round(SAMPLE_SECONDS / 0.001)
        told = usual_values(self.mechanism) if self.values is None else dict(self.values)
        self._told = told
        self._values = packed(told, self.milieu, self.mechanism)
        steps_under_way = max(2, round(self._values.conduction_delay / self.step) + 1)
        self._units: Units = new_units(self.units, steps_under_way)
        self._traits = unit_traits(self._values, self.units, self.seed)
        self._muscle: Muscle = new_muscle(self._values)

    def set_milieu(self, milieu: Milieu) -> None:
        """Change what surrounds it, from now on."""
        self.milieu = milieu
        self._values = packed(self._told, milieu, self.mechanism)

    def run(self, stretch: Stretch) -> Recording:
        """Run for some time and return what was seen; the state stays where it ended."""
        from cramp.nerve_muscle.kernel import advance

        samples = max(1, round(stretch.seconds / SAMPLE_SECONDS))
        schedule = self._schedule(stretch, samples)
        first = round(self.clock_seconds / self.step)
        room = int(samples * SAMPLE_SECONDS * _MOST_RATE * self.units) + self.units
        record = Record(
            np.empty(room, np.int64),
            np.empty(room, np.int32),
            np.empty(room, np.int8),
            np.empty((samples, len(TRACES))),
        )
        clock = Clock(self.step, self._per_millisecond, self._per_sample, first)
        written = advance(
            self._units,
            self._traits,
            self._muscle,
            schedule,
            self._values,
            clock,
            np.uint64(self.seed),
            record,
        )
        if written > room:
            raise RuntimeError(f"{written} spikes, more than the {room} that can be: a defect")
        begin = self.clock_seconds
        self.clock_seconds = (first + samples * self._per_sample) * self.step
        return Recording(
            begin=begin,
            seconds=samples * SAMPLE_SECONDS,
            spike_seconds=record.spike_steps[:written] * self.step,
            spike_units=record.spike_units[:written].copy(),
            spike_origins=record.spike_origins[:written].copy(),
            traces=record.traces,
            units=self.units,
        )

    def rest(self, seconds: float) -> None:
        """Let a silent muscle rest, at once: nothing fires, all returns towards rest."""
        relax(self._units, self._muscle, self._values, seconds)
        whole = round(seconds / SAMPLE_SECONDS) * SAMPLE_SECONDS
        self.clock_seconds += whole

    def _schedule(self, stretch: Stretch, samples: int) -> Schedule:
        pulses = np.empty(0, np.int64)
        if stretch.frequency > 0:
            count = int(np.floor(samples * SAMPLE_SECONDS * stretch.frequency + 1e-9))
            pulses = np.floor(np.arange(count) / stretch.frequency / self.step + 1e-6)
            pulses = pulses.astype(np.int64)
        length = self.milieu.length if stretch.length is None else stretch.length

        def held(value: float) -> np.ndarray:
            return np.full(samples, float(value))

        return Schedule(
            pulses,
            held(length),
            held(stretch.voluntary),
            held(stretch.pain),
            held(stretch.taste),
            held(stretch.blocked),
        )


def packed(told: Mapping[str, float], milieu: Milieu, mechanism_name: str) -> Values:
    """Return what the compiled model takes for a person, a milieu and a mechanism."""
    switches = mechanism(mechanism_name)
    given = {name: float(told[name]) for name in Values._fields if name in told}
    return Values(
        **given,
        resting_potassium=milieu.interstitial_potassium,
        resting_flow=milieu.flow,
        excitability_shift=excitability_shift(milieu, told),
        inward_currents_on=float(switches.inward_currents),
        terminals_on=float(switches.terminals),
        afferent_loop_on=float(switches.afferent_loop),
        contracture_on=float(switches.contracture),
    )
