"""Random numbers from a counter: the same whatever else is drawn, whoever draws them.

A number depends on seed, stream and counter alone. So a run is repeated to the bit by its seed,
on any number of threads, and a run with half the time step meets the same noise.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_LOW = np.uint64(0xFFFF)
_ONE, _16 = np.uint64(1), np.uint64(16)
_27, _30, _31, _32, _48 = (np.uint64(count) for count in (27, 30, 31, 32, 48))
LARGEST_NORMAL = 3.5
"""No number drawn is larger."""

_SCALE = 1.0 / (65536.0 * math.sqrt(4.0 / 12.0))


@njit(cache=True)
def _mixed(bits):
    """Scatter 64 bits (the finaliser of SplitMix64, Steele et al. 2014)."""
    bits = (bits ^ (bits >> _30)) * _FIRST
    bits = (bits ^ (bits >> _27)) * _SECOND
    return bits ^ (bits >> _31)


@njit(cache=True)
def normal(seed, stream, counter):
    """Return a number of mean 0 and variance 1 for three unsigned 64-bit integers.

    It is the sum of four uniform numbers of 16 bits each: bell-shaped, and never beyond 3.5,
    which no tail of this model needs.
    """
    bits = _mixed(seed + _STEP * (stream + _ONE))
    bits = _mixed(bits ^ (_STEP * (counter + _ONE)))
    total = (bits & _LOW) + ((bits >> _16) & _LOW) + ((bits >> _32) & _LOW) + (bits >> _48)
    return (float(total) - 131070.0) * _SCALE
