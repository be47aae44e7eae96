"""A protocol as inputs of the body: nothing is lost, nothing is given twice."""

from __future__ import annotations

import numpy as np
import pytest

from cramp.exposure.clock import DAY_MINUTES
from cramp.exposure.untold import SWALLOWED
from cramp.physiology.parameters import parameters
from cramp.validation.doses import acting, arm_kinetics
from cramp.validation.format import People
from cramp.validation.inputs import eaten_input, lacking_in_arm
from cramp.validation.lives import LEAD_IN_MINUTES, lived
from cramp.validation.people import draw_people, draw_population

LEAD_IN_DAYS = LEAD_IN_MINUTES / DAY_MINUTES
MORE_INPUTS = (
    "insulin_infusion_rate", "glucose_infusion_rate", "lactate_infusion_rate",
    "adrenaline_infusion_rate", "furosemide_infusion_rate", "ethanol_intake_rate",
)  # fmt: skip
"""That a body may lack; what a step feeds does not hang on it."""


@pytest.fixture
def given(experiment_of, known):
    """Give a function that sums an input up from a minute to another, for four people."""

    def ask(protocol, name, first=0.0, last=2 * DAY_MINUTES, **told):
        arms = [{"name": "only", "protocol": protocol}]
        experiment = experiment_of(arms=arms, **told)
        people = draw_population(experiment.people, seed=1, count=4)
        inputs = frozenset(known.body.inputs) | frozenset(MORE_INPUTS)
        schedules = lived(experiment, experiment.arms[0], people, inputs, 1, 4 * DAY_MINUTES)
        return schedules.integrals(name, last) - schedules.integrals(name, first)

    return ask


def test_usual_life_is_led_from_the_lead_in_on(given):
    eaten = given([], "potassium_intake_rate", first=-LEAD_IN_MINUTES)
    assert eaten == pytest.approx(75 * (LEAD_IN_DAYS + 2))
    chloride = given([], "chloride_intake_rate") / given([], "sodium_intake_rate")
    assert 0.8 < chloride.min() < chloride.max() < 1.2
    assert len(set(chloride.round(6))) == 4


def test_what_is_not_told_of_usual_life_differs_between_people(given):
    eaten = given([], "potassium_intake_rate", usual_life={})
    assert len(set(eaten.round(3))) == 4


@pytest.mark.parametrize("meals", ["usual", "spread", ["08:00", "20:00"]])
def test_a_diet_takes_the_place_of_usual_life_on_its_days(given, meals):
    diet = [{"diet": {"days": 2, "potassium": "10 mmol", "meals": meals}}]
    assert given(diet, "potassium_intake_rate", last=DAY_MINUTES) == pytest.approx(75)
    assert given(diet, "potassium_intake_rate", first=DAY_MINUTES) == pytest.approx(10)
    assert given(diet, "sodium_intake_rate", first=DAY_MINUTES) == pytest.approx(150)


@pytest.mark.parametrize(
    ("diet", "chloride"),
    [
        ({"potassium": "275 mmol"}, 350),
        ({"potassium": "5 mmol"}, 80),
        ({"potassium": "75 mmol", "potassium_chloride": "200 mmol"}, 350),
        ({"potassium": "75 mmol", "potassium_bicarbonate": "200 mmol"}, 150),
        ({"potassium": "275 mmol", "chloride": "90 mmol"}, 90),
        ({"sodium": "10 mmol", "potassium": "75 mmol"}, 10),
        ({"sodium": "150 mmol", "ammonium_chloride": "100 mmol"}, 250),
    ],
)
def test_what_a_diet_changes_is_chloride_unless_told(given, diet, chloride):
    life = {"potassium": "75 mmol", "sodium": "150 mmol", "chloride": "150 mmol", "water": "2 L"}
    protocol = [{"diet": {"days": 2, **diet}}]
    eaten = given(protocol, "chloride_intake_rate", first=DAY_MINUTES, usual_life=life)
    assert eaten == pytest.approx(chloride, rel=0.2)


