from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from importlib import resources

import pytest

from cramp.engine.description import describe
from cramp.engine.sbml import antimony_to_sbml, findings
from cramp.physiology.composition import body_antimony, body_sbml
from cramp.physiology.export import SUFFIXES, export_body

MANIFEST_SPACE = "{http://identifiers.org/combine.specifications/omex-manifest}"


@pytest.fixture(scope="module")
def archive() -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(export_body("combine")))


def test_sbml_reads_back_to_the_same_model_without_a_finding():
    text = export_body("sbml").decode()
    assert describe(text) == describe(body_sbml())
    assert findings(text) == ()


def test_antimony_reads_back_to_the_same_model():
    assert antimony_to_sbml(export_body("antimony").decode()) == body_sbml()


def test_the_archive_is_whole_and_holds_both_texts(archive):
    assert archive.testzip() is None
    assert archive.read("body.xml").decode() == body_sbml()
    assert archive.read("body.ant").decode() == body_antimony()


@pytest.mark.parametrize("name", ["parameters.csv", "references.bib"])
def test_the_archive_holds_values_and_references(archive, name):
    assert archive.read(name) == resources.files("cramp.physiology").joinpath(name).read_bytes()


def test_the_manifest_lists_every_file_and_one_master(archive):
    # The manifest is our own text, just written by the code under test.
    manifest = ET.fromstring(archive.read("manifest.xml"))  # noqa: S314
    content = manifest.findall(f"{MANIFEST_SPACE}content")
    listed = {entry.get("location", "").removeprefix("./") for entry in content}
    assert listed == {".", *archive.namelist()}
    assert [e.get("location") for e in content if e.get("master") == "true"] == ["./body.xml"]


def test_the_archive_is_read_by_a_tool_that_knows_the_format(archive, tmp_path):
    basico = pytest.importorskip("basico")
    path = tmp_path / "body.omex"
    path.write_bytes(export_body("combine"))
    model = basico.new_model()
    try:
        assert model.openCombineArchive(str(path))
        species = {metabolite.getObjectName() for metabolite in model.getModel().getMetabolites()}
    finally:
        basico.remove_datamodel(model)
    assert len(species) > 0


@pytest.mark.parametrize("kind", sorted(set(SUFFIXES.values())))
def test_the_same_body_gives_the_same_bytes(kind):
    assert export_body(kind) == export_body(kind)


def test_an_unknown_format_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="unknown format 'cellml'; choose sbml, antimony or"):
        export_body("cellml")
