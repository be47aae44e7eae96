"""A comparison of simulated and measured as a Vega-Lite specification."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cramp.report.gallery_marks import GRID, INK, looks_of
from cramp.validation.labels import in_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cramp.report.gallery_marks import Look
    from cramp.validation.comparisons import Comparison, Mark
    from cramp.validation.courses import Trace

WIDTH, HEIGHT, ROW_HEIGHT = 360, 230, 46
"""Pixels: a phone's width, so that letters are as large there as elsewhere."""

_HEIGHT_BESIDE_ROWS = 50
_APART = 5
"""Pixels between the points of arms that were measured at the same time."""

_MARGIN = 8
"""Pixels beside the first and the last value."""

_DAY, _HOUR = 1440.0, 60.0
_BARS = (("tolerated", 1.2), ("sure", 3.5))
_READ_OFF_A_STRETCH = {"mean", "rate", "peak", "nadir"}


@dataclass(frozen=True)
class Clock:
    """Where a minute stands on the axis of time.

    Attributes
    ----------
    zero_minute
        Where the axis counts from.
    unit_minutes
        Of one unit of the axis.
    title
        Of the axis.
    first
        What the axis calls its zero: 1 for days, else 0.
    """

    zero_minute: float
    unit_minutes: float
    title: str
    first: float = 0.0

    def at(self, minute: float) -> float:
        """Return the place of a minute since day 1 began."""
        return round((minute - self.zero_minute) / self.unit_minutes + self.first, 4)


def clock_of(comparison: Comparison, zero_minute: float, zero_in_words: str) -> Clock:
    """Return an axis of minutes, hours or days, as suits how long a course is."""
    begins = [trace.minutes[0] for trace in comparison.traces]
    begins += [mark.begin_minute for mark in comparison.marks]
    length = max(mark.end_minute for mark in comparison.marks) - min(begins)
    if length > 2 * _DAY:
        return Clock(0.0, _DAY, "day", first=1.0)
    if length > 3 * _HOUR:
        return Clock(zero_minute, _HOUR, f"hours since {zero_in_words}")
    return Clock(zero_minute, 1.0, f"minutes since {zero_in_words}")


def specification(
    comparison: Comparison, arms: Sequence[str], clock: Clock | None
) -> dict[str, Any]:
    """Return the Vega-Lite specification of one comparison.

    Parameters
    ----------
    comparison
        What to draw: over time where it has traces, else a row for each point.
    arms
        Of the experiment, so that an arm looks the same in all its figures.
    clock
        The axis of time; None for rows.
    """
    looks = looks_of(arms)
    if clock is None:
        layers, encoding, height = _rows(comparison, looks)
    else:
        layers, encoding, height = _over_time(comparison, looks, clock)
    axis = {
        "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
        "labelColor": INK, "titleColor": INK, "gridColor": GRID, "gridOpacity": 0.25,
        "domainColor": GRID, "tickColor": GRID,
    }  # fmt: skip
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": 3,
        "background": "transparent",
        "config": {"font": "sans-serif", "axis": axis, "view": {"stroke": None}},
        "encoding": encoding,
        "layer": layers,
    }


def _over_time(
    comparison: Comparison, looks: Mapping[str, Look], clock: Clock
) -> tuple[list[dict[str, Any]], dict[str, Any], int]:
    encoding = {
        "x": _axis("x", clock.title, tickCount=6),
        "y": _axis("y", comparison.unit, tickCount=5),
    }
    layers = _no_effect(comparison.no_effect, "y")
    layers += [
        _band(one, looks[one.arm], clock) for one in comparison.traces if one.low is not None
    ]
    layers += [_line(one, looks[one.arm], clock) for one in comparison.traces]
    measured = [arm for arm in looks if any(mark.arm == arm for mark in comparison.marks)]
    for place, arm in enumerate(measured):
        marks = [mark for mark in comparison.marks if mark.arm == arm]
        aside = (place - (len(measured) - 1) / 2) * _APART
        layers += _points(marks, looks[arm], _Upright(comparison.take, clock, aside))
    return layers, encoding, HEIGHT


def _rows(
    comparison: Comparison, looks: Mapping[str, Look]
) -> tuple[list[dict[str, Any]], dict[str, Any], int]:
    rows = list(range(len(comparison.marks)))
    encoding = {
        "x": _axis("x", comparison.unit, tickCount=6),
        "y": {"field": "y", "type": "ordinal", "axis": None, "scale": {"domain": rows}},
    }
    layers = _no_effect(comparison.no_effect, "x")
    plain = next(iter(looks.values()))
    for row, mark in enumerate(comparison.marks):
        layers += _points([mark], looks.get(mark.arm, plain), _Row(row))
        told = f"{in_words(mark.arm)}, {mark.place}" if len(looks) > 1 else mark.place
        layers.append(
            {
                "data": {"values": [{"y": row, "told": told}]},
                "mark": {
                    "type": "text", "align": "left", "baseline": "middle", "dy": -15,
                    "fontSize": 12, "color": INK, "limit": WIDTH - 10,
                },
                "encoding": {"x": {"value": 0}, "text": {"field": "told"}},
            }
        )  # fmt: skip
    return layers, encoding, ROW_HEIGHT * len(rows) + _HEIGHT_BESIDE_ROWS


