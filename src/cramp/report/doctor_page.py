"""The doctor's page: what a clinician wants to know, in their words and units."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cramp.assessment.advice import Kind
from cramp.diary.model import CrampEvent, NoteEvent
from cramp.report.advice_rows import advice_for_clinician, held_back, in_a_cramp
from cramp.report.cause_table import cause_table
from cramp.report.document import (
    Block,
    Box,
    Cell,
    Facts,
    Heading,
    Section,
    Span,
    Statement,
    Table,
    grade,
    listing,
    paragraph,
    say,
    simulated,
    soft,
    strong,
)
from cramp.report.in_short import cramp_lines
from cramp.report.laboratory_rows import laboratory_rows
from cramp.report.medicine_words import class_words, potassium_words
from cramp.report.words import (
    capitalised,
    day,
    day_and_hour,
    fixed,
    interval,
    listed,
    number,
    sampled_share,
)

if TYPE_CHECKING:
    import xarray

    from cramp.assessment.assess import Assessment
    from cramp.assessment.course_findings import WaterFinding
    from cramp.assessment.disturbances import Disturbance
    from cramp.assessment.medicine_findings import MedicineFinding
    from cramp.diary.model import KidneyFunction
    from cramp.report.advice_rows import AdviceRow

UNTOLD = "not told"


def doctor_section(assessment: Assessment, course: xarray.Dataset, period: str) -> Section:
    """Return the page.

    Parameters
    ----------
    assessment
        As returned by `cramp.assess`; what the gate refused stands here alone.
    course
        The simulation it was made with.
    period
        The days shown, in words.
    """
    blocks: list[Block] = [
        Box(
            "use",
            "",
            (
                paragraph(
                    "Made from a patient's own diary by a research tool. Measured, told and "
                    "simulated values are kept apart; simulated values are not laboratory results."
                ),
            ),
        ),
        Facts(_facts(assessment, period)),
    ]
    blocks += _red_flags(assessment)
    blocks += [Heading("Measured"), *_measured(assessment)]
    blocks += [Heading("Suspected disturbances, simulated"), *_disturbances(assessment)]
    if assessment.causes is not None:
        blocks += [Heading("What brings the cramps, simulated"), *cause_table(assessment.causes)]
    if assessment.medicines:
        blocks += [Heading("Medicines that matter"), *_medicines(assessment)]
    blocks += [Heading("Suggested to the patient, and to you"), *_suggested(assessment)]
    if withheld := held_back(assessment):
        blocks.append(Heading("Held back from the patient, and why"))
        blocks.append(listing(*(say(line) for line in withheld)))
    if notes := _notes(assessment):
        blocks += [Heading("Notes, not interpreted"), listing(*(say(line) for line in notes))]
    blocks += [Heading("Limits of the simulation"), Facts(_limits(assessment, course))]
    return Section("doctor", "For your doctor", tuple(blocks), begins_page=True, is_one_page=True)


def _facts(assessment: Assessment, period: str) -> tuple[tuple[str, Statement], ...]:
    person, facts, diary = assessment.diary.person, assessment.facts, assessment.diary
    kidney = diary.kidney_function
    limit = facts.fluid_limit_litre_per_day
    pregnancy = {None: UNTOLD, True: "yes", False: "no"}[diary.pregnancy]
    age = UNTOLD if facts.age_years is None else f"{int(facts.age_years)} years"
    rows = (
        (
            "Patient",
            f"{age}, sex {person.sex or UNTOLD}, {_size(person.height_cm, person.mass_kg)}",
        ),
        ("Course", f"{_cramps(assessment)}; {period}"),
        ("Conditions", listed([c.replace("_", " ") for c in diary.conditions]) or UNTOLD),
        ("Symptoms", listed([s.replace("_", " ") for s in diary.symptoms]) or UNTOLD),
        ("eGFR", UNTOLD if kidney is None else _filtration(kidney)),
        ("Pregnancy", "" if person.sex == "male" else pregnancy),
        ("Fluid limit", "" if limit is None else f"{fixed(limit)} L/d"),
    )
    return tuple((label, say(Span(value, "told"))) for label, value in rows if value)


def _cramps(assessment: Assessment) -> str:
    """Return how many cramps, where, how long, how painful and at which hours."""
    zone = ZoneInfo(assessment.diary.time_zone)
    cramps = [e for e in assessment.diary.events if isinstance(e, CrampEvent)]
    if not cramps:
        return "no cramp in the diary"
    parts = ["1 cramp" if len(cramps) == 1 else f"{len(cramps)} cramps"]
    if muscles := dict.fromkeys(e.muscle for e in cramps if e.muscle):
        parts.append(listed(tuple(muscles)))
    hours = sorted(e.at.astimezone(zone).strftime("%H:%M") for e in cramps)
    parts.append("at " + " to ".join(dict.fromkeys((hours[0], hours[-1]))))
    minutes = [e.duration_minutes for e in cramps if e.duration_minutes is not None]
    if minutes:
        parts.append(f"{_range(minutes)} min")
    pains = [e.pain for e in cramps if e.pain is not None]
    if pains:
        parts.append(f"pain {_range(pains)} of 10")
    woke = sum(bool(e.woke) for e in cramps)
    if woke:
        parts.append(f"woke {woke} of {len(cramps)} times")
    return ", ".join(parts)


def _range(values: list[float]) -> str:
    return " to ".join(dict.fromkeys((number(min(values)), number(max(values)))))


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


def _red_flags(assessment: Assessment) -> list[Block]:
    flags = assessment.red_flags.flags
    if not flags:
        return []
    lines = (
        say(
            strong(f"{capitalised(flag.urgency.value.replace('_', ' '))}:"),
            flag.words_clinical,
            soft(flag.because),
        )
        for flag in flags
    )
    return [Heading("Red flags"), listing(*lines)]


def _measured(assessment: Assessment) -> list[Block]:
    rows = laboratory_rows(assessment)
    if not rows:
        return [paragraph("No blood test was told.")]
    lines = (
        say(
            Span(f"{row.name} {row.told}", "measured"),
            f"({row.other_unit})," if row.other_unit else ",",
            f"{row.at}: {row.words}",
            f"({row.urgency.replace('_', ' ')})" if row.urgency != "none" else "",
            simulated(
                f"Simulated at that hour from what was told alone {row.simulated}."
                if row.simulated
                else ""
            ),
            f"{capitalised(row.use)}." if row.use else "",
        )
        for row in rows
    )
    return [listing(*lines)]


def _disturbances(assessment: Assessment) -> list[Block]:
    found = assessment.disturbances
    if found is None:
        return [paragraph("Nothing was simulated.")]
    at = "at the cramps told" if cramp_lines(assessment) else "over all hours shown"
    levels = {finding.analyte: finding for finding in assessment.serum}
    shown = [one for one in found.rows if one.at_any_hour > 0]
    clear = [one.name.lower() for one in found.rows if one.at_any_hour <= 0]
    columns = ("Disturbance", "Criterion", f"Versions, {at}", "Versions, at any hour", "Measured")
    blocks: list[Block] = [
        paragraph(
            simulated(
                f"Shares of {found.draws} simulated versions, not probabilities from data on "
                f"patients. In {sampled_share(found.none_at_cramps)} of them no criterion is met "
                f"{at}: electrolytes and water then explain nothing."
            )
        )
    ]
    if shown:
        rows = tuple(_disturbance(one, assessment) for one in shown)
        blocks.append(Table("suspected disturbances", columns, rows, is_small=True))
    if clear:
        blocks.append(paragraph(simulated(f"In no version: {listed(clear)}.")))
    if levels:
        blocks.append(paragraph(simulated(f"Simulated levels {at}: {_levels(assessment)} mmol/L.")))
    return blocks


def _levels(assessment: Assessment) -> str:
    from cramp.assessment.course_findings import DECIMALS

    return listed(
        [f"{f.analyte} {interval(f.at_cramps, DECIMALS[f.analyte])}" for f in assessment.serum]
    )


def _disturbance(one: Disturbance, assessment: Assessment) -> tuple[Cell, ...]:
    told = [m.told for m in assessment.measured if m.analyte == one.analyte]
    measured = Span(told[-1], "measured") if told else Span("–")
    return (
        Cell(say(one.name)),
        Cell(say(one.criterion)),
        Cell(say(simulated(sampled_share(one.at_cramps)))),
        Cell(say(simulated(sampled_share(one.at_any_hour)))),
        Cell(say(measured)),
    )


def _medicines(assessment: Assessment) -> list[Block]:
    matter = [m for m in assessment.medicines if _matters(m)]
    others = [m.told for m in assessment.medicines if not _matters(m)]
    blocks: list[Block] = []
    if matter:
        columns = (
            "Medicine, as told", "Read as (class)", "Potassium", "Sodium",
            "Start of quinine, sequence ratio", "In the simulation",
        )  # fmt: skip
        rows = tuple(_medicine(finding) for finding in matter)
        blocks.append(Table("medicines", columns, rows, is_small=True))
    if any(m.cramp_ratio is not None for m in matter):
        words = "A sequence ratio tells the order of two prescriptions; it is no rate of cramps."
        blocks.append(paragraph(soft(words)))
    if others:
        blocks.append(paragraph(f"Without known effect on either: {listed(others)}."))
    return blocks


def _matters(finding: MedicineFinding) -> bool:
    return (
        finding.match is None
        or finding.cramp_ratio is not None
        or potassium_words(finding) != "–"
        or any(substance.sodium_lowering for substance in finding.substances)
    )


def _medicine(finding: MedicineFinding) -> tuple[Cell, ...]:
    ratio = finding.cramp_ratio
    read_as = "; ".join(f"{s.name} ({class_words(s.drug_class)})" for s in finding.substances)
    lowers = any(substance.sodium_lowering for substance in finding.substances)
    ratio_words = (
        "–"
        if ratio is None
        else f"{fixed(ratio.value, 2)} (95 % CI {fixed(ratio.low, 2)} to {fixed(ratio.high, 2)})"
    )
    return (
        Cell(say(finding.told)),
        Cell(say(read_as or "not recognised")),
        Cell(say(potassium_words(finding))),
        Cell(say("can lower" if lowers else "–")),
        Cell(say(ratio_words)),
        Cell(say("yes" if finding.is_simulated else "no")),
    )


def _suggested(assessment: Assessment) -> list[Block]:
    """Return tests first, the steps of a cramp last and in one line."""
    rows = advice_for_clinician(assessment)
    steps = in_a_cramp(rows)
    first = [row for row in rows if row.kind is Kind.MEASURE]
    others = [row for row in rows if row not in first and row not in steps]
    items = [
        say(
            strong("Tests proposed:" if row.kind is Kind.MEASURE else ""),
            capitalised(row.words),
            *_graded(row),
            row.expected,
            soft(row.references),
        )
        for row in (*first, *others)
    ]
    if steps:
        spans = [span for row in steps for span in (Span(row.words), *_graded(row))]
        references = "; ".join(dict.fromkeys(row.references for row in steps))
        items.append(say(*spans, soft(references)))
    return [listing(*items)]


def _graded(row: AdviceRow) -> tuple[Span, ...]:
    return () if row.grade is None else (grade(row.grade),)


def _limits(assessment: Assessment, course: xarray.Dataset) -> tuple[tuple[str, Statement], ...]:
    draws = course.sizes["draw"]
    failed = draws - int(course["succeeded"].sum())
    water = assessment.water
    rows = [
        ("Plausible versions", f"{draws}, of which {failed} could not be solved"),
        ("Made with", f"{course.attrs['source']}, seed {course.attrs['seed']}"),
        (
            "Not simulated",
            (
                "nerve and muscle themselves: how states of the body move cramps is a table of "
                "couplings, and what alcohol and medicines do to them besides one of ratios"
            ),
        ),
        ("Measured values", _measured_values(assessment, draws)),
    ]
    if water is not None:
        fall = f"{interval(_fall(water))} L against the first hour"
        rows.insert(1, ("Largest fall of body water", fall))
    return tuple((label, say(words)) for label, words in rows)


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
