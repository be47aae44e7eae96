"""The first page, for the person: may I be in danger, what now, what was found, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cramp.assessment.alarm_table import ALARM_TABLE
from cramp.report.advice_rows import (
    AdviceRow,
    advice_for_person,
    in_a_cramp,
    to_do,
    to_find_out,
    to_know,
)
from cramp.report.cause_words import cause_lines
from cramp.report.document import (
    Block,
    Box,
    Facts,
    Fold,
    Listing,
    Section,
    Span,
    Statement,
    grade,
    listing,
    paragraph,
    say,
    simulated,
    soft,
    strong,
)
from cramp.report.in_short import in_short
from cramp.report.words import capitalised, share, urgency

if TYPE_CHECKING:
    from cramp.assessment.assess import Assessment
    from cramp.assessment.red_flags import RedFlag

LEVELS = ("emergency", "same_day", "prompt")
SIGNS = "Warning signs with leg cramps"
NOW = "A cramp right now?"
FOUND = "What we found"
CAUSES = "What may bring your cramps"
TO_DO = "What you can do"
MORE = "What would tell more"
REMEDIES = "Before you buy anything"
CAUSES_NOTE = (
    "Worked out by leaving each thing out of your simulated days. Medicines are left out of this "
    "list: what they do is for your doctor or pharmacist to judge, so never stop one on your own."
)
MOST_ASKED = 2
"""Of what was not told, so many are asked for on the first page."""


def first_page(assessment: Assessment, runs: tuple[str, ...]) -> tuple[Section, ...]:
    """Return the sections of the first page.

    Parameters
    ----------
    assessment
        As returned by `cramp.assess`; of its advice only what the gate passed is taken.
    runs
        What simulated sentences rest on.
    """
    rows = advice_for_person(assessment)
    sections = [_danger(assessment)]
    if steps := in_a_cramp(rows):
        sections.append(_now(steps))
    found, do = _found(assessment, runs), _what_to_do(assessment, rows)
    causes = _causes(assessment)
    # Where being seen comes first, what to do stands before what was found.
    suppressed = assessment.red_flags.suppress_self_care
    sections += [do, found] if suppressed else [found, *causes, do]
    if more := _more(assessment, rows):
        sections.append(Section("more", MORE, more))
    if known := to_know(rows):
        remedies = Listing(tuple(advice_item(row) for row in known))
        sections.append(Section("remedies", REMEDIES, (remedies,), begins_page=True))
    if assessment.red_flags.flags:
        # Whoever has a sign already is told first what to do; the others stand further down.
        sections.append(Section("signs", SIGNS, (_signs(),)))
    return tuple(sections)


def _danger(assessment: Assessment) -> Section:
    flags = assessment.red_flags
    blocks: list[Block] = []
    for level in LEVELS:
        found = [flag for flag in flags.flags if flag.urgency.value == level]
        if found:
            items = tuple(_flag(flag) for flag in found)
            blocks.append(Box(level, urgency(level), (Listing(items),)))
    if not flags.flags:
        words = "That does not mean there is none: please read this list."
        blocks.append(Box("calm", "You told us of no warning sign", (paragraph(words),)))
        blocks.append(Fold(SIGNS, (_signs(),), is_open=True))
    return Section("alarm", "First: are you in danger?", tuple(blocks))


def _signs() -> Facts:
    return Facts(tuple((title, say(words)) for title, words in alarm_signs()))


def _flag(flag: RedFlag) -> tuple[Statement, Statement]:
    rests = (
        (
            "A rule for warning signs, judged from what was told and measured alone, before any "
            f"simulation ({flag.id.replace('_', ' ')})."
        ),
    )
    return say(strong(flag.words_plain), why=rests), say(soft(flag.because))


def alarm_signs() -> tuple[tuple[str, str], ...]:
    """Return what to watch for: how urgent it is, and the signs in words."""
    from cramp.diary.vocabulary import ALARM_SIGNS

    found = []
    for level in LEVELS:
        signs = [w for sign, w in ALARM_SIGNS.items() if ALARM_TABLE[sign].urgency.value == level]
        if signs:
            found.append((urgency(level), f"{capitalised('; '.join(signs))}."))
    return tuple(found)


def _now(steps: tuple[AdviceRow, ...]) -> Section:
    items = tuple((say(row.words, *_graded(row), why=row.why), None) for row in steps)
    box = Box(
        "now", "Do this, one after the other", (Listing(items, is_ordered=True, is_steps=True),)
    )
    return Section("now", NOW, (box,))


def _found(assessment: Assessment, runs: tuple[str, ...]) -> Section:
    found = (
        say(Span(finding.words, finding.origin), finding.meaning, why=finding.why)
        for finding in in_short(assessment, runs)
    )
    return Section("short", FOUND, (listing(*found),))


def _causes(assessment: Assessment) -> tuple[Section, ...]:
    lines = cause_lines(assessment)
    if not lines:
        return ()
    items = tuple(say(simulated(line.words), why=line.why) for line in lines)
    note = paragraph(soft(CAUSES_NOTE))
    return (Section("causes", CAUSES, (listing(*items), note)),)


def _what_to_do(assessment: Assessment, rows: tuple[AdviceRow, ...]) -> Section:
    blocks: list[Block] = []
    if chosen := to_do(rows):
        blocks.append(Listing(tuple(advice_item(row) for row in chosen), is_ordered=True))
    if assessment.red_flags.suppress_self_care:
        blocks.append(
            paragraph(
                "Because of the warning signs above, nothing else is suggested here: being seen "
                "comes first."
            )
        )
    return Section("do", TO_DO, tuple(blocks))


def advice_item(row: AdviceRow) -> tuple[Statement, Statement | None]:
    """Return an advice, and below it what to expect of it and why it is safe for this person."""
    safe = f"Safe for you: {row.safe_because}" if row.safe_because else ""
    below = " ".join(words for words in (row.expected, safe) if words)
    return say(row.words, *_graded(row), why=row.why), say(soft(below)) if below else None


def _graded(row: AdviceRow) -> tuple[Span, ...]:
    return () if row.grade is None else (grade(row.grade),)


def _more(assessment: Assessment, rows: tuple[AdviceRow, ...]) -> tuple[Block, ...]:
    """Return tests and records, then what was not told and moves the answer most."""
    items = [advice_item(row) for row in to_find_out(rows)]
    if not assessment.red_flags.suppress_self_care:
        asked = [unknown for unknown in assessment.unknowns if unknown.quantity is not None]
        items += [
            (
                say(
                    f"Add to the diary {_asked(unknown.words)}.",
                    why=(
                        (
                            f"It makes up {share(unknown.share)} of what is uncertain about your "
                            "simulated blood potassium."
                        ),
                    ),
                ),
                None,
            )
            for unknown in asked[:MOST_ASKED]
        ]
    return (Listing(tuple(items)),) if items else ()


def _asked(words: str) -> str:
    return words.replace(": its", ", and its")
