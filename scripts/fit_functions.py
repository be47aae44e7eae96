"""Find the polynomials of the vector engine's functions; prints a Python module.

Remez's exchange in 60 decimal digits: each polynomial has the smallest largest weighted error of
its degree. Run `python scripts/fit_functions.py > src/cramp/engine/vector/polynomials.py`.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from decimal import Decimal, getcontext
from typing import NamedTuple

getcontext().prec = 60

Function = Callable[[Decimal], Decimal]

HALF_LN2 = Decimal(2).ln() / 2
LARGEST_SQUARE = ((Decimal(2).sqrt() - 1) / (Decimal(2).sqrt() + 1)) ** 2
QUARTER_PI = Decimal("3.141592653589793238462643383279502884197169399375105820974944592") / 4
BEYOND = Decimal("1.0001")  # rounding carries arguments a little past the ends
BEYOND_ANGLE = Decimal("1.01")  # and angles further, where many turns of f32 are taken off
GRID = 1000
ROUNDS = 20


class Target(NamedTuple):
    """A function to fit on an interval, and how much an error weighs where."""

    name: str
    meaning: str
    function: Function
    weight: Function
    low: Decimal
    high: Decimal
    degrees: dict[str, int]


def exponential(r: Decimal) -> Decimal:
    """Return (e^r - 1 - r) / r^2."""
    terms = range(40)
    return sum((r**k / math.factorial(k + 2) for k in terms), start=Decimal(0))


def logarithm(first: int) -> Function:
    """Return the series of 1 / first + z / (first + 2) + z^2 / (first + 4) + ..."""
    return lambda z: sum((z**k / (first + 2 * k) for k in range(45)), start=Decimal(0))


def circular(first: int) -> Function:
    """Return the series of 1 / first! - z / (first + 2)! + z^2 / (first + 4)! - ..."""
    terms = range(25)
    return lambda z: sum(
        ((-z) ** k / math.factorial(first + 2 * k) for k in terms), start=Decimal(0)
    )


TARGETS = (
    Target(
        "EXPONENTIAL",
        "q in e^r = 1 + r + r^2 q(r), |r| <= ln(2) / 2; the error is of e^r - 1",
        exponential,
        lambda r: abs(r * r / (r.exp() - 1)),
        -HALF_LN2 * BEYOND,
        HALF_LN2 * BEYOND,
        {"f64": 9, "f32": 4},
    ),
    Target(
        "LOGARITHM",
        "q in ln((1 + s) / (1 - s)) = 2 s (1 + z q(z)), z = s^2, sqrt(1/2) <= ratio <= sqrt(2)",
        logarithm(3),
        lambda z: z,
        Decimal("1e-12"),
        LARGEST_SQUARE * BEYOND,
        {"f64": 6, "f32": 2},
    ),
    Target(
        "LONG_LOGARITHM",
        "q in ln((1 + s) / (1 - s)) = 2 s (1 + z / 3 + z^2 q(z)), likewise",
        logarithm(5),
        lambda z: z * z,
        Decimal("1e-12"),
        LARGEST_SQUARE * BEYOND,
        {"f64": 6, "f32": 2},
    ),
    Target(
        "SINE",
        "q in sin r = r + r z q(z), z = r^2, |r| <= pi / 4",
        lambda z: -circular(3)(z),
        lambda z: z / circular(1)(z),
        Decimal("1e-12"),
        (QUARTER_PI * BEYOND_ANGLE) ** 2,
        {"f64": 5, "f32": 2},
    ),
    Target(
        "COSINE",
        "q in cos r = 1 - z / 2 + z^2 q(z), likewise",
        circular(4),
        lambda z: z * z / circular(0)(z),
        Decimal("1e-12"),
        (QUARTER_PI * BEYOND_ANGLE) ** 2,
        {"f64": 5, "f32": 2},
    ),
)


def solved(rows: list[list[Decimal]]) -> list[Decimal]:
    """Return the solution of linear equations, the right side last in each row."""
    size = len(rows)
    for column in range(size):
        pivot = max(range(column, size), key=lambda row: abs(rows[row][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        for row in range(size):
            if row != column:
                factor = rows[row][column] / rows[column][column]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[column], strict=True)]
    return [row[-1] / row[index] for index, row in enumerate(rows)]


def between(target: Target, count: int) -> list[Decimal]:
    """Return points that crowd towards the ends of the interval."""
    angles = (math.pi * index / (count - 1) for index in range(count))
    middle, half = (target.low + target.high) / 2, (target.high - target.low) / 2
    return [middle - half * Decimal(math.cos(angle)) for angle in angles]


def value(coefficients: list[Decimal], x: Decimal) -> Decimal:
    """Return a polynomial."""
    total = Decimal(0)
    for coefficient in reversed(coefficients):
        total = total * x + coefficient
    return total


def extremes(errors: list[Decimal], count: int) -> list[int]:
    """Return where the error is largest between its changes of sign, the largest ones in a row."""
    found: list[int] = []
    for index, error in enumerate(errors):
        if not found or (errors[found[-1]] > 0) != (error > 0):
            found.append(index)
        elif abs(error) > abs(errors[found[-1]]):
            found[-1] = index
    while len(found) > count:
        found.pop(0 if abs(errors[found[0]]) < abs(errors[found[-1]]) else -1)
    if len(found) < count:
        raise ArithmeticError(f"{len(found)} extremes where {count} are needed: a finer grid")
    return found


def fitted(target: Target, degree: int) -> tuple[list[Decimal], Decimal]:
    """Return the best coefficients of a degree, constant first, and the largest weighted error."""
    grid = [x for x in between(target, GRID) if x != 0]  # no weight there
    goal, weight = [target.function(x) for x in grid], [target.weight(x) for x in grid]
    step = (len(grid) - 1) / (degree + 1)
    chosen = [round(index * step) for index in range(degree + 2)]
    for _ in range(ROUNDS):
        rows = [
            [*(grid[at] ** k for k in range(degree + 1)), (-1) ** turn / weight[at], goal[at]]
            for turn, at in enumerate(chosen)
        ]
        *coefficients, level = solved(rows)
        errors = [
            (value(coefficients, x) - f) * w for x, f, w in zip(grid, goal, weight, strict=True)
        ]
        worst = max(map(abs, errors))
        if worst < abs(level) * BEYOND:
            return coefficients, worst
        chosen = extremes(errors, degree + 2)
    raise ArithmeticError(f"{target.name} of degree {degree} does not settle")


def rounded(coefficient: Decimal, precision: str) -> float:
    """Return the nearest number of a precision."""
    if precision == "f64":
        return float(coefficient)
    return struct.unpack("f", struct.pack("f", float(coefficient)))[0]


def module() -> str:
    """Return the text of the module of polynomials."""
    lines = [
        '"""Polynomials of the vector functions; written by `scripts/fit_functions.py`.',
        "",
        "Coefficients from the constant up, by precision.",
        '"""',
    ]
    for target in TARGETS:
        lines += ["", f"{target.name} = {{"]
        errors = []
        for precision, degree in target.degrees.items():
            coefficients, worst = fitted(target, degree)
            errors.append(f"2^{math.log2(worst):.1f} in {precision}")
            lines.append(f'    "{precision}": (')
            lines += [f"        {rounded(one, precision)!r}," for one in coefficients]
            lines.append("    ),")
        lines.append("}")
        lines.append(f'"""{target.meaning};')
        lines.append(f'relative error {", ".join(errors)}."""')
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(module(), end="")
