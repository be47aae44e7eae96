"""What the evidence base says rests on a claim is what the plan proposes with it."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from itertools import product
from pathlib import Path

from cramp.assessment.advice import Kind
from cramp.assessment.assess import TARGET_EVIDENCE
from cramp.assessment.facts import PersonFacts, ToldMedicine
from cramp.assessment.food_plan import MINERALS, claims_of
from cramp.assessment.plan import propose
from cramp.assessment.red_flags import judge
from cramp.knowledge.evidence import claims
from cramp.knowledge.medicines import Ingredient, MedicineMatch, medicine

SOURCE = Path(__file__).parents[2] / "src" / "cramp" / "assessment"
ON = date(2026, 7, 6)
MEDICINES = (
    (), ("hydrochlorothiazide", "ibuprofen", "lisinopril"), ("simvastatin", "salmeterol"),
    ("quinine", "magnesium_citrate"), ("potassium_chloride", "spironolactone"), ("lithium",),
)  # fmt: skip
LIVES: tuple[dict, ...] = (
    {},
    {"watery_stools_per_day": 4},
    {"heavy_sweating": True},
    {"plain_water_litre_per_day": 5.0, "fluid_limit_litre_per_day": 1.5},
    {"conditions": frozenset({"cirrhosis"})},
    {"alcohol_days": 2},
)


def told(one: str) -> ToldMedicine:
    return ToldMedicine(one, MedicineMatch((Ingredient(medicine(one), None),), one, "exact"))


def people() -> list[PersonFacts]:
    strange = ToldMedicine("purple pill", None)
    return [
        PersonFacts(
            on=ON,
            age_years=age,
            sex="male",
            medicines=(*(told(m) for m in medicines), *((strange,) if age > 65 else ())),
            **life,
        )
        for age, medicines, life in product((40.0, 70.0), MEDICINES, LIVES)
    ]


def in_use() -> dict[str, set[str]]:
    """Return the kinds of advice proposed with each claim."""
    found: dict[str, set[str]] = defaultdict(set)
    for facts in people():
        for one in propose(facts, judge(facts)):
            for identifier in one.evidence:
                found[identifier].add(one.kind.value)
    for identifier in TARGET_EVIDENCE.values():
        found[identifier].add(Kind.INTAKE_TARGET.value)
    for mineral in MINERALS:
        for identifier in claims_of(mineral):
            found[identifier].add(Kind.FOOD_FIRST.value)
    return found


def test_what_rests_on_a_claim_is_what_is_proposed_with_it() -> None:
    used = in_use()
    held = {entry.id: set(entry.rests_on_it) for entry in claims() if entry.rests_on_it}
    assert held == dict(used)


def test_every_claim_named_in_the_source_is_in_use_and_the_other_way_round() -> None:
    named = {
        identifier
        for path in SOURCE.glob("*.py")
        for identifier in re.findall(r"\"(C\d\d)\"", path.read_text("utf-8"))
    }
    assert named == {entry.id for entry in claims() if entry.rests_on_it}
