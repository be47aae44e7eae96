"""The advice that passed the gate, for each reader, and what it held back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cramp.assessment.advice import Kind, Moment, Substance
from cramp.report.effect_words import expected_ratio, expected_words
from cramp.report.why import claim_references, weakest_grade, why_claims
from cramp.report.words import capitalised

if TYPE_CHECKING:
    from collections.abc import Callable

    from cramp.assessment.advice import Advice
    from cramp.assessment.assess import Assessment

TELLS_MORE = frozenset({Kind.MEASURE, Kind.DIARY_MORE})
"""What is proposed so that more is known afterwards."""


def _explains_a_remedy(row: AdviceRow) -> bool:
    """Whether it says what a remedy does not do; a warning against potassium is for all to see."""
    return row.kind is Kind.EXPLANATION and row.target is not Substance.POTASSIUM


@dataclass(frozen=True)
class AdviceRow:
    """One advice in the words of its reader.

    Attributes
    ----------
    words
        What is proposed.
    safe_because
        Why it is safe for this person; empty where nothing needs saying.
    expected
        What it is expected to do, with its interval; empty where nobody knows.
    grade
        Of its weakest claim; None without one.
    why
        Why this person gets it and what it rests on, a line each.
    urgency
        How soon.
    claims
        Identifiers of its claims; empty without any.
    references
        The claims with sources and dates of review, for a clinician; empty without any.
    kind, target, moment
        What it is, what it is about and when it is for.
    """

    words: str
    safe_because: str
    expected: str
    grade: str | None
    why: tuple[str, ...]
    urgency: str
    claims: tuple[str, ...]
    references: str
    kind: Kind
    target: Substance | None
    moment: Moment


def advice_for_person(assessment: Assessment) -> tuple[AdviceRow, ...]:
    """Return what the person is shown, most urgent first; targets stand in the table instead."""
    return tuple(
        _row(one, one.words_plain, expected_words)
        for one in assessment.advice.for_person()
        if one.kind is not Kind.INTAKE_TARGET
    )


def in_a_cramp(rows: tuple[AdviceRow, ...]) -> tuple[AdviceRow, ...]:
    """Return what is for the minutes of a cramp."""
    return tuple(row for row in rows if row.moment is Moment.DURING_CRAMP)


def to_do(rows: tuple[AdviceRow, ...]) -> tuple[AdviceRow, ...]:
    """Return what to do apart from a cramp."""
    return tuple(
        row
        for row in rows
        if row.moment is Moment.ANY_TIME
        and row.kind not in TELLS_MORE
        and not _explains_a_remedy(row)
    )


def to_know(rows: tuple[AdviceRow, ...]) -> tuple[AdviceRow, ...]:
    """Return what to know of remedies people are told of."""
    return tuple(row for row in rows if row.moment is Moment.ANY_TIME and _explains_a_remedy(row))


def to_find_out(rows: tuple[AdviceRow, ...]) -> tuple[AdviceRow, ...]:
    """Return what would tell more."""
    return tuple(row for row in rows if row.kind in TELLS_MORE)


def advice_for_clinician(assessment: Assessment) -> tuple[AdviceRow, ...]:
    """Return the same in clinical words, and what is meant for clinicians alone."""
    return tuple(
        _row(one, one.words_clinical, expected_ratio)
        for one in assessment.advice.for_clinician()
        if one.kind is not Kind.INTAKE_TARGET
    )


def held_back(assessment: Assessment) -> tuple[str, ...]:
    """Return what the gate refused, one line for all that broke the same rules."""
    by_rules: dict[str, list[str]] = {}
    for refusal in assessment.advice.refused:
        rules = "; ".join(f"{broken.rule_id}: {broken.why}" for broken in refusal.broken)
        by_rules.setdefault(rules, []).append(capitalised(refusal.advice.words_clinical))
    return tuple(f"{' '.join(held)} — {rules}." for rules, held in by_rules.items())


def _row(one: Advice, words: str, expected: Callable[[str], str]) -> AdviceRow:
    return AdviceRow(
        words=words,
        safe_because=" ".join(one.safe_because),
        expected="" if one.relief is None else expected(one.relief),
        grade=weakest_grade(one.evidence),
        why=(f"Why you: {capitalised(one.reason)}", *why_claims(one.evidence)),
        urgency=one.urgency.value,
        claims=one.evidence,
        references=claim_references(one.evidence),
        kind=one.kind,
        target=one.target,
        moment=one.moment,
    )
