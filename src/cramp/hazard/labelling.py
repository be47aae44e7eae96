"""The hazard as a labelled dataset: names, units, and what it rests on."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

import numpy as np

from cramp.hazard.rates import (
    log_bout_expected,
    log_present_factors,
    log_rest_rate,
    log_state_factors,
    threshold_changes,
)
from cramp.hazard.ratios import ratios
from cramp.hazard.values import number
from cramp.hazard.width import PARTS

if TYPE_CHECKING:
    import xarray

    from cramp.hazard.cramps import Hazard
    from cramp.hazard.rates import Kind

_Variable = tuple[tuple[str, ...], np.ndarray, dict[str, str]]

INTENDED_USE = (
    "research and education; expected cramps are simulated, no diagnosis and no advice; ratios of "
    "medicines are no reason to change one"
)


def labelled(found: Hazard, course: xarray.Dataset, seed: int) -> xarray.Dataset:
    """Label a hazard; see `cramp.hazard.cramps.cramps`.

    Parameters
    ----------
    found
        What was worked out.
    course
        From which.
    seed
        From which it was drawn.
    """
    import xarray

    told = found.shown.told
    days = [told.clock.day(index).isoformat() for index in range(told.days)]
    begins = [
        np.datetime64(told.clock.moment(b.begin_minute).astimezone(UTC).replace(tzinfo=None), "ns")
        for b in found.shown.bouts
    ]
    return xarray.Dataset(
        {**_of_nights(found), **_of_bouts(found), **_of_person(found)},
        coords={
            "draw": ("draw", found.draws, {"long_name": "plausible version"}),
            "night": (
                "night",
                np.array(days, dtype="datetime64[ns]"),
                {"long_name": "night, by the local day it ends on"},
            ),
            "bout": (
                "bout",
                np.array(begins, dtype="datetime64[ns]"),
                {"long_name": "begin of exercise, UTC"},
            ),
            "factor": ("factor", factor_names(found), {"long_name": "what moves the rate"}),
            "part": ("part", list(PARTS), {"long_name": "where the width comes from"}),
        },
        attrs=_attributes(found, course, seed),
    )


def factor_names(found: Hazard) -> list[str]:
    """Return the factors in order: states of the body, then medicines, conditions and habits."""
    return [*dict.fromkeys(found.states.columns), *(row.id for row in ratios())]


def _of_nights(found: Hazard) -> dict[str, _Variable]:
    logs = _log_factors(found, "nights")
    rate = np.exp(log_rest_rate(found.states, found.priors))
    masses = np.array([night.mass for night in found.shown.nights])
    each = (rate * found.personal)[:, None] * masses * np.exp(logs.sum(axis=2))
    changes = threshold_changes(found.states, found.priors, "nights").sum(axis=2)
    return {
        "cramps_per_night": (
            ("draw", "night"),
            each,
            {"units": "1", "long_name": "cramps expected in the night"},
        ),
        "average_cramps_per_night": (
            ("draw",),
            each.mean(axis=1),
            {"units": "1", "long_name": "cramps expected a night, mean over the nights shown"},
        ),
        "rate_without_factors": (
            ("draw",),
            rate,
            {"units": "1", "long_name": "cramps in a standard night without any factor"},
        ),
        "night_length_ratio": (
            ("night",),
            masses,
            {"units": "1", "long_name": "rest cramps of the hours slept over those of 23 to 7"},
        ),
        "factor_at_night": (
            ("draw", "night", "factor"),
            np.exp(logs),
            {"units": "1", "long_name": "ratio of the rate with a factor to that without it"},
        ),
        "threshold_change": (
            ("draw", "night"),
            changes,
            {"units": "Hz", "long_name": "change of the cramp threshold by the body's state"},
        ),
    }


def _of_bouts(found: Hazard) -> dict[str, _Variable]:
    logs = _log_factors(found, "bouts")
    plain = np.exp(log_bout_expected(found.states, found.priors))
    each = plain * found.personal[:, None] * np.exp(logs.sum(axis=2))
    return {
        "cramps_per_bout": (
            ("draw", "bout"),
            each,
            {"units": "1", "long_name": "cramps expected in the bout and the hour after it"},
        ),
        "bout_without_factors": (
            ("draw", "bout"),
            plain,
            {"units": "1", "long_name": "cramps in the bout without any factor"},
        ),
        "factor_in_bout": (
            ("draw", "bout", "factor"),
            np.exp(logs),
            {"units": "1", "long_name": "ratio of the rate with a factor to that without it"},
        ),
    }


def _of_person(found: Hazard) -> dict[str, _Variable]:
    return {
        "frailty": (
            ("draw",),
            found.personal,
            {"units": "1", "long_name": "this person's rate over the average person's"},
        ),
        "expected_frailty": (
            ("draw",),
            found.frailty.mean,
            {"units": "1", "long_name": "its mean after the person's own count"},
        ),
        "log_evidence": (
            ("draw",),
            found.log_evidence,
            {"units": "1", "long_name": "logarithm of the chance of the count in the version"},
        ),
        "cramps_in_28_nights": (
            ("draw",),
            found.next_28_nights,
            {"units": "1", "long_name": "cramps in 28 nights like those shown, drawn"},
        ),
        "survival_slope": (
            ("draw",),
            found.priors.survival_slope,
            {"units": "1/Hz", "long_name": "fall of the logarithm of the rate for each hertz"},
        ),
        "log_variance": (
            ("part",),
            np.array(found.width),
            {"units": "1", "long_name": "variance of the logarithm of the cramps a night"},
        ),
        "width_share": (
            ("part",),
            np.array(found.width) / found.width.total,
            {"units": "1", "long_name": "share of that variance"},
        ),
    }


def _log_factors(found: Hazard, kind: Kind) -> np.ndarray:
    """Return logarithms of the factors in the order of `factor_names`."""
    logs = log_state_factors(found.states, found.priors, kind)
    names = list(dict.fromkeys(found.states.columns))
    joined = np.zeros((*logs.shape[:2], len(names)))
    for column, name in enumerate(found.states.columns):
        joined[..., names.index(name)] += logs[..., column]
    ratio_logs = log_present_factors(found.states, found.priors)[:, None, :]
    shape = (*joined.shape[:2], ratio_logs.shape[2])
    return np.concatenate([joined, np.broadcast_to(ratio_logs, shape)], axis=2)


def _attributes(found: Hazard, course: xarray.Dataset, seed: int) -> dict[str, str | int | float]:
    import cramp

    weight = found.width.data / (found.width.data + found.width.person)
    return {
        "title": "Expected cramps",
        "source": f"cramp {cramp.__version__}",
        "seed": seed,
        "course_seed": course.attrs["seed"],
        "time_zone": course.attrs["time_zone"],
        "counted": "cramps were not counted" if found.counted is None else f"{found.counted}",
        "weight_of_count": weight,
        "share_beyond_emulator": found.beyond_grid,
        "calf_share": number("calf_share"),
        "intended_use": INTENDED_USE,
    }
