"""Runs a protocol: thresholds, cramps, and all that was recorded on the way."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cramp.nerve_muscle.mechanisms import DEFAULT
from cramp.nerve_muscle.milieu import Milieu
from cramp.nerve_muscle.person_values import usual_values
from cramp.nerve_muscle.preparation import MOTOR_UNITS, STEP_SECONDS, Preparation, Stretch
from cramp.nerve_muscle.signals import (
    SILENT_SECONDS,
    Most,
    UnitStatistics,
    amplitude,
    emg,
    end_of_activity,
    most,
    unit_statistics,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cramp.nerve_muscle.preparation import Recording
    from cramp.nerve_muscle.protocol import (
        Contraction,
        Criterion,
        Protocol,
        Step,
        Stretching,
        Train,
        Trains,
    )

CALF_DELAY_SHARE = 0.75
"""Of a foot's conduction delay: the calf is nearer to the cord."""

_WATCHED_SECONDS = 1.0
_ENDED_AFTER_SECONDS = 120.0


@dataclass(frozen=True)
class Choice:
    """Who is simulated, and how finely.

    Attributes
    ----------
    values
        Of the parameters, by identifier; the mechanism's usual ones if None.
    mechanism
        By name.
    seed
        Of all noise.
    units, step_seconds
        Number of motor units, and time step.
    """

    values: Mapping[str, float] | None = None
    mechanism: str = DEFAULT
    seed: int = 0
    units: int = MOTOR_UNITS
    step_seconds: float = STEP_SECONDS


@dataclass(frozen=True)
class Cramp:
    """One cramp.

    Attributes
    ----------
    name
        Of the step that brought it on.
    begin
        When the last pulse, or the effort, ended; s from the beginning.
    duration
        s; NaN if it had not ended when the recording did, or was cut off by the next step.
    emg_percent
        Largest mean amplitude over a second, % of what the most effort brings.
    statistics
        How motor units fired in it.
    """

    name: str
    begin: float
    duration: float
    emg_percent: float
    statistics: UnitStatistics


@dataclass
class Episode:
    """What a protocol gave.

    Attributes
    ----------
    protocol, choice
        What was done, to whom.
    thresholds
        By name, Hz; NaN where no frequency of the step brought on a cramp.
    cramps
        In order.
    recordings
        All that was recorded, in order; rests of a silent muscle are not.
    most
        What the most effort brings, in the units of EMG and force.
    """

    protocol: Protocol
    choice: Choice
    most: Most
    thresholds: dict[str, float] = field(default_factory=dict)
    cramps: list[Cramp] = field(default_factory=list)
    recordings: list[Recording] = field(default_factory=list)

    @property
    def unit_size_range(self) -> float:
        """Largest over smallest motor unit, as EMG needs it."""
        return values_in(self.protocol, self.choice)["unit_size_range"]

    def cramp(self, name: str) -> Cramp | None:
        """Return the first cramp of a step's name; None without one."""
        return next((one for one in self.cramps if one.name == name), None)


def run_protocol(
    protocol: Protocol, choice: Choice | None = None, milieu: Milieu | None = None
) -> Episode:
    """Run a protocol.

    Parameters
    ----------
    protocol
        As read by `read_protocol`.
    choice
        Who is simulated, and how finely; a middle person if not given.
    milieu
        What surrounds nerve and muscle before the protocol's own changes, its length included;
        the reference, with the protocol's length, if not given.

    Raises
    ------
    ValueError
        For an unknown mechanism.
    """
    around = Milieu(length=protocol.length) if milieu is None else milieu
    return _Run(protocol, choice or Choice(), protocol.milieu.applied(around)).finish()


def values_in(protocol: Protocol, choice: Choice) -> dict[str, float]:
    """Return the values of a person in the muscle of a protocol."""
    told = choice.values if choice.values is not None else usual_values(choice.mechanism)
    values = dict(told)
    if protocol.muscle == "calf":
        values["conduction_delay"] *= CALF_DELAY_SHARE
    return values


