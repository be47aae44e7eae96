from __future__ import annotations

import ctypes
import importlib.util
import math
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import llvmlite.binding as llvm
import numpy as np
import pytest

from cramp.engine.vector import graph, polynomials
from cramp.engine.vector.evaluation import apply
from cramp.engine.vector.functions import FUNCTIONS, library, symbol

if TYPE_CHECKING:
    from collections.abc import Callable

    from cramp.engine.vector.shapes import Precision

PRECISIONS = {"f64": np.float64, "f32": np.float32}
SCALARS = {"f64": "double", "f32": "float"}
PERIODIC = ("sin", "cos", "tan")
WRITTEN = ("exp", "log", "tanh", "power", *PERIODIC)
FARTHEST = {"f64": 2.0**40, "f32": 2.0**17}
SCRIPT = Path(__file__).parents[3] / "scripts" / "fit_functions.py"
COUNT = 200_000

_LOOP = """
declare {vector} {symbol}({types})
define void @each(ptr %x, ptr %y, ptr %out, i64 %count) {{
start:
  br label %next
next:
  %i = phi i64 [0, %start], [%after, %next]
  %from_x = getelementptr {scalar}, ptr %x, i64 %i
  %from_y = getelementptr {scalar}, ptr %y, i64 %i
  %to = getelementptr {scalar}, ptr %out, i64 %i
  %a = load {vector}, ptr %from_x, align 4
  %b = load {vector}, ptr %from_y, align 4
  %result = call {vector} {symbol}({arguments})
  store {vector} %result, ptr %to, align 4
  %after = add i64 %i, {lanes}
  %more = icmp ult i64 %after, %count
  br i1 %more, label %next, label %end
end:
  ret void
}}
"""


@cache
def _machine() -> llvm.TargetMachine:
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=3,
        jit=True,
    )


@cache
def _engine(text: str, linked: str) -> llvm.ExecutionEngine:
    module = llvm.parse_assembly(text)
    module.link_in(llvm.parse_assembly(linked))
    module.verify()
    builder = llvm.create_pass_builder(_machine(), llvm.create_pipeline_tuning_options(3))
    builder.getModulePassManager().run(module, builder)
    engine = llvm.create_mcjit_compiler(module, _machine())
    engine.finalize_object()
    return engine


def _compiled(operation: str, precision: Precision, lanes: int = 8) -> Callable[..., np.ndarray]:
    """Return a function of arrays, one or two, that calls the vector function all along them."""
    vector = f"<{lanes} x {SCALARS[precision]}>"
    count = 2 if operation == "power" else 1
    loop = _LOOP.format(
        scalar=SCALARS[precision],
        vector=vector,
        symbol=symbol(operation),
        types=", ".join([vector] * count),
        arguments=", ".join([f"{vector} %a", f"{vector} %b"][:count]),
        lanes=lanes,
    )
    engine = _engine(loop, library([operation], precision, lanes).text)
    prototype = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 3, ctypes.c_int64)
    each = prototype(engine.get_function_address("each"))

    def run(x: np.ndarray, y: np.ndarray | float = 1.0) -> np.ndarray:
        padded = np.ones((2, len(x) + -len(x) % lanes), PRECISIONS[precision])
        padded[0, : len(x)] = x
        padded[1, : len(x)] = y
        out = np.empty_like(padded[0])
        each(padded[0].ctypes.data, padded[1].ctypes.data, out.ctypes.data, out.size)
        return out[: len(x)]

    return run


def _units_off(found: np.ndarray, exact: np.ndarray) -> np.ndarray:
    """Return errors in units of the last place, where the exact value is a normal number."""
    limits = np.finfo(found.dtype)
    with np.errstate(all="ignore"):
        normal = (abs(exact) > 4 * limits.tiny) & (abs(exact) < limits.max)
        unit = np.spacing(abs(exact[normal].astype(found.dtype)))
        return np.asarray(abs(found[normal] - exact[normal]) / unit, dtype=float)


def _exact(operation: str, *operands: np.ndarray) -> np.ndarray:
    """Return the values to eleven bits more than float64 has (on x86)."""
    return apply(operation, *(operand.astype(np.longdouble) for operand in operands))


