"""The course as charts: one Vega-Lite specification each, drawn as SVG without any script."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from cramp.report.words import fixed, short_day

if TYPE_CHECKING:
    from typing import Any

    import xarray

    from cramp.assessment.course_findings import Measurement
    from cramp.diary.model import Diary

MOST_POINTS = 400
WIDTH, HEIGHT = 660, 200
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)

INK, SIMULATED, MEASURED, CRAMP = "#1b1b1b", "#20639b", "#1b1b1b", "#b3261e"


@dataclass(frozen=True)
class Chart:
    """One drawn chart.

    Attributes
    ----------
    title
        What it shows.
    alternative
        The same in words, for those who do not see it.
    svg
        The drawing, to be put into a page.
    rows
        The drawn values by day: day in words, then lowest 5 %, median, highest 95 % of that day.
    unit
        Of the values.
    decimals
        To show of each value.
    """

    title: str
    alternative: str
    svg: str
    rows: tuple[tuple[str, float, float, float], ...]
    unit: str
    decimals: int


@dataclass(frozen=True)
class Panel:
    """What one chart shows of a course.

    Attributes
    ----------
    variable
        Of the dataset.
    title, axis
        For the reader.
    unit
        As shown.
    decimals
        Of values in words.
    usual
        Usual range, drawn as a band; None without one.
    analyte
        Measured values of it are drawn; None without any.
    from_start
        Whether the change since the first hour is shown.
    """

    variable: str
    title: str
    axis: str
    unit: str
    decimals: int
    usual: tuple[float, float] | None = None
    analyte: str | None = None
    from_start: bool = False


PANELS = (
    Panel(
        "plasma_potassium_concentration", "Potassium in the blood", "mmol/L", "mmol/L", 1,
        usual=(3.5, 5.0), analyte="potassium",
    ),
    Panel(
        "plasma_sodium_concentration", "Sodium in the blood", "mmol/L", "mmol/L", 0,
        usual=(135.0, 145.0), analyte="sodium",
    ),
    Panel(
        "body_water_volume", "Water in the body: change since the start", "litres", "L", 1,
        from_start=True,
    ),
    Panel(
        "body_potassium_amount", "Potassium in the body: change since the start", "mmol", "mmol",
        0, from_start=True,
    ),
)  # fmt: skip


def draw_charts(
    diary: Diary, course: xarray.Dataset, measured: tuple[Measurement, ...]
) -> tuple[Chart, ...]:
    """Draw every panel.

    Parameters
    ----------
    diary
        For the cramps to mark.
    course
        As returned by `cramp.simulate`.
    measured
        Values to draw beside the simulation.
    """
    return tuple(_draw(panel, diary, course, measured) for panel in PANELS)


def specification(
    panel: Panel, diary: Diary, course: xarray.Dataset, measured: tuple[Measurement, ...]
) -> dict[str, Any]:
    """Return the Vega-Lite specification of one panel."""
    times, bands = _bands(panel, course)
    values = [
        {"t": at, "p5": b[0], "p25": b[1], "p50": b[2], "p75": b[3], "p95": b[4]}
        for at, b in zip(_axis_times(times, course), bands.tolist(), strict=True)
    ]
    layers = [*_usual_band(panel), *_simulated(values)]
    layers += _measured(panel, course, measured)
    layers += _cramps(diary, course, times)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "height": HEIGHT,
        "background": "transparent",
        "config": {
            "font": "sans-serif",
            "axis": {"labelFontSize": 12, "titleFontSize": 12, "gridColor": "#e3e3e3"},
            "view": {"stroke": None},
        },
        "encoding": {
            "x": {
                "field": "t",
                "type": "temporal",
                "scale": {"type": "utc"},
                "axis": {"title": None, "labelOverlap": True, **_ticks(course)},
            },
            "y": {"type": "quantitative", "scale": {"zero": False}, "title": panel.axis},
        },
        "layer": layers,
    }


def _draw(
    panel: Panel, diary: Diary, course: xarray.Dataset, measured: tuple[Measurement, ...]
) -> Chart:
    import vl_convert

    svg = vl_convert.vegalite_to_svg(specification(panel, diary, course, measured))
    rows = _rows(panel, course)
    return Chart(
        title=panel.title,
        alternative=_alternative(panel, rows),
        svg=_inline(svg),
        rows=rows,
        unit=panel.unit,
        decimals=panel.decimals,
    )


def _inline(svg: str) -> str:
    """Make a drawing scale with the page and stay silent beside its words."""
    size = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg)
    assert size is not None, "the drawing has no size"  # noqa: S101  # the renderer's contract
    box = "" if "viewBox" in svg.split(">", 1)[0] else f' viewBox="0 0 {size[1]} {size[2]}"'
    head = f'<svg aria-hidden="true" focusable="false"{box} class="chart" '
    body = svg.replace(size[0], "", 1).replace("<svg ", head, 1)
    return re.sub(r' aria-(?:label|roledescription)="[^"]*"| role="[^"]*"', "", body)


def _values(panel: Panel, course: xarray.Dataset) -> xarray.DataArray:
    kept = course.isel(draw=np.flatnonzero(course["succeeded"].to_numpy()))
    values = kept[panel.variable]
    return values - values.isel(time=0) if panel.from_start else values


def _bands(panel: Panel, course: xarray.Dataset) -> tuple[np.ndarray, np.ndarray]:
    """Return times, shape (T,), and quantiles, shape (T, 5), thinned to what can be seen."""
    values = _values(panel, course)
    step = max(1, -(-values.sizes["time"] // MOST_POINTS))
    thinned = values.isel(time=slice(None, None, step))
    bands = np.quantile(thinned.transpose("time", "draw").to_numpy(), QUANTILES, axis=1).T
    return thinned["time"].to_numpy(), bands


def _axis_times(times: np.ndarray, course: xarray.Dataset) -> list[str]:
    """Return local times as if they were UTC, so that no machine's own zone shifts them."""
    zone = ZoneInfo(course.attrs["time_zone"])
    return [
        datetime.fromtimestamp(int(ns) / 1e9, UTC).astimezone(zone).strftime("%Y-%m-%dT%H:%M:%SZ")
        for ns in times.astype("datetime64[ns]").astype(int)
    ]


