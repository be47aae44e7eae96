"""The details for the person: food and drink, the body, medicines, what is known, what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cramp.knowledge.sources import cite
from cramp.report.document import (
    Block,
    Box,
    Cell,
    Entry,
    Fold,
    Heading,
    Listing,
    Paragraph,
    Picture,
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
from cramp.report.intake_rows import HELD_BACK, IntakeRow, intake_rows
from cramp.report.laboratory_rows import LaboratoryRow, laboratory_rows, other_measured
from cramp.report.medicine_words import cramp_ratio_words
from cramp.report.serum_lines import serum_lines
from cramp.report.value_rows import ValueRow, value_rows
from cramp.report.words import capitalised, day, fixed, listed, number, share, urgency

if TYPE_CHECKING:
    from cramp.assessment.assess import Assessment
    from cramp.assessment.medicine_findings import MedicineFinding
    from cramp.knowledge.evidence import Claim
    from cramp.report.charts import Chart


def intake_section(assessment: Assessment) -> Section:
    """Return what is eaten and drunk, against what is recommended."""
    rows = intake_rows(assessment)
    blocks: list[Block] = [
        paragraph(
            f"“Written down” is {_told_basis(assessment)}. “Likely in all” is the mean of all days "
            "shown and also counts what the diary leaves out, going by your usual day if you told "
            "it, and else by what people of your age and sex usually eat and drink; in brackets "
            "stands the range that holds 9 of 10 plausible versions of you."
        ),
        Table(
            "food and drink",
            ("Per day", "Written down", "Likely in all", "Recommended"),
            tuple(_intake_cells(row) for row in rows),
        ),
        *(paragraph(note) for note in _intake_notes(assessment, rows)),
    ]
    contributed = [row for row in rows if row.contributors]
    if contributed:
        blocks += [Heading("Where it came from"), listing(*map(_contributors, contributed))]
    blocks += _portions(assessment)
    return Section("intake", "What you eat and drink", tuple(blocks), begins_page=True)


def _intake_cells(row: IntakeRow) -> tuple[Cell, ...]:
    source = (
        () if row.reference_source is None else (f"Recommended: {cite(row.reference_source)}.",)
    )
    return (
        Cell(say(row.name)),
        Cell(say(Span(row.told, "told"))),
        Cell(say(simulated(row.estimated))),
        Cell(say(row.reference, why=source)),
    )


def _contributors(row: IntakeRow) -> Statement:
    return say(
        strong(f"{row.name}:"), f"{row.contributors}.", soft(f"({row.note})" if row.note else "")
    )


def _told_basis(assessment: Assessment) -> str:
    complete = assessment.intakes[0].complete_days
    if complete == 0:
        return "what your diary holds, spread over its days; no day is marked as complete"
    days = "the day" if complete == 1 else f"the mean of the {complete} days"
    return f"{days} you marked as complete"


def _intake_notes(assessment: Assessment, rows: tuple[IntakeRow, ...]) -> tuple[str, ...]:
    """Say why a recommended amount is not shown, in the person's words."""
    notes = []
    reasons = assessment.facts.potassium_rise_forbidden_reasons
    if reasons and any(r.name == "Potassium" and r.reference == HELD_BACK for r in rows):
        notes.append(
            "No amount of potassium to aim for is shown to you, because more could do harm: "
            f"{listed(reasons)}. Your doctor can tell you what is right for you."
        )
    if any(r.name == "Water" and r.reference == HELD_BACK for r in rows):
        notes.append("How much you should drink is also a question for your doctor.")
    return tuple(notes)


def _portions(assessment: Assessment) -> list[Block]:
    blocks: list[Block] = []
    unknown = [p for p in assessment.portions if p.problem is not None]
    if unknown:
        lines = (say(f"“{p.text}”: {p.problem}. It counts as not told.") for p in unknown)
        blocks += [Heading("What we could not look up"), listing(*lines)]
    known = [p for p in assessment.portions if p.problem is None]
    if known:
        rows = tuple(
            (
                Cell(say(p.text)),
                Cell(say("" if p.food is None else p.food.name)),
                Cell(say("" if p.mass_gram is None else f"{number(p.mass_gram, 3)} g")),
            )
            for p in known
        )
        columns = ("You wrote", "Looked up as", "Taken as")
        table = Table("what each thing was taken for", columns, rows, is_small=True)
        blocks.append(Fold("What we took each thing for", (table,), is_on_paper=False))
    return blocks


