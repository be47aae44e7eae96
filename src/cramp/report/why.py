"""What a sentence rests on: claims, runs and parameters, in lines of words."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from cramp.knowledge.evidence import GRADES, claim
from cramp.knowledge.sources import named
from cramp.report.words import day, listed, share

if TYPE_CHECKING:
    from collections.abc import Iterable

    import xarray

    from cramp.assessment.assess import Assessment
    from cramp.knowledge.evidence import Claim

SERUM_QUANTITIES = (
    "plasma_potassium_concentration",
    "plasma_sodium_concentration",
    "plasma_magnesium_concentration",
    "plasma_calcium_concentration",
)
_MOST_UNKNOWNS = 3


def why_claims(identifiers: Iterable[str]) -> tuple[str, ...]:
    """Return a line for each claim: what it says, how sure it is, who showed it, when reviewed."""
    return tuple(_claim_line(claim(identifier)) for identifier in identifiers)


def claim_references(identifiers: Iterable[str]) -> str:
    """Return the same for a reader who knows the grades: identifiers, sources and dates."""
    found = (claim(identifier) for identifier in identifiers)
    return "; ".join(f"{one.id}: {_named(one)}, reviewed {day(one.reviewed_on)}" for one in found)


def weakest_grade(identifiers: Iterable[str]) -> str | None:
    """Return the lowest grade of some claims; None without any."""
    grades = [claim(identifier).grade for identifier in identifiers]
    return max(grades, key=GRADES.index, default=None)


def why_runs(assessment: Assessment, course: xarray.Dataset) -> tuple[str, ...]:
    """Return what a simulated value rests on: the runs, what moved them, the parameters."""
    draws = course.sizes["draw"]
    failed = draws - int(course["succeeded"].sum())
    lines = [
        (
            f"Simulated: {draws} plausible versions of you, {failed} of them not solved; "
            f"{course.attrs['source']}, seed {course.attrs['seed']}."
        )
    ]
    moved = [
        f"{unknown.words} ({share(unknown.share)})"
        for unknown in assessment.unknowns[:_MOST_UNKNOWNS]
    ]
    if moved:
        lines.append(f"What moved blood potassium most from version to version: {listed(moved)}.")
    lines.append(parameters_line(SERUM_QUANTITIES))
    return tuple(lines)


@cache
def parameters_line(quantities: tuple[str, ...]) -> str:
    """Say how many values of the body stand behind some quantities, and how well they are known.

    Counted are the values used in those chapters of the body's text that name the quantities.
    """
    from cramp.physiology.composition import chapters
    from cramp.physiology.parameters import parameters

    texts = [text for text in chapters().values() if any(q in text for q in quantities)]
    words = {word for text in texts for word in _words(text)}
    counts: dict[str, int] = {}
    for row in parameters().values():
        if row.id in words:
            counts[row.status] = counts.get(row.status, 0) + 1
    told = listed([f"{count} {status}" for status, count in sorted(counts.items())])
    return (
        f"It uses {sum(counts.values())} values of the body ({told}); “cramp model show” lists "
        "each with its source."
    )


def _words(text: str) -> set[str]:
    import re

    return set(re.findall(r"[A-Za-z_]\w*", text))


def _claim_line(one: Claim) -> str:
    return (
        f"{one.id}, {one.verdict}, {one.grade} certainty: {_named(one)}. "
        f"Reviewed {day(one.reviewed_on)}."
    )


def _named(one: Claim) -> str:
    return "; ".join(named(key) for key in one.sources)
