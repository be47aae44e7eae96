"""Measurements and moments in short words, for tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cramp.exposure.clock import DAY_MINUTES
from cramp.validation.measures import stretches

if TYPE_CHECKING:
    from cramp.validation.format import Experiment
    from cramp.validation.measurements import Measurement


def label(measurement: Measurement, experiment: Experiment) -> str:
    """Return quantity, measure, arm and time, such as `body_mass change drug day 3 08:00`."""
    take = "" if measurement.take == "value" else measurement.take
    words = [measurement.quantity, take, measurement.measure]
    if len(experiment.arms) > 1:
        words.extend([" and ".join(measurement.arms or ()) or measurement.arm or ""])
    if measurement.versus is not None:
        words.append(f"versus {measurement.versus}")
    last = stretches(measurement, experiment)[-1]
    words.append(moment_in_words(last.begin_minute))
    if last.end_minute > last.begin_minute:
        words.append(f"to {moment_in_words(last.end_minute)}")
    return " ".join(word for word in words if word)


def moment_in_words(minute: float) -> str:
    """Return a day and a clock hour, such as `day 2 08:00`."""
    index, rest = divmod(round(minute), int(DAY_MINUTES))
    return f"day {index + 1} {rest // 60:02d}:{rest % 60:02d}"
