"""Figures of the gallery: drawn while others are described, and told in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cramp.report import drawing
from cramp.report.charts import inline
from cramp.report.gallery_chart import clock_of, specification
from cramp.report.gallery_marks import painted_by_page
from cramp.report.words import capitalised, number
from cramp.validation.labels import in_words, moment_in_words

if TYPE_CHECKING:
    from concurrent.futures import Future

    from cramp.validation.comparisons import Comparison
    from cramp.validation.courses import Trace
    from cramp.validation.format import Experiment

_PLACES = re.compile(r' (?:d|transform|x|y|x1|x2|y1|y2|width|height)="[^"]*"')
_LONG_FRACTION = re.compile(r"(\.\d)\d+")


@dataclass(frozen=True)
class Figure:
    """One figure, ready for a page.

    Attributes
    ----------
    title
        What was measured.
    caption
        What is shown of it, with its unit.
    alternative
        The figure in words.
    svg
        The drawing.
    """

    title: str
    caption: str
    alternative: str
    svg: str


@dataclass(frozen=True)
class UnfinishedFigure:
    """A figure that is being drawn."""

    comparison: Comparison
    svg: Future[str]

    def finish(self) -> Figure:
        """Wait for the drawing and return the figure."""
        one = self.comparison
        svg = _shortened(inline(self.svg.result()))
        title = capitalised(in_words(one.quantity))
        caption = ", ".join(part for part in (one.caption, one.unit) if part)
        return Figure(title, caption, _alternative(title, caption, one), painted_by_page(svg))


def begin_figures(
    compared: tuple[Comparison, ...], experiment: Experiment
) -> tuple[UnfinishedFigure, ...]:
    """Begin to draw the figures of an experiment."""
    zero = experiment.zero.minutes
    begun = []
    for one in compared:
        clock = clock_of(one, zero, moment_in_words(zero)) if one.traces else None
        told = specification(one, experiment.arm_names, clock)
        begun.append(UnfinishedFigure(one, drawing.begin(told)))
    return tuple(begun)


def _shortened(svg: str) -> str:
    """Give places in a drawing no more digits than can be seen; letters in it stay as they are."""
    return _PLACES.sub(lambda found: _LONG_FRACTION.sub(r"\1", found[0]), svg)


def _alternative(title: str, caption: str, comparison: Comparison) -> str:
    courses = " ".join(_course(trace) for trace in comparison.traces)
    points = [mark.point for mark in comparison.marks]
    held = sum(point.is_reproduced for point in points)
    furthest = max(comparison.marks, key=lambda mark: abs(mark.point.z or 0.0))
    point = furthest.point
    worst = (
        f"{in_words(furthest.arm)}, {furthest.place}: measured {number(point.measured, 3)}, "
        f"simulated {number(point.simulated or 0.0, 3)}"
    )
    counted = f"{held} of {len(points)} points reproduced; furthest off {worst}."
    return " ".join(part for part in (f"{title}, {caption}.", courses, counted) if part)


def _course(trace: Trace) -> str:
    first, last = (number(float(value), 3) for value in (trace.centre[0], trace.centre[-1]))
    low, high = (number(float(value), 3) for value in (trace.centre.min(), trace.centre.max()))
    return (
        f"{capitalised(in_words(trace.arm))}, simulated: from {first} to {last}, "
        f"between {low} and {high}."
    )
