"""The smallest change of food for a person whose intake is low, as proposals for the gate."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cramp.assessment.advice import Advice, Direction, IntakeEffect, Kind, Substance
from cramp.assessment.food_options import TRACE_SODIUM_MG, FoodOption, food_options
from cramp.assessment.food_program import Limits, smallest_change
from cramp.assessment.intake import amount_in, portion_interval
from cramp.exposure.timeline import timeline

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from cramp.assessment.intake import IntakeFinding
    from cramp.assessment.person import PersonFacts
    from cramp.diary.model import Diary

MINERALS = ("potassium", "magnesium", "calcium")
SURELY_LOW = 0.8
"""An intake counts as low from this share of plausible versions below the recommended one on
(assumed: four of five)."""
MOST_SODIUM_RISE_MG = 200.0
"""Most rise of sodium that changes of food may bring together, where salt is no risk (assumed)."""
LITTLE_WATER_LITRE = 0.05
SHOWN_FROM_MG = 10.0
"""Smaller effects are not told (assumed: they are within what portions vary)."""

_EVIDENCE = {
    "potassium": ("C49", "C13"),
    "magnesium": ("C50", "C27"),
    "calcium": ("C50", "C34"),
}
"""That food brings it; what is known of it and cramps."""


def claims_of(mineral: str) -> tuple[str, ...]:
    """Return the claims that a change of food for a mineral rests on."""
    return _EVIDENCE[mineral]


def low_intakes(
    findings: tuple[IntakeFinding, ...], facts: PersonFacts, *, day_is_whole: bool
) -> dict[str, float]:
    """Return how much is missing a day of each mineral that is low, mg.

    Only a day written down whole tells that an intake is low, and both what was told of it and
    the simulation must say so; potassium is left out where more could do harm.

    Parameters
    ----------
    findings : tuple of IntakeFinding
        From `intake_findings`.
    facts : PersonFacts
        Who it is.
    day_is_whole : bool
        Whether a day, or the usual day, holds everything eaten.
    """
    if not day_is_whole:
        return {}
    return {
        finding.nutrient: _missing_mg(finding)
        for finding in findings
        if finding.nutrient in MINERALS
        and finding.reference is not None
        and (finding.share_below_reference or 0.0) >= SURELY_LOW
        and _missing_mg(finding) > 0
        and (not finding.complete_days or _told_is_low(finding))
        and not (finding.nutrient == "potassium" and facts.potassium_rise_forbidden)
    }


def food_advice(
    diary: Diary, findings: tuple[IntakeFinding, ...], facts: PersonFacts, today: date
) -> Iterator[Advice]:
    """Propose each change of the smallest set that brings low intakes up.

    Parameters
    ----------
    diary : Diary
        What is eaten.
    findings : tuple of IntakeFinding
        From `intake_findings` of the same diary.
    facts : PersonFacts
        Who it is for.
    today : date
        The day that counts as today.
    """
    told = timeline(diary, today)
    whole = bool(told.complete_days) or told.usual_day_is_complete
    gaps = low_intakes(findings, facts, day_is_whole=whole)
    if not gaps:
        return
    by_name = {finding.nutrient: finding for finding in findings}
    limits = _limits(by_name, facts)
    for option in smallest_change(food_options(told, facts), gaps, limits):
        yield _advice(option, gaps, by_name, facts)


def _told_is_low(finding: IntakeFinding) -> bool:
    return finding.told_per_day[1] < _reference(finding)


def _reference(finding: IntakeFinding) -> float:
    assert finding.reference is not None  # noqa: S101  # asked only of those with one
    return amount_in(finding.unit, finding.reference.low, finding.nutrient)


def _per_day(finding: IntakeFinding) -> tuple[float, float, float]:
    return finding.estimated_per_day or finding.told_per_day


def _milligram(finding: IntakeFinding, amount: float) -> float:
    assert finding.reference is not None  # noqa: S101  # asked only of those with one
    return amount * finding.reference.low / _reference(finding)


def _missing_mg(finding: IntakeFinding) -> float:
    return _milligram(finding, _reference(finding) - _per_day(finding)[1])


def _limits(findings: dict[str, IntakeFinding], facts: PersonFacts) -> Limits:
    sodium, calcium = findings["sodium"], findings["calcium"]
    most_sodium = 0.0 if facts.salt_at_risk else MOST_SODIUM_RISE_MG
    if sodium.reference is not None and sodium.reference.high is not None:
        room = sodium.reference.high - _milligram(sodium, _per_day(sodium)[1])
        most_sodium = min(most_sodium, max(0.0, room))
    most_calcium = math.inf
    if calcium.reference is not None and calcium.reference.high is not None:
        room = calcium.reference.high - _milligram(calcium, _per_day(calcium)[2])
        most_calcium = max(0.0, room)
    return Limits(most_sodium, most_calcium)


def _advice(
    option: FoodOption,
    gaps: dict[str, float],
    findings: dict[str, IntakeFinding],
    facts: PersonFacts,
) -> Advice:
    target = max(gaps, key=lambda name: option.effect[name] / gaps[name])
    effects = tuple(_effects(option))
    change = option.change
    what = (
        f"Eat {change.words} in place of {change.replaced_words}"
        if change.is_swap
        else f"Add {change.words} a day"
    )
    told = ", ".join(_effect_words(effect) for effect in effects)
    return Advice(
        kind=Kind.FOOD_FIRST,
        target=Substance(target),
        direction=Direction.RAISE,
        brings=_brings(option),
        words_plain=(
            f"{what}. A day then holds about {told}. It has not been shown that this helps "
            "against cramps."
        ),
        words_clinical=f"{what}: {told}. No trial for cramps.",
        reason=(
            f"You take in less {target} than is recommended for your age and sex: about "
            f"{_round(gaps[target])} mg a day are missing."
        ),
        evidence=claims_of(target),
        effects=effects,
        safe_because=tuple(_safe_because(option, facts, findings)),
    )


def _effects(option: FoodOption) -> Iterator[IntakeEffect]:
    for name in (*MINERALS, "sodium"):
        change = option.effect[name]
        if abs(change) < SHOWN_FROM_MG:
            continue
        low, middle, high = portion_interval(abs(change), option.relative_sd)
        if change < 0:
            low, middle, high = -high, -middle, -low
        yield IntakeEffect(Substance(name), low, middle, high, "mg/d")


def _effect_words(effect: IntakeEffect) -> str:
    direction = "more" if effect.middle > 0 else "less"
    low, high = sorted((abs(effect.low), abs(effect.high)))
    amounts = f"{_round(abs(effect.middle))} mg ({_round(low)} to {_round(high)})"
    return f"{amounts} {direction} {effect.nutrient.value}"


def _round(milligram: float) -> str:
    digits = 10 if milligram < 1000 else 50
    return f"{round(milligram / digits) * digits or digits:,}"


def _brings(option: FoodOption) -> frozenset[Substance]:
    """Return all that rises with it: potassium however little, salt and water from a trace on."""
    raised = {Substance(name) for name in MINERALS if option.effect[name] > 0}
    if option.effect["sodium"] >= TRACE_SODIUM_MG:
        raised.add(Substance.SODIUM)
    if option.change.is_drink and option.effect["water"] / 1000 > LITTLE_WATER_LITRE:
        raised.add(Substance.WATER)
    if option.change.rich_in_vitamin_k:
        raised.add(Substance.VITAMIN_K)
    return frozenset(raised)


def _safe_because(
    option: FoodOption, facts: PersonFacts, findings: dict[str, IntakeFinding]
) -> Iterator[str]:
    if option.effect["potassium"] > 0:
        if facts.egfr_ml_per_min_per_173 is not None:
            yield "A test showed that your kidneys work well enough."
        else:
            yield "You are under 65 and told us of nothing that makes weak kidneys likely."
        yield "Nothing that you told us you take is known to keep potassium in the body."
    else:
        yield "It brings no more potassium."
    if option.effect["sodium"] < TRACE_SODIUM_MG:
        yield "It brings no more salt."
    elif (high := _highest(findings["sodium"])) is not None:
        yield f"With it, sodium stays under the {high:,.0f} mg a day not to pass."
    energy = option.effect["energy"]
    more = "more" if energy > 0 else "less"
    yield f"It brings about {abs(round(energy / 10) * 10)} kcal {more} energy a day."
    yield "Leave it if you cannot eat it, or if a doctor has set your diet."


def _highest(finding: IntakeFinding) -> float | None:
    return None if finding.reference is None else finding.reference.high
