"""sin, cos and tan as vector instructions.

|x| = n pi/2 + r with whole n and |r| <= pi / 4; sin r and cos r are polynomials, and the last two
bits of n tell which of them it is and with which sign.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from cramp.engine.vector.polynomials import COSINE, SINE

if TYPE_CHECKING:
    from cramp.engine.vector.instructions import Instructions

_HALF_PI = Fraction("3.1415926535897932384626433832795028841971693993751058209749445923") / 2

_FARTHEST = {"f64": 2.0**40, "f32": 2.0**17}
"""Size of x up to which n pi/2 is taken off without loss of digits."""


class _Turned(NamedTuple):
    """Parts of which sin x and cos x are made."""

    quadrant: str  # n, in its last two bits
    sine: str  # sin r
    cosine: str  # cos r


def sine(write: Instructions, x: str) -> str:
    """Write sin x where x is not `is_far`; NaN of infinity.

    Within 1.6 units in the last place.
    """
    turned = _turned(write, x)
    size = write.choose(_is_odd(write, turned), turned.cosine, turned.sine)
    return _negated(write, _signed(write, x, size), turned.quadrant)


def cosine(write: Instructions, x: str) -> str:
    """Write cos x where x is not `is_far`; NaN of infinity.

    Within 1.6 units in the last place.
    """
    turned = _turned(write, x)
    size = write.choose(_is_odd(write, turned), turned.sine, turned.cosine)
    return _negated(write, size, write.combine("add", turned.quadrant, write.whole(1)))


def tangent(write: Instructions, x: str) -> str:
    """Write tan x where x is not `is_far`; NaN of infinity.

    Within 4 units in the last place.
    """
    turned = _turned(write, x)
    odd = _is_odd(write, turned)
    above = write.choose(odd, write.negate(turned.cosine), turned.sine)
    below = write.choose(odd, turned.sine, turned.cosine)
    return _signed(write, x, write.divide(above, below))


def is_far(write: Instructions, x: str) -> str:
    """Write where x is too large for the functions here."""
    farthest = write.constant(_FARTHEST[write.format.suffix])
    return write.compare("ogt", write.intrinsic("fabs", x), farthest)


def _turned(write: Instructions, x: str) -> _Turned:
    numbers = write.format
    r = write.intrinsic("fabs", x)
    # Added to 3/2 of it, a number loses its fraction and leaves n in the last bits.
    shifter = write.constant(1.5 * 2.0**numbers.fraction_bits)
    shifted = write.fused(r, write.constant(2 / math.pi), shifter)
    count = write.subtract(shifted, shifter)
    # The first step is exact, and the others round what is left, however little that is.
    for part in numbers.digits(_HALF_PI, 3):
        r = write.fused(count, write.constant(-part), r)
    z = write.multiply(r, r)
    curve = write.polynomial(z, SINE[numbers.suffix])
    sine = write.fused(write.multiply(r, z), curve, r)
    curve = write.polynomial(z, COSINE[numbers.suffix])
    curve = write.fused(z, curve, write.constant(-0.5))
    cosine = write.fused(z, curve, write.constant(1.0))
    return _Turned(write.bits(shifted), sine, cosine)


def _is_odd(write: Instructions, turned: _Turned) -> str:
    return write.any_set(turned.quadrant, write.whole(1))


def _signed(write: Instructions, x: str, size: str) -> str:
    """Write a result of |x| as that of x: of the other sign where x is negative."""
    return _flipped(
        write, size, write.combine("and", write.bits(x), write.whole(write.format.sign))
    )


def _negated(write: Instructions, size: str, quadrant: str) -> str:
    """Write a size with the sign of the quadrant: its last bit but one."""
    bit = write.combine("and", quadrant, write.whole(2))
    return _flipped(write, size, write.combine("shl", bit, write.whole(write.format.width - 2)))


def _flipped(write: Instructions, x: str, sign: str) -> str:
    return write.number(write.combine("xor", write.bits(x), sign))
