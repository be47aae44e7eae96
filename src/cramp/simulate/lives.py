"""Versions of a person that were lived through, kept to be lived again with something left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cramp.simulate.labelling import solved_variables
from cramp.simulate.removals import versions_without

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import xarray

    from cramp.diary.model import Diary
    from cramp.engine.interface import Engine
    from cramp.exposure.schedules import Schedules
    from cramp.exposure.timeline import Timeline
    from cramp.simulate.narrowing import Round
    from cramp.simulate.removals import Removal


@dataclass(frozen=True)
class Lived:
    """A course, and the versions of the person behind each of its draws.

    Attributes
    ----------
    diary, told
        What was told, and the same on one clock.
    engine
        What solved.
    rounds
        Versions in the order in which they were drawn; each as many as the course has draws.
    picked
        Which of all versions each draw of the course is, shape (draws,).
    relative_tolerance
        Of the integration.
    course
        As `cramp.simulate` returns it.
    """

    diary: Diary
    told: Timeline
    engine: Engine
    rounds: tuple[Round, ...]
    picked: np.ndarray
    relative_tolerance: float
    course: xarray.Dataset

    @property
    def schedules(self) -> tuple[Schedules, ...]:
        """The inputs of each round's versions."""
        return tuple(one.versions.realisation.schedules for one in self.rounds)

    def without(
        self, removals: Iterable[Removal], draws: np.ndarray, variables: Sequence[str]
    ) -> xarray.Dataset:
        """Live again without some things, the person and all randomness being the same.

        Parameters
        ----------
        removals
            What is left out, together.
        draws
            Of the course, shape (D,).
        variables
            Identifiers of the body's quantities to keep.

        Returns
        -------
        xarray.Dataset
            The variables along `draw`, those asked for, and the `time` of the course, with
            `units` and `long_name`; NaN where a version could not be solved.
        """
        removals = tuple(removals)
        parts = [
            self._part(number, removals, draws, variables) for number in range(len(self.rounds))
        ]
        values = {
            name: (dims, np.empty((draws.size, self.course.sizes["time"])), attrs)
            for name, (dims, _, attrs) in next(part for _, part in parts if part).items()
        }
        for places, part in parts:
            for name, (_, found, _) in part.items():
                values[name][1][places] = found
        solved = self.course[["succeeded"]].isel(draw=draws).drop_vars("succeeded")
        return solved.assign_coords(time=self.course["time"]).assign(values)

    def _part(
        self,
        number: int,
        removals: tuple[Removal, ...],
        draws: np.ndarray,
        variables: Sequence[str],
    ) -> tuple[np.ndarray, dict]:
        one = self.rounds[number]
        begin = number * len(one.versions)
        own = self.picked[draws] - begin
        places = np.flatnonzero((own >= 0) & (own < len(one.versions)))
        if not places.size:
            return places, {}
        versions = versions_without(
            one.versions, removals, diary=self.diary, told=self.told, streams=one.streams
        )
        # A version that stands for several draws is lived once.
        alone, copies = np.unique(own[places], return_inverse=True)
        solution = self.engine.solve(
            versions.runs_of(alone),
            variables,
            one.solution.times,
            relative_tolerance=self.relative_tolerance,
        )
        return places, solved_variables(self.engine, solution, copies)
