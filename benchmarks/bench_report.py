"""Times the stages of a report (read, draws, simulate, assess, render) for every example.

Prints one row for each example, side by side, and writes `benchmarks/results/report.json`.

    python benchmarks/bench_report.py [--draws N] [--repeats N]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import cramp

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
RESULTS = ROOT / "benchmarks" / "results" / "report.json"
STAGES = ("read", "draws", "simulate", "assess", "render")


def stage_seconds(diary_file: Path, draws: int) -> dict[str, float]:
    """Time every stage once, in seconds.

    `draws` prepares the versions of the person; `simulate` prepares and solves them.
    """
    from cramp.exposure.timeline import timeline
    from cramp.report.page import render
    from cramp.simulate.draws import draw_version

    seconds = {}
    diary, seconds["read"] = _timed(lambda: cramp.read_diary(diary_file))
    told = timeline(diary, None)
    _, seconds["draws"] = _timed(lambda: [draw_version(diary, told, 0, i) for i in range(draws)])
    course, seconds["simulate"] = _timed(lambda: cramp.simulate(diary, draws=draws))
    assessment, seconds["assess"] = _timed(lambda: cramp.assess(diary, course))
    _, seconds["render"] = _timed(lambda: render(assessment, course))
    return seconds


def _timed(work: Callable[[], Result]) -> tuple[Result, float]:
    begin = time.perf_counter()
    result = work()
    return result, time.perf_counter() - begin


def measure(draws: int, repeats: int) -> dict[str, dict[str, float]]:
    """Return the median seconds of every stage by example; examples take turns."""
    files = sorted(EXAMPLES.glob("*.yaml"))
    rounds = [{file.stem: stage_seconds(file, draws) for file in files} for _ in range(repeats)]
    return {
        file.stem: {
            stage: statistics.median(one[file.stem][stage] for one in rounds) for stage in STAGES
        }
        for file in files
    }


def table(measured: dict[str, dict[str, float]]) -> str:
    """Return the measurements as text, one row for each example."""
    rows = [f"{'seconds':24}" + "".join(f"{stage:>12}" for stage in STAGES)]
    rows += [
        f"{name:24}" + "".join(f"{seconds[stage]:12.3f}" for stage in STAGES)
        for name, seconds in measured.items()
    ]
    return "\n".join(rows)


def main() -> None:
    """Measure, print, and write the results."""
    parser = argparse.ArgumentParser(description="Time the stages of a report.")
    parser.add_argument("--draws", type=int, default=200, help="versions of the person")
    parser.add_argument("--repeats", type=int, default=3, help="rounds; the median is shown")
    chosen = parser.parse_args()
    measured = measure(chosen.draws, chosen.repeats)
    print(table(measured))
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    result = {
        "version": cramp.__version__,
        "draws": chosen.draws,
        "repeats": chosen.repeats,
        "cores": os.cpu_count(),
        "processor": platform.machine(),
        "python": platform.python_version(),
        "median_seconds": measured,
    }
    RESULTS.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
