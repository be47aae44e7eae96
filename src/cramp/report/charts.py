"""The course as charts: drawn as SVG without any script, and told in words beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from cramp.report import drawing
from cramp.report.chart_specification import PANELS, Bands, Panel, bands_of, specification
from cramp.report.words import fixed, short_day

if TYPE_CHECKING:
    from concurrent.futures import Future

    import xarray

    from cramp.assessment.course_findings import Measurement
    from cramp.diary.model import Diary


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
class UnfinishedChart:
    """A chart that is being drawn."""

    panel: Panel
    bands: Bands
    svg: Future[str]

    def finish(self) -> Chart:
        """Wait for the drawing and return the chart."""
        rows = _rows(self.bands)
        return Chart(
            title=self.panel.title,
            alternative=_alternative(self.panel, rows),
            svg=inline(self.svg.result()),
            rows=rows,
            unit=self.panel.unit,
            decimals=self.panel.decimals,
        )


def begin_charts(
    diary: Diary, course: xarray.Dataset, measured: tuple[Measurement, ...]
) -> tuple[UnfinishedChart, ...]:
    """Begin to draw every panel; the charts are drawn while the caller goes on.

    Parameters
    ----------
    diary
        For the cramps to mark.
    course
        As returned by `cramp.simulate`.
    measured
        Values to draw beside the simulation.
    """
    return tuple(_begin(panel, diary, course, measured) for panel in PANELS)


def _begin(
    panel: Panel, diary: Diary, course: xarray.Dataset, measured: tuple[Measurement, ...]
) -> UnfinishedChart:
    bands = bands_of(panel, course)
    svg = drawing.begin(specification(panel, bands, diary, course, measured))
    return UnfinishedChart(panel, bands, svg)


def inline(svg: str) -> str:
    """Make a drawing scale with the page and stay silent beside its words."""
    size = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg)
    assert size is not None, "the drawing has no size"  # noqa: S101  # the renderer's contract
    box = "" if "viewBox" in svg.split(">", 1)[0] else f' viewBox="0 0 {size[1]} {size[2]}"'
    head = f'<svg aria-hidden="true" focusable="false"{box} class="chart" '
    body = svg.replace(size[0], "", 1).replace(' class="marks"', "", 1).replace("<svg ", head, 1)
    return re.sub(r' aria-(?:label|roledescription)="[^"]*"| role="[^"]*"', "", body)


def _rows(bands: Bands) -> tuple[tuple[str, float, float, float], ...]:
    """Return, for each local day, the lowest 5 %, the middle median and the highest 95 %."""
    dates = [text[:10] for text in bands.local]
    rows = []
    for date in sorted(set(dates)):
        chosen = bands.quantiles[[d == date for d in dates]]
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
