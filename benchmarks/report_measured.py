"""Processor time of a report with measured values beside the same report without.

Both take turns in one process, on a filled cache, so that a machine that is slow for a while is
slow for both. Prints a table of medians. Run from the repository root:

    python -m benchmarks.report_measured [--rounds 5] [--draws 1000]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import cramp

if TYPE_CHECKING:
    from cramp.diary.model import Diary

DIARY = Path(__file__).resolve().parent.parent / "examples" / "night_cramps.yaml"
CORES = 2
TWO_VALUES = "lab: {potassium: 3.4 mmol/L, sodium: 137 mmol/L}"
THREE_VALUES = "lab: {potassium: 3.4 mmol/L, sodium: 137 mmol/L, magnesium: 0.78 mmol/L}"


def three_values() -> Diary:
    """Return the example with magnesium beside the two values that it holds.

    Raises
    ------
    ValueError
        If the example no longer holds those.
    """
    text = DIARY.read_text("utf-8")
    if TWO_VALUES not in text:
        raise ValueError(f"{DIARY.name} no longer holds {TWO_VALUES!r}")
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / DIARY.name
        file.write_text(text.replace(TWO_VALUES, THREE_VALUES), "utf-8")
        return cramp.read_diary(file)


def processor_seconds(diary: Diary, draws: int, *, use_measurements: bool) -> dict[str, float]:
    """Return the processor seconds of each stage of one report."""
    from cramp.report.page import render

    begin = time.process_time()
    course = cramp.simulate(diary, draws=draws, use_measurements=use_measurements)
    simulated = time.process_time()
    assessment = cramp.assess(diary, course)
    assessed = time.process_time()
    render(assessment, course)
    rendered = time.process_time()
    return {
        "simulate": simulated - begin,
        "assess": assessed - simulated,
        "render": rendered - assessed,
        "whole": rendered - begin,
    }


def main() -> None:
    """Print medians over the rounds, and the ratio within a round."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--draws", type=int, default=1000)
    asked = parser.parse_args()
    diary = three_values()
    for measured in (True, False):  # a warm process, as a served page has it
        processor_seconds(diary, asked.draws, use_measurements=measured)
    rows = [
        [
            processor_seconds(diary, asked.draws, use_measurements=measured)
            for measured in (True, False)
        ]
        for _ in range(asked.rounds)
    ]
    print(f"| stage | three values, s on {CORES} cores | none, s on {CORES} cores | ratio |")
    print("| --- | --- | --- | --- |")
    for stage in rows[0][0]:
        with_values, without = (
            statistics.median(row[index][stage] / CORES for row in rows) for index in (0, 1)
        )
        ratio = statistics.median(row[0][stage] / row[1][stage] for row in rows)
        print(f"| {stage} | {with_values:.2f} | {without:.2f} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
