"""What the report says, worked out in Python so that the templates only lay it out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import cramp
from cramp.assessment.alarm_table import ALARM_TABLE
from cramp.assessment.intended_use import SHORT_USE, intended_use
from cramp.diary.model import NoteEvent
from cramp.knowledge.sources import cite
from cramp.report.advice_rows import (
    AdviceRow,
    advice_for_clinician,
    advice_for_person,
    held_back,
)
from cramp.report.in_short import cramp_lines, in_short
from cramp.report.intake_rows import HELD_BACK, IntakeRow, intake_rows
from cramp.report.laboratory_rows import LaboratoryRow, laboratory_rows, other_measured
from cramp.report.serum_lines import serum_lines
from cramp.report.value_rows import ValueRow, value_rows
from cramp.report.words import (
    day,
    day_and_hour,
    fixed,
    interval,
    listed,
    period,
    urgency,
)

if TYPE_CHECKING:
    import xarray

    from cramp.assessment.assess import Assessment
    from cramp.assessment.course_findings import WaterFinding
    from cramp.diary.model import KidneyFunction


@dataclass(frozen=True)
class Content:
    """Everything the templates lay out beside the assessment itself.

    Attributes
    ----------
    title, period, made_on, version
        Head of the page.
    short_use, intended_use
        In short at the top and in full at the end.
    left_out
        Which part of a long diary was not simulated; empty if all was.
    alarm_signs
        What to watch for: urgency, its title, signs in words.
    in_short
        The answer in a few sentences.
    cramps
        The cramps told, one line each.
    advice, clinical_advice, withheld
        What passed the gate, for each reader, and what did not.
    intakes, told_basis, intake_notes
        Rows of the table of food and drink, which days they are of, and what to know of it.
    laboratory
        Rows of the table of measured values.
    other_measured
        Weights and values of urine, one line each.
    tests
        Rows of the table of what one test would tell most; empty where it would mislead.
    serum_words
        What the simulation says of the blood, one sentence each.
    facts
        The person on the doctor's page: label and value.
    simulation
        How the simulation was made: label and value.
    notes
        What the person remarked, with its hour.
    unread
        What was told and not understood, and why, each once.
    sources
        Every source cited, in alphabetical order.
    """

    title: str
    period: str
    made_on: str
    version: str
    short_use: str
    left_out: str
    intended_use: str
    alarm_signs: tuple[tuple[str, str, tuple[str, ...]], ...]
    in_short: tuple[str, ...]
    cramps: tuple[str, ...]
    advice: tuple[AdviceRow, ...]
    clinical_advice: tuple[AdviceRow, ...]
    withheld: tuple[str, ...]
    intakes: tuple[IntakeRow, ...]
    told_basis: str
    intake_notes: tuple[str, ...]
    laboratory: tuple[LaboratoryRow, ...]
    other_measured: tuple[str, ...]
    tests: tuple[ValueRow, ...]
    serum_words: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    simulation: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    unread: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]


def content(assessment: Assessment, course: xarray.Dataset) -> Content:
    """Work out the report of one assessment."""
    cramps = cramp_lines(assessment)
    at = "at the cramp" if len(cramps) == 1 else "at the cramps"
    when = at if cramps else "over all the days"
    return Content(
        title="Leg cramp report",
        period=_period(assessment),
        made_on=day(assessment.on),
        version=cramp.__version__,
        short_use=SHORT_USE,
        left_out=left_out(course),
        intended_use=intended_use(),
        alarm_signs=_alarm_signs(),
        in_short=in_short(assessment),
        cramps=cramps,
        advice=advice_for_person(assessment),
        clinical_advice=advice_for_clinician(assessment),
        withheld=held_back(assessment),
        intakes=intake_rows(assessment),
        told_basis=_told_basis(assessment),
        intake_notes=_intake_notes(assessment),
        laboratory=laboratory_rows(assessment),
        other_measured=other_measured(assessment),
        tests=value_rows(assessment),
        serum_words=serum_lines(assessment.serum, when),
        facts=_facts(assessment),
        simulation=_simulation(assessment, course),
        notes=_notes(assessment),
        unread=tuple(dict.fromkeys((flag.text, flag.why) for flag in assessment.diary.flags)),
        sources=_sources(assessment),
    )


def left_out(course: xarray.Dataset) -> str:
    """Say which part of a long diary was not simulated; empty if all was."""
    first = course.attrs["left_out_before"]
    if not first:
        return ""
    return (
        f"Your diary is longer than what is simulated: only the days from "
        f"{day(date.fromisoformat(first))} on are. What came before counts for warning signs and "
        "blood tests, not for the simulation."
    )


def _period(assessment: Assessment) -> str:
    zone = ZoneInfo(assessment.diary.time_zone)
    days = sorted({e.at.astimezone(zone).date() for e in assessment.diary.events})
    if not days:
        return f"usual day, {day(assessment.on)}"
    return period(days[0], days[-1])


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


def _told_basis(assessment: Assessment) -> str:
    complete = assessment.intakes[0].complete_days
    if complete == 0:
        return "what your diary holds, spread over its days; no day is marked as complete"
    days = "the day" if complete == 1 else f"the mean of the {complete} days"
    return f"{days} you marked as complete"


def _intake_notes(assessment: Assessment) -> tuple[str, ...]:
    """Say why a recommended amount is not shown, in the person's words."""
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