def _ticks(course: xarray.Dataset) -> dict[str, Any]:
    """Label hours of a short course, midnights of a longer one."""
    if course.attrs["days"] <= 2:
        return {"format": "%-d %b %H:%M", "tickCount": 6}
    return {"format": "%a %-d %b", "tickCount": {"interval": "day", "step": 1}}


def _usual_band(panel: Panel) -> list[dict[str, Any]]:
    if panel.usual is None:
        return []
    low, high = panel.usual
    return [
        {
            "data": {"values": [{"value": edge} for edge in (low, high)]},
            "mark": {"type": "rule", "strokeDash": [2, 3], "color": "#777777"},
            "encoding": {"x": None, "y": {"field": "value"}},
        }
    ]


def _simulated(values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    def area(low: str, high: str, opacity: float) -> dict[str, Any]:
        return {
            "data": {"values": values},
            "mark": {"type": "area", "color": SIMULATED, "opacity": opacity},
            "encoding": {"y": {"field": low}, "y2": {"field": high}},
        }

    line = {
        "data": {"values": values},
        "mark": {"type": "line", "color": SIMULATED, "strokeWidth": 2},
        "encoding": {"y": {"field": "p50"}},
    }
    return [area("p5", "p95", 0.18), area("p25", "p75", 0.28), line]


def _measured(
    panel: Panel, course: xarray.Dataset, measured: tuple[Measurement, ...]
) -> list[dict[str, Any]]:
    found = [m for m in measured if m.analyte == panel.analyte]
    if not found:
        return []
    times = np.array([_instant(m.at) for m in found])
    points = [
        {"t": at, "value": m.si_value}
        for at, m in zip(_axis_times(times, course), found, strict=True)
    ]
    mark = {"type": "point", "shape": "square", "filled": True, "size": 90}
    mark |= {"color": MEASURED, "opacity": 1}
    return [{"data": {"values": points}, "mark": mark, "encoding": {"y": {"field": "value"}}}]


def _cramps(diary: Diary, course: xarray.Dataset, times: np.ndarray) -> list[dict[str, Any]]:
    instants = np.array([_instant(e.at) for e in diary.events if e.kind == "cramp"])
    inside = [i for i in instants if times[0] <= i <= times[-1]]
    if not inside:
        return []
    points = [{"t": at} for at in _axis_times(np.array(inside), course)]
    return [
        {
            "data": {"values": points},
            "mark": {"type": "rule", "color": CRAMP, "strokeWidth": 1.5},
            "encoding": {"y": None},
        }
    ]


def _instant(moment: datetime) -> np.datetime64:
    return np.datetime64(moment.astimezone(UTC).replace(tzinfo=None), "ns")


def _rows(panel: Panel, course: xarray.Dataset) -> tuple[tuple[str, float, float, float], ...]:
    """Return, for each local day, the lowest 5 %, the middle median and the highest 95 %."""
    times, bands = _bands(panel, course)
    dates = [text[:10] for text in _axis_times(times, course)]
    rows = []
    for date in sorted(set(dates)):
        chosen = bands[[d == date for d in dates]]
        if len(chosen) > 1 or date == dates[0]:
            rows.append(
                (
                    short_day(datetime.fromisoformat(date).date()),
                    float(chosen[:, 0].min()),
                    float(np.median(chosen[:, 2])),
                    float(chosen[:, 4].max()),
                )
            )
    return tuple(rows)


def _alternative(panel: Panel, rows: tuple[tuple[str, float, float, float], ...]) -> str:
    days = " to ".join(dict.fromkeys((rows[0][0], rows[-1][0])))
    medians = [row[2] for row in rows]
    middle = [fixed(value, panel.decimals) for value in (min(medians), max(medians))]
    return (
        f"{panel.title}, simulated, {days}. Daily middle value "
        f"{' to '.join(dict.fromkeys(middle))} {panel.unit}; 9 in 10 plausible versions between "
        f"{fixed(min(row[1] for row in rows), panel.decimals)} and "
        f"{fixed(max(row[3] for row in rows), panel.decimals)} {panel.unit}."
    )
