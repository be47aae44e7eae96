"""The benchmark's cases: which people, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from benchmarks import private_diaries, shared_hourly
from benchmarks.people import BLOCK, draw_block
from cramp.engine.interface import Run

SEED = 20
SHARED, PRIVATE, REPORT = "shared-hourly", "private-diaries", "report-1000-draws"
CASES = (SHARED, PRIVATE, REPORT)

DAYS = (1, 14, 90)
PEOPLE = (1, 100, 10_000, 100_000)
LONGEST_DAYS_OF_MOST_PEOPLE = 14
"""Nobody waits for 100,000 people over a season in a benchmark."""

OUTPUT_MINUTES = 60.0


@dataclass(frozen=True)
class Cohort:
    """The people of a case; a longer stay begins as a shorter one does."""

    case: str
    seed: int = SEED

    def runs(self, first: int, count: int, days: int) -> list[Run]:
        """Return the people from number `first`, `count` of them, for a number of days."""
        blocks = range(first // BLOCK, (first + count - 1) // BLOCK + 1)
        runs = [run for number in blocks for run in _block_runs(self, number, days)]
        skipped = first % BLOCK
        return runs[skipped : skipped + count]


@lru_cache(maxsize=4)
def _block_runs(cohort: Cohort, number: int, days: int) -> list[Run]:
    block = draw_block(cohort.seed, number)
    if cohort.case == SHARED:
        schedules = shared_hourly.schedules(cohort.seed, block, days)
    else:
        schedules = private_diaries.schedules(cohort.seed, number, block, days)
    return [Run(schedule, block.parameters_of(person)) for person, schedule in enumerate(schedules)]


def output_times(days: int) -> np.ndarray:
    """Return the hourly output times of a stay, both ends in it, in minutes."""
    return np.arange(0.0, days * 1440.0 + 1.0, OUTPUT_MINUTES)


def cohort_sizes(days: int, people: tuple[int, ...]) -> list[int]:
    """Return how many people to measure over a number of days, fewest first."""
    longest = days > LONGEST_DAYS_OF_MOST_PEOPLE
    return [count for count in sorted(people) if not (longest and count >= max(PEOPLE))]
