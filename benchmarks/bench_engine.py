"""Measures how fast people are simulated at the same error, and how long a report takes.

A full run writes `benchmarks/results.json` and the tables of `docs/benchmarks.md`; a run of a
part only prints. From the repository's root:

    python -m benchmarks.bench_engine --quick --case private-diaries --people 1 100 --days 1
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import cramp
from benchmarks.cases import CASES, DAYS, PEOPLE, REPORT, Cohort
from benchmarks.machine import machine, one_core
from benchmarks.measure import ENGINES, Extent, Measurement
from benchmarks.report_case import report_rows
from benchmarks.table import tables, write_results

FULL = Extent(ENGINES, DAYS, PEOPLE, sample_people=8, rounds=5)
QUICK = Extent(ENGINES, (1,), (1, 100), sample_people=4, rounds=3)
REPORT_ROUNDS = 3


@dataclass(frozen=True)
class Choice:
    """What to measure."""

    cases: tuple[str, ...]
    extent: Extent

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return self == Choice(CASES, FULL)


def main() -> None:
    """Measure what was chosen and print it; write it down where that is all."""
    choice = _choice()
    results = {"machine": machine(), "version": cramp.__version__, "rows": [], "left_out": []}
    with one_core():
        for case in choice.cases:
            if case != REPORT:
                measurement = Measurement(Cohort(case), choice.extent)
                measurement.run()
                results["rows"] += measurement.rows
                results["left_out"] += measurement.left_out
    if REPORT in choice.cases:
        results["rows"] += report_rows(REPORT_ROUNDS)
    print(tables(results))
    if choice.is_all:
        write_results(results)


def _choice() -> Choice:
    parser = argparse.ArgumentParser(description="Time the engines, and whole reports.")
    add = parser.add_argument
    add("--quick", action="store_true", help="one day of few people, no report")
    add("--case", nargs="+", choices=CASES, help="only these cases")
    add("--people", nargs="+", type=int, help="only so many people")
    add("--days", nargs="+", type=int, help="only so many days")
    add("--engine", nargs="+", choices=ENGINES, help="only these engines")
    told = parser.parse_args()
    usual = QUICK if told.quick else FULL
    extent = Extent(
        tuple(told.engine or usual.engines),
        tuple(told.days or usual.days),
        tuple(told.people or usual.people),
        usual.sample_people,
        usual.rounds,
    )
    usual_cases = [case for case in CASES if case != REPORT or not told.quick]
    return Choice(tuple(told.case or usual_cases), extent)


if __name__ == "__main__":
    main()
