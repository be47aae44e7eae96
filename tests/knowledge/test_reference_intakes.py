from __future__ import annotations

import pytest

from cramp.knowledge.reference_intakes import ReferenceIntake, reference_intake
from cramp.knowledge.sources import all_sources
from cramp.knowledge.tables import read_table

NUTRIENTS = ("potassium", "sodium", "magnesium", "calcium", "chloride", "water")


@pytest.mark.parametrize(
    ("nutrient", "sex", "age", "low"),
    [
        ("potassium", "male", 34, 3400),
        ("potassium", "female", 68, 2600),
        ("potassium", "female", 16, 2300),
        ("potassium", "male", 2, 2000),
        ("sodium", "female", 80, 1500),
        ("magnesium", "male", 30.99, 400),
        ("magnesium", "male", 31, 420),
        ("magnesium", "female", 72, 320),
        ("calcium", "female", 50.9, 1000),
        ("calcium", "female", 51, 1200),
        ("calcium", "male", 70, 1000),
        ("calcium", "male", 71, 1200),
        ("water", "male", 40, 3.7),
        ("water", "female", 40, 2.7),
        ("chloride", "male", 40, 2300),
    ],
)
def test_advised_intake(nutrient, sex, age, low):
    # National Academies 2019; Institute of Medicine 1997, 2005, 2011.
    reference = reference_intake(nutrient, sex, age)
    assert reference is not None
    assert reference.low == low
    assert reference.unit == ("litre/day" if nutrient == "water" else "mg/day")


def held(nutrient: str, sex: str | None, age: float, **state: bool) -> ReferenceIntake:
    reference = reference_intake(nutrient, sex, age, **state)
    assert reference is not None
    return reference


def test_pregnancy_and_lactation_have_their_own_rows():
    assert held("potassium", "female", 25, pregnant=True).low == 2900
    assert held("potassium", "female", 25, lactating=True).low == 2800
    assert held("magnesium", "female", 25, pregnant=True).low == 350
    assert reference_intake("potassium", "female", 60, pregnant=True) is None


def test_upper_intakes_say_what_they_are():
    sodium = held("sodium", "male", 40)
    assert (sodium.high, sodium.high_kind) == (2300, "chronic_disease_risk_reduction_intake")
    magnesium = held("magnesium", "male", 40)
    assert (magnesium.high, magnesium.high_kind) == (350, "tolerable_upper_intake_level")
    assert magnesium.high_applies_to == "supplements and medicines only"
    potassium = held("potassium", "male", 40)
    assert potassium.high is None
    assert potassium.high_kind is None


def test_nobody_elses_row_is_taken():
    assert reference_intake("potassium", "male", 0.5) is None
    assert reference_intake("potassium", None, 40) is None
    assert held("potassium", "female", 5) == held("potassium", None, 5)
    assert reference_intake("kryptonite", "male", 40) is None


@pytest.mark.parametrize("nutrient", NUTRIENTS)
@pytest.mark.parametrize("sex", ["female", "male"])
def test_every_age_from_one_year_has_exactly_one_row(nutrient, sex):
    rows = [
        row
        for row in read_table("reference_intakes.csv")
        if row.text("nutrient") == nutrient
        and row.text("state") == "none"
        and row.text("sex") in {"any", sex}
    ]
    ages = sorted(
        (row.number("age_from_years"), row.optional_number("age_below_years")) for row in rows
    )
    assert ages[0][0] == 1
    assert ages[-1][1] is None
    assert [below for _, below in ages[:-1]] == [start for start, _ in ages[1:]]


def test_every_source_is_listed():
    listed = {entry.key for entry in all_sources()}
    for row in read_table("reference_intakes.csv"):
        assert row.text("source") in listed
        assert row.text("status") in {"found", "recalled"}
