"""Which SBML models the engines run: core models without the features named here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cramp.engine.errors import UnsupportedModel
from cramp.engine.sbml import formulas, model_of, parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    import libsbml


_PART_OF_CORE = frozenset({"l3v2extendedmath"})
"""libSBML reports the functions that Level 3 Version 2 added to the core as a package."""


def require_supported(document: libsbml.SBMLDocument) -> None:
    """Refuse a model that the engines would run wrongly.

    Raises
    ------
    UnsupportedModel
        If the model has events, delays, algebraic rules, fast reactions, needs an SBML
        package, leaves a value open that the engines would make up, or combines concentrations,
        rates, stoichiometries and rules in a way named in `docs/engine.md`; the message lists
        all of them.
    """
    model = model_of(document)
    found = [
        *_constructs(model),
        *_delays(model),
        *_packages(document),
        *_rates(model),
        *_stoichiometries(model),
        *_unset(model),
    ]
    if found:
        raise UnsupportedModel(f"this model needs what the engines do not run: {'; '.join(found)}")


def _constructs(model: libsbml.Model) -> Iterator[str]:
    if model.getNumEvents():
        yield f"{model.getNumEvents()} events"
    if any(rule.isAlgebraic() for rule in model.getListOfRules()):
        yield "algebraic rules"
    if any(r.isSetFast() and r.getFast() for r in model.getListOfReactions()):
        yield "fast reactions"


def _delays(model: libsbml.Model) -> Iterator[str]:
    import libsbml as library

    delayed = [
        name for name, formula in formulas(model) if _holds(formula, {library.AST_FUNCTION_DELAY})
    ]
    if delayed:
        yield f"delays in {', '.join(delayed)}"


def _packages(document: libsbml.SBMLDocument) -> Iterator[str]:
    if document.getLevel() < 3:
        return  # libSBML takes the annotations of layout and render there for packages
    packages = [
        name
        for index in range(document.getNumPlugins())
        if (name := document.getPlugin(index).getPackageName()) not in _PART_OF_CORE
        and document.getPackageRequired(name)
    ]
    if packages:
        yield f"SBML packages {', '.join(packages)}"


def _rates(model: libsbml.Model) -> Iterator[str]:
    """Yield the rates that libRoadRunner computes without the change of a compartment's size."""
    ruled = {rule.getVariable(): rule for rule in model.getListOfRules() if rule.isSetMath()}
    assigned = {name for name, rule in ruled.items() if rule.isAssignment()}
    moving = {
        species.getId(): species.getCompartment()
        for species in model.getListOfSpecies()
        if species.getCompartment() in ruled and not species.getHasOnlySubstanceUnits()
    }
    for name, compartment in moving.items():
        if compartment in assigned and name in ruled and name not in assigned:
            yield f"a rate rule for the concentration {name} where a rule assigns {compartment}"
    functions = {function.getId() for function in model.getListOfFunctionDefinitions()}
    for name, formula in formulas(model):
        for target in _targets_of_rate(formula):
            if name in functions:
                yield f"the rate of an argument, in {name}"
            elif target in assigned:
                yield f"the rate of {target}, which a rule assigns, in {name}"
            elif target in moving:
                yield f"the rate of the concentration {target} in a changing volume, in {name}"


def _stoichiometries(model: libsbml.Model) -> Iterator[str]:
    """Yield where libRoadRunner loses count: one of several references computed as the run goes."""
    assigned = {rule.getVariable() for rule in model.getListOfRules() if rule.isAssignment()}
    for reaction in model.getListOfReactions():
        references = _references(reaction)
        species = [reference.getSpecies() for reference in references]
        for reference in references:
            computed = reference.getId() in assigned or reference.isSetStoichiometryMath()
            if computed and species.count(reference.getSpecies()) > 1:
                yield f"a rule for one of several {reference.getSpecies()} in {reaction.getId()}"


def _unset(model: libsbml.Model) -> Iterator[str]:
    """Yield the values left open, which libRoadRunner takes for 1 (0 for a species)."""
    told = {rule.getVariable() for rule in model.getListOfRules() if rule.isSetMath()}
    told |= {one.getSymbol() for one in model.getListOfInitialAssignments() if one.isSetMath()}
    for reaction in model.getListOfReactions():
        for reference in _references(reaction):
            known = reference.isSetStoichiometry() or reference.isSetStoichiometryMath()
            if not known and reference.getId() not in told and model.getLevel() > 2:
                yield f"a stoichiometry for {reference.getSpecies()} in {reaction.getId()}"
    for species in model.getListOfSpecies():
        known = species.isSetInitialAmount() or species.isSetInitialConcentration()
        if not known and species.getId() not in told:
            yield f"a start value for {species.getId()}"
    for compartment in model.getListOfCompartments():
        # A point has no size: its species are amounts, as libRoadRunner takes them.
        known = compartment.isSetSize() or compartment.getSpatialDimensionsAsDouble() == 0
        if not known and compartment.getId() not in told:
            yield f"a size for {compartment.getId()}"


def _references(reaction: libsbml.Reaction) -> list[libsbml.SpeciesReference]:
    return [*reaction.getListOfReactants(), *reaction.getListOfProducts()]


def _targets_of_rate(node: libsbml.ASTNode) -> Iterator[str]:
    import libsbml as library

    for part in parts(node):
        if part.getType() == library.AST_FUNCTION_RATE_OF:
            yield part.getChild(0).getName()


def _holds(node: libsbml.ASTNode, kinds: set[int]) -> bool:
    return any(part.getType() in kinds for part in parts(node))