def _arguments(operation: str, precision: str) -> np.ndarray:
    random = np.random.default_rng(1)
    limits = np.finfo(PRECISIONS[precision])
    low, high = math.log10(limits.tiny), math.log10(limits.max)
    spread = {
        "exp": random.uniform(math.log(limits.tiny) + 1, math.log(limits.max), COUNT),
        "log": 10 ** random.uniform(low, high, COUNT),
        "tanh": np.copysign(10 ** random.uniform(low, 2, COUNT), random.uniform(-1, 1, COUNT)),
    }[operation]
    near = {"exp": 0.0, "log": 1.0, "tanh": 0.0}[operation] + random.normal(0, 0.4, COUNT)
    near = abs(near) if operation == "log" else near
    closer = {"exp": 0.0, "log": 1.0, "tanh": 0.0}[operation] + random.normal(0, 1e-3, COUNT)
    return np.concatenate([spread, near, closer]).astype(PRECISIONS[precision])


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize(("operation", "units"), [("exp", 1.2), ("log", 1.0), ("tanh", 3.0)])
def test_results_are_right_to_the_last_places(operation, precision, units):
    x = _arguments(operation, precision)
    off = _units_off(_compiled(operation, precision)(x), _exact(operation, x))
    assert off.size > 0.9 * x.size
    assert off.max() < units


@pytest.mark.parametrize(
    ("precision", "largest_logarithm", "units"),
    [("f64", 30, 1.3), ("f64", 709, 10), ("f32", 30, 1.3), ("f32", 88, 2)],
)
def test_powers_are_right_to_the_last_places(precision, largest_logarithm, units):
    random = np.random.default_rng(2)
    number = PRECISIONS[precision]
    widest = -math.log(np.finfo(number).tiny) * 0.99
    logarithm = np.concatenate(
        [random.uniform(-widest, widest, COUNT), random.normal(0, 0.3, 2 * COUNT)]
    )
    x = np.exp(logarithm).astype(number)
    goal = random.uniform(-largest_logarithm, largest_logarithm, x.size)
    y = (goal / logarithm).astype(number)
    off = _units_off(_compiled("power", precision)(x, y), _exact("power", x, y))
    assert off.size > 0.9 * x.size
    assert off.max() < units


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize(("operation", "units"), [("sin", 1.6), ("cos", 1.6), ("tan", 4.0)])
def test_functions_of_angles_are_right_to_the_last_places(operation, precision, units):
    random = np.random.default_rng(4)
    sizes = 10 ** random.uniform(-10, math.log10(FARTHEST[precision]), COUNT)
    spread = np.copysign(sizes, random.uniform(-1, 1, COUNT))
    near, far = random.uniform(-10, 10, COUNT), random.uniform(-1e5, 1e5, COUNT)
    x = np.concatenate([spread, near, far]).astype(PRECISIONS[precision])
    off = _units_off(_compiled(operation, precision)(x), _exact(operation, x))
    assert off.size == x.size
    assert off.max() < units


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize(("operation", "units"), [("sin", 1.6), ("cos", 1.6), ("tan", 4.0)])
def test_functions_of_angles_keep_their_digits_close_to_quarter_turns(operation, precision, units):
    quarter = np.longdouble("1.57079632679489661923132169163975144")
    most = int(FARTHEST[precision] / quarter)
    turns = np.concatenate([np.arange(80_000), np.random.default_rng(5).integers(most, size=COUNT)])
    x = (turns * quarter).astype(PRECISIONS[precision])
    x = np.concatenate([x, np.nextafter(x, 0), -x])
    assert abs(np.cos(x[1::2])).min() < 3 * np.finfo(x.dtype).eps
    off = _units_off(_compiled(operation, precision)(x), _exact(operation, x))
    assert off.max() < units


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("operation", PERIODIC)
def test_functions_of_huge_angles_are_right_beside_small_ones(operation, precision):
    random = np.random.default_rng(6)
    limits = np.finfo(PRECISIONS[precision])
    sizes = 10 ** random.uniform(0, 2 * math.log10(FARTHEST[precision]), COUNT)
    x = np.copysign(sizes, random.uniform(-1, 1, COUNT)).astype(limits.dtype)
    edge = limits.dtype.type(FARTHEST[precision])
    x[:4] = np.nextafter(edge, 0), edge, np.nextafter(edge, math.inf), limits.max
    found = _compiled(operation, precision)(x)
    assert _units_off(found, _exact(operation, x)).max() < 4
    small = abs(x) <= edge
    assert 0.4 < small.mean() < 0.6
    np.testing.assert_array_equal(found[small], _compiled(operation, precision)(x[small]))


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("operation", PERIODIC)
def test_any_number_of_lanes_gives_the_same_bits_for_any_angle(operation, precision):
    x = np.random.default_rng(7).normal(0, 1, 1024) * 10.0 ** np.linspace(-30, 30, 1024)
    one, *others = (_compiled(operation, precision, lanes)(x) for lanes in (1, 2, 4, 8, 16))
    for other in others:
        np.testing.assert_array_equal(other, one)


