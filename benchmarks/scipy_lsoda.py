"""SciPy's LSODA on the model's equations in Python: the usual way without an engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.equations import Equations, equations
from cramp.engine.description import describe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cramp.engine.interface import Run


@dataclass(frozen=True, eq=False)
class ScipyLsoda:
    """`scipy.integrate.odeint`, started anew at every edge.

    Parameters
    ----------
    sbml
        The model, as SBML text.
    state_sizes
        How large each state gets, shape (S,); see `benchmarks.roadrunner_loop.RoadRunnerLoop`.
    """

    sbml: str = field(repr=False)
    state_sizes: np.ndarray = field(repr=False)
    absolute_share: float = 0.01
    name: str = field(default="scipy-lsoda", init=False)
    precision: str = field(default="f64", init=False)
    at_once: int = field(default=1, init=False)
    person_days_a_lap: int = field(default=1, init=False)
    _equations: Equations = field(init=False, repr=False)

    def __post_init__(self) -> None:
        states = tuple(describe(self.sbml).states)
        object.__setattr__(self, "_equations", equations(self.sbml, states))

    def solve(
        self, runs: Sequence[Run], times: np.ndarray, relative_tolerance: float
    ) -> np.ndarray:
        """Return the states, shape (R, T, S); see `benchmarks.engines.Contender.solve`."""
        original = dict(self._equations.values)
        result = []
        for run in runs:
            try:
                result.append(self._course(run, times, relative_tolerance))
            except ArithmeticError:  # far off the course a formula may leave the range of numbers
                result.append(np.full((len(times), len(self._equations.states)), np.nan))
            self._equations.values.update(original)
        return np.stack(result)

    def watch(
        self, runs: Sequence[Run], times: np.ndarray, relative_tolerance: float
    ) -> np.ndarray:
        """Return all states: it has them all at hand."""
        return self.solve(runs, times, relative_tolerance)

    def _course(self, run: Run, times: np.ndarray, relative_tolerance: float) -> np.ndarray:
        from scipy.integrate import odeint

        values, schedule = self._equations.values, run.schedule
        values.update(run.parameters)
        state = np.array(self._equations.start())
        course = np.full((len(times), len(state)), np.nan)
        ends = np.append(schedule.edges[1:], np.inf)
        for begin, end, row in zip(schedule.edges, ends, schedule.values, strict=True):
            if begin > times[-1]:
                break
            values.update(zip(schedule.inputs, row.tolist(), strict=True))
            wanted = (times >= begin) & (times <= end)
            points = np.unique(np.concatenate(([begin], times[wanted], [min(end, times[-1])])))
            states, told = odeint(
                self._equations.rates,
                state,
                points,
                rtol=relative_tolerance,
                atol=relative_tolerance * self.absolute_share * self.state_sizes,
                mxstep=5000,
                full_output=True,
            )
            if told["message"] != "Integration successful.":
                return np.full_like(course, np.nan)
            course[wanted] = states[np.isin(points, times[wanted])]
            state = states[-1]
        return course
