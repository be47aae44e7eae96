"""The safety rules that an advice must pass, each a small function of advice and person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cramp.assessment import wording
from cramp.assessment.advice import (
    LEADS_TO_CLINICIAN,
    URGENT_KINDS,
    Advice,
    Kind,
    Substance,
    Urgency,
)
from cramp.assessment.person import SEVERE_KIDNEY_DISEASE_EGFR

if TYPE_CHECKING:
    from collections.abc import Callable

    from cramp.assessment.person import PersonFacts
    from cramp.assessment.red_flags import RedFlags

    Test = Callable[[Advice, PersonFacts, RedFlags], str | None]

HIGHEST_MAGNESIUM_MG_PER_DAY = 250.0
HIGH_MAGNESIUM_MMOL_PER_LITRE = 1.1

_CONCENTRATED_POTASSIUM = (
    "potassium supplement", "potassium tablet", "potassium pill", "potassium capsule",
    "potassium powder", "potassium chloride", "potassium citrate", "salt substitute",
    "low-sodium salt", "losalt", "lite salt",
)  # fmt: skip
_MAGNESIUM_PRODUCTS = (
    "magnesium supplement", "magnesium tablet", "magnesium pill", "magnesium powder",
    "magnesium capsule",
)  # fmt: skip
_MUCH_WATER = (
    "plain water", "more water", "extra water", "plenty of water", "lots of water", "more fluid",
    "extra fluid", "plenty of fluid",
)  # fmt: skip
_MAY_NAME_MEDICINE = LEADS_TO_CLINICIAN | {Kind.EXPLANATION}
_CLOT_SIGNS = frozenset({"one_sided_swelling_warmth_or_redness", "severe_pain_with_tense_calf"})
_CLOT_CONDITIONS = frozenset({"previous_thrombosis"})
_CLOT_SYMPTOMS = frozenset({"leg_swelling"})
_NUMB_SIGNS = frozenset(
    {"cold_pale_or_pulseless_limb", "calf_pain_walking_relieved_by_rest", "saddle_numbness"}
)
_NUMB_CONDITIONS = frozenset(
    {"neuropathy", "peripheral_artery_disease", "diabetes", "lumbar_stenosis"}
    | {"multiple_sclerosis"}
)
_NUMB_SYMPTOMS = frozenset({"numbness", "tingling"})


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes
    ----------
    id : str
        Such as ``R4``; letters tell the parts of one rule apart.
    words : str
        What it says.
    test : callable
        Takes advice, facts and red flags; returns why the advice is refused, None if it is not.
    """

    id: str
    words: str
    test: Test


def urgent_first(advice: Advice, _facts: PersonFacts, red_flags: RedFlags) -> str | None:
    """Emergency: only urgent help passes; same day: only what leads to a clinician."""
    if red_flags.most_urgent is Urgency.EMERGENCY:
        urgent = advice.urgency in {Urgency.EMERGENCY, Urgency.SAME_DAY}
        fine = advice.kind in URGENT_KINDS and urgent
    else:
        fine = not red_flags.suppress_self_care or advice.kind in LEADS_TO_CLINICIAN
    return None if fine else "a warning sign must be seen to first"


def no_potassium_rise(advice: Advice, facts: PersonFacts, _flags: RedFlags) -> str | None:
    """No rise of potassium in any form for anyone in whom it could do harm."""
    reasons = facts.potassium_rise_forbidden_reasons
    rises = Substance.POTASSIUM in advice.raises or wording.invites(
        _words(advice), wording.POTASSIUM_RICH
    )
    return f"more potassium could do harm: {'; '.join(reasons)}" if reasons and rises else None


def no_potassium_supplement(advice: Advice, _facts: PersonFacts, _flags: RedFlags) -> str | None:
    """Potassium comes with food or drink, never as a product."""
    product = advice.kind in {Kind.SUPPLEMENT, Kind.SALT_SUBSTITUTE}
    worded = wording.invites(_words(advice), _CONCENTRATED_POTASSIUM)
    if worded or (product and Substance.POTASSIUM in advice.raises):
        return "potassium in concentrated form is only for a doctor to give"
    return None


def magnesium_limit(advice: Advice, facts: PersonFacts, _flags: RedFlags) -> str | None:
    """At most 250 mg a day of supplemental magnesium, none with weak or unknown kidneys."""
    if advice.kind is not Kind.SUPPLEMENT:
        worded = wording.invites(_words(advice), _MAGNESIUM_PRODUCTS)
        return "a magnesium product must be typed as a supplement" if worded else None
    if Substance.MAGNESIUM not in advice.raises:
        return None
    return _unsafe_dose(advice) or _magnesium_could_gather(facts)


def _unsafe_dose(advice: Advice) -> str | None:
    amount = advice.amount
    if amount is None or amount.unit != "mg/d" or advice.target is not Substance.MAGNESIUM:
        return "the daily magnesium dose in mg/d is not told, so it cannot be checked"
    told = [float(number) for number in re.findall(r"(\d+(?:\.\d+)?)\s*mg\b", _words(advice))]
    if max([amount.value, *told]) > HIGHEST_MAGNESIUM_MG_PER_DAY:
        return "more than 250 mg of supplemental magnesium a day"
    return None


