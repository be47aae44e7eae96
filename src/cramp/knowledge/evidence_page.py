"""The evidence base in words: a claim's facts, and all claims as one page of documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cramp.knowledge.evidence import TOPICS, claims
from cramp.knowledge.sources import reference

if TYPE_CHECKING:
    from cramp.knowledge.evidence import Claim

_ESCAPED = str.maketrans({character: f"\\{character}" for character in "\\`*_{}[]<>|#$~"})


def claim_facts(one: Claim) -> tuple[tuple[str, str], ...]:
    """Return what is held of a claim, label and words; what is not known is left out."""
    rows = (
        ("verdict", one.verdict),
        ("certainty", f"{one.grade}: {one.grade_reason}"),
        ("to a person", one.plain_words),
        ("to a clinician", one.clinical_words),
        ("effect", one.effect_words),
        ("population", one.population),
        ("beside it", one.safety_note),
        ("advice that rests on it", ", ".join(k.replace("_", " ") for k in one.rests_on_it)),
        ("sources", " ".join(reference(key) for key in one.sources)),
        ("reviewed", one.reviewed_on.isoformat()),
    )
    return tuple((label, words) for label, words in rows if words)


def evidence_markdown() -> str:
    """Return every claim as Markdown, by topic in the order of `TOPICS`."""
    lines: list[str] = []
    for topic in TOPICS:
        lines += [f"## {topic.replace('_', ' ').capitalize()}", ""]
        for one in claims(topic):
            lines += [f"### {one.id}: {_escaped(one.claim)}", ""]
            lines += [f"- **{label}**: {_escaped(words)}" for label, words in claim_facts(one)]
            lines.append("")
    return "\n".join(lines)


def _escaped(words: str) -> str:
    return words.translate(_ESCAPED)
