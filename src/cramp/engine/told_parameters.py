"""Parameters written into a model, for a library that leaves what is computed from them behind.

libRoadRunner computes start values of species anew when a parameter is set, but not those of
other parameters and of compartments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cramp.engine.sbml import model_of, read_document

if TYPE_CHECKING:
    from collections.abc import Mapping


def computes_more_than_species(sbml: str) -> bool:
    """Tell whether a model's initial assignments set anything but species."""
    model = model_of(read_document(sbml))
    assignments = model.getListOfInitialAssignments()
    return any(model.getSpecies(one.getSymbol()) is None for one in assignments)


def with_parameters(sbml: str, values: Mapping[str, float]) -> str:
    """Return a copy of a model in which parameters have other values.

    Parameters
    ----------
    sbml
        The model.
    values
        Values by identifier; an initial assignment for one of them is left out.
    """
    import libsbml as library

    document = read_document(sbml)
    model = model_of(document)
    for name, value in values.items():
        model.removeInitialAssignment(name)
        model.getParameter(name).setValue(float(value))
    return library.writeSBMLToString(document)
