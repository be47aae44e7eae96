"""The answer in a few sentences: findings only, advice comes through the gate."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cramp.diary.model import CrampEvent
from cramp.report.laboratory_rows import laboratory_rows
from cramp.report.words import interval, listed, number, share

if TYPE_CHECKING:
    from cramp.assessment.assess import Assessment
    from cramp.assessment.course_findings import Measurement

DOUBTFUL_SHARE = 0.15
"""From this share of versions outside the usual range on, the simulation speaks of it (assumed)."""


def in_short(assessment: Assessment) -> tuple[str, ...]:
    """Return the findings in a few sentences; advice is not among them."""
    cramps = len(cramp_lines(assessment))
    sentences = []
    if cramps:
        times = "one cramp" if cramps == 1 else f"{cramps} cramps"
        sentences.append(f"You wrote down {times}.")
    else:
        sentences.append("You wrote down no cramp in these days.")
    sentences += _medicine_sentences(assessment)
    sentences += _measured_sentences(assessment)
    sentences.append(_simulation_sentence(assessment))
    return tuple(sentences)


def _medicine_sentences(assessment: Assessment) -> list[str]:
    linked = [
        m for m in assessment.medicines if m.cramp_ratio is not None and m.cramp_ratio.low > 1
    ]
    if not linked:
        return []
    names = listed([m.name for m in linked])
    return [
        (
            f"You take {names}: people are treated for cramps more often in the year after they "
            "were first given such a medicine than in the year before."
        )
    ]


def _measured_sentences(assessment: Assessment) -> list[str]:
    rows = [row for row in laboratory_rows(assessment) if row.urgency != "none"]
    return [f"Measured {row.name.lower()} was {row.told}. {row.words}" for row in rows]


def _simulation_sentence(assessment: Assessment) -> str:
    reasons = assessment.facts.clinician_only_reasons
    if reasons:
        return (
            "The simulation further down is of an adult who is not pregnant and not on dialysis. "
            f"Because {listed(reasons)}, it may be wrong for you."
        )
    if assessment.red_flags.suppress_self_care:
        return "The simulation further down does not change that you should be seen first."
    measured = _measured_out_of_range(assessment)
    if measured:
        return " ".join(_beside(each) for each in measured)
    doubtful = [f for f in assessment.serum if f.share_below + f.share_above > DOUBTFUL_SHARE]
    if not doubtful:
        return (
            f"{_told_so_far(assessment)} potassium and sodium stay in the usual range "
            f"{_when(assessment)}. If that is right, a shortage of them does not explain the "
            "cramps. Only a blood test can tell."
        )
    parts = []
    for finding in doubtful:
        if finding.share_below >= finding.share_above:
            side, part = "below", finding.share_below
        else:
            side, part = "above", finding.share_above
        parts.append(
            f"{finding.analyte} could be {side} the usual range "
            f"(in {share(part)} of the plausible versions of you)"
        )
    return (
        f"In the simulation of your body, {listed(parts)}. This is a simulation, not a result: "
        "only a blood test can tell."
    )


def _told_so_far(assessment: Assessment) -> str:
    if not assessment.portions:
        return (
            "You told us of nothing you ate or drank. With what people like you usually eat and "
            "drink, in the simulation of your body"
        )
    return "In the simulation of your body, with what you ate, drank and took,"


def _when(assessment: Assessment) -> str:
    return "at the hours of your cramps" if cramp_lines(assessment) else "on the days shown"


def _measured_out_of_range(assessment: Assessment) -> list[Measurement]:
    """Return the last measured value of each simulated analyte, where it is unusual."""
    last = {m.analyte: m for m in assessment.measured if m.simulated is not None}
    usual = {finding.analyte: finding.usual for finding in assessment.serum}
    return [
        m for m in last.values() if not usual[m.analyte][0] <= m.si_value <= usual[m.analyte][1]
    ]


def _beside(measured: Measurement) -> str:
    decimals = 0 if measured.analyte == "sodium" else 1
    assert measured.simulated is not None  # noqa: S101  # chosen so by the caller
    simulated = interval(measured.simulated, decimals)
    if measured.agrees:
        ending = "so what you told can account for the measured value"
    else:
        ending = "so what you told does not account for it, and something untold may be at work"
    return (
        f"In the simulation of your body {measured.analyte} was {simulated} mmol/L at the hour of "
        f"the blood test, {ending}. The measured value counts."
    )


def cramp_lines(assessment: Assessment) -> tuple[str, ...]:
    """Return the cramps told, one line each."""
    zone = ZoneInfo(assessment.diary.time_zone)
    lines = []
    for event in assessment.diary.events:
        if not isinstance(event, CrampEvent):
            continue
        at = event.at.astimezone(zone)
        parts = [f"{at.day} {at:%B, %H:%M}"]
        where = " ".join(word for word in (event.side, event.muscle) if word)
        if where:
            parts.append(where)
        if event.duration_minutes is not None:
            parts.append(f"{number(event.duration_minutes)} min")
        if event.pain is not None:
            parts.append(f"pain {number(event.pain)} of 10")
        if event.woke:
            parts.append("woke you")
        lines.append(", ".join(parts))
    return tuple(lines)
