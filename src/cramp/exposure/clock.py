"""Minutes on one clock for everything a diary tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY_MINUTES = 1440.0


@dataclass(frozen=True)
class Clock:
    """Minutes since local midnight before the first day shown.

    Elapsed time: on a day on which the clocks change, local midnight is 23 or 25 hours after
    the one before. Days and times of day are therefore asked of the clock, never reckoned from
    `DAY_MINUTES`.
    """

    origin: datetime

    @classmethod
    def at_midnight(cls, day: date, time_zone: str) -> Clock:
        """Return a clock that starts at a local midnight."""
        return cls(datetime.combine(day, time(), ZoneInfo(time_zone)))

    def minutes(self, moment: datetime) -> float:
        """Return elapsed minutes at a moment; negative before the origin."""
        elapsed = moment.astimezone(UTC) - self.origin.astimezone(UTC)
        return elapsed.total_seconds() / 60

    def moment(self, minutes: float) -> datetime:
        """Return the local moment at some minutes."""
        utc = self.origin.astimezone(UTC) + timedelta(minutes=minutes)
        return utc.astimezone(self.origin.tzinfo)

    def stamp(self, minutes: float) -> str:
        """Return the moment at some minutes as text that does not depend on the origin."""
        return self.moment(minutes).isoformat()

    def day(self, index: int) -> date:
        """Return the local date of a day counted from the origin."""
        return self.origin.date() + timedelta(days=index)

    def day_index(self, minutes: float) -> int:
        """Return the local day, counted from the origin, that some minutes fall on."""
        return (self.moment(minutes).date() - self.origin.date()).days

    def at(self, day_index: int, minute_of_day: float) -> float:
        """Return elapsed minutes when the clock on the wall shows a time of a day.

        Parameters
        ----------
        day_index
            Counted from the origin.
        minute_of_day
            On the wall, from that day's midnight; from 1440 on it is the next day.
        """
        midnight = datetime.combine(self.day(day_index), time(), self.origin.tzinfo)
        # Adding to a moment that knows its zone moves the hands on the wall, not elapsed time.
        return self.minutes(midnight + timedelta(minutes=minute_of_day))
