"""One spelling for names that people write in many ways."""

from __future__ import annotations

import re
import unicodedata

_WORDS = re.compile(r"[a-z0-9]+")


def name_key(name: str) -> str:
    """Return a name as plain words: lower case, no accents, no punctuation.

    Examples
    --------
    >>> name_key("Serum-Kalium (K+)")
    'serum kalium k'
    """
    spread = name.lower()
    if not spread.isascii():
        spread = unicodedata.normalize("NFKD", spread.replace("ß", "ss"))
        spread = "".join(letter for letter in spread if not unicodedata.combining(letter))
    return " ".join(_WORDS.findall(spread))
