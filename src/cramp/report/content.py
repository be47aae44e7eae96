"""What the report says, worked out in Python so that the templates only lay it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import cramp
from cramp.assessment.alarm_table import ALARM_TABLE
from cramp.assessment.intended_use import intended_use
from cramp.knowledge.sources import cite
from cramp.report.advice_rows import (
    AdviceRow,
    advice_for_clinician,
    advice_for_person,
    held_back,
)
from cramp.report.intake_rows import HELD_BACK, IntakeRow, intake_rows
from cramp.report.laboratory_rows import LaboratoryRow, laboratory_rows
from cramp.report.words import day, fixed, interval, listed, number, share, urgency

if TYPE_CHECKING:
    import xarray

    from cramp.assessment.assess import Assessment
    from cramp.assessment.course_findings import SerumFinding

_SPARSE_UNKNOWN_SHARE = 0.15


@dataclass(frozen=True)
class Content:
    """Everything the templates lay out beside the assessment itself.

    Attributes
    ----------
    title, period, made_on, version
        Head of the page.
    intended_use
        Shown in short at the top and in full at the end.
    alarm_signs
        What to watch for: urgency, its title, signs in words.
    in_short
        The answer in a few sentences.
    cramps
        The cramps told, one line each.
    advice, clinical_advice, withheld
        What passed the gate, for each reader, and what did not.
    intakes, intake_notes
        Rows of the table of food and drink, and what to know of it.
    laboratory
        Rows of the table of measured values.
    serum_words
        What the simulation says of the blood, one sentence each.
    facts
        The person on the doctor's page: label and value.
    simulation
        How the simulation was made: label and value.
    sources
        Every source cited, in alphabetical order.
    """

    title: str
    period: str
    made_on: str
    version: str
    intended_use: str
    alarm_signs: tuple[tuple[str, str, tuple[str, ...]], ...]
    in_short: tuple[str, ...]
    cramps: tuple[str, ...]
    advice: tuple[AdviceRow, ...]
    clinical_advice: tuple[AdviceRow, ...]
    withheld: tuple[str, ...]
    intakes: tuple[IntakeRow, ...]
    intake_notes: tuple[str, ...]
    laboratory: tuple[LaboratoryRow, ...]
    serum_words: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    simulation: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]


def content(assessment: Assessment, course: xarray.Dataset) -> Content:
    """Work out the report of one assessment."""
    cramps = _cramps(assessment)
    serum_words = tuple(_serum_words(finding) for finding in assessment.serum)
    return Content(
        title="Leg cramp report",
        period=_period(assessment),
        made_on=day(assessment.on),
        version=cramp.__version__,
        intended_use=intended_use(),
        alarm_signs=_alarm_signs(),
        in_short=in_short(assessment),
        cramps=cramps,
        advice=advice_for_person(assessment),
        clinical_advice=advice_for_clinician(assessment),
        withheld=held_back(assessment),
        intakes=intake_rows(assessment),
        intake_notes=_intake_notes(assessment),
        laboratory=laboratory_rows(assessment),
        serum_words=serum_words,
        facts=_facts(assessment),
        simulation=_simulation(assessment, course),
        sources=_sources(assessment),
    )


def _period(assessment: Assessment) -> str:
    zone = ZoneInfo(assessment.diary.time_zone)
    days = sorted({e.at.astimezone(zone).date() for e in assessment.diary.events})
    if not days:
        return f"usual day, {day(assessment.on)}"
    if days[0] == days[-1]:
        return day(days[0])
    return f"{day(days[0])} to {day(days[-1])}"


def _alarm_signs() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    from cramp.diary.vocabulary import ALARM_SIGNS

    return tuple(
        (level, urgency(level), signs)
        for level in ("emergency", "same_day", "prompt")
        if (
            signs := tuple(
                words
                for sign, words in ALARM_SIGNS.items()
                if ALARM_TABLE[sign].urgency.value == level
            )
        )
    )


def _intake_notes(assessment: Assessment) -> tuple[str, ...]:
    """Say why a recommended amount is not shown: the reason is the gate's, in the person's words."""
    notes = []
    rows = intake_rows(assessment)
    reasons = assessment.facts.potassium_rise_forbidden_reasons
    if reasons and any(r.name == "Potassium" and r.reference == HELD_BACK for r in rows):
        notes.append(
            "No amount of potassium to aim for is shown to you, because more could do harm: "
            f"{listed(reasons)}. Your doctor can tell you what is right for you."
        )
    if any(r.name == "Water" and r.reference == HELD_BACK for r in rows):
        notes.append("How much you should drink is also a question for your doctor.")
    return tuple(notes)


def _cramps(assessment: Assessment) -> tuple[str, ...]:
    zone = ZoneInfo(assessment.diary.time_zone)
    lines = []
    for event in assessment.diary.events:
        if event.kind != "cramp":
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


def in_short(assessment: Assessment) -> tuple[str, ...]:
    """Return the findings in a few sentences; advice is not among them."""
    cramps = len(_cramps(assessment))
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
    linked = [m for m in assessment.medicines if m.cramp_ratio is not None and m.cramp_ratio.low > 1]
    if not linked:
        return []
    names = listed([m.name for m in linked])
    return [
        f"You take {names}: people are treated for cramps more often in the year after they were "
        "first given such a medicine than in the year before."
    ]


def _measured_sentences(assessment: Assessment) -> list[str]:
    rows = [row for row in laboratory_rows(assessment) if row.urgency != "none"]
    return [f"Your measured {row.name} of {row.told} is {row.words}." for row in rows]


def _simulation_sentence(assessment: Assessment) -> str:
    doubtful = [f for f in assessment.serum if f.share_below + f.share_above > _SPARSE_UNKNOWN_SHARE]
    if not doubtful:
        return (
            "The simulation of your body finds nothing in what you ate, drank and took that would "
            "clearly push potassium or sodium out of the usual range, so a shortage of them would "
            "not explain the cramps. A simulation cannot clear you of one: only a blood test can."
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


def _serum_words(finding: SerumFinding) -> str:
    decimals = 0 if finding.analyte == "sodium" else 1
    low, high = (fixed(edge, decimals) for edge in finding.usual)
    return (
        f"{finding.analyte.capitalize()} in the blood at the cramps: "
        f"{interval(finding.at_cramps, decimals)} mmol/L simulated. Usual range {low} to {high}; "
        f"{share(finding.share_below)} of the plausible versions of you are below it, "
        f"{share(finding.share_above)} above."
    )


def _facts(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    person, facts, diary = assessment.diary.person, assessment.facts, assessment.diary
    untold = "not told"
    kidney = diary.kidney_function
    rate = None if kidney is None else kidney.egfr_ml_per_min_per_173
    limit = facts.fluid_limit_litre_per_day
    return (
        ("Age", untold if facts.age_years is None else f"{int(facts.age_years)} years"),
        ("Sex", person.sex or untold),
        ("Height, mass", _size(person.height_cm, person.mass_kg)),
        ("Conditions", listed([c.replace("_", " ") for c in diary.conditions]) or untold),
        ("eGFR", untold if rate is None else f"{fixed(rate, 0)} mL/min/1.73 m²"),
        ("Pregnancy", {None: untold, True: "yes", False: "no"}[diary.pregnancy]),
        ("Fluid limit", "none told" if limit is None else f"{fixed(limit)} L/d"),
        ("Cramps", f"{len(_cramps(assessment))} in the diary"),
    )


def _size(height_cm: float | None, mass_kg: float | None) -> str:
    height = "height not told" if height_cm is None else f"{fixed(height_cm, 0)} cm"
    mass = "mass not told" if mass_kg is None else f"{fixed(mass_kg, 0)} kg"
    return f"{height}, {mass}"


def _simulation(assessment: Assessment, course: xarray.Dataset) -> tuple[tuple[str, str], ...]:
    draws = course.sizes["draw"]
    failed = draws - int(course["succeeded"].sum())
    water = assessment.water
    rows = [
        ("Plausible versions", f"{draws}, of which {failed} could not be solved"),
        ("Made with", f"{course.attrs['source']}, seed {course.attrs['seed']}"),
        (
            "Not in the body yet",
            "magnesium, calcium, acid and base, nerve and muscle: nothing here is said of them "
            "beyond food and measured values",
        ),
        (
            "Measured values",
            "are shown beside the simulation and do not change it; where they disagree, believe "
            "the measurement",
        ),
    ]
    if water is not None:
        rows.insert(
            1,
            ("Largest fall of body water", f"{interval(water.lowest)} L against the first hour"),
        )
    return tuple(rows)


def _sources(assessment: Assessment) -> tuple[str, ...]:
    from cramp.knowledge.evidence import claim

    keys = {key for each in assessment.claims for key in each.sources}
    for advice in assessment.advice.passed:
        keys |= {key for identifier in advice.evidence for key in claim(identifier).sources}
    for finding in assessment.medicines:
        keys |= {key for substance in finding.substances for key in substance.sources}
        if finding.cramp_ratio is not None:
            keys.add(finding.cramp_ratio.source)
    keys |= {row.reference_source for row in intake_rows(assessment) if row.reference_source}
    return tuple(sorted(cite(key) for key in keys))
