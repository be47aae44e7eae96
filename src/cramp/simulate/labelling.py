"""Makes the course a labelled dataset: names, units, and what each version was given."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import xarray

    from cramp.engine.interface import Engine, Solution
    from cramp.exposure.timeline import Timeline
    from cramp.simulate.draws import Versions

Variable = tuple[tuple[str, ...], np.ndarray, dict[str, str]]
"""Dimensions, values and attributes of a variable of a dataset."""

_Kept = np.ndarray | slice

EXPOSURE_VARIABLES = {
    "told_potassium_intake": ("mmol/d", "potassium eaten, as told"),
    "told_sodium_intake": ("mmol/d", "sodium eaten, as told"),
    "told_magnesium_intake": ("mmol/d", "magnesium eaten, as told"),
    "told_calcium_intake": ("mmol/d", "calcium eaten, as told"),
    "told_water_intake": ("L/d", "water in food and drink, as told"),
    "told_caffeine_intake": ("mmol/d", "caffeine taken, as told"),
    "told_ethanol_intake": ("mmol/d", "ethanol drunk, as told"),
    "untold_potassium_intake": ("mmol/d", "potassium eaten, not told"),
    "untold_sodium_intake": ("mmol/d", "sodium eaten, not told"),
    "untold_magnesium_intake": ("mmol/d", "magnesium eaten, not told"),
    "untold_calcium_intake": ("mmol/d", "calcium eaten, not told"),
    "untold_water_intake": ("L/d", "water in food and drink, not told"),
    "untold_caffeine_intake": ("mmol/d", "caffeine taken, not told"),
    "untold_ethanol_intake": ("mmol/d", "ethanol drunk, not told"),
    "sweat_loss": ("L", "sweat over the days shown, as told or as of no acclimation"),
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
"""What each version was given, one number each: unit and name."""

_INTAKES_SHOWN = (
    "potassium_mmol",
    "sodium_mmol",
    "magnesium_mmol",
    "calcium_mmol",
    "water_litre",
    "caffeine_mmol",
    "ethanol_mmol",
)

_SYMBOLS = {
    "substance": "mmol",
    "millimole": "mmol",
    "litre": "L",
    "dimensionless": "1",
    "minute": "min",
    "per_minute": "1/min",
    "millimole_per_litre": "mmol/L",
    "picomole_per_litre": "pmol/L",
    "nanomole_per_litre": "nmol/L",
    "picomole_per_minute": "pmol/min",
    "millimole_per_minute": "mmol/min",
    "litre_per_minute": "L/min",
    "millimetre_mercury": "mm[Hg]",
}


def labelled(
    engine: Engine,
    solution: Solution,
    versions: Versions,
    told: Timeline,
    seed: int,
    picked: np.ndarray | None = None,
) -> xarray.Dataset:
    """Label a solution.

    Parameters
    ----------
    engine
        Which solved it; its description holds units and names.
    solution
        Of R runs, one for each version, at T times in minutes of the timeline's clock.
    versions
        Of the person, R of them.
    told
        The timeline they lived through.
    seed
        From which they were drawn.
    picked
        Indices of the versions to keep, K of them, some perhaps several times; all if not given.

    Returns
    -------
    xarray.Dataset
        As `cramp.simulate` describes.
    """
    import xarray

    origin = np.datetime64(told.clock.moment(0).astimezone(UTC).replace(tzinfo=None), "ns")
    time = origin + (solution.times * 60e9).astype("timedelta64[ns]")
    succeeded = np.array([index not in solution.failures for index in range(len(versions))])
    kept = slice(None) if picked is None else picked
    return xarray.Dataset(
        {
            **solved_variables(engine, solution, kept),
            **_given(versions, kept),
            "succeeded": ("draw", succeeded[kept], {"long_name": "solved without failure"}),
        },
        coords={
            "draw": ("draw", np.arange(len(succeeded[kept])), {"long_name": "plausible version"}),
            "time": ("time", time, {"long_name": "time, UTC"}),
        },
        attrs={
            **_attributes(engine, solution, told, seed),
            "acting_conditions": " ".join(versions.conditions),
        },
    )


def _attributes(
    engine: Engine, solution: Solution, told: Timeline, seed: int
) -> dict[str, str | int | float]:
    import cramp

    return {
        "title": "Simulated course of the body",
        "source": f"cramp {cramp.__version__}, {engine.name} engine",
        "time_zone": str(told.clock.origin.tzinfo),
        "seed": seed,
        "days": told.days,
        "failures": "; ".join(f"{i}: {why}" for i, why in sorted(solution.failures.items())),
        "left_out_before": told.left_out_before.isoformat() if told.left_out_before else "",
        "intended_use": "research and education; simulated values are not measurements",
    }


def solved_variables(engine: Engine, solution: Solution, kept: _Kept) -> dict[str, Variable]:
    """Return what was solved as variables of a dataset, along `draw` and `time`.

    Parameters
    ----------
    engine
        Which solved it; its description holds units and names.
    solution
        Of R runs.
    kept
        Which of them, in which order; some may stand there several times.
    """
    variables = {}
    for name in solution.outputs:
        quantity = engine.description.quantity(name)
        attributes = {"units": unit_symbol(quantity.unit), "long_name": quantity.label}
        variables[name] = (("draw", "time"), solution.of(name)[kept], attributes)
    return variables


def _given(versions: Versions, kept: _Kept) -> dict[str, Variable]:
    values = _given_values(versions)
    return {
        name: (("draw",), values[name][kept], {"units": unit, "long_name": label})
        for name, (unit, label) in EXPOSURE_VARIABLES.items()
    }


def _given_values(versions: Versions) -> dict[str, np.ndarray]:
    realisation = versions.realisation
    amounts = {
        f"{group}_{nutrient.rsplit('_', 1)[0]}_intake": values[nutrient]
        for group, values in (("told", realisation.told), ("untold", realisation.untold))
        for nutrient in _INTAKES_SHOWN
    }
    return {
        **amounts,
        "sweat_loss": realisation.sweat_litre,
        "stool_loss": realisation.stool_litre,
        "vomit_loss": realisation.vomit_litre,
        "portion_error": versions.untold.portion_factor,
        "doses_taken_share": realisation.doses_taken_share,
        "untold_dose_score": versions.untold.untold_dose_score,
        "body_mass": versions.sizes.mass_kg,
        "body_height": versions.sizes.height_cm,
        "age": versions.sizes.age_years,
        "estimated_glomerular_filtration_rate": versions.sizes.egfr,
    }


def unit_symbol(unit: str) -> str:
    """Return the UCUM symbol of a unit of the model; its own name where it has none here."""
    return _SYMBOLS.get(unit, unit)
