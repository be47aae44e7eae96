"""What a model needs to be settled by an engine that knows no settling: its time held still."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cramp.engine.sbml import model_of, read_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import libsbml

HELD_TIME = "time_held_still"
"""Identifier of the parameter that stands for the time, as far as the model leaves it free."""


def with_time_held(sbml: str) -> tuple[str, str]:
    """Return a copy of a model in whose course a parameter stands for the time.

    Start values still see the time itself.

    Returns
    -------
    sbml : str
        The copy.
    parameter : str
        The parameter's identifier.

    Raises
    ------
    ModelError
        If the text is not SBML.
    """
    import libsbml as library

    document = read_document(sbml)
    model = model_of(document)
    name = HELD_TIME
    while model.getElementBySId(name) is not None:
        name = f"{name}_"
    parameter = model.createParameter()
    parameter.setId(name)
    parameter.setConstant(True)
    parameter.setValue(0.0)
    for formula in _course(model):
        _hold_time(formula, name)
    return library.writeSBMLToString(document), name


def read_states(sbml: str, states: Iterable[str]) -> set[str]:
    """Return the states that the course of some state depends on, itself or another one.

    What is left only piles up: nothing in the model asks how much there is of it.

    Parameters
    ----------
    sbml
        The model.
    states
        Identifiers of its states.
    """
    model = model_of(read_document(sbml))
    states = set(states)
    read: set[str] = set()
    asked = [name for formula in _rates(model, states) for name in _names(formula)]
    asked += _sizes_read(model, states)
    assigned = {
        rule.getVariable(): rule.getMath()
        for rule in model.getListOfRules()
        if rule.isAssignment() and rule.isSetMath()
    }
    laws = {
        reaction.getId(): law
        for reaction in model.getListOfReactions()
        if (law := _law(reaction)) is not None
    }
    species = {one.getId(): one for one in model.getListOfSpecies()}
    while asked:
        name = asked.pop()
        if name in read:
            continue
        read.add(name)
        for computed in (assigned, laws):
            if name in computed:
                asked += _names(computed[name])
        if name in species and not species[name].getHasOnlySubstanceUnits():
            asked.append(species[name].getCompartment())
    return read & states


def _rates(model: libsbml.Model, states: set[str]) -> Iterator[libsbml.ASTNode]:
    """Yield the formulas that say how fast states change."""
    for rule in model.getListOfRules():
        if rule.isRate() and rule.isSetMath():
            yield rule.getMath()
    assigned = {rule.getVariable(): rule for rule in model.getListOfRules() if rule.isAssignment()}
    for reaction in model.getListOfReactions():
        references = [*reaction.getListOfReactants(), *reaction.getListOfProducts()]
        changing = [one for one in references if one.getSpecies() in states]
        if not changing:
            continue
        if (law := _law(reaction)) is not None:
            yield law
        for reference in changing:
            if reference.isSetStoichiometryMath():
                yield reference.getStoichiometryMath().getMath()
            if reference.getId() in assigned:
                yield assigned[reference.getId()].getMath()


def _sizes_read(model: libsbml.Model, states: set[str]) -> Iterator[str]:
    """Yield what a rate rule for a concentration reads besides: the size and what is in it."""
    ruled = {rule.getVariable() for rule in model.getListOfRules()}
    for species in model.getListOfSpecies():
        concentration = not species.getHasOnlySubstanceUnits()
        name, compartment = species.getId(), species.getCompartment()
        if name in states and name in ruled and concentration and compartment in ruled:
            yield name
            yield compartment


def _course(model: libsbml.Model) -> Iterator[libsbml.ASTNode]:
    """Yield the formulas that hold in a model's course, not only at its start."""
    for rule in model.getListOfRules():
        if rule.isSetMath():
            yield rule.getMath()
    for reaction in model.getListOfReactions():
        if (law := _law(reaction)) is not None:
            yield law
        for reference in (*reaction.getListOfReactants(), *reaction.getListOfProducts()):
            if reference.isSetStoichiometryMath():
                yield reference.getStoichiometryMath().getMath()


def _law(reaction: libsbml.Reaction) -> libsbml.ASTNode | None:
    return reaction.getKineticLaw().getMath() if reaction.isSetKineticLaw() else None


def _hold_time(formula: libsbml.ASTNode, name: str) -> None:
    import libsbml as library

    waiting = [formula]
    while waiting:
        node = waiting.pop()
        if node.getType() == library.AST_NAME_TIME:
            node.setType(library.AST_NAME)
            node.setName(name)
        waiting += [node.getChild(index) for index in range(node.getNumChildren())]


def _names(formula: libsbml.ASTNode) -> Iterator[str]:
    """Yield the identifiers whose values a formula takes, local parameters among them.

    What `rateOf` names is not: how fast a state moves depends on what its own rate names.
    """
    import libsbml as library

    waiting = [formula]
    while waiting:
        node = waiting.pop()
        if node.getType() == library.AST_FUNCTION_RATE_OF:
            continue
        if node.isName():
            yield node.getName()
        waiting += [node.getChild(index) for index in range(node.getNumChildren())]
