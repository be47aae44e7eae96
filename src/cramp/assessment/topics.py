"""Which claims of the evidence base a diary calls for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cramp.knowledge.evidence import claims

if TYPE_CHECKING:
    from cramp.assessment.person import PersonFacts
    from cramp.diary.model import Diary
    from cramp.knowledge.evidence import Claim

ALWAYS = ("mechanism", "potassium", "magnesium", "foods", "stretching", "quinine")
"""What nearly everyone with cramps has been told, true or not."""

SWEATING = ("heat", "sweat", "water", "sodium")
OLDER_YEARS = 60.0

_BY_CLASS = {
    "diuretics": (
        "thiazide", "thiazide_like", "loop_diuretic", "potassium_sparing_diuretic",
        "mineralocorticoid_antagonist",
    ),
    "statins": ("statin",),
    "beta_agonists": ("beta2_agonist",),
}  # fmt: skip

_BY_EVENT = {
    "exercise": ("exercise",),
    "stool": ("bowel", "water"),
    "vomiting": ("bowel", "water"),
    "alcohol": ("alcohol",),
}

_BY_CONDITION = {
    "kidney_disease": "kidney",
    "dialysis": "kidney",
    "cirrhosis": "cirrhosis",
    "peripheral_artery_disease": "circulation",
}


def relevant_claims(diary: Diary, facts: PersonFacts) -> tuple[Claim, ...]:
    """Return the claims of every topic that applies, each once, in the order of the topics.

    A claim that speaks for more potassium is left out where more potassium could do harm.
    """
    found: dict[str, Claim] = {}
    for topic in _topics(diary, facts):
        for claim in claims(topic):
            if not (claim.potassium_advice and facts.potassium_rise_forbidden):
                found.setdefault(claim.id, claim)
    return tuple(found.values())


def _topics(diary: Diary, facts: PersonFacts) -> list[str]:
    topics: list[str] = []
    # Only what was ever linked with cramps: short-acting inhalers, for one, were not.
    linked = [substance for substance in facts.substances if substance.cramp_ratio is not None]
    classes = {substance.drug_class for substance in linked}
    for topic, of in _BY_CLASS.items():
        if classes & set(of):
            topics.append(topic)
    topics += [topic for event in diary.events for topic in _BY_EVENT.get(event.kind, ())]
    if facts.heavy_sweating or facts.hot_exercise:
        topics += SWEATING
    topics += [t for c, t in _BY_CONDITION.items() if c in facts.conditions]
    if facts.pregnant:
        topics.append("pregnancy")
    if facts.age_years is not None and facts.age_years >= OLDER_YEARS:
        topics.append("age")
    return list(dict.fromkeys([*topics, *ALWAYS]))
