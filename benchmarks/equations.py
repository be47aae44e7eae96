"""A model's equations as Python, written from its SBML: what somebody without an engine has."""

from __future__ import annotations

import graphlib
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cramp.engine.sbml import model_of, read_document

if TYPE_CHECKING:
    from collections.abc import Callable

    import libsbml


@dataclass(frozen=True)
class Equations:
    """Rates of change of a model whose species are amounts.

    Attributes
    ----------
    values
        What the rates of change look up by name: constants, parameters and inputs. A run
        sets its own here.
    starts
        Formulas of the start values that the model computes, in order of use.
    states
        Identifiers of the states, in the order of the state vector.
    rates
        Called with the state vector (a list) and the time; returns a list.
    """

    values: dict[str, Any]
    starts: dict[str, Any]
    states: tuple[str, ...]
    rates: Callable[..., list[float]]

    def start(self) -> list[float]:
        """Return the states at time zero under the present values."""
        known = {**self.values, "time": 0.0}
        for name, formula in self.starts.items():
            known[name] = eval(formula, known)  # noqa: S307  # written by `_python` alone
        return [known[name] for name in self.states]


def equations(sbml: str, states: tuple[str, ...]) -> Equations:
    """Write a model's equations as Python.

    Raises
    ------
    KeyError
        If a formula uses an operation that the body does not; its code is libSBML's.
    """
    model = model_of(read_document(sbml))
    rules = {rule.getVariable(): rule for rule in model.getListOfRules()}
    assigned = {
        name: _python(rule.getMath()) for name, rule in rules.items() if rule.isAssignment()
    }
    starts = {
        one.getSymbol(): _python(one.getMath()) for one in model.getListOfInitialAssignments()
    }
    values: dict[str, Any] = {"math": math, "piecewise": _piecewise, **_told(model)}
    exec(_source(model, states, assigned), values)  # noqa: S102  # written by `_python` alone
    compiled = {
        name: compile(formula, name, "eval")
        for name, formula in _in_order(assigned | starts).items()
    }
    return Equations(values, compiled, states, values["rates"])


def _told(model: libsbml.Model) -> dict[str, float]:
    values = {one.getId(): one.getValue() for one in model.getListOfParameters()}
    values |= {one.getId(): one.getSize() for one in model.getListOfCompartments()}
    return values | {one.getId(): one.getInitialAmount() for one in model.getListOfSpecies()}


def _source(model: libsbml.Model, states: tuple[str, ...], assigned: dict[str, str]) -> str:
    changes: dict[str, list[str]] = {name: [] for name in states}
    lines = ["def rates(state, time):", f"    {', '.join(states)} = state.tolist()"]
    lines += [f"    {name} = {formula}" for name, formula in _in_order(assigned).items()]
    for reaction in model.getListOfReactions():
        lines.append(f"    {reaction.getId()} = {_python(reaction.getKineticLaw().getMath())}")
        for sign, references in (
            ("-", reaction.getListOfReactants()),
            ("+", reaction.getListOfProducts()),
        ):
            for one in references:
                term = f"{sign} {one.getStoichiometry()!r} * {reaction.getId()}"
                changes[one.getSpecies()].append(term)
    for rule in model.getListOfRules():
        if rule.isRate():
            changes[rule.getVariable()].append(_python(rule.getMath()))
    sums = (" ".join(changes[name]) or "0.0" for name in states)
    return "\n".join([*lines, f"    return [{', '.join(sums)}]"])


def _in_order(formulas: dict[str, str]) -> dict[str, str]:
    """Return formulas such that each comes after those it uses."""
    uses = {
        name: set(compile(formula, name, "eval").co_names) & set(formulas)
        for name, formula in formulas.items()
    }
    return {name: formulas[name] for name in graphlib.TopologicalSorter(uses).static_order()}


def _piecewise(value: float, condition: bool, otherwise: float) -> float:
    return value if condition else otherwise


def _python(node: libsbml.ASTNode) -> str:
    import libsbml as library

    kind = node.getType()
    if node.isNumber():
        return repr(float(node.getValue()))
    if kind == library.AST_NAME_TIME:
        return "time"
    if kind == library.AST_NAME:
        return node.getName()
    parts = [_python(node.getChild(index)) for index in range(node.getNumChildren())]
    if kind == library.AST_MINUS and len(parts) == 1:
        return f"(-{parts[0]})"
    joined = {
        library.AST_RELATIONAL_GT: " > ",
        library.AST_PLUS: " + ",
        library.AST_MINUS: " - ",
        library.AST_TIMES: " * ",
        library.AST_DIVIDE: " / ",
        library.AST_POWER: " ** ",
        library.AST_FUNCTION_POWER: " ** ",
    }
    if kind in joined:
        return f"({joined[kind].join(parts)})"
    called = {
        library.AST_FUNCTION_EXP: "math.exp",
        library.AST_FUNCTION_LN: "math.log",
        library.AST_FUNCTION_COS: "math.cos",
        library.AST_FUNCTION_MAX: "max",
        library.AST_FUNCTION_MIN: "min",
        library.AST_FUNCTION_PIECEWISE: "piecewise",
    }
    return f"{called[kind]}({', '.join(parts)})"
