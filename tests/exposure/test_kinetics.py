"""A told medicine brings its own half-life to its class's chain in the body."""

from __future__ import annotations

import math

import pytest

from cramp.exposure.kinetics import POTENCY_PARAMETERS, REFERENCE_SUBSTANCES, kinetic_factors
from cramp.knowledge.medicine_actions import medicine_action
from cramp.knowledge.medicines import all_medicines, medicine
from cramp.physiology.parameters import parameters

REFERENCES = sorted(substance for substance, _ in REFERENCE_SUBSTANCES.values())
MODELLED = [one.id for one in all_medicines() if one.body_model_class is not None]


def test_a_reference_substance_changes_nothing() -> None:
    assert kinetic_factors([(name, 1.0) for name in REFERENCES]) == {}
    assert kinetic_factors([]) == {}


def test_what_does_not_act_in_the_body_or_was_not_taken_changes_nothing() -> None:
    assert kinetic_factors([("paracetamol", 1.0), ("chlortalidone", 0.0)]) == {}


def test_a_slower_substance_stays_longer_and_acts_alike_on_average() -> None:
    found = kinetic_factors([("chlortalidone", 0.1)])
    assert found == pytest.approx(
        {
            "hydrochlorothiazide_elimination": 9 / 45,
            "hydrochlorothiazide_absorption": 2 / 3,
            "hydrochlorothiazide_half_effect": 45 / 9,
        }
    )


def test_two_of_one_class_are_weighted_by_their_doses() -> None:
    alone = [
        kinetic_factors([(name, 1.0)])["furosemide_half_effect"]
        for name in ("torasemide", "bumetanide")
    ]
    both = kinetic_factors([("torasemide", 1.0), ("bumetanide", 3.0)])
    assert both["furosemide_half_effect"] == pytest.approx((alone[0] + 3 * alone[1]) / 4)
    assert both["furosemide_elimination"] == pytest.approx(1 / both["furosemide_half_effect"])


def test_classes_do_not_meddle_with_each_other() -> None:
    found = kinetic_factors([("torasemide", 1.0), ("hydrochlorothiazide", 1.0)])
    assert {name.split("_")[0] for name in found} == {"furosemide"}


def test_a_binding_falls_where_an_amount_would_rise() -> None:
    found = kinetic_factors([("lansoprazole", 1.0)])
    assert found["proton_pump_binding"] == pytest.approx(found["omeprazole_elimination"])
    assert found["proton_pump_binding"] < 1


@pytest.mark.parametrize("name", MODELLED)
def test_every_medicine_of_the_body_has_kinetics_of_parameters_that_are_there(name: str) -> None:
    found = kinetic_factors([(name, 1.0)])
    assert set(found) <= set(parameters())
    assert all(1 / 40 < factor < 40 for factor in found.values())
    assert bool(found) == (name not in REFERENCES)


@pytest.mark.parametrize("name", REFERENCES)
def test_the_body_and_the_table_tell_one_half_life_of_a_reference(name: str) -> None:
    action = medicine_action(name)
    assert action is not None
    in_the_body = math.log(2) / parameters()[f"{name}_elimination"].value / 60
    assert in_the_body == pytest.approx(action.acting_half_life_hours, rel=0.12)


def test_every_class_has_its_reference_in_the_table() -> None:
    for model_class, (substance, molar_mass) in REFERENCE_SUBSTANCES.items():
        held = medicine(substance)
        assert held.body_model_class == model_class
        assert held.body_model_equivalent == 1
        assert held.equivalent_status == "defined"
        assert 100 < molar_mass < 2000
    assert {medicine(name).body_model_class for name in MODELLED} == set(REFERENCE_SUBSTANCES)
    assert set(POTENCY_PARAMETERS) <= set(REFERENCES)


def test_a_medicine_of_the_body_without_a_half_life_is_refused(monkeypatch) -> None:
    monkeypatch.setattr("cramp.exposure.kinetics.medicine_action", lambda _: None)
    with pytest.raises(ValueError, match="torasemide acts in the body, so it needs a row"):
        kinetic_factors([("torasemide", 1.0)])