class _Run:
    """A protocol under way."""

    def __init__(self, protocol: Protocol, choice: Choice, first: Milieu) -> None:
        self.first = first
        self.values = values_in(protocol, choice)
        self.preparation = Preparation(
            self.values,
            self.first,
            choice.mechanism,
            choice.seed,
            choice.units,
            choice.step_seconds,
        )
        reached = most(self.values, self.first, choice.mechanism, choice.seed)
        self.episode = Episode(protocol, choice, reached)
        self.blocked = False
        self.until = {"pain": (0.0, 0.0), "taste": (0.0, 0.0)}
        self.open: tuple[str, float, int, Criterion] | None = None
        """Of a cramp that goes on: name, begin, first recording, criterion."""

    def finish(self) -> Episode:
        for step in self.episode.protocol.steps:
            self._do(step)
        self._close()
        return self.episode

    def _do(self, step: Step) -> None:  # noqa: C901  # one branch a kind of step
        if step.threshold is not None:
            self._trains(step.threshold)
        elif step.train is not None:
            self._train(step.train)
        elif step.contract is not None:
            self._contract(step.contract)
        elif step.rest is not None:
            self._rest(step.rest.seconds)
        elif step.watch is not None:
            self._watch(step.watch.seconds)
        elif step.stretch is not None:
            self._stretch(step.stretch)
        elif step.change is not None:
            self.preparation.set_milieu(step.change.applied(self.first))
        elif step.block is not None:
            self.blocked = step.block
        for name in self.until:
            told = getattr(step, name)
            if told is not None:
                self.until[name] = (self.preparation.clock_seconds + told.seconds, told.strength)

    def _run(self, seconds: float, **told: float | None) -> Recording:
        now = self.preparation.clock_seconds
        lasting = {
            name: strength if now < until else 0.0 for name, (until, strength) in self.until.items()
        }
        stretch = Stretch(seconds, blocked=self.blocked, **lasting, **told)  # type: ignore[arg-type]
        recording = self.preparation.run(stretch)
        self.episode.recordings.append(recording)
        return recording

    def _trains(self, trains: Trains) -> None:
        self._close()
        self.episode.thresholds[trains.name] = math.nan
        steps = int((trains.to_hz - trains.from_hz) / trains.step_hz + 1e-9)
        for number in range(steps + 1):
            frequency = trains.from_hz + number * trains.step_hz
            self._run(trains.seconds_at(frequency), frequency=frequency)
            if self._has_cramp(trains.name, trains.criterion):
                self.episode.thresholds[trains.name] = frequency
                return
            self._rest(trains.between_seconds)

    def _train(self, train: Train) -> None:
        self._close()
        found = [one for one in self.episode.thresholds.values() if not math.isnan(one)]
        if train.hz is None and not found:
            return
        frequency = train.hz or found[-1] * (train.above_threshold or 1.0)
        self._run(train.pulses / frequency, frequency=frequency)
        self._has_cramp(train.name, train.criterion)

    def _contract(self, contraction: Contraction) -> None:
        self._close()
        for number in range(contraction.times):
            self._run(contraction.seconds, voluntary=contraction.effort, length=contraction.length)
            if contraction.pause_seconds and number + 1 < contraction.times:
                self._run(contraction.pause_seconds, length=contraction.length)
        self._has_cramp(contraction.name, contraction.criterion)

    def _has_cramp(self, name: str, criterion: Criterion) -> bool:
        """Watch what follows the last pulse, and open a cramp if the criterion holds."""
        begin, first = self.preparation.clock_seconds, len(self.episode.recordings)
        seen = self._run(criterion.to_seconds)
        if criterion.signal == "emg":
            percent, spacing = self._percent([seen]), 0.1
        else:
            percent, spacing = 100 * seen.trace("force") / self.episode.most.force, 0.01
        window = percent[round(criterion.from_seconds / spacing) :]
        if not len(window) or window.mean() < criterion.percent:
            return False
        self.open = (name, begin, first, criterion)
        return True

    def _rest(self, seconds: float) -> None:
        """Let time pass; a muscle that is not silent is simulated, for two minutes at most.

        Who rests for longer with a cramp ends it, as an experimenter would.
        """
        begin = self.preparation.clock_seconds
        end = begin + seconds
        while self.preparation.clock_seconds < end - 1e-9:
            left = end - self.preparation.clock_seconds
            seen = self._run(min(_WATCHED_SECONDS, left))
            # A second without a spike, then the rest at once: nothing but noise could end it.
            ended = not len(seen.spike_seconds) or end - left - begin > _ENDED_AFTER_SECONDS
            if ended and left > _WATCHED_SECONDS:
                self.preparation.rest(left - _WATCHED_SECONDS)
                return

    def _watch(self, seconds: float) -> None:
        silent = 0.0
        end = self.preparation.clock_seconds + seconds
        while self.preparation.clock_seconds < end - 1e-9 and silent < 2 * SILENT_SECONDS:
            seen = self._run(min(_WATCHED_SECONDS, end - self.preparation.clock_seconds))
            at_rest = seen.trace("force")[-1] < 0.005 and not len(seen.spike_seconds)
            silent = silent + seen.seconds if at_rest else 0.0

    def _stretch(self, stretching: Stretching) -> None:
        end = self.preparation.clock_seconds + stretching.seconds
        while self.preparation.clock_seconds < end - 1e-9:
            left = end - self.preparation.clock_seconds
            self._run(min(_WATCHED_SECONDS, left), length=stretching.length)

    def _percent(self, recordings: list[Recording]) -> np.ndarray:
        """Return the amplitude of EMG in % of the most, a value each tenth of a second."""
        scale = 100.0 / self.episode.most.emg
        size = self.values["unit_size_range"]
        return np.concatenate([amplitude(emg(one, size)) for one in recordings]) * scale

    def _close(self) -> None:
        """Describe the cramp that was going on, as far as it was recorded."""
        if self.open is None:
            return
        name, begin, first, criterion = self.open
        self.open = None
        recordings = self.episode.recordings[first:]
        percent = self._percent(recordings)
        ended = end_of_activity(percent, criterion.percent)
        spikes = [
            np.concatenate([getattr(one, part) for one in recordings])
            for part in ("spike_seconds", "spike_units", "spike_origins")
        ]
        if ended is not None:
            kept = spikes[0] < begin + ended + SILENT_SECONDS
            spikes = [part[kept] for part in spikes]
        second = np.convolve(percent, np.full(10, 0.1), mode="valid")
        self.episode.cramps.append(
            Cramp(
                name=name,
                begin=begin,
                duration=math.nan if ended is None else ended,
                emg_percent=float(second.max()) if len(second) else float(percent.max()),
                statistics=unit_statistics(*spikes),
            )
        )
