"""What an SBML model means, construct by construct, as differential equations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cramp.engine.description import describe
from cramp.engine.errors import ModelError, UnsupportedModel
from cramp.engine.sbml import antimony_to_sbml
from cramp.engine.vector.evaluation import evaluate
from cramp.engine.vector.system import System, read_system

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cramp.engine.vector.graph import SymbolKind

NOTHING: Mapping[str, float] = {}
MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML">{}</math>'
TIME = '<csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/time">t</csymbol>'


def _system(sbml: str) -> System:
    return read_system(sbml, describe(sbml))


def _read(text: str) -> System:
    return _system(antimony_to_sbml(f"model m()\n{text}\nend\n"))


def _parameters(system: System, told: Mapping[str, float]) -> list[float]:
    values = [told.get(name, 0.0) for name in system.parameters]
    for place in system.parameter_order():
        if system.parameters[place] not in told:
            start = system.parameter_start[place]
            values[place] = float(evaluate(system.graph, [start], {"parameter": values})[0])
    return values


def _at(
    system: System,
    *,
    told: Mapping[str, float] = NOTHING,
    states: Mapping[str, float] = NOTHING,
    inputs: Mapping[str, float] = NOTHING,
    time: float = 0.0,
) -> dict[str, float]:
    """Return all quantities and, under their names with a tick, the states' derivatives."""
    graph, parameters = system.graph, _parameters(system, told)
    start = [*system.initial, *system.input_start]
    values = [float(one) for one in evaluate(graph, start, {"parameter": parameters})]
    count = len(system.states)
    own = dict(zip((*system.states, *system.inputs), values, strict=True))
    own.update({**states, **inputs})
    symbols: dict[SymbolKind, list[float]] = {
        "parameter": parameters,
        "state": list(own.values())[:count],
        "input": list(own.values())[count:],
        "time": [time],
    }
    asked = system.quantities | {
        f"{name}'": node for name, node in zip(system.states, system.derivatives, strict=True)
    }
    found = evaluate(graph, list(asked.values()), symbols)
    return dict(zip(asked, (float(one) for one in found), strict=True))


# Species and compartments


def test_a_species_is_an_amount_and_in_formulas_its_concentration():
    system = _read("""
    compartment C = 2; species A in C, B in C; substanceOnly species D in C
    A = 6; B = 0; D = 8; k = 0.1
    J: A -> B; k * A
    K: D -> ; k * D
    """)
    found = _at(system)
    assert found["A"] == 12.0  # told as a concentration
    assert found["D"] == 8.0
    assert found["J"] == found["B'"] == -found["A'"] == pytest.approx(0.6)
    assert found["D'"] == pytest.approx(-0.8)


def test_an_amount_told_as_a_concentration_is_multiplied_by_the_size_at_the_start():
    system = _read("compartment C; C := 3 + time; species A in C; A = 2; A -> ; A")
    assert _at(system)["A"] == 6.0
    later = _at(system, time=1.0)
    assert later["C"] == 4.0
    assert later["A'"] == pytest.approx(-6.0 / 4.0)


def test_a_rule_for_a_concentration_gives_the_amount_by_the_size():
    system = _read("compartment C = 2; species A in C; A := 5 + time; y := A; C' = 1")
    found = _at(system, states={"C": 3.0}, time=1.0)
    assert (found["A"], found["y"]) == (18.0, 6.0)


def test_a_rate_rule_for_a_concentration_carries_the_growth_of_the_compartment():
    system = _read("compartment C = 2; C' = 0.5; species $A in C; A = 3; A' = 0.1")
    assert set(system.states) == {"A", "C"}
    # amount = concentration * size = (3 + 0.1 t) * (2 + 0.5 t)
    assert _at(system)["A'"] == pytest.approx(0.1 * 2 + 3 * 0.5)
    assert _at(system, states={"A": 8.0, "C": 4.0})["A'"] == pytest.approx(0.1 * 4 + 2 * 0.5)


