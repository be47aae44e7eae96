"""A virtual population: who they are, and how their blood and urine compare with published ones."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from cramp.exposure.priors import all_priors, prior
from cramp.exposure.streams import Streams
from cramp.physiology.check import bibliography_keys
from cramp.simulate.adults import (
    AdultTableError,
    adult_rows,
    draw_adults,
    draw_prevalent,
    read_adult_rows,
)
from cramp.simulate.population import MEASURED_IN_BLOOD, PASSED_IN_URINE, population
from cramp.simulate.population_intervals import agreements, published_intervals

if TYPE_CHECKING:
    import xarray

COUNT = 4000
PAGE = Path(__file__).parents[2] / "docs/population.md"


@pytest.fixture(scope="module")
def people() -> xarray.Dataset:
    return population(COUNT)


def test_adults_are_of_the_ages_and_sexes_of_the_table():
    sex, age = draw_adults(Streams(3, 40_000))
    for row in adult_rows():
        if row.kind == "people":
            assert np.mean(row.of(sex, age)) == pytest.approx(row.share, abs=0.006), row
    assert np.min(age) >= 18


def test_conditions_are_as_frequent_as_the_table_says():
    streams = Streams(3, 40_000)
    sex, age = draw_adults(streams)
    severities = draw_prevalent(streams, sex, age)
    for row in adult_rows():
        if row.kind == "condition":
            has = np.isfinite(severities[row.name][row.of(sex, age)])
            assert np.mean(has) == pytest.approx(row.share, abs=0.02), row


def test_few_adults_filter_little():
    found = population(2000, engine=_NoEngine())
    below_60 = np.mean(found["filtration_rate"].values < 60)
    assert 0.055 < below_60 < 0.085


@pytest.mark.parametrize(
    ("eaten", "usual"),
    [
        ("eaten_potassium", "usual_potassium_mmol"),
        ("eaten_sodium", "usual_sodium_mmol"),
        ("eaten_magnesium", "usual_magnesium_mmol"),
        ("eaten_calcium", "usual_calcium_mmol"),
        ("eaten_water", "usual_water_litre"),
    ],
)
def test_people_eat_on_average_what_the_survey_found(eaten, usual, many):
    """Of each sex and age band; nothing that multiplies may bring more of its own."""
    female, age = many["female"].values, many["age"].values
    shaken = prior("table_salt_mmol").value if eaten == "eaten_sodium" else 0.0
    for row in all_priors():
        if row.id == usual and row.age_from >= 18:
            of_age = (row.age_from <= age) & (age < row.age_to)
            found = many[eaten].values[of_age & (female == (row.sex == "female"))]
            error = np.std(found) / np.sqrt(len(found))
            assert np.mean(found) == pytest.approx(row.value + shaken, abs=3.5 * error), row
            assert error < 0.02 * row.value


@pytest.fixture(scope="module")
def many() -> xarray.Dataset:
    return population(20_000, engine=_NoEngine())


class _NoEngine:
    """Solves nothing: for what is known of people before anything is simulated."""

    def __init__(self) -> None:
        from cramp.physiology.conservation import body_description

        self.description = body_description()
        self.name = "none"

    def solve(self, runs, outputs, times, **_choices):
        from cramp.engine.interface import Solution

        values = np.zeros((len(runs), len(times), len(outputs)))
        return Solution(outputs=tuple(outputs), times=times, values=values, failures={})


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (",0.112,", ",0.2,", "add up to 1.088"),
        ("people,,male,18", "folk,,male,18", "kind is people or condition"),
        ("condition,copd,any,18", "condition,gout,any,18", "no condition 'gout' acts"),
        (",us_census_2010,", ",,", "needs a source"),
        ("male,18,30", "male,30,18", "an age from below"),
    ],
)
def test_a_broken_table_of_adults_is_refused(old, new, words):
    from importlib import resources

    text = resources.files("cramp.simulate").joinpath("adults.csv").read_text("utf-8")
    assert old in text
    with pytest.raises(AdultTableError, match=words):
        read_adult_rows(text.replace(old, new, 1))


def test_every_source_is_in_the_bibliography():
    sources = {row.source for row in adult_rows() if row.source}
    sources |= {row.source for row in published_intervals()}
    assert sources <= bibliography_keys()


@pytest.mark.parametrize(("count", "seed"), [(0, 0), (5, -1)])
def test_no_people_and_no_seed_are_refused(count, seed):
    with pytest.raises(ValueError, match=f"not {count} and {seed}"):
        population(count, seed=seed)


@pytest.mark.slow
def test_a_person_is_the_same_however_many_others_there_are(people):
    few = population(8)
    for name in ("age", "body_mass", "filtration_rate", "eaten_potassium"):
        np.testing.assert_array_equal(few[name].values, people[name].values[:8], err_msg=name)
    blood = "plasma_potassium_concentration"
    np.testing.assert_allclose(few[blood].values, people[blood].values[:8], rtol=5e-3)


@pytest.mark.slow
@pytest.mark.parametrize("row", published_intervals(), ids=lambda row: row.words)
def test_people_are_as_published_or_the_miss_is_told(row, people):
    (found,) = (one for one in agreements(people) if one.published == row)
    words = f"{found.low:.4g} to {found.high:.4g}, {found.share_inside:.0%} inside"
    if row.missed:
        assert not found.holds, f"no longer missed, take the reason out: {words}"
    else:
        assert found.holds, words


def test_an_interval_of_some_ages_is_of_them_alone():
    old = next(row for row in published_intervals() if row.age_from == 60)
    np.testing.assert_array_equal(old.includes(np.array([18, 59.9, 60, 89])), [0, 0, 1, 1])
    everybody = next(row for row in published_intervals() if row.age_from is None)
    assert np.all(everybody.includes(np.array([18.0, 89.0])))


def test_every_quantity_has_an_interval_or_is_a_share_of_normal():
    told = {row.quantity for row in published_intervals()}
    without = {"renin", "aldosterone", "urine_chloride_amount"}
    assert told | without == {*MEASURED_IN_BLOOD, *PASSED_IN_URINE, "urine_volume"}


def test_the_page_tells_every_interval_and_what_is_missed():
    page = PAGE.read_text("utf-8")
    for row in published_intervals():
        line = re.search(rf"^\| {row.words} \|.*$", page, re.MULTILINE)
        assert line is not None, row.quantity
        assert f"| {row.low:g} to {row.high:g} |" in line[0], line[0]
        assert ("**missed**" in line[0]) == bool(row.missed), line[0]
