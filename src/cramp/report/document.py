"""What a report says, as typed pieces: every renderer lays out these and adds no word of its own.

A piece of text is a `Statement`: marked spans, and what it rests on. Pieces stand in blocks,
blocks in sections, sections in a `Document`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mark = Literal["plain", "strong", "soft", "measured", "told", "simulated", "grade", "verdict"]
"""How a span looks; measured, told and simulated are apart to the eye, and not by colour alone."""

Level = Literal["emergency", "same_day", "prompt", "calm", "now", "use", "safety", "person"]
"""What a box is for."""


@dataclass(frozen=True)
class Span:
    """Some words in one look."""

    text: str
    mark: Mark = "plain"


@dataclass(frozen=True)
class Statement:
    """Words that stand together.

    Attributes
    ----------
    spans
        In reading order; a space stands between two.
    why
        What it rests on: claims with grade, source and date of review, runs and parameters, what
        was told. One entry a line; folded away on a screen, at the end on paper.
    """

    spans: tuple[Span, ...]
    why: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The words without their looks."""
        return " ".join(span.text for span in self.spans)


@dataclass(frozen=True)
class Paragraph:
    """One statement on its own."""

    statement: Statement


@dataclass(frozen=True)
class Heading:
    """A title within a section."""

    text: str


@dataclass(frozen=True)
class Listing:
    """Statements one below the other, each with an optional second one in a softer look."""

    items: tuple[tuple[Statement, Statement | None], ...]
    is_ordered: bool = False
    is_steps: bool = False


@dataclass(frozen=True)
class Facts:
    """Labels with what belongs to them."""

    rows: tuple[tuple[str, Statement], ...]


@dataclass(frozen=True)
class Cell:
    """One cell of a table; `share` draws a bar of that length (0 to 1) beside the words."""

    statement: Statement
    share: float | None = None


@dataclass(frozen=True)
class Table:
    """Rows under columns; the first cell of a row is its heading.

    Attributes
    ----------
    label
        What it is a table of, for those who do not see it.
    columns
        Headings.
    rows
        As many cells each as there are columns.
    is_small
        Whether it is set in smaller type.
    """

    label: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    is_small: bool = False


@dataclass(frozen=True)
class Box:
    """Blocks with a frame and a title that says what they are."""

    level: Level
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Fold:
    """Blocks that a reader on a screen may open; on paper they are open."""

    summary: str
    blocks: tuple[Block, ...]
    is_open: bool = False
    is_on_paper: bool = True


@dataclass(frozen=True)
class Picture:
    """A drawing with its caption, and the same in words."""

    caption: Statement
    alternative: str
    svg: str


@dataclass(frozen=True)
class Entry:
    """A titled group of blocks, such as one claim or one medicine."""

    title: Statement
    blocks: tuple[Block, ...]


Block = Paragraph | Heading | Listing | Facts | Table | Box | Fold | Picture | Entry


@dataclass(frozen=True)
class Section:
    """Blocks under a title.

    Attributes
    ----------
    id
        Unique in the document.
    title
        Its heading.
    blocks
        In reading order.
    begins_page
        Whether it begins a page on paper.
    is_one_page
        Whether it is laid out small enough to fit one page of paper, where it can be.
    """

    id: str
    title: str
    blocks: tuple[Block, ...]
    begins_page: bool = False
    is_one_page: bool = False


@dataclass(frozen=True)
class Document:
    """A whole report.

    Attributes
    ----------
    title, period
        At its head.
    generator
        Program and version that made it.
    short_use, use_words
        What it is for in a sentence, under the title, and the words that lead to `use`.
    why_title
        Heads what sentences rest on, where a page cannot fold it away.
    sections
        In reading order; the first ones are the first page.
    use
        What it is for and what not; the last section.
    """

    title: str
    period: str
    generator: str
    short_use: str
    use_words: str
    why_title: str
    sections: tuple[Section, ...]
    use: Section


def say(*spans: Span | str, why: tuple[str, ...] = ()) -> Statement:
    """Return a statement; plain words may stand as text, and empty ones are left out."""
    found = (span if isinstance(span, Span) else Span(span) for span in spans)
    return Statement(tuple(span for span in found if span.text), why)


def paragraph(*spans: Span | str, why: tuple[str, ...] = ()) -> Paragraph:
    """Return a paragraph, as `say`."""
    return Paragraph(say(*spans, why=why))


def listing(*items: Statement, is_ordered: bool = False) -> Listing:
    """Return a list of single statements."""
    return Listing(tuple((item, None) for item in items), is_ordered)


def strong(text: str) -> Span:
    """Return words in bold."""
    return Span(text, "strong")


def soft(text: str) -> Span:
    """Return words that stand back."""
    return Span(text, "soft")


def simulated(text: str) -> Span:
    """Return words of a simulation."""
    return Span(text, "simulated")


def grade(value: str) -> Span:
    """Return how sure a claim is."""
    return Span(f"{value} certainty", "grade")
