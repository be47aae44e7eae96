"""`cramp validate`, as a person runs it."""

from __future__ import annotations

import json

import jsonschema
import pytest
from typer.testing import CliRunner

from cramp.cli.main import app

TEXT = """\
format: cramp-experiment/1
id: {name}
title: Needs what no body has
role: fitted
source: {{citation: preston_2015, certainty: sourced}}
people: {{n: 10}}
arms: [{{name: only}}]
needs: [a moon]
measurements:
  - {{quantity: mood, measure: absolute, at: +1 h, value: 1, unit: "1", spread: {{se: 1}}}}
"""


@pytest.fixture
def folder(tmp_path):
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text(TEXT.format(name=name), "utf-8")
    return tmp_path


def _run(*words):
    return CliRunner().invoke(app, ["validate", *map(str, words)])


def test_the_table_lists_every_experiment(folder):
    result = _run("--experiments", folder, "--points")
    assert result.exit_code == 0
    assert "needs a moon" in result.output
    assert "fitted: 0 reproduced, 0 not reproduced, 2 not simulated" in result.output
    assert "mood absolute day 1 01:00: not simulated, measured 1 1" in result.output


def test_json_holds_every_point(folder, tmp_path):
    out = tmp_path / "result.json"
    assert _run("--experiments", folder, "--only", "two", "--json", out).exit_code == 0
    (experiment,) = json.loads(out.read_text("utf-8"))["experiments"]
    assert experiment["id"] == "two"
    assert experiment["role"] == "fitted"
    assert experiment["reproduced"] is None
    assert experiment["z"] == [None]
    assert experiment["points"][0]["lacking"] == ["a moon", "the quantity mood"]


def test_an_experiment_is_scored_into_the_file(tmp_path):
    out = tmp_path / "result.json"
    name = "hene_1986_potassium_step"
    assert _run("--only", name, "--draws", 8, "--workers", 1, "--json", out).exit_code == 0
    found = json.loads(out.read_text("utf-8"))
    (experiment,) = found["experiments"]
    (point,) = experiment["points"]
    sigma = (point["standard_error"] ** 2 + point["tolerance"] ** 2) ** 0.5
    assert experiment["z"] == [pytest.approx((point["simulated"] - point["measured"]) / sigma)]
    assert found["draws"] == 8


def test_bad_files_end_with_place_and_mend(folder):
    text = TEXT.format(name="two").replace("role: fitted", "role: guessed")
    (folder / "two.yaml").write_text(text, "utf-8")
    result = _run("--experiments", folder)
    assert result.exit_code == 2
    assert "two.yaml:4:7: role:" in result.output
    assert "write one of these words" in result.output


def test_an_experiment_nobody_wrote_is_refused(folder):
    result = _run("--experiments", folder, "--only", "three")
    assert result.exit_code == 2
    assert "no experiment is called three; there are one, two" in result.output


def test_the_schema_is_printed():
    result = _run("--schema")
    assert result.exit_code == 0
    assert json.loads(result.output)["title"] == "cramp-experiment/1"


def test_the_schema_of_results_is_printed_and_fits(folder, tmp_path):
    out = tmp_path / "result.json"
    assert _run("--experiments", folder, "--json", out).exit_code == 0
    printed = _run("--result-schema")
    assert printed.exit_code == 0
    jsonschema.validate(json.loads(out.read_text("utf-8")), json.loads(printed.output))


def test_a_gallery_is_drawn_into_a_new_folder(folder, tmp_path):
    place = tmp_path / "new" / "gallery"
    result = _run("--experiments", folder, "--gallery", place)
    assert result.exit_code == 0
    page = (place / "index.html").read_text("utf-8")
    assert page.count("Needs what no body has") == 4
    assert [path.name for path in place.iterdir()] == ["index.html"]


def test_a_gallery_in_the_place_of_a_file_is_refused(folder):
    result = _run("--experiments", folder, "--gallery", folder / "one.yaml")
    assert result.exit_code == 2
    assert "File exists; choose another place" in result.output
