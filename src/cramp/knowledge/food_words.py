"""The words of food names: spelled alike, cut to their stems, and what some of them mean."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from cramp.knowledge.tables import read_table

_PLURALS_OF_IE = frozenset(("cookies", "brownies", "smoothies", "veggies"))


@cache
def words_for(role: str) -> frozenset[str]:
    """Return the words with a role in the search, such as ``plain`` or ``not_ready``."""
    return _roles()[role]


@cache
def _roles() -> dict[str, frozenset[str]]:
    return {
        row.text("role"): frozenset(row.text("words").split())
        for row in read_table("food_search_words.csv")
    }


@cache
def told_names(kind: str) -> dict[str, str]:
    """Return what people's names of foods mean.

    Parameters
    ----------
    kind : str
        ``food`` for names that mean one food, ``unclear`` for those that mean several.

    Returns
    -------
    dict of str to str
        The food's number (or what is unclear) by the name's joined stems.
    """
    return {joined_stems(words_of(name)): means for name, means in _alias_rows()[kind].items()}


@cache
def _alias_rows() -> dict[str, dict[str, str]]:
    rows: dict[str, dict[str, str]] = {"food": {}, "word": {}, "unclear": {}}
    for row in read_table("food_aliases.csv"):
        kind = row.one_of("kind", frozenset(rows))
        rows[kind][row.text("written")] = row.text("means")
    return rows


def words_of(text: str) -> tuple[str, ...]:
    """Split a text into small-letter words in the table's (American) spelling and wording."""
    folded = text.lower() if text.isascii() else _without_accents(text)
    other = _alias_rows()["word"]
    found: list[str] = re.findall(r"[a-z]+|\d+", folded.replace("'s", "").replace("\u2019s", ""))
    return tuple(part for word in found for part in other.get(word, word).split())


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).lower()


def joined_stems(words: tuple[str, ...]) -> str:
    """Return the stems of words as one text, to look a name up by."""
    return " ".join(stem(word) for word in words)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the singular of a word, as far as plain rules tell."""
    if word in _PLURALS_OF_IE:
        return word[:-1]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "oes")):
        return word[:-2]
    if word.endswith("aves"):
        return word[:-3] + "f"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word