def test_a_fast_drops_meals_and_water_only_if_told(given):
    day = {"from": "day 1 00:00", "to": "day 2 00:00"}
    window = {"last": DAY_MINUTES}
    assert given([{"fast": day}], "potassium_intake_rate", **window) == pytest.approx(0)
    assert given([{"fast": day}], "water_intake_rate", **window) == pytest.approx(2.5)
    dry = [{"fast": {**day, "water": False}}]
    assert given(dry, "water_intake_rate", **window) == pytest.approx(0)


def test_salts_are_swallowed_as_their_ions(given):
    load = [{"swallow": {"at": "+0 min", "potassium_chloride": "40 mmol", "potassium": "2 mmol"}}]
    more = given(load, "potassium_intake_rate") - given([], "potassium_intake_rate")
    assert more == pytest.approx(42)
    chloride = given(load, "chloride_intake_rate") - given([], "chloride_intake_rate")
    assert chloride == pytest.approx(40)


def test_amounts_per_kilogram_grow_with_the_body(given):
    heavy = {"n": 4, "mass_kg": {"mean": 80}}
    sweat = [{"sweat": {"at": "+0 min", "over": "1 h", "volume": "10 mL/kg"}}]
    assert given(sweat, "sweat_rate", people=heavy) == pytest.approx(0.8)


def test_infusions_work_and_losses_reach_their_inputs(given):
    protocol = [
        {"infuse": {"at": "+0 min", "over": "1 h", "sodium_chloride": "308 mmol", "water": "2 L"}},
        {"exercise": {"at": "+2 h", "over": "1 h", "intensity": 0.5, "sweat": "1 L"}},
        {"stool": {"at": "+4 h", "over": "1 h", "volume": "0.3 L"}},
        {"vomit": {"at": "+6 h", "over": "1 h", "volume": "200 mL"}},
        {"hold": {"input": "exercise_intensity", "value": 0.2, "from": "+8 h", "to": "+10 h"}},
    ]
    assert given(protocol, "sodium_infusion_rate") == pytest.approx(308)
    assert given(protocol, "water_infusion_rate") == pytest.approx(2)
    assert given(protocol, "exercise_intensity") == pytest.approx(0.5 * 60 + 0.2 * 120)
    assert given(protocol, "sweat_rate") == pytest.approx(1)
    assert given(protocol, "stool_loss_rate") == pytest.approx(0.3)
    assert given(protocol, "vomit_loss_rate") == pytest.approx(0.2)


def test_nobody_drinks_from_thirst_where_it_is_forbidden(given):
    dry = [{"no_drinking": {"from": "day 1 06:00", "to": "day 1 12:00"}}]
    assert given(dry, "drinking_possible", last=DAY_MINUTES) == pytest.approx(18 * 60)


def test_medicines_become_doses_on_their_days_and_before(given):
    doses = [{"medicine": {"name": "Hydrochlorothiazide", "dose": "50 mg", "days": "1-2"}}]
    one = 50 / 297.74
    assert given(doses, "hydrochlorothiazide_dose_rate") == pytest.approx(2 * one, rel=1e-3)
    usual = {"medicines": [{"name": "hydrochlorothiazide", "dose": "50 mg"}]}
    before = given([], "hydrochlorothiazide_dose_rate", -LEAD_IN_MINUTES, 0.0, usual_life=usual)
    assert before == pytest.approx(LEAD_IN_DAYS * one, rel=1e-3)


def test_a_medicine_counts_as_its_equivalent():
    assert acting("bendroflumethiazide").mmol_per_mg == pytest.approx(10 / 297.74, rel=1e-3)


@pytest.mark.parametrize(
    ("route", "name"),
    [
        ("mouth", "furosemide_dose_rate"),
        ("vein", "furosemide_infusion_rate"),
        ("inhaled", "furosemide_inhaled_rate"),
    ],
)
def test_a_dose_goes_where_it_is_given(route, name):
    assert acting("furosemide", route).inputs == (name,)


def test_doses_into_a_vein_take_their_time_and_grow_with_the_body(given):
    heavy = {"n": 4, "mass_kg": {"mean": 80}}
    told = {"name": "furosemide", "dose": "500 µg/kg", "route": "vein", "at": "+0 min"}
    name, noon = "furosemide_infusion_rate", 12 * 60.0
    dose = 0.5 * 80 / 330.74
    slow = [{"medicine": {**told, "over": "6 h"}}]
    assert given([{"medicine": told}], name, last=noon, people=heavy) == pytest.approx(dose)
    assert given(slow, name, last=noon, people=heavy) == pytest.approx(dose / 2)
    assert given(slow, name, people=heavy) == pytest.approx(dose)


