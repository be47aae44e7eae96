"""The body, solved for random people on random days, against the reference engine."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import libsbml
import numpy as np
import pytest
from random_people import MINUTES_PER_DAY, random_runs

from cramp.engine.reference import ReferenceEngine
from cramp.engine.sbml import read_document
from cramp.engine.vector.engine import VectorEngine
from cramp.physiology.composition import body_sbml
from cramp.physiology.conservation import (
    CONSERVED,
    SUPPLIES,
    body_description,
    species_of,
)
from cramp.physiology.parameters import parameters

if TYPE_CHECKING:
    from cramp.engine.interface import Run
    from cramp.engine.vector.shapes import Precision

SEED = 30
SAMPLE_MINUTES = 15.0
REFERENCE_TOLERANCE = 1e-10
LARGEST_ERROR = 10.0
"""Over the tolerance: a tolerance binds the error of one step, not that of the course."""

REFERENCE_ERROR = 3.6e-7
"""Of the reference engine at its finest, over a state's largest value: so far it stays from the
vector engine's courses at 1e-8 and 1e-10 alike, which differ by less than 6e-9."""

SINGLE_TOLERANCE = 3e-5
"""Finest at which the error in single precision is the step's, not the rounding's."""

LARGEST_SINGLE_ERROR = 3e-4
"""Of a state's largest value; parathyroid hormone, steep in calcium, comes close to it."""

NOTHING = 1e-6
"""In a state's own unit (mmol or a share): less counts as none, as of a medicine not taken."""

SUPPLIES_OF_THE_BODY = ("drink_water", "oxidise_water", "produce_lactate")
"""Supplies that no schedule tells: thirst and metabolism."""


def _course(engine: ReferenceEngine | VectorEngine, tolerance: float, size: tuple) -> np.ndarray:
    """Return all states of random people, shape (people, times, states)."""
    people, days = size
    times = np.arange(0.0, days * MINUTES_PER_DAY + 1, SAMPLE_MINUTES)
    states = list(engine.description.states)
    runs = random_runs(SEED, people, people, days)
    solution = engine.solve(runs, states, times, relative_tolerance=tolerance)
    assert solution.failures == {}
    return solution.values


@cache
def _reference(size: tuple[int, int]) -> np.ndarray:
    return _course(ReferenceEngine(body_sbml()), REFERENCE_TOLERANCE, size)


def _assert_accurate(
    precision: Precision, tolerance: float, allowed: float, size: tuple[int, int]
) -> None:
    reference = _reference(size)
    course = _course(VectorEngine(body_sbml(), precision=precision), tolerance, size)
    error = np.max(np.abs(course - reference), axis=1)
    limit = (allowed + REFERENCE_ERROR) * np.maximum(np.max(np.abs(reference), axis=1), NOTHING)
    person, state = np.unravel_index(np.argmax(error - limit), error.shape)
    name = list(body_description().states)[state]
    assert np.all(error <= limit), (
        f"person {person}: {name} is off by {error[person, state]:.2e}, "
        f"allowed are {limit[person, state]:.2e}"
    )


@pytest.mark.parametrize("tolerance", [1e-4, 1e-6, 1e-8])
def test_double_precision_errs_by_the_tolerance(tolerance: float) -> None:
    _assert_accurate("f64", tolerance, LARGEST_ERROR * tolerance, (4, 3))


def test_finer_tolerances_than_the_reference_reaches_are_held_among_themselves() -> None:
    engine = VectorEngine(body_sbml())
    fine, finer = (_course(engine, tolerance, (4, 3)) for tolerance in (1e-8, 1e-10))
    error = np.max(np.abs(fine - finer), axis=1)
    assert np.all(
        error <= LARGEST_ERROR * 1e-8 * np.maximum(np.max(np.abs(finer), axis=1), NOTHING)
    )


def test_single_precision_errs_by_little_more_than_its_rounding():
    _assert_accurate("f32", SINGLE_TOLERANCE, LARGEST_SINGLE_ERROR, (4, 3))


@pytest.mark.slow
@pytest.mark.parametrize("tolerance", [1e-4, 1e-6, 1e-8])
def test_double_precision_errs_by_the_tolerance_in_two_weeks_of_many(tolerance: float) -> None:
    _assert_accurate("f64", tolerance, LARGEST_ERROR * tolerance, (16, 14))


@pytest.mark.slow
def test_single_precision_errs_by_little_in_two_weeks_of_many():
    _assert_accurate("f32", SINGLE_TOLERANCE, LARGEST_SINGLE_ERROR, (16, 14))


def _counting_own_supplies(sbml: str) -> str:
    """Add what the body drinks and makes itself as species that nothing consumes."""
    document = read_document(sbml)
    model = document.getModel()
    for name in SUPPLIES_OF_THE_BODY:
        species = model.createSpecies()
        species.setId(f"brought_by_{name}")
        species.setCompartment("whole_body")
        species.setHasOnlySubstanceUnits(True)
        species.setBoundaryCondition(False)
        species.setConstant(False)
        species.setInitialAmount(0)
        model.getReaction(name).addProduct(species, 1)
    return libsbml.writeSBMLToString(document)


def _told(run: Run, substance: str, end: float) -> float:
    """Return what a run's schedule brings of a substance, mmol."""
    rates = [
        name
        for name in run.schedule.inputs
        if name.startswith(f"{substance}_") and name.endswith("_rate")
    ]
    assert rates
    told = sum(run.schedule.integral(rate, end) for rate in rates)
    if substance != "water":
        return told
    molar_volume = parameters()["molar_volume_of_water"]
    return told / run.parameters.get(molar_volume.id, molar_volume.value)


@pytest.mark.parametrize(("precision", "allowed"), [("f64", 1e-12), ("f32", 1e-5)])
def test_two_weeks_change_every_substance_by_what_was_brought(
    precision: Precision, allowed: float
) -> None:
    """Linear balances survive every step whatever its error: a coarse tolerance must do."""
    days = 14
    end = float(days * MINUTES_PER_DAY)
    engine = VectorEngine(_counting_own_supplies(body_sbml()), precision=precision)
    runs = random_runs(SEED, 0, 16, days)
    states = list(engine.description.states)
    solution = engine.solve(runs, states, np.array([0.0, end]), relative_tolerance=1e-3)
    assert solution.failures == {}
    for substance in CONSERVED:
        held = species_of(substance, body_description())
        total = np.sum([solution.of(name) for name in held], axis=0)
        brought = np.array([_told(run, substance, end) for run in runs])
        for supply in set(SUPPLIES[substance]) & set(SUPPLIES_OF_THE_BODY):
            brought += solution.of(f"brought_by_{supply}")[:, -1]
        everything = total[:, 0] + brought
        missing = np.abs(total[:, -1] - everything) / np.maximum(everything, NOTHING)
        assert np.max(missing) <= allowed, f"{substance}: {np.max(missing):.1e} is missing"
