"""Random people for the benchmark: how their bodies differ and what a day brings them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cramp.physiology.parameters import Parameter, parameters

BLOCK = 64
"""People drawn together; a person depends on the seed and on their number alone."""

SWEATING_SHARE = 0.6
THIAZIDE_SHARE = 0.2
THIAZIDE_MILLIMOLE = 25 / 297.7
"""A tablet of 25 mg of hydrochlorothiazide."""


@dataclass(frozen=True)
class Block:
    """A block of people.

    Attributes
    ----------
    parameters
        Values of the body's parameters that differ between people, by identifier; each of
        shape (BLOCK,), in the parameter table's units.
    daily
        What a day brings each of them, by name; each of shape (BLOCK,). `potassium`, `sodium`
        and `glucose` in mmol, `water` in litres, all without what replaces sweat; `sweat` in
        litres; `thiazide` in mmol.
    """

    parameters: dict[str, np.ndarray]
    daily: dict[str, np.ndarray]

    def parameters_of(self, person: int) -> dict[str, float]:
        """Return the parameters of one of the block's people."""
        return {name: float(values[person]) for name, values in self.parameters.items()}


def draw_block(seed: int, number: int) -> Block:
    """Draw the people `number * BLOCK` to `number * BLOCK + BLOCK - 1`."""
    generator = np.random.default_rng([seed, number])
    rows = [row for row in parameters().values() if row.distribution != "fixed"]
    return Block({row.id: _values(row, generator) for row in rows}, _daily(generator))


def _values(row: Parameter, generator: np.random.Generator) -> np.ndarray:
    score = generator.standard_normal(BLOCK)
    spread = np.sqrt(np.log1p(row.between_person**2))
    factor = 1 + row.between_person * score
    if row.distribution == "lognormal":
        factor = np.exp(spread * score)
    return np.clip(row.value * factor, row.low, row.high)


def _daily(generator: np.random.Generator) -> dict[str, np.ndarray]:
    def between(low: float, high: float) -> np.ndarray:
        return generator.uniform(low, high, BLOCK)

    def some(share: float) -> np.ndarray:
        return generator.random(BLOCK) < share

    return {
        "potassium": between(40, 120),
        "sodium": between(80, 220),
        "water": between(1.5, 3.0),
        "glucose": between(1000, 2000),
        "sweat": between(0.1, 1.5) * some(SWEATING_SHARE),
        "thiazide": THIAZIDE_MILLIMOLE * some(THIAZIDE_SHARE),
    }


def with_sweat_replaced(block: Block, sweat_litre: np.ndarray) -> dict[str, np.ndarray]:
    """Return a day's intakes such that what is sweated is eaten and drunk again.

    Parameters
    ----------
    block
        The people.
    sweat_litre
        Sweated that day, shape (BLOCK,).

    Returns
    -------
    dict
        `potassium`, `sodium`, `chloride`, `glucose` (mmol) and `water` (litres), each of
        shape (BLOCK,). Chloride comes with sodium.
    """
    daily, body = block.daily, block.parameters
    sodium = daily["sodium"] + sweat_litre * body["sweat_sodium_concentration_reference"]
    lost_potassium = sweat_litre * body["sweat_potassium_concentration_reference"]
    return {
        "potassium": daily["potassium"] + lost_potassium,
        "sodium": sodium,
        "chloride": sodium,
        "glucose": daily["glucose"],
        "water": daily["water"] + sweat_litre,
    }