def test_hormones_fuel_and_acids_reach_the_vein(given):
    protocol = [
        {"infuse": {"at": "+0 min", "over": "5 min", "insulin": "10 U", "carbohydrate": "25 g"}},
        {"infuse": {"at": "+1 h", "over": "1 h", "adrenaline": "18.32 µg", "lactate": "5 mmol"}},
        {"infuse": {"at": "+2 h", "over": "1 h", "lactic_acid": "40 mmol"}},
        {"infuse": {"at": "+3 h", "over": "1 h", "hydrochloric_acid": "50 mmol"}},
        {"infuse": {"at": "+4 h", "over": "1 h", "sodium_lactate": "30 mmol"}},
        {"infuse": {"at": "+5 h", "over": "1 h", "sodium_bicarbonate": "20 mmol"}},
    ]
    assert given(protocol, "insulin_infusion_rate") == pytest.approx(60_000)
    assert given(protocol, "glucose_infusion_rate") == pytest.approx(25_000 / 180.156)
    assert given(protocol, "adrenaline_infusion_rate") == pytest.approx(1e5)
    assert given(protocol, "lactate_infusion_rate") == pytest.approx(5 + 40 + 30)
    assert given(protocol, "chloride_infusion_rate") == pytest.approx(50)
    assert given(protocol, "sodium_infusion_rate") == pytest.approx(30 + 20)


def test_minerals_and_vitamin_d_are_eaten_swallowed_and_infused(given):
    life = {"calcium": "20 mmol", "phosphate": "40 mmol", "vitamin_d": "5 µg", "water": "2 L"}
    protocol = [
        {"diet": {"days": 2, "calcium": "10 mmol", "vitamin_d": "1000 IU"}},
        {"swallow": {"at": "day 1 09:00", "calcium": "500 mg", "phosphate": "32 mmol"}},
        {"infuse": {"at": "+0 h", "over": "1 h", "calcium": "4 mmol", "phosphate": "3 mmol"}},
    ]

    def of(name):
        return given(protocol, name, usual_life=life)

    assert of("calcium_intake_rate") == pytest.approx(20 + 500 / 40.078 + 10)
    assert of("phosphate_intake_rate") == pytest.approx(40 + 32 + 40)
    assert of("vitamin_d_intake_rate") == pytest.approx((5 + 25) * 2600)
    assert of("calcium_infusion_rate") == pytest.approx(4)
    assert of("phosphate_infusion_rate") == pytest.approx(3)
    before = given(protocol, "calcium_intake_rate", -LEAD_IN_MINUTES, 0, usual_life=life)
    assert before == pytest.approx(20 * LEAD_IN_DAYS)


def test_an_input_held_below_zero_takes_away(given):
    name = "calcium_infusion_rate"
    hold = [{"hold": {"input": name, "value": -0.06, "from": "+0 h", "to": "+2 h"}}]
    infuse = [{"infuse": {"at": "+0 h", "over": "1 h", "calcium": "3 mmol"}}]
    assert given(hold, name) == pytest.approx(-7.2)
    assert given(hold, name, last=10 * 60.0) == pytest.approx(-3.6)
    assert given([*hold, *infuse, *hold], name) == pytest.approx(3 - 2 * 7.2)
    eaten = "potassium_intake_rate"
    assert given(hold, eaten) == pytest.approx(given([], eaten))


NOT_EATEN_BY_ITSELF = {"chloride_intake_rate", "vitamin_d_intake_rate"}
"""Chloride comes with sodium; usual vitamin D is counted with what the sun makes."""


def test_everything_that_the_body_eats_has_a_usual_amount(known):
    told = {eaten_input(name.rsplit("_", 1)[0]) for name in SWALLOWED} | NOT_EATEN_BY_ITSELF
    eaten = {name for name in known.body.inputs if name.endswith("_intake_rate")}
    assert eaten <= told, "give it a prior, or people eat none where a file does not tell it"


