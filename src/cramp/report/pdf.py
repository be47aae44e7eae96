"""Renders a report as a tagged PDF for paper and for screen readers (PDF/UA-1)."""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    import typst

    from cramp.report.document import Document

STANDARD = "ua-1"
MISSING = "□"
"""What stands for a character that no font of the file holds."""

_UNPRINTED = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)
_TRY = (
    '#set document(title: "t")\n#set text(lang: "en", font: "Libertinus Serif")\n#sys.inputs.words'
)


class NotRendered(RuntimeError):
    """The PDF could not be made; the message holds the typesetter's own words."""


def render_pdf(document: Document) -> bytes:
    """Return a report as PDF; not a word is added to those of the document.

    Only fonts that come with the typesetter are used, so that every machine makes the same
    pages; a character that they do not hold is shown as `MISSING`.

    Parameters
    ----------
    document
        As returned by `document_of`.

    Raises
    ------
    NotRendered
        When the typesetter refuses it.
    """
    import typst

    told = json.dumps(displayable(as_data(document)), ensure_ascii=False)
    try:
        return typst.compile(
            template(),
            format="pdf",
            font_paths=_fonts(),
            sys_inputs={"report": told},
            pdf_standards=STANDARD,
        )
    except typst.TypstError as error:
        raise NotRendered(f"the report could not be set as PDF: {error}") from error


def template() -> bytes:
    """Return the text of the layout."""
    return resources.files("cramp.report").joinpath("templates", "report.typ").read_bytes()


def as_data(piece: object) -> Any:  # plain data of any shape
    """Return a document as lists and dictionaries; each block names its kind."""
    if is_dataclass(piece):
        named = {field.name: as_data(getattr(piece, field.name)) for field in fields(piece)}
        return named | {"kind": type(piece).__name__}
    if isinstance(piece, tuple | list):
        return [as_data(one) for one in piece]
    return piece


def displayable(data: Any) -> Any:  # plain data of any shape
    """Return the same data with every character that cannot be set shown as `MISSING`."""
    missing = _not_held("".join(sorted(_characters(data))))
    table = {ord(character): MISSING for character in missing}
    return _translated(data, table)


def _characters(data: object) -> set[str]:
    """Return every character beyond ASCII; drawings are set as they are."""
    if isinstance(data, str):
        return {character for character in data if not character.isascii()}
    if isinstance(data, dict):
        values: Iterable[object] = (value for key, value in data.items() if key != "svg")
    else:
        values = data if isinstance(data, list) else ()
    return set().union(*(_characters(value) for value in values))


def _translated(data: Any, table: dict[int, str]) -> Any:
    if isinstance(data, str):
        return _UNPRINTED.sub("", data).translate(table)
    if isinstance(data, dict):
        return {
            key: value if key == "svg" else _translated(value, table) for key, value in data.items()
        }
    return [_translated(one, table) for one in data] if isinstance(data, list) else data


def _not_held(characters: str) -> str:
    """Return those of some characters that no font holds: all are tried at once, else each."""
    shown = _UNPRINTED.sub("", characters)
    if not shown or _can_be_set(shown):
        return ""
    return "".join(character for character in shown if not _can_be_set(character))


def _can_be_set(words: str) -> bool:
    import typst

    try:
        typst.compile(
            _TRY.encode(),
            format="pdf",
            font_paths=_fonts(),
            sys_inputs={"words": words},
            pdf_standards=STANDARD,
        )
    except typst.TypstError:
        return False
    return True


@cache
def _fonts() -> typst.Fonts:
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
