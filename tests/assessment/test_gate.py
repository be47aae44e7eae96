"""The gate for people and proposals of every kind: what must hold whoever asks for whatever."""

from __future__ import annotations

import copy
import pickle
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cramp.assessment.advice import (
    LEADS_TO_CLINICIAN,
    URGENT_KINDS,
    Advice,
    Amount,
    Audience,
    Direction,
    Kind,
    Substance,
    Urgency,
)
from cramp.assessment.alarm_table import ALARM_TABLE
from cramp.assessment.facts import LabResult, PersonFacts, ToldMedicine
from cramp.assessment.gate import GatedAdvice, pass_through
from cramp.assessment.intended_use import INTENDED_USE
from cramp.assessment.plan import propose
from cramp.assessment.red_flags import RedFlags, judge
from cramp.assessment.wording import speaks_of_change
from cramp.diary.vocabulary import CONDITIONS, SYMPTOMS
from cramp.knowledge.medicines import Ingredient, MedicineMatch, medicine

ON = date(2026, 7, 6)
MEDICINES = (
    "hydrochlorothiazide", "lisinopril", "simvastatin", "ibuprofen", "furosemide", "sertraline",
    "desmopressin", "salmeterol", "spironolactone", "magnesium_citrate", "quinine",
)  # fmt: skip
WORDS = (
    "Eat two bananas a day.",
    "Stop the water tablet.",
    "Drink plenty of water.",
    "Take 400 mg of magnesium.",
    "Stretch the calf.",
    "Use a salt substitute.",
)


def told(one: str) -> ToldMedicine:
    return ToldMedicine(one, MedicineMatch((Ingredient(medicine(one), None),), one, "exact"))


def maybe(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.none() | strategy


def some(of: dict[str, object] | dict[str, str]) -> st.SearchStrategy:
    return st.frozensets(st.sampled_from(sorted(of)), max_size=2)


MOSTLY_WELL = st.builds(
    PersonFacts,
    on=st.just(ON),
    age_years=st.sampled_from([30.0, 70.0]),
    sex=st.sampled_from(["male", "female"]),
    conditions=st.sampled_from([frozenset(), frozenset({"hypertension"})]),
    egfr_ml_per_min_per_173=st.just(90.0),
    medicines=st.sampled_from([(), told("simvastatin"), told("desmopressin")]).map(
        lambda one: (one,) if one else ()
    ),
    heavy_sweating=st.booleans(),
)
VARIED = st.builds(
    PersonFacts,
    on=st.just(ON),
    age_years=maybe(st.floats(0, 110)),
    sex=maybe(st.sampled_from(["female", "male", "other"])),
    conditions=some(CONDITIONS),
    unread_conditions=st.sampled_from([*[()] * 5, ("wobbly heart",)]),
    egfr_ml_per_min_per_173=maybe(st.floats(3, 130)),
    pregnant=maybe(st.booleans()),
    breastfeeding=maybe(st.booleans()),
    fluid_limit_litre_per_day=maybe(st.just(1.5)),
    medicines=st.lists(
        st.sampled_from([*(told(m) for m in MEDICINES), ToldMedicine("purple pill", None)]),
        max_size=3,
    ).map(tuple),
    labs=st.sampled_from(
        [
            {},
            {},
            *({"potassium": LabResult(value, ON)} for value in (2.4, 3.4, 4.2, 5.2, 6.6)),
            *({"sodium": LabResult(value, ON)} for value in (120.0, 133.0, 140.0)),
            {"magnesium": LabResult(1.3, ON)},
        ]
    ),
    alarm_signs=st.sampled_from(
        [*[frozenset()] * 3 * len(ALARM_TABLE), *(frozenset({sign}) for sign in ALARM_TABLE)]
    ),
    unread_alarm_signs=st.sampled_from([*[()] * 9, ("I stopped my tablets and feel odd",)]),
    symptoms=some(SYMPTOMS),
    watery_stools_per_day=st.integers(0, 8),
    vomiting_times_per_day=st.integers(0, 3),
    bloody_stool=st.sampled_from([False] * 9 + [True]),
    heavy_sweating=st.booleans(),
    hot_exercise=st.booleans(),
    longest_cramp_minutes=maybe(st.floats(0, 30)),
)


PEOPLE = MOSTLY_WELL | VARIED


def valid(fields: dict) -> Advice | None:
    try:
        return Advice(words_clinical="Words.", reason="A test.", evidence=("C14",), **fields)
    except ValueError:
        return None


ADVICE = (
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(Kind),
            "words_plain": st.sampled_from(WORDS),
            "target": maybe(st.sampled_from(Substance)),
            "direction": maybe(st.sampled_from(Direction)),
            "brings": st.frozensets(st.sampled_from(Substance), max_size=2),
            "amount": maybe(st.builds(Amount, st.floats(1, 5000), st.just("mg/d"))),
            "medicine": maybe(st.just("simvastatin")),
            "analytes": st.sampled_from([(), ("potassium",)]),
            "audience": st.sampled_from(Audience),
            "urgency": st.sampled_from(Urgency),
        }
    )
    .map(valid)
    .filter(lambda one: one is not None)
)


