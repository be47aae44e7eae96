"""What the report says, worked out once: HTML and PDF lay out the same document."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import cramp
from cramp.assessment.intended_use import SHORT_USE, intended_use
from cramp.knowledge.sources import reference
from cramp.report.details import (
    course_section,
    evidence_section,
    intake_section,
    medicine_section,
    unknown_section,
)
from cramp.report.doctor_page import doctor_section
from cramp.report.document import Document, Section, listing, paragraph, say, soft
from cramp.report.first_page import first_page
from cramp.report.intake_rows import intake_rows
from cramp.report.why import why_runs
from cramp.report.words import day, period

if TYPE_CHECKING:
    import xarray

    from cramp.assessment.assess import Assessment
    from cramp.report.charts import Chart


def report_document(
    assessment: Assessment, course: xarray.Dataset, charts: tuple[Chart, ...]
) -> Document:
    """Work out the report of one assessment.

    Parameters
    ----------
    assessment
        As returned by `cramp.assess`; of its advice only what the gate passed is shown to the
        person, what it refused only on the doctor's page.
    course
        The simulation it was made with.
    charts
        Drawn from that course.
    """
    runs = why_runs(assessment, course)
    days = _period(assessment)
    return Document(
        title="Leg cramp report",
        period=days,
        generator=f"cramp {cramp.__version__}",
        short_use=SHORT_USE,
        use_words="What this is for",
        why_title="Why we say so",
        sections=(
            *first_page(assessment, runs),
            intake_section(assessment),
            course_section(assessment, charts, left_out(course), runs),
            medicine_section(assessment),
            evidence_section(assessment),
            unknown_section(assessment, runs),
            doctor_section(assessment, course, days),
            _source_section(assessment),
        ),
        use=_use_section(),
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


def _use_section() -> Section:
    words = (
        "This report holds health information about you. It was made on your own machine; "
        "nothing was sent anywhere, and it loads nothing from the network."
    )
    title = "What this is for, and what not"
    return Section("use", title, (paragraph(intended_use()), paragraph(words)))


def _source_section(assessment: Assessment) -> Section:
    sources = source_keys(assessment)
    found = (
        listing(*(say(reference(key)) for key in sources), is_ordered=True)
        if sources
        else paragraph("No source is cited above.")
    )
    note = paragraph(
        soft("The body's parameters have sources of their own: “cramp model show” lists them.")
    )
    return Section("sources", "Sources", (found, note), begins_page=True)


def source_keys(assessment: Assessment) -> tuple[str, ...]:
    """Return the key of every source cited, in alphabetical order of the references."""
    from cramp.knowledge.evidence import claim

    keys = {key for each in assessment.claims for key in each.sources}
    for advice in assessment.advice.passed:
        keys |= {key for identifier in advice.evidence for key in claim(identifier).sources}
    for finding in assessment.medicines:
        keys |= {key for substance in finding.substances for key in substance.sources}
        if finding.cramp_ratio is not None:
            keys.add(finding.cramp_ratio.source)
    keys |= {row.reference_source for row in intake_rows(assessment) if row.reference_source}
    return tuple(sorted(keys, key=reference))
