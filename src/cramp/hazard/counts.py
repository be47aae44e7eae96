"""What a person tells of how often they cramp; nothing told is no zero."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cramp.diary.model import CrampEvent

if TYPE_CHECKING:
    from cramp.diary.model import Diary
    from cramp.exposure.timeline import Timeline


@dataclass(frozen=True)
class Reported:
    """A count that a person remembers, beside the diary's days.

    Attributes
    ----------
    cramps
        How many at night; 0 is a count.
    nights
        In how many nights.
    """

    cramps: int
    nights: float

    def __post_init__(self) -> None:
        """Refuse what is no count."""
        if self.cramps < 0 or self.nights <= 0:
            raise ValueError(
                f"{self.cramps} cramps in {self.nights:g} nights; write 0 or more in 1 or more"
            )


@dataclass(frozen=True)
class Counted:
    """Cramps written down in a diary.

    Attributes
    ----------
    cramps
        How many, of rest and of exercise.
    from_minute
        Of the timeline's clock, from which they were counted to the end of its days.
    """

    cramps: int
    from_minute: float


def counted_cramps(diary: Diary, told: Timeline) -> Counted | None:
    """Return the cramps of the days shown; None where the diary holds none.

    A diary without cramps does not say that there were none: its writer may not have been asked.
    A cramp that opens a diary is left out and counting starts at it, for a diary that is begun
    because of a cramp holds one by choice of its first day.
    """
    shown = range(told.days)
    events = [e for e in diary.events if told.clock.day_index(told.clock.minutes(e.at)) in shown]
    moments = [told.clock.minutes(e.at) for e in events if isinstance(e, CrampEvent)]
    if not moments:
        return None
    first = told.clock.minutes(events[0].at)
    opened_by_cramp = moments[0] == first and told.left_out_before is None
    if not opened_by_cramp:
        return Counted(len(moments), 0.0)
    return Counted(sum(moment > first for moment in moments), first)
