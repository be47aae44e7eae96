"""Reads protocols: all faults at once, each with its place and its mend."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from pydantic import ValidationError

from cramp.diary.checked_model import model_faults, repeated_keys
from cramp.diary.document import parse, read_text, verbatim
from cramp.diary.faults import DiaryFaults
from cramp.nerve_muscle.protocol import Protocol

if TYPE_CHECKING:
    from pathlib import Path

_SCHEMA_COMMAND = "cramp episode --schema"


def read_protocol(path: str | Path) -> Protocol:
    """Read a protocol's file; a name without a suffix is that of a packaged protocol.

    Raises
    ------
    DiaryFaults
        With every fault found, and for a file or a name that there is none of.
    """
    name = str(path)
    if name in packaged_protocols():
        return packaged_protocol(name)
    return read_protocol_text(read_text(path), name)


def read_protocol_text(text: str, name: str) -> Protocol:
    """Read the text of a protocol, YAML or JSON; `name` stands for the file in faults."""
    node = parse(text, name)
    repeated = tuple(repeated_keys(node, name))
    if repeated:
        raise DiaryFaults(repeated)
    try:
        return Protocol.model_validate(verbatim(node))
    except ValidationError as error:
        raise DiaryFaults(tuple(model_faults(error, node, name, _SCHEMA_COMMAND))) from error


@cache
def packaged_protocols() -> tuple[str, ...]:
    """Return the names of the packaged protocols."""
    folder = resources.files("cramp.nerve_muscle").joinpath("protocols")
    names = (file.name for file in folder.iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


@cache
def packaged_protocol(name: str) -> Protocol:
    """Return a packaged protocol by its name."""
    file = resources.files("cramp.nerve_muscle").joinpath("protocols", f"{name}.yaml")
    return read_protocol_text(file.read_text("utf-8"), f"{name}.yaml")
