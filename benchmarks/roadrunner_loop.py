"""libRoadRunner driven as directly as its Python interface allows.

The project's own reference engine asks for a table of results for every piece of a schedule.
Here CVODE is told to go on from one edge or output time to the next, is started anew at edges
only, and the states are read off the model: less Python for the same integration.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cramp.engine.description import describe

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from cramp.engine.interface import Run


@dataclass(eq=False)
class RoadRunnerLoop:
    """libRoadRunner's CVODE (BDF) without anything around it.

    Parameters
    ----------
    sbml
        The model, as SBML text.
    state_sizes
        How large each state gets, shape (S,) in the order of the model's description: its
        absolute tolerance is the relative one times `ABSOLUTE_SHARE` of that size.
    """

    sbml: str = field(repr=False)
    state_sizes: np.ndarray = field(repr=False)
    absolute_share: float = 0.01
    name: str = field(default="libroadrunner", init=False)
    precision: str = field(default="f64", init=False)
    at_once: int = field(default=1, init=False)
    person_days_a_lap: int = field(default=56, init=False)

    def __post_init__(self) -> None:
        import roadrunner

        roadrunner.Logger.setLevel(roadrunner.Logger.LOG_FATAL)
        roadrunner.Config.setValue(
            roadrunner.Config.ROADRUNNER_DISABLE_PYTHON_DYNAMIC_PROPERTIES,
            True,  # noqa: FBT003  # libRoadRunner takes no names
        )
        self._runner: Any = roadrunner.RoadRunner(self.sbml)
        self._runner.integrator.setValue("stiff", True)  # noqa: FBT003
        self._states = tuple(describe(self.sbml).states)
        self._places = _Places(self._runner.model, self._states)

    def solve(
        self, runs: Sequence[Run], times: np.ndarray, relative_tolerance: float
    ) -> np.ndarray:
        """Return the states, shape (R, T, S); see `benchmarks.engines.Contender.solve`."""
        self._set_tolerances(relative_tolerance)
        result = np.full((len(runs), len(times), len(self._states)), np.nan)
        for row, run in enumerate(runs):
            try:
                self._integrate(run, times, result[row])
            except RuntimeError:
                result[row] = np.nan
        return result

    def watch(
        self, runs: Sequence[Run], times: np.ndarray, relative_tolerance: float
    ) -> np.ndarray:
        """Return all states: one call reads all of them."""
        return self.solve(runs, times, relative_tolerance)

    def _set_tolerances(self, relative_tolerance: float) -> None:
        integrator = self._runner.integrator
        integrator.setValue("relative_tolerance", relative_tolerance)
        absolute = relative_tolerance * self.absolute_share * self.state_sizes
        for name, tolerance in zip(self._states, absolute, strict=True):
            integrator.setIndividualTolerance(name, float(tolerance))

    def _integrate(self, run: Run, times: np.ndarray, states: np.ndarray) -> None:
        """Fill in the states, shape (T, S)."""
        runner, schedule = self._runner, run.schedule
        model, integrator, places = runner.model, runner.integrator, self._places
        runner.resetToOrigin()
        parameters = [places.parameters[name] for name in run.parameters]
        model.setGlobalParameterValues(parameters, list(run.parameters.values()))
        runner.reset()
        inputs = [places.parameters[name] for name in schedule.inputs]
        stops = np.union1d(schedule.edges[schedule.edges < times[-1]], times)
        edge_rows = dict(zip(schedule.edges.tolist(), range(len(schedule.edges)), strict=True))
        output_rows = dict(zip(times.tolist(), range(len(times)), strict=True))
        here = float(stops[0])
        for stop in stops.tolist():
            if stop > here:
                integrator.integrate(here, stop - here)
                here = stop
            if stop in output_rows:
                places.read(model, states[output_rows[stop]])
            if stop in edge_rows:
                model.setGlobalParameterValues(inputs, schedule.values[edge_rows[stop]])
                integrator.restart(stop)


class _Places:
    """Where libRoadRunner keeps the states: species amounts, then parameters with rate rules."""

    def __init__(self, model: Any, states: tuple[str, ...]) -> None:
        species = {name: place for place, name in enumerate(model.getFloatingSpeciesIds())}
        names = model.getGlobalParameterIds()
        self.parameters = {name: place for place, name in enumerate(names)}
        self._species_columns = [i for i, name in enumerate(states) if name in species]
        self._species = [species[states[i]] for i in self._species_columns]
        self._ruled_columns = [i for i, name in enumerate(states) if name not in species]
        self._ruled = [self.parameters[states[i]] for i in self._ruled_columns]

    def read(self, model: Any, row: np.ndarray) -> None:
        row[self._species_columns] = model.getFloatingSpeciesAmounts()[self._species]
        row[self._ruled_columns] = model.getGlobalParameterValues(self._ruled)
