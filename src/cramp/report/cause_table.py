"""Shares of causes for the doctor: numbers, medicines among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cramp.report.document import Block, Cell, Table, paragraph, say, simulated
from cramp.report.words import capitalised, sampled_share

if TYPE_CHECKING:
    from cramp.assessment.cause_findings import Causes, Share

SMALLEST_SHOWN = 0.01
MOST_SHOWN = 8
"""Rows of the table: the page is one page."""

_COUPLINGS = {
    "low_ionised_calcium": "ionised calcium",
    "alkalosis": "pH",
    "plain_water_sodium": "fall of sodium",
    "potassium": "potassium",
    "magnesium_depletion": "magnesium",
    "dehydration": "body water",
}


def cause_table(causes: Causes) -> tuple[Block, ...]:
    """Return the shares of each cause, and what is through electrolytes and water."""
    of = "cramps told" if causes.are_told else "cramps expected"
    shown = [row for row in causes.rows if row.share.mean >= SMALLEST_SHOWN][:MOST_SHOWN]
    rows: list[tuple[str, Share, Share | None]] = [
        (capitalised(clinical_name(row.id)), row.share, row.through_body) for row in shown
    ]
    rows.append(("Unexplained", causes.unexplained, None))
    columns = ("Cause", f"Share of the {of}", "of that through electrolytes and water")
    cells = tuple(
        (
            Cell(say(name)),
            Cell(say(simulated(_percent(share)))),
            Cell(say(simulated("–" if through is None else _percent(through)))),
        )
        for name, share, through in rows
    )
    states = "; ".join(
        f"{_COUPLINGS.get(name, name.replace('_', ' '))} {_percent(share)}"
        for name, share in causes.by_state.items()
        if share.high >= SMALLEST_SHOWN
    )
    words = (
        f"Mean and 5 to 95 % of {causes.draws} versions that lived again without each cause. "
        f"Electrolytes and water explain {_percent(causes.through_body)} in all"
        f"{f' ({states})' if states else ''}. Couplings and ratios are of low or very low "
        "certainty; a share of a medicine is no rate and no reason by itself to change it."
    )
    return (
        Table("causes", columns, cells, is_small=True),
        paragraph(simulated(words)),
    )


def clinical_name(identifier: str) -> str:
    """Return a cause as a clinician reads it."""
    kind, _, name = identifier.partition(":")
    words = (name or kind).replace("_", " ").replace("+", " and ")
    if kind == "state":
        state = _COUPLINGS.get(name, words)
        return f"{state}, not from what was told"
    return {
        "food minerals": "dietary K, Mg, Ca below reference intake",
        "sedentary": "sedentary life",
        "family cramps": "family history",
        "age": "age, against 25 years",
        "medicines not told": "medicines not told",
        "bowel losses": "loose or watery stool",
        "sweating": "sweating and what replaced it",
    }.get(words, words)


def _percent(share: Share) -> str:
    low, high = round(100 * share.low), round(100 * share.high)
    if high == 0:
        return "none" if share.high <= 0 else "under 1 %"
    return f"{sampled_share(share.mean)} ({low} to {high} %)"
