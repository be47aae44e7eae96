"""Many random people: no run fails, none comes out with numbers that no body could have.

`CRAMP_MANY_PEOPLE` tells how many (1,000 unless told); 100,000 take some minutes.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
import pytest
from random_people import MINUTES_PER_DAY, random_runs

from cramp.engine.vector.engine import VectorEngine
from cramp.physiology.composition import body_sbml
from cramp.physiology.conservation import body_description, species_of, substance_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cramp.engine.interface import Solution
    from cramp.engine.vector.shapes import Precision

PEOPLE = int(os.environ.get("CRAMP_MANY_PEOPLE", "1000"))
BLOCK = 500
DAYS = 14
SEED = 20
SIGNED = frozenset({"natriuretic_adaptation"})
"""States that the equations take below zero. All others are amounts and levels."""
NOTHING = 1e-30
"""What has decayed to the smallest numbers of single precision has no sign."""

TOLERANCES: dict[Precision, float] = {"f64": 1e-5, "f32": 3e-5}

pytestmark = pytest.mark.slow


def _solutions(precision: Precision) -> Iterator[tuple[int, Solution]]:
    """Yield blocks of people, by number, with all states at every day's end."""
    engine = VectorEngine(body_sbml(), precision=precision)
    days = np.arange(DAYS + 1) * float(MINUTES_PER_DAY)
    for block, first in enumerate(range(0, PEOPLE, BLOCK)):
        runs = random_runs(SEED, block, min(BLOCK, PEOPLE - first), DAYS)
        yield (
            block,
            engine.solve(
                runs,
                list(engine.description.states),
                days,
                relative_tolerance=TOLERANCES[precision],
            ),
        )


def _faults(solution: Solution, tolerance: float) -> Iterator[str]:
    for person, reason in solution.failures.items():
        yield f"person {person} fails: {reason}"
    for name in solution.outputs:
        course = solution.of(name)
        broken = ~np.all(np.isfinite(course), axis=1)
        if name not in SIGNED:
            broken |= np.any(course < -tolerance * _size(solution, name) - NOTHING, axis=1)
        for person in set(np.flatnonzero(broken)) - set(solution.failures):
            yield f"person {person}: {name} is {course[person]}"


def _size(solution: Solution, name: str) -> np.ndarray:
    """Return what is much of a state, shape (runs, 1): all there is of the substance it holds."""
    alike = (name,)
    if name.endswith("_amount"):
        alike = species_of(substance_of(name), body_description())
    held = np.sum([np.abs(solution.of(one)) for one in alike], axis=0)
    return np.max(held, axis=1, keepdims=True)


@pytest.mark.parametrize("precision", TOLERANCES)
def test_everybody_lives_through_two_random_weeks(precision: Precision) -> None:
    faults = [
        f"seed {SEED}, block {block}, {fault}"
        for block, solution in _solutions(precision)
        for fault in _faults(solution, TOLERANCES[precision])
    ]
    assert not faults, f"{len(faults)} faults among {PEOPLE} people: " + "\n".join(faults[:20])
