"""The table of measurement errors is whole, sourced and readable."""

from __future__ import annotations

import math

import pytest

from cramp.knowledge import measurement_errors
from cramp.knowledge.measurement_errors import all_error_parts, error_parts, whole_error
from cramp.knowledge.sources import source
from cramp.knowledge.tables import Row, TableError

COLUMNS = ("quantity", "part", "value", "unit", "low", "high", "status", "source", "note")
GOOD = ("x", "assay", "0.02", "1", "0.01", "0.03", "assumed", "", "why")


def test_every_row_is_sourced_or_says_why() -> None:
    for row in all_error_parts():
        assert row.note
        assert row.status == "assumed" or [source(key).key for key in row.sources]


def test_one_blood_test_of_potassium_is_off_by_a_quarter_of_a_millimole() -> None:
    """2 % of assay, 4.6 % within a person, 3 and 2 % of the model, of 4 mmol/L."""
    assert 4 * whole_error("potassium") == pytest.approx(
        4 * math.sqrt(0.02**2 + 0.046**2 + 0.03**2 + 0.02**2)
    )


def test_an_unknown_quantity_says_how_to_mend_it() -> None:
    with pytest.raises(KeyError, match=r"has no 'unobtainium'; add its rows"):
        error_parts("unobtainium")


def read(monkeypatch: pytest.MonkeyPatch, *rows: tuple[str, ...]) -> None:
    table = [
        Row("measurement_errors.csv", line, dict(zip(COLUMNS, cells, strict=True)))
        for line, cells in enumerate(rows, start=2)
    ]
    monkeypatch.setattr(measurement_errors, "read_table", lambda _: table)
    measurement_errors._by_quantity.__wrapped__()


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("part", "luck", "part is 'luck'"),
        ("low", "0.5", "between low and high"),
        ("unit", "%", "unit 1"),
        ("note", "", "note is empty"),
        ("status", "recalled", "source is empty"),
    ],
)
def test_a_faulty_row_is_refused_with_its_place(
    monkeypatch: pytest.MonkeyPatch, column: str, cell: str, said: str
) -> None:
    cells = list(GOOD)
    cells[COLUMNS.index(column)] = cell
    with pytest.raises(TableError, match=rf"measurement_errors\.csv:2: .*{said}"):
        read(monkeypatch, tuple(cells))


def test_a_quantity_lacks_no_part_and_has_none_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TableError, match="x lacks person, offset, moment"):
        read(monkeypatch, GOOD)
    with pytest.raises(TableError, match="stands twice"):
        read(monkeypatch, GOOD, GOOD)
