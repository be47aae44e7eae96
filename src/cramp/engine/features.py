"""Which SBML models the engines run: core models without the features named here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cramp.engine.errors import UnsupportedModel
from cramp.engine.sbml import formulas, model_of

if TYPE_CHECKING:
    import libsbml


_PART_OF_CORE = frozenset({"l3v2extendedmath"})
"""libSBML reports the functions that Level 3 Version 2 added to the core as a package."""


def require_supported(document: libsbml.SBMLDocument) -> None:
    """Refuse a model that the engines would run wrongly.

    Raises
    ------
    UnsupportedModel
        If the model has events, delays, algebraic rules, fast reactions or needs an SBML
        package; the message lists all of them.
    """
    found = list(_unsupported(document))
    if found:
        raise UnsupportedModel(f"this model needs what the engines do not run: {'; '.join(found)}")


def _unsupported(document: libsbml.SBMLDocument) -> list[str]:
    model = model_of(document)
    found = []
    if model.getNumEvents():
        found.append(f"{model.getNumEvents()} events")
    if any(rule.isAlgebraic() for rule in model.getListOfRules()):
        found.append("algebraic rules")
    if any(r.isSetFast() and r.getFast() for r in model.getListOfReactions()):
        found.append("fast reactions")
    delayed = [name for name, formula in formulas(model) if _has_delay(formula)]
    if delayed:
        found.append(f"delays in {', '.join(delayed)}")
    packages = [
        name
        for index in range(document.getNumPlugins())
        if (name := document.getPlugin(index).getPackageName()) not in _PART_OF_CORE
        and document.getPackageRequired(name)
    ]
    if packages:
        found.append(f"SBML packages {', '.join(packages)}")
    return found


def _has_delay(node: libsbml.ASTNode) -> bool:
    import libsbml as library

    if node.getType() == library.AST_FUNCTION_DELAY:
        return True
    return any(_has_delay(node.getChild(index)) for index in range(node.getNumChildren()))
