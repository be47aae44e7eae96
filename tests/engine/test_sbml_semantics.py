"""What SBML means where it is easy to run wrongly: right, or refused by name."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from cramp.engine.description import describe
from cramp.engine.errors import UnsupportedModel
from cramp.engine.interface import Run, Schedule
from cramp.engine.jumps import has_jumps
from cramp.engine.reference import ReferenceEngine
from cramp.engine.sbml import antimony_to_sbml, findings

if TYPE_CHECKING:
    from collections.abc import Sequence

ALONE = Schedule((), np.array([0.0]), np.zeros((1, 0)))
TIMES = np.array([0.0, 1.0, 2.0])
MATH = 'xmlns="http://www.w3.org/1998/Math/MathML"'
SYMBOL = '<csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/{}">x</csymbol>'
TIME = SYMBOL.format("time")
COMPARTMENT = '<compartment id="C" spatialDimensions="3" size="2" constant="false"/>'
PARAMETER = '<parameter id="q" value="1" constant="false"/>'
SPECIES = (
    '<species id="{}" compartment="C" {}'
    ' hasOnlySubstanceUnits="false" boundaryCondition="{}" constant="false"/>'
)
START = 'initialAmount="2"'
TWO_SPECIES = "".join(SPECIES.format(name, START, "false") for name in "AB")


def _formula(inner: str) -> str:
    return f"<math {MATH}>{inner}</math>"


def _rule(kind: str, variable: str, inner: str) -> str:
    return f'<{kind}Rule variable="{variable}">{_formula(inner)}</{kind}Rule>'


def _rate_of(name: str) -> str:
    return f"<apply>{SYMBOL.format('rateOf')}<ci>{name}</ci></apply>"


def _reference(species: str, attributes: str = 'stoichiometry="1" constant="true"') -> str:
    return f'<speciesReference species="{species}" {attributes}/>'


def _model(  # every part has a default that runs
    *,
    functions: str = "",
    compartment: str = COMPARTMENT,
    species: str = TWO_SPECIES,
    parameters: str = PARAMETER,
    rules: str = "",
    reactants: str = _reference("A"),
    products: str = _reference("B"),
) -> str:
    """Level 3 Version 2: one reaction A -> B at 0.1 a time unit in a compartment of size 2."""
    parts = {
        "FunctionDefinitions": functions,
        "Compartments": compartment,
        "Species": species,
        "Parameters": parameters,
        "Rules": rules,
        "Reactions": (
            f'<reaction id="J" reversible="false"><listOfReactants>{reactants}</listOfReactants>'
            f"<listOfProducts>{products}</listOfProducts>"
            f"<kineticLaw>{_formula('<cn>0.1</cn>')}</kineticLaw></reaction>"
        ),
    }
    lists = "".join(f"<listOf{k}>{v}</listOf{k}>" for k, v in parts.items() if v)
    return (
        '<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2">'
        f'<model id="m">{lists}</model></sbml>'
    )


def _course(sbml: str, outputs: Sequence[str], *, relative_tolerance: float = 1e-8) -> np.ndarray:
    solution = ReferenceEngine(sbml).solve(
        [Run(ALONE)], outputs, TIMES, relative_tolerance=relative_tolerance
    )
    assert solution.failures == {}
    return solution.values[0].T


LINE = f"<apply><plus/><cn>1</cn>{TIME}</apply>"
RULED = 'id="s" stoichiometry="3" constant="false"'
FUNCTION = (
    '<functionDefinition id="f"><math {}><lambda><bvar><ci>x</ci></bvar>{}</lambda></math>'
    "</functionDefinition>"
)
REFUSED = {
    "the rate of an argument, in f": _model(functions=FUNCTION.format(MATH, _rate_of("x"))),
    "the rate of q, which a rule assigns, in B": _model(
        species=SPECIES.format("A", START, "false") + SPECIES.format("B", "", "true"),
        rules=_rule("assignment", "q", TIME) + _rule("assignment", "B", _rate_of("q")),
    ),
    "the rate of the concentration A in a changing volume, in q": _model(
        rules=_rule("rate", "C", "<cn>1</cn>") + _rule("assignment", "q", _rate_of("A"))
    ),
    "a rate rule for the concentration B where a rule assigns C": _model(
        species=SPECIES.format("A", START, "false") + SPECIES.format("B", START, "true"),
        rules=_rule("assignment", "C", LINE) + _rule("rate", "B", "<cn>1</cn>"),
    ),
    "a rule for one of several A in J": _model(
        rules=_rule("assignment", "s", LINE), reactants=_reference("A") + _reference("A", RULED)
    ),
    "a stoichiometry for B in J": _model(products=_reference("B", 'constant="true"')),
    "a start value for B": _model(
        species=SPECIES.format("A", START, "false") + SPECIES.format("B", "", "false")
    ),
    "a size for C": _model(compartment=COMPARTMENT.replace('size="2"', "")),
}


@pytest.mark.parametrize("named", REFUSED)
def test_what_would_run_wrongly_is_refused_by_name(named):
    with pytest.raises(UnsupportedModel, match=named):
        describe(REFUSED[named])


def test_a_required_package_that_nobody_knows_is_a_feature_not_an_error():
    package = 'xmlns:z="http://www.sbml.org/sbml/level3/version1/z/version1" z:required="true" '
    with pytest.raises(UnsupportedModel, match="required=true"):
        describe(_model().replace('level="3"', package + 'level="3"'))


def test_what_the_library_refuses_is_refused_in_one_line():
    unset = _model(parameters=PARAMETER.replace('value="1"', ""))
    with pytest.raises(
        UnsupportedModel, match="does not take this model: Global parameter 'q'"
    ) as raised:
        ReferenceEngine(unset).solve([Run(ALONE)], ["A"], TIMES)
    assert "\n" not in str(raised.value)


def test_compartments_rates_and_what_never_changes_can_be_asked_for():
    constant = SPECIES.format("K", 'initialAmount="7"', "true")
    model = _model(species=TWO_SPECIES + constant, rules=_rule("rate", "C", "<cn>3</cn>"))
    volume, rate, still = _course(model, ["C", "J", "K"])
    np.testing.assert_allclose(volume, 2 + 3 * TIMES)
    np.testing.assert_allclose(rate, 0.1)
    np.testing.assert_allclose(still, 7.0)


@pytest.mark.parametrize("kind", ["rate", "assignment"])
def test_a_stoichiometry_follows_its_rule(kind):
    inner = "<cn>1</cn>" if kind == "rate" else f"<apply><plus/><cn>3</cn>{TIME}</apply>"
    model = _model(rules=_rule(kind, "s", inner), products=_reference("B", RULED))
    made, count = _course(model, ["B", "s"])
    np.testing.assert_allclose(count, 3 + TIMES)
    np.testing.assert_allclose(made, 2 + 0.1 * (3 * TIMES + TIMES**2 / 2))
    assert math.isnan(describe(model).reactions["J"].produced["B"])


def test_a_rate_rule_may_set_one_of_several_references():
    model = _model(
        rules=_rule("rate", "s", "<cn>1</cn>"), reactants=_reference("A") + _reference("A", RULED)
    )
    (left,) = _course(model, ["A"])
    np.testing.assert_allclose(left, 2 - 0.1 * (4 * TIMES + TIMES**2 / 2))


def test_a_rule_without_a_formula_is_none():
    model = _model(rules='<rateRule variable="q"/>')
    assert set(describe(model).inputs) == {"q"}
    np.testing.assert_array_equal(_course(model, ["q"])[0], 1.0)
    assert not [one for one in findings(model) if one.code == 0]


def test_a_point_needs_no_size():
    point = COMPARTMENT.replace('"3" size="2"', '"0"')
    np.testing.assert_allclose(_course(_model(compartment=point), ["A"])[0], 2 - 0.1 * TIMES)


@pytest.mark.parametrize("name", ["time", "TIME", "model", "integrator"])
def test_an_identifier_that_the_library_uses_itself_is_the_models(name):
    model = _model(
        parameters=PARAMETER.replace('"q"', f'"{name}"'), rules=_rule("rate", name, "<cn>5</cn>")
    )
    np.testing.assert_allclose(_course(model, [name])[0], 1 + 5 * TIMES)
    np.testing.assert_allclose(_course(_model(), ["A"])[0], 2 - 0.1 * TIMES)


@pytest.mark.parametrize("tolerance", [1e-4, 1e-5, 1e-6, 1e-8])
def test_a_jump_of_the_slope_is_not_stepped_over(tolerance):
    jumping = antimony_to_sbml("""
    model jumping()
      species S
      S = 1
      fade: S -> ; factorial(ceil(4 * S)) / 25
    end
    """)
    (left,) = _course(jumping, ["S"], relative_tolerance=tolerance)
    # 24/25 down to 3/4, then 6/25 down to 1/2, then 2/25
    first, second = 0.25 * 25 / 24, 0.25 * 25 / 24 + 0.25 * 25 / 6
    expected = [1.0, 0.75 - 6 / 25 * (1.0 - first), 0.5 - 2 / 25 * (2.0 - second)]
    np.testing.assert_allclose(left, expected, atol=100 * tolerance)


LEVEL_2 = f"""
<sbml xmlns="http://www.sbml.org/sbml/level2/version4" level="2" version="4"><model id="m">
  <listOfCompartments><compartment id="C" size="1"/></listOfCompartments>
  <listOfSpecies>
    <species id="A" compartment="C" initialAmount="2"/>
    <species id="B" compartment="C" initialAmount="2"/>
  </listOfSpecies>
  <listOfReactions><reaction id="J" reversible="false">
    <listOfReactants><speciesReference species="A"/></listOfReactants>
    <listOfProducts><speciesReference species="B">
      <stoichiometryMath>{_formula(TIME)}</stoichiometryMath>
    </speciesReference></listOfProducts>
    <kineticLaw>{_formula("<cn>0.1</cn>")}</kineticLaw>
  </reaction></listOfReactions>
</model></sbml>
"""


def test_a_level_2_model_runs_and_computes_its_stoichiometry():
    taken, made = _course(LEVEL_2, ["A", "B"])
    np.testing.assert_allclose(taken, 2 - 0.1 * TIMES)
    np.testing.assert_allclose(made, 2 + 0.05 * TIMES**2, atol=1e-6)
    assert math.isnan(describe(LEVEL_2).reactions["J"].produced["B"])


@pytest.mark.parametrize(
    ("formula", "jumps"),
    [
        ("piecewise(1, meal > 0, 2)", False),
        ("piecewise(x, share > k, 2)", False),
        ("ceil(k) * x", False),
        ("max(x, 0)", False),
        ("piecewise(1, x > 0, 2)", True),
        ("piecewise(1, moving > 0, 2)", True),
        ("piecewise(1, time > k, 2)", True),
        ("floor(time)", True),
    ],
)
def test_only_what_moves_between_edges_jumps(formula, jumps):
    text = f"x = 1; k = 2; var meal = 0; share := meal / k; moving := x * k; x' = {formula}"
    assert has_jumps(antimony_to_sbml(f"model jumping()\n{text}\nend")) is jumps
