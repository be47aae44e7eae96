"""Checks a file's tree against a model, and tells every fault with its place and its mend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints

from cramp.diary.document import Mapping, Sequence
from cramp.diary.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import ValidationError

    from cramp.diary.document import Node

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Strict(BaseModel):
    """Refuses keys that the format does not have; cannot be changed once read."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=False)


def repeated_keys(node: Node, name: str) -> Iterable[Fault]:
    """Return a fault for each key that stands twice; `name` stands for the file."""
    if isinstance(node, Mapping):
        for key in node.repeated:
            what = f"the key {key.text!r} stands twice"
            yield Fault(name, key.line, key.column, key.text, what, "keep one of them")
        for inner in node.entries.values():
            yield from repeated_keys(inner, name)
    elif isinstance(node, Sequence):
        for inner in node.items:
            yield from repeated_keys(inner, name)


def model_faults(error: ValidationError, node: Node, name: str, schema_command: str) -> list[Fault]:
    """Return what a model found wrong, in the order of the file.

    Parameters
    ----------
    node
        The tree that was checked.
    name
        Stands for the file.
    schema_command
        Prints the format's schema; named where nothing better helps.
    """
    faults = [_fault(one, node, name, schema_command) for one in error.errors(include_url=False)]
    # Alternatives of a value fault alike: one fault for each place and text is enough.
    return list(dict.fromkeys(sorted(faults, key=lambda fault: (fault.line, fault.column))))


def inside(node: Node, part: str | int) -> Node | None:
    """Return what stands at a key or a place in a list; None if nothing does."""
    if isinstance(node, Mapping) and isinstance(part, str):
        return node.entries.get(part)
    if isinstance(node, Sequence) and isinstance(part, int) and part < len(node.items):
        return node.items[part]
    return None


def _fault(detail: Any, node: Node, name: str, schema_command: str) -> Fault:
    place, line, column = "", node.line, node.column
    for part in detail["loc"]:
        inner = inside(node, part)
        if inner is None:
            # A key that is missing, or the name of one of several shapes that a value may have.
            place += f".{part}" if detail["type"] == "missing" and isinstance(part, str) else ""
            continue
        node = inner
        line, column = node.line, node.column
        place += f"[{part}]" if isinstance(part, int) else f".{part}"
    what = detail["msg"].removeprefix("Value error, ")
    what = what[:1].lower() + what[1:]
    usual = f"`{schema_command}` tells what belongs here"
    mend = _mends(schema_command).get(detail["type"], usual)
    if detail["type"] == "value_error" and ";" in what:
        what, mend = what.rsplit("; ", 1)
    return Fault(name, line, column, place.lstrip("."), what, mend or usual)


def _mends(schema_command: str) -> dict[str, str]:
    return {
        "extra_forbidden": f"remove the key or correct its name; `{schema_command}` lists them",
        "missing": "add the key",
        "literal_error": "write one of these words",
        "value_error": "",
    }
