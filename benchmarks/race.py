"""Times engines that take turns on the same people."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.cases import output_times

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.accuracy import Setting
    from benchmarks.cases import Cohort
    from benchmarks.engines import Contender

SHORTEST_LAP_SECONDS = 0.2
"""A lap that is over sooner is run again: a clock read once in so short a time says little."""

MOST_PERSON_DAYS_AT_ONCE, MOST_PEOPLE_AT_ONCE = 28_000, 4_000
"""Solved in one call; all states every hour are 0.3 GB at most then."""

DIVIDED_FROM_PEOPLE = 10_000
"""From so many people on, each round takes its own part of them, else all of them."""


@dataclass(frozen=True)
class Entrant:
    """An engine at the tolerance at which it races."""

    contender: Contender
    setting: Setting


@dataclass
class Laps:
    """What one entrant did, round by round."""

    speeds: list[float] = field(default_factory=list)
    people: set[int] = field(default_factory=set)
    failed: set[int] = field(default_factory=set)

    @property
    def speed(self) -> float:
        """Person-days per second, median over the rounds."""
        return statistics.median(self.speeds)

    def ratio_to(self, other: Laps) -> float:
        """Return the median of the ratios of speed within each round."""
        pairs = zip(self.speeds, other.speeds, strict=True)
        return statistics.median(mine / theirs for mine, theirs in pairs)


def race(
    entrants: Sequence[Entrant], cohort: Cohort, people: int, days: int, rounds: int
) -> list[Laps]:
    """Let entrants take turns for some rounds; the first of a round changes from round to round.

    Preparing people is not timed.
    """
    laps = [Laps() for _ in entrants]
    for number in range(rounds):
        for turn in range(len(entrants)):
            index = (turn + number) % len(entrants)
            chosen = _people(entrants[index].contender, people, days, number, rounds)
            _lap(entrants[index], laps[index], cohort, chosen, days)
    return laps


def _people(contender: Contender, people: int, days: int, number: int, rounds: int) -> range:
    """Return whom a contender solves in a round: all, its part of them, or a few where slow."""
    limit = contender.person_days_a_lap
    if limit is not None:
        count = min(people, max(1, limit // days))
        first = number * count % max(1, people - count + 1)
        return range(first, first + count)
    if people < DIVIDED_FROM_PEOPLE:
        return range(people)
    return range(people * number // rounds, people * (number + 1) // rounds)


def _lap(entrant: Entrant, laps: Laps, cohort: Cohort, people: range, days: int) -> None:
    seconds, solved = 0.0, 0
    while seconds < SHORTEST_LAP_SECONDS:
        for group in _groups(people, days):
            runs = cohort.runs(group.start, len(group), days)
            begin = time.perf_counter()
            states = entrant.contender.watch(
                runs, output_times(days), entrant.setting.relative_tolerance
            )
            seconds += time.perf_counter() - begin
            solved += len(group)
            finite = np.all(np.isfinite(states), axis=(1, 2))
            laps.failed.update(np.array(group)[~finite].tolist())
    laps.people.update(people)
    laps.speeds.append(solved * days / seconds)


def _groups(people: range, days: int) -> Iterator[range]:
    size = min(MOST_PEOPLE_AT_ONCE, max(1, MOST_PERSON_DAYS_AT_ONCE // days))
    for first in range(people.start, people.stop, size):
        yield range(first, min(first + size, people.stop))
