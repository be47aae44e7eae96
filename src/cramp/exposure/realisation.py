"""What each version lived through, as inputs of the body.

Told things come with their errors, untold things from priors, and before the first day stands
the usual life that led there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cramp.exposure.clock import DAY_MINUTES
from cramp.exposure.diet import PULSED_DAYS, Amounts, Diet
from cramp.exposure.doses import RUN_IN_DAYS
from cramp.exposure.dosing import Dosing
from cramp.exposure.losses import LOSS_INPUTS, SECRETION_MINUTES, STOOL_INPUTS, SWEAT_INPUTS
from cramp.exposure.pieces import Pieces
from cramp.exposure.priors import prior
from cramp.exposure.sweating import Sweating
from cramp.exposure.untold import SWALLOWED, Untold, lognormal_factors

if TYPE_CHECKING:
    from cramp.exposure.losses import Loss, LossKind
    from cramp.exposure.schedules import Schedules
    from cramp.exposure.streams import Streams
    from cramp.exposure.timeline import Timeline

LOSS_TO_LOSS_SPREAD = 0.2
"""Coefficient of variation between one person's stools or bouts of vomiting (assumed)."""

LAXATIVE_STOOL_MINUTE = 360.0
"""When the untold stool of a laxative begins to leave the blood, minutes of the day (assumed: most
are taken in the evening and work in the morning)."""

_LONGEST_SECRETION = max(SECRETION_MINUTES.values())

_USUAL_VOLUME = {"watery": "watery_stool_litre", "loose": "loose_stool_litre", None: "vomit_litre"}
"""Prior of one loss, by the consistency told; vomit has none."""


@dataclass(frozen=True)
class Realisation:
    """Inputs of V versions, and what they add up to.

    Every array has shape (V,).

    Attributes
    ----------
    schedules
        Inputs of the body from the run-in's start to the end of the last day.
    told, untold
        Mean daily amounts over the days shown, from the diary and from priors (mmol/d; L/d).
    sweat_litre, stool_litre, vomit_litre
        Lost in the days shown; what habits and laxatives cost before them is not counted, nor is
        what acclimation adds to sweat that was not weighed: the body reckons that.
    doses_taken_share
        Share of the regular doses in the days shown that were taken; NaN without any.
    """

    schedules: Schedules
    told: dict[str, np.ndarray]
    untold: dict[str, np.ndarray]
    sweat_litre: np.ndarray
    stool_litre: np.ndarray
    vomit_litre: np.ndarray
    doses_taken_share: np.ndarray


def realise(
    timeline: Timeline, untold: Untold, mass_kg: np.ndarray, streams: Streams
) -> Realisation:
    """Draw V versions of a timeline.

    Parameters
    ----------
    timeline
        What was told.
    untold
        Each version's answers to what was not.
    mass_kg
        Each version's body mass, for sweat; shape (V,).
    streams
        Randomness for V versions.
    """
    return _Builder(timeline, untold, mass_kg, streams, Pieces(streams.count)).build()


