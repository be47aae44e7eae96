"""Conditions of water and salt: what advice about drinking and salt has to know of them."""

from __future__ import annotations

from datetime import date

from cramp.assessment.person import PersonFacts

ON = date(2026, 7, 3)


def person(*conditions: str) -> PersonFacts:
    return PersonFacts(
        on=ON,
        age_years=40.0,
        sex="male",
        conditions=frozenset(conditions),
        egfr_ml_per_min_per_173=95.0,
    )


def test_drinking_is_for_a_clinician_where_water_is_held_or_lost_by_illness():
    for condition in ("inappropriate_antidiuresis", "diabetes_insipidus"):
        (reason,) = person(condition).fluid_needs_clinician_reasons
        assert reason.startswith("you have ")
    assert person("coeliac_disease").fluid_needs_clinician_reasons == ()


def test_plain_water_is_unsafe_where_the_kidney_cannot_pass_it():
    (reason,) = person("inappropriate_antidiuresis").plain_water_unsafe_reasons
    assert "SIADH" in reason
    assert person("diabetes_insipidus").plain_water_unsafe_reasons == ()


def test_too_much_aldosterone_counts_as_high_blood_pressure_and_says_why():
    facts = person("primary_aldosteronism")
    assert "hypertension" in facts.likely_conditions
    assert facts.kidney_risk_reasons == (
        "you have too much aldosterone, which raises blood pressure",
    )
    told = person("primary_aldosteronism", "hypertension")
    assert told.kidney_risk_reasons == ("you have high blood pressure",)
