"""Minutes on one clock for everything a diary tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

DAY_MINUTES = 1440.0


@dataclass(frozen=True)
class Clock:
    """Minutes since local midnight before the first day shown.

    Elapsed time, so a change of daylight saving shifts the wall clock against it.
    """

    origin: datetime

    @classmethod
    def at_midnight(cls, day: date, time_zone: str) -> Clock:
        """Return a clock that starts at a local midnight."""
        return cls(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(time_zone)))

    def minutes(self, moment: datetime) -> float:
        """Return elapsed minutes at a moment; negative before the origin."""
        utc = ZoneInfo("UTC")
        elapsed = moment.astimezone(utc) - self.origin.astimezone(utc)
        return elapsed.total_seconds() / 60

    def moment(self, minutes: float) -> datetime:
        """Return the local moment at some minutes."""
        utc = ZoneInfo("UTC")
        return (self.origin.astimezone(utc) + timedelta(minutes=minutes)).astimezone(
            self.origin.tzinfo
        )

    def day(self, index: int) -> date:
        """Return the local date of a day counted from the origin."""
        return self.origin.date() + timedelta(days=index)
