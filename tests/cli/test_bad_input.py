"""Bad input: one clear line for each fault, exit code 2, and nothing written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from cramp.cli.main import app

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "format: cramp-diary/1\ntime_zone: Europe/Berlin\n"

BAD = {
    "negative dose": HEAD + "medicines:\n  - hydrochlorothiazide -25 mg every morning\n",
    "impossible unit": HEAD + "person: {mass: 70 furlongs}\n",
    "event before birth": HEAD
    + "person: {birth_date: 1990-01-01}\nevents:\n  - {at: 1989-12-31T08:00, eat: [banana]}\n",
    "alias bomb": HEAD + "extra:\n  a: &a [x, x]\n  b: &b [*a, *a]\n  c: [*b, *b]\n",
    "not a mapping": "just words\n",
    "empty": "",
    "tabs": HEAD + "person:\n\tsex: female\n",
    "a character of no text": HEAD + "extra: {a: \0}\n",
    "deep nesting": HEAD + "extra: " + "[" * 3000 + "]" * 3000 + "\n",
    "huge number": HEAD + "person: {age: " + "9" * 5000 + "}\n",
    "no number": HEAD + "person: {mass: nan kg}\n",
    "infinite": HEAD + "person: {height: inf cm}\n",
    "heavy": HEAD + "person: {mass: 3000 kg}\n",
    "a heap": HEAD + "events: [{at: 2025-07-03T08:00, eat: 3000 kg bananas}]\n",
    "future": HEAD + "events: [{at: 2099-07-03T08:00, eat: banana}]\n",
    "end before start": HEAD
    + "medicines: [{medicine: ramipril 5 mg, since: 2025-01-01, until: 2024-01-01}]\n",
    "laboratory value before birth": HEAD
    + "person: {birth_date: 2020-01-01}\nkidney_function: {egfr: 90, measured_on: 2019-01-01}\n",
    "not YAML": HEAD + "person: {sex: female\n",
    "unknown format": "format: cramp-diary/99\n",
    "duplicate key": HEAD + "person: {sex: female}\nperson: {sex: male}\n",
}


def run(*arguments: object) -> object:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def refused(diary: Path, folder: Path) -> str:
    for command in (
        ("report", diary, "--out", folder / "out.html"),
        ("simulate", diary, "--out", folder / "out.nc"),
        ("diary", "check", diary),
    ):
        result = run(*command)
        assert result.exit_code == 2, (command, result.output)
        assert list(folder.iterdir()) == []
    return result.stderr


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("text", BAD.values(), ids=BAD.keys())
def test_a_bad_diary_is_refused(text: str, tmp_path: Path, empty: Path) -> None:
    diary = tmp_path / "diary.yaml"
    diary.write_text(text, encoding="utf-8")
    lines = refused(diary, empty).strip().splitlines()
    assert len(lines) == 1, lines
    assert re.match(rf"{re.escape(str(diary))}:\d+:\d+: .+; .+", lines[0]), lines
    assert "Traceback" not in lines[0]


def test_a_diary_that_is_not_utf_8_is_refused(tmp_path: Path, empty: Path) -> None:
    diary = tmp_path / "diary.yaml"
    diary.write_bytes(
        HEAD.encode() + "events: [{at: 2026-07-03T08:00, eat: [Brötchen]}]".encode("latin-1")
    )
    assert "UTF-8" in refused(diary, empty)


def test_a_huge_file_is_refused_unread(tmp_path: Path, empty: Path) -> None:
    diary = tmp_path / "diary.yaml"
    with diary.open("wb") as file:
        file.truncate(100_000_000)
    assert "MB" in refused(diary, empty)


def test_a_missing_file_is_refused(tmp_path: Path, empty: Path) -> None:
    assert "nothing.yaml" in refused(tmp_path / "nothing.yaml", empty)


def test_several_faults_are_told_at_once(tmp_path: Path) -> None:
    diary = tmp_path / "diary.yaml"
    diary.write_text(HEAD + "person: {mass: 70 furlongs, height: 3 h}\n", encoding="utf-8")
    result = run("diary", "check", diary)
    assert len(result.stderr.strip().splitlines()) == 2


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("report", "DIARY", "--out", "page.docx"), "must end in .html, .pdf"),
        (("simulate", "DIARY", "--out", "course.xlsx"), "must end in .zarr"),
        (("simulate", "DIARY", "--out", "missing/course.nc"), "does not exist"),
        (("report", "DIARY", "--out", "a" * 300 + ".html"), "choose another place"),
        (("simulate", "DIARY", "--out", "a" * 300 + ".nc"), "choose another place"),
        (("report", ".", "--out", "page.html"), "not a file"),
        (("model", "export", "body.docx"), "must end in"),
        (("model", "show", "plasma_potasium_concentration"), "plasma_potassium_concentration"),
        (("foods", "search", "xyzzyqwrt"), "simpler word"),
        (("medicines", "show", "mysterium forte"), "could raise potassium"),
        (("evidence", "show", "unicorns"), "neither a topic nor a claim"),
    ],
)
def test_other_bad_input_is_refused_before_any_work(
    command: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "DIARY").write_text(HEAD, encoding="utf-8")
    result = run(*command)
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert [entry.name for entry in tmp_path.iterdir()] == ["DIARY"]