def test_reactions_change_amounts_whatever_the_compartment_does():
    system = _read("compartment C = 2; C' = 0.5; species A in C; A = 3; A -> ; 0.25")
    assert _at(system)["A'"] == -0.25


def test_boundary_and_constant_species_keep_their_amounts():
    system = _read("""
    compartment C = 2; C' = 1; species $A in C, B in C; const species K in C
    A = 3; B = 1; K = 4
    J: A -> B; A * K
    """)
    assert set(system.states) == {"B", "C"}
    found = _at(system, states={"C": 4.0})
    assert (found["A"], found["K"]) == (6.0, 8.0)
    assert found["B'"] == 6.0 / 4.0 * 8.0 / 4.0


def test_a_reaction_without_a_law_stands_still():
    still = _document(law="", products=_reference("B"))
    assert _at(_system(still))["J"] == 0.0
    assert _at(_system(still))["A'"] == 0.0


def test_a_parameter_of_a_law_hides_the_models():
    local = '<listOfLocalParameters><localParameter id="k" value="7"/></listOfLocalParameters>'
    found = _at(
        _system(_document(law=f"<kineticLaw>{MATH.format('<ci>k</ci>')}{local}</kineticLaw>"))
    )
    assert (found["J"], found["k"]) == (7.0, 0.1)


# Stoichiometries and conversion factors

FACTORS = (
    '<parameter id="f" value="3" constant="true"/><parameter id="g" value="5" constant="true"/>'
)


def _reference(species: str, attributes: str = 'stoichiometry="1" constant="true"') -> str:
    return f'<speciesReference species="{species}" {attributes}/>'


def _document(
    *,
    model: str = "",
    species: tuple[str, str] = ("", ""),
    parameters: str = "",
    extra: str = "",
    reactants: str = _reference("A"),
    products: str = _reference("B"),
    law: str = f"<kineticLaw>{MATH.format('<ci>k</ci>')}</kineticLaw>",
) -> str:
    """Level 3 Version 2: A -> B at k = 0.1, both 2 to begin with, in a compartment of size 1."""
    told = "".join(
        f'<species id="{name}" compartment="C" initialAmount="2" hasOnlySubstanceUnits="true"'
        f' boundaryCondition="false" constant="false" {more}/>'
        for name, more in zip("AB", species, strict=True)
    )
    return (
        '<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2">'
        f'<model id="m" {model}><listOfCompartments>'
        '<compartment id="C" spatialDimensions="3" size="1" constant="true"/>'
        f"</listOfCompartments><listOfSpecies>{told}</listOfSpecies><listOfParameters>"
        f'<parameter id="k" value="0.1" constant="true"/>{parameters}</listOfParameters>{extra}'
        '<listOfReactions><reaction id="J" reversible="false">'
        f"<listOfReactants>{reactants}</listOfReactants>"
        f"<listOfProducts>{products}</listOfProducts>{law}</reaction></listOfReactions>"
        "</model></sbml>"
    )


def test_a_conversion_factor_turns_extent_into_substance():
    converted = _document(
        model='conversionFactor="f"',
        species=("", 'conversionFactor="g"'),
        parameters=FACTORS,
    )
    found = _at(_system(converted))
    assert found["A'"] == pytest.approx(-0.3)
    assert found["B'"] == pytest.approx(0.5)
    assert _at(_system(converted), told={"g": 7.0})["B'"] == pytest.approx(0.7)


def test_every_reference_to_a_species_counts():
    both = _document(
        reactants=_reference("A") + _reference("A", 'stoichiometry="2" constant="true"'),
        products=_reference("A", 'stoichiometry="0.5" constant="true"'),
    )
    assert _at(_system(both))["A'"] == pytest.approx(-0.25)


NAMED = _reference("B", 'id="s" stoichiometry="3" constant="false"')


