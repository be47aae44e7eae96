"""A diary on one clock: everything told, in minutes from midnight before its first day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cramp.diary.model import AlcoholEvent, DrinkEvent, EatEvent, ExerciseEvent
from cramp.exposure.clock import Clock
from cramp.exposure.doses import Dose, told_doses
from cramp.exposure.intake import ResolvedPortion, resolve
from cramp.exposure.laxatives import laxative_days
from cramp.exposure.losses import Loss, LossKind, told_losses

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from cramp.diary.model import Diary, Event, Portion

LONGEST_WINDOW_DAYS = 28
"""What is shown of a longer diary: its last days, so that a report stays readable (assumed)."""

EATING_MINUTES = 20.0
"""How long a meal or a drink takes (assumed)."""

DEFAULT_SLEEP = (23 * 60.0, 7 * 60.0)
"""Begin and end of sleep that was not told, minutes of the day (assumed)."""


@dataclass(frozen=True)
class Meal:
    """Things eaten or drunk together; `alcoholic` where they were told as alcohol."""

    at_minute: float
    minutes: float
    portions: tuple[ResolvedPortion, ...]
    alcoholic: bool = False


@dataclass(frozen=True)
class Bout:
    """One bout of exercise; None where it was not told."""

    at_minute: float
    minutes: float | None
    intensity: float | None
    temperature_celsius: float | None
    sweat_loss_litre: float | None


@dataclass(frozen=True)
class Timeline:
    """Everything told that reaches the body, on one clock.

    Attributes
    ----------
    clock
        What minute 0 is.
    days
        Whole days shown, from minute 0.
    meals, losses, doses, bouts
        What was told, in time order.
    complete_days
        Indices of days of which everything eaten and drunk was written down.
    usual_meals
        Meals of the usual day at minutes of the day, where told.
    usual_day_is_complete
        Whether the usual day holds everything usually eaten and drunk.
    laxatives
        Days on which a laxative is taken, from the run-in's first, and the stool it brings.
    asleep
        Begin and end of usual sleep, minutes of the day.
    left_out_before
        First day shown, where the diary is longer than the window and events before that day
        are left out; None where nothing is.
    """

    clock: Clock
    days: int
    meals: tuple[Meal, ...]
    losses: tuple[Loss, ...]
    doses: tuple[Dose, ...]
    bouts: tuple[Bout, ...]
    complete_days: frozenset[int]
    usual_meals: tuple[Meal, ...]
    usual_day_is_complete: bool
    laxatives: dict[int, LossKind]
    asleep: tuple[float, float]
    left_out_before: date | None

    @property
    def end_minute(self) -> float:
        """Local midnight after the last day shown."""
        return self.clock.at(self.days, 0)

    def portions(self) -> list[ResolvedPortion]:
        """Return everything eaten and drunk in the window, in time order."""
        return [portion for meal in self.meals for portion in meal.portions]


def timeline(diary: Diary, today: date | None = None) -> Timeline:
    """Put a diary on one clock.

    Parameters
    ----------
    diary
        As read by `cramp.diary`.
    today
        The day to show when the diary has no dated event.
    """
    first, last, left_out = _window(diary, today)
    clock = Clock.at_midnight(first, diary.time_zone)
    days = (last - first).days + 1
    events = [e for e in diary.events if 0 <= clock.day_index(clock.minutes(e.at)) < days]
    usual = diary.usual_day
    laxatives = laxative_days(diary, clock, days)
    return Timeline(
        clock=clock,
        days=days,
        meals=tuple(_meals(events, clock)),
        losses=told_losses(events, clock, laxatives),
        doses=told_doses(diary, clock, days),
        bouts=tuple(_bout(e, clock) for e in events if isinstance(e, ExerciseEvent)),
        complete_days=frozenset(
            index
            for index in range(days)
            if (note := diary.days.get(clock.day(index))) is not None and note.complete
        ),
        usual_meals=tuple(_usual_meals(diary)),
        usual_day_is_complete=bool(usual is not None and usual.complete),
        laxatives=laxatives,
        asleep=_asleep(diary),
        left_out_before=left_out,
    )


def _window(diary: Diary, today: date | None) -> tuple[date, date, date | None]:
    zone = ZoneInfo(diary.time_zone)
    dates = [event.at.astimezone(zone).date() for event in diary.events]
    if not dates:
        only = today or datetime.now(zone).date()
        return only, only, None
    last = max(dates)
    earliest = last - timedelta(days=LONGEST_WINDOW_DAYS - 1)
    first = max(min(dates), earliest)
    return first, last, (first if min(dates) < first else None)


def _meals(events: Iterable[Event], clock: Clock) -> Iterable[Meal]:
    for event in events:
        if isinstance(event, EatEvent | DrinkEvent | AlcoholEvent):
            portions = tuple(resolve(item) for item in event.items)
            alcoholic = isinstance(event, AlcoholEvent)
            yield Meal(clock.minutes(event.at), EATING_MINUTES, portions, alcoholic)


def _usual_meals(diary: Diary) -> Iterable[Meal]:
    if diary.usual_day is None:
        return
    for meal in diary.usual_day.meals:
        items: tuple[Portion, ...] = (*meal.eat, *meal.drink)
        at_minute = meal.at.hour * 60.0 + meal.at.minute
        yield Meal(at_minute, EATING_MINUTES, tuple(resolve(item) for item in items))


def _bout(event: ExerciseEvent, clock: Clock) -> Bout:
    return Bout(
        clock.minutes(event.at),
        event.duration_minutes,
        event.intensity_fraction,
        event.temperature_celsius,
        event.sweat_loss_litre,
    )


def _asleep(diary: Diary) -> tuple[float, float]:
    usual = diary.usual_day
    if usual is None or usual.sleep is None:
        return DEFAULT_SLEEP
    begin, end = usual.sleep
    return begin.hour * 60.0 + begin.minute, end.hour * 60.0 + end.minute
