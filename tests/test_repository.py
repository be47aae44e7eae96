"""What holds for the repository as a whole: sizes, lock, imports, instant start, tidy text."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "cramp"
LONGEST_MODULE_LINES = 400
HEAVY = {
    "antimony",
    "libsbml",
    "llvmlite",
    "numba",
    "numpy",
    "pandas",
    "pint",
    "pyarrow",
    "pydantic",
    "rapidfuzz",
    "roadrunner",
    "scipy",
    "typst",
    "vl_convert",
    "xarray",
    "yaml",
    "zarr",
}
TEXT_SUFFIXES = {"", ".ant", ".bib", ".cff", ".cfg", ".csv", ".j2", ".json", ".md", ".py"} | {
    ".html",
    ".toml",
    ".txt",
    ".yaml",
    ".yml",
}
NOT_OURS = {"_build", "_generated", "results", "__pycache__"}
OUTSIDE = re.compile(r"(?<![\w.~*/-])/(?:work|home|root|Users)/|(?<![\w/-])shared/")
"""Paths of somebody's own machine, or of a folder beside the repository."""

MODULES = sorted(SOURCE.rglob("*.py"))
PACKAGES = sorted(path.parent for path in SOURCE.rglob("__init__.py"))


def _relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _tracked_texts() -> list[Path]:
    folders = ("src", "tests", "docs", "examples", "benchmarks", "scripts", "changes", ".ci")
    inside = [path for folder in folders for path in (ROOT / folder).rglob("*")]
    top = [path for path in ROOT.iterdir() if path.name not in {"uv.lock", ".git"}]
    return [
        path
        for path in inside + top
        if path.is_file()
        and path.suffix in TEXT_SUFFIXES
        and not NOT_OURS.intersection(path.relative_to(ROOT).parts)
        and path != Path(__file__).resolve()
    ]


def test_modules_are_short_enough_to_read():
    code = [path for path in SOURCE.rglob("*") if path.suffix in {".py", ".ant", ".j2", ".css"}]
    long = {
        _relative(path): count
        for path in code
        if (count := len(path.read_text("utf-8").splitlines())) > LONGEST_MODULE_LINES
    }
    assert len(code) > 30
    assert long == {}


def test_every_package_says_what_it_is_for():
    silent = [
        _relative(package)
        for package in PACKAGES
        if not ast.get_docstring(ast.parse((package / "__init__.py").read_text("utf-8")))
    ]
    assert len(PACKAGES) >= 6
    assert silent == []


def test_every_folder_of_modules_is_a_package():
    folders = {path.parent for path in MODULES}
    assert folders == set(PACKAGES)


def test_no_text_names_a_place_outside_the_repository():
    found = [
        f"{_relative(path)}:{number}: {line.strip()}"
        for path in _tracked_texts()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if OUTSIDE.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("line", "names_outside"),
    [
        (f"open('/{'work'}/main/data.csv')", True),
        (f"see {'shared'}/notes.md", True),
        ("https://example.org/work/paper", False),
        ("a shared tolerance", False),
    ],
)
def test_the_search_for_outside_places_bites(line, names_outside):
    assert bool(OUTSIDE.search(line)) == names_outside


def test_file_names_of_tests_are_unique():
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))


def test_version_is_told_once():
    import cramp

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    assert project["version"] == cramp.__version__
    assert re.search(rf"^version: {re.escape(cramp.__version__)}$", citation, re.MULTILINE)


def test_licence_is_the_one_declared():
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_lock_is_in_step_with_the_project():
    uv = _program("uv")
    assert uv is not None, "uv stands in the environment that make test sets up"
    result = subprocess.run(
        [uv, "lock", "--check", "--offline"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


def test_imports_point_one_way(tmp_path):
    checker = _program("lint-imports")
    assert checker is not None, "import-linter belongs to the test group"
    command = [checker, "--no-logo", "--cache-dir", str(tmp_path)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("module", ["cramp", "cramp.cli.main"])
def test_starting_imports_nothing_heavy(module):
    loaded = _imported_by(f"import {module}")
    assert module in loaded
    assert HEAVY & {name.split(".")[0] for name in loaded} == set()


def test_the_import_trace_sees_heavy_libraries():
    assert "numpy" in _imported_by("import cramp.simulate.course")


def test_public_functions_have_the_homes_announced():
    import cramp

    for name in cramp.__all__:
        assert getattr(cramp, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'cure'"):
        cramp.cure  # noqa: B018  # asking is the test


def _imported_by(statement: str) -> set[str]:
    command = [sys.executable, "-X", "importtime", "-c", statement]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    lines = [line for line in result.stderr.splitlines() if line.startswith("import time:")]
    return {line.rsplit("|", 1)[1].strip() for line in lines}


def _program(name: str) -> str | None:
    """Find a program of this environment first, then of the machine."""
    beside = Path(sys.executable).parent
    return shutil.which(name, path=f"{beside}{os.pathsep}{os.environ.get('PATH', '')}")
