"""What told conditions do to the bodies of people: each with a severity of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cramp.physiology.conditions import acting_conditions, condition_effects
from cramp.physiology.parameters import Parameter, parameters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cramp.diary.model import Diary
    from cramp.exposure.streams import Streams

STRONGER = {"kidney_disease": "dialysis"}
"""Conditions that another one, where it is told besides, already holds."""

Severities = dict[str, np.ndarray]
"""Standard normal scores of how severe each condition is, each of shape (V,); NaN for people who
do not have it."""


def draw_severities(streams: Streams, conditions: Iterable[str]) -> Severities:
    """Draw how severe the conditions of V people are.

    Parameters
    ----------
    streams
        Randomness for V people. The same people are as ill in one condition whatever else they
        have.
    conditions
        Identifiers; those that the body does not know draw nothing.
    """
    told = set(conditions)
    held = {name for name, stronger in STRONGER.items() if stronger in told}
    acting = (told - held) & acting_conditions()
    return {name: streams.scores("condition", name) for name in sorted(acting)}


def told_conditions(diary: Diary) -> tuple[str, ...]:
    """Return what a diary tells that the table of conditions may hold, pregnancy included."""
    return (*diary.conditions, "pregnancy") if diary.pregnancy else diary.conditions


def with_conditions(
    values: Mapping[str, np.ndarray],
    severities: Severities,
    *,
    egfr_told: bool,
    table: Mapping[str, Parameter] | None = None,
) -> dict[str, np.ndarray]:
    """Return parameters of V bodies that have some conditions.

    People go on differing as they do: each person's own value is moved.

    Parameters
    ----------
    values
        From `cramp.simulate.draws.body_parameters`, each of shape (V,).
    severities
        From `draw_severities`.
    egfr_told
        Whether filtration was told: what a condition does to it is then in it already.
    table
        For parameters in which people do not differ; the body's own if not given.
    """
    table = parameters() if table is None else table
    told = {"egfr"} if egfr_told else set()
    changed = dict(values)
    for row in condition_effects():
        if row.condition not in severities or row.unless_told in told:
            continue
        scores = severities[row.condition]
        neutral = 1.0 if row.how == "factor" else 0.0
        effect = np.where(np.isnan(scores), neutral, row.at(scores))
        own = changed.get(row.parameter, np.full(effect.shape, table[row.parameter].value))
        changed[row.parameter] = own * effect if row.how == "factor" else own + effect
    return changed
