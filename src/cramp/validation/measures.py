"""What a measurement would have found in simulated people."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cramp.exposure.clock import DAY_MINUTES
from cramp.validation.fields import Window
from cramp.validation.lived_arm import LivedArm, Stretch
from cramp.validation.measurements import OF_SHARES
from cramp.validation.scales import is_relative, threshold_in_body_unit, unit_factor
from cramp.validation.scatter import scatter_of_readings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cramp.validation.format import Experiment
    from cramp.validation.measurements import Measurement
    from cramp.validation.moments import Moment
    from cramp.validation.quantities import Known
    from cramp.validation.scatter import Kind


def stretches(measurement: Measurement, experiment: Experiment) -> list[Stretch]:
    """Return every stretch of time that a measurement looks at."""
    told = [base_stretch(measurement, experiment)] if measurement.since is not None else []
    moments = measurement.times or [None]
    return [*told, *(main_stretch(measurement, experiment, moment) for moment in moments)]


def arms_of(measurement: Measurement, experiment: Experiment) -> tuple[str, ...]:
    """Return the names of the arms that a measurement looks at."""
    if measurement.arms is not None:
        return tuple(measurement.arms)
    versus = () if measurement.versus is None else (measurement.versus,)
    return (measurement.arm or experiment.arm_names[0], *versus)


def simulated_value(
    measurement: Measurement,
    experiment: Experiment,
    lived: Mapping[str, LivedArm],
    known: Known,
) -> float:
    """Return what would have been measured, in the measurement's unit.

    Parameters
    ----------
    measurement, experiment
        What was measured, and where.
    lived
        By the name of the arm.
    known
        What can be measured in the body.
    """
    reader = _Reader(measurement, experiment, lived, known)
    return reader.value() / unit_factor(measurement, known)


def error_of_few(
    measurement: Measurement,
    experiment: Experiment,
    lived: Mapping[str, LivedArm],
    known: Known,
) -> float:
    """Return the standard error of `simulated_value` for the few people that it is made of.

    A jackknife over the people of each arm (Tukey 1958, Ann Math Stat 29:614; recalled).
    """
    variance = 0.0
    for name in dict.fromkeys(arms_of(measurement, experiment)):
        count = len(lived[name].population)
        left_out = [
            simulated_value(
                measurement, experiment, {**lived, name: lived[name].without(person)}, known
            )
            for person in range(count)
        ]
        variance += (count - 1) * float(np.var(left_out))
    return math.sqrt(variance)


def person_numbers(
    measurement: Measurement,
    experiment: Experiment,
    arm: LivedArm,
    stretch: Stretch,
    known: Known,
) -> np.ndarray:
    """Return a number for each person, shape (V,): as read, or its change from where it started.

    Changes are in the body's unit; those told in per cent are shares of the start.
    """
    now = arm.numbers(measurement.quantity, stretch, known)
    if measurement.since is None:
        return now
    before = arm.numbers(measurement.quantity, base_stretch(measurement, experiment), known)
    return now / before - 1 if is_relative(measurement) else now - before


def centre(measurement: Measurement, numbers: np.ndarray) -> float:
    """Return the mean or the median of the people, as was measured."""
    return float(np.median(numbers) if measurement.centre == "median" else np.mean(numbers))


@dataclass(frozen=True)
class _Reader:
    measurement: Measurement
    experiment: Experiment
    lived: Mapping[str, LivedArm]
    known: Known

    def value(self) -> float:
        """Return the value in the body's unit."""
        told = self.measurement
        arm, *versus = arms_of(told, self.experiment)
        if told.measure in {"slope", "onset"}:
            slope, intercept = self._line()
            return slope if told.measure == "slope" else -intercept / slope
        if told.measure == "ratio":
            return self._ratio(arm, versus)
        if told.measure == "difference":
            return self._difference(arm, versus[0])
        if told.measure in OF_SHARES:
            return self._of_shares(arm, versus)
        numbers = self._numbers(arm)
        if told.measure == "standard_deviation":
            return float(np.hypot(np.std(numbers, ddof=1), _root_mean_square(self._scatter(arm))))
        return self._centre(numbers)

    def _of_shares(self, arm: str, versus: list[str]) -> float:
        if self.measurement.arms is not None:
            return float(np.mean([self._share(name) for name in self.measurement.arms]))
        shares = [self._share(name) for name in (arm, *versus)]
        if self.measurement.measure == "odds_ratio":
            shares = [share / (1 - share) for share in shares]
        return shares[0] if not versus else shares[0] / shares[1]

    def _share(self, arm: str) -> float:
        """Return the share of people whose measured value lies beyond the threshold."""
        beyond = self._numbers(arm) - threshold_in_body_unit(self.measurement, self.known)
        if self.measurement.side == "below":
            beyond = -beyond
        return float(np.mean(_chance_above_zero(beyond, self._scatter(arm))))

    def _scatter(self, arm: str) -> np.ndarray:
        """Return the standard deviation that measuring adds to each person's number."""
        told = self.measurement
        main = main_stretch(told, self.experiment)
        now = self._read(arm, main)
        if told.take in {"time_of_peak", "time_of_nadir"}:
            return np.zeros_like(now)
        readings = [(now, self.lived[arm].scattering(told.quantity, main))]
        if told.since is not None:
            base = base_stretch(told, self.experiment)
            before = self._read(arm, base)
            readings.append((before, self.lived[arm].scattering(told.quantity, base)))
            if main.begin_minute - base.begin_minute < DAY_MINUTES:
                # What the day adds is the same in both.
                readings = [(values, _without_the_day(kinds)) for values, kinds in readings]
        return scatter_of_readings(told.quantity, readings, self.known)

    def _numbers(self, arm: str) -> np.ndarray:
        stretch = main_stretch(self.measurement, self.experiment)
        return person_numbers(
            self.measurement, self.experiment, self.lived[arm], stretch, self.known
        )

    def _read(self, arm: str, stretch: Stretch, quantity: str | None = None) -> np.ndarray:
        name = quantity or self.measurement.quantity
        return self.lived[arm].numbers(name, stretch, self.known)

    def _difference(self, arm: str, versus: str) -> float:
        one, other = (self._centre(self._numbers(name)) for name in (arm, versus))
        if is_relative(self.measurement) and self.measurement.since is None:
            return one / other - 1
        return one - other

    def _ratio(self, arm: str, versus: list[str]) -> float:
        if versus:
            return self._centre(self._numbers(arm)) / self._centre(self._numbers(versus[0]))
        now = self._read(arm, main_stretch(self.measurement, self.experiment))
        before = self._read(arm, base_stretch(self.measurement, self.experiment))
        return self._centre(now) / self._centre(before)

    def _line(self) -> tuple[float, float]:
        """Return slope and intercept of the line through the arms or the moments."""
        told = self.measurement
        points = [
            [
                self._centre(self._changed(arm, moment, quantity))
                for quantity in (told.against, told.quantity)
            ]
            for arm in arms_of(told, self.experiment)
            for moment in told.times or [None]
        ]
        across, up = np.array(points).T
        slope, intercept = np.polyfit(across, up, 1)
        return float(slope), float(intercept)

    def _changed(self, arm: str, moment: Moment | None, quantity: str | None) -> np.ndarray:
        now = self._read(arm, main_stretch(self.measurement, self.experiment, moment), quantity)
        if self.measurement.since is None:
            return now
        return now - self._read(arm, base_stretch(self.measurement, self.experiment), quantity)

    def _centre(self, numbers: np.ndarray) -> float:
        return centre(self.measurement, numbers)