def test_amounts_differ_between_people_as_told(given):
    drink = [{"swallow": {"at": "+0 min", "water": "3 L (sd 1 L)", "ethanol": "10 g (sd 5 g)"}}]
    water = given(drink, "water_intake_rate") - given([], "water_intake_rate")
    assert np.mean(water) == pytest.approx(3)
    assert len(set(water.round(6))) == 4
    ethanol = given(drink, "ethanol_intake_rate")
    assert np.corrcoef(water, ethanol)[0, 1] == pytest.approx(1)
    again = given(drink, "water_intake_rate") - given([], "water_intake_rate")
    assert np.array_equal(water, again)
    twice = given([*drink, *drink], "water_intake_rate") - given([], "water_intake_rate")
    assert not np.allclose(twice, 2 * water)


def test_diets_and_usual_life_may_differ_between_people(given):
    usual = {"potassium": "75 mmol (sd 20 mmol)"}
    diet = [{"diet": {"days": 2, "potassium": "40 mmol (sd 10 mmol)"}}]
    first = given(diet, "potassium_intake_rate", last=DAY_MINUTES, usual_life=usual)
    second = given(diet, "potassium_intake_rate", first=DAY_MINUTES, usual_life=usual)
    assert (np.mean(first), np.mean(second)) == pytest.approx((75, 40))
    assert len(set(first.round(6))) == len(set(second.round(6))) == 4


def test_a_share_of_people_takes_a_medicine_and_the_others_none(given):
    name = "hydrochlorothiazide_dose_rate"
    told = {"name": "hydrochlorothiazide", "dose": "50 mg", "share": 0.5}
    one = 50 / 297.74
    taken = given([{"medicine": {**told, "at": "+0 min"}}], name)
    assert sorted(taken) == pytest.approx([0, 0, one, one], rel=1e-3)
    usual = given([], name, usual_life={"medicines": [told]})
    assert sorted(usual) == pytest.approx([0, 0, 2 * one, 2 * one], rel=1e-3)
    assert np.array_equal(taken > 0, usual > 0)


def _taking(name: str, dose: str) -> dict[str, object]:
    return {"medicine": {"name": name, "dose": dose, "days": "1-2", "clock": ["08:00"]}}


def test_an_arms_people_have_the_kinetics_of_what_they_take(experiment_of):
    fast, slow = (
        arm_kinetics(experiment, experiment.arms[0])
        for experiment in (
            experiment_of(arms=[{"name": "only", "protocol": [_taking(name, dose)]}])
            for name, dose in (("furosemide", "40 mg"), ("torasemide", "20 mg"))
        )
    )
    assert fast == {}
    people = draw_people(People(n=4), seed=1, count=4)
    plain, changed = (people.about(parameters(), kinetics) for kinetics in (fast, slow))
    slowed = changed.parameters["furosemide_elimination"]
    assert slowed == pytest.approx(plain.parameters["furosemide_elimination"] * 1.5 / 3.5)
    others = set(plain.parameters) - set(slow)
    assert all(np.array_equal(plain.parameters[n], changed.parameters[n]) for n in others)


def test_medicines_of_usual_life_count_for_the_kinetics(experiment_of):
    arms = [{"name": "only", "protocol": [_taking("furosemide", "40 mg")]}]
    usual = {"medicines": [{"name": "torasemide", "dose": "20 mg"}]}
    experiment = experiment_of(arms=arms, usual_life=usual)
    found = arm_kinetics(experiment, experiment.arms[0])
    one, two = 1.0, 3.5 / 1.5
    assert found["furosemide_half_effect"] == pytest.approx((2 * 40 * one + 40 * two) / 120)


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ({"infuse": {"at": "+0 min", "over": "1 h", "caffeine": "1 mmol"}}, "caffeine_infusion"),
        ({"medicine": {"name": "unheardol", "dose": "5 mg", "at": "+0 min"}}, "unheardol"),
        ({"medicine": {"name": "paracetamol", "dose": "1 g", "at": "+0 min"}}, "Paracetamol"),
        ({"medicine": {"name": "Zestoretic", "dose": "20 mg", "at": "+0 min"}}, "one by one"),
        (
            {"medicine": {"name": "lisinopril", "dose": "5 mg", "at": "+0 min", "route": "vein"}},
            "lisinopril_infusion_rate",
        ),
        ({"hold": {"input": "mood", "value": 1, "from": "+0 h", "to": "+1 h"}}, "the input mood"),
    ],
)
def test_what_the_body_lacks_is_named(experiment_of, known, step, words):
    experiment = experiment_of(arms=[{"name": "only", "protocol": [step]}])
    assert words in " ".join(lacking_in_arm(experiment, experiment.arms[0], known))


