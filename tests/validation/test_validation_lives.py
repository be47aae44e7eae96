"""A protocol as inputs of the body: nothing is lost, nothing is given twice."""

from __future__ import annotations

import numpy as np
import pytest

from cramp.exposure.clock import DAY_MINUTES
from cramp.validation.doses import acting
from cramp.validation.format import People
from cramp.validation.inputs import lacking_in_arm
from cramp.validation.lives import LEAD_IN_MINUTES, lived
from cramp.validation.people import draw_population

LEAD_IN_DAYS = LEAD_IN_MINUTES / DAY_MINUTES


@pytest.fixture
def given(experiment_of, known):
    """Give a function that sums an input up from a minute to another, for four people."""

    def ask(protocol, name, first=0.0, last=2 * DAY_MINUTES, **told):
        arms = [{"name": "only", "protocol": protocol}]
        experiment = experiment_of(arms=arms, **told)
        people = draw_population(experiment.people, seed=1, count=4)
        inputs = frozenset(known.body.inputs)
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
    assert acting("bendroflumethiazide", 5).amount_mmol == pytest.approx(50 / 297.74, rel=1e-3)


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ({"swallow": {"at": "+0 min", "magnesium": "10 mmol"}}, "magnesium_intake_rate"),
        ({"infuse": {"at": "+0 min", "over": "1 h", "carbohydrate": "25 g"}}, "glucose_infusion"),
        ({"medicine": {"name": "unheardol", "dose": "5 mg", "at": "+0 min"}}, "unheardol"),
        ({"medicine": {"name": "ibuprofen", "dose": "400 mg", "at": "+0 min"}}, "Ibuprofen"),
        ({"medicine": {"name": "Zestoretic", "dose": "20 mg", "at": "+0 min"}}, "one by one"),
        (
            {"medicine": {"name": "furosemide", "dose": "40 mg", "at": "+0 min", "route": "vein"}},
            "furosemide_infusion_rate",
        ),
        ({"hold": {"input": "mood", "value": 1, "from": "+0 h", "to": "+1 h"}}, "the input mood"),
    ],
)
def test_what_the_body_lacks_is_named(experiment_of, known, step, words):
    experiment = experiment_of(arms=[{"name": "only", "protocol": [step]}])
    assert words in " ".join(lacking_in_arm(experiment, experiment.arms[0], known.body))


def test_what_may_be_left_out_is_no_lack(experiment_of, known):
    step = {"swallow": {"at": "+0 min", "potassium_bicarbonate": "40 mmol"}}
    arms = [{"name": "only", "protocol": [step]}]
    experiment = experiment_of(arms=arms)
    assert lacking_in_arm(experiment, experiment.arms[0], known.body)
    mended = experiment_of(arms=arms, leave_out={"bicarbonate": "potassium alone is measured"})
    assert lacking_in_arm(mended, mended.arms[0], known.body) == ()


def test_people_are_as_described():
    sweat = "sweat_sodium_concentration_reference"
    told = {
        "n": 50, "women": 0.25, "age_years": {"mean": 60, "sd": 5}, "egfr": {"mean": 30, "sd": 6},
        "mass_kg": {"mean": 70, "sd": 10}, "height_cm": {"mean": 170},
        "parameters": {sweat: {"mean": 60, "sd": 5}},
    }  # fmt: skip
    people = draw_population(People.model_validate(told), seed=3, count=200)
    assert np.mean(people.sizes.sex == "female") == pytest.approx(0.25)
    assert np.mean(people.sizes.age_years) == pytest.approx(60, abs=0.1)
    assert np.std(people.sizes.mass_kg) == pytest.approx(10, rel=0.02)
    assert np.all(people.sizes.height_cm == 170)
    assert np.mean(people.sizes.egfr) == pytest.approx(30, abs=0.1)
    assert np.mean(people.parameters[sweat]) == pytest.approx(60, abs=0.1)


def test_the_same_seed_gives_the_same_people_and_another_gives_others():
    first, again, other = (draw_population(People(n=5), seed, 20) for seed in (1, 1, 2))
    assert np.array_equal(first.mass_kg, again.mass_kg)
    assert not np.array_equal(first.mass_kg, other.mass_kg)
