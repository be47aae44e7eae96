"""Antimony text to SBML, and the checks that SBML allows on it.

The only place that touches the `antimony` and `libsbml` libraries' readers and writers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cramp.engine.errors import ModelError, UnsupportedModel
from cramp.engine.unit_scales import scale_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    import libsbml

UNIT_SCALE = 0
"""Code of our own finding that units differ by a factor; libSBML's codes begin at 1."""


@dataclass(frozen=True)
class Finding:
    """One complaint about a model, with libSBML's code or `UNIT_SCALE`."""

    code: int
    severity: str
    message: str

    def __str__(self) -> str:
        return f"{self.severity} {self.code}: {self.message}"


def antimony_to_sbml(text: str) -> str:
    """Translate Antimony text into SBML Level 3 Version 2 with every number given a unit.

    Bare numbers become dimensionless: libSBML gives up checking the units of a formula
    that holds an untagged number, silently.

    Parameters
    ----------
    text
        Antimony source holding exactly one model.

    Raises
    ------
    ModelError
        If the text cannot be parsed; the message carries Antimony's line and reason.
    """
    import antimony

    antimony.clearPreviousLoads()
    antimony.setBareNumbersAreDimensionless(True)
    if antimony.loadAntimonyString(text) < 0:
        raise ModelError(f"the model text cannot be read: {_last_error()}")
    return _tag_bare_numbers(_written(antimony.getSBMLString(antimony.getMainModuleName())))


def sbml_to_antimony(sbml: str) -> str:
    """Translate SBML back into Antimony text.

    Raises
    ------
    ModelError
        If the SBML cannot be read.
    """
    import antimony

    antimony.clearPreviousLoads()
    if antimony.loadSBMLString(sbml) < 0:
        raise ModelError(f"the SBML cannot be read: {_last_error()}")
    return _written(antimony.getAntimonyString(antimony.getMainModuleName()))


def read_document(sbml: str) -> libsbml.SBMLDocument:
    """Parse SBML text.

    Raises
    ------
    ModelError
        If the text is not well-formed SBML with a model in it.
    UnsupportedModel
        If it requires an SBML package that libSBML does not know.
    """
    import libsbml as library

    document = library.readSBMLFromString(sbml)
    errors = [
        error
        for error in (document.getError(index) for index in range(document.getNumErrors()))
        if error.getSeverity() >= library.LIBSBML_SEV_ERROR
    ]
    if errors:
        unknown_package = errors[0].getErrorId() == library.RequiredPackagePresent
        kind = UnsupportedModel if unknown_package else ModelError
        raise kind(f"the SBML cannot be read: {_one_line(errors[0].getMessage())}")
    model_of(document)
    return document


def model_of(document: libsbml.SBMLDocument) -> libsbml.Model:
    """Return the model of a document.

    Raises
    ------
    ModelError
        If the document holds none.
    """
    model = document.getModel()
    if model is None:
        raise ModelError("the SBML cannot be read: it holds no model")
    return model


def findings(sbml: str) -> tuple[Finding, ...]:
    """Run libSBML's full consistency check and our own of unit scales; return every complaint."""
    import libsbml as library

    document = read_document(sbml)
    for category in (
        library.LIBSBML_CAT_UNITS_CONSISTENCY,
        library.LIBSBML_CAT_MODELING_PRACTICE,
        library.LIBSBML_CAT_GENERAL_CONSISTENCY,
        library.LIBSBML_CAT_MATHML_CONSISTENCY,
        library.LIBSBML_CAT_OVERDETERMINED_MODEL,
    ):
        document.setConsistencyChecks(category, True)  # noqa: FBT003  # libSBML takes no names
    document.checkConsistency()
    complaints = [
        Finding(
            error.getErrorId(),
            error.getSeverityAsString().lower(),
            _one_line(error.getMessage()),
        )
        for error in (document.getError(index) for index in range(document.getNumErrors()))
    ]
    complaints.extend(
        Finding(UNIT_SCALE, "error", fault) for fault in scale_faults(model_of(document))
    )
    return tuple(complaints)


def formulas(model: libsbml.Model) -> Iterator[tuple[str, libsbml.ASTNode]]:
    """Yield every formula of a model with the identifier of what it sets."""
    for name, formula in _places(model):
        if formula is not None:  # Level 3 Version 2 lets a rule or a law stand without one
            yield name, formula


def _places(model: libsbml.Model) -> Iterator[tuple[str, libsbml.ASTNode | None]]:
    for function in model.getListOfFunctionDefinitions():
        yield function.getId(), function.getMath()
    for rule in model.getListOfRules():
        yield rule.getVariable(), rule.getMath()
    for assignment in model.getListOfInitialAssignments():
        yield assignment.getSymbol(), assignment.getMath()
    for reaction in model.getListOfReactions():
        if reaction.isSetKineticLaw():
            yield reaction.getId(), reaction.getKineticLaw().getMath()
        for reference in (*reaction.getListOfReactants(), *reaction.getListOfProducts()):
            if reference.isSetStoichiometryMath():
                yield reaction.getId(), reference.getStoichiometryMath().getMath()


def parts(formula: libsbml.ASTNode) -> Iterator[libsbml.ASTNode]:
    """Yield a formula and all within it.

    From a list: one inside the other, a sum of some hundred terms would go too deep for Python.
    """
    waiting = [formula]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(part.getChild(place) for place in reversed(range(part.getNumChildren())))


def _last_error() -> str:
    import antimony

    return _one_line(antimony.getLastError() or "no reason given")


def _written(text: str | None) -> str:
    if text is None:
        raise ModelError(f"the model cannot be written: {_last_error()}")
    return text


def _one_line(message: str) -> str:
    return " ".join(message.split())


def _tag_bare_numbers(sbml: str) -> str:
    import libsbml as library

    document = read_document(sbml)
    for _, formula in formulas(model_of(document)):
        _tag(formula)
    return library.writeSBMLToString(document)


def _tag(node: libsbml.ASTNode) -> None:
    if node.isNumber() and not node.isSetUnits():
        node.setUnits("dimensionless")
    for index in range(node.getNumChildren()):
        _tag(node.getChild(index))
