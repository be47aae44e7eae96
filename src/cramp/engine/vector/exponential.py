"""exp and tanh as vector instructions.

x = n ln 2 + r with whole n and |r| <= ln(2) / 2; e^r is a polynomial and 2^n is made of bits.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from cramp.engine.vector.polynomials import EXPONENTIAL

if TYPE_CHECKING:
    from cramp.engine.vector.instructions import Instructions

LN2 = Fraction("0.693147180559945309417232121458176568")

_TANH_IS_ONE = {"f64": 20.0, "f32": 10.0}
"""From somewhat below, 1 is the number nearest to tanh."""


class _Reduced(NamedTuple):
    """e^x = 2^n (1 + grown)."""

    scale: str  # 2^(n - less)
    grown: str  # e^r - 1


def exponential(write: Instructions, x: str, rest: str | None = None) -> str:
    """Write e^(x + rest); `rest` is less than half a last digit of x.

    Within 1.2 units in the last place. Too large is infinite, too small (below 2^-1021.5, or
    2^-125.5 for f32) is 0, NaN stays NaN.
    """
    # 2^1024 and 2^128 are no numbers: half the result is scaled, then doubled.
    bounded = _bounded(write, x)
    if rest is not None:
        inside = write.compare("oeq", bounded, x)
        rest = write.choose(inside, rest, write.constant(0.0))
    scale, grown = _reduced(write, bounded, rest, less=1)
    half = write.fused(grown, scale, scale)
    return write.add(half, half)


def hyperbolic_tangent(write: Instructions, x: str) -> str:
    """Write tanh x = (e^2|x| - 1) / (e^2|x| + 1) with the sign of x.

    Within 3 units in the last place.
    """
    size = write.at_most(_TANH_IS_ONE[write.format.suffix], write.intrinsic("fabs", x))
    scale, grown = _reduced(write, write.add(size, size), None, less=0)
    # Near 0 the scale is 1 and all digits of e^r - 1 remain.
    above_one = write.fused(grown, scale, write.subtract(scale, write.constant(1.0)))
    ratio = write.divide(above_one, write.add(above_one, write.constant(2.0)))
    return write.intrinsic("copysign", ratio, x)


def _bounded(write: Instructions, x: str) -> str:
    """Write x kept where 2^n can be made, with a result of infinity or 0 at the bounds."""
    most = (write.format.bias + 1.25) * math.log(2)
    least = (0.75 - write.format.bias) * math.log(2)
    return write.at_least(least, write.at_most(most, x))


def _reduced(write: Instructions, x: str, rest: str | None, *, less: int) -> _Reduced:
    numbers = write.format
    # Added to 3/2 of it, a number loses its fraction and leaves n, biased as the exponent of
    # 2^(n - less) is, in the last bits.
    shifter = 1.5 * 2.0**numbers.fraction_bits + numbers.bias - less
    shifted = write.fused(x, write.constant(1 / math.log(2)), write.constant(shifter))
    count = write.subtract(shifted, write.constant(shifter))
    ln2, ln2_rest = numbers.parts(LN2)
    r = write.fused(count, write.constant(-ln2), x)
    r = write.fused(count, write.constant(-ln2_rest), r)
    if rest is not None:
        r = write.add(r, rest)
    curve = write.polynomial(r, EXPONENTIAL[numbers.suffix])
    grown = write.fused(write.multiply(r, r), curve, r)
    exponent = write.combine("shl", write.bits(shifted), write.whole(numbers.fraction_bits))
    return _Reduced(write.number(exponent), grown)
