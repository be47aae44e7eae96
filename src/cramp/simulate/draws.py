"""Plausible versions of one person: how bodies differ, and what was not told."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cramp.engine.interface import Run
from cramp.exposure.clock import DAY_MINUTES
from cramp.exposure.doses import dosed_kinetics
from cramp.exposure.realisation import Realisation, realise
from cramp.exposure.streams import Streams
from cramp.exposure.untold import Untold, draw_untold
from cramp.physiology.parameters import Parameter, parameters
from cramp.simulate.ageing import age_effects
from cramp.simulate.body_size import (
    REFERENCE_MASS_KG,
    REFERENCE_SURFACE_SQUARE_METRE,
    BodySizes,
    draw_body_sizes,
)
from cramp.simulate.conditions import draw_severities, told_conditions, with_conditions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cramp.diary.model import Diary
    from cramp.exposure.timeline import Timeline

SETTLED_DAYS = 3
"""Days of usual life between the steady state and the first day with hours. The steady state
holds the daily rhythm at its mean, a quarter of a day before its peak; three days bring what
follows the rhythm to within half a hundredth of where months would, aldosterone to within four
hundredths (measured; docs/course.md)."""

SCALED_WITH_MASS = (
    "urea_excretion_rate",
    "lymph_flow_reference", "capillary_filtration_coefficient", "colon_potassium_secretion",
    "fixed_acid_production_rate", "net_acid_excretion_reference", "insulin_distribution_volume",
    "adrenaline_distribution_volume", "ethanol_elimination_maximum",
    "exercise_lactate_production", "exercise_potassium_release", "muscle_plasma_flow_resting",
    "muscle_plasma_flow_gain",
    "sweat_rate_reference", "acclimation_sweat_half", "stool_flow_half",
)  # fmt: skip
"""Whole-body flows and volumes that grow with the body; their table's values are for 70 kg."""

SCALED_WITH_SURFACE = (
    "glomerular_filtration_rate_normal", "potassium_secretion_capacity",
    "exchangeable_bone_calcium_reference", "surface_mineral_reference", "bone_turnover",
    "exchangeable_bone_magnesium_reference", "deep_bone_magnesium",
)  # fmt: skip
"""What kidneys do and what the skeleton holds, as large as the surface of the body; the table's
values are for 1.73 m2."""

DILUTED_BY_MASS = ("calcidiol_usual", "calcidiol_intake_slope")
"""What spreads in the whole body, fat included, so that its level falls as the body grows; the
table's values are for 70 kg."""


SCALED_WITH_HEAT = ("insensible_water_loss_rate", "metabolic_water_rate")
"""What burning food makes of water, and what of water leaves with the heat: as large as the heat
that a resting body makes; the table's values are for the 70 kg of its volumes."""


@dataclass(frozen=True)
class Versions:
    """V plausible versions of a person and their diary.

    Attributes
    ----------
    sizes
        Sizes of the bodies.
    parameters
        Values of the body's parameters that differ from the table's, by identifier; each of
        shape (V,).
    untold
        Answers to what was not told.
    realisation
        Inputs of the bodies.
    conditions
        Told conditions that act in the bodies.
    """

    sizes: BodySizes
    parameters: dict[str, np.ndarray]
    untold: Untold
    realisation: Realisation
    conditions: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return the number of versions, V."""
        return len(self.sizes.sex)

    def runs(self) -> list[Run]:
        """Return one run for each version; all share one array of edges in time.

        A run starts from the steady state of the usual life, `SETTLED_DAYS` before anything
        differs from day to day.
        """
        return self.runs_of(np.arange(len(self)))

    def runs_of(self, indices: np.ndarray) -> list[Run]:
        """Return the runs of some versions, as `runs`, in the order of their indices."""
        table = np.column_stack(list(self.parameters.values()))[indices].tolist()
        schedules = self.realisation.schedules.of(indices).begun_late(SETTLED_DAYS * DAY_MINUTES)
        settled_at = (self.parameters["secretion_peak_clock_time"] - DAY_MINUTES / 4)[indices]
        return [
            Run(schedule, dict(zip(self.parameters, row, strict=True)), settled_at=moment)
            for schedule, row, moment in zip(schedules, table, settled_at.tolist(), strict=True)
        ]


def draw_versions(diary: Diary, timeline: Timeline, seed: int, count: int) -> Versions:
    """Draw plausible versions of a person.

    Parameters
    ----------
    diary, timeline
        What was told.
    seed
        Of all randomness. A version is the same however many others are drawn; see
        `cramp.exposure.streams.Streams`.
    count
        Number of versions, V.
    """
    return versions_of(diary, timeline, Streams(seed, count))


def versions_of(diary: Diary, timeline: Timeline, streams: Streams) -> Versions:
    """Draw plausible versions of a person from streams of one's own; see `draw_versions`."""
    sizes = _sizes(diary, timeline, streams)
    untold = draw_untold(streams, sizes.sex, sizes.age_years, sizes.appetite_ratio)
    healthy = with_kinetics(
        body_parameters(sizes, parameter_scores(streams)), dosed_kinetics(timeline.doses)
    )
    severities = draw_severities(streams, told_conditions(diary))
    return Versions(
        sizes=sizes,
        parameters=with_conditions(healthy, severities, egfr_told=_told_egfr(diary) is not None),
        untold=untold,
        realisation=realise(timeline, untold, sizes.mass_kg, streams),
        conditions=tuple(severities),
    )


