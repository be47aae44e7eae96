"""Causes in words: how likely for the person, in numbers for the doctor."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cramp.hazard.coupling import couplings
from cramp.hazard.ratios import ratios
from cramp.knowledge.sources import named
from cramp.report.words import capitalised, listed

if TYPE_CHECKING:
    from cramp.assessment.assess import Assessment
    from cramp.assessment.cause_findings import Cause, Causes, Share
    from cramp.diary.model import Diary

SMALLEST_NAMED = 0.02
"""Mean share from which a cause that was not told is named at all (assumed)."""

_DEGREES = (
    (0.05, "Very unlikely"),
    (0.15, "May add a little"),
    (0.33, "May be part of it"),
    (0.66, "Probably a large part"),
    (1.01, "Most likely the main reason"),
)
"""Mean share below which each word stands (assumed)."""

_WORDS = {
    "sweating": "sweating with what you drank for it",
    "bowel_losses": "loose or watery stool",
    "vomiting": "vomiting",
    "exertion": "working your muscles hard",
    "alcohol": "alcohol",
    "caffeine": "coffee or tea",
    "food_minerals": "too little potassium, magnesium or calcium in your food",
    "sedentary": "sitting most of the day",
    "family_cramps": "cramps that run in your family",
    "age": "your age",
    "medicines_not_told": "a medicine that you did not tell of",
    "conditions_not_told": "an illness that you did not tell of",
}
_ALWAYS_SAID = frozenset({"loss", "effort", "drink"})
"""Kinds that a person asks about: said also where they are very unlikely."""

SALTS = "a lack of salts or water in your blood"
UNEXPLAINED = "something that nobody can name yet"


_Said = tuple[str, "Share", tuple[str, ...]]


class CauseLine(NamedTuple):
    """What is as likely as each other, in words, and what that rests on."""

    words: str
    why: tuple[str, ...]


def cause_lines(assessment: Assessment) -> tuple[CauseLine, ...]:
    """Return how likely each cause is, the likeliest first; empty where nothing may be said.

    Parameters
    ----------
    assessment
        As returned by `cramp.assess`. Medicines are left out: a share beside a medicine would be
        read as a reason to stop it. Where being seen comes first, or the simulation is not of
        such a body, nothing is said.
    """
    causes = assessment.causes
    silent = assessment.facts.clinician_only_reasons or assessment.red_flags.suppress_self_care
    if causes is None or silent:
        return ()
    degrees: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for words, share, why in _said(assessment, causes):
        degrees.setdefault(degree(share.mean), []).append((words, why))
    return tuple(
        CauseLine(
            f"{name}: {listed([words for words, _ in degrees[name]])}.",
            tuple(line for _, why in degrees[name] for line in why),
        )
        for _, name in reversed(_DEGREES)
        if name in degrees
    )


def degree(mean: float) -> str:
    """Return a mean share in words."""
    return next(words for below, words in _DEGREES if mean < below)


def _said(assessment: Assessment, causes: Causes) -> list[tuple[str, Share, tuple[str, ...]]]:
    found: list[tuple[str, Share, tuple[str, ...]]] = [
        (SALTS, causes.through_body, (_salts_why(causes),))
    ]
    if causes.unexplained.mean >= SMALLEST_NAMED:
        why = "What is left when everything told, simulated or known of people like you is taken."
        found.append((UNEXPLAINED, causes.unexplained, (f"{capitalised(UNEXPLAINED)}: {why}",)))
    untold = _untold(assessment.diary)
    for row in causes.rows:
        words = untold.get(row.id, cause_words(row))
        if row.kind in {"medicine", "state"} or not words:
            continue
        if row.id == "food_minerals" and assessment.facts.potassium_rise_forbidden_reasons:
            continue
        if row.share.mean >= SMALLEST_NAMED or row.kind in _ALWAYS_SAID:
            found.append((words, row.share, cause_why(row, causes.draws)))
    return sorted(found, key=lambda one: -one[1].mean)


def _untold(diary: Diary) -> dict[str, str]:
    """Return the words of causes of which nothing was told: they are as likely as in others."""
    kinds = {event.kind for event in diary.events}
    words = {"sedentary": "sitting most of the day, if you do"}
    if "alcohol" not in kinds:
        words["alcohol"] = "alcohol, if you drink any"
    if diary.person.family_cramps is None:
        words["family_cramps"] = "cramps that run in your family, if they do"
    return words


def cause_words(row: Cause) -> str:
    """Return a cause in the words of a person; empty for medicines and states of the body."""
    if row.kind == "condition":
        return row.id.split(":", 1)[1].replace("_", " ")
    return _WORDS.get(row.id, "")


def cause_why(row: Cause, draws: int) -> tuple[str, ...]:
    """Return what a cause's share rests on: the studies behind its ratio, and the runs."""
    name = capitalised(cause_words(row) or row.id.replace("_", " "))
    lines = [
        f"{name}: {_studies(ratio.published.source)}; {ratio.published.grade} certainty. The "
        "numbers published are no rates of cramps, so only part of them is counted."
        for ratio in ratios()
        if row.id in {ratio.id, f"condition:{ratio.applies_to}"}
    ]
    if row.kind in _ALWAYS_SAID | {"food", "condition"}:
        lines.append(f"{name}: {draws} plausible versions of you lived again without it.")
    if row.id == "age":
        lines.append("Your age: surveys of how often people of each age cramp; low certainty.")
    return tuple(lines)


def _salts_why(causes: Causes) -> str:
    keys = list(dict.fromkeys(key for row in couplings() for key in row.size.source))
    return (
        f"{capitalised(SALTS)}: how far salts and water of {causes.draws} simulated versions of "
        "you are from where they leave cramps alone, and how strongly that is known to act "
        f"({_studies(keys)}; low to very low certainty)."
    )


def _studies(keys: list[str] | tuple[str, ...]) -> str:
    return "; ".join(named(key) for key in keys)
