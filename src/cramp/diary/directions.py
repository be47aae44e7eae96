"""What people write about a medicine, taken apart: which, how much, and when."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import time

from cramp.units import AMBIGUOUS_POINT, UnitError, mass_mg, split_number

LONGEST_TEXT = 200
MOST_MG = 50_000.0

MORNING, NOON, AFTERNOON = time(8, 0), time(12, 0), time(15, 0)
EVENING, NIGHT = time(18, 0), time(22, 0)
"""What the words for times of day are taken for (assumed: common hours)."""

_SPREAD = {
    2: (time(8, 0), time(20, 0)),
    3: (time(8, 0), time(14, 0), time(20, 0)),
    4: (time(8, 0), time(12, 0), time(18, 0), time(22, 0)),
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_COUNTS = {"one": 1, "once": 1, "two": 2, "twice": 2, "three": 3, "thrice": 3, "four": 4}

_NUMBER = r"\d+(?:[.,]\d+)?"
_DOSE_UNIT = r"ng|µg|μg|ug|mcg|micrograms?|mg|milligrams?|g|grams?"
_OTHER_UNIT = (
    r"ml|l|i\.?u\.?|units?|drops?|puffs?|mmol|meq|mval|%|sachets?|patch(?:es)?|teaspoons?|spoons?"
)
_NEVER_DOSE = (
    r"km|kilomet\w+|miles?|furlongs?|cm|mm|m|met(?:re|er)s?|inch(?:es)?|feet|ft|mmhg|°c|°f|kcal|kg"
    r"|kilograms?|lbs?|pounds?|stones?|oz|ounces?"
)
_COMBINATION = re.compile(
    rf"(?<![\w.,-]){_NUMBER}\s*(?:mg)?(?:\s*/\s*{_NUMBER}\s*(?:mg)?)+(?![\w/-])", re.IGNORECASE
)
_DOSE = re.compile(rf"(?<![\w.,])(-?{_NUMBER})\s*({_DOSE_UNIT})(?!\w|/\d)", re.IGNORECASE)
_RANGE = re.compile(
    rf"(?<![\w.,-]){_NUMBER}\s*(?:{_DOSE_UNIT})?\s*(?:-|–|\bto\b|\bor\b)\s*{_NUMBER}\s*(?:{_DOSE_UNIT})"
    r"(?!\w)",
    re.IGNORECASE,
)
_OTHER_DOSE = re.compile(rf"(?<![\w.,])(-?{_NUMBER})\s*({_OTHER_UNIT})(?!\w)", re.IGNORECASE)
_WRONG_DOSE = re.compile(rf"(?<![\w.,])(-?{_NUMBER})\s*({_NEVER_DOSE})(?!\w)", re.IGNORECASE)
_PIECES = re.compile(
    rf"(?<![\w.,/-])(\d+\s+\d/\d|\d/\d|\d*\s*[½¼¾]|(?:one|two)\s+and\s+a\s+half|half|{_NUMBER}|one"
    r"|two|three)\s*(?:an?\s+|of\s+an?\s+)?"
    r"(?:(?:tablet|tab|capsule|pill)s?\b(?:\s+of)?|[x×](?=\s*\d))",
    re.IGNORECASE,
)
# A point parts hours and minutes only where a word says so: 1.25 is also a dose.
_CLOCK = re.compile(
    r"(?:\bat\s+)?(?<![\d:.,])(\d{1,2})[:h](\d{2})(?![\d:.])\s*(am|pm)?|"
    r"\bat\s+(\d{1,2})\.(\d{2})(?![\d:.])|"
    r"(?:\bat\s+)?(?<![\d:.,/-])(\d{1,2})(?:\.(\d{2}))?\s*(am|pm|o'clock)\b",
    re.IGNORECASE,
)
_SCHEME = re.compile(
    r"(?<![\w/.,–-])([0-9])\s?[-–]\s?([0-9])\s?[-–]\s?([0-9])(?:\s?[-–]\s?([0-9]))?(?![\w/.,–-])"
)
_A_DAY = r"(?:an?\s+day|per\s+day|/\s*d(?:ay)?|daily|every\s+day|each\s+day)"
_TIMES_A_DAY = re.compile(
    rf"\b(once|twice|thrice|(?:one|two|three|four|\d)\s*(?:times?|x|×))\s*{_A_DAY}", re.IGNORECASE
)
_LATIN = {"od": 1, "qd": 1, "bd": 2, "bid": 2, "tid": 3, "tds": 3, "qid": 4, "qds": 4}
_LATIN_WORD = re.compile(
    r"\b(od|qd|bd|bid|tid|tds|qid|qds|o\.d\.?|q\.d\.?|b\.d\.?|b\.i\.d\.?|t\.i\.d\.?)(?!\w)",
    re.IGNORECASE,
)
_EVERY_HOURS = re.compile(r"\bevery\s+(\d{1,2})\s*(?:h|hrs?|hours?)\b", re.IGNORECASE)
_EVERY_DAYS = re.compile(r"\bevery\s+(\d{1,3}|two|three|four)\s*(days|weeks)\b", re.IGNORECASE)
_THIRD_DAY = re.compile(r"\bevery\s+(?:third|3rd)\s+day\b", re.IGNORECASE)
_SECOND_DAY = re.compile(
    r"\b(?:every\s+(?:second|other|2nd)|on\s+alternate|alternate)\s+days?\b", re.IGNORECASE
)
_WEEKLY = re.compile(
    r"\b(?:once\s+(?:a|per)\s+week|weekly|once\s+weekly|every\s+week)\b", re.IGNORECASE
)
_UNCLEAR = re.compile(
    r"\b(?:twice|(?:two|three|four) times|\d\s*(?:times|x)|thrice)\s*"
    r"(?:(?:an?\s|per\s|/)\s*(?:week|month|year)|weekly|monthly)\b"
    r"|\bonce\s+(?:an?|per)\s+(?:month|year)\b"
    r"|\bmonthly\b|\b(?:then|increasing|decreasing|reduced?|tapering|up to)\b",
    re.IGNORECASE,
)
_AS_NEEDED = re.compile(
    r"\b(?:as|when|if|only when)\s+(?:needed|required|necessary)\b|\bprn\b|\boccasionally\b"
    r"|\bsometimes\b|\bon demand\b",
    re.IGNORECASE,
)
_DAY_NAME = r"(?:mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:days?)?"
_WEEKDAY = re.compile(
    rf"(?:\b(?:on|every|each|and)\s+)?\b({_DAY_NAME})\b(?:\s*(?:-|–|to|until)\s*({_DAY_NAME})\b)?[,/]?",
    re.IGNORECASE,
)
_DAILY = re.compile(rf"\b{_A_DAY}\b|\bdaily\b", re.IGNORECASE)
_BEFORE_PART = r"\b(?:(?:in the|every|each|with|at|after|before)\s+)?"
_PART_OF_DAY = (
    (re.compile(rf"{_BEFORE_PART}(?:mornings?|breakfast|mane)\b", re.IGNORECASE), MORNING),
    (re.compile(rf"{_BEFORE_PART}(?:noon|midday|lunch(?:time)?)\b", re.IGNORECASE), NOON),
    (re.compile(rf"{_BEFORE_PART}afternoons?\b", re.IGNORECASE), AFTERNOON),
    (re.compile(rf"{_BEFORE_PART}(?:evenings?|dinner|supper)\b", re.IGNORECASE), EVENING),
    (
        re.compile(rf"{_BEFORE_PART}(?:nights?|nightly|nocte|bedtime|bed|sleep)\b", re.IGNORECASE),
        NIGHT,
    ),
)
_NOISE = re.compile(
    r"\b(?:take|takes|taking|tablets?|tabs?|capsules?|pills?|with food|with water|in total|dose|at"
    r"|every|and|on|of|the|in|each)\b",
    re.IGNORECASE,
)
# Words that tell how something is taken and are part of no medicine's name.
_NOT_A_NAME = re.compile(
    r"\b(?:stopped|paused|quit|not|no|none|for|since|until|till|from|max|maximum|only|times?"
    r"|days?|weeks?|months?|years?|hours?|hourly|doses|divided|split|half|quarter|one|two|three"
    r"|midnight|to|or|[x×]\s?\d+|\d+\s?[x×]|q\d+h)\b|^\W*\d+(?:[.,]\d+)?[½¼¾]?\s|[½¼¾]",
    re.IGNORECASE,
)
_LIKE_A_DOSE = re.compile(rf"\b(?:{_DOSE_UNIT})\b|(?<![\w.,/-])\d+(?![\w.,/-])", re.IGNORECASE)
_DOSE_STOOD_HERE = "\x00"


@dataclass(frozen=True)
class MedicineReading:
    """A medicine's text taken apart; `doubt` and `fault` in plain words, None if nothing is."""

    name: str
    dose_mg: float | None = None
    times: tuple[time, ...] = ()
    as_needed: bool = False
    weekdays: tuple[int, ...] = ()
    interval_days: int | None = None
    doubt: str | None = None
    fault: str | None = None


