"""Watery stool and vomit, as told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cramp.diary.model import StoolEvent, VomitingEvent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cramp.diary.model import Event
    from cramp.exposure.clock import Clock

LossKind = Literal["watery_stool", "loose_stool", "laxative_stool", "vomit"]
"""Watery stool is like plasma when it runs fast, loose stool is drawn by what the gut did not
absorb, laxative stool is driven by a laxative that irritates; each has salts of its own."""

LOSS_INPUTS: dict[LossKind, str] = {
    "watery_stool": "stool_loss_rate",
    "loose_stool": "osmotic_stool_loss_rate",
    "laxative_stool": "laxative_stool_loss_rate",
    "vomit": "vomit_loss_rate",
}
"""The input of the body that takes each kind of loss."""

SWEAT_INPUTS = ("sweat_rate", "unweighed_sweat_rate")
STOOL_INPUTS = tuple(name for kind, name in LOSS_INPUTS.items() if kind != "vomit")

SECRETION_MINUTES: dict[LossKind, float] = {
    "watery_stool": 120.0, "loose_stool": 120.0, "laxative_stool": 120.0, "vomit": 60.0,
}  # fmt: skip
"""How long before it is passed the bowel or stomach takes a loss from the blood (assumed)."""

TIMES_SPREAD_MINUTES = 90.0
"""Several bouts in one entry are spread after its time, this far apart (assumed); closer where
the day would end before the last of them."""


@dataclass(frozen=True)
class Loss:
    """One loss of fluid from the blood.

    Attributes
    ----------
    at_minute, minutes
        When it begins to leave the blood, and for how long it does.
    kind
        What it holds.
    volume_litre
        None where no amount was told.
    consistency
        Of stool, as told: how much a stool of untold amount usually is.
    """

    at_minute: float
    minutes: float
    kind: LossKind
    volume_litre: float | None
    consistency: Literal["watery", "loose"] | None = None


def told_losses(
    events: Iterable[Event], clock: Clock, laxatives: Mapping[int, LossKind] | None = None
) -> tuple[Loss, ...]:
    """Return every loss told, one for each bout, in time order.

    A told amount of an entry with several bouts is shared among them.

    Parameters
    ----------
    events
        Of the days shown.
    clock
        What minute 0 is.
    laxatives
        Days on which a laxative is taken, with the stool that it brings: on those days, and the
        day after, every stool that is not formed counts as its work.
    """
    found: list[Loss] = []
    for event in events:
        if not isinstance(event, StoolEvent | VomitingEvent):
            continue
        at = clock.minutes(event.at)
        kind = _kind(event, clock.day_index(at), laxatives or {})
        if kind is None:
            continue
        times = event.times or 1
        volume = event.volume_litre
        each = None if volume is None else volume / times
        before = SECRETION_MINUTES[kind]
        left_of_day = clock.at(clock.day_index(at) + 1, 0) - at
        apart = min(TIMES_SPREAD_MINUTES, left_of_day / times)
        found.extend(
            Loss(at - before + index * apart, before, kind, each, _consistency(event))
            for index in range(times)
        )
    return tuple(sorted(found, key=lambda loss: loss.at_minute))


def _consistency(event: StoolEvent | VomitingEvent) -> Literal["watery", "loose"] | None:
    if isinstance(event, VomitingEvent) or event.consistency not in ("watery", "loose"):
        return None
    return event.consistency


def _kind(
    event: StoolEvent | VomitingEvent, day: int, laxatives: Mapping[int, LossKind]
) -> LossKind | None:
    if isinstance(event, VomitingEvent):
        return "vomit"
    consistency = _consistency(event)
    if consistency is None:
        return None
    by_laxative = laxatives.get(day) or laxatives.get(day - 1)
    return by_laxative or ("watery_stool" if consistency == "watery" else "loose_stool")
