from __future__ import annotations

import libsbml
import pytest

from cramp.engine.description import describe
from cramp.engine.errors import ModelError, UnsupportedModel
from cramp.engine.reference import ReferenceEngine
from cramp.engine.sbml import antimony_to_sbml, formulas, read_document

DECAY = "model decay()\n  species S\n  S = 10; k = 0.1\n  fade: S -> ; k * S\n{extra}\nend\n"


def _with(extra: str) -> str:
    return antimony_to_sbml(DECAY.format(extra=extra))


def _level_3_version_1() -> libsbml.SBMLDocument:
    document = libsbml.SBMLDocument(3, 1)
    model = document.createModel()
    model.setId("plain")
    compartment = model.createCompartment()
    compartment.setId("room")
    compartment.setConstant(True)
    compartment.setSize(1)
    for name in ("S", "P"):
        species = model.createSpecies()
        species.setId(name)
        species.setCompartment("room")
        species.setInitialAmount(1)
        species.setHasOnlySubstanceUnits(True)
        species.setBoundaryCondition(False)
        species.setConstant(False)
    return document


def _with_fast_reaction() -> str:
    document = _level_3_version_1()
    reaction = document.getModel().createReaction()
    reaction.setId("quick")
    reaction.setFast(True)
    reaction.setReversible(False)
    reaction.addReactant(document.getModel().getSpecies("S"), 1)
    reaction.addProduct(document.getModel().getSpecies("P"), 1)
    reaction.createKineticLaw().setMath(libsbml.parseL3Formula("0.1 * S"))
    return libsbml.writeSBMLToString(document)


def _with_algebraic_rule() -> str:
    document = _level_3_version_1()
    rule = document.getModel().createAlgebraicRule()
    rule.setMath(libsbml.parseL3Formula("S + P - 2"))
    return libsbml.writeSBMLToString(document)


def _with_required_package() -> str:
    import antimony

    antimony.clearPreviousLoads()
    text = "model inner()\n  a = 1\nend\nmodel outer()\n  part: inner()\nend\n"
    assert antimony.loadAntimonyString(text) >= 0
    return antimony.getCompSBMLString("outer")


REFUSED = {
    "1 events": lambda: _with("  at (time > 5): S = 3"),
    "2 events": lambda: _with("  at (time > 5): S = 3\n  at (time > 6): S = 4"),
    "delays in late": lambda: _with("  late := delay(S, 2)"),
    "delays in deep": lambda: _with("  deep := 1 + exp(2 * delay(S, 2))"),
    "algebraic rules": _with_algebraic_rule,
    "fast reactions": _with_fast_reaction,
    "SBML packages comp": _with_required_package,
}


@pytest.mark.parametrize("named", REFUSED)
def test_what_the_engines_do_not_run_is_refused_by_name(named):
    sbml = REFUSED[named]()
    with pytest.raises(UnsupportedModel, match=f"needs what the engines do not run: {named}"):
        describe(sbml)
    with pytest.raises(UnsupportedModel, match=named):
        ReferenceEngine(sbml)


def test_every_refused_feature_is_named_at_once():
    sbml = _with("  at (time > 5): S = 3\n  late := delay(S, 2)")
    with pytest.raises(UnsupportedModel, match="1 events; delays in late"):
        describe(sbml)


def test_a_model_without_them_is_accepted():
    assert set(describe(_with("")).states) == {"S"}
    assert set(describe(_with("  larger := max(S, 1)")).derived) == {"larger"}


@pytest.mark.parametrize("text", ["", "not xml", "<sbml/>", "<html></html>"])
def test_text_that_is_not_sbml_is_refused_in_one_line(text):
    with pytest.raises(ModelError, match="the SBML cannot be read: ") as raised:
        describe(text)
    assert "\n" not in str(raised.value)


def test_a_document_without_a_model_is_refused():
    empty = libsbml.writeSBMLToString(libsbml.SBMLDocument(3, 2))
    with pytest.raises(ModelError, match="holds no model"):
        read_document(empty)


def test_formulas_names_what_each_formula_sets():
    sbml = _with("  y := 2 * S\n  R' = -R\n  R = 2 * k")
    document = read_document(sbml)
    found = [name for name, _ in formulas(document.getModel())]
    assert sorted(found) == ["R", "R", "fade", "y"]