def raising(kind: Kind, target: Substance, *brings: Substance, mg: float | None = None) -> Advice:
    return Advice(
        kind=kind,
        target=target,
        direction=Direction.RAISE,
        brings=frozenset(brings),
        amount=None if mg is None else Amount(mg, "mg/d"),
        words_plain="Words.",
        words_clinical="Words.",
        reason="A test.",
        evidence=("C14",),
    )


RISKY = (
    raising(Kind.FOOD_FIRST, Substance.POTASSIUM),
    raising(Kind.SUPPLEMENT, Substance.POTASSIUM, mg=99),
    raising(Kind.SALT_SUBSTITUTE, Substance.POTASSIUM),
    raising(Kind.SUPPLEMENT, Substance.MAGNESIUM),
    raising(Kind.SUPPLEMENT, Substance.MAGNESIUM, mg=200),
    raising(Kind.SUPPLEMENT, Substance.MAGNESIUM, mg=300),
    raising(Kind.SUPPLEMENT, Substance.QUININE, mg=200),
    raising(Kind.FLUID, Substance.WATER),
    raising(Kind.FLUID_WITH_SODIUM, Substance.WATER, Substance.SODIUM),
    raising(Kind.SALT, Substance.SODIUM),
)
PROPOSALS = st.lists(ADVICE | st.sampled_from(RISKY), max_size=4)


@settings(max_examples=250, deadline=None)
@given(PEOPLE, PROPOSALS)
def test_nothing_unsafe_passes(facts: PersonFacts, proposed: list[Advice]) -> None:
    gated = pass_through([*propose(facts, judge(facts)), *proposed], facts, judge(facts))
    for one in gated.passed:
        if facts.potassium_rise_forbidden:
            assert Substance.POTASSIUM not in one.raises
            assert one.kind is not Kind.SALT_SUBSTITUTE
            assert "two bananas" not in one.words_plain
        if one.kind is Kind.SUPPLEMENT:
            assert not one.raises & {Substance.POTASSIUM, Substance.QUININE}
            if Substance.MAGNESIUM in one.raises:
                assert one.amount is not None
                assert one.amount.value <= 250
                assert not facts.kidney_risk_unknown
                assert one.amount.unit == "mg/d"
        if Substance.SODIUM in one.raises and "hypertension" in facts.conditions:
            assert one.kind is Kind.FLUID_WITH_SODIUM
            assert facts.has_fluid_loss
        if facts.is_minor or facts.pregnant or "dialysis" in facts.conditions:
            assert one.kind in URGENT_KINDS
        if Substance.WATER in one.raises:
            assert not facts.fluid_needs_clinician_reasons
            needs_salt = facts.has_fluid_loss or facts.plain_water_unsafe_reasons
            assert Substance.SODIUM in one.raises or not needs_salt
        if one.kind is Kind.ASK_ABOUT_MEDICINE:
            assert not speaks_of_change(one.words_plain)
        assert one.words_plain != "Stop the water tablet."


RISKS: tuple[dict, ...] = (
    {"age_years": 65.0, "egfr_ml_per_min_per_173": None},
    {"age_years": None, "egfr_ml_per_min_per_173": None},
    {"conditions": frozenset({"diabetes"}), "egfr_ml_per_min_per_173": None},
    {"egfr_ml_per_min_per_173": 59.9},
    {"conditions": frozenset({"adrenal_insufficiency"})},
    {"labs": {"potassium": LabResult(5.1, ON)}},
    {"medicines": (told("lisinopril"),)},
    {"medicines": (ToldMedicine("purple pill", None),)},
)


@settings(max_examples=150, deadline=None)
@given(
    MOSTLY_WELL,
    st.sampled_from(RISKS),
    st.sampled_from([kind for kind in Kind if kind is not Kind.MEASURE]),
    st.booleans(),
)
def test_no_potassium_rise_of_any_kind_passes_for_anyone_at_risk(
    well: PersonFacts, risk: dict, kind: Kind, comes_along: bool
) -> None:
    one = valid(
        {
            "kind": kind,
            "words_plain": "Words.",
            "target": Substance.WATER if comes_along else Substance.POTASSIUM,
            "direction": Direction.RAISE,
            "brings": frozenset({Substance.POTASSIUM, Substance.SODIUM} if comes_along else ()),
        }
    )
    if one is None:
        return
    facts = replace(well, **risk)
    assert one not in pass_through([one], facts, judge(facts)).passed


