"""Standard errors, tolerances and units of measured values."""

from __future__ import annotations

import math

import pytest

from cramp.units import UnitError
from cramp.validation.measured_units import factor
from cramp.validation.measurements import Measurement
from cramp.validation.scales import unit_factor
from cramp.validation.spreads import expected_range, standard_error
from cramp.validation.tolerances import row_of, tolerance, tolerance_rows


def _measurement(spread, **told):
    plain = {
        "quantity": "plasma_potassium_concentration", "measure": "absolute", "at": "+1 h",
        "value": 4.0, "unit": "mmol/L", "spread": spread,
    }  # fmt: skip
    return Measurement.model_validate({**plain, **told})


@pytest.mark.parametrize(
    ("spread", "error"),
    [
        ({"se": 0.2}, 0.2),
        ({"sd": 0.6}, 0.2),
        ({"sd": 0.6, "n": 36}, 0.1),
        ({"ci": [3.804, 4.196]}, 0.1),
        ({"ci": [3.9, 4.1], "level": 0.6827}, 0.1),
        ({"limits": [3.804, 4.196]}, 0.1),
        ({"quartiles": [3.8, 4.2]}, 0.4 / 1.349 / 3 * math.sqrt(math.pi / 2)),
        ({"range": [3.0, 5.97]}, 1 / 3),
        ({"unknown": "not told"}, 0.0),
    ],
)
def test_every_kind_of_spread_becomes_a_standard_error(spread, error):
    assert standard_error(_measurement(spread), people=9) == pytest.approx(error, rel=2e-3)


def test_the_range_of_few_people_is_known_from_tables():
    # Tippett 1925: a sample of two spans 1.128 standard deviations, one of ten 3.078.
    assert expected_range(2) == pytest.approx(1.1284, abs=1e-3)
    assert expected_range(10) == pytest.approx(3.0775, abs=1e-3)


def test_a_counted_share_is_never_certain():
    told = {"measure": "share_above", "threshold": "5 mmol/L"}
    none = _measurement({"of": 20}, value=0.0, unit="share", **told)
    half = _measurement({"of": 400}, value=50.0, unit="%", **told)
    assert standard_error(none, people=9) == pytest.approx(math.sqrt(1 / 12 * 11 / 12 / 24))
    assert standard_error(half, people=9) == pytest.approx(2.5, rel=0.01)


def test_a_standard_deviation_has_the_error_of_one():
    spread = _measurement({"sd": 0.4}, measure="standard_deviation", value=0.4)
    assert standard_error(spread, people=9) == pytest.approx(0.1)


def test_tolerances_come_from_the_first_row_that_fits(known):
    plain = _measurement({"se": 0.1})
    assert tolerance(plain, known, 0.0) == pytest.approx(0.08)
    in_micromole = _measurement({"se": 0.1}, unit="µmol/L", value=4000)
    assert tolerance(in_micromole, known, 0.0) == pytest.approx(80)
    urine = {"quantity": "urine_potassium_amount", "take": "cumulative", "at": None}
    window = {"over": {"from": "+0 min", "to": "+1 d"}, "unit": "mmol", "value": 50}
    assert tolerance(_measurement({"se": 1}, **urine, **window), known, 0.0) == pytest.approx(3.0)


def test_a_rates_absolute_tolerance_is_spread_over_its_window(known):
    told = {"quantity": "urine_volume", "take": "rate", "at": None, "unit": "mL/h", "value": 100}
    hours = _measurement({"se": 1}, over={"from": "+0 min", "to": "day 1 03:00"}, **told)
    # 30 mL in three hours that begin with the zero, and 5 %.
    assert tolerance(hours, known, 0.0) == pytest.approx(math.hypot(10, 5))
    # In two hours, if the zero is at one.
    assert tolerance(hours, known, 60.0) == pytest.approx(math.hypot(15, 5))


def test_a_tolerance_of_its_own_wins(known):
    own = {"absolute": 0.3, "relative": 0.1, "reason": "one electrode, never calibrated"}
    assert tolerance(_measurement({"se": 0.1}, tolerance=own), known, 0.0) == pytest.approx(0.5)


def test_every_tolerance_has_a_reason_and_every_number_finds_a_row():
    assert all(row.reason and row.status in {"recalled", "assumed"} for row in tolerance_rows())
    assert row_of(_measurement({"se": 1}, quantity="nobody_knows")).reason


@pytest.mark.parametrize(
    ("unit", "body_unit", "identifier", "expected"),
    [
        ("mEq/L", "millimole_per_litre", "plasma_potassium_concentration", 1.0),
        ("mEq/L", "millimole_per_litre", "plasma_magnesium_concentration", 0.5),
        ("mg/dL", "millimole_per_litre", "plasma_calcium_concentration", 10 / 40.078),
        ("mOsm/kg", "millimole_per_litre", "plasma_osmolality", 1.0),
        ("mmol/h", "millimole_per_minute", "urine_potassium_rate", 1 / 60),
        ("mL/min", "litre_per_minute", "urine_flow", 1e-3),
        ("g", "litre", "urine_volume", 1e-3),
        ("%", "dimensionless", "fractional_sodium_excretion", 0.01),
        ("nmol/L", "picomole_per_litre", "vasopressin", 1e3),
        ("h", "minute", "plasma_potassium_concentration", 60.0),
        ("mU/L", "picomole_per_litre", "plasma_insulin", 6.0),
        ("pmol/L", "picomole_per_litre", "plasma_insulin", 1.0),
        ("ng/L", "picomole_per_litre", "parathyroid_hormone", 1 / 9.43),
        ("pg/mL", "picomole_per_litre", "parathyroid_hormone", 1 / 9.43),
        ("pmol/L", "nanomole_per_litre", "calcidiol_concentration", 1e-3),
        ("g/L", "millimole_per_litre", "plasma_ethanol_concentration", 1000 / 46.07),
        ("mg/L", "millimole_per_litre", "plasma_caffeine_concentration", 1 / 194.19),
        ("cm", "dimensionless", "thirst_rating", 1.0),
        ("mm", "dimensionless", "thirst_rating", 0.1),
        ("mmol/kg", "millimole_per_kilogram", "body_potassium_per_mass", 1.0),
        ("mL/kg", "litre_per_kilogram", "plasma_volume_per_mass", 1e-3),
    ],
)
def test_measured_units_are_converted(unit, body_unit, identifier, expected):
    assert factor(unit, body_unit, identifier) == pytest.approx(expected, rel=1e-3)


def test_only_ratings_and_hormones_have_their_units():
    with pytest.raises(UnitError):
        factor("cm", "dimensionless", "urine_potassium_share")
    with pytest.raises(UnitError):
        factor("mU/L", "picomole_per_litre", "vasopressin")
    with pytest.raises(UnitError):
        factor("ng/L", "picomole_per_litre", "vasopressin")


@pytest.mark.parametrize("unit", ["mmol", "mg", "L", "mmol/h", "furlong/L"])
def test_a_unit_that_measures_something_else_is_refused(unit):
    with pytest.raises(UnitError):
        factor(unit, "millimole_per_litre", "plasma_potassium_concentration")


def test_slopes_carry_two_units(known):
    slope = _measurement(
        {"se": 0.1}, measure="slope", against="body_potassium_amount",
        at=None, times=["+0 min", "+1 d"], unit="mmol/L per mol",
    )  # fmt: skip
    assert unit_factor(slope, known) == pytest.approx(1e-3)
    with pytest.raises(UnitError, match="no slope"):
        unit_factor(slope.model_copy(update={"unit": "mmol/L"}), known)
