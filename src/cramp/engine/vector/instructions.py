"""Writes the body of an LLVM function over vectors, one instruction a call.

No fast-math flags: kernels find failed runs by their NaN, which such flags let the compiler
assume away. Fused multiply-adds are asked for by name.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cramp.engine.vector.shapes import Precision


@dataclass(frozen=True)
class Format:
    """How numbers of a precision are stored, and LLVM's names for them."""

    suffix: Precision
    scalar: str
    integer: str
    fraction_bits: int
    bias: int

    @property
    def smallest_normal(self) -> float:
        """Smallest positive number with all its digits."""
        return math.ldexp(1.0, 1 - self.bias)

    @property
    def width(self) -> int:
        """Bits of a number."""
        return 8 * struct.calcsize(self._code)

    @property
    def sign(self) -> int:
        """Bits of a number of which only the sign is set."""
        return 1 << (self.width - 1)

    @property
    def _code(self) -> str:
        return "d" if self.scalar == "double" else "f"

    def rounded(self, value: float) -> float:
        """Return the nearest number of this format."""
        return struct.unpack(self._code, struct.pack(self._code, value))[0]

    def bits(self, value: float) -> int:
        """Return a number's bits as an integer."""
        return int.from_bytes(struct.pack(f"<{self._code}", value), "little")

    def parts(self, value: Fraction, bits: int | None = None) -> tuple[float, float]:
        """Return a number near a value and the nearest number to what is left.

        The first has all its digits, or its leading `bits` after the binary point alone.
        """
        if bits is None:
            first = self.rounded(float(value))
        else:
            first = math.floor(math.ldexp(float(value), bits)) / 2.0**bits
        return first, self.rounded(float(value - Fraction(first)))

    def digits(self, value: Fraction, count: int) -> list[float]:
        """Return a positive value's leading digits as numbers full of digits, largest first."""
        found = []
        for _ in range(count):
            exponent = math.frexp(value)[1] - self.fraction_bits - 1
            unit = Fraction(2) ** exponent
            found.append(float(value // unit * unit))
            value %= unit
        return found


FORMATS: dict[Precision, Format] = {
    "f64": Format("f64", "double", "i64", fraction_bits=52, bias=1023),
    "f32": Format("f32", "float", "i32", fraction_bits=23, bias=127),
}


@dataclass
class Instructions:
    """Instructions in order; every method returns the name of its result.

    Parameters
    ----------
    format
        Of the numbers; integers have the same width.
    lanes
        Numbers in a vector.
    """

    format: Format
    lanes: int
    lines: list[str] = field(default_factory=list)
    declarations: set[str] = field(default_factory=set)

    @property
    def numbers(self) -> str:
        """The type of a vector of numbers."""
        return f"<{self.lanes} x {self.format.scalar}>"

    @property
    def integers(self) -> str:
        """The type of a vector of integers."""
        return f"<{self.lanes} x {self.format.integer}>"

    @property
    def conditions(self) -> str:
        """The type of a vector of truth values."""
        return f"<{self.lanes} x i1>"

    def constant(self, value: float) -> str:
        """Return a vector of one number, rounded to the format."""
        # LLVM spells a float by the bits of the double of the same value.
        bits = FORMATS["f64"].bits(self.format.rounded(value))
        return self._repeated(f"{self.format.scalar} 0x{bits:016X}")

    def whole(self, value: int) -> str:
        """Return a vector of one integer, told as unsigned."""
        signed = value - (1 << self.format.width) if value >= self.format.sign else value
        return self._repeated(f"{self.format.integer} {signed}")

    def add(self, a: str, b: str) -> str:
        """Return a + b."""
        return self.line(f"fadd {self.numbers} {a}, {b}")

    def subtract(self, a: str, b: str) -> str:
        """Return a - b."""
        return self.line(f"fsub {self.numbers} {a}, {b}")

    def multiply(self, a: str, b: str) -> str:
        """Return a * b."""
        return self.line(f"fmul {self.numbers} {a}, {b}")

    def divide(self, a: str, b: str) -> str:
        """Return a / b."""
        return self.line(f"fdiv {self.numbers} {a}, {b}")

    def negate(self, a: str) -> str:
        """Return -a."""
        return self.line(f"fneg {self.numbers} {a}")

    def fused(self, a: str, b: str, c: str) -> str:
        """Return a * b + c, rounded once."""
        return self.intrinsic("fma", a, b, c)

    def intrinsic(self, name: str, *operands: str) -> str:
        """Return what one of LLVM's own functions makes of numbers."""
        symbol = f"@llvm.{name}.v{self.lanes}{self.format.suffix}"
        types = ", ".join(self.numbers for _ in operands)
        self.declarations.add(f"declare {self.numbers} {symbol}({types})")
        told = ", ".join(f"{self.numbers} {operand}" for operand in operands)
        return self.line(f"call {self.numbers} {symbol}({told})")

    def polynomial(self, x: str, coefficients: Sequence[float]) -> str:
        """Return a polynomial, coefficients from the constant up, in pairs of pairs (Estrin)."""
        terms = [self.constant(coefficient) for coefficient in coefficients]
        power = x
        while len(terms) > 1:
            pairs = zip(terms[::2], terms[1::2], strict=False)
            joined = [self.fused(upper, power, lower) for lower, upper in pairs]
            terms = joined + terms[2 * len(joined) :]
            if len(terms) > 1:
                power = self.multiply(power, power)
        return terms[0]

    def compare(self, relation: str, a: str, b: str) -> str:
        """Return a condition; `relation` is one of LLVM's, such as `olt`."""
        return self.line(f"fcmp {relation} {self.numbers} {a}, {b}")

    def both(self, a: str, b: str) -> str:
        """Return where two conditions hold."""
        return self.line(f"and {self.conditions} {a}, {b}")

    def either(self, a: str, b: str) -> str:
        """Return where one of two conditions holds."""
        return self.line(f"or {self.conditions} {a}, {b}")

    def choose(self, condition: str, a: str, b: str) -> str:
        """Return a where a condition holds, else b."""
        told = f"{self.conditions} {condition}, {self.numbers} {a}, {self.numbers} {b}"
        return self.line(f"select {told}")

    def any_set(self, a: str, b: str) -> str:
        """Return where integers have a set bit in common."""
        common = self.combine("and", a, b)
        return self.line(f"icmp ne {self.integers} {common}, zeroinitializer")

    def replaced(self, condition: str, result: str, symbol: str, x: str) -> str:
        """Return a result, but where a condition holds what a function makes of x.

        The function is called only where the condition holds in some lane. Ends the block that
        is labelled `start`, so it can be written once.
        """
        any_lane = f"@llvm.vector.reduce.or.v{self.lanes}i1"
        self.declarations.add(f"declare i1 {any_lane}({self.conditions})")
        needed = self.line(f"call i1 {any_lane}({self.conditions} {condition})")
        self.lines += [f"  br i1 {needed}, label %rare, label %end", "rare:"]
        called = self.line(f"call {self.numbers} {symbol}({self.numbers} {x})")
        mended = self.choose(condition, called, result)
        self.lines += ["  br label %end", "end:"]
        return self.line(f"phi {self.numbers} [{result}, %start], [{mended}, %rare]")

    def at_most(self, limit: float, x: str) -> str:
        """Return the smaller of a limit and x; NaN where x is."""
        bound = self.constant(limit)
        return self.choose(self.compare("olt", bound, x), bound, x)

    def at_least(self, limit: float, x: str) -> str:
        """Return the larger of a limit and x; NaN where x is."""
        bound = self.constant(limit)
        return self.choose(self.compare("ogt", bound, x), bound, x)

    def bits(self, x: str) -> str:
        """Return the bits of numbers as integers."""
        return self.line(f"bitcast {self.numbers} {x} to {self.integers}")

    def number(self, x: str) -> str:
        """Return the numbers that have these bits."""
        return self.line(f"bitcast {self.integers} {x} to {self.numbers}")

    def combine(self, operation: str, a: str, b: str) -> str:
        """Return an operation on integers, such as `add`, `and`, `or`, `shl` or `lshr`."""
        return self.line(f"{operation} {self.integers} {a}, {b}")

    def line(self, text: str) -> str:
        """Write an instruction, whatever it is."""
        result = f"%v{len(self.lines)}"
        self.lines.append(f"  {result} = {text}")
        return result

    def _repeated(self, element: str) -> str:
        return f"<{', '.join([element] * self.lanes)}>"
