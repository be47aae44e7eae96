"""The case `report-1000-draws`: from a diary to its page, in fresh processes on all cores."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.cases import REPORT

DRAWS = 1000
DIARY = Path(__file__).resolve().parent.parent / "examples" / "night_cramps.yaml"
COLD, WARM = "cold", "warm"
STATES = (COLD, WARM)


def report_rows(rounds: int) -> list[dict[str, object]]:
    """Time `cramp report` with an empty and a filled cache; both take turns.

    A round begins with a new, empty cache folder. Seconds are those of the whole process.
    """
    seconds: dict[str, list[float]] = {state: [] for state in STATES}
    with tempfile.TemporaryDirectory() as scratch:
        for number in range(rounds):
            for state in STATES:
                seconds[state].append(_report_seconds(Path(scratch), f"cache-{number}"))
        engine, days = _engine_and_days(Path(scratch))
        stages = _stages(Path(scratch))
    return [
        {
            "case": REPORT,
            "engine": engine,
            "precision": None,
            "people": DRAWS,
            "days": days,
            "relative_tolerance": None,
            "error": None,
            "person_days_per_second": None,
            "ratio_to_libroadrunner": None,
            "kernel_bound_share": None,
            "state": state,
            "seconds": round(statistics.median(seconds[state]), 2),
            "stages": stages if state == WARM else None,
        }
        for state in STATES
    ]


def _report_seconds(scratch: Path, cache: str) -> float:
    page = str(scratch / "report.html")
    begin = time.perf_counter()
    _cramp(["report", str(DIARY), "--draws", str(DRAWS), "--out", page], scratch / cache)
    return time.perf_counter() - begin


def _stages(scratch: Path) -> dict[str, float]:
    """Return the seconds of each stage, in a process of its own that finds a filled cache."""
    command = [sys.executable, "-m", "benchmarks.report_stages", str(DIARY), str(DRAWS)]
    finished = subprocess.run(  # noqa: S603  # the benchmark's own module
        command,
        cwd=DIARY.parent.parent,
        env={**os.environ, "CRAMP_CACHE_DIR": str(scratch / "cache-0")},
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(finished.stdout)


def _cramp(words: list[str], cache: Path) -> None:
    program = Path(sys.executable).with_name("cramp")
    environment = {**os.environ, "CRAMP_CACHE_DIR": str(cache)}
    subprocess.run(  # noqa: S603  # the project's own command
        [program, *words], env=environment, check=True, stdout=subprocess.DEVNULL
    )


def _engine_and_days(scratch: Path) -> tuple[str, int]:
    """Return the engine that the command uses, as it says itself, and the days it simulates."""
    import xarray

    file = scratch / "course.nc"
    _cramp(["simulate", str(DIARY), "--draws", "30", "--out", str(file)], scratch / "cache-0")
    with xarray.open_dataset(file, engine="h5netcdf") as course:
        name = str(course.attrs["source"]).rsplit(", ", 1)[1].removesuffix(" engine")
        days = round(float((course.time[-1] - course.time[0]) / 86_400e9))
    return {"reference": "libroadrunner"}.get(name, name), days
