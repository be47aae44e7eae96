"""What takes part in the benchmark, each behind one method: runs in, states out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from cramp.engine.interface import Run
    from cramp.engine.vector.engine import VectorEngine

TOLERANCES = tuple(
    digit * 10.0**exponent for exponent in range(-1, -7, -1) for digit in (1.0, 0.7, 0.5, 0.3, 0.2)
)
"""The ladder of relative tolerances, loosest first: 1e-1, 7e-2, 5e-2, 3e-2, 2e-2 and so on."""


WATCHED = (
    "plasma_potassium_amount", "interstitial_potassium_amount", "cell_potassium_amount",
    "plasma_sodium_amount", "plasma_water_amount", "tissue_water_amount", "aldosterone",
    "vasopressin", "urine_potassium_amount", "urine_sodium_amount",
)  # fmt: skip
"""What a race asks for every hour, as a study of potassium would. Errors are judged on all."""


class Contender(Protocol):
    """An engine as the benchmark drives it."""

    @property
    def name(self) -> str:
        """`vector`, `libroadrunner` or `scipy-lsoda`."""
        ...

    @property
    def precision(self) -> str:
        """`f64` or `f32`."""
        ...

    @property
    def at_once(self) -> int:
        """How many people it is given at once while its tolerance is looked for."""
        ...

    @property
    def person_days_a_lap(self) -> int | None:
        """About how many person-days are timed at once; None for all of the cohort."""
        ...

    def solve(
        self, runs: Sequence[Run], times: np.ndarray, relative_tolerance: float
    ) -> np.ndarray:
        """Return the states at the times, shape (R, T, S); NaN where a run failed."""
        ...

    def watch(
        self, runs: Sequence[Run], times: np.ndarray, relative_tolerance: float
    ) -> np.ndarray:
        """Return at least the `WATCHED` states at the times: what is timed."""
        ...


@dataclass(frozen=True, eq=False)
class Vector:
    """The vector engine on one thread, timed on the whole cohort."""

    sbml: str = field(repr=False)
    precision: Literal["f64", "f32"]
    name: str = field(default="vector", init=False)
    at_once: int = field(default=64, init=False)
    person_days_a_lap: None = field(default=None, init=False)
    engine: VectorEngine = field(init=False, repr=False)

    def __post_init__(self) -> None:
        from cramp.engine.vector.engine import VectorEngine

        engine = VectorEngine(self.sbml, precision=self.precision, threads=1)
        object.__setattr__(self, "engine", engine)

    def solve(
        self, runs: Sequence[Run], times: np.ndarray, relative_tolerance: float
    ) -> np.ndarray:
        """Return the states; see `Contender.solve`."""
        states = tuple(self.engine.description.states)
        return self.engine.solve(runs, states, times, relative_tolerance=relative_tolerance).values

    def watch(
        self, runs: Sequence[Run], times: np.ndarray, relative_tolerance: float
    ) -> np.ndarray:
        """Return the watched states; see `Contender.watch`."""
        return self.engine.solve(runs, WATCHED, times, relative_tolerance=relative_tolerance).values