def _axis(field: str, title: str, **told: Any) -> dict[str, Any]:
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"zero": False, "nice": field == "y", "padding": _MARGIN if field == "x" else 0},
        "axis": {"title": title, "labelOverlap": True, **told},
    }


def _no_effect(value: float | None, along: str) -> list[dict[str, Any]]:
    if value is None:
        return []
    other = "x" if along == "y" else "y"
    mark = {"type": "rule", "color": INK, "opacity": 0.6, "strokeWidth": 1}
    encoding = {along: {"field": along}, other: None}
    return [{"data": {"values": [{along: value}]}, "mark": mark, "encoding": encoding}]


def _band(trace: Trace, look: Look, clock: Clock) -> dict[str, Any]:
    assert trace.low is not None  # noqa: S101  # the caller drew those with a band alone
    assert trace.high is not None  # noqa: S101
    values = [
        {"x": clock.at(minute), "y": _short(low), "y2": _short(high)}
        for minute, low, high in zip(trace.minutes, trace.low, trace.high, strict=True)
    ]
    return {
        "data": {"values": values},
        "mark": {"type": "area", "color": look.colour, "opacity": 0.16},
        "encoding": {"y2": {"field": "y2"}},
    }


def _line(trace: Trace, look: Look, clock: Clock) -> dict[str, Any]:
    values = [
        {"x": clock.at(minute), "y": _short(value)}
        for minute, value in zip(trace.minutes, trace.centre, strict=True)
    ]
    mark = {"type": "line", "color": look.colour, "strokeWidth": 2.2}
    if look.dash:
        mark["strokeDash"] = list(look.dash)
    return {"data": {"values": values}, "mark": mark}


@dataclass(frozen=True)
class _Upright:
    """Points over time: values upwards."""

    take: str
    clock: Clock
    aside: float
    value: str = "y"
    value2: str = "y2"

    @property
    def nudge(self) -> dict[str, float]:
        return {"xOffset": self.aside}

    def place(self, mark: Mark) -> dict[str, float]:
        begin, end = self.clock.at(mark.begin_minute), self.clock.at(mark.end_minute)
        if self.take not in _READ_OFF_A_STRETCH:
            return {"x": end}
        return {"x": (begin + end) / 2, "begin": begin, "end": end}

    def shows_simulated(self) -> bool:
        return self.take in _READ_OFF_A_STRETCH


@dataclass(frozen=True)
class _Row:
    """A point in a row of its own: values to the right."""

    row: int
    value: str = "x"
    value2: str = "x2"

    @property
    def nudge(self) -> dict[str, float]:
        return {"yOffset": 6}

    def place(self, _mark: Mark) -> dict[str, float]:
        return {"y": self.row}

    def shows_simulated(self) -> bool:
        return True


def _points(marks: Sequence[Mark], look: Look, layout: _Upright | _Row) -> list[dict[str, Any]]:
    """Return measured points, their bars, and what was simulated for them."""
    measured = [layout.place(mark) | {layout.value: mark.point.measured} for mark in marks]
    layers = [_bar(marks, look, layout, *bar) for bar in _BARS]
    if any("begin" in one for one in measured):
        rule = {"type": "rule", "color": look.colour, "strokeWidth": 1.5, "opacity": 0.65}
        encoding = {"x": {"field": "begin"}, "x2": {"field": "end"}}
        layers.append({"data": {"values": measured}, "mark": rule, "encoding": encoding})
    point = {"type": "point", "shape": look.shape, "filled": True, "opacity": 1, "size": 75}
    layers.append(
        {"data": {"values": measured}, "mark": point | layout.nudge | {"color": look.colour}}
    )
    if layout.shows_simulated():
        simulated = [
            layout.place(mark) | {layout.value: _short(mark.point.simulated)} for mark in marks
        ]
        hollow = {"type": "point", "shape": "diamond", "filled": False, "size": 130, "opacity": 1}
        hollow |= {"color": INK, "strokeWidth": 2}
        layers.append({"data": {"values": simulated}, "mark": hollow | layout.nudge})
    return layers


def _bar(
    marks: Sequence[Mark], look: Look, layout: _Upright | _Row, kind: str, width: float
) -> dict[str, Any]:
    values = []
    for mark in marks:
        point = mark.point
        half = 2 * (point.error if kind == "sure" else math.hypot(point.error, point.tolerance))
        edges = {layout.value: point.measured - half, layout.value2: point.measured + half}
        values.append(layout.place(mark) | edges)
    nudge = {
        key: size for name, size in layout.nudge.items() for key in (name, f"{name[0]}2Offset")
    }
    mark = {"type": "rule", "color": look.colour, "strokeWidth": width} | nudge
    encoding = {layout.value2: {"field": layout.value2}}
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}


def _short(value: float | None) -> float | None:
    """Return a value with as many digits as can be seen; None where it is none."""
    if value is None or not math.isfinite(value):
        return None
    return float(f"{value:.5g}")