def _sizes(diary: Diary, timeline: Timeline, streams: Streams) -> BodySizes:
    person = diary.person
    return draw_body_sizes(
        streams,
        sex=person.sex,
        age_years=person.age_years(timeline.clock.day(0)),
        height_cm=person.height_cm,
        mass_kg=person.mass_kg,
        egfr=_told_egfr(diary),
    )


def _told_egfr(diary: Diary) -> float | None:
    kidney = diary.kidney_function
    return None if kidney is None else kidney.egfr_ml_per_min_per_173


def parameter_scores(streams: Streams) -> dict[str, np.ndarray]:
    """Return how V people differ: standard normal scores of each parameter that varies."""
    return {
        row.id: streams.scores("parameter", row.id)
        for row in parameters().values()
        if row.distribution != "fixed"
    }


def body_parameters(
    sizes: BodySizes,
    scores: Mapping[str, np.ndarray],
    table: Mapping[str, Parameter] | None = None,
) -> dict[str, np.ndarray]:
    """Return the body's parameters for V bodies, each of shape (V,), in their table's units.

    Parameters
    ----------
    sizes
        Of the bodies.
    scores
        From `parameter_scores`.
    table
        Whose values people differ from; the body's own if not given. The same scores in another
        table are the same people about other values.
    """
    table = parameters() if table is None else table
    values = {name: sample(table[name], score) for name, score in scores.items()}
    for name in SCALED_WITH_MASS:
        base = values.get(name, table[name].value)
        values[name] = base * sizes.mass_kg / REFERENCE_MASS_KG
    for name in DILUTED_BY_MASS:
        base = values.get(name, table[name].value)
        values[name] = base * REFERENCE_MASS_KG / sizes.mass_kg
    for name, value in sizes.parameters().items():
        row = table[name]
        # The size's filtration was drawn already; volumes still differ between equal bodies.
        drawn = name == "glomerular_filtration_rate_reference"
        scatter = 1.0 if drawn else values[name] / row.value
        values[name] = value * scatter
    for effect in age_effects():
        base = values.get(effect.parameter, table[effect.parameter].value)
        values[effect.parameter] = base * effect.at(sizes.age_years)
    surface = sizes.surface_square_metre / REFERENCE_SURFACE_SQUARE_METRE
    heat = sizes.resting_heat_ratio
    for names, ratio in ((SCALED_WITH_SURFACE, surface), (SCALED_WITH_HEAT, heat)):
        for name in names:
            values[name] = values.get(name, table[name].value) * ratio
    return values


def with_kinetics(
    values: Mapping[str, np.ndarray],
    factors: Mapping[str, float],
    table: Mapping[str, Parameter] | None = None,
) -> dict[str, np.ndarray]:
    """Return parameters of V bodies with the kinetics of the medicines that they take.

    People go on differing as they do: each person's own value is multiplied.

    Parameters
    ----------
    values
        From `body_parameters`, each of shape (V,).
    factors
        By parameter; see `cramp.exposure.kinetics`.
    table
        For parameters in which people do not differ; the body's own if not given.
    """
    table = parameters() if table is None else table
    ones = np.ones_like(next(iter(values.values())))
    changed = dict(values)
    for name, factor in factors.items():
        changed[name] = changed.get(name, table[name].value * ones) * factor
    return changed


def sample(row: Parameter, scores: np.ndarray) -> np.ndarray:
    """Return a parameter's values at standard normal scores, kept between low and high.

    Parameters
    ----------
    row
        Of the parameter table.
    scores
        Of any shape.

    Returns
    -------
    numpy.ndarray
        Of the same shape, in the parameter's unit.
    """
    if row.distribution == "lognormal":
        values = row.value * np.exp(scores * math.sqrt(math.log1p(row.between_person**2)))
    elif row.distribution == "normal":
        values = row.value * (1 + row.between_person * scores)
    else:
        from scipy.special import ndtr

        values = row.low + (row.high - row.low) * ndtr(scores)
    return np.clip(values, row.low, row.high)
