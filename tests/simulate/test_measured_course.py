"""Measured values move a course the way they should, and only if there are any."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
import xarray

import cramp
from cramp.assessment.red_flags import Urgency
from cramp.diary.reading import read_diary_text
from cramp.simulate.use_of_measurements import (
    effective_draws,
    uses_of_measurements,
    warning,
)

if TYPE_CHECKING:
    from pathlib import Path

DRAWS = 250
DIARY = """
format: cramp-diary/1
time_zone: UTC
person: {sex: female, age: 60, height: 165 cm, mass: 70 kg}
events:
  - {at: 2025-07-03T07:30, note: a day}
"""
POTASSIUM = "plasma_potassium_concentration"


@cache
def course(*events: str, draws: int = DRAWS, use_measurements: bool = True) -> xarray.Dataset:
    return cramp.simulate(diary(*events), draws=draws, use_measurements=use_measurements)


def diary(*events: str) -> cramp.Diary:
    lines = "".join(f"  - {{at: 2025-07-03T{event}}}\n" for event in events)
    return read_diary_text(DIARY + lines, today=date(2025, 8, 1))


LOW = "09:00, lab: {potassium: 3.4 mmol/L}"
HIGH = "09:00, lab: {potassium: 4.7 mmol/L}"
IMPOSSIBLE = "09:00, lab: {potassium: 7.2 mmol/L}"


def middle(found: xarray.Dataset, name: str = POTASSIUM) -> float:
    return float(found[name].mean("time").median())


def test_without_measured_values_the_course_is_bitwise_the_same() -> None:
    """A value without a counterpart in the body weighs nothing either."""
    plain = course(use_measurements=False)
    unused = course("09:00, lab: {haemoglobin: 13 g/dL}")
    xarray.testing.assert_identical(course(), plain)
    xarray.testing.assert_equal(unused, plain)
    (use,) = uses_of_measurements(unused)
    assert use.use == "left_out"
    assert effective_draws(unused) is None
    assert "version" not in unused


def test_potassium_follows_the_blood_test() -> None:
    low, plain, high = (middle(one) for one in (course(LOW), course(), course(HIGH)))
    assert low < plain - 0.1
    assert high > plain + 0.1
    spreads = [float(one[POTASSIUM].mean("time").std()) for one in (course(LOW), course())]
    assert spreads[0] < spreads[1]


def test_the_draws_that_are_left_are_equally_likely_versions() -> None:
    narrowed = course(LOW)
    assert narrowed.sizes["draw"] == DRAWS
    np.testing.assert_array_equal(narrowed["draw"], np.arange(DRAWS))
    assert bool(narrowed["succeeded"].all())
    plain = course()
    version = narrowed["version"].to_numpy()
    if version.max() < DRAWS:
        for name in (POTASSIUM, "untold_potassium_intake"):
            np.testing.assert_array_equal(narrowed[name], plain[name].to_numpy()[version])


def test_a_seed_gives_one_course() -> None:
    again = cramp.simulate(diary(LOW), draws=DRAWS)
    xarray.testing.assert_identical(again, course(LOW))


def test_the_course_tells_what_became_of_a_value() -> None:
    (use,) = uses_of_measurements(course(LOW))
    assert (use.analyte, use.use, use.told) == ("potassium", "used", "3.4 mmol/L")
    assert use.before is not None
    assert use.after is not None
    assert use.after[1] < use.before[1]
    assert effective_draws(course(LOW)) >= 100
    assert not warning(course(LOW))


def test_an_impossible_value_is_flagged_and_moves_nothing() -> None:
    found = course(IMPOSSIBLE)
    (use,) = uses_of_measurements(found)
    assert use.use == "does_not_fit"
    np.testing.assert_array_equal(found[POTASSIUM], course()[POTASSIUM])


def test_warning_signs_still_act_on_an_impossible_value() -> None:
    assessment = cramp.assess(diary(IMPOSSIBLE), course(IMPOSSIBLE))
    assert assessment.red_flags.flags[0].urgency is Urgency.EMERGENCY
    assert assessment.measured[0].si_value == 7.2


def test_too_few_versions_are_said_to_be_too_few() -> None:
    found = course(LOW, "13:00, lab: {potassium: 3.3 mmol/L}", draws=30)
    assert "fewer than the 15 that it takes" in warning(found)


@pytest.mark.parametrize("format_of_file", ["nc", "zarr"])
def test_a_narrowed_course_can_be_kept(format_of_file: str, tmp_path: Path) -> None:
    from cramp.simulate.writing import write_course

    path = write_course(course(LOW), tmp_path / f"course.{format_of_file}")
    options = {} if format_of_file == "nc" else {"consolidated": False}
    with xarray.open_dataset(path, **options) as kept:
        assert uses_of_measurements(kept) == uses_of_measurements(course(LOW))