@dataclass
class _Rest:
    """What of the text is not yet understood."""

    text: str
    doubts: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def take(self, pattern: re.Pattern[str], leaving: str = " ") -> list[re.Match[str]]:
        found = list(pattern.finditer(self.text))
        self.text = pattern.sub(leaving, self.text)
        return found


def read_medicine(text: str) -> MedicineReading:
    """Take a medicine's text apart; never raises.

    Parameters
    ----------
    text
        Such as `hydrochlorothiazide 25 mg every morning`, `ibuprofen 400 mg as needed`.
    """
    told = " ".join(text.replace(_DOSE_STOOD_HERE, " ").split())
    if len(told) > LONGEST_TEXT:
        doubt = f"longer than {LONGEST_TEXT} characters; dose and times are not known"
        return MedicineReading(told[:LONGEST_TEXT], doubt=doubt)
    rest = _Rest(told)
    if rest.take(_UNCLEAR):
        rest.doubts.append("how often it is taken is not understood; it counts as daily")
    as_needed = bool(rest.take(_AS_NEEDED))
    times = _times(rest)
    interval = _interval(rest)
    weekdays = tuple(sorted({day for found in rest.take(_WEEKDAY) for day in _weekdays(found)}))
    if weekdays and interval not in {None, 7}:
        rest.doubts.append("some weeks only is not understood; it counts as every week")
    rest.take(_DAILY)
    dose = _dose(rest)
    name = _name(rest, told, dose)
    return MedicineReading(
        name=name,
        dose_mg=dose,
        times=times,
        as_needed=as_needed,
        weekdays=weekdays,
        interval_days=None if weekdays else interval,
        doubt="; ".join(rest.doubts) or None,
        fault="; ".join(rest.faults) or None,
    )


