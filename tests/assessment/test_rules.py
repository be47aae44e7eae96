"""Each rule of the gate on both sides of its edge."""

from __future__ import annotations

from datetime import date

import pytest

from cramp.assessment.advice import (
    Advice,
    Amount,
    Direction,
    IntakeEffect,
    Kind,
    Substance,
)
from cramp.assessment.facts import LabResult, PersonFacts, ToldMedicine
from cramp.assessment.gate import pass_through
from cramp.assessment.red_flags import judge
from cramp.assessment.rules import RULES
from cramp.knowledge.medicines import Ingredient, MedicineMatch, all_medicines, medicine

ON = date(2026, 7, 6)


def told(*ids: str) -> tuple[ToldMedicine, ...]:
    return tuple(
        ToldMedicine(one, MedicineMatch((Ingredient(medicine(one), None),), one, "exact"))
        for one in ids
    )


def person(**known: object) -> PersonFacts:
    """A healthy man of 40 unless told otherwise."""
    base: dict[str, object] = {"age_years": 40.0, "sex": "male"}
    return PersonFacts(on=ON, **(base | known))  # type: ignore[arg-type]


def condition(*ids: str, **known: object) -> PersonFacts:
    return person(conditions=frozenset(ids), **known)


def advice(kind: Kind, words: str = "As it says.", **more: object) -> Advice:
    fields: dict[str, object] = {
        "words_plain": words,
        "words_clinical": "As it says.",
        "reason": "For a test.",
        "evidence": ("C14",),
    }
    return Advice(kind=kind, **(fields | more))  # type: ignore[arg-type]


def raising(kind: Kind, target: Substance, *brings: Substance, **more: object) -> Advice:
    return advice(kind, target=target, direction=Direction.RAISE, brings=frozenset(brings), **more)


def magnesium(value: float, unit: str = "mg/d", **more: object) -> Advice:
    amount = Amount(value, unit)
    return raising(Kind.SUPPLEMENT, Substance.MAGNESIUM, amount=amount, **more)


def broken(one: Advice, facts: PersonFacts) -> set[str]:
    red_flags = judge(facts)
    return {rule.id for rule in RULES if rule.test(one, facts, red_flags) is not None}


POTASSIUM = Substance.POTASSIUM
FRUIT = raising(Kind.FOOD_FIRST, POTASSIUM)
TARGET = raising(Kind.INTAKE_TARGET, POTASSIUM, amount=Amount(3500, "mg/d"))
TABLET = raising(Kind.SUPPLEMENT, POTASSIUM, amount=Amount(99, "mg/d"))
SALT_SUBSTITUTE = raising(Kind.SALT_SUBSTITUTE, POTASSIUM)
REHYDRATION = raising(Kind.FLUID_WITH_SODIUM, Substance.WATER, Substance.SODIUM, POTASSIUM)
SALTED_DRINK = raising(Kind.FLUID_WITH_SODIUM, Substance.WATER, Substance.SODIUM)
WATER = raising(Kind.FLUID, Substance.WATER)
SALT = raising(Kind.SALT, Substance.SODIUM)
STRETCH = advice(Kind.STRETCHING)
MASSAGE = advice(Kind.MASSAGE)
WARMTH = advice(Kind.HEAT_OR_COLD)

MAY_NOT_RAISE_POTASSIUM = [
    person(egfr_ml_per_min_per_173=59.9),
    person(age_years=65.0),
    person(age_years=None),
    condition("diabetes"),
    condition("heart_failure"),
    condition("hypertension"),
    condition("dialysis", egfr_ml_per_min_per_173=90.0),
    condition("kidney_disease", egfr_ml_per_min_per_173=90.0),
    condition("adrenal_insufficiency", egfr_ml_per_min_per_173=90.0),
    person(labs={"potassium": LabResult(5.01, ON)}),
    person(medicines=(ToldMedicine("purple heart pill", None),)),
    person(medicines=told("metformin")),
    person(medicines=told("amlodipine")),
    person(unread_conditions=("wobbly kidney",), egfr_ml_per_min_per_173=90.0),
    person(unread_labs=("Kalium?: 5,9",)),
    person(kidney_test_unread=True),
]
MAY_RAISE_POTASSIUM = [
    person(),
    person(age_years=64.9),
    person(age_years=80.0, egfr_ml_per_min_per_173=60.0),
    condition("diabetes", "hypertension", egfr_ml_per_min_per_173=75.0),
    person(labs={"potassium": LabResult(5.0, ON)}),
    person(medicines=told("simvastatin")),
    condition("asthma", "hypothyroidism"),
]