@dataclass(frozen=True)
class _Builder:
    timeline: Timeline
    untold: Untold
    mass_kg: np.ndarray
    streams: Streams
    pieces: Pieces

    def build(self) -> Realisation:
        diet = Diet(self.timeline, self.untold, self.streams, self.pieces)
        diet.swallow_everything()
        Sweating(
            self.timeline, self.untold, self.mass_kg, self.streams, self.pieces
        ).exert_everything()
        for loss in self.timeline.losses:
            self._loss(loss)
        self._laxative_stools()
        taken = Dosing(self.timeline, self.untold, self.streams, self.pieces).give_everything()
        self._sleep()
        end = self.timeline.end_minute
        schedules = self.pieces.schedules(-RUN_IN_DAYS * DAY_MINUTES, end)
        return Realisation(
            schedules=schedules,
            told=self._daily(diet.told),
            untold=self._daily(diet.untold_amounts),
            sweat_litre=sum(
                (
                    schedules.integrals(name, end) - schedules.integrals(name, 0)
                    for name in SWEAT_INPUTS
                ),
                np.zeros(self.streams.count),
            ),
            stool_litre=sum(
                (
                    schedules.integrals(name, end) - schedules.integrals(name, -_LONGEST_SECRETION)
                    for name in STOOL_INPUTS
                ),
                np.zeros(self.streams.count),
            ),
            vomit_litre=schedules.integrals("vomit_loss_rate", end),
            doses_taken_share=taken,
        )

    def _daily(self, amounts: Amounts) -> dict[str, np.ndarray]:
        count, days = self.streams.count, self.timeline.days
        return {name: np.broadcast_to(amounts[name] / days, count) for name in SWALLOWED}

    def _loss(self, loss: Loss) -> None:
        place = f"{loss.kind} {self.timeline.clock.stamp(loss.at_minute)}"
        if loss.volume_litre is not None:
            litres = loss.volume_litre * prior("told_loss_volume").draw(self.streams, place)
        else:
            usual = prior(_USUAL_VOLUME[loss.consistency]).value * self.untold.loss_factor
            scores = self.streams.scores("loss", place)
            litres = usual * lognormal_factors(LOSS_TO_LOSS_SPREAD, scores)
        self.pieces.add(LOSS_INPUTS[loss.kind], loss.at_minute, loss.minutes, litres)

    def _laxative_stools(self) -> None:
        """Lose what laxatives bring on days of which no loose or watery stool is told.

        Before the days with hours it is given at its daily mean.
        """
        clock = self.timeline.clock
        each = prior("untold_laxative_stool_litre").draw(self.streams)
        told = {clock.day_index(loss.at_minute + loss.minutes) for loss in self._told_stools()}
        minutes = SECRETION_MINUTES["laxative_stool"]
        for kind, first, after in _stretches(self.timeline.laxatives):
            even_until = min(after, -PULSED_DAYS)
            if first < even_until:
                begin = clock.at(first, 0)
                length = clock.at(even_until, 0) - begin
                self.pieces.add(LOSS_INPUTS[kind], begin, length, each * (even_until - first))
            for day in sorted(set(range(max(first, -PULSED_DAYS), after)) - told):
                at = clock.at(day, LAXATIVE_STOOL_MINUTE)
                scores = self.streams.scores("laxative stool", clock.stamp(at))
                litres = each * lognormal_factors(LOSS_TO_LOSS_SPREAD, scores)
                self.pieces.add(LOSS_INPUTS[kind], at, minutes, litres)

    def _told_stools(self) -> list[Loss]:
        return [loss for loss in self.timeline.losses if loss.kind != "vomit"]

    def _sleep(self) -> None:
        clock, days = self.timeline.clock, self.timeline.days
        begin, end = self.timeline.asleep
        asleep_minutes = (end - begin) % DAY_MINUTES
        awake_from = -RUN_IN_DAYS * DAY_MINUTES
        for index in range(-PULSED_DAYS, days):
            bedtime = clock.at(index, begin)
            if bedtime <= awake_from:
                continue
            self.pieces.level("drinking_possible", awake_from, bedtime, 1.0)
            awake_from = clock.at(index, begin + asleep_minutes)
        self.pieces.level("drinking_possible", awake_from, clock.at(days + 1, 0), 1.0)


def _stretches(laxatives: dict[int, LossKind]) -> list[tuple[LossKind, int, int]]:
    """Return each stretch of days with the same stool: its kind, first day and the day after."""
    found: list[tuple[LossKind, int, int]] = []
    for day, kind in sorted(laxatives.items()):
        if found and found[-1][0] == kind and found[-1][2] == day:
            found[-1] = (kind, found[-1][1], day + 1)
        else:
            found.append((kind, day, day + 1))
    return found
