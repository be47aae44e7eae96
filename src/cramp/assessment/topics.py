"""Which claims of the evidence base a diary calls for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cramp.knowledge.evidence import claims

if TYPE_CHECKING:
    from cramp.assessment.person import PersonFacts
    from cramp.assessment.red_flags import RedFlags
    from cramp.diary.model import Diary
    from cramp.knowledge.evidence import Claim

ALWAYS = ("mechanism", "potassium", "magnesium", "foods", "stretching", "posture", "quinine")
"""What nearly everyone with cramps has been told, true or not."""

SWEATING = ("heat", "sweat", "water", "sodium")
OLDER_YEARS = 60.0

SALT_AND_FLUID = frozenset({"heat", "water", "sodium", "bowel", "pickle_juice"})
"""Topics whose words tell a person to drink or to take salt."""

REMEDIES = SALT_AND_FLUID | {"foods", "magnesium", "stretching"}
"""Topics whose words tell a person what to do or how much to take."""

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


def relevant_claims(diary: Diary, facts: PersonFacts, red_flags: RedFlags) -> tuple[Claim, ...]:
    """Return the claims of every topic that applies, each once, in the order of the topics.

    Claims are read as advice, so what the gate keeps back is not said here either: nothing beside
    an emergency or a sign for the same day (R2), no potassium where it could do harm (R4), no
    salt or drinking where a clinician sets it (R6c), no remedies where all advice is a
    clinician's (R7b).
    """
    if red_flags.suppress_self_care:
        return ()
    found: dict[str, Claim] = {}
    withheld = _withheld_topics(facts)
    for topic in _topics(diary, facts):
        if topic in withheld:
            continue
        for claim in claims(topic):
            if not (claim.potassium_advice and facts.potassium_rise_forbidden):
                found.setdefault(claim.id, claim)
    return tuple(found.values())


def _withheld_topics(facts: PersonFacts) -> frozenset[str]:
    if facts.clinician_only_reasons:
        return REMEDIES
    return SALT_AND_FLUID if facts.fluid_needs_clinician_reasons else frozenset()


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
