"""Blood values: names, units (the valence trap), and both sides of every edge."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from cramp.knowledge import laboratory_table
from cramp.knowledge.laboratory import (
    URGENCIES,
    ImplausibleValue,
    UnknownAnalyte,
    UnknownUnit,
    all_analytes,
    analyte,
    band,
    bands,
    in_conventional,
    to_si,
)
from cramp.knowledge.sources import source
from cramp.knowledge.tables import Row, TableError

JUDGED = [entry.id for entry in all_analytes() if bands(entry)]
EDGES = [(name, below, above) for name in JUDGED for below, above in pairwise(bands(name))]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("potassium", "potassium"),
        ("K", "potassium"),
        ("K+", "potassium"),
        ("k⁺", "potassium"),
        ("Kalium", "potassium"),
        ("Serum-Kalium", "potassium"),
        ("serum potassium", "potassium"),
        ("kaliémie", "potassium"),
        ("potasio sérico", "potassium"),
        ("Na", "sodium"),
        ("Natrium", "sodium"),
        ("Ca", "calcium"),
        ("Ca2+", "calcium"),
        ("total calcium", "calcium"),
        ("ionized calcium", "ionised_calcium"),
        ("Mg", "magnesium"),
        ("phosphorus", "phosphate"),
        ("HCO3-", "bicarbonate"),
        ("Kreatinin", "creatinine"),
        ("BUN", "urea_nitrogen"),
        ("Harnstoff", "urea"),
        ("blood sugar", "glucose"),
        ("eGFR", "egfr"),
        ("CK", "creatine_kinase"),
        ("25(OH)D", "vitamin_d_25_hydroxy"),
    ],
)
def test_names_people_and_laboratories_write(told: str, expected: str) -> None:
    assert analyte(told).id == expected


@pytest.mark.parametrize("told", ["urine potassium", "kryptonite", "", "24 h urine calcium", "KK"])
def test_an_unknown_value_is_refused_by_name(told: str) -> None:
    with pytest.raises(UnknownAnalyte, match="no blood value is called") as refusal:
        analyte(told)
    assert "potassium, sodium" in str(refusal.value)


@pytest.mark.parametrize(
    ("value", "unit", "name", "si", "si_unit"),
    [
        (4.0, "mEq/L", "calcium", 2.0, "mmol/L"),
        (2.0, "mEq/L", "magnesium", 1.0, "mmol/L"),
        (4.0, "mEq/L", "potassium", 4.0, "mmol/L"),
        (140, "mmol/l", "sodium", 140, "mmol/L"),
        (10.0, "mg/dL", "calcium", 2.495, "mmol/L"),
        (100, "mg/L", "calcium", 2.495, "mmol/L"),
        (2.0, "mg/dL", "magnesium", 0.823, "mmol/L"),
        (3.5, "mg/dL", "phosphate", 1.130, "mmol/L"),
        (1.0, "mg/dL", "creatinine", 88.4, "µmol/L"),
        (88.4, "umol/L", "creatinine", 88.4, "µmol/L"),
        (0.0884, "mmol/L", "creatinine", 88.4, "µmol/L"),
        (90, "mg/dL", "glucose", 4.996, "mmol/L"),
        (14, "mg/dL", "BUN", 4.997, "mmol/L"),
        (30, "mg/dL", "urea", 4.995, "mmol/L"),
        (30, "ng/mL", "vitamin D", 74.9, "nmol/L"),
        (4.2, "g/dL", "albumin", 42, "g/L"),
        (14, "g/dL", "haemoglobin", 140, "g/L"),
        (3, "µkat/L", "CK", 180, "U/L"),
        (62, "ml/min/1,73 m²", "egfr", 62, "mL/min/1.73m2"),
        (2.1, "µIU/mL", "tsh", 2.1, "mIU/L"),
    ],
)
def test_units_come_to_the_si(value, unit, name, si, si_unit) -> None:
    assert to_si(value, unit, name) == pytest.approx(si, rel=2e-3)
    assert analyte(name).si_unit == si_unit


@pytest.mark.parametrize("unit", ["MG/DL", "mg / dl", "mg/100 mL", " mg/dL "])
def test_a_unit_is_read_however_it_is_spelled(unit: str) -> None:
    assert to_si(10, unit, "calcium") == pytest.approx(2.495, rel=1e-3)


@pytest.mark.parametrize("entry", all_analytes(), ids=lambda entry: entry.id)
def test_conventional_and_back(entry) -> None:
    middle = math.sqrt(entry.plausible_low * entry.plausible_high)
    value, unit = in_conventional(middle, entry)
    assert unit == entry.conventional_unit
    assert to_si(value, unit, entry) == pytest.approx(middle)
    assert to_si(middle, entry.si_unit, entry) == pytest.approx(middle)


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        ("mEq/L", "phosphate"),
        ("mEq/L", "glucose"),
        ("mg/dL", "bicarbonate"),
        ("mmol/L", "egfr"),
        ("mL/min", "egfr"),
        ("", "potassium"),
        ("bananas", "potassium"),
    ],
)
def test_a_unit_without_meaning_here_is_refused_with_those_accepted(unit, name) -> None:
    with pytest.raises(UnknownUnit, match="is not accepted; write one of") as refusal:
        to_si(4.0, unit, name)
    assert analyte(name).si_unit in str(refusal.value)


@pytest.mark.parametrize(
    ("value", "unit", "name"),
    [
        (140, "mmol/L", "potassium"),
        (9.5, "mmol/L", "calcium"),
        (95, "µmol/L", "glucose"),
        (90, "mg/dL", "creatinine"),
        (1.0, "µmol/L", "creatinine"),
        (-4, "mmol/L", "potassium"),
        (0, "mmol/L", "sodium"),
        (math.nan, "mmol/L", "sodium"),
        (math.inf, "mmol/L", "sodium"),
    ],
)
def test_an_impossible_value_asks_for_the_unit(value, unit, name) -> None:
    with pytest.raises(ImplausibleValue, match=r"is outside .* check the unit"):
        to_si(value, unit, name)


def test_the_plausible_range_is_told_in_the_unit_of_the_person() -> None:
    with pytest.raises(ImplausibleValue, match=r"90 mg/dL is outside 0\.113 to 28\.3 mg/dL"):
        to_si(90, "mg/dL", "creatinine")


@pytest.mark.parametrize("value", [math.nan, -1.0, 400.0])
def test_an_impossible_value_is_not_judged_but_refused(value: float) -> None:
    with pytest.raises(ImplausibleValue):
        band("potassium", value)


@pytest.mark.parametrize(
    ("name", "value", "urgency"),
    [
        ("potassium", 2.4, "emergency"),
        ("potassium", 2.5, "emergency"),
        ("potassium", 2.51, "same_day"),
        ("potassium", 3.0, "same_day"),
        ("potassium", 3.01, "prompt"),
        ("potassium", 3.5, "prompt"),
        ("potassium", 3.51, "none"),
        ("potassium", 5.49, "none"),
        ("potassium", 5.5, "same_day"),
        ("potassium", 5.99, "same_day"),
        ("potassium", 6.0, "emergency"),
        ("potassium", 6.5, "emergency"),
        ("sodium", 125, "emergency"),
        ("sodium", 126, "same_day"),
        ("sodium", 130, "same_day"),
        ("sodium", 131, "prompt"),
        ("sodium", 136, "none"),
        ("sodium", 145, "none"),
        ("sodium", 146, "prompt"),
        ("sodium", 150, "same_day"),
        ("sodium", 155, "emergency"),
        ("calcium", 1.9, "emergency"),
        ("calcium", 2.0, "same_day"),
        ("calcium", 2.2, "prompt"),
        ("calcium", 2.4, "none"),
        ("calcium", 2.6, "prompt"),
        ("calcium", 3.0, "same_day"),
        ("calcium", 3.5, "emergency"),
        ("magnesium", 0.4, "emergency"),
        ("magnesium", 0.5, "same_day"),
        ("magnesium", 0.7, "prompt"),
        ("magnesium", 0.9, "none"),
        ("magnesium", 1.1, "prompt"),
        ("magnesium", 2.0, "same_day"),
    ],
)
def test_bands_ask_for_what_the_table_of_the_gate_demands(name, value, urgency) -> None:
    assert band(name, value).urgency == urgency


@pytest.mark.parametrize(("value", "expected"), [(5.0, "in_range"), (5.01, "above_range")])
def test_potassium_above_the_usual_range_is_flagged(value: float, expected: str) -> None:
    assert band("potassium", value).id == expected


@pytest.mark.parametrize(("name", "below", "above"), EDGES)
def test_both_sides_of_every_edge_in_both_units(name, below, above) -> None:
    edge = below.high
    for factor, expected in ((0.998, below), (1.002, above)):
        value, unit = in_conventional(edge * factor, name)
        assert band(name, edge * factor) == expected
        assert band(name, to_si(value, unit, name)) == expected


@pytest.mark.parametrize(("name", "below", "above"), EDGES)
def test_an_edge_belongs_to_the_more_urgent_side(name, below, above) -> None:
    value, unit = in_conventional(below.high, name)
    at_edge = band(name, to_si(value, unit, name))
    assert at_edge == band(name, below.high)
    assert at_edge in {below, above}
    assert URGENCIES.index(at_edge.urgency) == max(
        URGENCIES.index(side.urgency) for side in (below, above)
    )


def test_the_most_severe_band_keeps_its_edge_among_equals() -> None:
    assert band("potassium", 6.5).id == "severely_high"
    assert band("egfr", 60).id == "in_range"
    assert band("egfr", 59.9).id == "reduced"


def test_a_value_without_bands_is_not_judged() -> None:
    judged = band("chloride", 103)
    assert (judged.id, judged.urgency, judged.low) == ("not_judged", "none", None)


@pytest.mark.parametrize("name", JUDGED)
def test_every_band_has_words_and_a_source(name: str) -> None:
    for entry in bands(name):
        assert source(entry.source)
        assert entry.words.endswith(".")


def load_bands(monkeypatch, *ranges: tuple[str, str, str, str]):
    columns = ("id", "low", "high", "urgency")
    shared = {"analyte": "potassium", "words": "w", "source": "ukka_2023", "status": "recalled"}
    rows = [
        Row("laboratory_bands.csv", line, dict(zip(columns, cells, strict=True)) | shared)
        for line, cells in enumerate(ranges, start=2)
    ]
    monkeypatch.setattr(laboratory_table, "read_table", lambda _: rows)
    return laboratory_table.bands_by_analyte.__wrapped__()


def test_bands_with_a_hole_are_refused(monkeypatch) -> None:
    with pytest.raises(TableError, match=r"laboratory_bands\.csv:3: .*does not begin where"):
        load_bands(monkeypatch, ("low", "", "3", "prompt"), ("in_range", "3.5", "", "none"))


@pytest.mark.parametrize(
    ("ranges", "words"),
    [
        ([("in_range", "3", "", "none")], "open below"),
        ([("low", "", "3", "prompt"), ("normal", "3", "", "none")], "must have the id in_range"),
        (
            [
                ("worst", "", "2", "none"),
                ("low", "2", "3", "prompt"),
                ("in_range", "3", "", "none"),
            ],
            "towards lower values",
        ),
        (
            [
                ("in_range", "", "5", "none"),
                ("high", "5", "6", "same_day"),
                ("worst", "6", "", "prompt"),
            ],
            "towards higher values",
        ),
    ],
)
def test_bands_that_cannot_be_right_are_refused(monkeypatch, ranges, words: str) -> None:
    with pytest.raises(TableError, match=words):
        load_bands(monkeypatch, *ranges)