@pytest.mark.parametrize("facts", MAY_NOT_RAISE_POTASSIUM)
@pytest.mark.parametrize("one", [FRUIT, TARGET, TABLET, SALT_SUBSTITUTE, REHYDRATION])
def test_potassium_rise_refused(facts: PersonFacts, one: Advice) -> None:
    assert "R4" in broken(one, facts)
    assert facts.potassium_rise_forbidden_reasons


@pytest.mark.parametrize("facts", MAY_RAISE_POTASSIUM)
def test_potassium_from_food_passes(facts: PersonFacts) -> None:
    assert not broken(FRUIT, facts)
    assert not broken(TARGET, facts)


@pytest.mark.parametrize(
    "one", [m.id for m in all_medicines() if m.potassium_retaining], ids=lambda name: name
)
def test_every_retaining_medicine_forbids_potassium(one: str) -> None:
    assert "R4" in broken(FRUIT, person(medicines=told(one), egfr_ml_per_min_per_173=90.0))


@pytest.mark.parametrize(
    "words",
    [
        "Eat two bananas a day.",
        "Use a salt substitute instead of salt.",
        "More potassium is good for you!",
        "Drink coconut water after sport.",
        "No need to worry. Have tomatoes.",
    ],
)
def test_potassium_worded_into_other_advice_refused(words: str) -> None:
    for kind in (Kind.EXPLANATION, Kind.STRETCHING):
        assert "R4" in broken(advice(kind, words), person(age_years=70.0))
        assert "R4" not in broken(advice(kind, words), person())


def test_warning_against_potassium_passes() -> None:
    words = "Do not take potassium or a salt substitute on your own."
    assert not broken(advice(Kind.EXPLANATION, words), person(age_years=70.0))


def test_lowering_potassium_is_no_rise() -> None:
    lower = advice(Kind.FOOD_FIRST, target=POTASSIUM, direction=Direction.LOWER)
    assert not broken(lower, person(age_years=70.0))


@pytest.mark.parametrize(
    "one",
    [
        TABLET,
        SALT_SUBSTITUTE,
        raising(Kind.SUPPLEMENT, Substance.VITAMIN, POTASSIUM),
        advice(Kind.EXPLANATION, "Take potassium tablets."),
    ],
)
def test_potassium_product_always_refused(one: Advice) -> None:
    assert "R5a" in broken(one, person())


def test_potassium_in_a_rehydration_drink_is_no_product() -> None:
    assert not broken(REHYDRATION, person(watery_stools_per_day=4))


def test_magnesium_dose_edge() -> None:
    assert not broken(magnesium(250), person())
    assert broken(magnesium(250.1), person()) == {"R5b"}


@pytest.mark.parametrize(
    "one",
    [
        magnesium(10, "mmol/d"),
        raising(Kind.SUPPLEMENT, Substance.MAGNESIUM),
        magnesium(100, words="Take 400 mg of magnesium."),
        raising(Kind.SUPPLEMENT, Substance.VITAMIN, Substance.MAGNESIUM),
        advice(Kind.ACTIVITY, "Take a magnesium tablet after the walk."),
    ],
)
def test_magnesium_dose_that_cannot_be_checked_refused(one: Advice) -> None:
    assert broken(one, person()) == {"R5b"}


@pytest.mark.parametrize(
    "facts",
    [
        person(egfr_ml_per_min_per_173=29.9),
        person(age_years=70.0),
        person(age_years=None),
        condition("kidney_disease"),
        condition("diabetes"),
        person(labs={"magnesium": LabResult(1.11, ON)}),
        person(medicines=told("magnesium_citrate")),
    ],
)
def test_magnesium_refused_where_it_could_gather(facts: PersonFacts) -> None:
    assert "R5b" in broken(magnesium(100), facts)


