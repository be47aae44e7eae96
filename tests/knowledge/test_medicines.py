"""Medicines: found by the names people write, and never mistaken for one that is safer."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cramp.knowledge import medicine_table
from cramp.knowledge.medicines import (
    UnknownMedicine,
    all_medicines,
    combination_products,
    find_medicine,
    medicine,
    medicine_names,
    names_not_held,
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


def ids(name: str) -> set[str] | None:
    match = find_medicine(name)
    return None if match is None else set(match.medicine_ids)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("furosemide", "furosemide"),
        ("Furosemid", "furosemide"),
        ("furosémide", "furosemide"),
        ("furosemida", "furosemide"),
        ("FUROSEMIDE", "furosemide"),
        ("hydrochlorothiazide", "hydrochlorothiazide"),
        ("Hydrochlorothiazid", "hydrochlorothiazide"),
        ("hidroclorotiazida", "hydrochlorothiazide"),
        ("idroclorotiazide", "hydrochlorothiazide"),
        ("HCTZ", "hydrochlorothiazide"),
        ("spironolacton", "spironolactone"),
        ("espironolactona", "spironolactone"),
        ("chlorthalidone", "chlortalidone"),
        ("clortalidona", "chlortalidone"),
        ("ciclosporine", "ciclosporin"),
        ("cyclosporine A", "ciclosporin"),
        ("albuterol", "salbutamol"),
        ("acetaminophen", "paracetamol"),
        ("aspirin", "acetylsalicylic_acid"),
        ("Chinin", "quinine"),
        ("Kaliumchlorid", "potassium_chloride"),
        ("chlorure de potassium", "potassium_chloride"),
        ("cloruro potásico", "potassium_chloride"),
        ("cloruro di potassio", "potassium_chloride"),
        ("salt substitute", "potassium_chloride"),
    ],
)
def test_names_in_five_languages(told: str, expected: str) -> None:
    assert ids(told) == {expected}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("Lasix", "furosemide"),
        ("Aldactone", "spironolactone"),
        ("Kerendia", "finerenone"),
        ("Inspra", "eplerenone"),
        ("Clexane", "enoxaparin"),
        ("Prograf", "tacrolimus"),
        ("Sandimmun", "ciclosporin"),
        ("Ventolin", "salbutamol"),
        ("Limptar N", "quinine"),
        ("Slynd", "drospirenone"),
        ("Minirin", "desmopressin"),
        ("Sando-K", "potassium_chloride"),
        ("Losec", "omeprazole"),
        ("Magnesium Verla", "magnesium_supplement"),
    ],
)
def test_brands(told: str, expected: str) -> None:
    match = find_medicine(told)
    assert match is not None
    assert match.how == "brand"
    assert match.medicine_ids == {expected}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("Moduretic", {"amiloride", "hydrochlorothiazide"}),
        ("co-amilofruse", {"amiloride", "furosemide"}),
        ("Dyazide", {"triamterene", "hydrochlorothiazide"}),
        ("Zestoretic 20/12.5", {"lisinopril", "hydrochlorothiazide"}),
        ("Ramipril HCT", {"ramipril", "hydrochlorothiazide"}),
        ("losartan/HCTZ 50/12.5", {"losartan", "hydrochlorothiazide"}),
        ("Exforge HCT", {"amlodipine", "valsartan", "hydrochlorothiazide"}),
        ("Entresto", {"sacubitril", "valsartan"}),
        ("co-trimoxazole", {"trimethoprim", "sulfamethoxazole"}),
        ("Bactrim forte", {"trimethoprim", "sulfamethoxazole"}),
        ("Yasmin", {"drospirenone", "ethinylestradiol"}),
        ("Vimovo", {"naproxen", "esomeprazole"}),
        ("ramipril and amlodipine", {"ramipril", "amlodipine"}),
        ("ramipril + amlodipine", {"ramipril", "amlodipine"}),
    ],
)
def test_combination_products(told: str, expected: set[str]) -> None:
    assert ids(told) == expected


@pytest.mark.parametrize(
    "told",
    [
        "ramipril 5 mg",
        "Ramipril 5mg tablets once daily",
        "RAMIPRIL-ratiopharm 5 mg Tabletten",
        "ramipril 5 mg 1-0-1",
        "ramipril 2 x 5 mg",
        "Ramipril 5 mg morgens",
        "ramipril 5 mg le matin",
        "ramipril 5 mg al día",
        "ramipril for blood pressure",
        "Altace (ramipril)",
        "  ramipril  ",
    ],
)
def test_doses_forms_times_and_purposes_do_not_matter(told: str) -> None:
    assert ids(told) == {"ramipril"}


def test_told_strengths_go_to_their_substances() -> None:
    match = find_medicine("co-diovan 160/12,5")
    assert match is not None
    told = {part.medicine.id: part.mg_per_unit for part in match.ingredients}
    assert told == {"valsartan": 160.0, "hydrochlorothiazide": 12.5}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("lisinopirl", "lisinopril"),
        ("losarten", "losartan"),
        ("hydroclorothiazide", "hydrochlorothiazide"),
        ("spironolactnoe", "spironolactone"),
        ("metoprololl", "metoprolol"),
    ],
)
def test_a_misspelling_is_corrected_and_said(told: str, expected: str) -> None:
    match = find_medicine(told)
    assert match is not None
    assert match.how == "spelling"
    assert match.medicine_ids == {expected}


@pytest.mark.parametrize(
    "told",
    [
        "",
        "   ",
        "10 mg",
        "1-0-1",
        "water pill",
        "my blood pressure pill",
        "the pill",
        "Johanniskraut",
        "hydrochlorothiazide and something else",
        "Altace (bisoprolol)",
        "x" * 500,
        "💊",
    ],
)
def test_what_is_not_recognised_is_none(told: str) -> None:
    assert find_medicine(told) is None


@pytest.mark.parametrize(
    ("told", "never"),
    [
        ("hydroxyzine", "hydralazine"),
        ("hydralazine", "hydroxyzine"),
        ("chlorpropamide", "chlortalidone"),
        ("chlorpromazine", "chlorpropamide"),
        ("quinidine", "quinine"),
        ("quinapril", "quinine"),
        ("prednisone", "prednisolone"),
        ("clonidine", "clonazepam"),
        ("Celebrex", "citalopram"),
        ("Celexa", "celecoxib"),
        ("Lamisil", "lamotrigine"),
        ("carboplatin", "cisplatin"),
        ("trospium", "tiotropium"),
        ("enalaprilat", "enalapril"),
        ("potassium chloride", "sodium_chloride"),
        ("calcium citrate", "calcium_carbonate"),
        ("amiodarone", "amiloride"),
        ("methyldopa", "methotrexate"),
        ("tolvaptan", "valsartan"),
    ],
)
def test_names_that_look_alike_are_not_confused(told: str, never: str) -> None:
    assert never not in (ids(told) or set())


@pytest.mark.parametrize("name", names_not_held())
def test_a_medicine_not_held_is_never_read_as_another(name: str) -> None:
    assert find_medicine(name) is None


def test_every_name_of_the_tables_finds_its_substances() -> None:
    for one in all_medicines():
        assert ids(one.name) == ids(one.id) == {one.id}
    for other in medicine_names():
        assert ids(other.name) == {other.medicine.id}, other.name
    for product in combination_products():
        held = {part.medicine.id for part in product.ingredients}
        for name in (product.name, *product.other_names):
            assert ids(name) == held, name


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=250))
def test_no_text_makes_it_fail(text: str) -> None:
    match = find_medicine(text)
    assert match is None or match.ingredients


PIECES = ("ramipril", "HCT", "/", " + ", "(", ")", "5", " mg", "1-0-1", "potassium", "é", ",", " ")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_no_mixture_of_parts_makes_it_fail(text: str) -> None:
    match = find_medicine(text)
    assert match is None or match.ingredients


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from([one for one in all_medicines() if one.potassium_retaining]),
    st.integers(0, 30),
    st.sampled_from("aeiourstlnm"),
)
def test_one_wrong_letter_never_makes_a_retaining_medicine_harmless(one, place, letter) -> None:
    written = one.name[: place % len(one.name)] + letter + one.name[place % len(one.name) + 1 :]
    match = find_medicine(written)
    assert match is None or match.potassium_retaining or match.how != "spelling"


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


def test_a_row_of_an_unknown_source_is_refused(monkeypatch) -> None:
    aspirin = {"id": "a", "name": "A", "atc": "", "class": "nsaid", "source": "nobody_1900"}
    blank = ("body_model_class", "equivalent_status", "equivalent_source", "cramp_ratio")
    flags = [f"{word}_{what}" for word, what in FLAGS]
    cells = aspirin | dict.fromkeys(blank, "") | dict.fromkeys(flags, "true")
    row = Row("medicines.csv", 2, cells)
    monkeypatch.setattr(medicine_table, "read_table", lambda _: [row])
    with pytest.raises(TableError, match="no source has the key 'nobody_1900'"):
        medicine_table._medicines_by_id.__wrapped__()


def test_an_exact_name_needs_no_heavy_library() -> None:
    code = (
        "import sys; from cramp.knowledge.medicines import find_medicine as f;"
        "assert f('ramipril'); heavy = {'rapidfuzz', 'pandas', 'numpy', 'pint', 'yaml'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    assert answer.stdout.strip() == "[]"
