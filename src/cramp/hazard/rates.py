"""The rate of cramps as a product: what is so, what is not known of it, and what follows."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal, TypeVar

import numpy as np

from cramp.hazard.calibration import log_age_factor
from cramp.hazard.coupling import couplings
from cramp.hazard.ratios import ratios
from cramp.hazard.threshold import log_survival_ratio
from cramp.hazard.values import hazard_values, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cramp.exposure.streams import Streams

Kind = Literal["nights", "waking", "bouts"]

FAST_MODEL = "fast_model"
"""Name of the factor that an emulator of the fast model answers for."""


@dataclass(frozen=True)
class States:
    """What is so in V versions: the untold part of the person and of their days.

    Attributes
    ----------
    columns
        Factor that each column of the deviations belongs to, C of them.
    nights, waking, bouts
        Deviations, mean over each stretch by its weights, shape (V, stretches, C).
    present
        Factors of `ratios`, shape (V, R).
    age_years
        Shape (V,).
    bout_hours, bout_effort
        Length, and effort over reference effort, shape (V, bouts).
    """

    columns: tuple[str, ...]
    nights: np.ndarray
    waking: np.ndarray
    bouts: np.ndarray
    present: np.ndarray
    age_years: np.ndarray
    bout_hours: np.ndarray
    bout_effort: np.ndarray


@dataclass(frozen=True)
class Priors:
    """What is not known of anybody: one draw for each of V versions.

    Attributes
    ----------
    slopes
        Hertz for one unit of each deviation, shape (V, C).
    survival_slope
        Of the logarithm of the hazard over the threshold within one person, 1/Hz, shape (V,).
    log_ratios
        Of the factors of `ratios`, shape (V, R).
    base_rate, bout_rate
        Night cramps a night of somebody of 50; cramps an hour of exercise. Shape (V,).
    age_slope, effort_exponent
        Shape (V,).
    """

    slopes: np.ndarray
    survival_slope: np.ndarray
    log_ratios: np.ndarray
    base_rate: np.ndarray
    bout_rate: np.ndarray
    age_slope: np.ndarray
    effort_exponent: np.ndarray


_Versions = TypeVar("_Versions", States, Priors)


def chosen(versions: _Versions, indices: np.ndarray) -> _Versions:
    """Return the versions at some indices, in their order."""
    kept = {
        field.name: value[indices]
        for field in fields(versions)
        if isinstance(value := getattr(versions, field.name), np.ndarray)
    }
    return type(versions)(**{**vars(versions), **kept})


def draw_priors(streams: Streams, columns: Sequence[str]) -> Priors:
    """Draw what is not known of anybody.

    Parameters
    ----------
    streams
        Randomness for V versions.
    columns
        Of `States`. The last of two columns of an emulator is its standard error.
    """
    values = hazard_values()
    slopes = {row.id: row.slopes(streams) for row in couplings()}
    emulated = iter((np.ones(streams.count), streams.scores("hazard", FAST_MODEL)))
    carried = values["carried_share"].draw(streams)
    return Priors(
        slopes=np.column_stack(
            [next(emulated) if name == FAST_MODEL else slopes[name] for name in columns]
        ),
        survival_slope=values["hazard_slope"].draw(streams) * carried,
        log_ratios=np.column_stack([row.log_ratios(streams) for row in ratios()]),
        base_rate=values["base_rate"].draw(streams),
        bout_rate=values["bout_rate"].draw(streams),
        age_slope=values["age_slope"].draw(streams),
        effort_exponent=values["effort_exponent"].draw(streams),
    )


def threshold_changes(states: States, priors: Priors, kind: Kind) -> np.ndarray:
    """Return what each deviation does to the threshold, in hertz; shape (V, stretches, C)."""
    return getattr(states, kind) * priors.slopes[:, None, :]


def log_state_factors(states: States, priors: Priors, kind: Kind) -> np.ndarray:
    """Return the logarithm of the factor of each deviation; shape (V, stretches, C)."""
    changes = threshold_changes(states, priors, kind)
    return log_survival_ratio(changes, priors.survival_slope[:, None, None])


def log_present_factors(states: States, priors: Priors) -> np.ndarray:
    """Return the logarithm of each ratio where it applies, 0 where not; shape (V, R)."""
    return np.where(states.present, priors.log_ratios, 0.0)


def log_population_factor(priors: Priors) -> np.ndarray:
    """Return the logarithm of the rate of somebody without any factor over the average, (V,).

    The rates are those of populations in which some have each factor; without this a person with
    a common one would be counted up twice.
    """
    prevalence = np.array([row.prevalence for row in ratios()])
    return -np.log1p(prevalence * np.expm1(priors.log_ratios)).sum(axis=1)


def log_rest_rate(states: States, priors: Priors) -> np.ndarray:
    """Return the logarithm of the rate in a standard night without any factor, shape (V,)."""
    aged = log_age_factor(states.age_years, priors.age_slope)
    return np.log(priors.base_rate) + aged + log_population_factor(priors)


def log_bout_expected(states: States, priors: Priors) -> np.ndarray:
    """Return the logarithm of cramps expected in each bout without any factor, (V, bouts)."""
    effort = priors.effort_exponent[:, None] * np.log(states.bout_effort)
    rate = np.log(priors.bout_rate) + log_population_factor(priors)
    return rate[:, None] + effort + np.log(states.bout_hours)


def expected(states: States, priors: Priors, kind: Kind) -> np.ndarray:
    """Return cramps expected in each stretch of an average person, shape (V, stretches).

    Of nights and waking hours, those that a standard night's mass of the clock would hold.
    """
    logs = log_state_factors(states, priors, kind).sum(axis=2)
    logs = logs + log_present_factors(states, priors).sum(axis=1)[:, None]
    if kind == "bouts":
        return np.exp(logs + log_bout_expected(states, priors))
    return np.exp(logs + log_rest_rate(states, priors)[:, None])


def relative_effort(intensity: np.ndarray) -> np.ndarray:
    """Return effort over reference effort; of the intensity told, of any shape."""
    return np.maximum(intensity, 0.05) / number("reference_effort")
