"""The table of food and drink: told, estimated, recommended, and where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cramp.assessment.advice import Kind, Substance
from cramp.report.words import (
    SALT_GRAM_PER_SODIUM_GRAM,
    fixed,
    listed,
    milligram,
    number,
    share,
)

if TYPE_CHECKING:
    from cramp.assessment.assess import Assessment
    from cramp.assessment.intake import IntakeFinding
    from cramp.knowledge.reference_intakes import ReferenceIntake

    Targets = set[Substance | None]

HELD_BACK = "left to your doctor"
NOTHING_TOLD = "nothing on these days"
LEAST_LITRE_SHOWN = 0.1
AFTER_LOSSES = "more than usual after losses, with salt"
_AFTER_LOSSES_RULES = ("R6b",)


@dataclass(frozen=True)
class IntakeRow:
    """One nutrient, in words.

    Attributes
    ----------
    name
        Of the nutrient.
    told, estimated
        Per day; `estimated` counts what the diary does not tell, with its interval.
    reference
        Recommended per day, or why it is not shown.
    reference_source
        Source key; None where none is shown.
    contributors
        The foods that gave most.
    note
        What the table does not know; empty if nothing.
    """

    name: str
    told: str
    estimated: str
    reference: str
    reference_source: str | None
    contributors: str
    note: str


def intake_rows(assessment: Assessment) -> tuple[IntakeRow, ...]:
    """Return a row for each nutrient; a recommended amount only where the gate passed it."""
    gated = assessment.advice
    shown = {one.target for one in gated.passed if one.kind is Kind.INTAKE_TARGET}
    after_losses = {
        refusal.advice.target
        for refusal in gated.refused
        if refusal.advice.kind is Kind.INTAKE_TARGET and refusal.rule_ids == _AFTER_LOSSES_RULES
    }
    return tuple(_row(finding, shown, after_losses) for finding in assessment.intakes)


def _row(finding: IntakeFinding, shown: Targets, after_losses: Targets) -> IntakeRow:
    reference, source = _reference(finding, shown, after_losses)
    return IntakeRow(
        name=finding.nutrient.capitalize(),
        told=_told(finding),
        estimated=_estimated(finding),
        reference=reference,
        reference_source=source,
        contributors=listed([f"{c.name} ({share(c.share)})" for c in finding.contributors]),
        note=_note(finding),
    )


def _amount(finding: IntakeFinding, per_day: tuple[float, float, float]) -> str:
    low, middle, high = per_day
    if finding.unit == "litre":
        if high < LEAST_LITRE_SHOWN:
            return f"under {fixed(LEAST_LITRE_SHOWN)} L"
        return f"{fixed(middle)} L ({fixed(low)} to {fixed(high)})"
    values = [number(milligram(v, finding.nutrient)) for v in (middle, low, high)]
    return f"{values[0]} mg ({values[1]} to {values[2]})"


def _told(finding: IntakeFinding) -> str:
    if not finding.told_per_day[1]:
        return NOTHING_TOLD if not finding.portions_without_value else "not known"
    if finding.nutrient != "sodium":
        return _amount(finding, finding.told_per_day)
    sodium_gram = milligram(finding.told_per_day[1], finding.nutrient) / 1000
    salt = fixed(sodium_gram * SALT_GRAM_PER_SODIUM_GRAM)
    return f"{_amount(finding, finding.told_per_day)}, as salt {salt} g"


def _estimated(finding: IntakeFinding) -> str:
    if finding.estimated_per_day is None:
        return "not estimated"
    return _amount(finding, finding.estimated_per_day)


def _reference(
    finding: IntakeFinding, shown: Targets, after_losses: Targets
) -> tuple[str, str | None]:
    reference = finding.reference
    if reference is None:
        return "depends on age and sex", None
    target = Substance(finding.nutrient)
    if target not in shown:
        return (AFTER_LOSSES if target in after_losses else HELD_BACK), None
    return _advised(reference), reference.source


def _advised(reference: ReferenceIntake) -> str:
    unit = "L" if reference.unit == "litre/day" else "mg"
    digits = 2 if unit == "L" else 4
    kind = "about" if reference.kind == "adequate_intake" else ""
    low = f"{kind} {number(reference.low, digits)} {unit}".strip()
    if reference.high is None:
        return low
    high = f"{number(reference.high, digits)} {unit}"
    if reference.high_applies_to == "supplements and medicines only":
        # How much may come from tablets is advice, which only the gate may give.
        return low
    return f"{low}; no more than {high}"


def _note(finding: IntakeFinding) -> str:
    count = finding.portions_without_value
    if not count:
        return ""
    things = "one thing" if count == 1 else f"{count} things"
    return f"no value known for {things} you told of, so the amount is too low"
