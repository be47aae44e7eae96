"""People taken into an experiment because of a value that was found in them.

More people than are wanted live until the moment of the screen; each is measured there once, with
the scatter of the assay and of the day, and those whose measured value passes live on. What was
off in that value they keep, so that part of what follows is return to their usual value.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cramp.validation.cohorts import Cohort, draw_cohort
from cramp.validation.lived_arm import Screening, Stretch
from cramp.validation.people import EvenStreams, gathered
from cramp.validation.scales import screened_between
from cramp.validation.scatter import scatter
from cramp.validation.solving import solve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cramp.engine.interface import Engine
    from cramp.validation.format import Arm, Experiment, Screened
    from cramp.validation.lived_arm import LivedArm
    from cramp.validation.quantities import Known
    from cramp.validation.scatter import Kind

MOST_DRAWS = 16
"""How many times as many people as wanted are measured at most."""

FEWEST = 24
"""Who tell a mean well enough: where a screen leaves fewer of more than were wanted, what chance
does to them is added to the tolerance."""

LEAST = 3
"""Fewer people tell nothing of others like them."""


class TooFewPass(ValueError):
    """Hardly anybody passes a screen; `str` tells how many of how many, and what to do."""


@dataclass(frozen=True)
class Recruited:
    """Who was measured for one arm, and who passed.

    Attributes
    ----------
    arm
        Its name.
    measured, passed
        How many people.
    taken, wanted
        How many of those who passed live on, as many in every arm, and how many were to.
    """

    arm: str
    measured: int
    passed: int
    taken: int
    wanted: int

    @property
    def are_few(self) -> bool:
        """Whether so few are left that chance weighs more than it was meant to."""
        return self.taken < min(FEWEST, self.wanted)

    @property
    def words(self) -> str:
        """Return how many passed, in words."""
        few = f"; only {self.taken} are left, so that chance is added to the tolerance"
        return f"{self.arm}: {self.passed} of {self.measured} passed{few if self.are_few else ''}"


@dataclass(frozen=True)
class Recruiter:
    """Looks for the people of some arms of an experiment.

    Attributes
    ----------
    experiment, arms
        Whose.
    seed
        Of all randomness.
    wanted
        People in each arm, V.
    times
        When their courses have to be known, minutes since day 1 began; shape (T,).
    engine
        What solves.
    known
        What can be measured in the body.
    outputs
        Identifiers of what is solved for; at least those that the screens ask for.
    """

    experiment: Experiment
    arms: Sequence[Arm]
    seed: int
    wanted: int
    times: np.ndarray
    engine: Engine
    known: Known
    outputs: tuple[str, ...]

    def recruit(self) -> tuple[Cohort, tuple[Recruited, ...]]:
        """Return the people of the arms, and who was measured for those that screen.

        People are screened as the body's own values have them, so that other values are compared
        in the same people.

        Raises
        ------
        TooFewPass
            If fewer than `LEAST` pass in an arm.
        NotSolved
            If too many people cannot be simulated until the screen.
        """
        if not self._screening_arms:
            return self._drawn(self.seed, self.arms, self.times), ()
        batches = []
        passed = np.zeros(len(self.arms), dtype=int)
        # Each batch fills every distribution evenly; seeds of two experiments never meet.
        for seed in range(self.seed * MOST_DRAWS, (self.seed + 1) * MOST_DRAWS):
            batches.append(self._batch(seed))
            passed += [len(taken) for taken in batches[-1].taken]
            if np.min(passed) >= self.wanted:
                break
        recruited = self._recruited(passed, len(batches) * self.wanted)
        return self._joined(batches, int(min(np.min(passed), self.wanted))), recruited

    @property
    def _screening_arms(self) -> list[Arm]:
        return [arm for arm in self.arms if self.experiment.screened_of(arm) is not None]

    def _drawn(self, seed: int, arms: Sequence[Arm], times: np.ndarray) -> Cohort:
        inputs = frozenset(self.engine.description.inputs)
        return draw_cohort(self.experiment, arms, seed, self.wanted, times, inputs)

    def _recruited(self, passed: np.ndarray, measured: int) -> tuple[Recruited, ...]:
        taken = int(min(np.min(passed), self.wanted))
        screened = {arm.name for arm in self._screening_arms}
        found = tuple(
            Recruited(arm.name, measured, int(count), taken, self.wanted)
            for arm, count in zip(self.arms, passed, strict=True)
            if arm.name in screened
        )
        if taken < LEAST:
            fewest = min(found, key=lambda one: one.passed)
            raise TooFewPass(
                f"{fewest.passed} of {measured} people passed the screen of {fewest.arm}, too few "
                "to go on; check its value and unit, or tell what made people so: diagnoses, "
                "medicines, usual life"
            )
        return found

    def _batch(self, seed: int) -> _Batch:
        """Measure a batch of people at their screens, and say who passes."""
        arms = self._screening_arms
        minutes = {arm.name: self._screen_of(arm).at.after(self._zero) for arm in arms}
        until = self._drawn(seed, arms, np.unique(list(minutes.values())))
        found = solve(until, self.engine, self.outputs)
        lived = until.became(found.populations, found.values, self.outputs, found.solved)
        measured = {
            arm.name: self._measured(lived[arm.name], self._screen_of(arm), seed, found.solved)
            for arm in arms
        }
        passes = {name: one[1] for name, one in measured.items()}
        if self.experiment.design == "crossover":
            # The same people live all arms.
            everywhere = np.all(list(passes.values()), axis=0)
            passes = {arm.name: everywhere for arm in self.arms}
        everybody = np.ones(self.wanted, dtype=bool)
        return _Batch(
            self._drawn(seed, self.arms, self.times),
            [np.flatnonzero(passes.get(arm.name, everybody)) for arm in self.arms],
            [measured[arm.name][0] if arm.name in measured else None for arm in self.arms],
        )

    @property
    def _zero(self) -> float:
        return self.experiment.zero.minutes

    def _screen_of(self, arm: Arm) -> Screened:
        screened = self.experiment.screened_of(arm)
        if screened is None:
            raise ValueError(f"{arm.name} has no screen")
        return screened

    def _measured(
        self, lived: LivedArm, screened: Screened, seed: int, solved: np.ndarray
    ) -> tuple[Screening, np.ndarray]:
        """Return what is off in the measured values, and who passes; each of shape (V,).

        Who could not be simulated passes nowhere.
        """
        minute, quantity = screened.at.after(self._zero), screened.quantity
        own = np.full(len(solved), np.nan)
        own[solved] = lived.numbers(quantity, Stretch("value", minute, minute), self.known)
        streams = EvenStreams(seed, len(solved))

        def off(kind: Kind) -> np.ndarray:
            deviations = scatter(quantity, kind, own, self.known)
            return deviations * streams.scores("screen", quantity, kind)

        of_sample = off("assay")
        if self.experiment.sample is not None:
            of_sample = of_sample + off(self.experiment.sample)
        screening = Screening(quantity, minute, of_day=off("person"), of_sample=of_sample)
        measured = own + screening.of_day + screening.of_sample
        low, high = screened_between(screened, self.known)
        return screening, (low < measured) & (measured < high)

    def _joined(self, batches: Sequence[_Batch], count: int) -> Cohort:
        """Return the first people of each arm who passed."""
        first = batches[0].cohort
        places = range(len(self.arms))
        chosen = [_first(batches, at, count) for at in places]
        return Cohort(
            first.names,
            tuple(
                gathered([(batch.cohort.people[at], who) for batch, who in chosen[at]])
                for at in places
            ),
            first.kinetics,
            tuple(
                tuple(batch.cohort.schedules[at][one] for batch, who in chosen[at] for one in who)
                for at in places
            ),
            first.times,
            tuple(
                _together([(batch.screenings[at], who) for batch, who in chosen[at]])
                for at in places
            ),
            first.sample,
        )


@dataclass(frozen=True)
class _Batch:
    """People who were measured at once; of each arm, who passed and what was off in them."""

    cohort: Cohort
    taken: list[np.ndarray]
    screenings: list[Screening | None]


def _first(batches: Sequence[_Batch], arm: int, count: int) -> list[tuple[_Batch, np.ndarray]]:
    """Return each batch with those of an arm who are among the first to pass."""
    left = count
    found = []
    for batch in batches:
        who = batch.taken[arm][:left]
        left -= len(who)
        found.append((batch, who))
    return found


def _together(parts: Sequence[tuple[Screening | None, np.ndarray]]) -> Screening | None:
    found = [one.only(who) for one, who in parts if one is not None]
    if not found:
        return None
    return replace(
        found[0],
        of_day=np.concatenate([one.of_day for one in found]),
        of_sample=np.concatenate([one.of_sample for one in found]),
    )
