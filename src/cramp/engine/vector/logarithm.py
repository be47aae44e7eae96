"""log and pow as vector instructions.

x = 2^k m with whole k and sqrt(1/2) <= m < sqrt(2); ln m = 2 artanh s with s = (m - 1) / (m + 1).
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from cramp.engine.vector.exponential import LN2, exponential
from cramp.engine.vector.polynomials import LOGARITHM, LONG_LOGARITHM

if TYPE_CHECKING:
    from cramp.engine.vector.instructions import Instructions

_TWELFTH = Fraction(1, 12)


class _Parts(NamedTuple):
    exponent: str  # k, as a number
    mantissa: str  # m


class _Pair(NamedTuple):
    """The sum of two numbers, the second below the last digit of the first."""

    high: str
    low: str


def logarithm(write: Instructions, x: str) -> str:
    """Write ln x; -infinity at 0, NaN below, infinity and NaN as they are.

    Within 1 unit in the last place.
    """
    numbers = write.format
    exponent, mantissa = _scaled_parts(write, x)
    f = write.subtract(mantissa, write.constant(1.0))
    s = write.divide(f, write.add(f, write.constant(2.0)))
    z = write.multiply(s, s)
    doubled = tuple(2 * one for one in LOGARITHM[numbers.suffix])
    series = write.multiply(z, write.polynomial(z, doubled))
    # f itself is exact, so ln m is written as f less something small:
    # ln m = f - f^2/2 + s (f^2/2 + 2 z q(z))
    square = write.multiply(write.multiply(f, f), write.constant(0.5))
    ln2, ln2_rest = numbers.parts(LN2)
    rest = write.multiply(exponent, write.constant(ln2_rest))
    small = write.subtract(square, write.fused(s, write.add(square, series), rest))
    result = write.fused(exponent, write.constant(ln2), write.subtract(f, small))
    return _logarithm_where_special(write, x, result)


def power(write: Instructions, x: str, y: str) -> str:
    """Write x^y as C's pow defines it, but that a negative x needs a finite whole y.

    1 where y is 0 or x is 1, even of NaN; of a negative x NaN where y is not whole; infinity and
    0 as limits, with the sign of x where y is odd. An x below the smallest number with all its
    digits counts as 0.

    Within 1.3 units in the last place where the result lies between e^-30 and e^30, and within
    10 (2 for f32) everywhere.
    """
    log = _long_logarithm(write, write.intrinsic("fabs", x))
    high, low = _product(write, y, log.high)
    low = write.fused(y, log.low, low)
    result = _signed(write, x, y, exponential(write, high, low))
    one = write.constant(1.0)
    trivial = write.either(
        write.compare("oeq", x, one), write.compare("oeq", y, write.constant(0.0))
    )
    return write.choose(trivial, one, result)


def _scaled_parts(write: Instructions, x: str) -> _Parts:
    """Write exponent and mantissa of a positive x, also of one below the smallest full number."""
    numbers = write.format
    shift = numbers.fraction_bits + 2
    tiny = write.compare("olt", x, write.constant(numbers.smallest_normal))
    scaled = write.choose(tiny, write.multiply(x, write.constant(2.0**shift)), x)
    taken = write.choose(tiny, write.constant(float(shift)), write.constant(0.0))
    exponent, mantissa = _parts(write, scaled)
    return _Parts(write.subtract(exponent, taken), mantissa)


def _parts(write: Instructions, x: str) -> _Parts:
    """Write exponent and mantissa of a positive x; of any other, finite numbers without meaning."""
    numbers = write.format
    width = numbers.fraction_bits
    one, root = numbers.bits(1.0), numbers.bits(math.sqrt(0.5))
    moved = write.combine("add", write.bits(x), write.whole(one - root))
    fraction = write.combine("and", moved, write.whole((1 << width) - 1))
    mantissa = write.number(write.combine("add", fraction, write.whole(root)))
    # Or-ed into the last bits of 2^width, a whole number has been added to it.
    base = 2.0**width
    whole = write.combine("lshr", moved, write.whole(width))
    joined = write.number(write.combine("or", whole, write.whole(numbers.bits(base))))
    return _Parts(write.subtract(joined, write.constant(base + numbers.bias)), mantissa)


def _logarithm_where_special(write: Instructions, x: str, result: str) -> str:
    result = write.choose(write.compare("uge", x, write.constant(math.inf)), x, result)
    negative = write.compare("olt", x, write.constant(0.0))
    result = write.choose(negative, write.constant(math.nan), result)
    zero = write.compare("oeq", x, write.constant(0.0))
    return write.choose(zero, write.constant(-math.inf), result)


def _long_logarithm(write: Instructions, x: str) -> _Pair:
    """Write ln x to six more bits than a number has, as pow asks for: y ln x magnifies its error.

    What is lost is a rounding of w, which is below 1/100 of the whole.
    """
    numbers = write.format
    exponent, mantissa = _parts(write, x)
    s, w, slope = _long_series(write, mantissa)
    high = write.fused(s.high, w, s.high)
    low = write.fused(s.high, w, write.subtract(s.high, high))
    low = write.fused(s.low, slope, low)
    # So few digits that times an exponent it is exact.
    ln2, ln2_rest = numbers.parts(LN2, bits=numbers.fraction_bits - 11)
    total = _sum(write, write.multiply(exponent, write.constant(ln2)), high)
    low = write.fused(exponent, write.constant(ln2_rest), low)
    return _Pair(_where_no_logarithm(write, x, total.high), write.add(total.low, low))


def _where_no_logarithm(write: Instructions, x: str, result: str) -> str:
    result = write.choose(write.compare("uge", x, write.constant(math.inf)), x, result)
    zero = write.compare("olt", x, write.constant(write.format.smallest_normal))
    return write.choose(zero, write.constant(-math.inf), result)


def _long_series(write: Instructions, mantissa: str) -> tuple[_Pair, str, str]:
    """Write s = 2 (m - 1) / (m + 1), w in ln m = s (1 + w), and the slope of ln m over s.

    w = z / 3 + z^2 q(z) with z = s^2 / 4; the slope is 1 + z and so on.
    """
    numbers = write.format
    one, half = write.constant(1.0), write.constant(0.5)
    f = write.subtract(mantissa, one)
    middle = write.fused(mantissa, half, half)
    middle_rest = write.fused(mantissa, half, write.subtract(half, middle))
    inverse = write.divide(one, middle)
    high = write.multiply(f, inverse)
    back = write.negate(high)
    left = write.fused(back, middle_rest, write.fused(back, middle, f))
    s = _Pair(high, write.multiply(left, inverse))

    square = write.multiply(s.high, s.high)
    coefficients = LONG_LOGARITHM[numbers.suffix]
    quartered = [one / 4.0 ** (2 + place) for place, one in enumerate(coefficients)]
    tail = write.multiply(square, square)
    tail = write.multiply(tail, write.polynomial(square, quartered))
    twelfth, twelfth_rest = numbers.parts(_TWELFTH)
    tail = write.fused(square, write.constant(twelfth_rest), tail)
    w = write.fused(square, write.constant(twelfth), tail)
    return s, w, write.fused(square, write.constant(0.25), one)


def _signed(write: Instructions, x: str, y: str, result: str) -> str:
    """Write |x|^y with the sign that x^y has, or NaN where it is no real number."""
    whole = write.compare("oeq", write.intrinsic("trunc", y), y)
    half = write.multiply(y, write.constant(0.5))
    odd = write.compare("une", write.intrinsic("trunc", half), half)
    odd = write.both(odd, whole)
    signed = write.choose(odd, write.intrinsic("copysign", result, x), result)
    negative = write.compare("olt", x, write.constant(0.0))
    real = write.choose(negative, write.constant(math.nan), signed)
    return write.choose(whole, signed, real)


def _product(write: Instructions, a: str, b: str) -> _Pair:
    high = write.multiply(a, b)
    return _Pair(high, write.fused(a, b, write.negate(high)))


def _sum(write: Instructions, a: str, b: str) -> _Pair:
    """Write a + b, where a is 0 or not smaller than b."""
    high = write.add(a, b)
    return _Pair(high, write.add(write.subtract(a, high), b))