@pytest.mark.parametrize(
    "facts",
    [
        person(egfr_ml_per_min_per_173=30.0),
        person(age_years=70.0, egfr_ml_per_min_per_173=80.0),
        person(labs={"magnesium": LabResult(1.1, ON)}),
    ],
)
def test_magnesium_passes_with_known_kidneys(facts: PersonFacts) -> None:
    assert not broken(magnesium(100), facts)


def test_second_magnesium_supplement_refused() -> None:
    facts = person()
    gated = pass_through([magnesium(200), magnesium(150)], facts, judge(facts))
    assert gated.passed == (magnesium(200),)
    assert gated.refused[0].rule_ids == ("R5b",)


@pytest.mark.parametrize(
    "one",
    [
        raising(Kind.SUPPLEMENT, Substance.QUININE, amount=Amount(200, "mg/d")),
        advice(Kind.ACTIVITY, target=Substance.QUININE),
        advice(Kind.FLUID, "Drink tonic water.", target=Substance.WATER, direction=Direction.RAISE),
        advice(Kind.EXPLANATION, "Quinine helps against cramps."),
    ],
)
def test_quinine_refused(one: Advice) -> None:
    assert "R5c" in broken(one, person())


def test_warning_against_quinine_passes() -> None:
    words = "Quinine is not advised for cramps: it can damage the blood."
    assert not broken(advice(Kind.EXPLANATION, words, target=Substance.QUININE), person())


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        (person(sex="female", age_years=30.0), True),
        (person(sex="female", age_years=30.0, pregnant=False), False),
        (person(sex="female", age_years=30.0, pregnant=False, breastfeeding=True), True),
        (person(sex="female", age_years=56.0), False),
        (person(sex=None, age_years=30.0), True),
        (person(), False),
    ],
)
def test_supplement_waits_where_pregnancy_is_possible(facts: PersonFacts, refused: bool) -> None:
    assert ("R5d" in broken(magnesium(100), facts)) is refused


@pytest.mark.parametrize(
    "facts",
    [
        person(labs={"sodium": LabResult(134.9, ON)}),
        person(medicines=told("hydrochlorothiazide")),
        person(medicines=told("indapamide")),
        person(medicines=told("desmopressin")),
        person(medicines=told("sertraline")),
        person(medicines=(ToldMedicine("purple pill", None),)),
    ],
)
def test_plain_water_refused(facts: PersonFacts) -> None:
    assert "R6a" in broken(WATER, facts)
    assert "R6a" in broken(advice(Kind.ACTIVITY, "Drink plenty of water."), facts)
    assert "R6a" not in broken(SALTED_DRINK, facts)


@pytest.mark.parametrize(
    "facts",
    [person(labs={"sodium": LabResult(135.0, ON)}), person(medicines=told("simvastatin"))],
)
def test_plain_water_passes_otherwise(facts: PersonFacts) -> None:
    assert not broken(WATER, facts)


LOSSES = [{"watery_stools_per_day": 3}, {"vomiting_times_per_day": 1}, {"heavy_sweating": True}]


@pytest.mark.parametrize("loss", LOSSES)
def test_fluid_after_losses_comes_with_sodium(loss: dict[str, object]) -> None:
    assert broken(WATER, person(**loss)) == {"R6b"}
    assert not broken(SALTED_DRINK, person(**loss))
    assert not broken(SALTED_DRINK, condition("hypertension", **loss))


FLUID_FROM_CLINICIAN = [
    {"conditions": frozenset({"heart_failure"})},
    {"conditions": frozenset({"cirrhosis"})},
    {"conditions": frozenset({"kidney_disease"})},
    {"egfr_ml_per_min_per_173": 59.0},
    {"fluid_limit_litre_per_day": 1.5},
    {"medicines": told("furosemide")},
    {"unread_conditions": ("weak pump",)},
]


@pytest.mark.parametrize("known", FLUID_FROM_CLINICIAN)
@pytest.mark.parametrize("loss", LOSSES)
def test_fluid_with_heart_liver_or_kidney_disease_goes_to_a_clinician(
    known: dict[str, object], loss: dict[str, object]
) -> None:
    facts = person(**(known | loss))
    assert "R6c" in broken(SALTED_DRINK, facts)
    gated = pass_through([SALTED_DRINK], facts, judge(facts))
    assert SALTED_DRINK not in gated.passed
    assert gated.passed[0].kind is Kind.SEE_CLINICIAN
    assert gated.passed[0].urgency.value == "same_day"


