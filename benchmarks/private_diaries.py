"""The case `private-diaries`: every person eats, drinks, sleeps and moves at times of their own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.people import BLOCK, Block, with_sweat_replaced
from benchmarks.shared_hourly import INPUTS, INTENSITY
from cramp.engine.interface import Schedule

DAY_MINUTES = 1440
EXERCISE_DAYS_SHARE = 0.5

_MEALS = ((450, 540), (720, 800), (1085, 1160))
_DRINKS = ((590, 640), (660, 700), (850, 900), (930, 1000), (1055, 1070), (1230, 1320))
_DOSE, _WAKING, _BEDTIME = (450, 600), (390, 450), (1330, 1430)
_EXERCISE = (930, 990)
_FOOD = ("potassium", "sodium", "chloride", "glucose", "water")
_DRUNK_AT_MEALS = 0.5
"""Share of the day's water; the rest is drunk in between."""


@dataclass(frozen=True)
class _Stretches:
    """Inputs held for a while; every array of shape (BLOCK, stretches) but for `column`.

    On one input no two of a person touch, so sums of their steps come back to zero exactly.
    """

    begin: np.ndarray
    end: np.ndarray
    value: np.ndarray
    column: np.ndarray


def schedules(seed: int, number: int, block: Block, days: int) -> list[Schedule]:
    """Return a schedule for each of a block's people, with some 20 edges a day."""
    found = [
        _day(np.random.default_rng([seed, number, day, 20]), block, day) for day in range(days)
    ]
    begin, end, value = (
        np.concatenate([getattr(one, name) for one in found], axis=1)
        for name in ("begin", "end", "value")
    )
    column = np.concatenate([one.column for one in found])
    return [_merged(begin[row], end[row], value[row], column) for row in range(BLOCK)]


def _merged(begin: np.ndarray, end: np.ndarray, value: np.ndarray, column: np.ndarray) -> Schedule:
    held = value > 0
    begin, end, value, column = begin[held], end[held], value[held], column[held]
    edges = np.unique(np.concatenate(([0], begin, end)))
    steps = np.zeros((len(edges), len(INPUTS)))
    np.add.at(steps, (np.searchsorted(edges, begin), column), value)
    np.add.at(steps, (np.searchsorted(edges, end), column), -value)
    return Schedule(INPUTS, edges.astype(float), np.cumsum(steps, axis=0))


def _day(generator: np.random.Generator, block: Block, day: int) -> _Stretches:
    exercises = generator.random(BLOCK) < EXERCISE_DAYS_SHARE
    sweat = block.daily["sweat"] * exercises
    pieces = [
        *_meals(generator, with_sweat_replaced(block, sweat)),
        *_exercise(generator, sweat),
        *_dose(generator, block.daily["thiazide"]),
        _awake(generator),
    ]
    names, begins, ends, values = zip(*pieces, strict=True)
    return _Stretches(
        np.stack(begins, axis=1) + day * DAY_MINUTES,
        np.stack(ends, axis=1) + day * DAY_MINUTES,
        np.stack(values, axis=1),
        np.array([INPUTS.index(name) for name in names]),
    )


_Piece = tuple[str, np.ndarray, np.ndarray, np.ndarray]


def _meals(generator: np.random.Generator, intakes: dict[str, np.ndarray]) -> list[_Piece]:
    pieces = []
    meal_shares = generator.dirichlet(np.full(len(_MEALS), 20.0), BLOCK).T
    for slot, share in zip(_MEALS, meal_shares, strict=True):
        begin, minutes = _at(generator, slot), generator.integers(15, 41, BLOCK)
        for name in _FOOD:
            part = _DRUNK_AT_MEALS if name == "water" else 1.0
            rate = part * share * intakes[name] / minutes
            pieces.append((f"{name}_intake_rate", begin, begin + minutes, rate))
    drink_shares = generator.dirichlet(np.full(len(_DRINKS), 20.0), BLOCK).T
    for slot, share in zip(_DRINKS, drink_shares, strict=True):
        begin, minutes = _at(generator, slot), generator.integers(4, 11, BLOCK)
        rate = (1 - _DRUNK_AT_MEALS) * share * intakes["water"] / minutes
        pieces.append(("water_intake_rate", begin, begin + minutes, rate))
    return pieces


def _exercise(generator: np.random.Generator, sweat_litre: np.ndarray) -> list[_Piece]:
    begin, minutes = _at(generator, _EXERCISE), generator.integers(30, 61, BLOCK)
    intensity = INTENSITY * (sweat_litre > 0)
    return [
        ("sweat_rate", begin, begin + minutes, sweat_litre / minutes),
        ("exercise_intensity", begin, begin + minutes, intensity),
    ]


def _dose(generator: np.random.Generator, thiazide_millimole: np.ndarray) -> list[_Piece]:
    begin = _at(generator, _DOSE)
    return [("hydrochlorothiazide_dose_rate", begin, begin + 5, thiazide_millimole / 5)]


def _awake(generator: np.random.Generator) -> _Piece:
    waking, bedtime = _at(generator, _WAKING), _at(generator, _BEDTIME)
    return ("drinking_possible", waking, bedtime, np.ones(BLOCK))


def _at(generator: np.random.Generator, slot: tuple[int, int]) -> np.ndarray:
    return generator.integers(*slot, BLOCK, endpoint=True)
