"""What might help a person: proposals for the gate, nothing for the person yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cramp.assessment.advice import Advice, Amount, Direction, Kind, Substance
from cramp.assessment.already_taken import warnings
from cramp.assessment.during_cramp import in_a_cramp
from cramp.assessment.medicine_questions import questions, questions_after_losses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cramp.assessment.person import PersonFacts
    from cramp.assessment.red_flags import RedFlags

STRETCHING_MINUTES = 3.0
"""Calf and hamstrings before sleep (Hallegraeff et al. 2012, J Physiother 58:17; recalled)."""
LAB_VALID_DAYS = 366
"""A blood test older than this is asked for again (assumed)."""
BLOOD_TESTS = ("potassium", "sodium", "magnesium", "creatinine")


def propose(facts: PersonFacts, red_flags: RedFlags) -> tuple[Advice, ...]:
    """Propose what fits a person, the most useful first.

    Parameters
    ----------
    facts : PersonFacts
        What was told.
    red_flags : RedFlags
        As judged; with an emergency or same-day flag only what leads to a clinician is proposed.

    Returns
    -------
    tuple of Advice
        For `cramp.assessment.gate.pass_through`; not to be shown as they are.
    """
    to_clinician = (
        *warnings(facts),
        *questions_after_losses(facts),
        *questions(facts),
        *_unread_symptoms(facts),
        *_blood_test(facts),
    )
    if red_flags.suppress_self_care:
        return to_clinician
    return (
        *in_a_cramp(facts),
        *_fluid_after_losses(facts),
        *_stretching(),
        *_less_alcohol(facts),
        _posture(),
        *to_clinician,
        *_liver(facts),
        *_food_first(facts),
        *_what_does_not_help(facts),
        _keep_diary(),
    )


def _stretching() -> Iterator[Advice]:
    yield Advice(
        kind=Kind.STRETCHING,
        amount=Amount(STRETCHING_MINUTES, "min"),
        words_plain=(
            "Before bed, stretch the calves and the backs of the thighs gently for about three "
            "minutes. Hold on to something firm. It may make cramps milder; it is not certain "
            "that it makes them rarer."
        ),
        words_clinical=(
            "Nightly calf and hamstring stretching: severity lower in one unblinded trial of 80, "
            "no effect on frequency in another."
        ),
        reason="It is low in risk, and it may help a little.",
        evidence=("C14",),
        relief="stretching_nightly",
    )


def _posture() -> Advice:
    return Advice(
        kind=Kind.POSTURE,
        words_plain=(
            "In bed, do not let the covers push your feet down: loosen them at the foot end, or "
            "let your feet hang over the edge."
        ),
        words_clinical="Avoid plantar flexion in bed: mechanism only, no trial.",
        reason="A calf that is short all night cramps more easily; it costs nothing to try.",
        evidence=("C51",),
    )


def _less_alcohol(facts: PersonFacts) -> Iterator[Advice]:
    if not facts.alcohol_days:
        return
    yield Advice(
        kind=Kind.LESS_ALCOHOL,
        target=Substance.ALCOHOL,
        direction=Direction.LOWER,
        words_plain=(
            "Try two weeks with less alcohol, or none. If you drink every day, or shake or sweat "
            "when you do not, ask a doctor first: stopping all at once can be dangerous."
        ),
        words_clinical=(
            "Trial of less alcohol; ask for dependence first (withdrawal). One case-control study."
        ),
        reason="You told us of alcohol, and people who drink have more night cramps.",
        evidence=("C18",),
        relief="less_alcohol",
    )


def _fluid_after_losses(facts: PersonFacts) -> Iterator[Advice]:
    if not facts.has_fluid_loss:
        return
    salty = frozenset({Substance.SODIUM})
    if facts.has_bowel_loss and not facts.potassium_rise_forbidden:
        yield _fluid(
            "Replace what you lose with a rehydration drink from the pharmacy, in small sips, "
            "made up just as the packet says. Get help if it does not stay down, or if it has "
            "not become better in two days.",
            "Oral rehydration solution to replace losses.",
            "C11",
            salty | {Substance.POTASSIUM},
        )
    elif facts.has_bowel_loss:
        yield _fluid(
            "Replace what you lose in small sips, always with some salt, such as water together "
            "with salted crackers. Ask a pharmacist today which ready-made drink is safe for "
            "you. Get help if fluids do not stay down.",
            "Replace losses with sodium and water; potassium content to be chosen individually.",
            "C11",
            salty,
        )
    else:
        yield _fluid(
            "After hours of sweating, drink to your thirst and take some salt with it: a salted "
            "drink, or salty crackers with water. Do not drink beyond thirst.",
            "Replace sweat losses with sodium and water to thirst, not beyond.",
            "C33",
            salty,
            "fluid_with_sodium",
        )


def _fluid(
    plain: str,
    clinical: str,
    claim_id: str,
    brings: frozenset[Substance],
    relief: str | None = None,
) -> Advice:
    return Advice(
        kind=Kind.FLUID_WITH_SODIUM,
        target=Substance.WATER,
        direction=Direction.RAISE,
        brings=brings,
        words_plain=plain,
        words_clinical=clinical,
        reason="You lost water and salt in the last days.",
        evidence=(claim_id,),
        relief=relief,
    )


def _unread_symptoms(facts: PersonFacts) -> Iterator[Advice]:
    from cramp.diary.vocabulary import SYMPTOMS

    read = {*SYMPTOMS, *facts.alarm_signs, *facts.alarm_words.values()}
    for text in sorted(facts.symptoms - read):
        yield Advice(
            kind=Kind.SEE_CLINICIAN,
            words_plain=(
                f"We could not read “{text}” and cannot judge it. If it is new or strong or "
                "worries you, ask a doctor, today if you feel ill."
            ),
            words_clinical=f"Symptom not classified: {text!r}.",
            reason="What we cannot read may matter.",
        )


def _blood_test(facts: PersonFacts) -> Iterator[Advice]:
    missing = tuple(name for name in BLOOD_TESTS if not _is_known(facts, name))
    why = _why_test(facts)
    if missing and why:
        named = ", ".join("kidney function" if m == "creatinine" else m for m in missing)
        yield Advice(
            kind=Kind.MEASURE,
            analytes=missing,
            words_plain=f"Ask your doctor for a blood test: {named}.",
            words_clinical=f"Serum {', '.join(missing)}; eGFR.",
            reason=why,
            evidence=("C23",),
        )


def _is_known(facts: PersonFacts, analyte: str) -> bool:
    if analyte == "creatinine" and facts.egfr_ml_per_min_per_173 is not None:
        return True
    result = facts.labs.get(analyte)
    return result is not None and (facts.on - result.measured_on).days <= LAB_VALID_DAYS


def _why_test(facts: PersonFacts) -> str | None:
    """Return why a test is worth having; ordinary night cramps alone need none."""
    shifting = [
        told.told_name
        for told in facts.medicines
        if any(
            s.potassium_retaining or s.potassium_wasting or s.sodium_lowering
            for s in told.substances
        )
    ]
    if shifting:
        return f"{', '.join(shifting)} can shift the salts in your blood."
    if facts.unknown_medicines:
        return "A medicine that we do not know may shift the salts in your blood."
    if facts.kidney_risk_unknown:
        return "It is not known how well your kidneys work."
    if facts.has_bowel_loss:
        return "Diarrhoea and vomiting take salts out of the body."
    return None


def _food_first(facts: PersonFacts) -> Iterator[Advice]:
    if facts.potassium_rise_forbidden:
        return
    potassium = facts.labs.get("potassium")
    low = potassium is not None and potassium.si_value < 3.5
    wasting = any(substance.potassium_wasting for substance in facts.substances)
    if not (low or wasting or facts.has_bowel_loss):
        return
    yield Advice(
        kind=Kind.FOOD_FIRST,
        target=Substance.POTASSIUM,
        direction=Direction.RAISE,
        words_plain=(
            "Eat vegetables, fruit and potatoes every day: they bring back potassium. It has not "
            "been shown that this stops cramps. Leave it if a doctor has told you to limit "
            "potassium."
        ),
        words_clinical="Dietary potassium from food; no trial for cramps.",
        reason="You may be losing potassium, and nothing you told us speaks against such food.",
        evidence=("C13",),
    )


def _what_does_not_help(facts: PersonFacts) -> Iterator[Advice]:
    if facts.potassium_rise_forbidden:
        reasons = "; ".join(facts.potassium_rise_forbidden_reasons)
        yield Advice(
            kind=Kind.EXPLANATION,
            target=Substance.POTASSIUM,
            words_plain=(
                "Do not take potassium or a salt substitute on your own: too much can be "
                "deadly. Ask your doctor first."
            ),
            words_clinical="No potassium advice given: risk of hyperkalaemia or it is unknown.",
            reason=f"Because {reasons}.",
            evidence=("C39",),
        )
    else:
        yield Advice(
            kind=Kind.EXPLANATION,
            target=Substance.VITAMIN,
            words_plain=(
                "A multivitamin is no source of potassium: it holds two or three parts in a "
                "hundred of what is recommended for a day. Food holds the rest."
            ),
            words_clinical="Multivitamin: about 80 mg potassium, 2.4 to 3.1 % of adequate intake.",
            reason="Many people think of it first.",
            evidence=("C12",),
        )
    yield Advice(
        kind=Kind.EXPLANATION,
        target=Substance.MAGNESIUM,
        words_plain=(
            "Magnesium worked no better than a dummy pill against night cramps in older people."
        ),
        words_clinical="Magnesium: responders RR 1.04 (0.84 to 1.29).",
        reason="Many people are told to take it.",
        evidence=("C27",),
    )
    yield Advice(
        kind=Kind.EXPLANATION,
        target=Substance.QUININE,
        words_plain=(
            "Quinine is not advised for cramps: it can damage the blood and the heart. "
            "Tonic water is no remedy either."
        ),
        words_clinical="Quinine: rare but fatal harm outweighs a modest effect.",
        reason="It is an old and well known remedy.",
        evidence=("C24",),
    )


def _liver(facts: PersonFacts) -> Iterator[Advice]:
    if "cirrhosis" in facts.likely_conditions:
        yield Advice(
            kind=Kind.SEE_CLINICIAN,
            words_plain="Tell your liver clinic about the cramps: they know treatments for this.",
            words_clinical="Cramps in cirrhosis: options exist for the hepatology clinic.",
            reason="You told us of a scarred liver.",
            evidence=("C29",),
        )


def _keep_diary() -> Advice:
    return Advice(
        kind=Kind.DIARY_MORE,
        words_plain="Write down every cramp for two weeks: when, which muscle and how long.",
        words_clinical="Baseline of at least two weeks before any remedy is judged.",
        reason="Cramps come and go by themselves; only a record shows what is helping.",
    )
