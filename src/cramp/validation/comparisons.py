"""Measured points of one kind beside the simulated courses: what one figure shows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cramp.validation.courses import Trace, course_times, has_course, traces
from cramp.validation.labels import caption, place_in_words
from cramp.validation.measures import arms_of, base_stretch, main_stretch

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cramp.validation.format import Experiment
    from cramp.validation.lived_arm import LivedArm
    from cramp.validation.measurements import Measurement
    from cramp.validation.quantities import Known
    from cramp.validation.scoring import Point

_Kind = tuple[object, ...]
_COUNTED_FROM_ZERO = {"change", "difference", "slope"}


@dataclass(frozen=True)
class Mark:
    """One measured point and where it belongs.

    Attributes
    ----------
    arm
        Name of the arm; of a difference or a ratio, the first; of a slope through arms, all.
    place
        When, and beyond which threshold, in words.
    begin_minute, end_minute
        What it was read off from, in minutes since day 1 began; the same for a moment.
    point
        Measured and simulated.
    """

    arm: str
    place: str
    begin_minute: float
    end_minute: float
    point: Point


@dataclass(frozen=True)
class Comparison:
    """Points that one figure can hold: of one quantity, in one unit, read off in one way.

    Attributes
    ----------
    quantity
        Identifier.
    caption
        What is shown of it, in words; empty for the plain value.
    unit
        Of every value.
    take
        How the numbers are read off.
    no_effect
        Value of no effect; None where there is no such.
    marks
        Measured points.
    traces
        Simulated courses; none where the points cannot be shown over time.
    """

    quantity: str
    caption: str
    unit: str
    take: str
    no_effect: float | None
    marks: tuple[Mark, ...]
    traces: tuple[Trace, ...]


def comparison_times(measurements: Iterable[Measurement], experiment: Experiment) -> np.ndarray:
    """Return when the body has to be known for every course, ascending, shape (S,)."""
    times = [
        course_times(group, experiment)
        for group in _groups(measurements, experiment)
        if has_course(group, experiment)
    ]
    return np.unique(np.concatenate(times)) if times else np.empty(0)


def comparisons(
    points: Sequence[Point],
    experiment: Experiment,
    lived: Mapping[str, LivedArm],
    known: Known,
) -> tuple[Comparison, ...]:
    """Return what was simulated of an experiment beside what was measured.

    Parameters
    ----------
    points
        Those of the experiment, in its order. Those that were not simulated are left out.
    experiment
        Whose.
    lived
        By the name of the arm, known at `comparison_times`.
    known
        What can be measured in the body.
    """
    paired = zip(experiment.measurements, points, strict=True)
    grouped: dict[_Kind, list[tuple[Measurement, Point]]] = defaultdict(list)
    for measurement, point in paired:
        if point.simulated is not None:
            grouped[_kind(measurement, experiment)].append((measurement, point))
    return tuple(_comparison(group, experiment, lived, known) for group in grouped.values())


def _comparison(
    group: Sequence[tuple[Measurement, Point]],
    experiment: Experiment,
    lived: Mapping[str, LivedArm],
    known: Known,
) -> Comparison:
    measurements = [measurement for measurement, _ in group]
    first, point = group[0]
    over_time = has_course(measurements, experiment)
    return Comparison(
        quantity=first.quantity,
        caption=caption(first, experiment),
        unit=first.unit,
        take=first.take,
        no_effect=_no_effect(first, point),
        marks=tuple(_mark(*one, experiment) for one in group),
        traces=traces(measurements, experiment, lived, known) if over_time else (),
    )


def _groups(measurements: Iterable[Measurement], experiment: Experiment) -> list[list[Measurement]]:
    groups: dict[_Kind, list[Measurement]] = defaultdict(list)
    for one in measurements:
        groups[_kind(one, experiment)].append(one)
    return list(groups.values())


def _kind(one: Measurement, experiment: Experiment) -> _Kind:
    base = None if one.since is None else base_stretch(one, experiment)
    return one.quantity, one.against, one.take, one.measure, one.unit, one.versus, base


def _no_effect(measurement: Measurement, point: Point) -> float | None:
    if measurement.measure in {"ratio", "risk_ratio", "odds_ratio"}:
        return point.neutral
    return 0.0 if measurement.measure in _COUNTED_FROM_ZERO else None


def _mark(measurement: Measurement, point: Point, experiment: Experiment) -> Mark:
    stretch = main_stretch(measurement, experiment, (measurement.times or [None])[-1])
    arms = measurement.arms or arms_of(measurement, experiment)[:1]
    return Mark(
        arm=" and ".join(arms),
        place=place_in_words(measurement, experiment),
        begin_minute=stretch.begin_minute,
        end_minute=stretch.end_minute,
        point=point,
    )
