"""Joins the chapters of `body/*.ant`, the units and the parameter table into one model."""

from __future__ import annotations

from functools import cache
from importlib import metadata, resources
from typing import TYPE_CHECKING

import cramp
from cramp.engine.disk_cache import DiskCache
from cramp.engine.sbml import antimony_to_sbml
from cramp.physiology.parameters import Parameter, parameters

if TYPE_CHECKING:
    from collections.abc import Mapping

MODEL_NAME = "body"

_HEADER = f"model {MODEL_NAME}()\n"
_COMPARTMENT = "  compartment whole_body = 1 litre\n"
_TRANSLATORS = ("antimony", "python-libsbml")
"""Distributions whose versions decide what SBML comes of a text."""


def chapters() -> dict[str, str]:
    """Return the text of every chapter by name (`potassium`, `kidney`, ...), sorted."""
    folder = resources.files("cramp.physiology").joinpath("body")
    texts = {
        entry.name.removesuffix(".ant"): entry.read_text("utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".ant")
    }
    return dict(sorted(texts.items()))


def unit_declarations() -> str:
    """Return the Antimony declarations of every unit the chapters may use."""
    return resources.files("cramp.physiology").joinpath("units.ant").read_text("utf-8")


def compose(texts: Mapping[str, str], table: Mapping[str, Parameter]) -> str:
    """Join chapters and values into the Antimony text of one flat model.

    Parameters
    ----------
    texts
        Chapters by name; their order does not matter to the result.
    table
        Parameters by identifier; each becomes a constant with its unit.
    """
    sections = [_HEADER, unit_declarations(), _COMPARTMENT]
    sections.extend(f"\n  // ---- {name} ----\n{texts[name]}" for name in sorted(texts))
    sections.append("\n  // ---- values ----\n")
    sections.extend(f"  {p.id} = {p.value!r} {p.unit}\n" for p in table.values())
    sections.append("end\n")
    return "".join(sections)


@cache
def body_antimony() -> str:
    """Return the whole body as Antimony text."""
    return compose(chapters(), parameters())


@cache
def body_sbml() -> str:
    """Return the whole body as SBML Level 3 Version 2, kept on disk between processes.

    Raises
    ------
    ModelError
        If a chapter cannot be read.
    """
    stored = DiskCache()
    key = DiskCache.key(body_antimony(), *_translation())
    data = stored.get(key)
    if data is None:
        data = antimony_to_sbml(body_antimony()).encode()
        stored.put(key, data)
    return data.decode()


def _translation() -> list[str | bytes]:
    """Return whatever decides how Antimony text becomes SBML, without importing translators."""
    own = resources.files("cramp.engine").joinpath("sbml.py").read_bytes()
    return ["body", cramp.__version__, own, *(metadata.version(name) for name in _TRANSLATORS)]
