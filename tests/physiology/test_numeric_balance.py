"""Nothing appears and nothing is lost: substances in bodies over days, by account."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import libsbml
import numpy as np
import pytest
from random_lives import END, random_people

import cramp
from cramp.engine.reference import ReferenceEngine
from cramp.engine.sbml import antimony_to_sbml, read_document
from cramp.engine.vector.engine import VectorEngine
from cramp.exposure.timeline import timeline
from cramp.physiology.composition import body_sbml, chapters, compose
from cramp.physiology.conservation import (
    CONSERVED,
    SUPPLIES,
    body_description,
    species_of,
)
from cramp.physiology.parameters import parameters
from cramp.simulate.course import usual_workers
from cramp.simulate.draws import draw_versions

if TYPE_CHECKING:
    from collections.abc import Callable

    from cramp.engine.interface import Engine, Run

EXAMPLES = Path(__file__).parents[2] / "examples"
VECTOR_TOLERANCE = 1e-6
"""Linear balances survive each of its steps, whatever the step errs."""
REFERENCE_TOLERANCE = 1e-10
ROUND_OFF = 1e-10
"""Share of all there was. Looser solves of the reference engine leave noise of its numerical
Jacobian: at a tolerance of 1e-9 one person of two hundred missed 2.5e-9, at 1e-10 nobody more
than 2e-12."""
NOTHING_MILLIMOLE = 1e-6
"""Of a medicine that nobody took, nothing may appear, not even a share of nothing."""
SUPPLY_INPUTS = {
    **{
        f"eat_{substance}": f"{substance}_intake_rate"
        for substance in (
            "potassium", "sodium", "chloride", "magnesium", "calcium", "phosphate", "water",
            "glucose",
        )
    },
    **{f"drink_{substance}": f"{substance}_intake_rate" for substance in ("ethanol", "caffeine")},
    **{
        f"infuse_{substance}": f"{substance}_infusion_rate"
        for substance in (
            "potassium", "sodium", "chloride", "magnesium", "calcium", "phosphate", "water",
            "glucose", "lactate", "furosemide", "salbutamol",
        )
    },
    **{
        f"dose_{medicine}": f"{medicine}_dose_rate"
        for medicine in (
            "hydrochlorothiazide", "furosemide", "spironolactone", "lisinopril", "salbutamol",
            "omeprazole", "amiloride", "ibuprofen", "propranolol", "fludrocortisone",
            "desmopressin", "acetazolamide", "empagliflozin",
        )
    },
    "inhale_salbutamol": "salbutamol_inhaled_rate",
}  # fmt: skip
"""Supplies told from outside."""
OWN_SUPPLIES = {"drink_water", "oxidise_water", "produce_lactate"}
"""Supplies of the body: thirst and metabolism."""


def _with_accumulators(sbml: str) -> str:
    """Add to every supply a second product that nothing consumes: what it has brought in."""
    document = read_document(sbml)
    model = document.getModel()
    for names in SUPPLIES.values():
        for name in names:
            species = model.createSpecies()
            species.setId(f"brought_by_{name}")
            species.setCompartment("whole_body")
            species.setHasOnlySubstanceUnits(True)
            species.setBoundaryCondition(False)
            species.setConstant(False)
            species.setInitialAmount(0)
            model.getReaction(name).addProduct(species, 1)
    return libsbml.writeSBMLToString(document)


@cache
def _reference() -> ReferenceEngine:
    return ReferenceEngine(_with_accumulators(body_sbml()))


@cache
def _vector() -> VectorEngine:
    return VectorEngine(_with_accumulators(body_sbml()), threads=usual_workers())


def _brought(run: Run, reaction: str, end: float) -> float | None:
    """Return what a supply brought by the schedule's own account, mmol; None for the body's."""
    name = SUPPLY_INPUTS.get(reaction)
    if name is None:
        return None
    per_unit = 1.0
    if name.startswith("water"):
        table = parameters()["molar_volume_of_water"].value
        per_unit = 1.0 / run.parameters.get("molar_volume_of_water", table)
    if name not in run.schedule.inputs:
        return 0.0
    return run.schedule.integral(name, end) * per_unit


def _gaps(
    engine: Engine, runs: list[Run], start: float = 0.0, end: float = END
) -> dict[str, np.ndarray]:
    """Return, for every substance, what is missing as a share of all there was, by run."""
    description = body_description()
    accumulators = [f"brought_by_{name}" for names in SUPPLIES.values() for name in names]
    held = {substance: species_of(substance, description) for substance in CONSERVED}
    outputs = [*accumulators, *(name for names in held.values() for name in names)]
    tolerance = VECTOR_TOLERANCE if isinstance(engine, VectorEngine) else REFERENCE_TOLERANCE
    solution = engine.solve(runs, outputs, np.array([start, end]), relative_tolerance=tolerance)
    assert solution.failures == {}
    gaps = {}
    for substance, names in held.items():
        total = np.sum([solution.of(name) for name in names], axis=0)
        brought = np.zeros(len(runs))
        for reaction in SUPPLIES[substance]:
            counted = solution.of(f"brought_by_{reaction}")[:, -1]
            told = [_brought(run, reaction, end) for run in runs]
            known = np.array([amount for amount in told if amount is not None])
            if len(known) == len(runs):
                np.testing.assert_allclose(counted, known, rtol=1e-8)
                counted = known
            brought += counted
        everything = total[:, 0] + brought
        # A steady state holds none of a medicine not taken but for round-off, of either sign.
        assert np.all(everything >= -ROUND_OFF * NOTHING_MILLIMOLE)
        gaps[substance] = np.abs(total[:, -1] - everything) / np.maximum(
            everything, NOTHING_MILLIMOLE
        )
    return gaps


def _assert_balanced(count: int, seed: int) -> None:
    for substance, gap in _gaps(_vector(), random_people(count, seed)).items():
        assert np.max(gap) < ROUND_OFF, f"{substance}: {np.max(gap):.1e} of the total is missing"


def test_every_supply_is_told_from_outside_or_the_bodys_own():
    supplies = {name for names in SUPPLIES.values() for name in names}
    assert set(SUPPLY_INPUTS) | OWN_SUPPLIES == supplies
    assert not set(SUPPLY_INPUTS) & OWN_SUPPLIES
    assert set(SUPPLY_INPUTS.values()) <= set(body_description().inputs)


def test_thirty_days_change_every_substance_by_what_was_brought():
    _assert_balanced(count=12, seed=1)


@pytest.mark.slow
def test_thirty_days_balance_in_two_hundredrandom_people():
    _assert_balanced(count=200, seed=2)


@pytest.mark.parametrize(
    ("engine", "name"),
    [
        (_vector, "night_cramps"),
        (_vector, "marathon_heat"),
        (_vector, "holiday_diarrhoea"),
        (_reference, "marathon_heat"),
        (_reference, "holiday_diarrhoea"),
        pytest.param(_reference, "night_cramps", marks=pytest.mark.slow),
    ],
)
def test_every_example_balances_from_its_steady_state_to_its_last_day(
    engine: Callable[[], Engine], name: str
) -> None:
    diary = cramp.read_diary(EXAMPLES / f"{name}.yaml")
    told = timeline(diary)
    runs = draw_versions(diary, told, 0, 1 if engine is _reference else 3).runs()
    assert all(run.settled_at is not None for run in runs)
    start = float(runs[0].schedule.edges[0])
    for substance, gap in _gaps(engine(), runs, start, told.end_minute).items():
        assert np.max(gap) < ROUND_OFF, f"{substance}: {np.max(gap):.1e} of the total is missing"


def test_a_leak_in_the_numbers_is_seen():
    leak = "seeded: plasma_potassium_amount -> ; 1e-7 per_minute * plasma_potassium_amount"
    sbml = antimony_to_sbml(compose({**chapters(), "seeded": leak}, parameters()))
    gaps = _gaps(VectorEngine(_with_accumulators(sbml)), random_people(1, 3))
    assert gaps["potassium"][0] > 100 * ROUND_OFF
    assert gaps["sodium"][0] < ROUND_OFF
