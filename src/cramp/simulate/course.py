"""The course: a labelled dataset of every version of a person over time."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

import numpy as np

from cramp.exposure.clock import DAY_MINUTES
from cramp.exposure.timeline import Timeline, timeline
from cramp.physiology.composition import body_sbml
from cramp.simulate.draws import Draw, draw_version

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    import xarray

    from cramp.diary.model import Diary
    from cramp.engine.interface import Engine, Solution

DEFAULT_DRAWS = 200
DEFAULT_INTERVAL_MINUTES = 30.0
LARGEST_FAILED_SHARE = 0.05

DEFAULT_VARIABLES = (
    "plasma_potassium_concentration",
    "plasma_sodium_concentration",
    "plasma_chloride_concentration",
    "plasma_osmolality",
    "body_potassium_amount",
    "body_sodium_amount",
    "body_water_volume",
    "plasma_volume",
    "interstitial_volume",
    "cell_volume",
    "urine_potassium_amount",
    "urine_sodium_amount",
    "urine_chloride_amount",
    "urine_water_amount",
    "urine_osmolality",
    "sweat_sodium_amount",
    "sweat_potassium_amount",
    "sweat_water_amount",
    "stool_potassium_amount",
    "stool_sodium_amount",
    "stool_water_amount",
    "aldosterone",
    "vasopressin",
    "insulin_action",
    "thirst",
    "glomerular_filtration_rate",
    "distal_blockade",
    "loop_blockade",
    "mineralocorticoid_blockade",
    "ace_inhibition",
)
"""What a course holds unless asked for more."""

EXPOSURE_VARIABLES = {
    "told_potassium_intake": ("mmol/d", "potassium eaten, as told"),
    "told_sodium_intake": ("mmol/d", "sodium eaten, as told"),
    "told_water_intake": ("L/d", "water in food and drink, as told"),
    "untold_potassium_intake": ("mmol/d", "potassium eaten, not told"),
    "untold_sodium_intake": ("mmol/d", "sodium eaten, not told"),
    "untold_water_intake": ("L/d", "water in food and drink, not told"),
    "sweat_loss": ("L", "sweat over the days shown"),
    "stool_loss": ("L", "watery and loose stool over the days shown"),
    "vomit_loss": ("L", "vomit over the days shown"),
    "portion_error": ("1", "shared error of judged portions, ratio"),
    "doses_taken_share": ("1", "share of regular doses taken"),
    "untold_dose_score": ("1", "place of an untold dose in its usual range, standard score"),
    "body_mass": ("kg", "body mass"),
    "body_height": ("cm", "height"),
    "age": ("a", "age"),
    "estimated_glomerular_filtration_rate": ("mL/min/1.73m2", "estimated filtration rate"),
}
"""What each version was given, one number each."""


class SimulationFailed(RuntimeError):
    """Too many versions of the person could not be solved."""


@dataclass(frozen=True)
class SimulationSettings:
    """How a diary is simulated.

    Attributes
    ----------
    draws
        Plausible versions of the person.
    seed
        Of all randomness; the same seed gives the same versions.
    interval_minutes
        Between output times.
    variables
        Identifiers of the model's quantities to keep.
    """

    draws: int = DEFAULT_DRAWS
    seed: int = 0
    interval_minutes: float = DEFAULT_INTERVAL_MINUTES
    variables: tuple[str, ...] = DEFAULT_VARIABLES


def simulate(  # noqa: PLR0913  # the public door: every choice by name
    diary: Diary,
    *,
    draws: int = DEFAULT_DRAWS,
    seed: int = 0,
    interval_minutes: float = DEFAULT_INTERVAL_MINUTES,
    variables: Sequence[str] = DEFAULT_VARIABLES,
    engine: Engine | None = None,
    today: date | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> xarray.Dataset:
    """Run plausible versions of a person through their diary.

    Parameters
    ----------
    diary
        As read by `cramp.read_diary`.
    draws
        Number of versions.
    seed
        Of all randomness.
    interval_minutes
        Between output times, in minutes.
    variables
        Identifiers of the body's quantities to keep (see `cramp model show`).
    engine
        What solves; the reference engine in this process if not given.
    today
        The day to show when the diary has no dated event.
    progress
        Called with versions done and versions in all.

    Returns
    -------
    xarray.Dataset
        Dimensions `draw` and `time` (UTC). One variable for each quantity, with `units`
        and `long_name`; what each version was given, along `draw`; `succeeded`, along
        `draw`, false where a version could not be solved (its values are NaN).

    Raises
    ------
    ValueError
        If draws or interval are not positive.
    UnknownIdentifier
        If a variable is not in the body.
    SimulationFailed
        If more than 5 % of the versions could not be solved.
    """
    settings = SimulationSettings(draws, seed, interval_minutes, tuple(variables))
    _check(settings)
    told = timeline(diary, today)
    solver = engine if engine is not None else _reference_engine()
    versions = [draw_version(diary, told, seed, index) for index in range(draws)]
    solution = _solve(solver, versions, told, settings, progress)
    _require_success(solution, draws)
    return _dataset(solver, solution, versions, told, settings)


def usual_workers() -> int:
    """Return how many processes a command may use on this machine."""
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1)


def _reference_engine() -> Engine:
    from cramp.engine.reference import ReferenceEngine

    return ReferenceEngine(body_sbml())


def _check(settings: SimulationSettings) -> None:
    if settings.draws < 1:
        raise ValueError(f"draws must be at least 1, not {settings.draws}")
    if not (math.isfinite(settings.interval_minutes) and settings.interval_minutes > 0):
        raise ValueError(f"interval_minutes must be above zero, not {settings.interval_minutes}")


def _solve(
    engine: Engine,
    versions: list[Draw],
    told: Timeline,
    settings: SimulationSettings,
    progress: Callable[[int, int], None] | None,
) -> Solution:
    from cramp.engine.interface import Run

    times = np.arange(0, told.days * DAY_MINUTES + 1e-9, settings.interval_minutes)
    runs = [Run(version.realisation.schedule, version.parameters) for version in versions]
    return engine.solve(runs, settings.variables, times, progress=progress)


def _require_success(solution: Solution, draws: int) -> None:
    if len(solution.failures) > LARGEST_FAILED_SHARE * draws:
        index, reason = next(iter(solution.failures.items()))
        raise SimulationFailed(
            f"{len(solution.failures)} of {draws} versions could not be solved; "
            f"the first is number {index}: {reason}"
        )


def _dataset(
    engine: Engine,
    solution: Solution,
    versions: list[Draw],
    told: Timeline,
    settings: SimulationSettings,
) -> xarray.Dataset:
    import xarray

    origin = np.datetime64(told.clock.moment(0).astimezone(UTC).replace(tzinfo=None), "ns")
    time = origin + (solution.times * 60e9).astype("timedelta64[ns]")
    data = {}
    for name in settings.variables:
        quantity = engine.description.quantity(name)
        attributes = {"units": unit_symbol(quantity.unit), "long_name": quantity.label}
        data[name] = (("draw", "time"), solution.of(name), attributes)
    given = [_given(version) for version in versions]
    for name, (unit, label) in EXPOSURE_VARIABLES.items():
        column = np.array([row[name] for row in given])
        data[name] = (("draw",), column, {"units": unit, "long_name": label})
    succeeded = np.array([index not in solution.failures for index in range(len(versions))])
    data["succeeded"] = (("draw",), succeeded, {"long_name": "solved without failure"})
    return xarray.Dataset(
        data,
        coords={
            "draw": ("draw", np.arange(len(versions)), {"long_name": "plausible version"}),
            "time": ("time", time, {"long_name": "time, UTC"}),
        },
        attrs=_attributes(engine, solution, told, settings),
    )


def _attributes(
    engine: Engine, solution: Solution, told: Timeline, settings: SimulationSettings
) -> dict[str, str | int | float]:
    import cramp

    return {
        "title": "Simulated course of the body",
        "source": f"cramp {cramp.__version__}, {engine.name} engine",
        "time_zone": str(told.clock.origin.tzinfo),
        "seed": settings.seed,
        "days": told.days,
        "failures": "; ".join(f"{i}: {why}" for i, why in sorted(solution.failures.items())),
        "left_out_before": told.left_out_before.isoformat() if told.left_out_before else "",
        "intended_use": "research and education; simulated values are not measurements",
    }


def _given(version: Draw) -> dict[str, float]:
    realisation = version.realisation
    amounts = {
        f"{group}_{nutrient.rsplit('_', 1)[0]}_intake": values[nutrient]
        for group, values in (("told", realisation.told), ("untold", realisation.untold))
        for nutrient in ("potassium_mmol", "sodium_mmol", "water_litre")
    }
    return {
        **amounts,
        "sweat_loss": realisation.sweat_litre,
        "stool_loss": realisation.stool_litre,
        "vomit_loss": realisation.vomit_litre,
        "portion_error": version.untold.portion_factor,
        "doses_taken_share": realisation.doses_taken_share,
        "untold_dose_score": version.untold.untold_dose_score,
        "body_mass": version.size.mass_kg,
        "body_height": version.size.height_cm,
        "age": version.size.age_years,
        "estimated_glomerular_filtration_rate": version.size.egfr,
    }


_SYMBOLS = {
    "substance": "mmol",
    "millimole": "mmol",
    "litre": "L",
    "dimensionless": "1",
    "minute": "min",
    "per_minute": "1/min",
    "millimole_per_litre": "mmol/L",
    "picomole_per_litre": "pmol/L",
    "millimole_per_minute": "mmol/min",
    "litre_per_minute": "L/min",
    "millimetre_mercury": "mm[Hg]",
}


def unit_symbol(unit: str) -> str:
    """Return the UCUM symbol of a unit of the model; its own name where it has none here."""
    return _SYMBOLS.get(unit, unit)