def _without_the_day(kinds: tuple[Kind, ...]) -> tuple[Kind, ...]:
    return tuple(kind for kind in kinds if kind != "person")


def _root_mean_square(values: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(values))))


def _chance_above_zero(values: np.ndarray, deviations: np.ndarray) -> np.ndarray:
    """Return how likely each normal number is above zero, shape (V,)."""
    from scipy.special import ndtr

    certain = deviations == 0
    scores = values / np.where(certain, 1.0, deviations)
    return np.where(certain, values > 0, ndtr(scores))


def main_stretch(
    measurement: Measurement, experiment: Experiment, moment: Moment | None = None
) -> Stretch:
    """Return when a measurement is read off; `moment` takes the place of its own."""
    zero = experiment.zero.minutes
    at = moment or measurement.at
    if at is not None:
        return Stretch("value", at.after(zero), at.after(zero))
    if measurement.over is None:
        raise ValueError("a measurement needs at or over")
    return _windowed(measurement, measurement.over, zero)


def base_stretch(measurement: Measurement, experiment: Experiment) -> Stretch:
    """Return from when a measurement counts changes."""
    zero, since = experiment.zero.minutes, measurement.since
    if since is None:
        raise ValueError("a change needs since")
    if isinstance(since, Window):
        return _windowed(measurement, since, zero)
    return Stretch("value", since.after(zero), since.after(zero))


def _windowed(measurement: Measurement, window: Window, zero_minute: float) -> Stretch:
    take = "mean" if measurement.take == "value" else measurement.take
    begin, end = window.begin.after(zero_minute), window.end.after(zero_minute)
    return Stretch(take, begin, end, measurement.every)


def all_times(measurements: Iterable[Measurement], experiment: Experiment) -> np.ndarray:
    """Return when the courses of an experiment have to be known, ascending; shape (T,)."""
    times = [
        stretch.times()
        for measurement in measurements
        for stretch in stretches(measurement, experiment)
    ]
    return np.unique(np.concatenate(times))
