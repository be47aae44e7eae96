"""Warnings about what a person already takes, eats or drinks and that could do harm to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cramp.assessment.advice import Advice, Kind, Substance, Urgency

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cramp.assessment.person import PersonFacts, ToldMedicine

MUCH_WATER_LITRE_PER_DAY = 2.5
"""From here plain water beside all else counts as much (assumed, on the safe side)."""

_POTASSIUM_PRODUCTS = frozenset({"potassium_salt"})
_MAGNESIUM_PRODUCTS = frozenset({"magnesium_salt"})
_RAISE_LITHIUM = frozenset(
    {"nsaid", "thiazide", "thiazide_like", "loop_diuretic", "mineralocorticoid_antagonist"}
    | {"ace_inhibitor", "angiotensin_receptor_blocker", "renin_inhibitor", "neprilysin_inhibitor"}
    | {"potassium_sparing_diuretic"}
)


def warnings(facts: PersonFacts) -> Iterator[Advice]:
    """Send to a clinician whoever already takes what the rules would never propose to them."""
    yield from _potassium(facts)
    yield from _magnesium(facts)
    yield from _water(facts)
    yield from _lithium(facts)


def _potassium(facts: PersonFacts) -> Iterator[Advice]:
    products = _of(facts, _POTASSIUM_PRODUCTS)
    named = (*facts.potassium_salts_eaten, *(told.told_name for told in products))
    reasons = _other_potassium_reasons(facts, products)
    if named and reasons:
        retaining = any(why in reasons for why in facts.potassium_retained_reasons)
        yield Advice(
            kind=Kind.SEE_CLINICIAN,
            target=Substance.POTASSIUM,
            words_plain=(
                f"You told us of {_quoted(named)}: it holds much potassium. With what you told "
                "us, too much potassium can be deadly. Ask your doctor or pharmacist about it, "
                "before the next time unless a doctor who knows all this gave it to you."
            ),
            words_clinical=(
                "Concentrated potassium already taken by a person in whom potassium may gather: "
                "review its need; serum potassium and creatinine."
            ),
            reason=f"Because {'; '.join(reasons)}.",
            evidence=("C39",),
            urgency=Urgency.SAME_DAY if retaining else Urgency.PROMPT,
        )


def _other_potassium_reasons(
    facts: PersonFacts, products: tuple[ToldMedicine, ...]
) -> tuple[str, ...]:
    """Return why potassium could do harm, besides that it is taken."""
    own = {f"{told.told_name} can keep potassium in the body" for told in products}
    return tuple(why for why in facts.potassium_rise_forbidden_reasons if why not in own)


def _magnesium(facts: PersonFacts) -> Iterator[Advice]:
    products = _of(facts, _MAGNESIUM_PRODUCTS)
    if products and (facts.has_kidney_disease or facts.kidney_risk_unknown):
        yield Advice(
            kind=Kind.SEE_CLINICIAN,
            target=Substance.MAGNESIUM,
            words_plain=(
                f"You told us of {_quoted(told.told_name for told in products)}. Weak kidneys "
                "may not get rid of magnesium. Ask your doctor or pharmacist soon whether it is "
                "right for you."
            ),
            words_clinical="Magnesium product with weak or unknown kidney function.",
            reason=(
                "Your kidneys work less than they should."
                if facts.has_kidney_disease
                else "It is not known how well your kidneys work."
            ),
            evidence=("C48",),
            urgency=Urgency.PROMPT,
        )


def _water(facts: PersonFacts) -> Iterator[Advice]:
    drunk = facts.plain_water_litre_per_day
    limit = facts.fluid_limit_litre_per_day
    too_thin = drunk >= MUCH_WATER_LITRE_PER_DAY and facts.plain_water_unsafe_reasons
    if too_thin or (limit is not None and drunk > limit):
        yield Advice(
            kind=Kind.SEE_CLINICIAN,
            target=Substance.WATER,
            words_plain=(
                f"You told us of about {drunk:.1f} litres of plain water in a day. Ask your "
                "doctor or pharmacist today how much is right for you: with what you told us, "
                "that much can make the blood too thin in salt. Headache, sickness, confusion or "
                "a fit mean: call for emergency help."
                if too_thin
                else "You told us of a limit on drinking, and of more than that. Ask your clinic "
                "today what to do."
            ),
            words_clinical=(
                "Large plain water intake with hyponatraemia, a medicine that predisposes to it or "
                "a fluid limit: sodium and volume status."
            ),
            reason="Much plain water is not safe for everybody.",
            evidence=("C17",),
            urgency=Urgency.SAME_DAY,
        )


def _lithium(facts: PersonFacts) -> Iterator[Advice]:
    lithium = _of(facts, frozenset({"lithium"}))
    if not lithium:
        return
    others = tuple(told for told in _of(facts, _RAISE_LITHIUM) if told not in lithium)
    if facts.has_fluid_loss or others:
        together = _quoted(told.told_name for told in (*lithium, *others))
        yield Advice(
            kind=Kind.SEE_CLINICIAN,
            words_plain=(
                "Lithium can build up in the body when salt and water are lost, and together "
                "with some water tablets, blood pressure medicines and painkillers. Ask your "
                "doctor or pharmacist today whether the lithium level must be checked. Shaking, "
                "unsteady walking, slurred speech or drowsiness mean: get help at once."
            ),
            words_clinical=(
                "Lithium with fluid loss or an interacting medicine (diuretic, renin-angiotensin "
                "inhibitor, NSAID): lithium level, creatinine, sodium."
            ),
            reason=(
                "You lost water and salt in the last days."
                if facts.has_fluid_loss
                else f"You told us of {together}."
            ),
            urgency=Urgency.SAME_DAY if facts.has_fluid_loss else Urgency.PROMPT,
        )


def _of(facts: PersonFacts, classes: frozenset[str]) -> tuple[ToldMedicine, ...]:
    return tuple(
        told
        for told in facts.medicines
        if any(substance.drug_class in classes for substance in told.substances)
    )


def _quoted(names: Iterable[str]) -> str:
    return " and ".join(f"“{name}”" for name in dict.fromkeys(names))