def _magnesium_could_gather(facts: PersonFacts) -> str | None:
    egfr = facts.egfr_ml_per_min_per_173
    measured = facts.labs.get("magnesium")
    held = any(substance.drug_class == "magnesium_salt" for substance in facts.substances)
    high = measured is not None and not measured.si_value <= HIGH_MAGNESIUM_MMOL_PER_LITRE
    checks = (
        (egfr is not None and egfr < SEVERE_KIDNEY_DISEASE_EGFR, "the kidneys work too little"),
        (facts.kidney_risk_unknown, "it is not known how well the kidneys work"),
        ("dialysis" in facts.likely_conditions, "dialysis"),
        (high, "blood magnesium was already high"),
        (held, "a magnesium product is already taken"),
    )
    return next((why for holds, why in checks if holds), None)


def no_quinine(advice: Advice, _facts: PersonFacts, _flags: RedFlags) -> str | None:
    """Quinine is never proposed, tonic water as a remedy included."""
    may_name = advice.kind in LEADS_TO_CLINICIAN | {Kind.EXPLANATION}
    typed = Substance.QUININE in advice.raises or (
        advice.target is Substance.QUININE and not may_name
    )
    if typed or wording.invites(_words(advice), wording.QUININE_BEARING):
        return "quinine can kill and is never advised for cramps"
    return None


def no_supplement_in_pregnancy(advice: Advice, facts: PersonFacts, _flags: RedFlags) -> str | None:
    """Supplements wait for a clinician where there is, or may be, a pregnancy."""
    if advice.kind is not Kind.SUPPLEMENT:
        return None
    if facts.may_be_pregnant or facts.breastfeeding is True:
        return "pregnancy or breastfeeding is told or possible"
    return None


def no_plain_water(advice: Advice, facts: PersonFacts, _flags: RedFlags) -> str | None:
    """No extra plain water where it could lower blood sodium too far."""
    reasons = facts.plain_water_unsafe_reasons
    if reasons and _brings_plain_water(advice):
        return f"extra plain water could do harm: {'; '.join(reasons)}"
    return None


def sodium_with_fluid(advice: Advice, facts: PersonFacts, _flags: RedFlags) -> str | None:
    """After losses fluid comes with sodium."""
    if facts.has_fluid_loss and _brings_plain_water(advice):
        return "after losing fluid, water without salt could lower blood sodium"
    return None


def fluid_to_clinician(advice: Advice, facts: PersonFacts, _flags: RedFlags) -> str | None:
    """Heart failure, cirrhosis, kidney disease or a fluid limit: a clinician sets the fluid."""
    reasons = facts.fluid_needs_clinician_reasons
    brings = Substance.WATER in advice.raises or wording.invites(_words(advice), _MUCH_WATER)
    return f"a clinician must set the fluid: {'; '.join(reasons)}" if reasons and brings else None


def no_extra_sodium(advice: Advice, facts: PersonFacts, _flags: RedFlags) -> str | None:
    """No sodium beyond replacing losses with heart failure, hypertension or kidney disease."""
    replaces = advice.kind is Kind.FLUID_WITH_SODIUM and facts.has_fluid_loss
    if Substance.SODIUM not in advice.raises or replaces:
        return None
    if facts.salt_at_risk:
        return "extra salt could do harm to the heart, the blood pressure or the kidneys"
    return None


def prescriptions_untouched(advice: Advice, facts: PersonFacts, _flags: RedFlags) -> str | None:
    """Name the association and advise to ask; never start, stop or change."""
    told = [told.told_name for told in facts.medicines]
    if advice.medicine is not None:
        told.append(advice.medicine)
        if advice.kind not in _MAY_NAME_MEDICINE:
            return "self-care must not be about a medicine"
    if advice.kind is Kind.ASK_ABOUT_MEDICINE:
        if advice.amount is not None or advice.direction is not None:
            return "a question about a medicine must not carry an amount or a direction"
        if wording.speaks_of_change(wording.with_names_masked(_words(advice), told)):
            return "it speaks of starting, stopping or changing a medicine"
    if wording.changes_medicine(_words(advice), told):
        return "it speaks of starting, stopping or changing a medicine"
    return None


def clinician_only(advice: Advice, facts: PersonFacts, _flags: RedFlags) -> str | None:
    """Pregnancy, under 18 and dialysis go to a clinician."""
    reasons = facts.clinician_only_reasons
    if reasons and advice.kind not in URGENT_KINDS:
        return f"a clinician must advise: {'; '.join(reasons)}"
    return None


def no_massage_on_clot(advice: Advice, facts: PersonFacts, _flags: RedFlags) -> str | None:
    """No massage where a clot is possible."""
    massages = advice.is_self_care and re.search(r"\b(?:massag|rub)", _words(advice), re.IGNORECASE)
    if advice.kind is not Kind.MASSAGE and not massages:
        return None
    possible = _points_to(facts, _CLOT_SIGNS, _CLOT_CONDITIONS, _CLOT_SYMPTOMS)
    return "a blood clot is possible" if possible else None


