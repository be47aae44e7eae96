"""A virtual population: adults of a country, each with a body, conditions and a usual day.

Nobody takes a medicine, and nobody is told anything of: what people eat, drink and weigh comes from
the priors, ages, sexes and conditions from the table of adults.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from cramp.diary.model import Diary
from cramp.exposure.realisation import realise
from cramp.exposure.streams import Streams
from cramp.exposure.timeline import timeline
from cramp.exposure.untold import draw_untold
from cramp.physiology.parameters import parameters
from cramp.simulate.adults import draw_adults, draw_prevalent
from cramp.simulate.body_size import (
    REFERENCE_SURFACE_SQUARE_METRE,
    draw_body_sizes,
)
from cramp.simulate.conditions import with_conditions
from cramp.simulate.course import (
    LARGEST_FAILED_SHARE,
    RELATIVE_TOLERANCE,
    SimulationFailed,
    body_engine,
)
from cramp.simulate.draws import Versions, body_parameters, parameter_scores
from cramp.simulate.labelling import unit_symbol

if TYPE_CHECKING:
    from collections.abc import Callable

    import xarray

    from cramp.engine.interface import Engine, Solution

DAY = date(2001, 1, 1)
"""The day shown; nothing hangs on it."""

BLOOD_MINUTE = 450.0
"""When blood is drawn: half past seven, before the first meal."""

MEASURED_IN_BLOOD = (
    "plasma_potassium_concentration", "plasma_sodium_concentration",
    "plasma_chloride_concentration", "plasma_bicarbonate_concentration",
    "plasma_magnesium_concentration", "plasma_calcium_concentration",
    "ionised_calcium_concentration", "plasma_phosphate_concentration", "plasma_osmolality",
    "parathyroid_hormone", "calcidiol_concentration", "renin", "aldosterone",
)  # fmt: skip
PASSED_IN_URINE = (
    "urine_potassium_amount", "urine_sodium_amount", "urine_chloride_amount",
    "urine_magnesium_amount", "urine_calcium_amount", "urine_phosphate_amount",
)  # fmt: skip
_WATER = "urine_water_amount"
_EATEN = ("potassium_mmol", "sodium_mmol", "magnesium_mmol", "calcium_mmol", "water_litre")

_Column = tuple[str, np.ndarray, dict[str, str]]


def population(
    count: int,
    *,
    seed: int = 0,
    engine: Engine | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> xarray.Dataset:
    """Draw adults and let each live a usual day.

    Parameters
    ----------
    count
        Number of people. A person is the same however many others there are.
    seed
        Of all randomness.
    engine
        What solves; the vector engine on all processors if not given.
    progress
        Called with people done and people in all.

    Returns
    -------
    xarray.Dataset
        Dimension `person`: who they are, what they ate that day, what blood held before the first
        meal, and the day's urine. Values are the body's own, without what an assay adds.
        `succeeded` is false for people who could not be solved; their values are NaN.

    Raises
    ------
    ValueError
        If there are no people, or the seed is negative.
    SimulationFailed
        If more than 5 % of the people could not be solved.
    """
    if count < 1 or seed < 0:
        raise ValueError(f"count must be 1 or more, the seed 0 or more, not {count} and {seed}")
    solver = engine if engine is not None else body_engine()
    versions, has = _draw(Streams(seed, count))
    times = np.array([0.0, BLOOD_MINUTE, 1440.0])
    solution = solver.solve(
        versions.runs(),
        (*MEASURED_IN_BLOOD, *PASSED_IN_URINE, _WATER),
        times,
        relative_tolerance=RELATIVE_TOLERANCE,
        progress=progress,
    )
    if len(solution.failures) > LARGEST_FAILED_SHARE * count:
        index, reason = next(iter(solution.failures.items()))
        raise SimulationFailed(
            f"{len(solution.failures)} of {count} people could not be solved; "
            f"the first is number {index}: {reason}"
        )
    return _table({**_who(versions, has), **_found(solver, solution)}, solution, seed)


def _draw(streams: Streams) -> tuple[Versions, dict[str, np.ndarray]]:
    sex, age_years = draw_adults(streams)
    sizes = draw_body_sizes(
        streams, sex=sex, age_years=age_years, height_cm=None, mass_kg=None, egfr=None
    )
    severities = draw_prevalent(streams, sex, age_years)
    healthy = body_parameters(sizes, parameter_scores(streams))
    bodies = with_conditions(healthy, severities, egfr_told=False)
    untold = draw_untold(streams, sex, age_years, sizes.appetite_ratio)
    told = timeline(Diary(), DAY)
    realisation = realise(told, untold, sizes.mass_kg, streams)
    has = {name: np.isfinite(scores) for name, scores in severities.items()}
    return Versions(sizes, bodies, untold, realisation, tuple(severities)), has


def _who(versions: Versions, has: dict[str, np.ndarray]) -> dict[str, _Column]:
    sizes, eaten = versions.sizes, versions.realisation.untold
    filtration = versions.parameters["glomerular_filtration_rate_reference"] * 1000
    by_surface = filtration / sizes.surface_square_metre * REFERENCE_SURFACE_SQUARE_METRE
    columns = {
        "female": ("1", sizes.sex == "female", "woman"),
        "age": ("a", sizes.age_years, "age"),
        "body_height": ("cm", sizes.height_cm, "height"),
        "body_mass": ("kg", sizes.mass_kg, "body mass"),
        "filtration_rate": ("mL/min/1.73m2", by_surface, "filtration rate by body surface"),
        **{f"has_{name}": ("1", who, f"has {name.replace('_', ' ')}") for name, who in has.items()},
    }
    for name in _EATEN:
        substance, unit = name.rsplit("_", 1)
        symbol = "L/d" if unit == "litre" else "mmol/d"
        columns[f"eaten_{substance}"] = (symbol, eaten[name], f"{substance} eaten and drunk")
    return {name: _column(*one) for name, one in columns.items()}


def _found(engine: Engine, solution: Solution) -> dict[str, _Column]:
    columns = {}
    for name in MEASURED_IN_BLOOD:
        quantity = engine.description.quantity(name)
        symbol = unit_symbol(quantity.unit)
        columns[name] = _column(symbol, solution.of(name)[:, 1], quantity.label)
    for name in (*PASSED_IN_URINE, _WATER):
        course = solution.of(name)
        day = course[:, 2] - course[:, 0]
        label = f"{engine.description.quantity(name).label}, a day"
        if name == _WATER:
            litres = day * parameters()["molar_volume_of_water"].value
            columns["urine_volume"] = _column("L/d", litres, "urine, a day")
        else:
            columns[name] = _column("mmol/d", day, label)
    return columns


def _column(unit: str, values: np.ndarray, label: str) -> _Column:
    return "person", values, {"units": unit, "long_name": label}


def _table(columns: dict[str, _Column], solution: Solution, seed: int) -> xarray.Dataset:
    import xarray

    import cramp

    count = len(columns["age"][1])
    succeeded = np.array([index not in solution.failures for index in range(count)])
    return xarray.Dataset(
        {**columns, "succeeded": ("person", succeeded, {"long_name": "solved without failure"})},
        coords={"person": ("person", np.arange(count), {"long_name": "person"})},
        attrs={
            "title": "Virtual population of adults on a usual day",
            "source": f"cramp {cramp.__version__}",
            "seed": seed,
            "intended_use": "research and education; simulated values are not measurements",
        },
    )
