"""Single values of a diary file: text in, checked value out, faults noted where they stand."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from cramp import units
from cramp.units import UnitError, parse_quantity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from zoneinfo import ZoneInfo

    from cramp.diary.told import Told

EARLIEST_DAY = date(1900, 1, 1)

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[T ]+(\d{1,2}:\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
)
_A_DAY = re.compile(r"\s*(?:/|a |per |each |every )\s*d(?:ay)?\s*$|\s*daily\s*$", re.IGNORECASE)
_TRUTH = {"true": True, "yes": True, "false": False, "no": False}
_UNTOLD = {"untold", "unknown", "not told"}


def quantity(
    told: Told, convert: Callable[[float, str], float], low: float, high: float, example: str
) -> float | None:
    """Return a number with a unit, converted; None (and a fault) if it is not plausible.

    Parameters
    ----------
    told
        The place.
    convert
        From number and unit to the number wanted; raises UnitError.
    low, high
        Smallest and largest plausible value, in the unit wanted.
    example
        For the mend.
    """
    text = told.text()
    if text is None:
        return None
    try:
        number, unit = parse_quantity(text)
        if not unit:
            told.fault(f"{told.shown} has no unit", f"write such as {example}")
            return None
        value = convert(number, unit)
    except UnitError as error:
        what, _, mend = str(error).partition("; ")
        told.fault(what, mend if mend.startswith("use one of") else f"write such as {example}")
        return None
    return _plausible(told, value, low, high, example)


def number(told: Told, low: float, high: float, example: str) -> float | None:
    """Return a number without unit; None (and a fault) if it is not between low and high."""
    text = told.text()
    if text is None:
        return None
    try:
        value, rest = parse_quantity(text)
    except UnitError:
        rest, value = text, 0.0
    if rest:
        told.fault(f"{told.shown} is not a number", f"write such as {example}")
        return None
    return _plausible(told, value, low, high, example)


def whole_number(told: Told, low: int, high: int, example: str) -> int | None:
    """Return a whole number; None (and a fault) if it is not one between low and high."""
    value = number(told, low, high, example)
    if value is not None and value != int(value):
        told.fault(f"{told.shown} is not a whole number", f"write such as {example}")
        return None
    return None if value is None else int(value)


def fraction(told: Told, words: dict[str, float], example: str) -> float | None:
    """Return a share: one of some words, a percentage, or a number from 0 to 1."""
    text = told.text()
    if text is None:
        return None
    if text.casefold() in words:
        return words[text.casefold()]
    try:
        value, unit = parse_quantity(text)
    except UnitError:
        unit, value = "?", 0.0
    if unit == "%":
        value, unit = value / 100, ""
    if unit or not 0 <= value <= 1:
        told.fault(f"{told.shown} is not between 0 and 100 %", f"write such as {example}")
        return None
    return value


def mass(told: Told) -> float | None:
    """Return the mass of a body in kg, 2 to 500 kg."""
    return quantity(told, units.mass_kg, 2, 500, "72 kg")


def height(told: Told) -> float | None:
    """Return the height of a person in cm, 40 to 260 cm."""
    return quantity(told, units.length_cm, 40, 260, "164 cm")


def volume(told: Told, most_litre: float, example: str = "0.5 l") -> float | None:
    """Return a volume in litres, more than nothing and at most `most_litre`."""
    return quantity(told, units.volume_litre, 1e-4, most_litre, example)


def volume_a_day(told: Told) -> float | None:
    """Return litres a day of a text such as `1.5 l a day`; the words `a day` may be missing."""

    def convert(value: float, unit: str) -> float:
        return units.volume_litre(value, _A_DAY.sub("", unit))

    return quantity(told, convert, 0.1, 20, "1.5 l a day")


def duration(told: Told, most_minutes: float) -> float | None:
    """Return a duration in minutes, more than nothing and at most `most_minutes`."""
    return quantity(told, units.duration_minutes, 1 / 60, most_minutes, "45 min")


def temperature(told: Told) -> float | None:
    """Return the temperature of the surroundings in degrees Celsius, -60 to 110."""
    return quantity(told, units.temperature_celsius, -60, 110, "31 °C")


def choice(told: Told, allowed: Iterable[str]) -> str | None:
    """Return one of the allowed words; None (and a fault) for another."""
    text, words = told.text(), list(allowed)
    if text is None or text.casefold() in words:
        return None if text is None else text.casefold()
    told.fault(f"{told.shown} is not known here", f"write one of {', '.join(words)}")
    return None


def truth(told: Told) -> bool | None:
    """Return yes or no; None if told as `untold`, and (with a fault) for another text."""
    text = told.text()
    if text is None or text.casefold() in _UNTOLD:
        return None
    if text.casefold() not in _TRUTH:
        told.fault(f"{told.shown} is neither yes nor no", "write true, false or untold")
        return None
    return _TRUTH[text.casefold()]


def day(told: Told, *, future: bool = False) -> date | None:
    """Return a date from 1900 on; one after tomorrow only if `future` is allowed."""
    text = told.text()
    return None if text is None else day_of(told, text, future=future)


def day_of(told: Told, text: str, *, future: bool = False) -> date | None:
    """Return the date that a text names, as `day`."""
    try:
        found = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None:
        told.fault(f"“{text[:40]}” is not a date", "write such as 2025-07-03")
        return None
    if found < EARLIEST_DAY:
        told.fault(f"{found} is before {EARLIEST_DAY.year}", "check the year")
        return None
    if not future and found > told.findings.today + timedelta(days=1):
        told.fault(f"{found} is in the future", "check the date, or the clock of this computer")
        return None
    return found


def clock_time(told: Told) -> time | None:
    """Return a time of day."""
    text = told.text()
    if text is None:
        return None
    found = _CLOCK.fullmatch(text)
    if found is None:
        told.fault(f"{told.shown} is not a time of day", "write such as 07:30")
        return None
    return time(int(found[1]), int(found[2]))


def night(told: Told) -> tuple[time, time] | None:
    """Return begin and end of usual sleep from a text such as `23:00-07:00`."""
    text = told.text()
    if text is None:
        return None
    parts = [_CLOCK.fullmatch(part.strip()) for part in re.split(r"[-–—]|\bto\b", text)]
    begin_end = [time(int(part[1]), int(part[2])) for part in parts if part is not None]
    if len(parts) != 2 or len(begin_end) != 2 or begin_end[0] == begin_end[1]:
        told.fault(f"{told.shown} is not begin and end of sleep", "write such as 23:00-07:00")
        return None
    return begin_end[0], begin_end[1]


def moment(told: Told, zone: ZoneInfo) -> tuple[datetime, bool] | None:
    """Return a moment in the diary's time zone, and whether the time of day was told.

    Of a date alone it is noon. A local time that the clocks skipped or showed twice is a fault.
    """
    text = told.text()
    if text is None:
        return None
    found = _MOMENT.fullmatch(text)
    if found is None:
        told.fault(f"{told.shown} is not a date with time", "write such as 2025-07-03T08:00")
        return None
    on = day_of(told, found[1])
    at = None if on is None else _at(told, on, found, zone)
    return None if at is None else (at, found[2] is not None)


def _at(told: Told, on: date, found: re.Match[str], zone: ZoneInfo) -> datetime | None:
    hours, minutes = (found[2] or "12:00").split(":")
    try:
        naive = datetime.combine(on, time(int(hours), int(minutes), int(found[3] or 0)))
        if found[4] is not None:
            offset = _offset(found[4])
            return (naive - offset).replace(tzinfo=UTC).astimezone(zone)
    except ValueError:
        told.fault(f"{told.shown} is not a time", "write such as 2025-07-03T08:00")
        return None
    return _local(told, naive, zone)


def _offset(text: str) -> timedelta:
    if text == "Z":
        return timedelta(0)
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 14 or minutes > 59:
        raise ValueError(text)
    return timedelta(hours=hours, minutes=minutes) * (-1 if text[0] == "-" else 1)


def _local(told: Told, naive: datetime, zone: ZoneInfo) -> datetime | None:
    local = naive.replace(tzinfo=zone)
    if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != naive:
        what = f"{told.shown} did not exist in {zone.key}: the clocks were put forward"
        told.fault(what, "write the time that the clock showed")
        return None
    first, second = (f"{local.replace(fold=fold):%z}" for fold in (0, 1))
    if first != second:
        what = f"{told.shown} came twice in {zone.key}: the clocks were put back"
        told.fault(what, f"write which one with the offset {first} or {second}")
        return None
    return local


def _plausible(told: Told, value: float, low: float, high: float, example: str) -> float | None:
    if low <= value <= high:
        return value
    told.fault(f"{told.shown} is not plausible here", f"write such as {example}")
    return None
