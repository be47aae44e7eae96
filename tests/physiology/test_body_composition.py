from __future__ import annotations

import re
import tokenize
from io import StringIO

import libsbml
import pytest

from cramp.engine.description import describe
from cramp.engine.errors import ModelError
from cramp.engine.sbml import antimony_to_sbml, read_document
from cramp.physiology.composition import (
    MODEL_NAME,
    body_antimony,
    body_sbml,
    chapters,
    compose,
    unit_declarations,
)
from cramp.physiology.parameters import parameters


def _code(text: str) -> str:
    return "\n".join(line.partition("//")[0] for line in text.splitlines())


@pytest.mark.parametrize("chapter", chapters())
def test_a_chapter_declares_no_model_unit_or_module(chapter):
    code = _code(chapters()[chapter])
    for word in ("model", "submodel", "module", "import", "end", "unit", "compartment"):
        assert not re.search(rf"^\s*{word}\b", code, re.MULTILINE), f"{chapter}.ant: {word}"


@pytest.mark.parametrize("chapter", chapters())
def test_a_chapter_begins_by_saying_what_it_is(chapter):
    assert chapters()[chapter].startswith("// ")


def test_the_whole_is_one_flat_model():
    code = _code(body_antimony())
    assert re.findall(r"^\s*(?:\*?model|module)\s+(\w+)", code, re.MULTILINE) == [MODEL_NAME]
    assert "submodel" not in code
    document = read_document(body_sbml())
    assert document.getModel().getId() == MODEL_NAME
    assert (document.getLevel(), document.getVersion()) == (3, 2)
    assert document.getPlugin("comp") is None


def test_every_chapter_and_every_row_reaches_the_model():
    text = body_antimony()
    assert all(chapter in text for chapter in chapters().values())
    assert set(parameters()) <= set(describe(body_sbml()).parameters)


def test_values_and_units_are_those_of_the_table():
    document = read_document(body_sbml())
    model = document.getModel()
    for row in parameters().values():
        parameter = model.getParameter(row.id)
        assert parameter.getValue() == pytest.approx(row.value, rel=1e-14)
        assert parameter.getUnits() == row.unit
        assert parameter.getConstant()


def test_a_chapter_holds_no_parameter_value_of_its_own():
    own = set(describe(body_sbml()).parameters) - set(parameters())
    assert own == set()


def test_chapter_order_does_not_matter():
    texts = chapters()
    backwards = dict(reversed(texts.items()))
    assert compose(backwards, parameters()) == compose(texts, parameters())


def test_reversed_text_gives_the_same_model():
    header, *sections = re.split(r"(?=\n  // ---- )", compose(chapters(), parameters()))
    sections[-1] = sections[-1].removesuffix("end\n")
    turned = antimony_to_sbml(header + "".join(reversed(sections)) + "end\n")
    one, other = describe(body_sbml()), describe(turned)
    for group in ("states", "parameters", "inputs", "derived", "reactions"):
        assert getattr(one, group) == getattr(other, group)


def test_every_quantity_has_a_name_in_words_and_a_unit():
    description = describe(body_sbml())
    declared = set(re.findall(r"^\s*unit (\w+) =", unit_declarations(), re.MULTILINE))
    for group in (description.states, description.inputs, description.derived):
        for quantity in group.values():
            assert quantity.label != quantity.id, f"{quantity.id} has no name in words"
            assert quantity.unit in declared | {"dimensionless", "litre"}, quantity


def test_every_input_is_quiet_when_nothing_is_told():
    document = read_document(body_sbml())
    model = document.getModel()
    inputs = {name: model.getParameter(name).getValue() for name in describe(body_sbml()).inputs}
    assert inputs.pop("drinking_possible") == 1
    assert set(inputs.values()) == {0}


def test_species_are_amounts():
    document = read_document(body_sbml())
    for species in document.getModel().getListOfSpecies():
        assert species.getHasOnlySubstanceUnits()
        assert species.getId().endswith("_amount")


def test_powers_are_guarded():
    """A base that may reach zero is `max(...) + small`, or positive by build."""
    positive_by_build = {
        "phosphate_for_calcitriol",
        "mineralocorticoid_activity", "plasma_bicarbonate_share", "sweat_flow_share",
        "1 dimensionless - loop_blockade", "min(nephron_share, 1 dimensionless)", "nephron_share",
        "interstitial_magnesium_share", "sodium_channel_activity", "phosphate_share",
        "ionised_calcium_share", "parathyroid_hormone_share", "magnesium_for_secretion",
        "fgf23_answered",
        "proximal_escape / proximal_escape_reference",
        "min(interstitial_magnesium_share, 1 dimensionless)", "calcium_parathyroid_effect",
        "1 dimensionless - calcium_linear_share", "1 dimensionless - magnesium_linear_share",
    }  # fmt: skip
    for name, node in _powers(body_sbml()):
        base = node.getChild(0)
        text = libsbml.formulaToL3String(base)
        exponent = node.getChild(1)
        whole = exponent.isInteger() or (exponent.isNumber() and exponent.getValue() % 1 == 0)
        guarded = "max(" in text or "+ 1e-9" in text or "1e-09" in text or text.startswith("1 +")
        assert whole or guarded or text in positive_by_build, f"{name}: unguarded {text}"


def _powers(sbml: str) -> list[tuple[str, libsbml.ASTNode]]:
    from cramp.engine.sbml import formulas

    def walk(name: str, node: libsbml.ASTNode) -> None:
        if node.getType() in (libsbml.AST_POWER, libsbml.AST_FUNCTION_POWER):
            found.append((name, node.deepCopy()))
        for index in range(node.getNumChildren()):
            walk(name, node.getChild(index))

    found: list[tuple[str, libsbml.ASTNode]] = []
    document = read_document(sbml)
    for name, formula in formulas(document.getModel()):
        walk(name, formula)
    return found


def test_a_fault_in_a_chapter_is_refused_with_a_line():
    texts = {**chapters(), "potassium": chapters()["potassium"] + "\nbroken -> -> ;\n"}
    with pytest.raises(ModelError, match="line"):
        antimony_to_sbml(compose(texts, parameters()))


def test_identifiers_are_words_python_can_use():
    description = describe(body_sbml())
    names = [*description.states, *description.parameters, *description.inputs]
    for name in names:
        tokens = list(tokenize.generate_tokens(StringIO(name).readline))
        assert tokens[0].type == tokenize.NAME
        assert name == name.lower()
