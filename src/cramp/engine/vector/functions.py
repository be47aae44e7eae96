"""The graph's functions as LLVM functions over vectors of numbers.

exp, log, tanh, pow, sin, cos and tan are written out. What processors have an instruction for is
that instruction; the rest goes number by number to the C library, in double precision.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cramp.engine.vector.exponential import exponential, hyperbolic_tangent
from cramp.engine.vector.instructions import FORMATS, Instructions
from cramp.engine.vector.logarithm import logarithm, power
from cramp.engine.vector.trigonometric import cosine, is_far, sine, tangent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cramp.engine.vector.shapes import Precision

_WRITTEN = {"exp": exponential, "log": logarithm, "tanh": hyperbolic_tangent}
_PERIODIC = {"sin": sine, "cos": cosine, "tan": tangent}
_FAR = {f"{operation}_far": operation for operation in _PERIODIC}
"""Number by number, for what is too far from 0 for the written ones."""
_INSTRUCTIONS = {"sqrt": "sqrt", "abs": "fabs", "floor": "floor", "ceil": "ceil"}
_LIBRARY = frozenset(
    {"asin", "acos", "atan", "sinh", "cosh", "asinh", "acosh", "atanh", "factorial"}
)

FUNCTIONS = frozenset({*_WRITTEN, *_PERIODIC, *_INSTRUCTIONS, *_LIBRARY, "power"})
"""Operations of the graph that are functions here."""


@dataclass(frozen=True)
class Library:
    """LLVM text of functions, visible to the modules it is linked with.

    A declaration must stand in a module only once.
    """

    declarations: frozenset[str]
    definitions: str

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join([*sorted(self.declarations), self.definitions])


def symbol(operation: str) -> str:
    """Return the LLVM name of the function for an operation of the graph."""
    return "@cramp_pow" if operation == "power" else f"@cramp_{operation}"


def library(operations: Iterable[str], precision: Precision, lanes: int) -> Library:
    """Return functions that take and return vectors of numbers.

    Parameters
    ----------
    operations
        Of the graph, among `FUNCTIONS`; `power` takes two vectors, all others one.
    precision
        Of the numbers.
    lanes
        Numbers in a vector; a power of two.

    Raises
    ------
    ValueError
        If an operation is no function, or lanes are not a power of two.
    """
    if lanes < 1 or lanes & (lanes - 1):
        raise ValueError(f"vectors hold 1, 2, 4, 8, ... numbers, not {lanes}")
    declarations: set[str] = set()
    definitions = []
    named = set(operations)
    for operation in sorted(named | {far for far, near in _FAR.items() if near in named}):
        write = Instructions(FORMATS[precision], lanes)
        definitions.append(_definition(operation, write))
        declarations |= write.declarations
    return Library(frozenset(declarations), "\n".join(definitions))


def _definition(operation: str, write: Instructions) -> str:
    arguments = ["%x", "%y"] if operation == "power" else ["%x"]
    result = _body(operation, write)
    told = ", ".join(f"{write.numbers} {argument}" for argument in arguments)
    kind = "noinline" if operation in _LIBRARY else "alwaysinline"
    if operation in _FAR:
        kind = "noinline cold"
    head = f"define {write.numbers} {symbol(operation)}({told}) {kind} nounwind {{\nstart:"
    return "\n".join([head, *write.lines, f"  ret {write.numbers} {result}", "}", ""])


def _body(operation: str, write: Instructions) -> str:
    if operation == "power":
        return power(write, "%x", "%y")
    if operation in _WRITTEN:
        return _WRITTEN[operation](write, "%x")
    if operation in _INSTRUCTIONS:
        return write.intrinsic(_INSTRUCTIONS[operation], "%x")
    if operation in _PERIODIC:
        near = _PERIODIC[operation](write, "%x")
        return write.replaced(is_far(write, "%x"), near, symbol(f"{operation}_far"), "%x")
    if operation == "factorial":
        return _factorial(write)
    if operation in _LIBRARY or operation in _FAR:
        return _number_by_number(write, _FAR.get(operation, operation), "%x")
    raise ValueError(f"{operation!r} is no function of the graph")


def _factorial(write: Instructions) -> str:
    """Write the factorial; a number below zero has none, though the gamma function goes on."""
    result = _number_by_number(write, "tgamma", write.add("%x", write.constant(1.0)))
    below = write.compare("olt", "%x", write.constant(0.0))
    return write.choose(below, write.constant(math.nan), result)


def _number_by_number(write: Instructions, name: str, argument: str) -> str:
    """Write a call of the C library for each number."""
    write.declarations.add(f"declare double @{name}(double)")
    result = "poison"
    for lane in range(write.lanes):
        number = write.line(f"extractelement {write.numbers} {argument}, i32 {lane}")
        number = write.line(f"call double @{name}(double {_widened(write, number)})")
        if write.format.scalar == "float":
            number = write.line(f"fptrunc double {number} to float")
        told = f"{write.numbers} {result}, {write.format.scalar} {number}, i32 {lane}"
        result = write.line(f"insertelement {told}")
    return result


def _widened(write: Instructions, number: str) -> str:
    if write.format.scalar == "double":
        return number
    return write.line(f"fpext float {number} to double")