def _times(rest: _Rest) -> tuple[time, ...]:
    often = _how_often(rest)
    times = [_clock(found, rest) for found in rest.take(_CLOCK)]
    for pattern, moment in _PART_OF_DAY:
        if rest.take(pattern):
            times.append(moment)
    told = tuple(sorted({moment for moment in times if moment is not None}))
    if often is None or len(told) == often:
        return told
    if told and often > 1:
        rest.doubts.append(f"{often} times a day, but {len(told)} times of day are told")
    return told if often == 1 else _spread(often)


def _how_often(rest: _Rest) -> int | None:
    if found := rest.take(_TIMES_A_DAY):
        word = re.split(r"[\s×x]", found[0][1].lower())[0]
        often = int(word) if word.isdigit() else _COUNTS[word]
        if often < 1:
            rest.faults.append(f"“{found[0][0].strip()}” tells no taking")
        return often
    if found := rest.take(_LATIN_WORD):
        return _LATIN[found[0][1].lower().replace(".", "")]
    if found := rest.take(_EVERY_HOURS):
        hours = int(found[0][1])
        if hours in {4, 6, 8, 12, 24}:
            return 24 // hours
        rest.doubts.append(f"every {hours} hours is not understood; write the times of day")
        return None
    if found := rest.take(_SCHEME):
        return _scheme(found[0], rest)
    return None


def _scheme(found: re.Match[str], rest: _Rest) -> int | None:
    counts = [int(part) for part in found.groups() if part is not None]
    parts = ("in the morning", "at noon", "in the evening", "at night")
    if max(counts) < 1:
        rest.faults.append(f"“{found[0]}” tells no taking")
    if max(counts) > 1:
        rest.doubts.append(f"“{found[0]}” is not understood; write each dose as its own entry")
    rest.text += " " + " ".join(word for count, word in zip(counts, parts, strict=False) if count)
    return None


