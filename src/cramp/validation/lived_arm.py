"""What became of the people of one arm, and how it is read off."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cramp.exposure.clock import DAY_MINUTES
from cramp.validation.scatter import bias
from cramp.validation.taking import sample_times, taken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cramp.validation.format import Handling
    from cramp.validation.measurements import Take
    from cramp.validation.people import Population
    from cramp.validation.quantities import Known
    from cramp.validation.scatter import Kind

LEVELS = frozenset({"value", "mean", "peak", "nadir"})
"""Takes that read a level, not what was added up and not a time."""


@dataclass(frozen=True)
class Stretch:
    """When something is read off, in minutes since day 1 began, and how."""

    take: Take
    begin_minute: float
    end_minute: float
    every_minutes: float | None = None

    def times(self) -> np.ndarray:
        """Return when the course has to be known, shape (S,)."""
        return sample_times(self.take, self.begin_minute, self.end_minute, self.every_minutes)


@dataclass(frozen=True)
class Screening:
    """What was measured in people before they were taken into an experiment.

    Attributes
    ----------
    quantity, minute
        What, and when, since day 1 began.
    of_day, of_sample
        By how much the measured value was off each person's, in the body's unit, for the day and
        for the sample: its assay, and its way there; shape (V,).
    """

    quantity: str
    minute: float
    of_day: np.ndarray
    of_sample: np.ndarray

    def only(self, chosen: np.ndarray) -> Screening:
        """Return it of some people; `chosen` is indices, or true or false for each."""
        return replace(self, of_day=self.of_day[chosen], of_sample=self.of_sample[chosen])

    def is_same_day(self, quantity: str, stretch: Stretch) -> bool:
        """Return whether a reading shares what was off on the day of the screen."""
        reads_level = stretch.take in LEVELS
        near = abs(stretch.begin_minute - self.minute) < DAY_MINUTES
        return reads_level and near and quantity == self.quantity

    def is_reading(self, quantity: str, stretch: Stretch) -> bool:
        """Return whether a reading is the very measurement of the screen."""
        same = stretch.take == "value" and stretch.begin_minute == self.minute
        return same and quantity == self.quantity


@dataclass(frozen=True)
class LivedArm:
    """What became of the people of one arm.

    Attributes
    ----------
    population
        V people.
    times
        Minutes since day 1 began, ascending; shape (T,).
    course
        Quantities of the body, each of shape (V, T).
    screening
        What was found in these people before they were taken; None if all were.
    sample
        What happened to their blood before it was measured; None if nothing that changes it.
    """

    population: Population
    times: np.ndarray
    course: Mapping[str, np.ndarray]
    screening: Screening | None = None
    sample: Handling | None = None

    def numbers(self, quantity: str, stretch: Stretch, known: Known) -> np.ndarray:
        """Return one number for each person, shape (V,), in the body's unit.

        People who were chosen by a measured value keep what was off in it: all of it in the
        very measurement, the day's part in others of that day.
        """
        times = stretch.times()
        at = np.searchsorted(self.times, times)
        course = {name: self.course[name][:, at] for name in known.parts(quantity)}
        own = taken(stretch.take, times, known.value(quantity, course, self.population))
        if self.sample is not None and stretch.take in LEVELS:
            own = own + bias(quantity, self.sample, known)
        found = self.screening
        if found is not None and found.is_same_day(quantity, stretch):
            own = own + found.of_day
            if found.is_reading(quantity, stretch):
                own = own + found.of_sample
        return own

    def without(self, person: int) -> LivedArm:
        """Return the arm without one of its people, by index."""
        kept = np.arange(len(self.population)) != person
        return LivedArm(
            self.population.only(kept),
            self.times,
            {name: values[kept] for name, values in self.course.items()},
            None if self.screening is None else self.screening.only(kept),
            self.sample,
        )

    def scattering(self, quantity: str, stretch: Stretch) -> tuple[Kind, ...]:
        """Return which kinds of scatter a reading has beside what `numbers` holds."""
        found = self.screening
        if found is not None and found.is_reading(quantity, stretch):
            return ()
        of_sample: tuple[Kind, ...] = ("assay",)
        if self.sample is not None and stretch.take in LEVELS:
            of_sample = ("assay", self.sample)
        if found is not None and found.is_same_day(quantity, stretch):
            return of_sample
        return (*of_sample, "person")
