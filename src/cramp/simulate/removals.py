"""What can be left out of the life of a person, the person and all else being the same."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from cramp.exposure.streams import Streams
from cramp.simulate.draws import versions_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cramp.diary.model import Diary
    from cramp.exposure.schedules import Schedules
    from cramp.exposure.timeline import Timeline
    from cramp.simulate.draws import Versions

REPLACED_WITHIN_MINUTES = 120.0
"""What is drunk during a loss and so long after it is taken to replace it (assumed)."""

KIDNEY_CONDITIONS = frozenset({"kidney_disease", "dialysis"})
"""Conditions that a told filtration rate tells of too."""

_MINERAL_INPUTS = {
    "potassium": "potassium_intake_rate",
    "magnesium": "magnesium_intake_rate",
    "calcium": "calcium_intake_rate",
}


@dataclass(frozen=True)
class Removal:
    """One thing left out of a life.

    Attributes
    ----------
    name
        Identifier.
    inputs
        Of the body, to which nothing is given.
    drinks_too
        Whether water that replaced what these inputs took is left out with them: nobody drinks
        for sweat that was not shed.
    conditions
        Identifiers, which the person then does not have; of kidneys, the told filtration rate is
        left out with them.
    at_least
        Daily amounts in mmol to which food is raised where it holds less, by mineral.
    """

    name: str
    inputs: tuple[str, ...] = ()
    drinks_too: bool = False
    conditions: tuple[str, ...] = ()
    at_least: Mapping[str, float] = field(default_factory=dict)


def versions_without(
    versions: Versions,
    removals: Iterable[Removal],
    *,
    diary: Diary,
    told: Timeline,
    streams: Streams,
) -> Versions:
    """Return the same versions of a person without some things.

    Parameters
    ----------
    versions
        As they were drawn.
    removals
        What to leave out.
    diary, told, streams
        From which they were drawn. Conditions are left out by drawing the versions anew from
        the same numbers.
    """
    removals = tuple(removals)
    conditions = {name for one in removals for name in one.conditions}
    if conditions:
        again = Streams(streams.seed, streams.count, streams.moved)
        versions = versions_of(_without_conditions(diary, conditions), told, again)
    schedules = versions.realisation.schedules
    for one in removals:
        schedules = _raised(schedules, versions, one.at_least)
    for one in removals:
        if one.drinks_too:
            schedules = _without_drinks(schedules, one.inputs)
    schedules = schedules.without([name for one in removals for name in one.inputs])
    return replace(versions, realisation=replace(versions.realisation, schedules=schedules))


def _without_conditions(diary: Diary, names: set[str]) -> Diary:
    changed: dict[str, object] = {
        "conditions": tuple(name for name in diary.conditions if name not in names)
    }
    if "pregnancy" in names:
        changed["pregnancy"] = False
    if names & KIDNEY_CONDITIONS:
        changed["kidney_function"] = None
    return diary.model_copy(update=changed)


def _raised(schedules: Schedules, versions: Versions, at_least: Mapping[str, float]) -> Schedules:
    realisation = versions.realisation
    for mineral, amount in at_least.items():
        name = f"{mineral}_mmol"
        eaten = realisation.told[name] + realisation.untold[name]
        factor = np.maximum(1.0, amount / np.maximum(eaten, 1e-9))
        schedules = schedules.scaled(_MINERAL_INPUTS[mineral], factor)
    return schedules


def _without_drinks(schedules: Schedules, inputs: tuple[str, ...]) -> Schedules:
    for begin, end in _replacing(schedules.given_at(inputs)):
        lost = sum(schedules.integrals(name, end, begin) for name in inputs)
        drunk = schedules.integrals("water_intake_rate", end, begin)
        left = 1.0 - np.minimum(1.0, lost / np.maximum(drunk, 1e-12))
        schedules = schedules.scaled("water_intake_rate", left, begin, end)
    return schedules


def _replacing(given: list[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Give the stretches in which drinks count as replacing, joined where they meet."""
    begin, end = None, -np.inf
    for start, stop in given:
        if begin is not None and start > end:
            yield begin, end
            begin = None
        begin = start if begin is None else begin
        end = max(end, stop + REPLACED_WITHIN_MINUTES)
    if begin is not None:
        yield begin, end
