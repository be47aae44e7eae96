"""Questions about medicines for a doctor or pharmacist; never a word on changing one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cramp.assessment.advice import Advice, Kind, Urgency

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cramp.assessment.person import PersonFacts, ToldMedicine

_CLAIM_OF_CLASS = {"statin": "C31", "beta2_agonist": "C32", "quinine": "C24"}
_DIURETIC_CLASSES = frozenset(
    {"thiazide", "thiazide_like", "loop_diuretic", "potassium_sparing_diuretic"}
    | {"mineralocorticoid_antagonist"}
)
_BLOOD_PRESSURE_CLASSES = frozenset(
    {"ace_inhibitor", "angiotensin_receptor_blocker", "renin_inhibitor"}
)
_SICK_DAY_CLASSES = (
    _DIURETIC_CLASSES
    | _BLOOD_PRESSURE_CLASSES
    | frozenset({"nsaid", "sglt2_inhibitor", "lithium", "digitalis", "insulin", "sulfonylurea"})
    | frozenset({"oral_antidiabetic", "corticosteroid", "mineralocorticoid"})
)


def questions_after_losses(facts: PersonFacts) -> Iterator[Advice]:
    """Ask the same day about medicines with which losing fluid can go wrong."""
    if not facts.has_bowel_loss:
        return
    for told in facts.medicines:
        if told.match is None or _classes(told) & _SICK_DAY_CLASSES:
            yield Advice(
                kind=Kind.ASK_ABOUT_MEDICINE,
                medicine=told.told_name,
                urgency=Urgency.SAME_DAY,
                words_plain=(
                    f"Ask a doctor or pharmacist today about {told.told_name}, because you are "
                    "losing fluid."
                ),
                words_clinical=f"Gastrointestinal losses on {told.told_name}: sick-day review.",
                reason="Losing fluid can make some medicines act too strongly or too weakly.",
                evidence=("C11",),
            )


def questions(facts: PersonFacts) -> Iterator[Advice]:
    """Ask about medicines that are unknown, linked with cramps, or risky together."""
    for told in facts.medicines:
        if told.match is None:
            yield _ask_what_it_is(told)
        elif any(s.cramp_ratio or s.drug_class == "quinine" for s in told.substances):
            yield _ask_about_link(told)
    if _kidney_straining(facts):
        yield Advice(
            kind=Kind.SEE_CLINICIAN,
            words_plain=(
                "Tell your doctor soon that you take a painkiller together with medicines for "
                "blood pressure and a water tablet: the three together can strain the kidneys."
            ),
            words_clinical="NSAID with diuretic and renin-angiotensin inhibitor: kidney risk.",
            reason="You told us of all three.",
            evidence=("C22",),
            urgency=Urgency.PROMPT,
        )


def _ask_what_it_is(told: ToldMedicine) -> Advice:
    return Advice(
        kind=Kind.ASK_ABOUT_MEDICINE,
        medicine=told.told_name,
        words_plain=(
            f"We do not know “{told.told_name}”. Ask your pharmacist what it does to "
            "potassium, and whether it is known for cramps."
        ),
        words_clinical=f"Not recognised: {told.told_name!r}; counted as potassium-retaining.",
        reason="What we cannot read may matter.",
        evidence=("C36",),
    )


def _ask_about_link(told: ToldMedicine) -> Advice:
    claim_id = next(
        (claim for name, claim in _CLAIM_OF_CLASS.items() if name in _classes(told)), "C07"
    )
    ratios = [s.cramp_ratio for s in told.substances if s.cramp_ratio is not None]
    clinical = f"{told.told_name}: ask about its part in the cramps."
    if ratios:
        ratio = max(ratios, key=lambda one: one.value)
        clinical = (
            f"{told.told_name}: adjusted sequence ratio of quinine starts {ratio.value:.2f} "
            f"({ratio.low:.2f} to {ratio.high:.2f}), an order of prescriptions, not a cramp rate."
        )
    return Advice(
        kind=Kind.ASK_ABOUT_MEDICINE,
        medicine=told.told_name,
        words_plain=(
            f"Tell your doctor or pharmacist about the cramps and ask whether {told.told_name} "
            "may have a part in them. Keep taking it as prescribed until you have talked."
        ),
        words_clinical=clinical,
        reason=f"{told.told_name} belongs to a group that has been linked with cramps.",
        evidence=(claim_id,),
    )


def _kidney_straining(facts: PersonFacts) -> bool:
    classes = {substance.drug_class for substance in facts.substances}
    groups = (_DIURETIC_CLASSES, _BLOOD_PRESSURE_CLASSES, frozenset({"nsaid"}))
    return all(classes & group for group in groups)


def _classes(told: ToldMedicine) -> set[str]:
    return {substance.drug_class for substance in told.substances}