def _set(kind: str, name: str, inner: str) -> str:
    if kind == "initial":
        start = f'<initialAssignment symbol="{name}">{MATH.format(inner)}</initialAssignment>'
        return f"<listOfInitialAssignments>{start}</listOfInitialAssignments>"
    rule = f'<{kind}Rule variable="{name}">{MATH.format(inner)}</{kind}Rule>'
    return f"<listOfRules>{rule}</listOfRules>"


def test_a_named_stoichiometry_can_be_asked_for():
    found = _at(_system(_document(products=NAMED)))
    assert found["s"] == 3.0
    assert found["B'"] == pytest.approx(0.3)


def test_a_stoichiometry_follows_its_rule():
    system = _system(_document(products=NAMED, extra=_set("assignment", "s", TIME)))
    assert _at(system, time=4.0)["B'"] == pytest.approx(0.4)


def test_a_stoichiometry_may_be_a_state():
    system = _system(_document(products=NAMED, extra=_set("rate", "s", "<cn>2</cn>")))
    assert set(system.states) == {"A", "B", "s"}
    found = _at(system, states={"s": 5.0})
    assert found["s'"] == 2.0
    assert found["B'"] == pytest.approx(0.5)


def test_a_stoichiometry_assigned_at_the_start_follows_the_runs_parameters():
    system = _system(_document(products=NAMED, extra=_set("initial", "s", "<ci>k</ci>")))
    assert _at(system)["B'"] == pytest.approx(0.01)
    assert _at(system, told={"k": 0.2}, time=9.0)["B'"] == pytest.approx(0.04)


# Starts


def test_initial_assignments_are_taken_in_the_order_of_need():
    system = _read("""
    compartment C = 2; species A in C
    z = y + 1
    y = w + J + time
    w := 2 * A
    A = a + 1
    a = 3
    J: A -> ; a * A
    z' = 0; y' = 0
    """)
    found = _at(system)
    assert found["A"] == (3 + 1) * 2  # the assignment tells the concentration
    assert found["y"] == 2 * 4 + 3 * 4
    assert found["z"] == 21.0


def test_the_time_at_the_start_is_0_wherever_a_run_begins():
    system = _read("y = 2 + time; y' = time")
    later = _at(system, time=5.0)
    assert (later["y"], later["y'"]) == (2.0, 5.0)


def test_what_stands_on_a_parameter_follows_the_value_a_run_tells():
    system = _read("""
    compartment C; C = b; species A in C; A = 2
    a = 1; b = 2 * a; c = b + 1
    y = c; y' = 0
    var u = 10 * c
    """)
    assert sorted(system.parameters) == ["a", "b", "c"]

    def found(**told: float) -> list[float]:
        values = _at(system, told=told)
        return [values[name] for name in ("a", "b", "c", "C", "y", "u")]

    assert found() == [1, 2, 3, 2, 3, 30]
    assert found(a=2.0) == [2, 4, 5, 4, 5, 50]
    assert found(b=7.0) == [1, 7, 8, 7, 8, 80]
    assert found(a=2.0, c=0.5) == [2, 4, 0.5, 4, 0.5, 5]


def test_a_start_takes_an_inputs_value_from_the_model():
    system = _read("var u = 5; y = 2 * u; y' = u")
    found = _at(system, inputs={"u": 50.0})
    assert (found["y"], found["y'"]) == (10.0, 50.0)


# Rules, rates and functions


def test_rules_may_stand_in_any_order_and_go_deep():
    length = 400
    names = [f"x{place}" for place in range(length)]
    plus_one = "<apply><plus/><ci>{}</ci><cn>1</cn></apply>"
    rules = [
        _set("assignment", name, plus_one.format(needed))
        for name, needed in zip(names, [*names[1:], "k"], strict=True)
    ]
    parameters = "".join(f'<parameter id="{name}" constant="false"/>' for name in names)
    extra = "".join(rules).replace("</listOfRules><listOfRules>", "")
    found = _at(_system(_document(parameters=parameters, extra=extra)))
    assert found["x0"] == pytest.approx(length + 0.1)


