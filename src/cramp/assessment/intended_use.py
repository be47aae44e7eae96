"""What the software is for and what not: words that stand on every output."""

from __future__ import annotations

INTENDED_USE = (
    "This is a research and education tool. It shows adults with muscle cramps, and the people "
    "who look after them, what may lie behind the cramps and how sure that is. "
    "It does not diagnose, it does not replace a doctor, and it must not be used in an emergency "
    "or to decide about prescribed medicines. It has not been cleared as a medical device. "
    "It is not meant for people under 18, in pregnancy or on dialysis: they should ask a clinician."
)

SHORT_USE = (
    "For information, education and research. Not a diagnosis and not a medical device. Do not "
    "use it in an emergency, and do not change any prescribed medicine because of it."
)
"""The same where there is room for a line only; it does not stand in for the whole."""


def intended_use() -> str:
    """Return the words for an output, with the version that made it."""
    from cramp import __version__

    return f"{INTENDED_USE} Made by cramp {__version__}."
