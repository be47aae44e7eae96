"""What the table says of each medicine: no substance that keeps potassium in goes unflagged."""

from __future__ import annotations

import pytest

from cramp.knowledge import medicine_table
from cramp.knowledge.medicines import (
    UnknownMedicine,
    all_medicines,
    combination_products,
    find_medicine,
    medicine,
)
from cramp.knowledge.sources import source
from cramp.knowledge.tables import Row, TableError

RETAINING_CLASSES = (
    "potassium_sparing_diuretic",
    "mineralocorticoid_antagonist",
    "ace_inhibitor",
    "angiotensin_receptor_blocker",
    "renin_inhibitor",
    "nsaid",
    "heparin",
    "calcineurin_inhibitor",
    "potassium_salt",
)
DIURETIC_CLASSES = (
    "thiazide",
    "thiazide_like",
    "loop_diuretic",
    "potassium_sparing_diuretic",
    "mineralocorticoid_antagonist",
)
GOOD = {
    "id": "salidiuril",
    "name": "Salidiuril",
    "atc": "",
    "class": "thiazide",
    "body_model_class": "thiazide",
    "body_model_equivalent": "2",
    "equivalent_status": "recalled",
    "equivalent_source": "who_ddd",
    "potassium_retaining": "false",
    "potassium_wasting": "true",
    "magnesium_wasting": "true",
    "sodium_lowering": "true",
    "cramp_ratio_group": "thiazide_like_diuretics",
    "cramp_ratio": "1.48",
    "cramp_ratio_low": "1.29",
    "cramp_ratio_high": "1.68",
    "cramp_ratio_of": "quinine_starts",
    "cramp_ratio_source": "garrison_2012",
    "typical_dose_low_mg": "",
    "typical_dose_high_mg": "",
    "effect_words": "Invented.",
    "source": "ellison_loffing_2009",
    "status": "found",
}


@pytest.mark.parametrize("drug_class", RETAINING_CLASSES)
def test_every_substance_of_a_retaining_class_is_flagged(drug_class: str) -> None:
    members = [one for one in all_medicines() if one.drug_class == drug_class]
    assert members
    assert [one.id for one in members if not one.potassium_retaining] == []


@pytest.mark.parametrize(
    "medicine_id",
    [
        "trimethoprim",
        "drospirenone",
        "pentamidine",
        "sacubitril",
        "finerenone",
        "heparin",
        "aliskiren",
        "potassium_canrenoate",
        "acetylsalicylic_acid",
        "celecoxib",
        "propranolol",
        "digoxin",
    ],
)
def test_single_substances_that_retain_potassium(medicine_id: str) -> None:
    assert medicine(medicine_id).potassium_retaining


def test_a_product_retains_when_any_part_of_it_does() -> None:
    for product in combination_products():
        expected = any(part.medicine.potassium_retaining for part in product.ingredients)
        assert product.potassium_retaining is expected
        for name in (product.name, *product.other_names):
            match = find_medicine(name)
            assert match is not None
            assert match.potassium_retaining is expected


@pytest.mark.parametrize("suffix", ["pril", "sartan"])
def test_no_ace_inhibitor_or_blocker_escapes_by_its_class(suffix: str) -> None:
    members = [one for one in all_medicines() if one.id.endswith(suffix)]
    assert len(members) > 5
    assert all(one.potassium_retaining for one in members)


@pytest.mark.parametrize("one", all_medicines(), ids=lambda one: one.id)
def test_every_substance_has_sources_words_and_a_sound_dose(one) -> None:
    assert one.sources
    assert all(source(key) for key in one.sources)
    assert one.effect_words.endswith(".")
    if one.typical_dose_low_mg is not None:
        assert 0 < one.typical_dose_low_mg <= one.typical_dose_high_mg
    if one.body_model_class is not None:
        assert one.body_model_equivalent > 0