def _facts(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    person, facts, diary = assessment.diary.person, assessment.facts, assessment.diary
    untold = "not told"
    kidney = diary.kidney_function
    limit = facts.fluid_limit_litre_per_day
    pregnancy = {None: untold, True: "yes", False: "no"}[diary.pregnancy]
    rows = (
        ("Age", untold if facts.age_years is None else f"{int(facts.age_years)} years"),
        ("Sex", person.sex or untold),
        ("Height, mass", _size(person.height_cm, person.mass_kg)),
        ("Conditions", listed([c.replace("_", " ") for c in diary.conditions]) or untold),
        ("Symptoms", listed([s.replace("_", " ") for s in diary.symptoms]) or untold),
        ("eGFR", untold if kidney is None else _filtration(kidney)),
        ("Pregnancy", "" if person.sex == "male" else pregnancy),
        ("Fluid limit", "none told" if limit is None else f"{fixed(limit)} L/d"),
        ("Cramps", f"{len(cramp_lines(assessment))} in the diary"),
    )
    return tuple((label, value) for label, value in rows if value)


def _filtration(kidney: KidneyFunction) -> str:
    rate = kidney.egfr_ml_per_min_per_173
    if rate is None:
        return "could not be estimated from the creatinine told"
    parts = [f"{fixed(rate, 0)} mL/min/1.73 m²"]
    if kidney.basis == "ckd_epi_2021":
        parts.append("from creatinine, CKD-EPI 2021")
    if kidney.measured_on is not None:
        parts.append(day(kidney.measured_on))
    return ", ".join(parts)


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
            "Not simulated",
            (
                "nerve and muscle, and what alcohol and caffeine do beyond "
                "urine: nothing here is said of them beyond food and measured values"
            ),
        ),
        ("Measured values", _measured_values(assessment, draws)),
    ]
    if water is not None:
        rows.insert(
            1,
            ("Largest fall of body water", f"{interval(_fall(water))} L against the first hour"),
        )
    return tuple(rows)


def _measured_values(assessment: Assessment, draws: int) -> str:
    """Say how measured values narrowed the versions, and how far that can be trusted."""
    believed = "where a measured and a simulated value disagree, believe the measurement"
    if assessment.effective_draws is None:
        return f"none narrows the simulation; {believed}"
    used = sum(use.use == "used" for use in assessment.uses)
    values = "1 value narrows" if used == 1 else f"{used} values narrow"
    left = f"{values} it to versions worth {assessment.effective_draws:.0f} of {draws}"
    return f"{left}; {believed}{'. ' if assessment.warning else ''}{assessment.warning}"


def _fall(water: WaterFinding) -> tuple[float, float, float]:
    """Return how much was lost, as an amount: smallest, middle, largest."""
    low, middle, high = (-change for change in reversed(water.lowest))
    return low, middle, high


def _notes(assessment: Assessment) -> tuple[str, ...]:
    zone = ZoneInfo(assessment.diary.time_zone)
    return tuple(
        f"{day_and_hour(event.at.astimezone(zone))}: {event.text}"
        for event in assessment.diary.events
        if isinstance(event, NoteEvent)
    )


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
