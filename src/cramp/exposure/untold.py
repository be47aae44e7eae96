"""What a diary does not tell about each plausible version of a person."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cramp.exposure.priors import prior, values_by_person

if TYPE_CHECKING:
    from cramp.exposure.streams import Streams

USUAL_NUTRIENTS = {
    "potassium_mmol": "usual_potassium_mmol",
    "sodium_mmol": "usual_sodium_mmol",
    "water_litre": "usual_water_litre",
    "carbohydrate_mmol": "usual_carbohydrate_mmol",
    "magnesium_mmol": "usual_magnesium_mmol",
    "calcium_mmol": "usual_calcium_mmol",
    "phosphate_mmol": "usual_phosphate_mmol",
}
"""What everybody eats and drinks, and its prior."""

USUAL_STIMULANTS = {
    "caffeine_mmol": ("usual_caffeine_mmol", "takes_caffeine"),
    "ethanol_mmol": ("usual_ethanol_mmol", "takes_ethanol"),
}
"""What some people never take: the priors of what those take who do, and of their share."""

SWALLOWED = (*USUAL_NUTRIENTS, *USUAL_STIMULANTS)
"""Everything that is eaten or drunk and counted, each a field of what was told."""


@dataclass(frozen=True)
class Untold:
    """Everything about V versions of a person that the diary leaves open.

    Every array has shape (V,).

    Attributes
    ----------
    usual
        Usual daily intake of everything in `SWALLOWED` (mmol/d; water L/d); of caffeine and
        ethanol that of somebody who takes any.
    takes
        Who takes any caffeine, and who any ethanol (true or false), where nothing of it is told.
    portion_factor
        Shared error of judged portions (ratio).
    under_reporting
        What a complete record misses (ratio).
    energy_beyond
        What it misses of carbohydrate beyond that (ratio).
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

    usual: dict[str, np.ndarray]
    takes: dict[str, np.ndarray]
    portion_factor: np.ndarray
    under_reporting: np.ndarray
    energy_beyond: np.ndarray
    chloride_per_sodium: np.ndarray
    adherence: np.ndarray
    untold_dose_score: np.ndarray
    sweat_factor: np.ndarray
    loss_factor: np.ndarray


def draw_untold(
    streams: Streams, sex: np.ndarray, age_years: np.ndarray, size_ratio: np.ndarray
) -> Untold:
    """Draw what is not told.

    Parameters
    ----------
    streams
        Randomness for V versions.
    sex
        `female` or `male`, shape (V,).
    age_years
        Shape (V,).
    size_ratio
        Body surface over that of the average adult of the sex, shape (V,): bigger people eat and
        drink more.
    """
    shared = prior("shared_appetite").draw(streams) * size_ratio
    rows = USUAL_NUTRIENTS | {name: row for name, (row, _) in USUAL_STIMULANTS.items()}
    usual = {
        name: values_by_person(row, sex, age_years, streams.scores(row)) * shared
        for name, row in rows.items()
    }
    # Surveys ask what is eaten, not what is shaken over it.
    usual["sodium_mmol"] = usual["sodium_mmol"] + prior("table_salt_mmol").draw(streams) * shared
    takes = {
        name: streams.shares(row) < prior(row).value for name, (_, row) in USUAL_STIMULANTS.items()
    }
    return Untold(
        usual=usual,
        takes=takes,
        portion_factor=prior("portion_shared").draw(streams),
        under_reporting=prior("complete_day_under_reporting").draw(streams),
        energy_beyond=prior("complete_day_energy_beyond").draw(streams),
        chloride_per_sodium=prior("chloride_per_sodium").draw(streams),
        adherence=prior("adherence").draw(streams),
        untold_dose_score=streams.scores("untold_dose_score"),
        sweat_factor=_factor("exercise_sweat_ml_per_kg_per_hour", streams),
        loss_factor=_factor("watery_stool_litre", streams),
    )


def _factor(identifier: str, streams: Streams) -> np.ndarray:
    row = prior(identifier)
    return row.draw(streams) / row.value


def lognormal_factors(relative_sd: float, scores: np.ndarray) -> np.ndarray:
    """Return ratios with median 1 and a coefficient of variation, at standard normal scores."""
    return np.exp(scores * math.sqrt(math.log1p(relative_sd**2)))
