"""Medicines and sources in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cramp.knowledge.sources import cite
from cramp.report.words import fixed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cramp.assessment.medicine_findings import MedicineFinding
    from cramp.knowledge.medicines import CrampRatio

_WRITTEN = {
    "ace": "ACE",
    "sglt2": "SGLT2",
    "glp1": "GLP-1",
    "beta2": "beta-2",
    "thiazide like": "thiazide-like",
    "potassium sparing": "potassium-sparing",
    "long acting": "long-acting",
    "short acting": "short-acting",
}


def cramp_ratio_words(ratio: CrampRatio) -> str:
    """Say what a sequence ratio of quinine starts means, and what it does not."""
    kind = class_words(ratio.group)
    interval = (
        f"{fixed(ratio.value, 2)}, 95 % interval {fixed(ratio.low, 2)} to {fixed(ratio.high, 2)}"
    )
    if ratio.low > 1:
        often = "more often than"
    elif ratio.high < 1:
        often = "less often than"
    else:
        often = "about as often as"
    return (
        "In the year after people were first given such a medicine, they were given one against "
        f"cramps {often} in the year before ({kind}: ratio {interval}; {cite(ratio.source)}). "
        "This does not say how many people get cramps from it, nor that yours come from it."
    )


def class_words(identifier: str) -> str:
    """Return a class of medicines as it is written in running text.

    >>> class_words("ace_inhibitor"), class_words("thiazide_like_diuretics")
    ('ACE inhibitor', 'thiazide-like diuretics')
    """
    text = identifier.replace("_", " ")
    for plain, written in _WRITTEN.items():
        text = re.sub(rf"\b{plain}\b", written, text)
    return text


def potassium_words(finding: MedicineFinding) -> str:
    """Say which way a medicine can move potassium, for the doctor's table."""
    if finding.match is None:
        return "unknown; treated as retaining"
    retains = finding.match.potassium_retaining
    wastes = any(substance.potassium_wasting for substance in finding.substances)
    if retains and wastes:
        return "parts retain, parts waste"
    if retains:
        return "retains"
    return "wastes" if wastes else "–"


def cite_all(keys: Iterable[str]) -> str:
    """Return short references, one after the other."""
    return "; ".join(cite(key) for key in keys)
