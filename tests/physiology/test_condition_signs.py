"""Conditions move the body in the direction that medicine knows, in the same people with and
without them; how severely each is ill differs.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import pytest
from responses import COUNT, MINUTES_PER_DAY, PEOPLE, SEED, TOLERANCE, ZERO, life

from cramp.engine.interface import Run
from cramp.engine.vector.engine import VectorEngine
from cramp.physiology.check import bibliography_keys
from cramp.physiology.composition import body_sbml
from cramp.physiology.conditions import acting_conditions
from cramp.physiology.conservation import body_description
from cramp.physiology.parameters import parameters
from cramp.simulate.conditions import draw_severities, with_conditions
from cramp.simulate.course import usual_workers
from cramp.validation.people import EvenStreams, draw_population

LEAST_SHARE = 0.9
"""Of people in whom the sign must hold."""
MOMENTS = ZERO + MINUTES_PER_DAY * np.arange(0, 3, 0.25)
"""Three days from nine in the morning of the first, averaged over day and night."""


@dataclass(frozen=True)
class Sign:
    """One row: with a condition, a quantity is higher or lower by at least so much."""

    condition: str
    quantity: str
    sign: str
    least: float
    status: str
    source: tuple[str, ...]
    why: str
    missed: str

    def holds_for(self, difference: np.ndarray) -> np.ndarray:
        return difference > self.least if self.sign == "rise" else difference < -self.least


@cache
def signs() -> tuple[Sign, ...]:
    text = resources.files("cramp.physiology").joinpath("condition_signs.csv").read_text("utf-8")
    return tuple(
        Sign(
            condition=row["condition"],
            quantity=row["quantity"],
            sign=row["sign"],
            least=float(row["least"]),
            status=row["status"],
            source=tuple(key for key in row["source"].split(";") if key),
            why=row["why"],
            missed=row["missed"],
        )
        for row in csv.DictReader(text.splitlines(), strict=True)
    )


@pytest.fixture(scope="module")
def found() -> dict[Sign, np.ndarray]:
    """Give what each condition makes of its quantities in each person, shape (V,).

    All conditions change the same set of parameters, so that one compiled body serves all.
    """
    engine = VectorEngine(body_sbml(), threads=usual_workers())
    healthy = draw_population(PEOPLE, SEED, COUNT).parameters
    names = ["", *sorted(acting_conditions())]
    bodies = [body_with(healthy, name) for name in names]
    varied = sorted(set().union(*bodies))
    own = {name: one.value for name, one in parameters().items()}
    schedule = life(())
    runs = [
        Run(
            schedule,
            {name: float(body[name][person]) if name in body else own[name] for name in varied},
            settled_at=float(body["secretion_peak_clock_time"][person]) - MINUTES_PER_DAY / 4,
        )
        for body in bodies
        for person in range(COUNT)
    ]
    outputs = tuple(sorted({row.quantity for row in signs()}))
    solution = engine.solve(runs, outputs, MOMENTS, relative_tolerance=TOLERANCE)
    assert solution.failures == {}
    means = {
        name: np.mean(solution.of(name), axis=1).reshape(len(names), COUNT) for name in outputs
    }
    return {
        row: means[row.quantity][names.index(row.condition)] - means[row.quantity][0]
        for row in signs()
    }


def body_with(healthy: dict[str, np.ndarray], condition: str) -> dict[str, np.ndarray]:
    severities = draw_severities(EvenStreams(SEED, COUNT), [condition] if condition else [])
    return with_conditions(healthy, severities, egfr_told=False)


@pytest.mark.slow
@pytest.mark.parametrize("row", signs(), ids=lambda row: f"{row.condition}-{row.quantity}")
def test_a_condition_moves_the_body_as_expected(row: Sign, found: dict[Sign, np.ndarray]) -> None:
    difference = found[row]
    held = row.holds_for(difference)
    right = bool(np.mean(held) >= LEAST_SHARE)
    words = f"{np.mean(difference):.4g} in the mean ({np.min(difference):.4g} to "
    words += f"{np.max(difference):.4g}), as expected in {np.sum(held)} of {len(held)}"
    if row.missed:
        assert not right, f"no longer missed, take the reason out: {words}"
    else:
        assert right, words


@pytest.mark.slow
def test_a_turned_sign_is_seen(found: dict[Sign, np.ndarray]) -> None:
    row = next(row for row in signs() if row.condition == "adrenal_insufficiency")
    turned = {"rise": "fall", "fall": "rise"}[row.sign]
    assert not np.any(Sign(**{**vars(row), "sign": turned}).holds_for(found[row]))


def test_every_acting_condition_has_signs_and_every_row_is_whole() -> None:
    assert {row.condition for row in signs()} == acting_conditions()
    for row in signs():
        body_description().quantity(row.quantity)
        assert row.sign in {"rise", "fall"}, row
        assert row.least > 0, row
        assert row.why, row
        assert row.source, row
        assert set(row.source) <= bibliography_keys(), row
        assert row.status in {"sourced", "recalled"}, row


def test_few_signs_are_missed() -> None:
    assert sum(bool(row.missed) for row in signs()) <= 0.07 * len(signs())
