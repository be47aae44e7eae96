"""The report in a few lines for a terminal, in the words of the first page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cramp.report.advice_rows import advice_for_person, in_a_cramp, to_do, to_find_out, to_know
from cramp.report.cause_words import cause_lines
from cramp.report.first_page import CAUSES, FOUND, MORE, NOW, REMEDIES, TO_DO
from cramp.report.in_short import in_short

if TYPE_CHECKING:
    from cramp.assessment.assess import Assessment
    from cramp.report.advice_rows import AdviceRow


_SOURCES = (
    "In brackets: how sure the evidence is, and its claims; cramp evidence show C15, say, tells "
    "sources and date of review."
)


def summary_lines(assessment: Assessment) -> tuple[str, ...]:
    """Return what was found and what passed the gate, then what it is for.

    Parameters
    ----------
    assessment
        As returned by `cramp.assess`; its warning signs are told before anything is simulated.
    """
    rows = advice_for_person(assessment)
    steps = [f"{place}. {_line(row)}" for place, row in enumerate(in_a_cramp(rows), 1)]
    parts = (
        (NOW, steps),
        (FOUND, [f"- {finding.text}" for finding in in_short(assessment)]),
        (CAUSES, [f"- {line.words}" for line in cause_lines(assessment)]),
        (TO_DO, [f"- {_line(row)}" for row in to_do(rows)]),
        (MORE, [f"- {_line(row)}" for row in to_find_out(rows)]),
        (REMEDIES, [f"- {_line(row)}" for row in to_know(rows)]),
    )
    lines = [line for title, found in parts if found for line in (title, *found, "")]
    cited = any(row.claims for row in rows)
    return (*lines, *((_SOURCES, "") if cited else ()), assessment.advice.intended_use)


def _line(row: AdviceRow) -> str:
    grade = f" [{row.grade} certainty: {', '.join(row.claims)}]" if row.grade else ""
    expected = f" {row.expected}" if row.expected else ""
    safe = f" Safe for you: {row.safe_because}" if row.safe_because else ""
    return f"{row.words}{grade}{expected}{safe}"
