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
    from cramp.simulate.draws import Versions
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
        self, each: Sequence[Iterable[Removal]], draws: np.ndarray, variables: Sequence[str]
    ) -> tuple[xarray.Dataset, ...]:
        """Live again without some things, the person and all randomness being the same.

        Parameters
        ----------
        each
            Lives to live; of each what is left out of it, together.
        draws
            Of the course, shape (D,).
        variables
            Identifiers of the body's quantities to keep.

        Returns
        -------
        tuple of xarray.Dataset
            Of each life the variables along `draw`, those asked for, and the `time` of the
            course, with `units` and `long_name`; NaN where a version could not be solved.
        """
        removed = [tuple(removals) for removals in each]
        shape = (len(removed), draws.size, self.course.sizes["time"])
        values: dict[str, np.ndarray] = {}
        described: dict[str, tuple] = {}
        for number in range(len(self.rounds)):
            places, part = self._part(number, removed, draws, variables)
            for name, (dims, found, attributes) in part.items():
                described[name] = (dims, attributes)
                held = found.reshape(len(removed), places.size, -1)
                values.setdefault(name, np.empty(shape))[:, places] = held
        solved = self.course[["succeeded"]].isel(draw=draws).drop_vars("succeeded")
        solved = solved.assign_coords(time=self.course["time"])
        return tuple(
            solved.assign(
                {
                    name: (dims, values[name][life], attributes)
                    for name, (dims, attributes) in described.items()
                }
            )
            for life in range(len(removed))
        )

    def _part(
        self,
        number: int,
        each: Sequence[tuple[Removal, ...]],
        draws: np.ndarray,
        variables: Sequence[str],
    ) -> tuple[np.ndarray, dict]:
        """Return which draws are of a round, and their variables, life after life."""
        one = self.rounds[number]
        begin = number * len(one.versions)
        own = self.picked[draws] - begin
        places = np.flatnonzero((own >= 0) & (own < len(one.versions)))
        if not places.size or not each:
            return places, {}
        # A version that stands for several draws is lived once, and all lives are solved at once:
        # the fewer solves, the fewer threads that wait for the last runs of one.
        alone, copies = np.unique(own[places], return_inverse=True)
        runs = [run for removals in each for run in self._versions(one, removals).runs_of(alone)]
        solution = self.engine.solve(
            runs, variables, one.solution.times, relative_tolerance=self.relative_tolerance
        )
        taken = np.concatenate([life * alone.size + copies for life in range(len(each))])
        return places, solved_variables(self.engine, solution, taken)

    def _versions(self, one: Round, removals: tuple[Removal, ...]) -> Versions:
        return versions_without(
            one.versions, removals, diary=self.diary, told=self.told, streams=one.streams
        )
