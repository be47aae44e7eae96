"""The engine that solves by default needs no other; the other says where it comes from."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
DIARY = EXAMPLES / "marathon_heat.yaml"
RUN = "from cramp.cli.main import run; run()"
RUN_AND_NAME_LIBRARIES = (
    "import atexit, sys; from cramp.cli.main import run; "
    "atexit.register(lambda: print('loaded:', *sorted("
    "{'roadrunner', 'libsbml', 'antimony'} & set(sys.modules)))); run()"
)
MISSING = "raise ModuleNotFoundError(\"No module named 'roadrunner'\", name='roadrunner')\n"


@pytest.fixture
def without_roadrunner(tmp_path: Path) -> dict[str, str]:
    """Return an environment in whose programs, and the programs they start, it is missing."""
    folder = tmp_path / "hidden"
    folder.mkdir()
    (folder / "roadrunner.py").write_text(MISSING, encoding="utf-8")
    return {**os.environ, "PYTHONPATH": str(folder)}


def simulate(
    code: str, out: Path, environment: dict[str, str], *options: str
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, "simulate", str(DIARY), "--out", str(out)]
    return subprocess.run(
        [*command, "--draws", "30", *options],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("workers", ["1", "2"])
def test_the_reference_engine_that_is_missing_is_one_line(
    without_roadrunner: dict[str, str], tmp_path: Path, workers: str
) -> None:
    out = tmp_path / "course.nc"
    options = ("--engine", "reference", "--workers", workers)
    done = simulate(RUN, out, without_roadrunner, *options)
    assert done.returncode == 2, done.stderr
    (line,) = done.stderr.strip().splitlines()
    assert "needs libRoadRunner" in line
    assert "pip install" in line
    assert not out.exists()


def test_the_usual_engine_needs_no_libroadrunner(
    without_roadrunner: dict[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "course.nc"
    done = simulate(RUN, out, without_roadrunner)
    assert done.returncode == 0, done.stderr
    assert out.exists()


def test_a_second_run_loads_no_library_of_models(tmp_path: Path) -> None:
    environment = dict(os.environ)
    first = simulate(RUN, tmp_path / "first.nc", environment)
    assert first.returncode == 0, first.stderr
    second = simulate(RUN_AND_NAME_LIBRARIES, tmp_path / "second.nc", environment)
    assert second.returncode == 0, second.stderr
    assert second.stdout.splitlines()[-1].split() == ["loaded:"]


def test_the_libraries_that_are_loaded_are_named(tmp_path: Path) -> None:
    empty = {**os.environ, "CRAMP_CACHE_DIR": str(tmp_path / "cache")}
    cold = simulate(RUN_AND_NAME_LIBRARIES, tmp_path / "cold.nc", empty)
    assert cold.stdout.splitlines()[-1].split() == ["loaded:", "antimony", "libsbml"]
