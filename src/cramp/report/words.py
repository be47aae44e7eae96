"""Numbers, times and intervals as a reader meets them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

MILLIGRAM_PER_MILLIMOLE = {
    "potassium": 39.098,
    "sodium": 22.990,
    "magnesium": 24.305,
    "calcium": 40.078,
}
"""Standard atomic weights (IUPAC 2021)."""

SALT_GRAM_PER_SODIUM_GRAM = 58.443 / 22.990

_URGENCY = {
    "emergency": "Emergency: call for help now",
    "same_day": "See a doctor today",
    "prompt": "See a doctor in the next days",
}


def number(value: float, digits: int = 2) -> str:
    """Return a number with at most so many significant digits, thousands apart, no exponent.

    >>> number(0.034567), number(3456.7), number(3.40, 3), number(320.0, 4)
    ('0.035', '3,500', '3.4', '320')
    """
    from decimal import Decimal

    if value == 0:
        return "0"
    text = f"{Decimal(f'{value:.{digits - 1}e}'):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def fixed(value: float, decimals: int = 1) -> str:
    """Return a number with so many decimals, never a minus before a zero."""
    text = f"{value:.{decimals}f}"
    return text.removeprefix("-") if float(text) == 0 else text.replace("-", "−")


def interval(values: Sequence[float], decimals: int = 1) -> str:
    """Return `middle (low to high)` from the 5 %, 50 % and 95 % quantile."""
    low, middle, high = (fixed(value, decimals) for value in values)
    return f"{middle} ({low} to {high})"


def milligram(millimole: float, nutrient: str) -> float:
    """Return the mass of an amount of a mineral."""
    return millimole * MILLIGRAM_PER_MILLIMOLE[nutrient]


def day(moment: date) -> str:
    """Return a date in words.

    >>> from datetime import date
    >>> day(date(2026, 7, 3))
    '3 July 2026'
    """
    return f"{moment.day} {moment:%B %Y}"


def short_day(moment: date) -> str:
    """Return a date in words without its year."""
    return f"{moment.day} {moment:%B}"


def day_and_hour(moment: datetime) -> str:
    """Return a moment in words, on its own clock."""
    return f"{moment.day} {moment:%B, %H:%M}"


def urgency(identifier: str) -> str:
    """Return how urgent something is, as an instruction."""
    return _URGENCY[identifier]


def share(value: float) -> str:
    """Return a share as a whole percentage; a trace is not rounded to nothing."""
    percent = round(100 * value)
    return "under 1 %" if percent == 0 and value > 0 else f"{percent} %"


def sampled_share(value: float) -> str:
    """Return a share of sampled versions, to be read beside their number.

    None of thirty is not 0 %: more of them might have shown one.

    >>> sampled_share(0.0), sampled_share(0.07), sampled_share(1.0)
    ('none', '7 %', 'all')
    """
    if value <= 0:
        return "none"
    return "all" if value >= 1 else share(value)


def period(first: date, last: date) -> str:
    """Return the days from first to last, naming month and year once where they are the same.

    >>> from datetime import date
    >>> period(date(2026, 7, 3), date(2026, 7, 9)), period(date(2026, 7, 3), date(2026, 8, 9))
    ('3 to 9 July 2026', '3 July to 9 August 2026')
    """
    if first == last:
        return day(last)
    if first.year != last.year:
        return f"{day(first)} to {day(last)}"
    if first.month != last.month:
        return f"{first.day} {first:%B} to {day(last)}"
    return f"{first.day} to {day(last)}"


def capitalised(text: str) -> str:
    """Return a text with its first letter as a capital, the rest as it is."""
    return f"{text[:1].upper()}{text[1:]}"


def listed(words: Sequence[str]) -> str:
    """Join words as in a sentence.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
