"""What a remedy is expected to do to cramps, in words with its interval."""

from __future__ import annotations

from functools import cache

from cramp.hazard.relief import effect

DRAWS = 4000
"""Of which the quantiles are taken; more would not move a rounded percentage."""

_OF = {
    "rate_at_night": "cramps at night",
    "rate_in_bout": "cramps in hard exercise",
}


@cache
def expected_words(relief: str) -> str:
    """Return middle and 90 % interval of what it does.

    Parameters
    ----------
    relief
        Row of `relief.csv` that acts on how often cramps come.

    Raises
    ------
    UnknownRelief
        If the table has no such row.
    ValueError
        If nothing is known of it, or it acts on an attack.
    """
    of, (low, middle, high), grade = _known(relief)
    return (
        f"Best guess: {_change(middle)} {of}; from {_change(low)} to {_change(high)} is possible "
        f"({grade} certainty)."
    )


@cache
def expected_ratio(relief: str) -> str:
    """Return the same for a clinician; see `expected_words`."""
    of, (low, middle, high), grade = _known(relief)
    return f"Ratio of {of} {middle:.2f} ({low:.2f} to {high:.2f}), {grade} certainty."


def _known(relief: str) -> tuple[str, tuple[float, float, float], str]:
    found = effect(relief, draws=DRAWS)
    of = _OF.get(found.relief.acts_on)
    if of is None or found.interval is None:
        raise ValueError(f"{relief}: no effect on how often cramps come is known of it")
    return of, found.interval, found.relief.size.grade


def _change(ratio: float) -> str:
    percent = round(100 * abs(ratio - 1))
    if percent == 0:
        return "no fewer"
    return f"{percent} % {'fewer' if ratio < 1 else 'more'}"
