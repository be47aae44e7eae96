"""Leaving causes out, one by one and together, on lives made up so that the answer is known."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from cramp.assessment import cause_runs
from cramp.assessment.cause_runs import CauseRuns
from cramp.simulate.removals import Removal

if TYPE_CHECKING:
    from cramp.hazard.periods import Periods
    from cramp.simulate.lives import Lived

REMOVALS = tuple(Removal(name) for name in ("first", "second", "third"))
DRAWS, STATES = 4, 2
LIVED, SHOWN = cast("Lived", None), cast("Periods", None)
"""Never looked at: what they would answer is made up."""


@pytest.fixture
def parts(monkeypatch):
    """Divide a made-up effect of what is present in a life."""

    def divide(effect, removals=REMOVALS):
        lives = []

        def lived(self, each):
            left_out = [frozenset(one.name for one in some) for some in each]
            lives.extend(left_out)
            names = {one.name for one in removals}
            return [SimpleNamespace(effect=effect(names - some)) for some in left_out]

        def deviations(course, shown):
            deviation = np.full((DRAWS, 1, STATES), course.effect)
            return SimpleNamespace(
                nights=deviation, waking=deviation[:, :0], bouts=deviation[:, :0]
            )

        monkeypatch.setattr(CauseRuns, "_lived_without", lived)
        monkeypatch.setattr(cause_runs, "deviations_of", deviations)
        runs = CauseRuns(LIVED, SHOWN, np.arange(DRAWS), lambda deviation: deviation)
        found = runs.parts(removals, np.random.default_rng(0))
        assert len(lives) == len(set(lives)), "a life was lived twice"
        return found, lives

    return divide


def test_effects_that_add_up_need_no_orders(parts) -> None:
    sizes = {"first": 0.3, "second": 0.1, "third": 0.0}
    found, lives = parts(lambda present: sum(sizes[name] for name in present))
    assert found.orders == 0
    assert len(lives) == 5
    for name, size in sizes.items():
        assert found.of_removals[name] == pytest.approx(size)


def test_what_needs_two_is_divided_between_them(parts) -> None:
    found, _ = parts(lambda present: 1.0 * ({"first", "second"} <= present))
    assert found.orders == 6
    assert found.together == pytest.approx(STATES)
    assert found.of_removals["first"] == pytest.approx(0.5)
    assert found.of_removals["second"] == pytest.approx(0.5)
    assert found.of_removals["third"] == pytest.approx(0)


@pytest.mark.parametrize("size", [0.01, 1.0])
def test_parts_sum_to_what_all_do_together(parts, size) -> None:
    found, _ = parts(lambda present: size * len(present) ** 2)
    assert sum(found.of_removals.values()) == pytest.approx(size * 9)


def test_a_cause_alone_needs_one_life(parts) -> None:
    found, lives = parts(lambda present: 0.7 * len(present), REMOVALS[:1])
    assert found.of_removals["first"] == pytest.approx(0.7)
    assert len(lives) == 2
