"""What a model holds: its states, parameters, inputs and outputs, with names and units."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cramp.engine.errors import UnknownIdentifier
from cramp.engine.features import require_supported
from cramp.engine.sbml import model_of, read_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import libsbml


@dataclass(frozen=True)
class Quantity:
    """One named quantity of a model.

    Attributes
    ----------
    id
        SBML identifier.
    label
        Name in words; the identifier where the model gives none.
    unit
        Identifier of its SBML unit definition.
    """

    id: str
    label: str
    unit: str


@dataclass(frozen=True)
class ReactionDescription:
    """One reaction: what it takes and what it makes (species identifier to stoichiometry).

    A stoichiometry that the model computes is NaN here.
    """

    id: str
    consumed: dict[str, float]
    produced: dict[str, float]


@dataclass(frozen=True)
class ModelDescription:
    """The parts of a model.

    Attributes
    ----------
    states
        What is integrated: species that reactions change, then whatever has a rate rule.
        Species are amounts, whatever the model's formulas take them for.
    parameters
        Constants that a run may set.
    inputs
        Parameters declared as changing, without a rule: set by schedules.
    derived
        Quantities computed from the others by assignment rules.
    constants
        Compartments, species and named stoichiometries that nothing changes.
    rates
        How fast each reaction runs.
    reactions
        The stoichiometry.
    """

    states: dict[str, Quantity]
    parameters: dict[str, Quantity]
    inputs: dict[str, Quantity]
    derived: dict[str, Quantity]
    constants: dict[str, Quantity]
    rates: dict[str, Quantity]
    reactions: dict[str, ReactionDescription]

    def quantity(self, identifier: str) -> Quantity:
        """Return a quantity by identifier.

        Raises
        ------
        UnknownIdentifier
            If the model has no such quantity.
        """
        for group in (
            self.states,
            self.derived,
            self.inputs,
            self.parameters,
            self.constants,
            self.rates,
        ):
            if identifier in group:
                return group[identifier]
        raise UnknownIdentifier(f"the model has no quantity called {identifier!r}")

    def stoichiometry(self) -> np.ndarray:
        """Return the stoichiometric matrix, states x reactions."""
        rows = {identifier: index for index, identifier in enumerate(self.states)}
        matrix = np.zeros((len(self.states), len(self.reactions)))
        for column, reaction in enumerate(self.reactions.values()):
            for species, count in reaction.consumed.items():
                matrix[rows[species], column] -= count
            for species, count in reaction.produced.items():
                matrix[rows[species], column] += count
        return matrix

    def connected_states(self) -> list[set[str]]:
        """Return the states in groups that reactions join; a state of its own stands alone."""
        groups = [{name} for name in self.states]
        for reaction in self.reactions.values():
            touched = {*reaction.consumed, *reaction.produced}
            joined = [group for group in groups if group & touched]
            if len(joined) > 1:
                groups = [group for group in groups if group not in joined]
                groups.append(set().union(*joined))
        return groups

    def require(self, identifiers: Iterable[str], group: str) -> None:
        """Check that identifiers belong to a group (`parameters`, `inputs`, `states`).

        Raises
        ------
        UnknownIdentifier
            If one does not; the message names it.
        """
        unknown = sorted(set(identifiers) - set(getattr(self, group)))
        if unknown:
            raise UnknownIdentifier(f"the model has no {group} called {', '.join(unknown)}")


def describe(sbml: str) -> ModelDescription:
    """Read a model's description from SBML text.

    Raises
    ------
    ModelError
        If the text is not SBML.
    UnsupportedModel
        If the model uses a feature the engines do not run.
    """
    document = read_document(sbml)
    require_supported(document)
    model = model_of(document)
    rules = {rule.getVariable(): rule for rule in model.getListOfRules() if rule.isSetMath()}
    reactions = {r.getId(): _reaction(r, model) for r in model.getListOfReactions()}
    changed = {s for r in reactions.values() for s in (*r.consumed, *r.produced)}
    states = {s.getId(): _quantity(s) for s in model.getListOfSpecies() if s.getId() in changed}
    groups: dict[str, dict[str, Quantity]] = {
        name: {} for name in ("parameters", "inputs", "derived", "constants")
    }
    for element in _elements(model):
        rule = rules.get(element.getId())
        if rule is not None and rule.isRate():
            states[element.getId()] = _quantity(element)
        elif rule is not None:
            groups["derived"][element.getId()] = _quantity(element)
        elif element.getId() not in states:
            groups[_group(element)][element.getId()] = _quantity(element)
    rates = {r.getId(): _quantity(r) for r in model.getListOfReactions()}
    return ModelDescription(states=states, rates=rates, reactions=reactions, **groups)


def _elements(model: libsbml.Model) -> Iterator[libsbml.SBase]:
    """Yield everything that may change over time but for the reactions' rates."""
    yield from model.getListOfCompartments()
    yield from model.getListOfSpecies()
    yield from model.getListOfParameters()
    for reaction in model.getListOfReactions():
        for references in (reaction.getListOfReactants(), reaction.getListOfProducts()):
            yield from (one for one in references if one.isSetId())


def _group(element: libsbml.SBase) -> str:
    import libsbml as library

    if not isinstance(element, library.Parameter):
        return "constants"
    return "parameters" if element.getConstant() else "inputs"


def _quantity(element: libsbml.SBase) -> Quantity:
    import libsbml as library

    if isinstance(element, library.Compartment | library.Species | library.Parameter):
        unit = element.getUnits() or element.getDerivedUnitDefinition().getId() or "substance"
    else:
        unit = ""  # SBML gives a stoichiometry and a reaction's rate no unit of their own
    return Quantity(element.getId(), element.getName() or element.getId(), unit)


def _reaction(reaction: libsbml.Reaction, model: libsbml.Model) -> ReactionDescription:
    computed = {rule.getVariable() for rule in model.getListOfRules()}
    computed |= {assignment.getSymbol() for assignment in model.getListOfInitialAssignments()}

    def count(reference: libsbml.SpeciesReference) -> float:
        if reference.getId() in computed or reference.isSetStoichiometryMath():
            return math.nan
        return reference.getStoichiometry() / reference.getDenominator()

    def counts(references: Iterable[libsbml.SpeciesReference]) -> dict[str, float]:
        totals: dict[str, float] = {}
        for reference in references:
            species = reference.getSpecies()
            if not model.getSpecies(species).getBoundaryCondition():
                totals[species] = totals.get(species, 0.0) + count(reference)
        return totals

    return ReactionDescription(
        reaction.getId(),
        counts(reaction.getListOfReactants()),
        counts(reaction.getListOfProducts()),
    )