def test_the_rate_of_a_name_is_that_of_what_it_stands_for_in_formulas():
    system = _read("""
    compartment C = 2; species A in C; A = 3; k = 0.5
    J: A -> ; k * A
    y' = rateOf(A) + rateOf(k); y = 0
    z := rateOf(y)
    """)
    found = _at(system)
    assert found["A'"] == -1.5
    assert found["y'"] == found["z"] == -0.75


def test_the_rate_of_a_parameter_of_a_law_is_0():
    rate_of = TIME.replace("/time", "/rateOf")
    law = MATH.format(f"<apply>{rate_of}<ci>p</ci></apply>")
    local = '<listOfLocalParameters><localParameter id="p" value="7"/></listOfLocalParameters>'
    system = _system(_document(law=f"<kineticLaw>{law}{local}</kineticLaw>"))
    assert _at(system)["J"] == 0.0


def test_functions_of_the_model_are_replaced_by_what_they_say():
    text = """
    function half(x, k) x / (x + k) end
    function twice(x) 2 * half(x, 3) end
    model m()
      k = 1; y = 6; y' = -twice(y) * k
    end
    """
    assert _at(_system(antimony_to_sbml(text)))["y'"] == pytest.approx(-2 * 6 / 9)


def test_every_quantity_of_the_description_has_its_node():
    sbml = _document(products=NAMED, parameters='<parameter id="u" value="1" constant="false"/>')
    assert set(_system(sbml).quantities) == {"A", "B", "C", "k", "u", "s", "J"}
    assert _system(sbml).inputs == ("u",)


# Older levels

LEVEL_2 = f"""
<sbml xmlns="http://www.sbml.org/sbml/level2/version4" level="2" version="4"><model id="m">
  <listOfCompartments><compartment id="C" size="4"/></listOfCompartments>
  <listOfSpecies>
    <species id="A" compartment="C" initialConcentration="2"/>
    <species id="B" compartment="C" initialAmount="2"/>
  </listOfSpecies>
  <listOfReactions><reaction id="J" reversible="false">
    <listOfReactants><speciesReference species="A"/></listOfReactants>
    <listOfProducts><speciesReference species="B" {{}}>
      <stoichiometryMath>{MATH.format(TIME)}</stoichiometryMath>
    </speciesReference></listOfProducts>
    <kineticLaw>{MATH.format("<apply><times/><ci>k</ci><ci>A</ci></apply>")}
      <listOfParameters><parameter id="k" value="0.5"/></listOfParameters>
    </kineticLaw>
  </reaction></listOfReactions>
</model></sbml>
"""


@pytest.mark.parametrize("name", ["", 'id="s"'])
def test_level_2_computes_stoichiometries_in_place(name):
    system = _system(LEVEL_2.format(name))
    found = _at(system, time=3.0)
    assert (found["A"], found["J"], found["A'"], found["B'"]) == (8.0, 1.0, -1.0, 3.0)
    assert found.get("s", 3.0) == 3.0


LEVEL_1 = """
<sbml xmlns="http://www.sbml.org/sbml/level1" level="1" version="2"><model name="m">
  <listOfCompartments><compartment name="C" volume="2"/></listOfCompartments>
  <listOfSpecies>
    <species name="A" compartment="C" initialAmount="6"/>
    <species name="B" compartment="C" initialAmount="0"/>
  </listOfSpecies>
  <listOfParameters><parameter name="k" value="0.5"/></listOfParameters>
  <listOfReactions><reaction name="J" reversible="false">
    <listOfReactants><speciesReference species="A"/></listOfReactants>
    <listOfProducts>
      <speciesReference species="B" stoichiometry="3" denominator="2"/>
    </listOfProducts>
    <kineticLaw formula="k * A"/>
  </reaction></listOfReactions>
</model></sbml>
"""


