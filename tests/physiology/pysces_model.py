"""Runs a model in PySCeS, in a process and a folder of its own.

PySCeS writes into the home folder and talks a great deal while it is imported, and it reads
less of SBML than the body uses: `plain_sbml` says the same in the part that it reads.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import libsbml
import numpy as np

from cramp.engine.sbml import model_of, read_document

RELATIVE_TOLERANCE = 1e-8
ABSOLUTE_TOLERANCE = 1e-10
MOST_STEPS = 5000
MOST_SECONDS = 120


def course(sbml: str, states: tuple[str, ...], times: np.ndarray, folder: Path) -> np.ndarray:
    """Return the states at evenly spaced times from zero, shape (T, states).

    Raises
    ------
    AssertionError
        If PySCeS fails; with the end of what it said.
    """
    (folder / "body.xml").write_text(plain_sbml(sbml))
    finished = subprocess.run(
        [sys.executable, __file__, str(folder), str(times[-1]), str(len(times)), *states],
        env={**os.environ, "HOME": str(folder), "MPLCONFIGDIR": str(folder), "MPLBACKEND": "agg"},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=MOST_SECONDS,
        check=False,
    )
    assert finished.returncode == 0, (finished.stdout + finished.stderr)[-2000:]
    table = np.load(folder / "course.npy")
    np.testing.assert_allclose(table[:, 0], times)
    return table[:, 1:]


def plain_sbml(sbml: str) -> str:
    """Return the same model without what PySCeS 1.2.3 does not read, or runs wrongly.

    Numbers lose their units, `max` becomes half of sum and distance, and initial assignments
    become values. What a rule computes gets a value to begin with: PySCeS waits a second for
    each parameter without one. Quantities with a rate rule become species with a reaction:
    under LSODA, PySCeS writes the rates of rate rules into the solver's own state.
    """
    document = read_document(sbml)
    for option in ("expandInitialAssignments", "sortRules"):
        properties = libsbml.ConversionProperties()
        properties.addOption(option, True)  # noqa: FBT003  # libSBML takes no names
        assert document.convert(properties) == libsbml.LIBSBML_OPERATION_SUCCESS, option
    model = model_of(document)
    laws = [reaction.getKineticLaw() for reaction in model.getListOfReactions()]
    for part in (*model.getListOfRules(), *laws):
        part.setMath(_plain(part.getMath().deepCopy()))
    for rule in list(model.getListOfRules()):
        if rule.isRate():
            _as_reaction(model, rule)
        else:
            model.getParameter(rule.getVariable()).setValue(1)
    return libsbml.writeSBMLToString(document)


def _plain(node: libsbml.ASTNode) -> libsbml.ASTNode:
    if node.isNumber():
        node.unsetUnits()
    for index in range(node.getNumChildren()):
        node.replaceChild(index, _plain(node.getChild(index).deepCopy()))
    if node.getType() != libsbml.AST_FUNCTION_MAX:
        return node
    one, other = (libsbml.formulaToL3String(node.getChild(index)) for index in (0, 1))
    return libsbml.parseL3Formula(f"(({one}) + ({other}) + abs(({one}) - ({other}))) / 2")


def _as_reaction(model: libsbml.Model, rule: libsbml.Rule) -> None:
    name, formula = rule.getVariable(), rule.getMath().deepCopy()
    value = model.getParameter(name).getValue()
    model.removeRuleByVariable(name)
    model.removeParameter(name)
    species = model.createSpecies()
    species.initDefaults()
    species.setId(name)
    species.setCompartment(model.getCompartment(0).getId())
    species.setInitialAmount(value)
    species.setHasOnlySubstanceUnits(True)
    reaction = model.createReaction()
    reaction.initDefaults()
    reaction.setId(f"change_of_{name}")
    product = reaction.createProduct()
    product.setSpecies(name)
    product.setStoichiometry(1)
    product.setConstant(True)
    reaction.createKineticLaw().setMath(formula)


def _order_rules(model_text: Path, sbml: Path) -> None:
    """Put PySCeS's rules into the order of the SBML: it runs them in turn, as they stand."""
    model = model_of(read_document(sbml.read_text()))
    wanted = [rule.getVariable() for rule in model.getListOfRules()]
    lines = model_text.read_text().splitlines(keepends=True)
    rules = {line.split()[1]: line for line in lines if line.startswith("!F ")}
    assert set(rules) == set(wanted)
    in_order = iter(rules[name] for name in wanted)
    model_text.write_text(
        "".join(next(in_order) if line.startswith("!F ") else line for line in lines)
    )


def _simulate(folder: Path, end: float, points: int, states: list[str]) -> None:
    import pysces

    pysces.interface.convertSBML2PSC("body.xml", str(folder), "body.psc", str(folder))
    _order_rules(folder / "body.psc", folder / "body.xml")
    model: Any = pysces.model("body.psc", str(folder))
    model.mode_integrator = "LSODA"
    model.__settings__.update(
        lsoda_rtol=RELATIVE_TOLERANCE, lsoda_atol=ABSOLUTE_TOLERANCE, lsoda_mxstep=MOST_STEPS
    )
    model.sim_start, model.sim_end, model.sim_points = 0.0, end, points
    model.Simulate()
    table, labels = model.data_sim.getSpecies(lbls=True)
    columns = [list(labels).index(name) for name in ("Time", *states)]
    np.save(folder / "course.npy", table[:, columns])


if __name__ == "__main__":
    _simulate(Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
