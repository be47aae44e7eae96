"""Medicines: found by the names people write, and never mistaken for one that is safer."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cramp.knowledge.medicines import (
    all_medicines,
    combination_products,
    find_medicine,
    medicine_names,
    names_not_held,
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


@pytest.mark.parametrize(
    "told",
    [
        "Magnesium Kalium",
        "Magnésium potassium",
        "calcium potassium",
        "vitamin D potassium",
        "magnesium (with potassium)",
        "Calcium Magnesium Kalium",
        "iron potassium",
    ],
)
def test_potassium_in_a_supplement_is_never_dropped_as_a_salt(told: str) -> None:
    match = find_medicine(told)
    assert match is None or match.potassium_retaining


@pytest.mark.parametrize("told", ["simvastatin potassium", "amoxicillin/clavulanate potassium"])
def test_potassium_as_the_salt_of_a_medicine_is_no_potassium(told: str) -> None:
    match = find_medicine(told)
    assert match is not None
    assert not match.potassium_retaining


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
