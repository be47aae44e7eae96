"""The reader of the package's tables refuses what is not right and says where."""

from __future__ import annotations

import pytest

from cramp.knowledge import tables
from cramp.knowledge.names import name_key
from cramp.knowledge.tables import Row, TableError, read_table

ROW = Row("invented.csv", 7, {"name": " salt ", "grams": "1.5", "empty": "", "yes": "true"})


def test_cells_are_read_by_kind() -> None:
    assert ROW.text("name") == "salt"
    assert ROW.number("grams") == 1.5
    assert ROW.optional("empty") == ""
    assert ROW.optional_number("empty") is None
    assert ROW.flag("yes") is True
    assert ROW.one_of("name", frozenset({"salt", "pepper"})) == "salt"


def test_parts_are_split_and_an_empty_cell_has_none() -> None:
    row = Row("invented.csv", 2, {"names": "a; b ;;c", "none": ""})
    assert row.parts("names") == ("a", "b", "c")
    assert row.parts("none") == ()


@pytest.mark.parametrize(
    ("read", "words"),
    [
        (lambda: ROW.text("empty"), "empty is empty"),
        (lambda: ROW.text("absent"), "the column absent is missing"),
        (lambda: ROW.number("name"), "'salt', not a number"),
        (lambda: ROW.flag("name"), "write true or false"),
        (lambda: ROW.one_of("name", frozenset({"pepper"})), "write one of pepper"),
        (lambda: ROW.number("empty"), "empty is empty"),
    ],
)
def test_every_refusal_names_file_and_line(read, words: str) -> None:
    with pytest.raises(TableError, match=r"^invented\.csv:7: ") as refusal:
        read()
    assert words in str(refusal.value)


def test_a_row_with_a_missing_cell_is_refused(monkeypatch, tmp_path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "short.csv").write_text("a,b\n1,2\n3\n", encoding="utf-8")
    monkeypatch.setattr(tables.resources, "files", lambda _: tmp_path)
    with pytest.raises(TableError, match=r"short\.csv:3: 1 cells where the header has 2"):
        read_table("short.csv")


@pytest.mark.parametrize(
    ("told", "key"),
    [
        ("Serum-Kalium (K+)", "serum kalium k"),
        ("FUROSÉMIDE", "furosemide"),
        ("Größe", "grosse"),
        ("  25(OH)D ", "25 oh d"),
        ("Lasix™", "lasix"),
        ("K⁺", "k"),
        ("", ""),
    ],
)
def test_a_name_has_one_spelling(told: str, key: str) -> None:
    assert name_key(told) == key
