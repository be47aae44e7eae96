"""The body's equations are those that libRoadRunner computes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from cramp.engine.description import describe
from cramp.engine.vector.evaluation import evaluate
from cramp.engine.vector.system import System, read_system
from cramp.physiology.composition import body_sbml

if TYPE_CHECKING:
    from cramp.engine.vector.graph import SymbolKind

POINTS = 4


@pytest.fixture(scope="module")
def system() -> System:
    return read_system(body_sbml(), describe(body_sbml()))


@pytest.fixture(scope="module")
def runner():
    import roadrunner

    return roadrunner.RoadRunner(body_sbml())


def _symbols(system: System) -> dict[SymbolKind, list[np.ndarray]]:
    """Return the values of all symbols where a run sets nothing, but for the states'."""
    return {
        "parameter": evaluate(system.graph, system.parameter_start, {}),
        "input": evaluate(system.graph, system.input_start, {}),
        "time": [np.zeros(())],
    }


def _initial(system: System) -> np.ndarray:
    return np.array(evaluate(system.graph, system.initial, _symbols(system)))


def _points(system: System) -> np.ndarray:
    """Return states to compare in, points x states: the start, and some with nothing empty."""
    start = _initial(system)
    scatter = np.random.default_rng(7).uniform(0.5, 1.5, (POINTS, len(start)))
    return np.vstack([start, (start + 0.01) * scatter])


def test_the_start_is_libroadrunners(system, runner):
    expected = [runner.getValue(name) for name in system.states]
    np.testing.assert_allclose(_initial(system), expected, rtol=1e-12)


def test_rates_and_quantities_are_libroadrunners_in_many_states(system, runner):
    for states in _points(system):
        for name, value in zip(system.states, states, strict=True):
            runner.setValue(name, float(value))
        symbols = _symbols(system)
        symbols["state"] = list(states)
        rates = evaluate(system.graph, system.derivatives, symbols)
        expected = np.array([runner.getValue(f"{name}'") for name in system.states])
        np.testing.assert_allclose(rates, expected, rtol=1e-9, atol=1e-13 * abs(expected).max())
        found = evaluate(system.graph, list(system.quantities.values()), symbols)
        wanted = [runner.getValue(name) for name in system.quantities]
        np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-13)