def test_fluid_passes_with_good_kidneys() -> None:
    assert not broken(SALTED_DRINK, person(egfr_ml_per_min_per_173=60.0, heavy_sweating=True))


@pytest.mark.parametrize(
    "facts",
    [
        condition("heart_failure"),
        condition("hypertension"),
        condition("kidney_disease"),
        condition("cirrhosis"),
        person(egfr_ml_per_min_per_173=59.0),
        person(fluid_limit_litre_per_day=1.5),
        person(medicines=told("amlodipine")),
        person(unread_conditions=("weak pump",)),
    ],
)
def test_extra_sodium_refused(facts: PersonFacts) -> None:
    assert "R6d" in broken(SALT, facts)
    assert "R6d" in broken(SALTED_DRINK, facts)


def test_extra_sodium_passes_without_those() -> None:
    assert not broken(SALT, person())


def test_salt_alone_is_no_replacement_of_a_loss() -> None:
    assert broken(SALT, condition("hypertension", heavy_sweating=True)) == {"R6d"}


@pytest.mark.parametrize(
    "words",
    [
        "Stop the water tablet.",
        "Ask whether to halve the dose.",
        "You would have three cramps fewer without this medicine.",
        "Switch to another statin.",
        "Skip your simvastatin for a week.",
    ],
)
def test_changing_a_prescription_refused(words: str) -> None:
    facts = person(medicines=told("simvastatin"))
    for kind in (Kind.ASK_ABOUT_MEDICINE, Kind.EXPLANATION, Kind.STRETCHING):
        assert "R7a" in broken(advice(kind, words), facts)


def test_asking_about_a_prescription_passes() -> None:
    words = "Ask your doctor whether simvastatin may have a part. Keep taking it as prescribed."
    one = advice(Kind.ASK_ABOUT_MEDICINE, words, medicine="simvastatin")
    assert not broken(one, person(medicines=told("simvastatin")))


@pytest.mark.parametrize(
    "one",
    [
        advice(Kind.ASK_ABOUT_MEDICINE, amount=Amount(3, "cramps/week")),
        advice(Kind.ASK_ABOUT_MEDICINE, target=Substance.SODIUM, direction=Direction.LOWER),
        advice(Kind.STRETCHING, medicine="simvastatin"),
    ],
)
def test_medicine_advice_with_amount_or_direction_refused(one: Advice) -> None:
    assert "R7a" in broken(one, person())


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        (person(pregnant=True, sex="female"), True),
        (person(age_years=17.9), True),
        (condition("dialysis"), True),
        (person(pregnant=False, sex="female"), False),
        (person(age_years=18.0), False),
        (condition("kidney_disease"), False),
    ],
)
def test_pregnancy_minors_and_dialysis_go_to_a_clinician(facts: PersonFacts, refused: bool) -> None:
    assert ("R7b" in broken(STRETCH, facts)) is refused
    gated = pass_through([STRETCH], facts, judge(facts))
    assert [one.kind for one in gated.passed] == [
        Kind.SEE_CLINICIAN if refused else Kind.STRETCHING
    ]


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        (person(alarm_signs=frozenset({"one_sided_swelling_warmth_or_redness"})), True),
        (condition("previous_thrombosis"), True),
        (person(symptoms=frozenset({"leg_swelling"})), True),
        (person(symptoms=frozenset({"calf red"})), True),
        (person(symptoms=frozenset({"muscle_pain"})), False),
        (condition("venous_insufficiency"), False),
    ],
)
def test_massage_where_a_clot_is_possible(facts: PersonFacts, refused: bool) -> None:
    assert ("R7c" in broken(MASSAGE, facts)) is refused
    rubbing = advice(Kind.STRETCHING, "Stretch, then massage the calf.")
    assert ("R7c" in broken(rubbing, facts)) is refused


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        (condition("neuropathy"), True),
        (condition("peripheral_artery_disease"), True),
        (condition("diabetes"), True),
        (person(symptoms=frozenset({"numbness"})), True),
        (person(alarm_signs=frozenset({"calf_pain_walking_relieved_by_rest"})), True),
        (condition("venous_insufficiency"), False),
        (person(symptoms=frozenset({"muscle_pain"})), False),
    ],
)
def test_heat_or_cold_on_numb_skin(facts: PersonFacts, refused: bool) -> None:
    assert ("R7d" in broken(WARMTH, facts)) is refused


