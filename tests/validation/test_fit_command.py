"""`cramp fit`, as a person runs it."""

from __future__ import annotations

import csv

import pytest
from typer.testing import CliRunner

from cramp.cli.main import app
from cramp.physiology import parameters as table_module
from cramp.physiology.parameters import parameters, read_parameters

TEXT = """\
format: cramp-experiment/1
id: load
title: A load of potassium
role: {role}
source: {{citation: preston_2015, certainty: sourced}}
people: {{n: 10}}
zero: day 1 09:00
arms:
  - name: load
    protocol: [{{swallow: {{at: +0 min, potassium_chloride: 40 mmol}}}}]
measurements:
  - quantity: plasma_potassium_concentration
    measure: change
    at: +1 h
    since: +0 min
    value: 0.45
    unit: mmol/L
    spread: {{se: 0.0005}}
    tolerance: {{absolute: 0, reason: none}}
  - {{quantity: mood, measure: absolute, at: +1 h, value: 1, unit: "1", spread: {{se: 1}}}}
"""
NAME = "stomach_emptying_rate"
SHORT = (
    "--draws", 4, "--workers", 1, "--max-evaluations", 3, "--loss", "squares",
    "--only-values", NAME,
)  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "experiments"
    place.mkdir()
    (place / "load.yaml").write_text(TEXT.format(role="fitted"), "utf-8")
    return place


def _run(*words):
    return CliRunner().invoke(app, ["fit", *map(str, words)])


def test_a_fit_is_shown_checked_and_kept(folder, tmp_path):
    out = tmp_path / "out"
    result = _run("--experiments", folder, *SHORT, "--out", out, "--check", "--profile", NAME)
    assert result.exit_code == 1, result.output
    assert "left out: load: mood absolute day 1 10:00: needs the quantity mood" in result.output
    assert "set 1, 4 people an arm, objective" in result.stderr
    assert f"{NAME} is {parameters()[NAME].value:.4g} in the table" in result.output
    files = {"values", "points", "pairs", "identifiability", f"profile_{NAME}"}
    assert {file.name for file in out.iterdir()} == {f"fit_{name}.csv" for name in files}
    with (out / "fit_values.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["id"] == NAME
    assert float(row["value"]) != parameters()[NAME].value


def test_the_table_gets_the_values_found_and_no_others(folder, tmp_path, monkeypatch):
    own = tmp_path / "parameters.csv"
    own.write_text(table_module.parameters_file().read_text("utf-8"), "utf-8")
    monkeypatch.setattr(table_module, "parameters_file", lambda: own)
    assert _run("--experiments", folder, *SHORT, "--write").exit_code == 0
    written = read_parameters(own.read_text("utf-8"))
    assert {name for name, row in written.items() if row != parameters()[name]} == {NAME}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--only-values", "nonsense"), "parameters.csv has no nonsense"),
        (("--only-values", "molar_volume_of_water"), "give it the status fitted"),
        (("--only-values", NAME, "--profile", "insulin_pump_gain"), "--profile: insulin_pump_gain"),
        (("--only", "nothing"), "no experiment is called nothing; there are load"),
        (("--out", "missing/folder"), "missing/folder"),
        (("--write", "--check"), "choose --write or --check"),
    ],
)
def test_bad_input_is_named(folder, words, told):
    result = _run("--experiments", folder, *words)
    assert result.exit_code == 2
    assert told in result.output


def test_experiments_that_are_only_predicted_are_refused(folder):
    (folder / "load.yaml").write_text(TEXT.format(role="predicted"), "utf-8")
    result = _run("--experiments", folder)
    assert result.exit_code == 2
    assert "no experiment has the role fitted" in result.output


def test_a_folder_without_files_is_refused(tmp_path):
    result = _run("--experiments", tmp_path)
    assert result.exit_code == 2
    assert "holds no file that ends in .yaml" in result.output
