"""The exported body gives the same course in four engines.

libRoadRunner (CVODE on compiled code), COPASI (its own LSODA), PySCeS (its own reader and
right-hand side, SciPy's LSODA) and SciPy's LSODA on a right-hand side written here from the
SBML's formulas. No two share the code that turns SBML into rates of change.
"""

from __future__ import annotations

import graphlib
import math
from typing import TYPE_CHECKING

import copasi_model
import libsbml
import numpy as np
import pysces_model
import pytest

from cramp.engine.description import describe
from cramp.engine.interface import Run, Schedule
from cramp.engine.reference import ReferenceEngine
from cramp.physiology.export import export_body

if TYPE_CHECKING:
    from collections.abc import Callable

INPUTS = {
    "potassium_intake_rate": 0.05,
    "sodium_intake_rate": 0.1,
    "chloride_intake_rate": 0.1,
    "magnesium_intake_rate": 0.05,
    "calcium_intake_rate": 0.016,
    "phosphate_intake_rate": 0.03,
    "vitamin_d_intake_rate": 20.0,
    "water_intake_rate": 0.0015,
    "glucose_intake_rate": 0.9,
    "sweat_rate": 0.0003,
    "stool_loss_rate": 0.0001,
    "exercise_intensity": 0.05,
    "hydrochlorothiazide_dose_rate": 5e-5,
    "furosemide_dose_rate": 5e-5,
    "spironolactone_dose_rate": 5e-5,
    "lisinopril_dose_rate": 1e-5,
    "omeprazole_dose_rate": 4e-5,
    "amiloride_dose_rate": 2e-5,
    "ibuprofen_dose_rate": 4e-3,
    "propranolol_dose_rate": 2e-4,
    "fludrocortisone_dose_rate": 2e-7,
    "desmopressin_dose_rate": 1e-8,
    "acetazolamide_dose_rate": 1e-3,
    "empagliflozin_dose_rate": 1e-5,
    "salbutamol_dose_rate": 5e-6,
    "salbutamol_inhaled_rate": 5e-6,
    "lactate_infusion_rate": 0.1,
    "ethanol_intake_rate": 0.5,
    "caffeine_intake_rate": 0.001,
    "adrenaline_infusion_rate": 2000.0,
    "insulin_infusion_rate": 100.0,
    "carbon_dioxide_pressure_change": 2.0,
}
TIMES = np.linspace(0.0, 1440.0, 25)
AGREEMENT = 1e-4
NOTHING = 1e-9
"""In a state's own unit (mmol or a share): less than this of a state counts as none of it."""


def _exported() -> str:
    """Return the exported SBML with the inputs set in it, as another program would."""
    document = libsbml.readSBMLFromString(export_body("sbml").decode())
    for name, value in INPUTS.items():
        document.getModel().getParameter(name).setValue(value)
    return libsbml.writeSBMLToString(document)


@pytest.fixture(scope="module")
def sbml() -> str:
    return _exported()


@pytest.fixture(scope="module")
def states(sbml) -> tuple[str, ...]:
    return tuple(describe(sbml).states)


@pytest.fixture(scope="module")
def roadrunner_course(sbml, states) -> np.ndarray:
    schedule = Schedule((), TIMES[:1], np.zeros((1, 0)))
    solution = ReferenceEngine(sbml).solve([Run(schedule)], states, TIMES, relative_tolerance=1e-9)
    assert solution.failures == {}
    return solution.values[0]


@pytest.fixture(scope="module")
def copasi_course(sbml, states) -> np.ndarray:
    return copasi_model.course(sbml, states, TIMES)


@pytest.fixture(scope="module")
def scipy_course(sbml, states) -> np.ndarray:
    from scipy.integrate import solve_ivp

    initial, rates = _equations(sbml, states)
    solution = solve_ivp(
        rates, (TIMES[0], TIMES[-1]), initial, "LSODA", TIMES, rtol=1e-8, atol=1e-10
    )
    assert solution.success, solution.message
    return solution.y.T


@pytest.fixture(scope="module")
def pysces_course(sbml, states, tmp_path_factory) -> np.ndarray:
    return pysces_model.course(sbml, states, TIMES, tmp_path_factory.mktemp("pysces"))


