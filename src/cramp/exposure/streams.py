"""Randomness by name: one stream of numbers for each quantity that differs between versions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

Place = tuple[tuple[str, ...], int]
"""The name of a quantity and where in the diary, and which of several there."""

_WORDS_OF_A_PLACE = 4
"""32-bit words of a place's digest: with four, two places never share a stream."""


@dataclass(frozen=True)
class Streams:
    """Random numbers for V versions of a person, one stream for each place.

    A place is the name of a quantity and, where there are several of it, where in the diary
    it stands. Every stream is filled in the order of the versions, so that a version keeps its
    numbers however many others there are; and a place keeps its stream whatever else is drawn,
    so that two diaries that differ in one event share all other randomness.

    Attributes
    ----------
    seed
        Of all streams.
    count
        Number of versions, V.
    moved
        Scores to give at some places instead of those of the stream, each of shape (V,).
    given
        The scores given so far, by place.
    """

    seed: int
    count: int
    moved: Mapping[Place, np.ndarray] = field(default_factory=dict, repr=False)
    given: dict[Place, np.ndarray] = field(default_factory=dict, init=False, repr=False)
    _asked: Counter[tuple[str, ...]] = field(default_factory=Counter, init=False, repr=False)

    def generator(self, *place: str) -> np.random.Generator:
        """Return the stream of a place.

        Asked again, a place gives its next stream: the second of two equal portions at one
        meal errs by itself.
        """
        occurrence = self._asked[place]
        self._asked[place] += 1
        digest = blake2b(repr((place, occurrence)).encode(), digest_size=4 * _WORDS_OF_A_PLACE)
        words = np.frombuffer(digest.digest(), dtype="<u4")
        # Named, since the default generator may become another one.
        return np.random.Generator(np.random.PCG64([self.seed, *words.tolist()]))

    def scores(self, *place: str) -> np.ndarray:
        """Draw standard normal scores, shape (V,)."""
        key = (place, self._asked[place])
        drawn = self.generator(*place).standard_normal(self.count)
        self.given[key] = self.moved.get(key, drawn)
        return self.given[key]

    def shares(self, *place: str) -> np.ndarray:
        """Draw evenly between 0 and 1, shape (V,)."""
        return self.generator(*place).random(self.count)
