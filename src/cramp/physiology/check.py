"""Everything that must hold before the body may run: units, balance, values, sources."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import resources

from cramp.engine.sbml import findings
from cramp.physiology.composition import body_sbml, chapters
from cramp.physiology.conservation import body_description, leaks
from cramp.physiology.parameters import parameters

_IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
_COMMENT_OR_LABEL = re.compile(r'//.*|"[^"\n]*"')
_BIBLIOGRAPHY_KEY = re.compile(r"^@\w+\{([^,\s]+),", re.MULTILINE)


@dataclass(frozen=True)
class CheckReport:
    """What was checked and every fault found; no faults means that the body is sound."""

    states: int
    parameters: int
    inputs: int
    reactions: int
    faults: tuple[str, ...]


def check_body() -> CheckReport:
    """Check the body: strict units, structural balance, used and sourced values.

    Raises
    ------
    ModelError
        If the text cannot even be read.
    """
    description = body_description()
    faults = (
        *(f"units: {finding}" for finding in findings(body_sbml())),
        *(f"balance: {leak}" for leak in leaks(description)),
        *_unused_parameters(),
        *_unknown_sources(),
    )
    return CheckReport(
        states=len(description.states),
        parameters=len(description.parameters),
        inputs=len(description.inputs),
        reactions=len(description.reactions),
        faults=faults,
    )


def bibliography_keys() -> frozenset[str]:
    """Return the keys of `references.bib`."""
    text = resources.files("cramp.physiology").joinpath("references.bib").read_text("utf-8")
    return frozenset(_BIBLIOGRAPHY_KEY.findall(text))


def _unused_parameters() -> list[str]:
    words = set()
    for text in chapters().values():
        words.update(_IDENTIFIER.findall(_COMMENT_OR_LABEL.sub(" ", text)))
    return [
        f"parameters.csv: {name} is used in no chapter; remove the row"
        for name in parameters()
        if name not in words
    ]


def _unknown_sources() -> list[str]:
    known = bibliography_keys()
    return [
        f"parameters.csv: {row.id}: source {key!r} is not in references.bib"
        for row in parameters().values()
        for key in row.source
        if key not in known
    ]