def reckoned(*brings: Substance, potassium: float = -20.0) -> Advice:
    return raising(
        Kind.FOOD_FIRST,
        Substance.MAGNESIUM,
        *brings,
        effects=(
            IntakeEffect(Substance.MAGNESIUM, 30.0, 40.0, 50.0, "mg/d"),
            IntakeEffect(POTASSIUM, potassium - 5, potassium, potassium + 5, "mg/d"),
        ),
        safe_because=("For a test.",),
    )


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        (person(egfr_ml_per_min_per_173=60.0), False),
        (person(egfr_ml_per_min_per_173=59.9), True),
        (condition("hypertension"), False),
        (condition("heart_failure"), True),
        (condition("cirrhosis"), True),
        (condition("eating_disorder"), True),
        (person(medicines=told("furosemide")), True),
        (person(unread_conditions=("wobbly heart",)), True),
        (person(watery_stools_per_day=1), True),
        (person(watery_stools_per_day=0), False),
    ],
)
def test_changes_of_food_wait_where_a_clinician_sets_the_diet(
    facts: PersonFacts, refused: bool
) -> None:
    assert ("R5e" in broken(reckoned(), facts)) is refused


def test_what_a_change_of_food_raises_must_be_typed() -> None:
    assert "R5f" not in broken(reckoned(), person())
    assert "R5f" in broken(reckoned(potassium=20.0), person())
    assert "R5f" not in broken(reckoned(POTASSIUM, potassium=20.0), person())
    assert "R4" in broken(reckoned(POTASSIUM, potassium=20.0), condition("kidney_disease"))


@pytest.mark.parametrize(
    ("medicines", "refused"),
    [
        ((), False),
        (told("warfarin"), True),
        (told("phenprocoumon"), True),
        (told("apixaban"), False),
        ((ToldMedicine("purple pill", None),), True),
    ],
)
def test_vitamin_k_with_blood_thinners(medicines: tuple[ToldMedicine, ...], refused: bool) -> None:
    facts = person(medicines=medicines)
    assert ("R5g" in broken(reckoned(Substance.VITAMIN_K), facts)) is refused
    assert "R5g" not in broken(reckoned(), facts)


def test_why_it_is_safe_is_read_by_the_rules() -> None:
    hidden = raising(
        Kind.FOOD_FIRST,
        Substance.CALCIUM,
        effects=(IntakeEffect(Substance.CALCIUM, 1.0, 2.0, 3.0, "mg/d"),),
        safe_because=("Eat two bananas with it.",),
    )
    assert "R4" in broken(hidden, condition("kidney_disease"))


def test_claim_that_is_not_held_refused() -> None:
    assert broken(advice(Kind.STRETCHING, evidence=("C14", "C999")), person()) == {"R9"}
    assert not broken(STRETCH, person())


@pytest.mark.parametrize(
    ("sign", "passing"),
    [
        ("seizure", {Kind.CALL_EMERGENCY}),
        ("bloody_stool", {Kind.SEE_CLINICIAN, Kind.MEASURE, Kind.ASK_ABOUT_MEDICINE}),
        (
            "widespread_twitching",
            {Kind.SEE_CLINICIAN, Kind.MEASURE, Kind.ASK_ABOUT_MEDICINE, Kind.STRETCHING},
        ),
    ],
)
def test_red_flag_holds_back_self_care(sign: str, passing: set[Kind]) -> None:
    facts = person(alarm_signs=frozenset({sign}))
    proposed = [
        STRETCH,
        advice(Kind.MEASURE, analytes=("potassium",)),
        advice(Kind.ASK_ABOUT_MEDICINE, medicine="simvastatin"),
    ]
    gated = pass_through(proposed, facts, judge(facts))
    assert {one.kind for one in gated.passed} == passing
