"""Moments, durations and days as an experiment's file writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from cramp.exposure.clock import DAY_MINUTES
from cramp.units import UnitError, duration_minutes, parse_quantity

_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_DAY_AND_CLOCK = re.compile(rf"day (-?\d{{1,4}}) {_CLOCK.pattern}")
_DAYS = re.compile(r"(-?\d{1,4})(?:-(-?\d{1,4}))?")
_WRITE = "write such as 'day 2 08:00', '+90 min' or '-1 h'"


@dataclass(frozen=True)
class Moment:
    """A time of an experiment.

    Attributes
    ----------
    minutes
        Since midnight before day 1; or, where `from_zero`, since the experiment's zero.
    from_zero
        Whether it counts from the zero.
    """

    minutes: float
    from_zero: bool

    def after(self, zero_minute: float) -> float:
        """Return minutes since midnight before day 1, of an experiment with that zero."""
        return self.minutes + zero_minute if self.from_zero else self.minutes


@dataclass(frozen=True)
class Days:
    """Whole days, the first and the last included; day 1 is the protocol's first."""

    first: int
    last: int

    @property
    def numbers(self) -> range:
        """The number of each day."""
        return range(self.first, self.last + 1)


def moment(text: Any) -> Moment:
    """Return a moment; raise ValueError, with the mend, for what is none."""
    written = str(text).strip()
    if found := _DAY_AND_CLOCK.fullmatch(written):
        day, hour, minute = (int(part) for part in found.groups())
        return Moment((day - 1) * DAY_MINUTES + hour * 60 + minute, from_zero=False)
    try:
        return Moment(_signed_minutes(written), from_zero=True)
    except UnitError as error:
        raise ValueError(f"{written!r} is no moment; {_WRITE}") from error


def _signed_minutes(text: str) -> float:
    value, unit = parse_quantity(text)
    return duration_minutes(value, unit)


def duration(text: Any) -> float:
    """Return a duration in minutes; raise ValueError for what is none or is not above zero."""
    try:
        minutes = _signed_minutes(str(text))
    except UnitError as error:
        raise ValueError(f"{text!r} is no duration; write such as '20 min'") from error
    if minutes <= 0:
        raise ValueError(f"{text!r} is not above zero; write such as '20 min'")
    return minutes


def clock(text: Any) -> float:
    """Return minutes after midnight of a time such as `08:00`; raise ValueError otherwise."""
    found = _CLOCK.fullmatch(str(text).strip())
    if found is None:
        raise ValueError(f"{text!r} is no time of day; write such as '08:00'")
    return int(found[1]) * 60.0 + int(found[2])


def days(text: Any) -> Days:
    """Return days such as `3` or `1-14`; raise ValueError otherwise."""
    found = _DAYS.fullmatch(str(text).strip())
    if found is None:
        raise ValueError(f"{text!r} are no days; write such as 3 or '1-14'")
    first = int(found[1])
    last = first if found[2] is None else int(found[2])
    if last < first:
        raise ValueError(f"{text!r} ends before it begins; write the earlier day first")
    return Days(first, last)
