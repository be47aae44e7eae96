"""Citations in words: keys of the bibliography written out."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import resources

_HOMES = ("cramp.physiology", "cramp.nerve_muscle")
_ENTRY = re.compile(r"^@\w+\{([^,\s]+),(.*?)^\}", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r"^\s*(\w+) = \{(.*?)\},?$", re.MULTILINE | re.DOTALL)
_ACUTE = re.compile(r"\{\\'(\w)\}")
_WORD = re.compile(r"\w+")


def bibliography() -> dict[str, str]:
    """Return every key of both references.bib with its work in words."""
    return dict(_bibliography())


def cited(citation: str) -> str:
    """Return a citation with the keys in it written out.

    >>> cited("Deriaz O et al. 1991, as tabulated in iom_2005")
    'Deriaz O et al. 1991, as tabulated in Institute of Medicine 2005, National Academies Press'
    """
    known = _bibliography()
    return _WORD.sub(lambda word: known.get(word[0], word[0]), citation)


@cache
def _bibliography() -> dict[str, str]:
    files = (resources.files(home).joinpath("references.bib") for home in _HOMES)
    text = "\n".join(file.read_text("utf-8") for file in files)
    return {key: _in_words(dict(_FIELD.findall(body))) for key, body in _ENTRY.findall(text)}


def _in_words(fields: dict[str, str]) -> str:
    told = {name: _plain(text) for name, text in fields.items()}
    work = told.get("journal") or told.get("publisher") or told.get("title", "")
    if "author" not in told:
        return work
    first, *others = [author.replace(",", "") for author in told["author"].split(" and ")]
    place = f" {told['volume']}" if "volume" in told else ""
    place += f":{told['pages']}" if "pages" in told else ""
    where = f"{work}{place}"
    by = f"{first} et al." if others else first
    return ", ".join(part for part in (f"{by} {told['year']}", where) if part)


def _plain(text: str) -> str:
    accented = _ACUTE.sub(lambda found: unicodedata.normalize("NFC", f"{found[1]}\u0301"), text)
    crossed = accented.replace("{\\o}", "ø")
    return " ".join(crossed.split()).strip("{}[]").replace("--", "–")