def no_heat_on_numb_skin(advice: Advice, facts: PersonFacts, _flags: RedFlags) -> str | None:
    """No heat or cold on skin that is numb or poorly supplied."""
    if advice.kind is not Kind.HEAT_OR_COLD:
        return None
    possible = _points_to(facts, _NUMB_SIGNS, _NUMB_CONDITIONS, _NUMB_SYMPTOMS)
    return "the skin may be numb or poorly supplied" if possible else None


def vitamin_k_with_care(advice: Advice, facts: PersonFacts, _flags: RedFlags) -> str | None:
    """No more vitamin K, in food or otherwise, with blood thinners that it weakens."""
    reasons = facts.vitamin_k_unsafe_reasons
    if reasons and Substance.VITAMIN_K in advice.raises:
        return f"more vitamin K could do harm: {'; '.join(reasons)}"
    return None


def diet_to_clinician(advice: Advice, facts: PersonFacts, _flags: RedFlags) -> str | None:
    """No change of food is reckoned for a person whose diet a clinician sets."""
    reasons = facts.diet_for_clinician_reasons
    return (
        f"a clinician sets the diet: {'; '.join(reasons)}" if reasons and advice.effects else None
    )


def effects_are_typed(advice: Advice, _facts: PersonFacts, _flags: RedFlags) -> str | None:
    """All that a change of food is reckoned to raise stands in its type, for the other rules."""
    hidden = sorted(
        effect.nutrient.value
        for effect in advice.effects
        if effect.middle > 0
        and effect.nutrient is not Substance.SODIUM
        and effect.nutrient not in advice.raises
    )
    return f"it raises {', '.join(hidden)} without saying so" if hidden else None


def evidence_known(advice: Advice, _facts: PersonFacts, _flags: RedFlags) -> str | None:
    """Every claim named has its source, grade and date of review."""
    from cramp.knowledge.evidence import UnknownClaim, claim

    for claim_id in advice.evidence:
        try:
            claim(claim_id)
        except UnknownClaim:
            return f"no claim has the id {claim_id!r}"
    return None


def _words(advice: Advice) -> str:
    safe = ". ".join(advice.safe_because)
    return f"{advice.words_plain}. {advice.words_clinical}. {advice.reason}. {safe}"


def _brings_plain_water(advice: Advice) -> bool:
    plain = Substance.WATER in advice.raises and Substance.SODIUM not in advice.raises
    return plain or wording.invites(_words(advice), _MUCH_WATER)


def _points_to(
    facts: PersonFacts, signs: frozenset[str], conditions: frozenset[str], symptoms: frozenset[str]
) -> bool:
    """Tell whether anything told is among these, or could be: what was not read counts."""
    return bool(
        facts.alarm_signs.union(facts.alarm_words) & signs
        or facts.likely_conditions & conditions
        or facts.symptoms & symptoms
        or _unread(facts)
    )


def _unread(facts: PersonFacts) -> bool:
    from cramp.diary.vocabulary import SYMPTOMS

    unread_symptoms = facts.symptoms - SYMPTOMS.keys()
    return bool(facts.unread_alarm_signs or facts.unread_conditions or unread_symptoms)


RULES = (
    Rule("R2", "Warning signs come first and hold back self-care.", urgent_first),
    Rule("R4", "No rise of potassium where it could do harm.", no_potassium_rise),
    Rule("R5a", "Potassium never as a product.", no_potassium_supplement),
    Rule("R5b", "Magnesium at most 250 mg/d, none with weak kidneys.", magnesium_limit),
    Rule("R5c", "Quinine never.", no_quinine),
    Rule("R5d", "No supplement where pregnancy is possible.", no_supplement_in_pregnancy),
    Rule("R6a", "No extra plain water where sodium may fall.", no_plain_water),
    Rule("R6b", "After losses, fluid comes with sodium.", sodium_with_fluid),
    Rule("R6c", "A clinician sets fluid in heart, liver, kidney disease.", fluid_to_clinician),
    Rule("R6d", "No extra sodium beyond replacing losses.", no_extra_sodium),
    Rule("R7a", "Prescriptions: ask, never change.", prescriptions_untouched),
    Rule("R7b", "Pregnancy, under 18, dialysis: to a clinician.", clinician_only),
    Rule("R7c", "No massage where a clot is possible.", no_massage_on_clot),
    Rule("R7d", "No heat or cold on numb or poorly supplied skin.", no_heat_on_numb_skin),
    Rule("R5g", "No more vitamin K with blood thinners it weakens.", vitamin_k_with_care),
    Rule("R5e", "A clinician sets the diet in kidney, liver, heart disease.", diet_to_clinician),
    Rule("R5f", "What a change of food raises is typed.", effects_are_typed),
    Rule("R9", "Every claim has source, grade and date of review.", evidence_known),
)
"""In the order they are asked; all are asked, and every refusal is kept."""
