"""The error that engines are matched by, and the tolerance chosen for it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest
from benchmarks.accuracy import MATCHED_ERROR, NotExactEnough, Sample, error, loosest_setting

from cramp.engine.interface import Run, Schedule

TIMES = np.array([0.0, 60.0, 120.0])
REFERENCE = np.array(
    [
        [[1.0, 200.0, 0.0], [4.0, 100.0, 1e-12], [2.0, 50.0, 1e-10]],
        [[1.0, 2.0, 0.0], [1.0, -5.0, 0.0], [1.0, 3.0, 0.0]],
    ]
)
"""Two people, three times, three states; nobody has anything of the third."""


def test_error_is_relative_to_the_largest_size_of_the_state_in_that_person() -> None:
    states = REFERENCE.copy()
    states[0, 2, 0] += 0.1
    assert error(states, REFERENCE) == pytest.approx(0.1 / 4)
    states[1, 0, 1] -= 0.3
    assert error(states, REFERENCE) == pytest.approx(0.3 / 5)


def test_states_of_which_there_is_nothing_do_not_count() -> None:
    states = REFERENCE.copy()
    states[0, 1, 2] = 1e-6
    assert error(states, REFERENCE) == 0


@pytest.mark.parametrize("place", [(0, 1, 0), (1, 0, 2)])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_is_not_finite_is_an_infinite_error(place, value) -> None:
    states = REFERENCE.copy()
    states[place] = value
    assert error(states, REFERENCE) == np.inf


@dataclass
class Erring:
    """Is off by a known error in one person, exact in the others."""

    error_at: dict[float, float]
    wrong_person: int = 1
    at_once: int = 1
    name: str = "erring"
    precision: str = "f64"
    person_days_a_lap: None = None
    tried: list[float] = field(default_factory=list)

    def solve(self, runs, times, relative_tolerance):  # noqa: ARG002  # as every contender
        self.tried.append(relative_tolerance)
        people = [int(run.parameters["person"]) for run in runs]
        states = REFERENCE[people].copy()
        for row, person in enumerate(people):
            if person == self.wrong_person:
                states[row, :, 0] *= 1 + self.error_at[relative_tolerance]
        return states


def _sample() -> Sample:
    schedule = Schedule((), TIMES[:1], np.zeros((1, 0)))
    runs = [Run(schedule, {"person": person}) for person in range(2)]
    return Sample(runs, TIMES, REFERENCE)


@pytest.mark.parametrize("at_once", [1, 2])
def test_the_loosest_tolerance_that_is_exact_enough_is_chosen(at_once) -> None:
    off = {1e-2: 0.1, 1e-3: 1.01 * MATCHED_ERROR, 1e-4: 0.99 * MATCHED_ERROR, 1e-5: 1e-6}
    setting = loosest_setting(Erring(off, at_once=at_once), _sample(), tuple(off))
    assert setting.relative_tolerance == 1e-4
    assert setting.error == pytest.approx(0.99 * MATCHED_ERROR)


def test_nobody_is_asked_further_once_one_person_is_too_far_off() -> None:
    contender = Erring({1e-2: 0.1, 1e-3: 0.0}, wrong_person=0)
    loosest_setting(contender, _sample(), (1e-2, 1e-3))
    assert contender.tried == [1e-2, 1e-3, 1e-3]


def test_an_engine_that_is_never_exact_enough_is_named() -> None:
    with pytest.raises(NotExactEnough, match=r"erring \(f64\).*down to 0.001"):
        loosest_setting(Erring({1e-2: 0.1, 1e-3: 0.1}), _sample(), (1e-2, 1e-3))
