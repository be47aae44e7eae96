from __future__ import annotations

from dataclasses import replace

import pytest

from cramp.engine.description import describe
from cramp.engine.sbml import antimony_to_sbml
from cramp.physiology import check
from cramp.physiology.check import bibliography_keys, check_body
from cramp.physiology.composition import chapters, compose
from cramp.physiology.parameters import (
    COLUMNS,
    ParameterTableError,
    parameters,
    read_parameters,
)

SOUND_ROW = {
    "id": "leak_rate", "value": "0.1", "unit": "per_minute", "low": "0.05", "high": "0.2",
    "distribution": "lognormal", "between_person": "0.2", "status": "assumed", "source": "",
    "location": "", "population": "", "note": "a guess",
}  # fmt: skip


def _table(*rows: dict[str, str]) -> str:
    lines = [",".join(COLUMNS)]
    lines.extend(",".join(row[column] for column in COLUMNS) for row in rows)
    return "\n".join(lines) + "\n"


def _use(monkeypatch: pytest.MonkeyPatch, texts: dict[str, str], table: dict) -> None:
    sbml = antimony_to_sbml(compose(texts, table))
    monkeypatch.setattr(check, "chapters", lambda: texts)
    monkeypatch.setattr(check, "parameters", lambda: table)
    monkeypatch.setattr(check, "body_sbml", lambda: sbml)
    monkeypatch.setattr(check, "body_description", lambda: describe(sbml))


def test_the_body_is_sound():
    report = check_body()
    assert report.faults == ()
    assert report.parameters == len(parameters())
    assert report.states > 0
    assert report.inputs > 0
    assert report.reactions > 0


def test_a_row_that_no_chapter_uses_is_a_fault(monkeypatch):
    row = replace(next(iter(parameters().values())), id="left_over")
    _use(monkeypatch, chapters(), {**parameters(), row.id: row})
    assert check_body().faults == (
        "parameters.csv: left_over is used in no chapter; remove the row",
    )


def test_a_row_named_only_in_a_comment_is_not_used(monkeypatch):
    row = replace(next(iter(parameters().values())), id="left_over")
    texts = {**chapters(), "gut": chapters()["gut"] + "\n// once: left_over\n"}
    _use(monkeypatch, texts, {**parameters(), row.id: row})
    assert any("left_over is used in no chapter" in fault for fault in check_body().faults)


def test_a_source_missing_from_the_bibliography_is_a_fault(monkeypatch):
    name = next(iter(parameters()))
    row = replace(parameters()[name], source=("nobody_1900",))
    _use(monkeypatch, chapters(), {**parameters(), name: row})
    assert check_body().faults == (
        f"parameters.csv: {name}: source 'nobody_1900' is not in references.bib",
    )


def test_a_unit_error_is_a_fault(monkeypatch):
    table = dict(parameters())
    table["aldosterone_time"] = replace(table["aldosterone_time"], unit="litre")
    _use(monkeypatch, chapters(), table)
    faults = check_body().faults
    assert faults
    assert all(fault.startswith("units: ") and "\n" not in fault for fault in faults)


def test_a_leak_is_a_fault(monkeypatch):
    leak = "vanish: stool_sodium_amount -> ; 0 * eat_sodium"
    texts = {**chapters(), "leaking": leak}
    _use(monkeypatch, texts, parameters())
    assert any(
        fault == "balance: vanish destroys 1 sodium each time it runs"
        for fault in check_body().faults
    )


def test_every_source_in_the_table_is_in_the_bibliography():
    assert {key for row in parameters().values() for key in row.source} <= bibliography_keys()


def test_a_sound_row_is_read():
    row = read_parameters(_table(SOUND_ROW))["leak_rate"]
    assert (row.value, row.low, row.high, row.between_person) == (0.1, 0.05, 0.2, 0.2)
    assert row.source == ()


def test_several_sources_are_split():
    text = _table({**SOUND_ROW, "status": "sourced", "source": "first_2001;second_2002"})
    assert read_parameters(text)["leak_rate"].source == ("first_2001", "second_2002")


def test_missing_limits_stay_open_for_a_fixed_value():
    fixed = {"low": "", "high": "", "distribution": "fixed", "between_person": "0"}
    row = read_parameters(_table({**SOUND_ROW, **fixed}))["leak_rate"]
    assert row.low == -float("inf")
    assert row.high == float("inf")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"unit": ""}, "no unit; write `dimensionless`"),
        ({"value": ""}, "value is not a number: ''"),
        ({"value": "about 3"}, "value is not a number: 'about 3'"),
        ({"value": "nan"}, "value is not finite"),
        ({"between_person": ""}, "between_person is not a number"),
        ({"id": "leak rate"}, "must be a plain identifier"),
        ({"id": ""}, "no id: the id must be"),
        ({"status": "guessed"}, "status must be one of sourced, recalled, fitted, assumed"),
        ({"distribution": "wide"}, "distribution must be one of fixed, normal"),
        ({"value": "0.3"}, "outside low and high"),
        ({"value": "0.01"}, "outside low and high"),
        ({"between_person": "0"}, "only a fixed value has no spread"),
        ({"distribution": "fixed"}, "only a fixed value has no spread"),
        ({"high": ""}, "needs low and high"),
        ({"note": ""}, "an assumed value needs a note"),
        ({"status": "sourced"}, "a sourced value needs a source"),
        ({"status": "fitted"}, "a fitted value needs a source"),
    ],
)
def test_an_incomplete_row_is_refused_with_its_place(change, complaint):
    text = _table({**SOUND_ROW, "id": "first"}, {**SOUND_ROW, **change})
    with pytest.raises(ParameterTableError, match=r"^parameters\.csv:3: ") as raised:
        read_parameters(text)
    assert complaint in str(raised.value)


def test_an_identifier_given_twice_is_refused():
    with pytest.raises(ParameterTableError, match="csv:3: leak_rate: given twice"):
        read_parameters(_table(SOUND_ROW, SOUND_ROW))


def test_wrong_columns_are_refused():
    with pytest.raises(ParameterTableError, match=r"other\.csv:1: the columns must be id, value"):
        read_parameters("id,value\n", "other.csv")


def test_a_short_row_is_refused_with_its_place():
    with pytest.raises(ParameterTableError, match=r"csv:2: leak_rate: needs 12 cells"):
        read_parameters(",".join(COLUMNS) + "\nleak_rate,0.1,per_minute\n")


def test_a_row_with_too_many_cells_is_refused_with_its_place():
    row = ",".join(SOUND_ROW[column] for column in COLUMNS) + ",one, too many"
    with pytest.raises(ParameterTableError, match=r"csv:2: leak_rate: needs 12 cells"):
        read_parameters(",".join(COLUMNS) + "\n" + row + "\n")
