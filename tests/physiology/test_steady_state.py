"""A steady life has a steady state: the body goes back to it, and no small push grows."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
from responses import MINUTES_PER_DAY, TOLERANCE, ZERO, life, paired_runs, protocols

from cramp.engine.description import describe
from cramp.engine.settling import read_states
from cramp.engine.vector.derivatives import jacobian
from cramp.engine.vector.engine import VectorEngine
from cramp.engine.vector.evaluation import evaluate
from cramp.engine.vector.system import System, read_system
from cramp.physiology.composition import body_sbml
from cramp.simulate.course import usual_workers

if TYPE_CHECKING:
    from cramp.engine.vector.graph import SymbolKind

PEOPLE = 8
NOON = 720.0
LONGEST_TIME = 30 * MINUTES_PER_DAY
"""No way back takes longer, to a third of a push, minutes."""
LONGEST_TIME_OF_SLOW_POOLS = 120 * MINUTES_PER_DAY
SLOW_POOLS = ("magnesium", "calcidiol", "parathyroid_mass")
"""Cells and bone hold more magnesium than the kidney passes in months, fat holds vitamin D, and
glands grow slowly."""
DAYS = 56
"""After which a disturbance is over: a drip after two or three weeks, three days of diarrhoea after
four or five. Sodium of skin and bone takes longest, with the slow answers to volume, and the
parathyroid glands, which grow for months, a little longer."""
JUST_ABOVE = 1e-9
"""Where what is empty has the slope of something: `max(x, 0)` has none at nothing."""
BACK = 0.01
"""Share of a state's usual size that may be left."""
DISTURBANCES = (
    "potassium_chloride_swallowed", "water_drunk", "saline_into_a_vein",
    "hydrochloric_acid_into_a_vein", "sodium_bicarbonate_into_a_vein", "insulin_into_a_vein",
    "salbutamol_into_a_vein", "hard_exercise", "furosemide_swallowed", "diarrhoea",
)  # fmt: skip
STATES = tuple(sorted(read_states(body_sbml(), describe(body_sbml()).states)))
"""Without those that only pile up."""


@cache
def _engine() -> VectorEngine:
    return VectorEngine(body_sbml(), threads=usual_workers())


@cache
def _after() -> np.ndarray:
    """Return states long after each disturbance, the undisturbed first, (people, lives, states)."""
    lives = [life(()), *(life(protocols()[name]) for name in DISTURBANCES)]
    runs = paired_runs(lives)[: PEOPLE * len(lives)]
    end = np.array([ZERO + DAYS * MINUTES_PER_DAY])
    solution = _engine().solve(runs, STATES, end, relative_tolerance=TOLERANCE)
    assert solution.failures == {}
    return solution.values.reshape(PEOPLE, len(lives), len(STATES))


@pytest.mark.parametrize("name", DISTURBANCES)
def test_the_body_returns_from(name):
    without, after = _after()[:, 0], _after()[:, 1 + DISTURBANCES.index(name)]
    size = np.maximum(np.max(np.abs(without), axis=0), 1e-6)
    left = np.max(np.abs(after - without) / size, axis=0)
    worst = int(np.argmax(left))
    assert left[worst] < BACK, f"{STATES[worst]}: {left[worst]:.2%} of it is left"


@cache
def _system() -> System:
    return read_system(body_sbml(), describe(body_sbml()))


@cache
def _jacobians() -> np.ndarray:
    """Return how states move each other at everybody's steady state, (people, states, states)."""
    system = _system()
    runs = [replace(run, settled_at=NOON) for run in paired_runs([life(())])]
    settled = _engine().solve(
        runs, list(system.states), runs[0].schedule.edges[:1], relative_tolerance=TOLERANCE
    )
    assert settled.failures == {}
    schedule = runs[0].schedule
    inputs = dict(zip(schedule.inputs, schedule.values[0], strict=True))
    usual = dict(zip(system.parameters, evaluate(system.graph, system.parameter_start, {}),
                     strict=True))  # fmt: skip
    symbols: dict[SymbolKind, list[np.ndarray]] = {
        "parameter": [
            np.array([run.parameters.get(name, usual[name]) for run in runs])
            for name in system.parameters
        ],
        "input": [np.full(len(runs), inputs[name]) for name in system.inputs],
        "state": [settled.of(name)[:, 0] + JUST_ABOVE for name in system.states],
        "time": [np.full(len(runs), NOON)],
    }
    entries = jacobian(system.graph, system.derivatives)
    values = evaluate(system.graph, list(entries.values()), symbols)
    matrices = np.zeros((len(runs), len(system.states), len(system.states)))
    for (row, column), value in zip(entries, values, strict=True):
        matrices[:, row, column] = value
    lasting = [system.states.index(name) for name in STATES]
    return matrices[:, lasting][:, :, lasting]


def test_no_small_push_grows_in_anybodys_steady_state():
    rates = np.linalg.eigvals(_jacobians())
    slowest = np.max(rates.real, axis=1)
    longest = LONGEST_TIME_OF_SLOW_POOLS
    assert np.all(slowest < -1 / longest), f"a push grows by {np.max(slowest):.2g} a minute"


def test_all_but_the_slow_pools_are_back_within_a_month():
    others = [
        number for number, name in enumerate(STATES) if not any(slow in name for slow in SLOW_POOLS)
    ]
    rates = np.linalg.eigvals(_jacobians()[:, others][:, :, others])
    slowest = np.max(rates.real, axis=1)
    assert np.all(slowest < -1 / LONGEST_TIME), f"{-1 / np.max(slowest) / 1440:.0f} days"


def test_a_body_that_runs_away_is_seen():
    """With every flow turned round a push grows."""
    assert np.all(np.max(np.linalg.eigvals(-_jacobians()).real, axis=1) > 0)