def test_magnesium_wasting_is_flagged() -> None:
    wasting = {one.drug_class for one in all_medicines() if one.magnesium_wasting}
    assert {
        "thiazide",
        "thiazide_like",
        "loop_diuretic",
        "proton_pump_inhibitor",
        "aminoglycoside",
        "calcineurin_inhibitor",
    } <= wasting
    for medicine_id in ("cisplatin", "amphotericin_b"):
        assert medicine(medicine_id).magnesium_wasting
    assert not medicine("spironolactone").magnesium_wasting


@pytest.mark.parametrize(
    "medicine_id", ["desmopressin", "sertraline", "hydrochlorothiazide", "carbamazepine"]
)
def test_sodium_lowering_is_flagged(medicine_id: str) -> None:
    assert medicine(medicine_id).sodium_lowering


@pytest.mark.parametrize("drug_class", DIURETIC_CLASSES)
def test_a_diuretic_says_what_it_does(drug_class: str) -> None:
    for one in all_medicines():
        if one.drug_class == drug_class:
            assert any(word in one.effect_words for word in ("kidneys", "potassium"))


def test_a_cramp_ratio_says_that_it_counts_quinine_starts() -> None:
    ratios = [one.cramp_ratio for one in all_medicines() if one.cramp_ratio is not None]
    assert {ratio.group: ratio.value for ratio in ratios}["potassium_sparing_diuretics"] == 2.12
    assert {ratio.of for ratio in ratios} == {"quinine_starts"}
    assert all(ratio.low <= ratio.value <= ratio.high for ratio in ratios)


def test_quinine_and_magnesium_rows_advise_no_dose() -> None:
    assert medicine("quinine").typical_dose_low_mg is None
    for one in all_medicines():
        if one.drug_class in {"magnesium_salt", "potassium_salt"}:
            assert one.typical_dose_low_mg is None


def test_an_unknown_id_says_how_to_look_a_name_up() -> None:
    with pytest.raises(UnknownMedicine, match="no medicine has the id 'lasix'; find_medicine"):
        medicine("lasix")


def load(monkeypatch, *rows: Row):
    monkeypatch.setattr(medicine_table, "read_table", lambda _: list(rows))
    return medicine_table._medicines_by_id.__wrapped__()


def test_a_good_row_is_a_medicine_and_missing_stays_missing(monkeypatch) -> None:
    loaded = load(monkeypatch, Row("medicines.csv", 2, GOOD))["salidiuril"]
    assert loaded.body_model_equivalent == 2.0
    assert loaded.magnesium_wasting
    assert loaded.typical_dose_low_mg is None


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"source": ""}, "source is empty"),
        ({"source": "nobody_1900"}, "no source has the key 'nobody_1900'"),
        ({"equivalent_source": "nobody_1900"}, "no source has the key"),
        ({"cramp_ratio_source": "nobody_1900"}, "no source has the key"),
        ({"cramp_ratio_of": "cramps"}, "write one of quinine_starts"),
        ({"potassium_retaining": ""}, "potassium_retaining is empty"),
        ({"magnesium_wasting": "perhaps"}, "write true or false"),
        ({"body_model_class": "magic"}, "write one of"),
        ({"body_model_equivalent": "0"}, "must be above zero"),
        ({"typical_dose_low_mg": "some"}, "not a number"),
        ({"status": "guessed"}, "write one of"),
        ({"effect_words": ""}, "effect_words is empty"),
    ],
)
def test_a_bad_row_is_refused_with_its_place(monkeypatch, changed, words: str) -> None:
    with pytest.raises(TableError, match=r"^medicines\.csv:9: ") as refusal:
        load(monkeypatch, Row("medicines.csv", 9, GOOD | changed))
    assert words in str(refusal.value)


def test_an_id_may_stand_once(monkeypatch) -> None:
    rows = [Row("medicines.csv", line, GOOD) for line in (2, 3)]
    with pytest.raises(TableError, match=r"medicines\.csv:3: the id salidiuril stands twice"):
        load(monkeypatch, *rows)
