"""The advice that passed the gate, for each reader, and what it held back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cramp.assessment.advice import Kind
from cramp.knowledge.evidence import GRADES, claim
from cramp.report.words import capitalised

if TYPE_CHECKING:
    from cramp.assessment.advice import Advice
    from cramp.assessment.assess import Assessment


@dataclass(frozen=True)
class AdviceRow:
    """One advice in the words of its reader; `grade` is of its weakest claim, if it has any."""

    words: str
    reason: str
    grade: str | None
    urgency: str


def advice_for_person(assessment: Assessment) -> tuple[AdviceRow, ...]:
    """Return what the person is shown, most urgent first; targets stand in the table instead."""
    return tuple(
        AdviceRow(one.words_plain, one.reason, _grade(one), one.urgency.value)
        for one in assessment.advice.for_person()
        if one.kind is not Kind.INTAKE_TARGET
    )


def advice_for_clinician(assessment: Assessment) -> tuple[AdviceRow, ...]:
    """Return the same in clinical words, and what is meant for clinicians alone."""
    return tuple(
        AdviceRow(one.words_clinical, one.reason, _grade(one), one.urgency.value)
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


def _grade(advice: Advice) -> str | None:
    grades = [claim(identifier).grade for identifier in advice.evidence]
    return max(grades, key=GRADES.index, default=None)
