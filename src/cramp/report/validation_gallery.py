"""Renders repeated experiments as a gallery: one HTML page, or parts for another page."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from cramp.report import words
from cramp.report.gallery_content import gallery_of
from cramp.report.gallery_marks import style_of_looks
from cramp.report.templating import template_environment
from cramp.validation.labels import in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import jinja2

    from cramp.validation.running import Repeated

PARTS = ("summary", "not_reproduced", "table", "experiments")
"""Of the gallery, in order; the first brings the style of all."""


def render_page(repeated: Sequence[Repeated]) -> str:
    """Return the gallery as one HTML page that needs nothing else: no network, no script.

    Parameters
    ----------
    repeated
        As returned by `cramp.validation.running.repeat`.
    """
    template = _environment().get_template("gallery.html.j2")
    return template.render(gallery=gallery_of(repeated), style=_style())


def render_parts(repeated: Sequence[Repeated]) -> dict[str, str]:
    """Return the gallery's `PARTS` as HTML without their headings, for a page that has its own."""
    gallery, style = gallery_of(repeated), _style()
    return {
        part: _environment()
        .get_template(f"gallery_{part}.html.j2")
        .render(gallery=gallery, style=style)
        for part in PARTS
    }


def _style() -> str:
    text = resources.files("cramp.report").joinpath("templates", "gallery.css").read_text("utf-8")
    return f"{style_of_looks()}\n{text}"


@cache
def _environment() -> jinja2.Environment:
    return template_environment(
        number=words.number, capitalised=words.capitalised, in_words=in_words
    )
