"""Where the fitted values of the hazard come from: prevalence, the clock and thresholds, no more.

Each function has one objective and reads its targets from `experiments.csv`, so that
whoever doubts a fitted value of `values.csv` gets it again (`fitted_values`).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cramp.hazard.clock import share_between
from cramp.hazard.frailty import probability_of_at_least
from cramp.hazard.threshold import slope_between_people
from cramp.hazard.values import NIGHTS_OF_A_MONTH, number

if TYPE_CHECKING:
    from collections.abc import Callable

REFERENCE_AGE_YEARS = 50.0
WEEKS_OF_THREE_MONTHS = 13.0


class Ages(NamedTuple):
    """Ages of a population and the share of each."""

    years: np.ndarray
    shares: np.ndarray


ADULTS = Ages(
    np.array([24.0, 35.0, 45.0, 55.0, 65.0, 75.0, 85.0]),
    np.array([0.22, 0.18, 0.20, 0.17, 0.11, 0.07, 0.05]),
)
"""Adults of the United States about 2007 (recalled, rounded census shares)."""

PATIENTS_OVER_60 = Ages(
    np.array([62.5, 67.5, 72.5, 77.5, 85.0]), np.array([0.25, 0.25, 0.20, 0.15, 0.15])
)
"""General practice patients of 60 and over (assumed; the rate does not differ beyond 65)."""


class RestRate(NamedTuple):
    """How often people cramp at night.

    Attributes
    ----------
    base_rate
        Of an average person of 50, per night.
    frailty_shape
        Of the gamma distribution between people.
    age_slope
        Of the logarithm of the rate, per decade up to the plateau.
    """

    base_rate: float
    frailty_shape: float
    age_slope: float


def log_age_factor(age_years: np.ndarray, slope: np.ndarray | float) -> np.ndarray:
    """Return the logarithm of the rate at an age against 50 years.

    Parameters
    ----------
    age_years
        Of any shape.
    slope
        Per decade.
    """
    decades = (np.minimum(age_years, number("age_plateau")) - REFERENCE_AGE_YEARS) / 10
    return np.asarray(slope) * decades


def share_with_at_least(count: int, nights: float, ages: Ages, rate: RestRate) -> float:
    """Return which share of a population has so many night cramps or more in some nights."""
    mean = nights * rate.base_rate * np.exp(log_age_factor(ages.years, rate.age_slope))
    return float(ages.shares @ probability_of_at_least(count, mean, rate.frailty_shape))


def table_rest_rate() -> RestRate:
    """Return what the table of values says."""
    return RestRate(number("base_rate"), number("frailty_shape"), number("age_slope"))


def fit_rest_rate(mild: float, moderate_severe: float, more_than_three: float) -> RestRate:
    """Return the rate that gives three published shares.

    The objective is the sum of squares of simulated minus measured share; three values meet three
    shares, so it ends at zero.

    Parameters
    ----------
    mild, moderate_severe
        Shares of adults with 1 to 4, and with 5 or more night cramps a month (the answers of the
        survey: rarely or sometimes; often or almost always).
    more_than_three
        Share of patients over 60 with more than three a month.

    Raises
    ------
    ValueError
        If no rate gives these shares.
    """
    from scipy.optimize import least_squares

    def misfit(free: np.ndarray) -> np.ndarray:
        rate = RestRate(math.exp(free[0]), math.exp(free[1]), float(free[2]))
        any_month, five, four_old = (
            share_with_at_least(count, NIGHTS_OF_A_MONTH, ages, rate)
            for count, ages in ((1, ADULTS), (5, ADULTS), (4, PATIENTS_OVER_60))
        )
        return np.array(
            [any_month - five - mild, five - moderate_severe, four_old - more_than_three]
        )

    found = least_squares(misfit, [math.log(0.03), math.log(0.3), 0.2], xtol=1e-12, ftol=1e-12)
    if np.abs(found.fun).max() > 1e-4:
        raise ValueError("no rate gives these shares; check that they are shares of one population")
    return RestRate(math.exp(found.x[0]), math.exp(found.x[1]), float(found.x[2]))


def fit_clock_concentration(share_from_one_to_six: float) -> float:
    """Return the concentration with which that share of rest cramps comes from 1 to 6 o'clock."""
    return _root(lambda kappa: share_between(1, 6, kappa) - share_from_one_to_six, 1e-3, 50.0)


def fit_bout_rate(share_in_three_months: float) -> float:
    """Return cramps in an hour of usual exercise, of an average person.

    Parameters
    ----------
    share_in_three_months
        Of healthy adults who had exercise cramps in three months.
    """
    shape = number("frailty_shape")
    hours = number("usual_exercise_time") * WEEKS_OF_THREE_MONTHS
    return _root(
        lambda rate: float(probability_of_at_least(1, rate * hours, shape)) - share_in_three_months,
        1e-6,
        10.0,
    )


def fitted_values() -> dict[str, float]:
    """Return every fitted value that needs no simulated body, derived again, by identifier."""
    from cramp.hazard.experiments import measured

    rest = fit_rest_rate(
        measured("mild_in_a_month"), measured("moderate_in_a_month"), measured("old_over_three")
    )
    return {
        **rest._asdict(),
        "clock_concentration": fit_clock_concentration(measured("from_one_to_six")),
        "bout_rate": fit_bout_rate(measured("exercise_three_months")),
        "hazard_slope": slope_between_people(
            number("threshold_crampers"),
            number("threshold_non_crampers"),
            number("threshold_spread"),
        ),
    }


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    from scipy.optimize import brentq

    return float(brentq(function, low, high, xtol=1e-10))
