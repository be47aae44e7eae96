"""Published numbers against what the hazard gives; fitted and predicted apart."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast, get_args

from cramp.hazard.table_lines import STANDARD_SCORES_OF_95_PERCENT, Line, read_lines

Role = Literal["fitted", "predicted"]

COLUMNS = (
    "id", "role", "what", "population", "measured", "low", "high", "unit", "tolerance", "source",
    "missed",
)  # fmt: skip
LARGEST_Z = 2.0
"""Of what counts as reproduced, as in `cramp validate`."""


@dataclass(frozen=True)
class Experiment:
    """One published number.

    Attributes
    ----------
    role
        `fitted`: served to set values of the hazard, so agreement proves little.
    measured, low, high
        With its 95 % interval, in `unit`.
    tolerance
        What asking, protocol and definitions add to its standard error, in `unit`.
    source
        Keys of `cramp.knowledge.sources`.
    missed
        Why it is believed to be missed, where it is; else empty.
    """

    id: str
    role: Role
    what: str
    population: str
    measured: float
    low: float
    high: float
    unit: str
    tolerance: float
    source: tuple[str, ...]
    missed: str

    @property
    def uncertainty(self) -> float:
        """Standard error and tolerance together, in `unit`."""
        return math.hypot((self.high - self.low) / STANDARD_SCORES_OF_95_PERCENT, self.tolerance)


@dataclass(frozen=True)
class Scored:
    """An experiment beside what the hazard gives for it, in the experiment's unit."""

    experiment: Experiment
    simulated: float

    @property
    def z(self) -> float:
        """Simulated less measured, over the uncertainty."""
        return (self.simulated - self.experiment.measured) / self.experiment.uncertainty

    @property
    def reproduced(self) -> bool:
        """Whether they agree."""
        return abs(self.z) <= LARGEST_Z


@cache
def experiments() -> tuple[Experiment, ...]:
    """Return every experiment, in the order of `experiments.csv`.

    Raises
    ------
    HazardTableError
        If a row is incomplete or contradicts itself.
    """
    return tuple(_experiment(line) for line in read_lines("experiments.csv", COLUMNS))


def measured(identifier: str) -> float:
    """Return one measured number, in its unit.

    Raises
    ------
    KeyError
        If there is no such experiment.
    """
    return {experiment.id: experiment.measured for experiment in experiments()}[identifier]


def score_experiments() -> tuple[Scored, ...]:
    """Return what the hazard gives for every experiment; takes some seconds for the bodies."""
    from cramp.hazard.drinking import simulated_in_bodies
    from cramp.hazard.populations import simulated_in_populations

    simulated = {**simulated_in_populations(), **simulated_in_bodies()}
    return tuple(Scored(one, simulated[one.id]) for one in experiments())


def _experiment(line: Line) -> Experiment:
    experiment = Experiment(
        id=line.cells["id"],
        role=cast("Role", line.one_of("role", get_args(Role))),
        what=line.cells["what"],
        population=line.cells["population"],
        measured=line.number("measured"),
        low=line.number("low"),
        high=line.number("high"),
        unit=line.cells["unit"],
        tolerance=line.number("tolerance"),
        source=line.sources(),
        missed=line.cells["missed"],
    )
    if not experiment.low < experiment.measured < experiment.high:
        raise line.fault("the measured number lies outside its interval")
    if not experiment.source or not experiment.what or not experiment.unit:
        raise line.fault("needs a source, a unit and words that say what was measured")
    return experiment
