"""What to do while a cramp lasts and just after it: steps that one can follow half asleep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cramp.assessment.advice import Advice, Kind, Moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cramp.assessment.person import PersonFacts

USUAL_MUSCLE = "calf"
"""Where cramps sit most often; for it the step is worded where no muscle is told."""

STRETCHES = {
    "calf": "Straighten your knee. Pull your toes towards you, or stand and press the heel down.",
    "foot": "Pull your toes up towards you with your hand, or stand on the foot.",
    "hamstring": "Sit, put the leg straight in front of you, and lean forward from the hips.",
    "thigh": "Stand and hold on to something firm. Bend the knee and pull the foot up behind you.",
    "shin": "Point your toes down and push the top of the foot gently towards the floor.",
    "hand": "Open the hand and push the fingers gently back.",
}
"""The stretch of each muscle, by the word a diary uses; each lengthens the muscle that cramps."""

_SAME_MUSCLE = {
    "leg": "calf",
    "toe": "foot",
    "toes": "foot",
    "sole": "foot",
    "arch": "foot",
    "feet": "foot",
    "calves": "calf",
    "hamstrings": "hamstring",
    "back of thigh": "hamstring",
    "quadriceps": "thigh",
    "front of thigh": "thigh",
    "fingers": "hand",
}
_MOST_STRETCHES = 2


def in_a_cramp(facts: PersonFacts) -> Iterator[Advice]:
    """Propose the steps of a cramp, in the order they are taken.

    Parameters
    ----------
    facts : PersonFacts
        Its told muscles choose the stretch.
    """
    for muscle in _muscles(facts):
        yield _stretch(muscle)
    yield Advice(
        kind=Kind.EXPLANATION,
        moment=Moment.DURING_CRAMP,
        words_plain="Hold it until the muscle lets go. Most cramps end within a few minutes.",
        words_clinical="Reassurance: most cramps end within minutes; ten minutes is the limit.",
        reason="It hurts, but it passes by itself.",
        evidence=("C02",),
    )
    yield Advice(
        kind=Kind.MASSAGE,
        moment=Moment.DURING_CRAMP,
        words_plain="When it has let go, rub the muscle gently, if that feels good.",
        words_clinical="Afterwards: gentle massage, untested.",
        reason="Nobody has tested it, but it is low in risk where no clot is possible.",
        evidence=("C21",),
    )
    yield Advice(
        kind=Kind.HEAT_OR_COLD,
        moment=Moment.DURING_CRAMP,
        words_plain="Still sore? A warm pack, not a hot one, may feel good.",
        words_clinical="Afterwards: warmth for soreness, untested.",
        reason="Nobody has tested it; on skin that feels normal it is low in risk.",
        evidence=("C20",),
    )
    yield Advice(
        kind=Kind.EXPLANATION,
        moment=Moment.DURING_CRAMP,
        words_plain=(
            "It still holds after ten minutes, or your urine turns dark, or the leg swells or "
            "becomes weak: get medical help today."
        ),
        words_clinical=(
            "Seek same-day care for a cramp beyond ten minutes, dark urine, unilateral swelling "
            "or weakness."
        ),
        reason="An ordinary cramp does none of this.",
        evidence=("C02", "C26"),
    )


def _stretch(muscle: str) -> Advice:
    return Advice(
        kind=Kind.STRETCHING,
        moment=Moment.DURING_CRAMP,
        words_plain=f"{muscle.capitalize()}: {STRETCHES[muscle][0].lower()}{STRETCHES[muscle][1:]}",
        words_clinical=f"During the cramp: passive stretch of the cramping muscle ({muscle}).",
        reason="Pulling a muscle long tells its nerve to be quiet; it is the best known first aid.",
        evidence=("C15",),
    )


def _muscles(facts: PersonFacts) -> tuple[str, ...]:
    told = (_SAME_MUSCLE.get(muscle, muscle) for muscle in facts.cramping_muscles)
    known = tuple(dict.fromkeys(muscle for muscle in told if muscle in STRETCHES))
    return known[:_MOST_STRETCHES] or (USUAL_MUSCLE,)
