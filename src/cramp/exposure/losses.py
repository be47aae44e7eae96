"""Watery stool and vomit, as told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cramp.diary.model import StoolEvent, VomitingEvent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cramp.diary.model import Event
    from cramp.exposure.clock import Clock

SECRETION_MINUTES = {"watery_stool": 120.0, "loose_stool": 120.0, "vomit": 60.0}
"""How long before it is passed the bowel or stomach takes a loss from the blood (assumed)."""

TIMES_SPREAD_MINUTES = 90.0
"""Several bouts in one entry are spread after its time, this far apart (assumed); closer where
the day would end before the last of them."""


@dataclass(frozen=True)
class Loss:
    """One loss of fluid from the blood; `volume_litre` is None where no amount was told."""

    at_minute: float
    minutes: float
    kind: Literal["watery_stool", "loose_stool", "vomit"]
    volume_litre: float | None


def told_losses(events: Iterable[Event], clock: Clock) -> tuple[Loss, ...]:
    """Return every loss told, one for each bout, in time order.

    A told amount of an entry with several bouts is shared among them.
    """
    found: list[Loss] = []
    for event in events:
        if not isinstance(event, StoolEvent | VomitingEvent):
            continue
        kind = _kind(event)
        if kind is None:
            continue
        times = event.times or 1
        volume = event.volume_litre
        each = None if volume is None else volume / times
        before = SECRETION_MINUTES[kind]
        at = clock.minutes(event.at)
        left_of_day = clock.at(clock.day_index(at) + 1, 0) - at
        apart = min(TIMES_SPREAD_MINUTES, left_of_day / times)
        found.extend(
            Loss(at - before + index * apart, before, kind, each) for index in range(times)
        )
    return tuple(sorted(found, key=lambda loss: loss.at_minute))


def _kind(
    event: StoolEvent | VomitingEvent,
) -> Literal["watery_stool", "loose_stool", "vomit"] | None:
    if isinstance(event, VomitingEvent):
        return "vomit"
    if event.consistency == "watery":
        return "watery_stool"
    return "loose_stool" if event.consistency == "loose" else None