def _equations(
    sbml: str, states: tuple[str, ...]
) -> tuple[list[float], Callable[[float, np.ndarray], list[float]]]:
    """Write the model as Python and return its start and its rates of change."""
    document = libsbml.readSBMLFromString(sbml)
    model = document.getModel()
    values = {p.getId(): p.getValue() for p in model.getListOfParameters()}
    values |= {c.getId(): c.getSize() for c in model.getListOfCompartments()}
    values |= {s.getId(): s.getInitialAmount() for s in model.getListOfSpecies()}
    rules = [rule for rule in model.getListOfRules() if rule.isAssignment()]
    assigned = {rule.getVariable(): _python(rule.getMath()) for rule in rules}
    starts = {a.getSymbol(): _python(a.getMath()) for a in model.getListOfInitialAssignments()}
    at_start = {"math": math, "time": 0.0, **values}
    for name, formula in _in_order(assigned | starts).items():
        at_start[name] = eval(formula, at_start)  # noqa: S307  # written by `_python` alone
    terms: dict[str, list[str]] = {name: [] for name in states}
    for reaction in model.getListOfReactions():
        law = _python(reaction.getKineticLaw().getMath())
        for reference in reaction.getListOfReactants():
            terms[reference.getSpecies()].append(f"-{reference.getStoichiometry()}*({law})")
        for reference in reaction.getListOfProducts():
            terms[reference.getSpecies()].append(f"+{reference.getStoichiometry()}*({law})")
    for rule in model.getListOfRules():
        if rule.isRate():
            terms[rule.getVariable()].append(_python(rule.getMath()))
    lines = ["def rates(time, state):", f"    {', '.join(states)} = state.tolist()"]
    lines.extend(f"    {name} = {formula}" for name, formula in _in_order(assigned).items())
    lines.append(f"    return [{', '.join(''.join(terms[name]) or '0.0' for name in states)}]")
    constants = {name: value for name, value in values.items() if name not in states}
    scope: dict = {"math": math, **constants}
    exec("\n".join(lines), scope)  # noqa: S102  # written by `_python` alone
    return [at_start[name] for name in states], scope["rates"]


def _in_order(formulas: dict[str, str]) -> dict[str, str]:
    """Return formulas such that each comes after those it uses."""
    uses = {
        name: set(compile(formula, name, "eval").co_names) & set(formulas)
        for name, formula in formulas.items()
    }
    return {name: formulas[name] for name in graphlib.TopologicalSorter(uses).static_order()}


_JOINED_BY = {
    libsbml.AST_PLUS: "+",
    libsbml.AST_MINUS: "-",
    libsbml.AST_TIMES: "*",
    libsbml.AST_DIVIDE: "/",
    libsbml.AST_POWER: "**",
    libsbml.AST_FUNCTION_POWER: "**",
    libsbml.AST_RELATIONAL_GT: ">",
    libsbml.AST_RELATIONAL_LT: "<",
}
_CALLED = {
    libsbml.AST_FUNCTION_EXP: "math.exp",
    libsbml.AST_FUNCTION_LN: "math.log",
    libsbml.AST_FUNCTION_COS: "math.cos",
    libsbml.AST_FUNCTION_MAX: "max",
    libsbml.AST_FUNCTION_MIN: "min",
}


def _python(node: libsbml.ASTNode) -> str:
    kind = node.getType()
    if node.isNumber():
        return repr(float(node.getValue()))
    if kind in (libsbml.AST_NAME, libsbml.AST_NAME_TIME):
        return "time" if kind == libsbml.AST_NAME_TIME else node.getName()
    parts = [_python(node.getChild(index)) for index in range(node.getNumChildren())]
    if kind == libsbml.AST_MINUS and len(parts) == 1:
        return f"(-{parts[0]})"
    if kind in _JOINED_BY:
        return f"({_JOINED_BY[kind].join(parts)})"
    if kind == libsbml.AST_FUNCTION_PIECEWISE:
        value, condition, otherwise = parts
        return f"({value} if {condition} else {otherwise})"
    return f"{_CALLED[kind]}({', '.join(parts)})"


def _assert_same(course: np.ndarray, other: np.ndarray, states: tuple[str, ...]) -> None:
    assert course.shape == other.shape == (len(TIMES), len(states))
    for index, name in enumerate(states):
        size = np.max(np.abs(course[:, index]))
        np.testing.assert_allclose(
            other[:, index],
            course[:, index],
            rtol=AGREEMENT,
            atol=AGREEMENT * size + NOTHING,
            err_msg=name,
        )


def test_copasi_gives_the_same_course(roadrunner_course, copasi_course, states):
    _assert_same(roadrunner_course, copasi_course, states)


def test_scipy_gives_the_same_course(roadrunner_course, scipy_course, states):
    _assert_same(roadrunner_course, scipy_course, states)


@pytest.mark.slow
def test_pysces_gives_the_same_course(roadrunner_course, pysces_course, states):
    _assert_same(roadrunner_course, pysces_course, states)


def test_the_course_moves_so_that_agreement_means_something(roadrunner_course, states):
    moved = np.ptp(roadrunner_course, axis=0) > AGREEMENT * np.max(
        np.abs(roadrunner_course), axis=0
    )
    still = {name for name, moves in zip(states, moved, strict=True) if not moves}
    slow = ("vomit_", "deep_bone_", "cell_magnesium_")
    assert {name for name in still if not name.startswith(slow)} == set()


def test_a_change_of_a_thousandth_would_be_seen(roadrunner_course, states):
    changed = roadrunner_course.copy()
    changed[:, states.index("plasma_potassium_amount")] *= 1.001
    with pytest.raises(AssertionError, match="plasma_potassium_amount"):
        _assert_same(roadrunner_course, changed, states)