def course_section(
    assessment: Assessment, charts: tuple[Chart, ...], left_out: str, runs: tuple[str, ...]
) -> Section:
    """Return what was measured and simulated of minerals and water."""
    rows = laboratory_rows(assessment)
    blocks: list[Block] = []
    if rows:
        columns = (
            "Blood test", "When", "Measured", "What it means",
            "Simulated at that hour, from what you told alone",
        )  # fmt: skip
        cells = tuple(_laboratory_cells(row) for row in rows)
        blocks += [Heading("Measured"), Table("measured values", columns, cells)]
    else:
        blocks.append(paragraph("You told us of no blood test. Everything below is simulated."))
    if others := other_measured(assessment):
        blocks.append(listing(*(say(f"{line}.") for line in others)))
    blocks.append(Heading("Simulated"))
    blocks += _cautions(assessment, left_out)
    blocks.append(_how_to_read(assessment, has_tests=bool(rows)))
    when = _when(assessment)
    lines = (
        say(simulated(line), why=runs if place == 0 else ())
        for place, line in enumerate(serum_lines(assessment.serum, when))
    )
    blocks.append(listing(*lines))
    blocks += [block for chart in charts for block in _chart(chart)]
    return Section("course", "Minerals and water in your body", tuple(blocks))


def _when(assessment: Assessment) -> str:
    cramps = len(cramp_lines(assessment))
    at = "at the cramp" if cramps == 1 else "at the cramps"
    return at if cramps else "over all the days"


def _laboratory_cells(row: LaboratoryRow) -> tuple[Cell, ...]:
    other = f"({row.other_unit})" if row.other_unit else ""
    act = f"{urgency(row.urgency)}." if row.urgency != "none" else ""
    use = f"({row.use})" if row.use else ""
    return (
        Cell(say(row.name)),
        Cell(say(row.at)),
        Cell(say(Span(row.told, "measured"), soft(other))),
        Cell(say(row.words, strong(act))),
        Cell(say(simulated(row.simulated or "not simulated"), soft(use))),
    )


def _cautions(assessment: Assessment, left_out: str) -> list[Block]:
    cautions = []
    if assessment.warning:
        cautions.append(assessment.warning)
    if reasons := assessment.facts.clinician_only_reasons:
        cautions.append(
            "The simulated body is that of an adult who is not pregnant and not on dialysis. "
            f"Because {listed(reasons)}, it may be wrong for you."
        )
    if left_out:
        cautions.append(left_out)
    return [Box("safety", "", (paragraph(caution),)) for caution in cautions]


def _how_to_read(assessment: Assessment, *, has_tests: bool) -> Paragraph:
    is_narrowed = assessment.effective_draws is not None
    return paragraph(
        "A model of the body was run through your days for many plausible versions of you.",
        "Versions that fit what was measured count more." if is_narrowed else "",
        "The line is the middle version; half of the versions lie in the dark band and 9 of 10 in "
        "the light one. The dotted lines mark the ends of the usual range.",
        "A red line marks a cramp." if cramp_lines(assessment) else "",
        "A black square marks a measured value." if has_tests else "",
        strong("Simulated values are not measurements."),
    )


def _chart(chart: Chart) -> tuple[Block, ...]:
    caption = say(strong(chart.title), soft(f"({chart.unit}, simulated)"))
    rows = tuple(
        (Cell(say(date)), *(Cell(say(fixed(value, chart.decimals))) for value in values))
        for date, *values in chart.rows
    )
    columns = ("Day", "Lowest", "Middle", "Highest")
    table = (
        paragraph(
            soft(
                "At every hour of a day, at least 9 of 10 versions lie between its lowest and its "
                "highest value."
            )
        ),
        Table(chart.title.lower(), columns, rows, is_small=True),
    )
    fold = Fold(f"The same as a table: {chart.title.lower()}", table, is_on_paper=False)
    return Picture(caption, chart.alternative, chart.svg), fold