@settings(max_examples=250, deadline=None)
@given(PEOPLE, PROPOSALS)
def test_warning_signs_come_first_and_are_never_lost(
    facts: PersonFacts, proposed: list[Advice]
) -> None:
    judged = judge(facts)
    gated = pass_through(proposed, facts, RedFlags())
    assert gated.red_flags == judged
    if judged.most_urgent is not Urgency.NONE:
        assert gated.for_person()[0].urgency.rank <= judged.most_urgent.rank
    if judged.most_urgent is Urgency.EMERGENCY:
        assert gated.passed[0].kind in URGENT_KINDS
        assert any(
            one.kind is Kind.CALL_EMERGENCY and judged.flags[0].words_plain in one.words_plain
            for one in gated.for_person()
        )
        assert {one.kind for one in gated.passed} <= URGENT_KINDS
    elif judged.suppress_self_care:
        assert {one.kind for one in gated.passed} <= LEADS_TO_CLINICIAN


@settings(max_examples=250, deadline=None)
@given(PEOPLE, PROPOSALS)
def test_nothing_disappears(facts: PersonFacts, proposed: list[Advice]) -> None:
    gated = pass_through(proposed, facts, judge(facts))
    refused = [refusal.advice for refusal in gated.refused]
    for one in proposed:
        assert (one in gated.passed) is not (one in refused) or one.kind is Kind.SUPPLEMENT
    assert all(refusal.broken and refusal.broken[0].why for refusal in gated.refused)


@settings(max_examples=250, deadline=None)
@given(PEOPLE)
def test_plan_never_speaks_of_changing_a_prescription(facts: PersonFacts) -> None:
    for one in propose(facts, judge(facts)):
        if one.kind is Kind.ASK_ABOUT_MEDICINE:
            assert not speaks_of_change(f"{one.words_plain} {one.words_clinical} {one.reason}")


def passed_by_gate() -> GatedAdvice:
    facts = PersonFacts(on=ON, age_years=40.0)
    return pass_through(propose(facts, judge(facts)), facts, judge(facts))


def test_gated_advice_cannot_be_made_or_copied_without_the_gate() -> None:
    gated = passed_by_gate()
    with pytest.raises(TypeError, match="pass_through"):
        GatedAdvice((), (), RedFlags())
    with pytest.raises(TypeError, match="pass_through"):
        GatedAdvice((), (), RedFlags(), key=object())
    with pytest.raises(TypeError, match="copied"):
        copy.copy(gated)
    with pytest.raises(TypeError, match="copied"):
        pickle.dumps(gated)
    with pytest.raises(TypeError):
        replace(gated, passed=())  # type: ignore[type-var]
    with pytest.raises(TypeError, match="subclassed"):
        type("Forged", (GatedAdvice,), {})


def test_gated_advice_cannot_be_changed() -> None:
    gated = passed_by_gate()
    for name in ("passed", "refused", "new"):
        with pytest.raises(AttributeError, match="cannot be changed"):
            setattr(gated, name, ())
    with pytest.raises(AttributeError, match="cannot be changed"):
        del gated.passed


def test_every_gated_advice_carries_the_intended_use() -> None:
    assert passed_by_gate().intended_use.startswith(INTENDED_USE)
    assert "medical device" in INTENDED_USE


def test_clinicians_items_stay_on_their_page() -> None:
    facts = PersonFacts(on=ON, age_years=40.0, sex="male")
    one = Advice(
        kind=Kind.EXPLANATION,
        words_plain="For the record.",
        words_clinical="For the record.",
        reason="A test.",
        audience=Audience.CLINICIAN,
    )
    gated = pass_through([one], facts, judge(facts))
    assert gated.for_clinician() == (one,)
    assert gated.for_person() == ()


def test_urgent_words_of_the_person_reach_them_whatever_they_say() -> None:
    facts = PersonFacts(on=ON, unread_alarm_signs=("ate bananas, stopped my tablets, feel odd",))
    (one,) = pass_through([], facts, judge(facts)).for_person()
    assert one.kind is Kind.SEE_CLINICIAN
    assert "stopped my tablets" in one.words_plain


@pytest.mark.parametrize(
    ("fields", "match"),
    [
        ({"kind": Kind.STRETCHING}, "evidence"),
        ({"kind": Kind.FOOD_FIRST, "evidence": ("C13",)}, "target"),
        (
            {
                "kind": Kind.FLUID_WITH_SODIUM,
                "evidence": ("C33",),
                "target": Substance.WATER,
                "direction": Direction.RAISE,
            },
            "bring sodium",
        ),
        (
            {
                "kind": Kind.SALT_SUBSTITUTE,
                "evidence": ("C13",),
                "target": Substance.SODIUM,
                "direction": Direction.LOWER,
            },
            "must be potassium",
        ),
        ({"kind": Kind.MEASURE}, "analytes"),
        ({"kind": Kind.EXPLANATION, "words_plain": " "}, "plain words"),
        ({"kind": Kind.EXPLANATION, "reason": ""}, "reason"),
    ],
)
def test_malformed_advice_is_refused_in_words(fields: dict, match: str) -> None:
    whole = {"words_plain": "Words.", "words_clinical": "Words.", "reason": "A test."} | fields
    with pytest.raises(ValueError, match=match):
        Advice(**whole)


@pytest.mark.parametrize("value", [0.0, -1.0, float("nan"), float("inf")])
def test_impossible_amount_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        Amount(value, "mg/d")
