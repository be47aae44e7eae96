"""The PDF says what the page says, is tagged, and fits its readers' pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from renderings import (
    begins,
    document,
    reader,
    squeezed,
    statements,
    words_of_html,
    words_of_pdf,
)

from cramp.diary.model import NoteEvent
from cramp.report.document import Box, Document, Paragraph, Section, paragraph, say
from cramp.report.page import document_of, render_document
from cramp.report.pdf import MISSING, NotRendered, as_data, displayable, render_pdf

if TYPE_CHECKING:
    from collections.abc import Callable

    import xarray

    from cramp.assessment.assess import Assessment

    Assessed = Callable[..., tuple[Assessment, xarray.Dataset]]

EXAMPLES = ("night_cramps", "marathon_heat", "holiday_diarrhoea")


def small(*blocks: object) -> Document:
    section = Section("one", "One", blocks)  # type: ignore[arg-type]
    use = Section("use", "Use", (paragraph("For a test."),))
    return Document("Test", "today", "cramp", "Short.", "More", "Why", (section,), use)


@pytest.mark.parametrize("name", EXAMPLES)
def test_page_and_paper_hold_every_sentence_of_the_document(assessed: Assessed, name: str) -> None:
    made = document(*assessed(name))
    page = squeezed(words_of_html(render_document(made)))
    paper = squeezed(words_of_pdf(render_pdf(made)))
    told = list(statements(made, on_paper=True))
    assert len(told) > 100
    assert [one.text for one in told if begins(one.text) not in page] == []
    assert [one.text for one in told if begins(one.text) not in paper] == []
    whys = [line for one in told for line in one.why]
    assert len(whys) > 20
    assert [line for line in whys if squeezed(line) not in page] == []
    assert [line for line in whys if begins(line) not in paper] == []


def test_the_pdf_is_tagged_for_those_who_listen(assessed: Assessed) -> None:
    made = reader(render_pdf(document_of(*assessed())))
    root = made.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert made.metadata is not None
    assert made.metadata.title == "Leg cramp report, 2 to 7 July 2025"
    tags = tags_of(root["/StructTreeRoot"])
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/L", "/LI", "/Figure", "/Link"} <= set(tags)
    assert tags.count("/Figure") == 4
    assert tags.count("/H1") == 1


def tags_of(node: object) -> list[str]:
    found: list[str] = []
    waiting = [node]
    while waiting:
        one = waiting.pop()
        one = one.get_object() if hasattr(one, "get_object") else one
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            if "/S" in one:
                found.append(str(one["/S"]))
            if "/K" in one:
                waiting.append(one["/K"])
    return found


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_first_page_and_the_doctors_page_are_one_page_each(
    assessed: Assessed, name: str
) -> None:
    pages = [
        squeezed(one.extract_text()) for one in reader(render_pdf(document(*assessed(name)))).pages
    ]
    for title in ("First: are you in danger?", "A cramp right now?", "What we found",
                  "What you can do", "What would tell more"):  # fmt: skip
        assert squeezed(title) in pages[0], title
    (doctor,) = [page for page in pages if page.startswith(squeezed("For your doctor"))]
    assert squeezed("Limits of the simulation") in doctor
    assert squeezed("believe the measurement") in doctor


def test_a_doctors_page_that_is_too_long_goes_on(assessed: Assessed) -> None:
    assessment, _ = assessed()
    at = assessment.diary.events[0].at
    notes = tuple(NoteEvent(at=at, text=f"note {n}, {'long ' * 20}") for n in range(60))
    made = document(*assessed(events=(*assessment.diary.events, *notes)))
    words = squeezed(words_of_pdf(render_pdf(made)))
    assert "note59,long" in words
    assert squeezed("believe the measurement") in words


def test_charts_are_drawn_and_told(assessed: Assessed) -> None:
    pdf = render_pdf(document_of(*assessed()))
    assert pdf.startswith(b"%PDF-")
    assert len(reader(pdf).pages) >= 6


@pytest.mark.parametrize(
    "told",
    [
        "漢字 rice",
        "a 🦵 cramp",
        "قهوة",
        "nul\x00bell\x07",
        "\u202eright to left",
        "#panic()",
        "*_`$<a>@b",
    ],
)
def test_any_words_of_a_diary_can_be_set(assessed: Assessed, told: str) -> None:
    assessment, _ = assessed()
    at = assessment.diary.events[0].at
    events = (*assessment.diary.events, NoteEvent(at=at, text=told))
    words = words_of_pdf(render_pdf(document(*assessed(events=events))))
    assert "blood test at the yearly" in words
    if told.isascii() and told.isprintable():
        assert squeezed(told) in squeezed(words)


def test_what_cannot_be_shown_stands_as_a_box() -> None:
    data = displayable({"a": ["漢 rice", "½ µ ≥ “x”"], "svg": "漢"})
    assert data == {"a": [f"{MISSING} rice", "½ µ ≥ “x”"], "svg": "漢"}


def test_a_picture_without_words_for_it_is_refused() -> None:
    from cramp.report.document import Picture

    drawing = Picture(say("caption"), "", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    with pytest.raises(NotRendered, match="PDF/UA-1"):
        render_pdf(small(drawing))


def test_a_look_that_nobody_laid_out_is_noticed() -> None:
    with pytest.raises(NotRendered, match="no look for the mark"):
        render_pdf(small(Paragraph(replace(say("x"), spans=(as_mark("shouted"),)))))
    with pytest.raises(TypeError, match="no template lays out a int"):
        render_document(small(7))
    with pytest.raises(NotRendered):
        render_pdf(small(Box("unheard", "t", ())))  # type: ignore[arg-type]


def as_mark(mark: str):
    from cramp.report.document import Span

    return Span("x", mark)  # type: ignore[arg-type]


def test_blocks_are_plain_data() -> None:
    data = as_data(small(paragraph("a", why=("b",))))
    block = data["sections"][0]["blocks"][0]
    assert block["kind"] == "Paragraph"
    assert block["statement"]["why"] == ["b"]
