"""Who races whom, over which people, and what is made of the rounds."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest
from benchmarks.accuracy import Setting
from benchmarks.cases import SHARED, Cohort
from benchmarks.race import DIVIDED_FROM_PEOPLE, Entrant, Laps, race


@dataclass(eq=False)
class Runner:
    """Says who took part, in the order asked; fails the people named."""

    name: str
    asked: list[str]
    person_days_a_lap: int | None = None
    failing: tuple[float, ...] = ()
    solved: list[int] = field(default_factory=list)
    precision: str = "f64"
    at_once: int = 1

    def watch(self, runs, times, relative_tolerance):  # noqa: ARG002  # as every contender
        self.asked.append(self.name)
        self.solved.append(len(runs))
        states = np.zeros((len(runs), len(times), 1))
        for row, run in enumerate(runs):
            if run.parameters["potassium_secretion_capacity"] in self.failing:
                states[row] = np.nan
        return states


@pytest.fixture(autouse=True)
def one_solve_a_lap(monkeypatch) -> None:
    monkeypatch.setattr("benchmarks.race.SHORTEST_LAP_SECONDS", 1e-9)


def _entrant(runner: Runner) -> Entrant:
    return Entrant(runner, Setting(1e-4, 1e-4))


def test_engines_take_turns_and_none_is_always_first() -> None:
    asked: list[str] = []
    entrants = [_entrant(Runner("a", asked)), _entrant(Runner("b", asked))]
    race(entrants, Cohort(SHARED), people=2, days=1, rounds=3)
    assert asked == ["a", "b", "b", "a", "a", "b"]


def test_a_large_cohort_is_solved_once_in_parts() -> None:
    runner = Runner("all", [])
    people = DIVIDED_FROM_PEOPLE + 3
    (laps,) = race([_entrant(runner)], Cohort(SHARED), people, days=1, rounds=3)
    assert laps.people == set(range(people))
    assert sum(runner.solved) == people


def test_a_slow_engine_gets_other_people_of_the_cohort_each_round() -> None:
    runner = Runner("slow", [], person_days_a_lap=4)
    (laps,) = race([_entrant(runner)], Cohort(SHARED), people=6, days=2, rounds=3)
    assert runner.solved == [2, 2, 2]
    assert laps.people <= set(range(6))
    assert len(laps.people) > 2


def test_people_that_fail_are_counted() -> None:
    third = Cohort(SHARED).runs(2, 1, 1)[0].parameters["potassium_secretion_capacity"]
    runner = Runner("failing", [], failing=(third,))
    (laps,) = race([_entrant(runner)], Cohort(SHARED), people=5, days=1, rounds=2)
    assert laps.failed == {2}


def test_a_ratio_is_the_median_of_the_rounds_own_ratios() -> None:
    fast, slow = Laps([100.0, 10.0, 300.0]), Laps([10.0, 2.0, 10.0])
    assert fast.ratio_to(slow) == 10
    assert fast.speed == 100
