"""The words of a report as each renderer shows them."""

from __future__ import annotations

import html
import io
import re
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING

import pypdf

from cramp.report.content import report_document
from cramp.report.document import Document, Fold, Picture, Statement
from cramp.report.page import render_document
from cramp.report.pdf import render_pdf
from cramp.report.summary import summary_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    import xarray

    from cramp.assessment.assess import Assessment

FIRST_LINE = 36
"""So many letters of a sentence stand on one line of paper, whatever follows."""


LONG_ENOUGH = 60
"""So many letters tell sentences apart."""


def squeezed(text: str) -> str:
    """Leave out all spaces: renderers break lines where they like."""
    return re.sub(r"\s+", "", text)


def begins(text: str) -> str:
    """Return the beginning of a sentence as it can be found in `squeezed` words."""
    return squeezed(text)[:FIRST_LINE]


def opening(text: str) -> str:
    """Return so much of a sentence that no other one begins with the same letters."""
    return squeezed(text)[:LONG_ENOUGH]


def words_of_html(page: str) -> str:
    bare = re.sub(r"<(style|svg).*?</\1>", "", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", " ", bare))


def reader(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def words_of_pdf(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in reader(pdf).pages)


def person_part(words: str) -> str:
    """Return what comes before the doctor's page; a terminal has none."""
    return squeezed(words).split(squeezed("For your doctor"))[0]


def document(assessment: Assessment, course: xarray.Dataset) -> Document:
    """Return the report without its drawings, which hold no words of their own."""
    return report_document(assessment, course, ())


def every_rendering(
    assessment: Assessment, course: xarray.Dataset, *, paper: bool = True
) -> dict[str, str]:
    """Return the words of each rendering; paper, which takes ten times as long, may be left out."""
    made = document(assessment, course)
    found = {
        "terminal": "\n".join(summary_lines(assessment)),
        "html": words_of_html(render_document(made)),
    }
    return found | {"pdf": words_of_pdf(render_pdf(made))} if paper else found


def statements(piece: object, *, on_paper: bool) -> Iterator[Statement]:
    """Yield every statement of a document or a part of it."""
    if isinstance(piece, Statement):
        yield piece
    elif isinstance(piece, tuple):
        for one in piece:
            yield from statements(one, on_paper=on_paper)
    elif is_dataclass(piece) and not isinstance(piece, Picture):
        if on_paper and isinstance(piece, Fold) and not piece.is_on_paper:
            return
        for field in fields(piece):
            yield from statements(getattr(piece, field.name), on_paper=on_paper)
