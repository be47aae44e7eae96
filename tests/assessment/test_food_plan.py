"""The smallest change of food: only for low intakes, within every limit, on both sides of each."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cramp
from cramp.assessment.advice import Advice, Kind, Substance
from cramp.assessment.assess import assess
from cramp.assessment.facts import LabResult, PersonFacts, ToldMedicine
from cramp.assessment.food_options import FoodOption, food_options, unsafe_reason
from cramp.assessment.food_plan import food_advice, low_intakes
from cramp.assessment.food_program import (
    MOST_CHANGES,
    MOST_ENERGY_KCAL,
    MOST_SUGARS_GRAM,
    Limits,
    smallest_change,
)
from cramp.assessment.gate import pass_through
from cramp.assessment.intake import intake_findings
from cramp.assessment.red_flags import judge
from cramp.exposure.timeline import timeline
from cramp.knowledge.food_changes import FoodChange, food_changes
from cramp.knowledge.medicines import Ingredient, MedicineMatch, medicine

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from cramp.diary.model import Diary

ON = date(2026, 7, 6)
DIARY = """
format: cramp-diary/1
time_zone: Europe/Berlin
person: {sex: male, age: 40, height: 180 cm, mass: 80 kg}
days:
  2026-07-06: {complete: true}
events:
  - at: 2026-07-06T08:00
    eat: [4 slices of white bread, 20 g butter, 2 slices of cheese]
    drink: [a cup of coffee]
  - at: 2026-07-06T13:00
    eat: [250 g boiled rice, 150 g chicken breast]
    drink: [a glass of apple juice]
  - at: 2026-07-06T19:00
    eat: [200 g pasta, 60 g sponge cake]
    drink: [a glass of tap water]
