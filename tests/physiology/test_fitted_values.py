"""The documented fit is the one in the table, and rests on experiments that are there."""

from __future__ import annotations

import csv
from importlib import resources
from pathlib import Path

import pytest

from cramp.physiology.parameters import Parameter, parameters
from cramp.validation.fitting.tables import VALUE_COLUMNS
from cramp.validation.reading import read_experiments

TABLE = Path(__file__).parents[2] / "docs" / "fit_values.csv"
FITTED = [row for row in parameters().values() if row.status == "fitted"]


def test_the_documented_values_are_those_of_the_table() -> None:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == VALUE_COLUMNS
    told = {row["id"]: float(row["value"]) for row in rows}
    mend = "run cramp fit --write --out docs"
    assert told == {row.id: row.value for row in FITTED}, mend


@pytest.mark.parametrize("row", FITTED, ids=lambda row: row.id)
def test_a_fitted_value_names_a_fitted_experiment(row: Parameter, texts: list[str]) -> None:
    assert any(key in text for key in row.source for text in texts), row.source


@pytest.fixture(scope="module")
def texts() -> list[str]:
    folder = resources.files("cramp.validation").joinpath("experiments")
    return [
        folder.joinpath(f"{one.id}.yaml").read_text("utf-8")
        for one in read_experiments()
        if one.role == "fitted"
    ]
