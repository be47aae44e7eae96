"""Amounts as files write them, and the ions and inputs that they become."""

from __future__ import annotations

import numpy as np
import pytest

from cramp.validation.amounts import IMPLIED, SALTS, SUBSTANCES, amount, ions


@pytest.mark.parametrize(
    ("text", "substance", "expected"),
    [
        ("35 mmol", "potassium", 35),
        ("1.5 L", "water", 1.5),
        ("250 g", "water", 0.25),
        ("14 g", "ethanol", 14 / 46.07 * 1000),
        ("2 g", "potassium_chloride", 2000 / 74.55),
        ("10 U", "insulin", 60_000),
        ("100 mU", "insulin", 600),
        ("60 nmol", "insulin", 60_000),
        ("0.5 mg", "adrenaline", 0.5 / 183.2 * 1e9),
        ("2 nmol", "adrenaline", 2000),
        ("20 mmol", "lactate", 20),
        ("4 µg", "medicine", 0.004),
        ("25 µg", "vitamin_d", 65_000),
        ("1000 IU", "vitamin_d", 65_000),
        ("65 nmol", "vitamin_d", 65_000),
        ("1000 mg", "calcium", 1000 / 40.078),
        ("32 mmol", "phosphate", 32),
    ],
)
def test_amounts_come_in_the_unit_of_their_input(text, substance, expected):
    read = amount(text, substance)
    assert read.value == pytest.approx(expected)
    assert not read.per_kg
    assert read.deviation == 0


@pytest.mark.parametrize("text", ["0.1 U/kg", "0.1 U per kg"])
def test_amounts_by_body_mass_grow_with_it(text):
    read = amount(text, "insulin")
    assert read.of(70.0) == pytest.approx(42_000)
    assert read.of(np.array([50.0, 100.0])) == pytest.approx([30_000, 60_000])


def test_amounts_that_differ_between_people_are_cut_at_zero():
    read = amount("3.0 L (sd 1.2 L)", "water")
    scores = np.array([-3.0, -1.0, 0.0, 2.0])
    assert read.of(70.0, scores) == pytest.approx([0.0, 1.8, 3.0, 5.4])
    by_mass = amount("15 mL/kg (SD 5 mL/kg)", "water")
    assert by_mass.of(np.array([60.0, 80.0]), np.array([1.0, -1.0])) == pytest.approx([1.2, 0.8])


@pytest.mark.parametrize(
    ("text", "substance", "words"),
    [
        ("10 units", "insulin", "write '10 U'"),
        ("10 U", "adrenaline", "write '0.5 mg'"),
        ("3 L (sd 1.2)", "water", "write '1.5 L'"),
        ("3 L (sd -1 L)", "water", "below zero"),
        ("3 L (se 1 L)", "water", "no amount of water"),
        ("15 mL/kg (sd 1 L)", "water", "by body mass; write such as '33 mL/kg (sd 8 mL/kg)'"),
        ("50 mmol", "medicine", "write '50 mg'"),
        ("25 U", "vitamin_d", "write '25 µg'"),
    ],
)
def test_what_is_no_amount_is_refused_with_its_mend(text, substance, words):
    with pytest.raises(ValueError, match=r"no amount|below zero|body mass") as refusal:
        amount(text, substance)
    assert words in str(refusal.value)


def test_salts_bring_as_many_ions_as_they_have():
    apart = ions({"potassium_citrate": amount("10 mmol (sd 2 mmol)", "potassium_citrate")})
    potassium, citrate = (given for _, given in apart)
    assert (potassium.value, potassium.deviation) == (30, 6)
    assert citrate.value == 10


def test_every_salt_is_neutral_and_made_of_known_substances():
    charges = {
        "potassium": 1, "sodium": 1, "ammonium": 1, "hydrogen": 1, "chloride": -1,
        "bicarbonate": -1, "lactate": -1, "citrate": -3,
    }  # fmt: skip
    for name, (_, parts) in SALTS.items():
        assert set(parts) <= set(SUBSTANCES)
        assert sum(charges[part] * count for part, count in parts.items()) == 0, name
    assert set(SUBSTANCES) >= IMPLIED
