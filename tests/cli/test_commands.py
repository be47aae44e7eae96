"""Every command does what it says."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from pathlib import Path

import pytest
import xarray
from typer.testing import CliRunner

from cramp.cli.main import app


def run(*arguments: object) -> str:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_version_is_told() -> None:
    from cramp import __version__

    assert run("--version").strip() == f"cramp {__version__}"


def test_model_show_tells_value_status_and_source() -> None:
    assert "plasma_potassium_concentration" in run("model", "show")
    shown = run("model", "show", "potassium_secretion_capacity")
    assert "status: fitted" in shown
    assert "preston_2015" in shown
    assert "pump_potassium:" in run("model", "show", "potassium")


def test_model_check_finds_the_body_sound() -> None:
    assert "0 faults" in run("model", "check")


@pytest.mark.parametrize(
    ("name", "start"), [("b.xml", b"<?xml"), ("b.ant", b"model"), ("b.omex", b"PK")]
)
def test_model_export_writes_each_format(tmp_path: Path, name: str, start: bytes) -> None:
    run("model", "export", tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(start)


def test_hazard_shows_cramps_their_width_and_its_causes(tmp_path: Path) -> None:
    out = tmp_path / "cramps.nc"
    shown = run("hazard", "examples/night_cramps.yaml", "--draws", 40, "--out", out)
    assert "cramps in one night" in shown
    assert "cramps in exercise from 2025-07-04 16:00" in shown
    assert "Counted in the diary after its first entry: 2." in shown
    assert "what nobody knows for sure" in shown
    assert "do not change any prescribed medicine" in shown
    assert "hydrochlorothiazide" not in shown
    assert out.exists()


@pytest.mark.slow
def test_causes_show_shares_and_keep_every_one(tmp_path: Path) -> None:
    out = tmp_path / "causes.nc"
    told = ("examples/night_cramps.yaml", "--draws", 40, "--again", 25, "--out", out)
    shown = run("causes", *told)
    for words in ("medicine:hydrochlorothiazide", "unexplained", "through salts and water"):
        assert words in shown
    with xarray.open_dataset(out) as kept:
        assert kept["share"].sum("cause").to_numpy() == pytest.approx(1)
        assert "no reason to change one" in kept.attrs["intended_use"]


def test_as_many_versions_live_again_for_the_command_as_for_the_function() -> None:
    from cramp.assessment.causes import DEFAULT_DRAWS
    from cramp.cli.causes import causes

    assert inspect.signature(causes).parameters["again"].default == DEFAULT_DRAWS


def test_causes_are_silent_in_an_emergency(tmp_path: Path) -> None:
    diary = tmp_path / "d.yaml"
    diary.write_text("format: cramp-diary/1\nalarm_signs: [seizure]\n", "utf-8")
    shown = run("causes", diary)
    assert "Nothing is simulated: get help first." in shown


def test_hazard_is_silent_in_an_emergency(tmp_path: Path) -> None:
    diary = tmp_path / "d.yaml"
    diary.write_text("format: cramp-diary/1\nalarm_signs: [seizure]\n", "utf-8")
    shown = run("hazard", diary)
    assert "get help first" in shown
    assert "cramps in one night" not in shown


def test_the_schema_is_json() -> None:
    assert json.loads(run("diary", "schema"))["$schema"].startswith("https://json-schema.org/")


def test_knowledge_is_shown_with_its_sources() -> None:
    assert "potassium mg 358" in run("foods", "search", "banana")
    assert "Garrison" in run("evidence", "show", "diuretics")
    assert "Hydrochlorothiazide" in run("medicines", "show", "hct")
    shown = run("medicines", "show", "chlortalidone")
    assert "acts on: blocks sodium chloride cotransporter" in shown
    assert "half-life 45 h" in shown
    assert "as 3.07 mg of hydrochlorothiazide" in shown
    assert "in the simulation: no" in run("medicines", "show", "simvastatin")


def test_a_course_is_simulated_and_kept(tmp_path: Path) -> None:
    import xarray

    diary = tmp_path / "diary.yaml"
    diary.write_text("format: cramp-diary/1\ntime_zone: UTC\n", encoding="utf-8")
    out = tmp_path / "course.nc"
    run("simulate", diary, "--out", out, "--draws", 30, "--workers", 1, "--variable", "renin")
    with xarray.open_dataset(out, engine="h5netcdf") as course:
        assert course.sizes["draw"] == 30
        assert bool(course["succeeded"].all())
        assert course["renin"].attrs["units"] == "1"


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from cramp.cli.main import app; "
        "heavy = {'numpy', 'pandas', 'xarray', 'pydantic', 'roadrunner', 'scipy', 'yaml', 'rich'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.slow
def test_a_report_is_written_as_page_and_as_paper(tmp_path: Path) -> None:
    example = Path(__file__).parents[2] / "examples" / "night_cramps.yaml"
    for name, start in (("r.html", b"<!doctype html>"), ("r.pdf", b"%PDF-")):
        shown = run("report", example, "--out", tmp_path / name, "--draws", 30)
        assert (tmp_path / name).read_bytes().lstrip().startswith(start)
        assert "A cramp right now?" in shown
        assert shown.index("See a doctor in the next days") < shown.index("What we found")
        assert "It has not been cleared as a medical device." in shown


def test_a_claim_is_shown_with_all_that_is_held_of_it() -> None:
    shown = run("evidence", "show", "C27")
    for words in ("effect: 1.04 (0.84 to 1.29)", "doi:10.1002", "certainty: high", "population:",
                  "reviewed: 2026", "advice that rests on it: "):  # fmt: skip
        assert words in shown
    everything = run("evidence", "show", "all")
    assert "C01 “" in everything
    assert "C50 “" in everything


def test_population_writes_a_row_for_each_person_and_tells_the_intervals(tmp_path: Path) -> None:
    file = tmp_path / "adults.csv"
    shown = run("population", "--count", "30", "--seed", "2", "--out", file)
    header, *rows = file.read_text("utf-8").splitlines()
    assert len(rows) == 30
    assert {"female", "age", "has_diabetes", "plasma_potassium_concentration", "urine_volume"} <= {
        *header.split(",")
    }
    assert "serum potassium" in shown
    assert "3.5 to 5.1" in shown


def test_population_is_refused_before_anybody_is_drawn(tmp_path: Path) -> None:
    places = {"no/such/folder.csv": "does not exist", "adults.xls": "must end in"}
    for place, words in places.items():
        result = CliRunner().invoke(app, ["population", "--out", str(tmp_path / place)])
        assert result.exit_code == 2
        assert words in result.stderr