def _spread(often: int) -> tuple[time, ...]:
    if often in _SPREAD:
        return _SPREAD[often]
    return (
        tuple(sorted(time((8 + index * 24 // often) % 24) for index in range(often)))
        if often > 1
        else ()
    )


def _clock(found: re.Match[str], rest: _Rest) -> time | None:
    hour = int(found[1] or found[4] or found[6])
    half = (found[3] or found[8] or "").lower()
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    minute = int(found[2] or found[5] or found[7] or 0)
    if hour > 23 or minute > 59:
        rest.faults.append(f"“{found[0].strip()}” is no time of day")
        return None
    return time(hour, minute)


def _interval(rest: _Rest) -> int | None:
    if rest.take(_SECOND_DAY):
        return 2
    if rest.take(_THIRD_DAY):
        return 3
    if found := rest.take(_EVERY_DAYS):
        count = _COUNTS.get(found[0][1].lower()) or int(found[0][1])
        if count < 1:
            rest.faults.append(f"“{found[0][0].strip()}” is no interval")
            return None
        return count * (7 if found[0][2].lower() == "weeks" else 1)
    return 7 if rest.take(_WEEKLY) else None


def _weekdays(found: re.Match[str]) -> tuple[int, ...]:
    """Return the days of one day's name or, as in `Monday to Friday`, of a stretch."""
    first = _weekday(found[1])
    last = first if found[2] is None else _weekday(found[2])
    return tuple((first + index) % 7 for index in range((last - first) % 7 + 1))


def _weekday(word: str) -> int:
    return next(index for index, day in enumerate(_DAYS) if day.startswith(word.lower()[:3]))


def _dose(rest: _Rest) -> float | None:
    if found := rest.take(_WRONG_DOSE, _DOSE_STOOD_HERE):
        rest.faults.append(f"“{found[0][0].strip()}” is no dose")
        return None
    pieces = _pieces(rest)
    if _COMBINATION.search(rest.text):
        # The strengths stay with the name: they tell which combination product it is.
        if pieces not in {None, 1.0}:
            rest.doubts.append("how many tablets of the combination are taken is not used")
        return None
    if found := rest.take(_RANGE, _DOSE_STOOD_HERE):
        rest.doubts.append(f"“{found[0][0].strip()}” is no single dose; write that of one taking")
        return None
    if (strength := _strength(rest, pieces)) is None:
        return None
    return _checked(strength * (1.0 if pieces is None else pieces), rest)


def _strength(rest: _Rest, pieces: float | None) -> float | None:
    """Return the dose in mg as it is written, of one tablet if tablets are counted."""
    doses = {_milligram(found, rest) for found in _DOSE.finditer(rest.text)}
    if len(doses) > 1:
        # What stands between the doses may be a second substance, and stays with the name.
        rest.take(_DOSE)
        rest.doubts.append("several doses in one text; write each as its own entry")
        return None
    if doses:
        rest.take(_DOSE, _DOSE_STOOD_HERE)
        return doses.pop()
    if found := rest.take(_OTHER_DOSE, _DOSE_STOOD_HERE):
        _other(found[0], rest)
    elif pieces is not None:
        rest.doubts.append("tablets without the strength of one; the amount is not known")
    return None


def _checked(dose: float, rest: _Rest) -> float | None:
    if dose <= 0:
        rest.faults.append(f"a dose of {dose:g} mg")
        return None
    if dose > MOST_MG:
        rest.faults.append(f"{dose:g} mg is more than anybody takes at once")
        return None
    return dose


def _pieces(rest: _Rest) -> float | None:
    """Return how many tablets are taken at once; None if nothing is told of it."""
    found = rest.take(_PIECES)
    if not found:
        return None
    if len(found) > 1:
        rest.doubts.append("several numbers of tablets in one text; write each as its own entry")
    word = found[0][1].lower()
    if word.endswith("half"):
        return 0.5 + (_COUNTS[word.split()[0]] if " " in word else 0.0)
    return float(_COUNTS[word]) if word in _COUNTS else split_number(word)[0]


def _milligram(found: re.Match[str], rest: _Rest) -> float | None:
    if AMBIGUOUS_POINT.fullmatch(found[1]) and not found[2].lower().startswith("g"):
        whole = found[1].replace(".", "")
        rest.doubts.append(f"“{found[1]}” may mean {whole}; write {whole}, or fewer decimals")
        return None
    try:
        value, _ = split_number(found[1])
        return mass_mg(value, found[2])
    except UnitError as error:
        rest.doubts.append(str(error))
        return None


def _other(found: re.Match[str], rest: _Rest) -> None:
    if found[1].startswith("-") or float(found[1].replace(",", ".")) == 0:
        rest.faults.append(f"a dose of {found[0].strip()}")
        return
    rest.doubts.append(f"the dose is told in {found[2]}, so its amount in mg is not known")


def _name(rest: _Rest, told: str, dose: float | None) -> str:
    before, _, after = rest.text.partition(_DOSE_STOOD_HERE)
    name, tail = _plain(before), _plain(after.replace(_DOSE_STOOD_HERE, " "))
    if not re.search(r"[^\W\d_]", name):
        name, tail = _plain(f"{name} {tail}"), ""
    if not re.search(r"[^\W\d_]", name):
        rest.doubts.append("the name of the medicine is not understood")
        return told
    if tail:
        rest.doubts.append(f"“{tail}” is not understood")
    if found := _NOT_A_NAME.search(name):
        rest.doubts.append(f"“{found[0].strip()}” is not understood; write name, dose, then when")
    if dose is None and re.search(r"(?<![\w.,/])\d+(?:[.,]\d+)?$", name):
        rest.doubts.append("a number without unit; write the dose such as 25 mg")
    elif dose is None and not _COMBINATION.search(name) and _LIKE_A_DOSE.search(name):
        rest.doubts.append("the dose is not understood; write it such as 25 mg")
    return name


def _plain(text: str) -> str:
    words = " ".join(_NOISE.sub(" ", text).split()).strip(" ,.;:-()/")
    return re.sub(r"\s+,", ",", words)
