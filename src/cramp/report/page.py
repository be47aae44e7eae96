"""Renders an assessment as one HTML page that needs nothing else: no network, no script."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NoReturn

from cramp.report.charts import begin_charts
from cramp.report.content import report_document
from cramp.report.templating import template_environment

if TYPE_CHECKING:
    import jinja2
    import xarray

    from cramp.assessment.assess import Assessment
    from cramp.report.document import Document

MOST_NAMED_CHARACTERS = 60


def document_of(assessment: Assessment, course: xarray.Dataset) -> Document:
    """Work out the report and draw its charts.

    Parameters
    ----------
    assessment
        As returned by `cramp.assess`.
    course
        The simulation it was made with.
    """
    drawing = begin_charts(assessment.diary, course, assessment.measured)
    return report_document(assessment, course, tuple(chart.finish() for chart in drawing))


def render(assessment: Assessment, course: xarray.Dataset) -> str:
    """Return the report as HTML text, as `render_document` of `document_of`."""
    return render_document(document_of(assessment, course))


def render_document(document: Document) -> str:
    """Return a report as HTML text; not a word is added to those of the document."""
    style = resources.files("cramp.report").joinpath("templates", "style.css").read_text("utf-8")
    template = _environment().get_template("report.html.j2")
    return template.render(document=document, style=style)


@cache
def _environment() -> jinja2.Environment:
    return template_environment(kind=_kind, shortened=_shortened, unknown_block=_unknown_block)


def _kind(block: object) -> str:
    return type(block).__name__


def _shortened(text: str) -> str:
    """Return the beginning of a text, to tell one fold from the next by ear."""
    if len(text) <= MOST_NAMED_CHARACTERS:
        return text
    return f"{text[:MOST_NAMED_CHARACTERS].rsplit(' ', 1)[0]} …"


def _unknown_block(block: object) -> NoReturn:
    raise TypeError(f"no template lays out a {_kind(block)}")
