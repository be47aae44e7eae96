"""A YAML file as a tree of plain texts with their positions, and nothing cleverer.

Scalars stay the text that the person wrote: YAML's own guesses (`12:30` is a number, `no` is a
truth value) never reach the diary. Anchors, aliases, tags and several documents are refused.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cramp.diary.faults import DiaryFaults, Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_BYTES = 5_000_000
DEEPEST = 20


@dataclass(frozen=True)
class Scalar:
    """One text; `plain` when it stands without quotation marks."""

    line: int
    column: int
    text: str
    plain: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether nothing is told."""
        return self.plain and self.text.strip().lower() in {"", "~", "null"}


@dataclass(frozen=True)
class Sequence:
    """A list."""

    line: int
    column: int
    items: list[Node] = field(default_factory=list)


@dataclass(frozen=True)
class Mapping:
    """Keys with values; a key that stands twice keeps its first value and is in `repeated`."""

    line: int
    column: int
    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Scalar] = field(default_factory=dict)
    repeated: list[Scalar] = field(default_factory=list)


Node = Scalar | Sequence | Mapping


def read_text(path: str | Path) -> str:
    """Return the text of a file, after checks that need no parsing.

    Raises
    ------
    DiaryFaults
        When it is no file, cannot be opened, is larger than `LARGEST_BYTES` (it is then not
        read) or is not UTF-8.
    """
    file = Path(path)
    name = str(path)
    try:
        if not file.exists():
            raise _whole(name, "there is no such file", "check the name and the folder")
        if not file.is_file():
            raise _whole(name, "this is not a file", "give the diary file itself")
        size = file.stat().st_size
        if size > LARGEST_BYTES:
            what = f"the file has {size / 1e6:.0f} MB, a diary at most {LARGEST_BYTES / 1e6:.0f} MB"
            raise _whole(name, what, "check that this is a diary, or split it by months")
        with file.open("rb") as stream:
            data = stream.read(LARGEST_BYTES + 1)
    except OSError as error:
        what = f"the file cannot be read ({error.strerror or error})"
        raise _whole(name, what, "check the name and that you may read it") from error
    except ValueError as error:
        if isinstance(error, DiaryFaults):
            raise
        raise _whole(name, "this cannot be a file name", "check the name") from error
    return _decoded(name, data)


def parse(text: str, name: str) -> Node:
    """Return the tree of a YAML text.

    Raises
    ------
    DiaryFaults
        When it is not YAML, or uses anchors, aliases, tags, several documents, keys that are
        not texts, or more than `DEEPEST` levels; one fault, the first found.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _Builder(name, yaml.parse(text, Loader=loader)).document()
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise DiaryFaults(
            (Fault(name, line, 1, "", "a character that YAML does not allow", "remove it"),)
        ) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        what = f"this is not YAML ({' '.join(str(error.problem).split())})"
        mend = "check indentation, colons and quotation marks here and in the line above"
        raise DiaryFaults((Fault(name, line, column, "", what, mend),)) from error
    except yaml.YAMLError as error:
        what = f"this is not YAML ({' '.join(str(error).split())[:200]})"
        raise DiaryFaults((Fault(name, 0, 0, "", what, "check the file"),)) from error


def verbatim(node: Node) -> Any:
    """Return a tree as plain lists, dictionaries, texts, numbers, truth values and None."""
    if isinstance(node, Sequence):
        return [verbatim(item) for item in node.items]
    if isinstance(node, Mapping):
        return {key: verbatim(value) for key, value in node.entries.items()}
    if node.is_empty:
        return None
    return _scalar(node.text) if node.plain else node.text


def _scalar(text: str) -> str | int | float | bool:
    if text.lower() in {"true", "false"}:
        return text.lower() == "true"
    if re.fullmatch(r"[+-]?(0|[1-9]\d{0,17})", text):
        return int(text)
    if re.fullmatch(r"[+-]?\d{1,17}\.\d{1,17}(e[+-]?\d{1,3})?", text):
        return float(text) if math.isfinite(float(text)) else text
    return text


def _whole(name: str, what: str, mend: str) -> DiaryFaults:
    return DiaryFaults((Fault(name, 0, 0, "", what, mend),))


def _decoded(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"byte {error.start} is not UTF-8 text"
        fault = Fault(name, line, 0, "", what, "save the file with the encoding UTF-8")
        raise DiaryFaults((fault,)) from error


class _Builder:
    """Builds the tree from parser events; refuses what the format does not have."""

    def __init__(self, name: str, events: Iterator[Any]) -> None:
        self._name = name
        self._events = events

    def document(self) -> Node:
        node: Node | None = None
        for event in self._events:
            kind = type(event).__name__
            if kind == "DocumentStartEvent" and node is not None:
                raise self._fault(event, "a second document begins", "write one diary per file")
            if kind in {"ScalarEvent", "SequenceStartEvent", "MappingStartEvent", "AliasEvent"}:
                node = self._node(event, 1)
        return Scalar(1, 1, "") if node is None else node

    def _node(self, event: Any, depth: int) -> Node:
        kind = type(event).__name__
        if kind == "AliasEvent" or event.anchor is not None:
            mend = "write the text out in each place"
            raise self._fault(event, "anchors (&) and aliases (*) are not allowed", mend)
        if event.tag is not None:
            raise self._fault(event, "tags (!) are not allowed", "remove the word after the !")
        if depth > DEEPEST:
            mend = "write it with less indentation"
            raise self._fault(event, f"more than {DEEPEST} levels inside each other", mend)
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if kind == "SequenceStartEvent":
            return self._sequence(Sequence(line, column), depth)
        if kind == "MappingStartEvent":
            return self._mapping(Mapping(line, column), depth)
        return Scalar(line, column, event.value, plain=event.style in {None, ""})

    def _sequence(self, node: Sequence, depth: int) -> Node:
        while type(event := next(self._events)).__name__ != "SequenceEndEvent":
            node.items.append(self._node(event, depth + 1))
        return node

    def _mapping(self, node: Mapping, depth: int) -> Node:
        while type(event := next(self._events)).__name__ != "MappingEndEvent":
            key = self._node(event, depth + 1)
            if not isinstance(key, Scalar):
                raise self._fault(event, "a key is not a text", "write a word before the colon")
            value = self._node(next(self._events), depth + 1)
            if key.text in node.entries:
                node.repeated.append(key)
                continue
            node.entries[key.text] = value
            node.keys[key.text] = key
        return node

    def _fault(self, event: Any, what: str, mend: str) -> DiaryFaults:
        mark = event.start_mark
        return DiaryFaults((Fault(self._name, mark.line + 1, mark.column + 1, "", what, mend),))
