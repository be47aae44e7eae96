"""Renders an assessment as one HTML page that needs nothing else: no network, no script."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from cramp.report import medicine_words, words
from cramp.report.charts import begin_charts
from cramp.report.content import Content, content
from cramp.report.templating import template_environment

if TYPE_CHECKING:
    import jinja2
    import xarray

    from cramp.assessment.assess import Assessment


def render(assessment: Assessment, course: xarray.Dataset) -> str:
    """Return the report as HTML text.

    Parameters
    ----------
    assessment
        As returned by `cramp.assess`; of its advice only what the gate passed is shown to the
        person, what it refused only on the doctor's page.
    course
        The simulation it was made with.
    """
    drawing = begin_charts(assessment.diary, course, assessment.measured)
    page: Content = content(assessment, course)
    style = resources.files("cramp.report").joinpath("templates", "style.css").read_text("utf-8")
    template = _environment().get_template("report.html.j2")
    charts = tuple(chart.finish() for chart in drawing)
    return template.render(page=page, a=assessment, charts=charts, style=style)


@cache
def _environment() -> jinja2.Environment:
    return template_environment(
        fixed=words.fixed,
        number=words.number,
        interval=words.interval,
        day=words.day,
        moment=words.day_and_hour,
        share=words.share,
        listed=words.listed,
        capitalised=words.capitalised,
        urgency=words.urgency,
        class_words=medicine_words.class_words,
        cramp_ratio_words=medicine_words.cramp_ratio_words,
        potassium_words=medicine_words.potassium_words,
        cite_all=medicine_words.cite_all,
    )
