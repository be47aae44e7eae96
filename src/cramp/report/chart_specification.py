"""What a chart shows of a course, as a Vega-Lite specification: data that can be tested."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from cramp.assessment.succeeded import succeeded_values

if TYPE_CHECKING:
    from typing import Any

    import xarray

    from cramp.assessment.course_findings import Measurement
    from cramp.diary.model import Diary

MOST_POINTS = 400
WIDTH, HEIGHT = 660, 200
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_SIMULATED = "simulated"
"""The data that several layers share."""

INK, SIMULATED, MEASURED, CRAMP = "#1b1b1b", "#20639b", "#1b1b1b", "#b3261e"


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


class Bands(NamedTuple):
    """What is drawn of a panel's variable: T times and the quantiles of the draws at them.

    Attributes
    ----------
    instants
        UTC, shape (T,).
    local
        The same as texts of the course's own clock.
    quantiles
        `QUANTILES` in the panel's unit, shape (T, 5).
    """

    instants: np.ndarray
    local: list[str]
    quantiles: np.ndarray


def bands_of(panel: Panel, course: xarray.Dataset) -> Bands:
    """Return what is drawn of a panel, thinned to what can be seen."""
    values = succeeded_values(course, panel.variable)
    if panel.from_start:
        values = values - values.isel(time=0)
    step = max(1, -(-values.sizes["time"] // MOST_POINTS))
    thinned = values.isel(time=slice(None, None, step))
    quantiles = np.quantile(thinned.transpose("time", "draw").to_numpy(), QUANTILES, axis=1).T
    instants = thinned["time"].to_numpy()
    return Bands(instants, _axis_times(instants, course), quantiles)


def specification(
    panel: Panel,
    bands: Bands,
    diary: Diary,
    course: xarray.Dataset,
    measured: tuple[Measurement, ...],
) -> dict[str, Any]:
    """Return the Vega-Lite specification of one panel."""
    values = [
        {"t": at, "p5": b[0], "p25": b[1], "p50": b[2], "p75": b[3], "p95": b[4]}
        for at, b in zip(bands.local, bands.quantiles.tolist(), strict=True)
    ]
    layers = [*_usual_band(panel), *_simulated()]
    layers += _measured(panel, course, measured)
    layers += _cramps(diary, course, bands.instants)
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
        "datasets": {_SIMULATED: values},
        "layer": layers,
    }


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


def _simulated() -> list[dict[str, Any]]:
    def area(low: str, high: str, opacity: float) -> dict[str, Any]:
        return {
            "data": {"name": _SIMULATED},
            "mark": {"type": "area", "color": SIMULATED, "opacity": opacity},
            "encoding": {"y": {"field": low}, "y2": {"field": high}},
        }

    line = {
        "data": {"name": _SIMULATED},
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
