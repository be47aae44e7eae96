"""Every element of SBML's formulas has its value."""

from __future__ import annotations

import math

import libsbml
import pytest

from cramp.engine.errors import ModelError, UnsupportedModel
from cramp.engine.vector.evaluation import evaluate
from cramp.engine.vector.formulas import Formulas
from cramp.engine.vector.graph import Graph

MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML">{}</math>'
SYMBOL = '<csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/{}">n</csymbol>'


class Surroundings:
    """`x`, `y`, `z` are states with the values told, each changing at 10 times its value."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def value(self, name: str) -> int:
        return self._graph.symbol("state", "xyz".index(name))

    def rate(self, name: str) -> int:
        return self._graph.multiply(self._graph.constant(10.0), self.value(name))

    def time(self) -> int:
        return self._graph.symbol("time")


def _value(inner: str, *xyz: float, functions: dict[str, str] | None = None) -> float:
    graph = Graph()
    read = {name: _read(definition) for name, definition in (functions or {}).items()}
    node = Formulas(graph, read).number(_read(inner), Surroundings(graph))
    return float(evaluate(graph, [node], {"state": list(xyz), "time": [100.0]})[0])


def _read(inner: str) -> libsbml.ASTNode:
    return libsbml.readMathMLFromString(MATH.format(inner))


def _apply(function: str, *operands: str) -> str:
    return f"<apply><{function}/>{''.join(operands)}</apply>"


def _number(value: float) -> str:
    return f"<cn>{value}</cn>"


X, Y, Z = ("<ci>x</ci>", "<ci>y</ci>", "<ci>z</ci>")


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<cn> 2.5 </cn>", 2.5),
        ('<cn type="integer"> -3 </cn>', -3.0),
        ('<cn type="e-notation"> 1.5 <sep/> -3 </cn>', 0.0015),
        ('<cn type="rational"> 1 <sep/> 3 </cn>', 1 / 3),
        ("<pi/>", math.pi),
        ("<exponentiale/>", math.e),
        ("<infinity/>", math.inf),
        ("<notanumber/>", math.nan),
        ("<true/>", 1.0),
        ("<false/>", 0.0),
        (SYMBOL.format("time"), 100.0),
        (SYMBOL.format("avogadro"), 6.02214179e23),
    ],
)
def test_numbers_and_constants(inner, expected):
    assert _value(inner) == pytest.approx(expected, rel=1e-15, nan_ok=True)


@pytest.mark.parametrize(
    ("function", "x", "expected"),
    [
        ("abs", -2.0, 2.0),
        ("ceiling", 1.2, 2.0),
        ("floor", -1.2, -2.0),
        ("factorial", 5.0, 120.0),
        ("exp", 1.0, math.e),
        ("ln", math.e, 1.0),
        ("log", 1000.0, 3.0),
        ("root", 9.0, 3.0),
        ("minus", 2.0, -2.0),
        ("sin", 0.3, math.sin(0.3)),
        ("cos", 0.3, math.cos(0.3)),
        ("tan", 0.3, math.tan(0.3)),
        ("sec", 0.3, 1 / math.cos(0.3)),
        ("csc", 0.3, 1 / math.sin(0.3)),
        ("cot", 0.3, 1 / math.tan(0.3)),
        ("sinh", 0.3, math.sinh(0.3)),
        ("cosh", 0.3, math.cosh(0.3)),
        ("tanh", 0.3, math.tanh(0.3)),
        ("sech", 0.3, 1 / math.cosh(0.3)),
        ("csch", 0.3, 1 / math.sinh(0.3)),
        ("coth", 0.3, 1 / math.tanh(0.3)),
    ],
)
def test_functions_of_one_number(function, x, expected):
    assert _value(_apply(function, X), x) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    "function", ["sin", "cos", "tan", "sec", "csc", "cot", "sinh", "tanh", "sech", "csch", "coth"]
)
def test_an_inverse_undoes_its_function(function):
    assert _value(_apply(f"arc{function}", _apply(function, X)), 0.4) == pytest.approx(0.4)


def test_the_inverse_of_the_hyperbolic_cosine_undoes_it():
    assert _value(_apply("arccosh", _apply("cosh", X)), 0.4) == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("function", "x", "y", "expected"),
    [
        ("minus", 5.0, 3.0, 2.0),
        ("divide", 5.0, 2.0, 2.5),
        ("power", 2.0, 10.0, 1024.0),
        ("quotient", 7.5, 2.0, 3.0),
        ("quotient", -7.5, 2.0, -3.0),
        ("quotient", 7.5, -2.0, -3.0),
        ("rem", 7.5, 2.0, 1.5),
        ("rem", -7.5, 2.0, -1.5),
        ("rem", 7.5, -2.0, 1.5),
    ],
)
def test_functions_of_two_numbers(function, x, y, expected):
    assert _value(_apply(function, X, Y), x, y) == pytest.approx(expected)


def test_a_logarithm_takes_a_base_and_a_root_a_degree():
    assert _value(_apply("log", "<logbase><ci>y</ci></logbase>", X), 8.0, 2.0) == pytest.approx(3)
    assert _value(_apply("root", "<degree><ci>y</ci></degree>", X), 8.0, 3.0) == pytest.approx(2)


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("plus", [0.0, 2.0, 5.0, 9.0]),
        ("times", [1.0, 2.0, 6.0, 24.0]),
        ("and", [1.0, 1.0, 1.0, 1.0]),
        ("or", [0.0, 1.0, 1.0, 1.0]),
        ("xor", [0.0, 1.0, 0.0, 1.0]),
    ],
)
def test_any_number_of_operands_from_none_on(function, expected):
    found = [_value(_apply(function, *(X, Y, Z)[:count]), 2.0, 3.0, 4.0) for count in range(4)]
    assert found == expected


def test_the_largest_and_smallest_of_one_or_more():
    assert [_value(_apply("max", *(X, Y, Z)[:n]), 2.0, 4.0, 3.0) for n in (1, 2, 3)] == [2, 4, 4]
    assert [_value(_apply("min", *(X, Y, Z)[:n]), 2.0, 4.0, 1.0) for n in (1, 2, 3)] == [2, 2, 1]


@pytest.mark.parametrize(
    ("relation", "less", "same", "more"),
    [
        ("lt", 1, 0, 0),
        ("leq", 1, 1, 0),
        ("eq", 0, 1, 0),
        ("neq", 1, 0, 1),
        ("geq", 0, 1, 1),
        ("gt", 0, 0, 1),
    ],
)
def test_relations_are_one_where_they_hold(relation, less, same, more):
    formula = _apply(relation, X, Y)
    assert [_value(formula, x, 2.0) for x in (1.0, 2.0, 3.0)] == [less, same, more]


@pytest.mark.parametrize(
    ("relation", "rising", "level", "mixed"),
    [("lt", 1, 0, 0), ("leq", 1, 1, 0), ("eq", 0, 1, 0), ("geq", 0, 1, 0), ("gt", 0, 0, 0)],
)
def test_a_relation_of_three_compares_neighbours(relation, rising, level, mixed):
    formula = _apply(relation, X, Y, Z)
    assert _value(formula, 1.0, 2.0, 3.0) == rising
    assert _value(formula, 2.0, 2.0, 2.0) == level
    assert _value(formula, 1.0, 3.0, 2.0) == mixed


@pytest.mark.parametrize(("x", "y"), [(0.0, 0.0), (0.0, 5.0), (5.0, 0.0), (5.0, -5.0)])
def test_numbers_serve_as_conditions(x, y):
    assert _value(_apply("implies", X, Y), x, y) == float(not x or bool(y))
    assert _value(_apply("xor", X, Y), x, y) == float(bool(x) != bool(y))
    assert _value(_apply("not", X), x, y) == float(not x)


def test_conditions_serve_as_numbers():
    assert _value(_apply("plus", _apply("lt", X, Y), "<true/>"), 1.0, 2.0) == 2.0
    assert _value(_apply("eq", _apply("lt", X, Y), _apply("gt", Y, X)), 1.0, 2.0) == 1.0


PIECES = (
    f"<piecewise><piece>{_number(1)}{_apply('lt', X, _number(0))}</piece>"
    f"<piece>{_number(2)}{_apply('lt', X, _number(5))}</piece>{{}}</piecewise>"
)


def test_the_first_piece_whose_condition_holds_counts():
    whole = PIECES.format(f"<otherwise>{_number(3)}</otherwise>")
    assert [_value(whole, x) for x in (-1.0, 1.0, 7.0)] == [1.0, 2.0, 3.0]


def test_without_an_otherwise_there_is_no_value():
    assert _value(PIECES.format(""), -1.0) == 1.0
    assert math.isnan(_value(PIECES.format(""), 7.0))


def test_the_rate_of_a_name_is_asked_of_the_surroundings():
    assert _value(f"<apply>{SYMBOL.format('rateOf')}{Y}</apply>", 1.0, 2.0) == 20.0


def _lambda(body: str, *names: str) -> str:
    bound = "".join(f"<bvar><ci>{name}</ci></bvar>" for name in names)
    return f"<lambda>{bound}{body}</lambda>"


def _call(name: str, *arguments: str) -> str:
    return f"<apply><ci>{name}</ci>{''.join(arguments)}</apply>"


def test_a_function_of_the_model_sees_its_arguments_in_their_place():
    functions = {
        "difference": _lambda(_apply("minus", X, Y), "x", "y"),
        "swapped": _lambda(_call("difference", Y, X), "x", "y"),
        "nine": _lambda(_number(9)),
    }
    assert _value(_call("swapped", X, Y), 1.0, 5.0, functions=functions) == 4.0
    twice = _call("difference", _call("difference", X, Y), _call("nine"))
    assert _value(twice, 1.0, 5.0, functions=functions) == -13.0


def test_a_function_passes_conditions_on():
    functions = {"both": _lambda(_apply("and", X, Y), "x", "y")}
    formula = _call("both", _apply("lt", X, Y), "<true/>")
    assert _value(formula, 1.0, 2.0, functions=functions) == 1.0


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        (_apply("sin"), "a function with 0 arguments"),
        (_apply("max"), "a function with 0 arguments"),
        (_apply("divide", X, Y, Z), "a function with 3 arguments"),
        (_apply("lt", X), "a function with 1 arguments"),
        (_call("absent", X), "no function called 'absent'"),
        (_call("pair", X), "'pair' takes 2 arguments"),
        (_call("endless", X), "'endless' calls itself"),
    ],
)
def test_what_cannot_be_computed_is_named(inner, reason):
    functions = {
        "pair": _lambda(_apply("plus", X, Y), "x", "y"),
        "endless": _lambda(_call("endless", X), "x"),
    }
    with pytest.raises(ModelError, match=reason):
        _value(inner, 1.0, 2.0, 3.0, functions=functions)


def test_what_is_no_part_of_the_core_is_refused_with_its_text():
    with pytest.raises(UnsupportedModel, match=r"does not run: delay\(x, 2\)"):
        _value(f"<apply>{SYMBOL.format('delay')}{X}{_number(2)}</apply>", 1.0)
