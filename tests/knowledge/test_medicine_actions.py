"""Where medicines act and how fast: whole rows, and flags that agree with what they do."""

from __future__ import annotations

import pytest

from cramp.knowledge import medicine_actions
from cramp.knowledge.medicine_actions import (
    ACTING_SITES,
    RETAINING,
    WITHOUT_KINETICS,
    MedicineAction,
    all_medicine_actions,
    medicine_action,
)
from cramp.knowledge.medicines import all_medicines, medicine, medicine_names
from cramp.knowledge.sources import source
from cramp.knowledge.tables import Row, TableError

LEAST_ROWS = 80
GOOD = {
    "id": "hydrochlorothiazide",
    "acting_site": "sodium_chloride_cotransporter",
    "action": "blocks",
    "serum_potassium_low_mmol_per_litre": "-0.6",
    "serum_potassium_high_mmol_per_litre": "-0.2",
    "size_words": "Invented.",
    "acts_in": "both",
    "source": "siegel_1992",
    "status": "found",
    "time_to_peak_hours": "2",
    "elimination_half_life_hours": "9",
    "effect_half_life_hours": "",
    "bioavailability": "0.7",
    "kinetics_source": "clinical_texts",
    "kinetics_status": "recalled",
}


def test_the_table_holds_what_matters() -> None:
    assert len(all_medicine_actions()) >= LEAST_ROWS
    assert {one.acting_site for one in all_medicine_actions()} == ACTING_SITES


def test_enough_substances_are_known_from_name_to_kinetics() -> None:
    brands, others = (
        {one.medicine.id for one in medicine_names() if (one.kind == "brand") is of_brands}
        for of_brands in (True, False)
    )
    whole = [
        one.medicine_id
        for one in all_medicine_actions()
        if medicine(one.medicine_id).atc
        and medicine(one.medicine_id).typical_dose_low_mg is not None
        and one.medicine_id in brands & others
        and one.acting_half_life_hours is not None
        and one.time_to_peak_hours is not None
    ]
    assert len(whole) >= LEAST_ROWS


@pytest.mark.parametrize("one", all_medicine_actions(), ids=lambda one: one.medicine_id)
def test_every_row_is_whole(one: MedicineAction) -> None:
    held = medicine(one.medicine_id)
    assert all(source(key) for key in (*one.sources, *one.kinetics_sources))
    assert one.size_words.endswith(".")
    if one.acting_site not in WITHOUT_KINETICS:
        assert one.acting_half_life_hours is not None
    if held.cramp_ratio is not None:
        assert one.acts_in in {"hazard", "both"}


@pytest.mark.parametrize("one", all_medicine_actions(), ids=lambda one: one.medicine_id)
def test_flags_agree_with_what_is_done(one: MedicineAction) -> None:
    held = medicine(one.medicine_id)
    assert held.potassium_retaining == one.retains_potassium
    if held.potassium_retaining:
        assert one.serum_potassium_low >= 0
    if held.potassium_wasting:
        assert one.serum_potassium_low < 0
        assert one.serum_potassium_high <= 0
    if one.acting_site == "tubular_cell" or one.action == "removes":
        assert held.potassium_wasting


def test_every_substance_flagged_for_potassium_or_magnesium_has_a_row() -> None:
    flagged = [
        one.id
        for one in all_medicines()
        if one.potassium_retaining or one.potassium_wasting or one.magnesium_wasting
    ]
    assert [name for name in flagged if medicine_action(name) is None] == []


@pytest.mark.parametrize(
    ("medicine_id", "done"),
    [
        ("amiloride", ("epithelial_sodium_channel", "blocks")),
        ("trimethoprim", ("epithelial_sodium_channel", "blocks")),
        ("pentamidine", ("epithelial_sodium_channel", "blocks")),
        ("drospirenone", ("mineralocorticoid_receptor", "blocks")),
        ("finerenone", ("mineralocorticoid_receptor", "blocks")),
        ("ramipril", ("angiotensin_converting_enzyme", "blocks")),
        ("telmisartan", ("angiotensin_receptor", "blocks")),
        ("aliskiren", ("renin", "blocks")),
        ("naproxen", ("prostaglandin_synthesis", "blocks")),
        ("enoxaparin", ("aldosterone_synthesis", "blocks")),
        ("tacrolimus", ("calcineurin", "blocks")),
        ("propranolol", ("beta2_receptor", "blocks")),
    ],
)
def test_what_keeps_potassium_does_so_by_its_site(medicine_id: str, done: tuple[str, str]) -> None:
    found = medicine_action(medicine_id)
    assert found is not None
    assert (found.acting_site, found.action) == done
    assert done in RETAINING
    assert medicine(medicine_id).potassium_retaining


@pytest.mark.parametrize("medicine_id", ["fludrocortisone", "salbutamol", "bisoprolol", "senna"])
def test_others_do_not_keep_it(medicine_id: str) -> None:
    found = medicine_action(medicine_id)
    assert found is not None
    assert not found.retains_potassium


def test_a_substance_that_is_not_in_the_table_has_no_action() -> None:
    assert medicine_action("paracetamol") is None


def load(monkeypatch, *rows: Row) -> dict[str, MedicineAction]:
    monkeypatch.setattr(medicine_actions, "read_table", lambda _: list(rows))
    return medicine_actions._actions_by_id.__wrapped__()


def test_the_effect_counts_where_its_half_life_is_told(monkeypatch) -> None:
    plain = load(monkeypatch, Row("medicine_actions.csv", 2, GOOD))["hydrochlorothiazide"]
    longer = GOOD | {"effect_half_life_hours": "12"}
    changed = load(monkeypatch, Row("medicine_actions.csv", 2, longer))["hydrochlorothiazide"]
    assert (plain.acting_half_life_hours, changed.acting_half_life_hours) == (9, 12)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"id": "salidiuril"}, "add the substance to medicines.csv first"),
        ({"acting_site": "somewhere"}, "write one of"),
        ({"action": "tickles"}, "write one of"),
        ({"acts_in": ""}, "acts_in is empty"),
        ({"source": "nobody_1900"}, "no source has the key 'nobody_1900'"),
        ({"kinetics_source": ""}, "kinetics_source is empty"),
        ({"kinetics_status": "guessed"}, "write one of"),
        ({"elimination_half_life_hours": ""}, "no half-life is told"),
        ({"elimination_half_life_hours": "0"}, "must be above zero"),
        ({"time_to_peak_hours": "soon"}, "not a number"),
        ({"bioavailability": "70"}, "write a share of 0 to 1"),
        ({"serum_potassium_low_mmol_per_litre": "1"}, "swap them"),
        ({"acting_site": "epithelial_sodium_channel"}, "set potassium_retaining"),
    ],
)
def test_a_bad_row_is_refused_with_its_place(monkeypatch, changed, words: str) -> None:
    with pytest.raises(TableError, match=r"^medicine_actions\.csv:9: ") as refusal:
        load(monkeypatch, Row("medicine_actions.csv", 9, GOOD | changed))
    assert words in str(refusal.value)


def test_a_substance_may_stand_once(monkeypatch) -> None:
    rows = [Row("medicine_actions.csv", line, GOOD) for line in (2, 3)]
    with pytest.raises(TableError, match=r":3: the id hydrochlorothiazide stands twice"):
        load(monkeypatch, *rows)
