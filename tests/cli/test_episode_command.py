"""`cramp episode`, as a person runs it."""

from __future__ import annotations

import json

import pytest
import xarray
from typer.testing import CliRunner

from cramp.cli.main import app

TEXT = """\
format: cramp-protocol/1
id: quick
title: Quick
steps:
  - threshold: {train_seconds: 1, from_hz: 20, step_hz: 10, to_hz: 50, between_seconds: 5}
  - watch: {seconds: 2}
"""


@pytest.fixture
def protocol(tmp_path):
    file = tmp_path / "quick.yaml"
    file.write_text(TEXT, "utf-8")
    return file


def _run(*words):
    return CliRunner().invoke(app, ["episode", *map(str, words)])


def test_threshold_and_cramp_are_told_and_written(protocol, tmp_path):
    result = _run(protocol, "--out", tmp_path / "out", "--seed", 3)
    assert result.exit_code == 0, result.output
    assert "threshold frequency, threshold:" in result.stdout
    data = xarray.load_dataset(tmp_path / "out" / "episode.nc")
    assert data.attrs["seed"] == 3
    assert data["force"].attrs["units"] == "%"
    svg = (tmp_path / "out" / "episode.svg").read_text("utf-8")
    assert "<svg" in svg
    assert "motor unit, by size" in svg
    assert (tmp_path / "out" / "episode.png").read_bytes().startswith(b"\x89PNG")


def test_tables_are_written_one_a_kind_of_row(protocol, tmp_path):
    assert _run(protocol, "--out", tmp_path / "out", "--format", "csv").exit_code == 0
    names = {file.name for file in (tmp_path / "out").glob("*.csv")}
    assert {"episode.csv", "spikes.csv", "thresholds.csv"} <= names


def test_the_schema_is_json():
    told = json.loads(_run("--schema").stdout)
    assert told["title"] == "cramp-protocol/1"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "name a protocol: a file, or one of abductor_hallucis_150_pulses"),
        (("no_such_protocol",), "there is no such file"),
        (("short_trains", "--mechanism", "magic"), "choose one of combined, central"),
        (("short_trains", "--format", "xlsx"), "choose nc, zarr or csv"),
        (("short_trains", "--out", "/nowhere/at/all"), "does not exist; make it first"),
    ],
)
def test_bad_input_is_told_before_anything_is_written(words, told):
    result = _run(*words)
    assert result.exit_code == 2
    assert told in result.stderr
