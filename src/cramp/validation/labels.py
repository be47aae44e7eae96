"""Measurements and moments in short words, for tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cramp.exposure.clock import DAY_MINUTES
from cramp.validation.measures import base_stretch, stretches

if TYPE_CHECKING:
    from cramp.validation.format import Experiment
    from cramp.validation.lived_arm import Stretch
    from cramp.validation.measurements import Measure, Measurement, Take

_TAKES: dict[Take, str] = {
    "mean": "mean over a stretch of time",
    "cumulative": "added up",
    "rate": "rate",
    "peak": "highest value",
    "nadir": "lowest value",
    "time_of_peak": "time of the highest value",
    "time_of_nadir": "time of the lowest value",
}
_COMPARED: dict[Measure, str] = {
    "difference": "difference from",
    "ratio": "ratio to",
    "risk_ratio": "share of people beyond a threshold, ratio to",
    "odds_ratio": "odds of being beyond a threshold, ratio to",
}


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


def caption(measurement: Measurement, experiment: Experiment) -> str:
    """Return what is shown of a quantity, such as `rate, change from day 1 08:00`.

    Empty for the plain value at a moment.
    """
    take = _TAKES.get(measurement.take, "")
    return ", ".join(part for part in (take, _measure(measurement, experiment)) if part)


def _measure(measurement: Measurement, experiment: Experiment) -> str:
    base = ""
    if measurement.since is not None:
        stretch = base_stretch(measurement, experiment)
        base = _stretch(stretch.begin_minute, stretch.end_minute)
    changed = f", of changes since {base}" if base else ""
    if (told := _COMPARED.get(measurement.measure)) is not None:
        other = in_words(measurement.versus or "") or base
        return f"{told} {other}{changed if measurement.versus else ''}"
    against = in_words(measurement.against or "")
    return {
        "change": f"change since {base}",
        "slope": f"slope against {against}",
        "onset": f"{against} at which it is zero",
        "share_above": f"share of people above a threshold{changed}",
        "share_below": f"share of people below a threshold{changed}",
        "standard_deviation": f"standard deviation between people{changed}",
    }.get(measurement.measure, "")


def place_in_words(measurement: Measurement, experiment: Experiment) -> str:
    """Return when a measurement was made, and its threshold, such as `below 3.5 mmol/L, day 1`."""
    begins, ends = zip(
        *((one.begin_minute, one.end_minute) for one in _looked_at(measurement, experiment)),
        strict=True,
    )
    when = _stretch(min(begins), max(ends))
    if measurement.threshold is None:
        return when
    value, unit = measurement.threshold
    return f"{measurement.side} {value:g} {unit}, {when}"


def _looked_at(measurement: Measurement, experiment: Experiment) -> list[Stretch]:
    """Return the stretches of a measurement but that from which it counts changes."""
    found = stretches(measurement, experiment)
    return found if measurement.since is None else found[1:]


def in_words(identifier: str) -> str:
    """Return an identifier as words, such as `plasma potassium concentration`."""
    return identifier.replace("_", " ")


def _stretch(begin_minute: float, end_minute: float) -> str:
    begin, end = moment_in_words(begin_minute), moment_in_words(end_minute)
    return begin if begin == end else f"{begin} to {end}"


def moment_in_words(minute: float) -> str:
    """Return a day and a clock hour, such as `day 2 08:00`."""
    index, rest = divmod(round(minute), int(DAY_MINUTES))
    return f"day {index + 1} {rest // 60:02d}:{rest % 60:02d}"
