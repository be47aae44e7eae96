"""Small models and schedules that the vector engine is tested with."""

from __future__ import annotations

import numpy as np

from cramp.engine.interface import Run, Schedule
from cramp.engine.sbml import antimony_to_sbml

DECAY = antimony_to_sbml("""
model decay()
  compartment room = 1
  substanceOnly species pool in room, gone in room
  pool = start; gone = 0
  start = 5; k = 0.1
  var supply = 0
  enter: -> pool; supply
  leave: pool -> gone; k * pool
  rate := k * pool
end
""")

GROWTH = antimony_to_sbml("""
model growth()
  compartment room = 1
  substanceOnly species pool in room
  pool = 1; speed = 0
  grow: -> pool; speed * pool^2 + 0.01
  logarithm := ln(2 - pool)
end
""")

CHAIN = antimony_to_sbml("""
model chain()
  compartment room = size
  size = 2
  species food in room, blood in room, store in room
  food = 0; blood = level; store = 3
  level = 1.5; twice = 2 * level
  fast = 20; slow = 0.02; half = 0.7; bend = 2.5
  var meal = 0, rest = 0.5
  eat: -> food; room * meal
  absorb: food -> blood; room * fast * food / (half + food)
  keep: blood -> store; room * slow * blood^bend
  use: store -> ; room * slow * rest * store * (1 + 0.3 * sin(time / 10))
  total := food + blood + store
  excess := max(blood - twice, 0)
end
""")
"""Stiff, with concentrations, a computed parameter and the time in a rate."""

ALONE = Schedule((), np.array([0.0]), np.zeros((1, 0)))
PIECEWISE = Schedule(
    ("supply",), np.array([0.0, 7.0, 12.0, 40.0]), np.array([[0.0], [3.0], [0.25], [1.5]])
)
MEALS = Schedule(
    ("meal", "rest"),
    np.array([0.0, 6.0, 6.5, 12.0, 12.5, 19.0]),
    np.array([[0, 0.1], [2, 0.4], [0, 0.6], [3, 0.4], [0, 0.7], [0.1, 0.1]]),
)


def closed_form(schedule: Schedule, times: np.ndarray, start: float, k: float) -> np.ndarray:
    """Return the pool of `DECAY` under a supply constant between edges, by superposition."""
    steps = np.diff(schedule.values[:, 0], prepend=0.0)
    since = np.maximum(times[:, None] - schedule.edges[None, :], 0.0)
    answers = steps / k * -np.expm1(-k * since)
    return start * np.exp(-k * (times - schedule.edges[0])) + answers.sum(axis=1)


def random_meals(seed: int, count: int) -> list[Run]:
    """Draw runs of `CHAIN` whose parameters, edges and lengths of schedules all differ."""
    random = np.random.default_rng(seed)
    runs = []
    for _ in range(count):
        edges = np.concatenate([[0.0], np.sort(random.uniform(0.1, 40.0, random.integers(0, 12)))])
        values = random.uniform(0.0, 3.0, (len(edges), 2))
        parameters = {"bend": random.uniform(1.2, 3.0), "fast": random.uniform(1.0, 50.0)}
        initial = {"store": random.uniform(0.0, 5.0)} if random.random() < 0.5 else {}
        runs.append(Run(Schedule(("rest", "meal"), edges, values), parameters, initial))
    return runs