def test_a_power_of_a_base_close_to_1_keeps_its_digits():
    x, y = np.array([1 + 2.0**-40]), np.array([2.0**49])
    found = _compiled("power", "f64")(x, y)
    assert found == pytest.approx(math.exp(2**49 * math.log1p(2.0**-40)), rel=1e-14)


SPECIAL = [
    0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 3.0, -3.0, 2.5, 1e5, -1e5, 700.0, -700.0,
    1e30, -1e30, 4194305.0, -4194303.0, math.inf, -math.inf, math.nan, -math.nan,
]  # fmt: skip


def _assert_same(found: np.ndarray, expected: np.ndarray, *operands: np.ndarray) -> None:
    """Check values nearly, but zeros, infinities and NaN exactly, zeros with their sign."""
    told = np.stack([*operands, found, expected])
    close = np.isclose(found, expected, rtol=1e-5 * (found.dtype == np.float32) + 1e-14, atol=0)
    same = close | (np.isnan(found) & np.isnan(expected)) | (found == expected)
    same &= (np.signbit(found) == np.signbit(expected)) | np.isnan(found)
    assert same.all(), told[:, ~same].T


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("operation", ["exp", "log", "tanh", *PERIODIC])
def test_special_values_are_those_of_numpy(operation, precision):
    limits = np.finfo(PRECISIONS[precision])
    x = np.array([*SPECIAL, limits.max, -limits.max, limits.tiny, -limits.tiny], limits.dtype)
    _assert_same(_compiled(operation, precision)(x), apply(operation, x), x)


@pytest.mark.parametrize("precision", PRECISIONS)
def test_special_powers_are_those_of_numpy_but_for_some_of_negative_infinity_and_of_minus_1(
    precision,
):
    special = np.array(SPECIAL, PRECISIONS[precision])
    x, y = (one.ravel() for one in np.meshgrid(special, special))
    broken = (x == -math.inf) & np.isfinite(y) & (y != np.trunc(y))
    broken |= (x == -1) & np.isinf(y)
    expected = np.where(broken, math.nan, apply("power", x, y)).astype(x.dtype)
    _assert_same(_compiled("power", precision)(x, y), expected, x, y)


@pytest.mark.parametrize("precision", PRECISIONS)
def test_exp_leaves_its_range_where_numpy_does(precision):
    limits = np.finfo(PRECISIONS[precision])
    top = np.array(math.log(limits.max), limits.dtype)
    x = np.array([np.nextafter(top, 0), top * limits.dtype.type(1.0001), 3 * top, -1.1 * top])
    found = _compiled("exp", precision)(x)
    assert np.isfinite(found[0])
    assert found[0] > 0.99 * limits.max
    assert list(found[1:]) == [math.inf, math.inf, 0.0]


@pytest.mark.parametrize("precision", PRECISIONS)
def test_log_of_numbers_too_small_for_all_their_digits_is_right(precision):
    limits = np.finfo(PRECISIONS[precision])
    x = limits.smallest_subnormal * np.array([1, 2, 3, 1000, 12345], limits.dtype)
    exact = np.log(x.astype(np.longdouble)).astype(limits.dtype)
    np.testing.assert_allclose(_compiled("log", precision)(x), exact, rtol=2 * limits.eps)