def medicine_section(assessment: Assessment) -> Section:
    """Return what the medicines told do."""
    if not assessment.medicines:
        words = (
            "You told us of no medicine. If you take any, write them down: some change "
            "potassium, sodium or water."
        )
        return Section("medicines", "Your medicines", (paragraph(words),))
    words = (
        "Take prescribed medicines as prescribed. Questions about them are for your doctor or "
        "pharmacist."
    )
    entries = tuple(_medicine(finding) for finding in assessment.medicines)
    return Section("medicines", "Your medicines", (paragraph(words), *entries))


def _medicine(finding: MedicineFinding) -> Entry:
    read_as = f"(read as {finding.read_as})" if finding.read_as else ""
    blocks: list[Block] = []
    if finding.match is None:
        blocks.append(
            paragraph(
                "We do not know this one. To be safe, we treat it as if it could raise potassium."
            )
        )
    for substance in finding.substances:
        name = f"{substance.name}:" if len(finding.substances) > 1 else ""
        sources = tuple(f"{cite(key)}." for key in substance.sources)
        blocks.append(paragraph(strong(name), substance.effect_words, why=sources))
    if finding.cramp_ratio is not None:
        blocks.append(paragraph(soft(cramp_ratio_words(finding.cramp_ratio))))
    return Entry(say(strong(finding.told), soft(read_as)), tuple(blocks))


def evidence_section(assessment: Assessment) -> Section:
    """Return what is known about cramps and the things the diary holds."""
    title = "What is known about cramps and these things"
    if assessment.red_flags.suppress_self_care:
        words = "This is left out because of the warning signs at the top: being seen comes first."
        return Section("evidence", title, (paragraph(words),))
    words = (
        "Each statement is what people are told about cramps. The first label says how far it is "
        "true. Certainty says how sure the evidence is, in the four steps that guideline makers "
        "use: high, moderate, low, very low."
    )
    return Section("evidence", title, (paragraph(words), *map(_claim, assessment.claims)))


def _claim(claim: Claim) -> Entry:
    blocks: list[Block] = [paragraph(claim.plain_words)]
    if claim.safety_note:
        blocks.append(Box("safety", "", (paragraph(claim.safety_note),)))
    sources = "; ".join(cite(key) for key in claim.sources)
    blocks.append(
        paragraph(
            grade(claim.grade), soft(f"{sources}. Reviewed {day(claim.reviewed_on)}. {claim.id}.")
        )
    )
    return Entry(say(strong(f"“{claim.claim}”"), Span(claim.verdict, "verdict")), tuple(blocks))


def unknown_section(assessment: Assessment, runs: tuple[str, ...]) -> Section:
    """Return what was not told or not read, and how much it matters."""
    rows = tuple(
        (Cell(say(one.words)), Cell(say(share(one.share)), share=one.share))
        for one in assessment.unknowns
    )
    blocks: list[Block] = [
        paragraph(
            "What is not told is not zero: it makes the bands above wider. This is what makes the "
            "simulated blood potassium uncertain, largest part first.",
            why=runs,
        ),
        Table("what is not known", ("Not known for certain", "Part of the uncertainty"), rows),
        *_tests(value_rows(assessment)),
    ]
    unread = dict.fromkeys((flag.text, flag.why) for flag in assessment.diary.flags)
    if unread:
        lines = tuple((say(f"“{text}”: {why}."), None) for text, why in unread)
        blocks += [Heading("What we could not read"), Listing(lines)]
    title = "What we were not told, and how much it matters"
    return Section("unknowns", title, tuple(blocks))


def _tests(rows: tuple[ValueRow, ...]) -> list[Block]:
    """Return what one more answer would narrow; nothing where it would mislead."""
    if not rows:
        return []
    columns = ("One more answer", *(capitalised(name) for name in rows[0].minerals))
    cells = tuple(
        (Cell(say(capitalised(row.words))), *(Cell(say(left)) for _, left in row.remaining))
        for row in rows
    )
    return [
        Heading("What one test would tell most"),
        paragraph(
            "How wide the ranges of the simulated blood values are expected to be after one more "
            "answer, as a part of how wide they are now: 100 % tells nothing. This says what would "
            "make the simulation surer, not that you need the test."
        ),
        Table("what one test would tell", columns, cells),
    ]
