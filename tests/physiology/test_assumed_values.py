"""What values were set to do where nobody measured them: each claim of the table, lived through."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from responses import MINUTES_PER_DAY, TOLERANCE, ZERO, Step, life, paired_runs

from cramp.engine.vector.engine import VectorEngine
from cramp.physiology.composition import body_sbml
from cramp.physiology.parameters import parameters
from cramp.simulate.course import usual_workers

CALCIUM = "plasma_calcium_concentration"
HORMONE = "parathyroid_hormone"
FILTRATION = "glomerular_filtration_rate_reference"
WITHOUT_HORMONE = {"parathyroid_highest": 0.02, "parathyroid_lowest": 0.01}


@pytest.fixture(scope="module")
def engine() -> VectorEngine:
    return VectorEngine(body_sbml(), threads=usual_workers())


def means(engine, output, hours, steps=(), changed=None, filtration=1.0) -> np.ndarray:
    """Return the mean of two dozen people at some hours, shape (T,)."""
    runs = [
        replace(
            run,
            parameters={
                **run.parameters,
                **(changed or {}),
                FILTRATION: filtration * run.parameters[FILTRATION],
            },
        )
        for run in paired_runs([life(tuple(steps))])
    ]
    minutes = ZERO + 60 * np.array(hours, dtype=float)
    solution = engine.solve(runs, [output], minutes, relative_tolerance=TOLERANCE)
    assert solution.failures == {}
    return np.mean(solution.of(output), axis=0)


def given(name: str, amount: float, minutes: float, days: int = 1) -> Step:
    return Step(name, "given", amount, 0.0, minutes, days)


def test_five_minutes_of_maximal_work_bring_lactate_to_about_ten(engine):
    work = [Step("exercise_intensity", "held", 1.0, 0.0, 5.0, 1)]
    (lactate,) = means(engine, "lactate_concentration", [5 / 60], work)
    assert 8 < lactate < 13


def test_an_infusion_of_calcium_raises_it_as_the_surface_of_bone_lets_it(engine):
    before, after = means(engine, CALCIUM, [0, 4], [given("calcium_infusion_rate", 26, 240)])
    assert 0.5 < after - before < 0.9


def test_people_without_parathyroid_hormone_live_with_little_calcium(engine):
    (calcium,) = means(engine, CALCIUM, [0], changed=WITHOUT_HORMONE)
    assert 1.4 < calcium < 1.8


def test_the_hormone_is_about_doubled_where_a_third_of_filtration_is_left(engine):
    (healthy,) = means(engine, HORMONE, [0])
    (ill,) = means(engine, HORMONE, [0], filtration=0.3)
    assert 1.5 < ill / healthy < 2.8


def test_sodium_takes_calcium_along(engine):
    salt = [
        given("sodium_intake_rate", 100, MINUTES_PER_DAY, 14),
        given("chloride_intake_rate", 100, MINUTES_PER_DAY, 14),
    ]
    before, after = MINUTES_PER_DAY * means(engine, "urine_calcium_rate", [0, 168], salt)
    assert 0.6 < after - before < 1.6


def test_sugar_takes_phosphate_into_cells(engine):
    """After a night without, as the usual life of these people is a meal that never ends."""
    share_of_day = -1400 / MINUTES_PER_DAY
    night = [
        Step("glucose_intake_rate", "given", share_of_day * 720, -720.0, 720.0, 1),
        Step("glucose_intake_rate", "given", share_of_day * 240, 0.0, 240.0, 1),
    ]
    drink = [*night, given("glucose_intake_rate", 416, 5)]
    quantity, hours = "plasma_phosphate_concentration", [1.0]
    fall = means(engine, quantity, hours, night) - means(engine, quantity, hours, drink)
    assert 0.07 < fall[0] < 0.2


def test_alkaline_blood_takes_a_twentieth_of_ionised_calcium_for_each_tenth_of_ph():
    complexed, bound, gain = (
        parameters()[name].value
        for name in ("calcium_complexed_ratio", "calcium_bound_ratio", "calcium_ph_gain")
    )
    more = 1 + complexed + bound * math.exp(0.1 * gain)
    assert 0.04 < 1 - (1 + complexed + bound) / more < 0.06


def test_usual_magnesium_leaves_the_hormone_whole():
    half = parameters()["parathyroid_magnesium_half"].value
    exponent = parameters()["parathyroid_magnesium_exponent"].value
    for serum, least, most in ((0.8, 0.8, 1), (0.25, 0, 0.05)):
        share = (serum * parameters()["plasma_magnesium_free_share"].value / half) ** exponent
        assert least <= share / (1 + share) <= most
