"""Plausible versions of one person: how bodies differ, and what was not told."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cramp.exposure.realisation import Realisation, realise
from cramp.exposure.untold import Untold, draw_untold
from cramp.physiology.parameters import Parameter, parameters
from cramp.simulate.body_size import (
    AVERAGE_SURFACE_SQUARE_METRE,
    REFERENCE_MASS_KG,
    REFERENCE_SURFACE_SQUARE_METRE,
    BodySize,
    draw_body_size,
)

if TYPE_CHECKING:
    from cramp.diary.model import Diary
    from cramp.exposure.timeline import Timeline

REFERENCE_EGFR = 110.0
"""mL/min/1.73 m2 at which the table's secretion holds (assumed: a healthy young adult)."""

SECRETION_FILTRATION_EXPONENT = 0.3
"""Potassium secretion falls less than filtration as kidneys fail: the nephrons that remain
secrete more each (assumed)."""

SCALED_WITH_MASS = (
    "insensible_water_loss_rate", "metabolic_water_rate", "urea_excretion_rate",
    "lymph_flow_reference", "capillary_filtration_coefficient",
)  # fmt: skip
"""Whole-body flows that grow with the body; their table's values are for 70 kg."""


@dataclass(frozen=True)
class Draw:
    """One plausible version of a person and their diary.

    Attributes
    ----------
    index
        Which one; it alone seeds this version, so it does not depend on how many there are.
    size
        Size of the body.
    parameters
        Values of the body's parameters that differ from the table's.
    untold
        Answers to what was not told.
    realisation
        Inputs of the body.
    """

    index: int
    size: BodySize
    parameters: dict[str, float]
    untold: Untold
    realisation: Realisation


def draw_version(diary: Diary, timeline: Timeline, seed: int, index: int) -> Draw:
    """Draw one version of a person.

    Parameters
    ----------
    diary, timeline
        What was told.
    seed, index
        Seed of the whole and number of this version: the same pair gives the same version.
    """
    body, life = (
        np.random.default_rng(sequence)
        for sequence in np.random.SeedSequence([seed, index]).spawn(2)
    )
    size = _size(diary, timeline, body)
    untold = draw_untold(
        life, size.sex, size.age_years, size.surface_square_metre / AVERAGE_SURFACE_SQUARE_METRE
    )
    return Draw(
        index=index,
        size=size,
        parameters=_parameters(size, body),
        untold=untold,
        realisation=realise(timeline, untold, size.mass_kg, life),
    )


def _size(diary: Diary, timeline: Timeline, generator: np.random.Generator) -> BodySize:
    person, kidney = diary.person, diary.kidney_function
    return draw_body_size(
        generator,
        sex=person.sex,
        age_years=person.age_years(timeline.clock.day(0)),
        height_cm=person.height_cm,
        mass_kg=person.mass_kg,
        egfr=None if kidney is None else kidney.egfr_ml_per_min_per_173,
    )


def _parameters(size: BodySize, generator: np.random.Generator) -> dict[str, float]:
    values = {
        row.id: sample(row, float(generator.standard_normal()))
        for row in parameters().values()
        if row.distribution != "fixed"
    }
    for name in SCALED_WITH_MASS:
        base = values.get(name, parameters()[name].value)
        values[name] = base * size.mass_kg / REFERENCE_MASS_KG
    for name, value in size.parameters().items():
        row = parameters()[name]
        # The size's filtration was drawn already; volumes still differ between equal bodies.
        drawn = name == "glomerular_filtration_rate_reference"
        scatter = 1.0 if drawn else values[name] / row.value
        values[name] = value * scatter
    kidney = (size.egfr / REFERENCE_EGFR) ** SECRETION_FILTRATION_EXPONENT
    surface = size.surface_square_metre / REFERENCE_SURFACE_SQUARE_METRE
    values["potassium_secretion_capacity"] *= kidney * surface
    return values


def sample(row: Parameter, score: float) -> float:
    """Return a parameter's value at a standard normal score, kept between low and high."""
    if row.distribution == "lognormal":
        value = row.value * math.exp(score * math.sqrt(math.log1p(row.between_person**2)))
    elif row.distribution == "normal":
        value = row.value * (1 + row.between_person * score)
    else:
        from scipy.special import ndtr

        value = row.low + (row.high - row.low) * float(ndtr(score))
    return min(max(value, row.low), row.high)