@pytest.mark.parametrize("precision", PRECISIONS)
def test_a_power_takes_numbers_too_small_for_all_their_digits_for_0(precision):
    x = np.array([np.finfo(PRECISIONS[precision]).smallest_subnormal] * 2)
    assert list(_compiled("power", precision)(x, np.array([0.5, -0.5]))) == [0.0, math.inf]


@pytest.mark.parametrize("precision", PRECISIONS)
def test_powers_of_negative_numbers_have_the_sign_of_odd_exponents(precision):
    largest_odd = 2.0 ** (np.finfo(PRECISIONS[precision]).nmant + 1) - 1
    y = np.array([3, 2, -3, -2, 17, largest_odd, largest_odd + 1])
    found = _compiled("power", precision)(np.full(y.shape, -1.0), y)
    assert list(found) == [-1, 1, -1, 1, -1, -1, 1]
    assert list(_compiled("power", precision)(np.array([-2.0, -3.0, -10.0]), 3.0)) == [
        -8, -27, -1000,
    ]  # fmt: skip


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("operation", sorted(FUNCTIONS - set(WRITTEN)))
def test_all_other_functions_are_those_of_the_graph(operation, precision):
    x = np.concatenate([np.linspace(-3, 3, 61), [0.0, 20.7, math.inf, math.nan]])
    if operation == "factorial":
        x = np.array([0.0, 1, 2, 3, 4, 5, 10, 20, 30])
    x = x.astype(PRECISIONS[precision])
    expected = apply(operation, x.astype(float)).astype(x.dtype)
    found = _compiled(operation, precision)(x)
    np.testing.assert_allclose(found, expected, rtol=4 * np.finfo(x.dtype).eps)


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("operation", sorted(FUNCTIONS))
def test_any_number_of_lanes_gives_the_same_bits(operation, precision):
    random = np.random.default_rng(3)
    x, y = random.uniform(0.01, 1, 64), random.uniform(-4, 4, 64)
    one, *others = (_compiled(operation, precision, lanes)(x, y) for lanes in (1, 2, 4, 8, 16))
    for other in others:
        np.testing.assert_array_equal(other, one)


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("operation", WRITTEN)
def test_a_lane_that_fails_leaves_its_neighbours_alone(operation, precision):
    x = np.linspace(0.1, 3, 8)
    clean = _compiled(operation, precision)(x, 1.7)
    for bad in (math.nan, math.inf, -math.inf, -1.5, 0.0, 1e30):
        mixed = np.where(np.arange(8) == 3, bad, x)
        found = _compiled(operation, precision)(mixed, 1.7)
        np.testing.assert_array_equal(np.delete(found, 3), np.delete(clean, 3))


def test_every_function_of_the_graph_is_here():
    assert {*graph.FUNCTIONS, "power"} == FUNCTIONS


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("lanes", [1, 4, 16])
def test_all_functions_together_are_one_valid_module(precision, lanes):
    llvm.parse_assembly(library(FUNCTIONS, precision, lanes).text).verify()


def test_two_libraries_share_a_module_when_their_declarations_are_joined():
    one, other = library(["exp", "sin"], "f64", 8), library(["power", "cos"], "f64", 8)
    declarations = "\n".join(one.declarations | other.declarations)
    llvm.parse_assembly(declarations + one.definitions + other.definitions).verify()


def test_what_is_no_function_or_no_vector_is_refused():
    with pytest.raises(ValueError, match="'add' is no function"):
        library(["add"], "f64", 8)
    for lanes in (0, 3, 12):
        with pytest.raises(ValueError, match=f"not {lanes}"):
            library(["exp"], "f64", lanes)


def test_the_polynomials_are_those_the_script_finds():
    specification = importlib.util.spec_from_file_location("fit_functions", SCRIPT)
    assert specification is not None
    assert specification.loader is not None
    script = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(script)
    found: dict[str, object] = {}
    exec(script.module(), found)  # noqa: S102  # our own script's module
    for name in ("EXPONENTIAL", "LOGARITHM", "LONG_LOGARITHM", "SINE", "COSINE"):
        assert found[name] == getattr(polynomials, name), f"run {SCRIPT.name}"
