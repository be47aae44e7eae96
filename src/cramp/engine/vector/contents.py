"""What an SBML model holds, looked up by identifier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from cramp.engine.errors import UnsupportedModel
from cramp.engine.sbml import model_of, read_document

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import libsbml

    Element: TypeAlias = (
        libsbml.Compartment | libsbml.Species | libsbml.Parameter | libsbml.SpeciesReference
    )


class Participation(NamedTuple):
    """A reaction takes (`sign` -1) or makes (+1) a species, as often as a reference says."""

    reaction: str
    sign: float
    reference: libsbml.SpeciesReference


@dataclass(frozen=True)
class Contents:
    """An SBML model's parts by identifier.

    Attributes
    ----------
    document
        Kept because libSBML frees the parts with it.
    functions, assigned, rates, starts
        Formulas of function definitions, assignment rules, rate rules and initial assignments.
        A `stoichiometryMath` counts as the rule of its reference.
    elements
        Compartments, species, parameters and named references of reactions to species.
    reactions
        All of them.
    participations
        Reactions that change a species, for each that they may change.
    concentrations
        The compartment of each species that formulas take for a concentration.
    told_concentrations
        The compartment of each species whose own start is no amount.
    factors
        The parameter that turns a reaction's extent into a species' amount, where there is one.
    """

    document: libsbml.SBMLDocument
    functions: Mapping[str, libsbml.ASTNode]
    assigned: Mapping[str, libsbml.ASTNode]
    rates: Mapping[str, libsbml.ASTNode]
    starts: Mapping[str, libsbml.ASTNode]
    elements: Mapping[str, Element]
    reactions: Mapping[str, libsbml.Reaction]
    participations: Mapping[str, list[Participation]]
    concentrations: Mapping[str, str]
    told_concentrations: Mapping[str, str]
    factors: Mapping[str, str]


def read_contents(sbml: str) -> Contents:
    """Read a model's parts from SBML text.

    Raises
    ------
    ModelError
        If the text is not SBML.
    UnsupportedModel
        If a value is told nowhere, or a rule and reactions both change a species.
    """
    document = read_document(sbml)
    model = model_of(document)
    rules = [rule for rule in model.getListOfRules() if rule.isSetMath()]
    starts = [one for one in model.getListOfInitialAssignments() if one.isSetMath()]
    functions = [one for one in model.getListOfFunctionDefinitions() if one.isSetMath()]
    species = list(model.getListOfSpecies())
    contents = Contents(
        document=document,
        functions={one.getId(): one.getMath() for one in functions},
        assigned={
            **{one.getVariable(): one.getMath() for one in rules if one.isAssignment()},
            **dict(_computed_stoichiometries(model)),
        },
        rates={one.getVariable(): one.getMath() for one in rules if one.isRate()},
        starts={one.getSymbol(): one.getMath() for one in starts},
        elements={one.getId(): one for one in _elements(model)},
        reactions={one.getId(): one for one in model.getListOfReactions()},
        participations=_participations(model),
        concentrations={
            one.getId(): one.getCompartment()
            for one in species
            if not one.getHasOnlySubstanceUnits()
        },
        told_concentrations={
            one.getId(): one.getCompartment() for one in species if not one.isSetInitialAmount()
        },
        factors={one.getId(): name for one in species if (name := _factor(one, model))},
    )
    faults = [*_valueless(contents, document.getLevel()), *_changed_twice(contents)]
    if faults:
        raise UnsupportedModel(
            f"this model needs what the engine does not run: {'; '.join(faults)}"
        )
    return contents


def references(reaction: libsbml.Reaction) -> Iterator[tuple[float, libsbml.SpeciesReference]]:
    """Yield what a reaction takes, with -1, and what it makes, with +1."""
    for reference in reaction.getListOfReactants():
        yield -1.0, reference
    for reference in reaction.getListOfProducts():
        yield 1.0, reference


def local_parameters(reaction: libsbml.Reaction) -> dict[str, libsbml.Parameter]:
    """Return the parameters that hold in a reaction's kinetic law alone, by identifier."""
    law = reaction.getKineticLaw()
    if law is None:
        return {}
    told = (*law.getListOfParameters(), *law.getListOfLocalParameters())
    return {one.getId(): one for one in told}


def told_value(element: Element) -> float:
    """Return the number that an element's own attributes tell."""
    import libsbml as library

    if isinstance(element, library.SpeciesReference):
        return element.getStoichiometry() / element.getDenominator()
    if isinstance(element, library.Compartment):
        return element.getSize() if element.isSetSize() else 1.0  # a point
    if isinstance(element, library.Parameter):
        return element.getValue()
    if element.isSetInitialAmount():
        return element.getInitialAmount()
    return element.getInitialConcentration()


def _elements(model: libsbml.Model) -> Iterator[Element]:
    yield from model.getListOfCompartments()
    yield from model.getListOfSpecies()
    yield from model.getListOfParameters()
    for reaction in model.getListOfReactions():
        yield from (one for _, one in references(reaction) if one.isSetId())


def _computed_stoichiometries(model: libsbml.Model) -> Iterator[tuple[str, libsbml.ASTNode]]:
    for reaction in model.getListOfReactions():
        for _, reference in references(reaction):
            if reference.isSetId() and reference.isSetStoichiometryMath():
                yield reference.getId(), reference.getStoichiometryMath().getMath()


def _participations(model: libsbml.Model) -> dict[str, list[Participation]]:
    boundary = {one.getId() for one in model.getListOfSpecies() if one.getBoundaryCondition()}
    found: dict[str, list[Participation]] = {}
    for reaction in model.getListOfReactions():
        for sign, reference in references(reaction):
            name = reference.getSpecies()
            if name not in boundary:
                one = Participation(reaction.getId(), sign, reference)
                found.setdefault(name, []).append(one)
    return found


def _factor(species: libsbml.Species, model: libsbml.Model) -> str:
    return species.getConversionFactor() or model.getConversionFactor()


def _valueless(contents: Contents, level: int) -> Iterator[str]:
    """Yield what has no value at the start, neither its own nor a computed one."""
    for name, element in contents.elements.items():
        computed = name in contents.assigned or name in contents.starts
        if not computed and not _has_value(element, level):
            yield f"a value for {name}"
    for reaction in contents.reactions.values():
        for name, parameter in local_parameters(reaction).items():
            if not parameter.isSetValue():
                yield f"a value for {name} in {reaction.getId()}"


def _has_value(element: Element, level: int) -> bool:
    import libsbml as library

    if isinstance(element, library.Species):
        return element.isSetInitialAmount() or element.isSetInitialConcentration()
    if isinstance(element, library.Compartment):
        return element.isSetSize() or element.getSpatialDimensionsAsDouble() == 0
    if isinstance(element, library.SpeciesReference):
        return element.isSetStoichiometry() or level < 3  # where 1 is the default
    return element.isSetValue()


def _changed_twice(contents: Contents) -> Iterator[str]:
    for name in contents.participations:
        if name in contents.assigned or name in contents.rates:
            yield f"{name}, changed by a rule and by reactions"
