"""One plausible version of what a diary does not tell: drawn once for each version."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cramp.exposure.priors import prior

if TYPE_CHECKING:
    import numpy as np

USUAL_NUTRIENTS = {
    "potassium_mmol": "usual_potassium_mmol",
    "sodium_mmol": "usual_sodium_mmol",
    "water_litre": "usual_water_litre",
    "carbohydrate_mmol": "usual_carbohydrate_mmol",
}


@dataclass(frozen=True)
class Untold:
    """Everything about one version of a person that the diary leaves open.

    Attributes
    ----------
    usual
        Usual daily intake of each nutrient (mmol/d; water L/d).
    portion_factor
        Shared error of judged portions (ratio).
    under_reporting
        What a complete record misses (ratio).
    chloride_per_sodium
        Chloride eaten with sodium (mmol/mmol).
    adherence
        Share of regular doses taken.
    untold_dose_score
        Standard normal score of doses whose size was not told.
    sweat_factor
        This person's sweating against the average at the same effort and heat (ratio).
    loss_factor
        This person's untold stool and vomit volumes against the average (ratio).
    """

    usual: dict[str, float]
    portion_factor: float
    under_reporting: float
    chloride_per_sodium: float
    adherence: float
    untold_dose_score: float
    sweat_factor: float
    loss_factor: float


def draw_untold(
    generator: np.random.Generator, sex: str | None, age_years: float | None, size_ratio: float
) -> Untold:
    """Draw one version.

    Parameters
    ----------
    generator
        Source of randomness of this version alone.
    sex, age_years
        Of the person; None where not told.
    size_ratio
        Body surface over the average adult's: bigger people eat and drink more.
    """
    shared = prior("shared_appetite").draw(generator)
    usual = {
        nutrient: prior(row, sex, age_years).draw(generator) * shared * size_ratio
        for nutrient, row in USUAL_NUTRIENTS.items()
    }
    return Untold(
        usual=usual,
        portion_factor=prior("portion_shared").draw(generator),
        under_reporting=prior("complete_day_under_reporting").draw(generator),
        chloride_per_sodium=prior("chloride_per_sodium").draw(generator),
        adherence=prior("adherence").draw(generator),
        untold_dose_score=float(generator.standard_normal()),
        sweat_factor=_factor("exercise_sweat_ml_per_kg_per_hour", generator),
        loss_factor=_factor("watery_stool_litre", generator),
    )


def _factor(identifier: str, generator: np.random.Generator) -> float:
    row = prior(identifier)
    return row.draw(generator) / row.value


def lognormal_factor(relative_sd: float, generator: np.random.Generator) -> float:
    """Draw a ratio with median 1 and the given coefficient of variation."""
    return math.exp(float(generator.standard_normal()) * math.sqrt(math.log1p(relative_sd**2)))