"""
WELL = PersonFacts(on=ON, age_years=40.0, sex="male", egfr_ml_per_min_per_173=95.0)


def told(*ids: str) -> tuple[ToldMedicine, ...]:
    return tuple(
        ToldMedicine(one, MedicineMatch((Ingredient(medicine(one), None),), one, "exact"))
        for one in ids
    )


@pytest.fixture(scope="module")
def diary(tmp_path_factory: pytest.TempPathFactory) -> Diary:
    path: Path = tmp_path_factory.mktemp("diary") / "plain.yaml"
    path.write_text(DIARY, encoding="utf-8")
    return cramp.read_diary(path, strict=True)


def changes(diary: Diary, facts: PersonFacts) -> tuple[Advice, ...]:
    return tuple(food_advice(diary, intake_findings(diary, None, ON), facts, ON))


def shown(diary: Diary, facts: PersonFacts) -> list[Advice]:
    gated = pass_through(changes(diary, facts), facts, judge(facts))
    return [one for one in gated.for_person() if one.effects]


def effect(one: Advice, nutrient: Substance) -> float:
    return sum(each.middle for each in one.effects if each.nutrient is nutrient)


def test_a_low_intake_brings_changes_that_the_gate_passes(diary: Diary) -> None:
    found = shown(diary, WELL)
    assert 1 <= len(found) <= MOST_CHANGES
    assert len(found) == len(changes(diary, WELL))
    assert sum(effect(one, Substance.POTASSIUM) for one in found) > 500
    for one in found:
        assert one.kind is Kind.FOOD_FIRST
        assert one.safe_because
        assert "not been shown" in one.words_plain
        for each in one.effects:
            assert each.low < each.middle < each.high
            assert each.unit == "mg/d"


def test_potassium_is_left_alone_where_it_could_do_harm(diary: Diary) -> None:
    risks = (
        {"egfr_ml_per_min_per_173": 59.9},
        {"egfr_ml_per_min_per_173": None, "age_years": 65.0},
        {"egfr_ml_per_min_per_173": None, "conditions": frozenset({"diabetes"})},
        {"medicines": told("lisinopril")},
        {"medicines": (ToldMedicine("purple pill", None),)},
        {"labs": {"potassium": LabResult(5.1, ON)}},
    )
    for risk in risks:
        facts = replace(WELL, **risk)
        assert facts.potassium_rise_forbidden
        for one in changes(diary, facts):
            assert Substance.POTASSIUM not in one.raises
            assert effect(one, Substance.POTASSIUM) <= 0
        assert all(Substance.POTASSIUM not in one.raises for one in shown(diary, facts))


@pytest.mark.parametrize(
    "fine",
    [
        {"egfr_ml_per_min_per_173": 60.0},
        {"egfr_ml_per_min_per_173": None, "age_years": 64.0},
        {"egfr_ml_per_min_per_173": 95.0, "age_years": 80.0},
        {"labs": {"potassium": LabResult(5.0, ON)}},
        {"medicines": told("amlodipine")},
    ],
)
def test_the_other_side_of_each_edge_is_shown_potassium(diary: Diary, fine: dict) -> None:
    found = shown(diary, replace(WELL, **fine))
    assert any(Substance.POTASSIUM in one.raises for one in found)


def test_enough_brings_no_change(diary: Diary) -> None:
    findings = intake_findings(diary, None, ON)
    enough = tuple(replace(one, share_below_reference=0.79) for one in findings)
    low = tuple(replace(one, share_below_reference=0.8) for one in findings)
    assert low_intakes(enough, WELL, day_is_whole=True) == {}
    assert set(low_intakes(low, WELL, day_is_whole=True)) == {"potassium", "magnesium", "calcium"}


def test_a_day_not_written_down_whole_brings_no_change(diary: Diary) -> None:
    partly = diary.model_copy(update={"days": {}})
    assert changes(partly, WELL) == ()
    assert low_intakes(intake_findings(diary, None, ON), WELL, day_is_whole=False) == {}


def test_one_estimate_alone_does_not_make_an_intake_low(diary: Diary) -> None:
    findings = intake_findings(diary, None, ON)
    much = tuple(
        replace(one, told_per_day=(300.0, 300.0, 300.0), estimated_per_day=(1.0, 1.0, 1.0))
        if one.nutrient == "potassium"
        else one
        for one in findings
    )
    assert "potassium" not in low_intakes(much, WELL, day_is_whole=True)


@pytest.mark.parametrize(
    "risk",
    [
        {"conditions": frozenset({"kidney_disease"})},
        {"conditions": frozenset({"heart_failure"})},
        {"conditions": frozenset({"cirrhosis"})},
        {"conditions": frozenset({"eating_disorder"})},
        {"unread_conditions": ("wobbly heart",)},
        {"watery_stools_per_day": 3},
        {"pregnant": True, "sex": "female"},
        {"age_years": 17.0},
    ],
)
def test_a_diet_that_is_a_clinicians_is_left_to_them(diary: Diary, risk: dict) -> None:
    facts = replace(WELL, **risk)
    assert food_options(timeline(diary, ON), facts) == ()
    assert changes(diary, facts) == ()


def option_of(identifier: str, facts: PersonFacts, diary: Diary) -> bool:
    options = food_options(timeline(diary, ON), facts)
    return identifier in {one.change.id for one in options}


@pytest.mark.parametrize(
    ("identifier", "risk"),
    [
        ("broccoli", {"medicines": told("warfarin")}),
        ("dried_figs", {"conditions": frozenset({"diabetes"})}),
        ("wholemeal_bread", {"conditions": frozenset({"coeliac_disease"})}),
        ("salmon", {"conditions": frozenset({"hypertension"})}),
    ],
)
def test_a_food_that_does_not_suit_is_not_among_the_options(
    diary: Diary, identifier: str, risk: dict
) -> None:
    assert option_of(identifier, WELL, diary)
    assert not option_of(identifier, replace(WELL, **risk), diary)


def test_swaps_are_of_what_is_eaten_alone(diary: Diary) -> None:
    options = food_options(timeline(diary, ON), WELL)
    assert "wholemeal_bread" in {one.change.id for one in options}
    bread = [e for e in diary.events if "bread" not in str(getattr(e, "items", ""))]
    without = diary.model_copy(update={"events": tuple(bread)})
    assert not option_of("wholemeal_bread", WELL, without)


def test_a_swap_keeps_the_mass_and_counts_what_is_left_out(diary: Diary) -> None:
    (bread,) = [
        one for one in food_options(timeline(diary, ON), WELL) if one.change.id == "wholemeal_bread"
    ]
    # Four slices of 28 g; wholemeal less white bread, mg in 100 g, from the food table.
    assert bread.effect["magnesium"] == pytest.approx(112 * (82 - 25) / 100, rel=0.02)
    assert bread.cost == 1.0


def made(name: str, potassium: float, *, cost: float = 1.5, **more: float) -> FoodOption:
    zero = dict.fromkeys(("sodium", "magnesium", "calcium", "energy", "sugars", "water"), 0.0)
    change = FoodChange(
        name, name, "1 g x", (), "", rich_in_vitamin_k=False, not_with=frozenset(),
        status="assumed", why="test",
    )  # fmt: skip
    return FoodOption(change, zero | {"potassium": potassium} | more, 0.2, cost)


def chosen(options: Iterable[FoodOption], gap: float = 500.0, **limits: float) -> set[str]:
    held = Limits(limits.get("sodium_mg", 200.0), limits.get("calcium_mg", math.inf))
    found = smallest_change(tuple(options), {"potassium": gap}, held)
    return {one.change.id for one in found}


def test_the_nearest_of_equal_changes_is_chosen() -> None:
    near, far = made("near", 600, cost=1.0), made("far", 600, cost=1.5)
    assert chosen([far, near]) == {"near"}


def test_one_change_is_better_than_two() -> None:
    assert chosen([made("one", 520), made("half", 260), made("other", 260)]) == {"one"}


def test_no_more_changes_than_can_be_kept_up() -> None:
    assert len(chosen([made(str(place), 100) for place in range(8)])) == MOST_CHANGES


@pytest.mark.parametrize(
    ("within", "beyond"),
    [
        ({"sodium": 200.0}, {"sodium": 200.1}),
        ({"energy": MOST_ENERGY_KCAL}, {"energy": MOST_ENERGY_KCAL + 1}),
        ({"energy": -MOST_ENERGY_KCAL}, {"energy": -MOST_ENERGY_KCAL - 1}),
        ({"sugars": MOST_SUGARS_GRAM}, {"sugars": MOST_SUGARS_GRAM + 1}),
        ({"calcium": 300.0}, {"calcium": 300.1}),
    ],
)
def test_limits_hold_on_both_sides(within: dict, beyond: dict) -> None:
    assert chosen([made("food", 600, **within)], calcium_mg=300.0) == {"food"}
    assert chosen([made("food", 600, **beyond)], calcium_mg=300.0) == set()


def test_what_hardly_helps_is_not_proposed() -> None:
    assert chosen([made("much", 200)], gap=1000.0) == {"much"}
    assert chosen([made("little", 100)], gap=1000.0) == set()


def test_two_swaps_of_one_food_exclude_each_other() -> None:
    options = [
        replace(made(name, 250, cost=1.0), replaced=frozenset({"rice"})) for name in ("a", "b")
    ]
    assert len(chosen(options)) == 1


def test_every_change_of_the_table_can_be_looked_up() -> None:
    from cramp.diary.text import read_portion
    from cramp.exposure.intake import resolve

    for change in food_changes():
        portion = resolve(read_portion(change.portion).portion)
        assert portion.problem is None, change.id
        assert portion.potassium_mmol is not None, change.id


def test_a_red_flag_leaves_no_change_of_food(diary: Diary) -> None:
    ill = diary.model_copy(update={"alarm_signs": ("one_sided_swelling_warmth_or_redness",)})
    assert [one for one in assess(diary, on=ON).advice.passed if one.effects]
    assert not [one for one in assess(ill, on=ON).advice.passed if one.effects]


PEOPLE = st.builds(
    PersonFacts,
    on=st.just(ON),
    age_years=st.one_of(st.none(), st.floats(1, 100)),
    sex=st.sampled_from(["male", "female", None]),
    conditions=st.frozensets(
        st.sampled_from(
            [
                "hypertension",
                "diabetes",
                "coeliac_disease",
                "cirrhosis",
                "inflammatory_bowel_disease",
            ]
        ),
        max_size=2,
    ),
    egfr_ml_per_min_per_173=st.one_of(st.none(), st.floats(10, 120)),
    pregnant=st.sampled_from([None, False, True]),
    fluid_limit_litre_per_day=st.sampled_from([None, 1.5]),
    medicines=st.lists(
        st.sampled_from([*told("warfarin", "lisinopril", "amlodipine", "desmopressin")]), max_size=2
    ).map(tuple),
    watery_stools_per_day=st.integers(0, 2),
    heavy_sweating=st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(facts=PEOPLE)
def test_no_change_of_food_is_unsafe_for_anyone(diary: Diary, facts: PersonFacts) -> None:
    proposed = changes(diary, facts)
    gated = pass_through(proposed, facts, judge(facts))
    for one in (one for one in gated.passed if one.effects):
        assert not (facts.potassium_rise_forbidden and Substance.POTASSIUM in one.raises)
        assert not (facts.potassium_rise_forbidden and effect(one, Substance.POTASSIUM) > 0)
        assert not (facts.vitamin_k_unsafe_reasons and Substance.VITAMIN_K in one.raises)
        assert not (facts.salt_at_risk and effect(one, Substance.SODIUM) >= 40)
        assert not facts.diet_for_clinician_reasons
    for option in food_options(timeline(diary, ON), facts):
        assert unsafe_reason(option, facts) is None
