"""What was found, in a few sentences: findings only, advice comes through the gate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple
from zoneinfo import ZoneInfo

from cramp.assessment.course_findings import DECIMALS
from cramp.diary.model import CrampEvent
from cramp.report.laboratory_rows import laboratory_rows
from cramp.report.medicine_words import cramp_ratio_words
from cramp.report.words import interval, listed, number, sampled_share

if TYPE_CHECKING:
    from cramp.assessment.assess import Assessment
    from cramp.assessment.course_findings import Measurement
    from cramp.simulate.use_of_measurements import UsedMeasurement

DOUBTFUL_SHARE = 0.15
"""From this share of versions outside the usual range on, the simulation speaks of it (assumed)."""

PLURALS = {
    "calf": "calves",
    "foot": "feet",
    "thigh": "thighs",
    "hamstring": "hamstrings",
    "hand": "hands",
    "leg": "legs",
}
"""What cramps on both sides, where people name one."""


class Finding(NamedTuple):
    """One sentence of what was found.

    Attributes
    ----------
    words
        For the person.
    origin
        `told`, `measured` or `simulated`: they are kept apart to the eye.
    why
        What it rests on, a line each.
    meaning
        What it means, where that needs saying.
    """

    words: str
    origin: Literal["told", "measured", "simulated"]
    why: tuple[str, ...]
    meaning: str = ""

    @property
    def text(self) -> str:
        """Words and meaning."""
        return f"{self.words} {self.meaning}".strip()


def in_short(assessment: Assessment, runs: tuple[str, ...] = ()) -> tuple[Finding, ...]:
    """Return what was found in a few sentences; advice is not among them.

    Parameters
    ----------
    assessment
        As returned by `cramp.assess`.
    runs
        What the simulated sentences rest on, as returned by `why_runs`.
    """
    lines = cramp_lines(assessment)
    counted = "one cramp" if len(lines) == 1 else f"{len(lines)} cramps"
    words = f"You wrote down {counted}." if lines else "You wrote down no cramp in these days."
    findings = [Finding(words, "told", tuple(f"{line}." for line in lines))]
    # Beside an emergency nobody should wonder about a medicine first.
    if not assessment.red_flags.suppress_self_care:
        findings += _medicine_findings(assessment)
    findings += _measured_findings(assessment, runs)
    findings += _doubted_findings(assessment)
    if assessment.warning and not _is_silent(assessment):
        findings.append(Finding(assessment.warning, "simulated", runs))
    if _is_silent(assessment) or not _measured_out_of_range(assessment):
        findings.append(Finding(_simulation_sentence(assessment), "simulated", runs))
    return tuple(findings)


def _medicine_findings(assessment: Assessment) -> list[Finding]:
    linked = [
        m for m in assessment.medicines if m.cramp_ratio is not None and m.cramp_ratio.low > 1
    ]
    if not linked:
        return []
    names = listed([m.name for m in linked])
    why = tuple(cramp_ratio_words(m.cramp_ratio) for m in linked if m.cramp_ratio is not None)
    words = (
        f"You take {names}: people are treated for cramps more often in the year after they "
        "were first given such a medicine than in the year before."
    )
    return [Finding(words, "told", why)]


def _measured_findings(assessment: Assessment, runs: tuple[str, ...]) -> list[Finding]:
    """Name what was out of range; what follows from it stands among the warning signs."""
    rows = laboratory_rows(assessment)
    beside = {} if _is_silent(assessment) else _measured_out_of_range(assessment)
    findings = []
    for row, measured in zip(rows, assessment.measured, strict=True):
        if not row.is_out_of_range:
            continue
        meaning = row.words if row.urgency == "none" else "See the warning signs above."
        words = f"Measured {row.name.lower()} was {row.told}."
        why = (f"Your blood test of {row.at}, as you wrote it down.",)
        findings.append(Finding(words, "measured", why, meaning))
        if measured in beside:
            findings.append(Finding(_beside(measured), "simulated", runs))
    return findings


def _doubted_findings(assessment: Assessment) -> list[Finding]:
    """Say which measured values the simulation leaves out because they do not fit."""
    findings = []
    for use in assessment.uses:
        if use.use not in {"does_not_fit", "conflicts"}:
            continue
        slip = f" If it was written down wrongly, {use.slip}." if use.slip else ""
        counted = " Warning signs count it as it was told." if use.kind == "lab" else ""
        words = f"The {measured_name(use)} of {use.told} is left out of the simulation: {use.why}."
        meaning = f"{slip}{counted} A sample or a note can go wrong: only a repeat can tell."
        findings.append(Finding(words, "measured", (), meaning.strip()))
    return findings


def measured_name(use: UsedMeasurement) -> str:
    """Return what was measured, in words."""
    from cramp.knowledge.laboratory import analyte

    if use.kind == "weight":
        return "weight"
    if use.analyte == "volume":
        return "volume of urine"
    name = analyte(use.analyte).name.lower()
    return f"{name} in urine" if use.kind == "urine" else f"measured {name}"


def _is_silent(assessment: Assessment) -> bool:
    """Whether the simulation has no say: not made for this body, or being seen comes first."""
    return bool(assessment.facts.clinician_only_reasons or assessment.red_flags.suppress_self_care)


def _simulation_sentence(assessment: Assessment) -> str:
    reasons = assessment.facts.clinician_only_reasons
    if reasons:
        return (
            "The simulation further down is of an adult who is not pregnant and not on dialysis. "
            f"Because {listed(reasons)}, it may be wrong for you."
        )
    if assessment.red_flags.suppress_self_care:
        return "The simulation further down does not change that you should be seen first."
    if _tells_too_little(assessment):
        return (
            "Your diary tells too little of food, medicines and losses for the simulation to say "
            "anything of your own potassium, sodium, magnesium and calcium. Only a blood test can "
            "tell."
        )
    doubtful = [f for f in assessment.serum if f.share_below + f.share_above > DOUBTFUL_SHARE]
    if not doubtful:
        return (
            f"{_told_so_far(assessment)} potassium, sodium, magnesium and calcium stay in the "
            f"usual range {_when(assessment)}. If that is right, a shortage of them does not "
            f"explain {_the_cramps(assessment)}. Only a blood test can tell."
        )
    parts = []
    for finding in doubtful:
        if finding.share_below >= finding.share_above:
            side, part = "below", finding.share_below
        else:
            side, part = "above", finding.share_above
        parts.append(
            f"{finding.analyte} could be {side} the usual range "
            f"(so in {sampled_share(part)} of the plausible versions of you)"
        )
    return (
        f"In the simulation of your body, {listed(parts)}. This is a simulation, not a result: "
        "only a blood test can tell."
    )


def _tells_too_little(assessment: Assessment) -> bool:
    lost = {"exercise", "stool", "vomiting"} & {event.kind for event in assessment.diary.events}
    return not (assessment.portions or assessment.medicines or lost or assessment.measured)


def _told_so_far(assessment: Assessment) -> str:
    if not assessment.portions:
        return (
            "You told us of nothing you ate or drank. With what people like you usually eat and "
            "drink, in the simulation of your body"
        )
    return "In the simulation of your body, with what you ate, drank and took,"


def _the_cramps(assessment: Assessment) -> str:
    return "the cramp" if len(cramp_lines(assessment)) == 1 else "cramps"


def _when(assessment: Assessment) -> str:
    count = len(cramp_lines(assessment))
    if count == 0:
        return "on the days shown"
    return "at the hour of your cramp" if count == 1 else "at the hours of your cramps"


def _measured_out_of_range(assessment: Assessment) -> list[Measurement]:
    """Return the last measured value of each simulated analyte, where it is unusual."""
    usual = {finding.analyte: finding.usual for finding in assessment.serum}
    last = {
        m.analyte: m for m in assessment.measured if m.simulated is not None and m.analyte in usual
    }
    return [
        m for m in last.values() if not usual[m.analyte][0] <= m.si_value <= usual[m.analyte][1]
    ]


def _beside(measured: Measurement) -> str:
    decimals = DECIMALS[measured.analyte]
    assert measured.simulated is not None  # noqa: S101  # chosen so by the caller
    simulated = interval(measured.simulated, decimals)
    if measured.agrees:
        ending = "what you told can account for the measured value"
    else:
        ending = "what you told does not account for it, and something untold may be at work"
    return (
        f"In the simulation of your body, from what you told alone, it was {simulated} mmol/L at "
        f"that hour: {ending}. The measured value counts."
    )


def _duration(minutes: float) -> str:
    return f"{number(minutes, 3)} min" if minutes >= 1 else f"{number(60 * minutes)} s"


def _where(event: CrampEvent) -> str:
    muscle = event.muscle
    if event.side == "both" and muscle is not None:
        muscle = PLURALS.get(muscle, muscle)
    return " ".join(word for word in (event.side, muscle) if word)


def cramp_lines(assessment: Assessment) -> tuple[str, ...]:
    """Return the cramps told, one line each."""
    zone = ZoneInfo(assessment.diary.time_zone)
    lines = []
    for event in assessment.diary.events:
        if not isinstance(event, CrampEvent):
            continue
        at = event.at.astimezone(zone)
        parts = [f"{at.day} {at:%B, %H:%M}"]
        where = _where(event)
        if where:
            parts.append(where)
        if event.duration_minutes is not None:
            parts.append(_duration(event.duration_minutes))
        if event.pain is not None:
            parts.append(f"pain {number(event.pain)} of 10")
        if event.woke:
            parts.append("woke you")
        lines.append(", ".join(parts))
    return tuple(lines)
