"""Fitted values go into the table, and nothing else in it moves."""

from __future__ import annotations

import csv

import pytest

from cramp.physiology.parameter_writing import FittedValue, with_fitted, written
from cramp.physiology.parameters import parameters, parameters_file, read_parameters

TEXT = parameters_file().read_text("utf-8")
FITTED = [row for row in parameters().values() if row.status == "fitted"]
FOUND = {row.id: FittedValue((row.low * row.high) ** 0.5, 0.1234) for row in FITTED}


def test_without_values_the_table_stays_as_it_is() -> None:
    assert with_fitted(TEXT, {}) == TEXT


def test_value_and_note_of_the_fitted_rows_change_and_nothing_else() -> None:
    after = with_fitted(TEXT, FOUND)
    pairs = list(zip(TEXT.splitlines(), after.splitlines(), strict=True))
    changed = [(old, new) for old, new in pairs if old != new]
    assert len(changed) == len(FITTED)
    for old, new in changed:
        before, now = (next(csv.reader([line])) for line in (old, new))
        assert before[0] == now[0]
        assert before[2:-1] == now[2:-1]
        assert float(now[1]) == pytest.approx(FOUND[now[0]].value, rel=1e-3)
        assert now[-1].count("cramp fit (relative error 0.12)") == 1
        assert now[-1].count("relative error") == 1


def test_writing_twice_is_writing_once() -> None:
    once = with_fitted(TEXT, FOUND)
    assert with_fitted(once, FOUND) == once
    assert read_parameters(once).keys() == parameters().keys()


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("", "cramp fit (relative error 0.20)"),
        ("half-time of a day", "half-time of a day; cramp fit (relative error 0.20)"),
        ("cramp fit (relative error 0.9); of adults", "cramp fit (relative error 0.20); of adults"),
        ("a, b; a fit (relative error 3); c", "a, b; cramp fit (relative error 0.20); c"),
    ],
)
def test_the_error_has_one_place_in_the_note(note: str, expected: str) -> None:
    head = TEXT.splitlines()[0]
    row = f'gain,2,dimensionless,1,5,fixed,0,fitted,somebody,,,"{note}"'
    after = with_fitted(f"{head}\n{row}\n", {"gain": FittedValue(3.0, 0.2)})
    assert read_parameters(after)["gain"].note == expected
    assert read_parameters(after)["gain"].value == 3


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.00052468, "0.0005247"), (14543.0, "14540"), (0.99999, "1"), (1.5, "1.5")],
)
def test_values_are_written_short(value: float, text: str) -> None:
    row = parameters()["insulin_pump_gain"]
    assert written(value, _with_range(row, 0.0, 1e5)) == text


def test_rounding_never_leaves_the_range() -> None:
    row = _with_range(parameters()["insulin_pump_gain"], 1.00049, 1.23456)
    assert float(written(1.00049, row)) >= row.low
    assert float(written(1.23456, row)) <= row.high


def _with_range(row, low, high):
    from dataclasses import replace

    return replace(row, low=low, high=high)
