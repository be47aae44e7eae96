"""The body for other people's tools: SBML, Antimony, and a COMBINE archive of both."""

from __future__ import annotations

import io
import zipfile
from typing import Literal

from cramp.physiology.composition import body_antimony, body_sbml

ExportFormat = Literal["sbml", "antimony", "combine"]

SUFFIXES: dict[str, ExportFormat] = {
    ".xml": "sbml",
    ".sbml": "sbml",
    ".ant": "antimony",
    ".omex": "combine",
}

_MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<omexManifest xmlns="http://identifiers.org/combine.specifications/omex-manifest">
  <content location="." format="http://identifiers.org/combine.specifications/omex"/>
  <content location="./manifest.xml"
           format="http://identifiers.org/combine.specifications/omex-manifest"/>
  <content location="./body.xml" master="true"
           format="http://identifiers.org/combine.specifications/sbml.level-3.version-2"/>
  <content location="./body.ant" format="http://purl.org/NET/mediatypes/text/plain"/>
  <content location="./parameters.csv" format="http://purl.org/NET/mediatypes/text/csv"/>
  <content location="./references.bib"
           format="http://purl.org/NET/mediatypes/application/x-bibtex"/>
</omexManifest>
"""
_UNCHANGING_DATE = (1980, 1, 1, 0, 0, 0)


def export_body(kind: ExportFormat) -> bytes:
    """Return the body as a file's bytes; the same body gives the same bytes.

    Parameters
    ----------
    kind
        `sbml` (Level 3 Version 2), `antimony`, or `combine` (an OMEX archive with both, the
        parameter table and the references).

    Raises
    ------
    ValueError
        If the kind is none of these.
    """
    if kind == "sbml":
        return body_sbml().encode()
    if kind == "antimony":
        return body_antimony().encode()
    if kind == "combine":
        return _archive()
    raise ValueError(f"unknown format {kind!r}; choose sbml, antimony or combine")


def _archive() -> bytes:
    from importlib import resources

    folder = resources.files("cramp.physiology")
    contents = {
        "manifest.xml": _MANIFEST.encode(),
        "body.xml": body_sbml().encode(),
        "body.ant": body_antimony().encode(),
        "parameters.csv": folder.joinpath("parameters.csv").read_bytes(),
        "references.bib": folder.joinpath("references.bib").read_bytes(),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(zipfile.ZipInfo(name, _UNCHANGING_DATE), content)
    return buffer.getvalue()
