"""An episode as a figure: stimulation, motor units, EMG, force and potassium over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cramp.report import drawing
from cramp.report.chart_specification import CRAMP, INK, SIMULATED

if TYPE_CHECKING:
    import xarray

WIDTH = 660
RASTER_HEIGHT, TRACE_HEIGHT = 220, 90
MOST_SPIKES, MOST_POINTS = 6000, 1200
BEFORE_SECONDS, AFTER_SECONDS = 5.0, 10.0
ORIGINS = ("stimulus", "motoneuron", "terminal")
COLOURS = ("#8a8a8a", SIMULATED, CRAMP)
_TRACES = (
    ("emg", "EMG, % of most"),
    ("force", "force, % of most"),
    ("interstitial_potassium", "potassium, mmol/L"),
)


def episode_specification(episode: xarray.Dataset) -> dict[str, Any]:
    """Return the Vega-Lite specification of an episode's figure.

    Parameters
    ----------
    episode
        As `cramp.nerve_muscle.labelling.episode_dataset` returns it. Shown is the last cramp, from
        some seconds of what came before until after its end; all of it without a cramp.
    """
    window = shown_window(episode)
    has_cramp = episode.sizes["cramp"] > 0
    zero = float(episode["cramp_begin"][-1]) if has_cramp else 0.0
    time = {
        "field": "t",
        "type": "quantitative",
        "scale": {"domain": [round(at - zero, 2) for at in window], "nice": False},
        "axis": {"title": None, "labels": False, "ticks": False},
    }
    since = "seconds since the last pulse or the end of effort" if has_cramp else "seconds"
    last = time | {"axis": {"title": since}}
    charts = [_raster(episode, window, zero, time)]
    for name, title in _TRACES:
        own = last if name == _TRACES[-1][0] else time
        charts.append(_trace(episode, name, title, (*window, zero), own))
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": "white",
        "padding": 8,
        "spacing": 6,
        "title": {"text": str(episode.attrs["title"]), "anchor": "start", "fontSize": 14},
        "config": {
            "font": "sans-serif",
            "axis": {"labelFontSize": 12, "titleFontSize": 12, "gridColor": "#e3e3e3",
                     "minExtent": 44},
            "view": {"stroke": None},
        },
        "vconcat": charts,
    }  # fmt: skip


def shown_window(episode: xarray.Dataset) -> tuple[float, float]:
    """Return from when to when an episode is drawn, in s."""
    times = episode["time"].to_numpy()
    if not episode.sizes["cramp"]:
        return float(times[0]), float(times[-1])
    begin = float(episode["cramp_begin"][-1])
    lasted = float(episode["cramp_duration"][-1])
    end = times[-1] if np.isnan(lasted) else begin + lasted + AFTER_SECONDS
    return max(begin - BEFORE_SECONDS, float(times[0])), min(float(end), float(times[-1]))


def draw_episode(episode: xarray.Dataset) -> str:
    """Return the figure of an episode as SVG.

    Raises
    ------
    DrawingFailed
        When the renderer gave none.
    """
    return drawing.begin(episode_specification(episode)).result()


def episode_png(svg: str, scale: float = 2.0) -> bytes:
    """Return a drawn figure as PNG, twice as fine as it is shown unless told otherwise."""
    import vl_convert

    return vl_convert.svg_to_png(svg, scale=scale)


def _raster(
    episode: xarray.Dataset, window: tuple[float, float], zero: float, time: dict[str, Any]
) -> dict[str, Any]:
    at = episode["spike_time"].to_numpy()
    shown = np.flatnonzero((at >= window[0]) & (at <= window[1]))
    # Spikes beyond what can be told apart are left out evenly.
    shown = shown[:: max(1, -(-len(shown) // MOST_SPIKES))]
    origins = episode["spike_origin"].to_numpy()[shown]
    units = episode["spike_unit"].to_numpy()[shown]
    values = [
        {"t": round(float(at[k]) - zero, 3), "unit": int(unit) + 1, "from": ORIGINS[origin]}
        for k, unit, origin in zip(shown, units, origins, strict=True)
    ]
    colour = {"domain": list(ORIGINS), "range": list(COLOURS)}
    legend = {"title": "spikes begun by", "orient": "top", "symbolOpacity": 1, "symbolSize": 60}
    return {
        "width": WIDTH,
        "height": RASTER_HEIGHT,
        "data": {"values": values},
        "mark": {"type": "square", "size": 3, "opacity": 0.8},
        "encoding": {
            "x": time,
            "y": {
                "field": "unit",
                "type": "quantitative",
                "title": "motor unit, by size",
                "scale": {"domain": [0, int(episode.attrs["motor_units"])]},
            },
            "color": {"field": "from", "type": "nominal", "scale": colour, "legend": legend},
        },
    }


def _trace(
    episode: xarray.Dataset, name: str, title: str, window: tuple[float, float, float],
    time: dict[str, Any],
) -> dict[str, Any]:  # fmt: skip
    times = episode["time"].to_numpy()
    shown = np.flatnonzero((times >= window[0]) & (times <= window[1]))
    shown = shown[:: max(1, -(-len(shown) // MOST_POINTS))]
    values = episode[name].to_numpy()[shown]
    points = [
        {"t": round(float(t) - window[2], 3), "v": float(f"{v:.4g}")}
        for t, v in zip(times[shown], values, strict=True)
    ]
    line = {"type": "line", "color": INK, "strokeWidth": 1.3}
    scale = {"zero": name != "interstitial_potassium"}
    upwards = {"field": "v", "type": "quantitative", "title": title, "scale": scale}
    return {
        "width": WIDTH,
        "height": TRACE_HEIGHT,
        "data": {"values": points},
        "mark": line,
        "encoding": {"x": time, "y": upwards},
    }
