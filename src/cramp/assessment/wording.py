"""Read advice's own words: a second look for what its type does not show.

The types are the first guard; this one catches words that say what the type does not.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

POTASSIUM_RICH = (
    "potassium", "kalium", "banana", "salt substitute", "low-sodium salt", "losalt", "lite salt",
    "coconut water", "apricot", "raisin", "avocado", "potato", "tomato", "spinach",
    "orange juice", "prune", "rehydration",
)  # fmt: skip
QUININE_BEARING = ("quinine", "tonic water", "bitter lemon", "cinchona")

_INVITING = re.compile(
    r"\b(?:eat|drink|take|taking|add|use|try|choose|have|get|raise|increase|more|extra|plenty"
    r"|boost|prefer|helps?|good|recommend(?:ed)?|swap|switch|replace)\b",
    re.IGNORECASE,
)
_HOLDING_BACK = re.compile(
    r"\b(?:no|not|never|nothing|without|avoid|unsafe|dangerous|harm|don['’]t|cannot|ask)\b",
    re.IGNORECASE,
)
_CHANGING = re.compile(
    r"\b(?:stop|stopp(?:ed|ing)|start(?:ed|ing)?|restart|begin|quit|come off|go off|leave out"
    r"|skip|miss out|halve|double|pause|drop|wean|taper|switch|swap|replac(?:e|ing)"
    r"|chang(?:e|ed|ing)|adjust(?:ing)?|reduc(?:e|ing)|lower(?:ing)?|increas(?:e|ing)"
    r"|rais(?:e|ing)|cut (?:down|back|out)|discontinu(?:e|ing)|withdraw"
    r"|(?<!salt )substitut(?:e|ing))\b",
    re.IGNORECASE,
)
_WITHOUT_MEDICINE = re.compile(r"\bwithout\s+(?:this|the|your|it)\b", re.IGNORECASE)
_MEDICINE_WORDS = (
    "medicine", "medication", "drug", "tablet", "pill", "capsule", "dose", "prescription",
    "diuretic", "statin", "inhaler", "insulin", "antidepressant", "blood thinner",
)  # fmt: skip
_SENTENCE = re.compile(r"[^.!?;\n]+")


def invites(words: str, things: Iterable[str]) -> bool:
    """Tell whether a sentence seems to recommend one of the things.

    A sentence that also holds back (not, never, avoid, ask ...) does not count.
    """
    return any(
        _names(sentence, things)
        and _INVITING.search(sentence)
        and not _HOLDING_BACK.search(sentence)
        for sentence in _SENTENCE.findall(words)
    )


def changes_medicine(words: str, told_names: Iterable[str] = ()) -> bool:
    """Tell whether a sentence speaks of starting, stopping or changing a medicine."""
    told = tuple(told_names)
    names = (*_MEDICINE_WORDS, *told)
    return any(
        _names(sentence, names) and speaks_of_change(sentence)
        for sentence in _SENTENCE.findall(with_names_masked(words, told))
    )


def with_names_masked(words: str, told_names: Iterable[str]) -> str:
    """Return words with "medicine" for each told name of several words.

    Such a name may itself hold a verb of changing (`cholesterol lowering tablet`) that nobody
    advises; a single word hides no verb.
    """
    several = tuple(name for name in told_names if len(name.split()) > 1)
    return _pattern(several).sub("medicine", words) if several else words


def speaks_of_change(words: str) -> bool:
    """Tell whether words hold a verb of starting, stopping or changing, or a what-if."""
    return bool(_CHANGING.search(words) or _WITHOUT_MEDICINE.search(words))


def _names(sentence: str, things: Iterable[str]) -> bool:
    return bool(_pattern(tuple(things)).search(sentence))


@lru_cache(maxsize=256)
def _pattern(things: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(re.escape(thing) for thing in things if thing)
    return re.compile(rf"(?<!\w)(?:{words or '(?!)'})(?:e?s)?(?!\w)", re.IGNORECASE)