def test_level_1_has_denominators():
    found = _at(_system(LEVEL_1))
    assert (found["J"], found["A'"], found["B'"]) == (1.5, -1.5, 2.25)


# What is refused


def test_rules_in_a_circle_are_named():
    rules = _set("assignment", "u", "<ci>v</ci>") + _set("assignment", "v", "<ci>u</ci>")
    parameters = '<parameter id="u" constant="false"/><parameter id="v" constant="false"/>'
    extra = rules.replace("</listOfRules><listOfRules>", "")
    with pytest.raises(ModelError, match="formulas go round in a circle: u -> v -> u"):
        _system(_document(parameters=parameters, extra=extra))


def test_a_reaction_and_its_stoichiometry_in_a_circle_are_named():
    law = f"<kineticLaw>{MATH.format('<ci>s</ci>')}</kineticLaw>"
    extra = _set("assignment", "s", "<ci>J</ci>")
    with pytest.raises(ModelError, match="formulas go round in a circle: J -> s -> J"):
        _system(_document(products=NAMED, law=law, extra=extra))


def test_starts_in_a_circle_are_named():
    starts = _set("initial", "A", "<ci>B</ci>") + _set("initial", "B", "<ci>A</ci>")
    extra = starts.replace("</listOfInitialAssignments><listOfInitialAssignments>", "")
    with pytest.raises(ModelError, match="formulas go round in a circle: A -> B -> A"):
        _system(_document(extra=extra))


def test_parameters_told_from_each_other_in_a_circle_are_named():
    starts = _set("initial", "f", "<ci>g</ci>") + _set("initial", "g", "<ci>f</ci>")
    extra = starts.replace("</listOfInitialAssignments><listOfInitialAssignments>", "")
    with pytest.raises(ModelError, match="start values depend on themselves: f, g"):
        _system(_document(parameters=FACTORS, extra=extra))


def test_a_name_that_is_not_there_is_named_with_its_place():
    law = f"<kineticLaw>{MATH.format('<ci>absent</ci>')}</kineticLaw>"
    with pytest.raises(ModelError, match="formula for J: the model has nothing called 'absent'"):
        _system(_document(law=law))


def test_the_rate_of_a_name_that_is_not_there_is_named():
    rate_of = TIME.replace("/time", "/rateOf")
    law = f"<kineticLaw>{MATH.format(f'<apply>{rate_of}<ci>absent</ci></apply>')}</kineticLaw>"
    with pytest.raises(ModelError, match="nothing called 'absent' that has a rate"):
        _system(_document(law=law))


def test_values_that_the_model_leaves_open_are_named_at_once():
    open_ended = _document(
        parameters='<parameter id="p" constant="true"/><parameter id="u" constant="false"/>',
        law=f"<kineticLaw>{MATH.format('<ci>q</ci>')}<listOfLocalParameters>"
        '<localParameter id="q"/></listOfLocalParameters></kineticLaw>',
        products=_reference("B", 'id="s" constant="false"'),
        extra=_set("rate", "s", "<cn>1</cn>"),
    )
    named = "a value for p; a value for u; a value for s; a value for q in J"
    with pytest.raises(UnsupportedModel, match=named):
        _system(open_ended)


def test_a_value_that_a_start_or_a_rule_computes_may_be_left_open():
    parameters = '<parameter id="p" constant="true"/>'
    system = _system(_document(parameters=parameters, extra=_set("initial", "p", "<ci>k</ci>")))
    assert _at(system)["p"] == 0.1


def test_a_species_that_a_rule_and_reactions_change_is_refused():
    with pytest.raises(UnsupportedModel, match="B, changed by a rule and by reactions"):
        _system(_document(extra=_set("rate", "B", "<cn>1</cn>")))