def test_what_may_be_left_out_is_no_lack(experiment_of, known):
    step = {"infuse": {"at": "+0 min", "over": "1 h", "caffeine": "1 mmol"}}
    arms = [{"name": "only", "protocol": [step]}]
    experiment = experiment_of(arms=arms)
    assert lacking_in_arm(experiment, experiment.arms[0], known)
    mended = experiment_of(arms=arms, leave_out={"caffeine": "potassium alone is measured"})
    assert lacking_in_arm(mended, mended.arms[0], known) == ()


@pytest.mark.parametrize(
    "salt",
    ["potassium_bicarbonate", "potassium_citrate", "ammonium_chloride", "hydrochloric_acid"],
)
def test_what_neutrality_implies_needs_no_input(experiment_of, known, salt):
    step = {"swallow": {"at": "+0 min", salt: "40 mmol"}}
    experiment = experiment_of(arms=[{"name": "only", "protocol": [step]}])
    assert lacking_in_arm(experiment, experiment.arms[0], known) == ()


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ({"swallow": {"at": "+0 min", "insulin": "10 U"}}, "insulin"),
        ({"exercise": {"at": "+0 min", "over": "1 min", "intensity": 2.1}}, "equal to 2"),
        ({"medicine": {"name": "x", "dose": "5 mg", "at": "+0 min", "route": "skin"}}, "inhaled"),
        ({"medicine": {"name": "x", "dose": "0 mg", "at": "+0 min"}}, "not above zero"),
        ({"medicine": {"name": "x", "dose": "5 mmol", "at": "+0 min"}}, "write '50 mg'"),
        ({"medicine": {"name": "x", "dose": "5 mg", "at": "+0 min", "share": 0}}, "than 0"),
        ({"medicine": {"name": "x", "dose": "5 mg", "at": "+0 min", "share": 60}}, "equal to 1"),
    ],
)
def test_a_step_that_cannot_be_is_refused(experiment_of, step, words):
    with pytest.raises(ValueError, match=words):
        experiment_of(arms=[{"name": "only", "protocol": [step]}])


def test_a_minute_may_be_worked_beyond_maximal_aerobic_power(given):
    sprint = [{"exercise": {"at": "+0 min", "over": "1 min", "intensity": 1.4}}]
    assert given(sprint, "exercise_intensity") == pytest.approx(1.4)


def test_people_are_as_described():
    told = {
        "n": 50, "women": 0.25, "age_years": {"mean": 60, "sd": 5}, "egfr": {"mean": 30, "sd": 6},
        "mass_kg": {"mean": 70, "sd": 10}, "height_cm": {"mean": 170},
        "parameters": {"urea_excretion_rate": {"mean": 0.3, "sd": 0.02}},
    }  # fmt: skip
    people = draw_population(People.model_validate(told), seed=3, count=200)
    assert np.mean(people.sizes.sex == "female") == pytest.approx(0.25)
    assert np.mean(people.sizes.age_years) == pytest.approx(60, abs=0.1)
    assert np.std(people.sizes.mass_kg) == pytest.approx(10, rel=0.02)
    assert np.all(people.sizes.height_cm == 170)
    assert np.mean(people.sizes.egfr) == pytest.approx(30, abs=0.1)
    assert np.mean(people.parameters["urea_excretion_rate"]) == pytest.approx(0.3, abs=1e-3)


def test_the_same_seed_gives_the_same_people_and_another_gives_others():
    first, again, other = (draw_population(People(n=5), seed, 20) for seed in (1, 1, 2))
    assert np.array_equal(first.mass_kg, again.mass_kg)
    assert not np.array_equal(first.mass_kg, other.mass_kg)
