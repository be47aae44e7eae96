"""What the hazard gives for surveys and races: populations without a simulated body."""

from __future__ import annotations

import math

import numpy as np

from cramp.exposure.streams import Streams
from cramp.hazard.calibration import (
    ADULTS,
    PATIENTS_OVER_60,
    WEEKS_OF_THREE_MONTHS,
    Ages,
    log_age_factor,
    share_with_at_least,
    table_rest_rate,
)
from cramp.hazard.clock import STANDARD_NIGHT, share_between
from cramp.hazard.coupling import couplings
from cramp.hazard.frailty import probability_of_at_least
from cramp.hazard.rates import relative_effort
from cramp.hazard.relief import effect
from cramp.hazard.values import NIGHTS_OF_A_MONTH, hazard_values, number

THREE_MONTHS = 3 * NIGHTS_OF_A_MONTH
CHILDREN = Ages(np.array([10.0]), np.array([1.0]))
ENROLLED_WITH = 4
"""Cramps in two weeks that let people into a trial (recalled of Roguin Maor et al. 2017)."""

IRONMAN, ULTRAMARATHON, MARATHON = (12.0, 0.65), (26.0, 0.45), (4.0, 0.75)
"""Hours and effort, share of maximum, of the races (assumed: usual times of all who finish)."""

_DRAWS = 4000


def simulated_in_populations() -> dict[str, float]:
    """Return what the hazard gives, by experiment, in the experiment's unit."""
    rate = table_rest_rate()
    month_any, month_five = (
        share_with_at_least(count, NIGHTS_OF_A_MONTH, ADULTS, rate) for count in (1, 5)
    )
    adults_any = share_with_at_least(1, THREE_MONTHS, ADULTS, rate)
    hours = number("usual_exercise_time") * WEEKS_OF_THREE_MONTHS
    shape = rate.frailty_shape
    exercise = float(probability_of_at_least(1, number("bout_rate") * hours, shape))
    stretching = _median(effect("stretching_nightly", draws=_DRAWS).ratio)
    return {
        "mild_in_a_month": month_any - month_five,
        "moderate_in_a_month": month_five,
        "old_over_three": share_with_at_least(4, NIGHTS_OF_A_MONTH, PATIENTS_OVER_60, rate),
        "from_one_to_six": share_between(1, 6),
        "exercise_three_months": exercise,
        "calf_share": number("calf_share"),
        "threshold_gap": -number("hazard_slope") * number("threshold_spread") ** 2,
        "magnesium": _median(effect("magnesium_older_adults", draws=_DRAWS).ratio),
        "quinine": _median(effect("quinine", draws=_DRAWS).ratio),
        "strong_taste": _median(effect("strong_taste", draws=_DRAWS).ratio),
        "stretching_hallegraeff": stretching,
        "stretching_coppin": stretching,
        "old_any": share_with_at_least(1, THREE_MONTHS, PATIENTS_OVER_60, rate),
        "survey_any": adults_any,
        "healthy_three_months": adults_any,
        "children": share_with_at_least(1, NIGHTS_OF_A_MONTH, CHILDREN, rate),
        "three_a_week": _share_of_crampers(13),
        "every_night": _share_of_crampers(30),
        "at_night": share_between(*STANDARD_NIGHT),
        "season": 0.0,
        "ironman": share_cramping_in_race(*IRONMAN),
        "ultramarathon": share_cramping_in_race(*ULTRAMARATHON),
        "marathon": share_cramping_in_race(*MARATHON),
        "hypokalaemia": _hypokalaemia(Streams(0, _DRAWS)),
        "placebo": fall_after_enrolment(),
    }


def share_cramping_in_race(hours: float, effort: float) -> float:
    """Return the share of people who cramp in a race.

    Parameters
    ----------
    hours
        Of the race.
    effort
        Share of maximum.
    """
    relative = float(relative_effort(np.array(effort)))
    mean = number("bout_rate") * hours * relative ** number("effort_exponent")
    return float(probability_of_at_least(1, mean, number("frailty_shape")))


def fall_after_enrolment() -> float:
    """Return cramps after enrolment over those that led to it, in people over 60.

    Nothing is done to anybody: who counts many cramps in two weeks counts fewer in the next, for
    part of the first count was chance.
    """
    from scipy.stats import nbinom

    rate, shape = table_rest_rate(), number("frailty_shape")
    means = 14 * rate.base_rate * np.exp(log_age_factor(PATIENTS_OVER_60.years, rate.age_slope))
    counts = np.arange(ENROLLED_WITH, 2000)
    chance = nbinom.pmf(counts, shape, (shape / (shape + means))[:, None])
    weights = PATIENTS_OVER_60.shares[:, None] * chance
    after = means[:, None] * (shape + counts) / (shape + means[:, None])
    return float((weights * after).sum() / (weights * counts).sum())


def _share_of_crampers(count: int) -> float:
    """Return the share with so many a month of those with any in three months, over all adults."""
    rate = table_rest_rate()
    many = share_with_at_least(count, NIGHTS_OF_A_MONTH, ADULTS, rate)
    return many / share_with_at_least(1, THREE_MONTHS, ADULTS, rate)


def _hypokalaemia(streams: Streams) -> float:
    """Return the median ratio of the rate with potassium at 3.2 instead of 4.2 mmol/L."""
    (potassium,) = (row for row in couplings() if row.id == "potassium")
    values = hazard_values()
    slope = values["hazard_slope"].draw(streams) * values["carried_share"].draw(streams)
    change = potassium.slopes(streams) * potassium.deviation(np.array([[3.2]]), 1.0)[0]
    return math.exp(float(np.median(-slope * change)))


def _median(ratio: np.ndarray | None) -> float:
    if ratio is None:
        raise ValueError("nothing is known of this effect")
    return float(np.median(ratio))
