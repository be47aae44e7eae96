"""Quantities at the border."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cramp.units import (
    UnitError,
    amount_mmol,
    duration_minutes,
    length_cm,
    mass_kg,
    mass_mg,
    parse_quantity,
    temperature_celsius,
    volume_litre,
)


@pytest.mark.parametrize(
    ("value", "unit", "substance", "mmol"),
    [
        (39.098, "mg", "potassium", 1.0),
        (1, "g", "sodium", 1000 / 22.990),
        (4, "mEq", "calcium", 2.0),
        (4, "meq", "potassium", 4.0),
        (3, "mEq", "citrate", 1.0),
        (1.8, "mEq", "phosphate", 1.0),
        (30.974, "mg", "phosphorus", 1.0),
        (94.971, "mg", "phosphate", 1.0),
        (500, "µmol", "magnesium", 0.5),
        (500, "μmol", "magnesium", 0.5),
        (243.05, "mg", "magnesium", 10.0),
        (180.156, "mg", "glucose", 1.0),
        (0.002, "mol", "Chloride", 2.0),
        (61.017, "MG", "bicarbonate", 1.0),
    ],
)
def test_amounts_respect_mass_and_valence(value, unit, substance, mmol):
    assert amount_mmol(value, unit, substance) == pytest.approx(mmol, rel=1e-9)


@pytest.mark.parametrize(
    ("unit", "substance", "named"),
    [
        ("km", "potassium", "km"),
        ("ml", "potassium", "mEq"),
        ("mg", "kryptonite", "potassium"),
        ("mEq", "glucose", "mmol"),
    ],
)
def test_impossible_amounts_name_what_is_accepted(unit, substance, named):
    with pytest.raises(UnitError, match=named):
        amount_mmol(1, unit, substance)


def test_other_quantities():
    assert volume_litre(500, "ml") == pytest.approx(0.5)
    assert volume_litre(2, "Litres") == 2
    assert mass_kg(159, "lb") == pytest.approx(72.12, abs=0.01)
    assert mass_kg(11, "stone") == pytest.approx(69.85, abs=0.01)
    assert mass_mg(75, "µg") == pytest.approx(0.075)
    assert length_cm(1.64, "m") == pytest.approx(164)
    assert duration_minutes(1.5, "h") == 90
    assert temperature_celsius(98.6, "°F") == pytest.approx(37)
    assert temperature_celsius(31, "C") == 31
    assert temperature_celsius(31, "° C") == 31


@pytest.mark.parametrize(
    ("convert", "unit", "named"),
    [
        (volume_litre, "kg", "ml"),
        (mass_kg, "furlongs", "lb"),
        (mass_mg, "ml", "mg"),
        (length_cm, "kg", "cm"),
        (duration_minutes, "km", "min"),
        (temperature_celsius, "K", "°F"),
    ],
)
def test_wrong_units_are_named_with_the_accepted_ones(convert, unit, named):
    with pytest.raises(UnitError, match=named) as caught:
        convert(1.0, unit)
    assert unit in str(caught.value)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1,5 l", 1.5, "l"),
        ("1.5 l", 1.5, "l"),
        ("½ l", 0.5, "l"),
        ("1½ l", 1.5, "l"),
        ("1 1/2 cups", 1.5, "cups"),
        ("3/4 l", 0.75, "l"),
        ("6 ft 1 in", 73, "in"),
        ("5'4\"", 64, "in"),
        ("3h50", 230, "min"),
        ("3 h 50 min", 230, "min"),
        ("3:50", 230, "min"),
        ("72", 72, ""),
        ("-2 kg", -2, "kg"),
        (".5 l", 0.5, "l"),
        ("0,250 l", 0.25, "l"),
        ("1e-3 l", 0.001, "l"),
        ("3.4 mmol/L", 3.4, "mmol/L"),
        ("200g", 200, "g"),
    ],
)
def test_quantities_as_people_write_them(text, value, unit):
    assert parse_quantity(text) == (pytest.approx(value), unit)


@pytest.mark.parametrize(
    "text", ["", "some", "l", "1/0 l", "1,500 ml", "9" * 150 + "e999 l", "1" * 500, "1e999 l"]
)
def test_what_is_no_quantity_is_refused(text):
    with pytest.raises(UnitError):
        parse_quantity(text)


def test_thousands_comma_is_not_guessed():
    with pytest.raises(UnitError, match=r"1500.*1\.500"):
        parse_quantity("1,500 ml")
    assert parse_quantity("1500 ml") == (1500, "ml")


@given(st.text(max_size=80))
def test_reading_a_quantity_gives_a_number_or_a_unit_error(text):
    try:
        value, unit = parse_quantity(text)
    except UnitError:
        return
    assert math.isfinite(value)
    assert isinstance(unit, str)


@given(st.floats(min_value=-1e12, max_value=1e12))
def test_a_written_number_is_read_back_exactly(value):
    assert parse_quantity(f"{value!r} l") == (value, "l")
