"""The priors for what is not told are complete and say where they come from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from cramp.exposure import priors
from cramp.exposure.priors import Prior, all_priors, prior, values_by_person
from cramp.exposure.streams import Streams
from cramp.exposure.untold import USUAL_NUTRIENTS, USUAL_STIMULANTS, draw_untold
from cramp.physiology.check import bibliography_keys


def test_every_row_says_where_it_comes_from() -> None:
    known = bibliography_keys()
    for row in all_priors():
        if row.status in ("sourced", "recalled"):
            assert row.source in known, f"{row.id}: {row.source!r} is not in references.bib"
        else:
            assert row.note, f"{row.id} is assumed without saying why"


@pytest.mark.parametrize("sex", ["female", "male"])
@pytest.mark.parametrize("age", [5, 20, 45, 68, 95])
def test_every_adult_and_child_has_a_usual_intake(sex: str, age: float) -> None:
    drawn = draw_untold(Streams(1, 3), np.full(3, sex), np.full(3, age), np.ones(3))
    assert all(np.all(drawn.usual[name] > 0) for name in USUAL_NUTRIENTS)
    assert all(np.all(drawn.usual[name] >= 0) for name in USUAL_STIMULANTS)
    assert np.all(drawn.usual["ethanol_mmol"] == 0) == (age < 18)
    assert np.all((drawn.adherence > 0) & (drawn.adherence < 1))


def test_many_take_no_alcohol_and_few_no_caffeine() -> None:
    count = 20_000
    drawn = draw_untold(
        Streams(1, count), np.full(count, "male"), np.full(count, 40.0), np.ones(count)
    )
    assert np.mean(drawn.takes["ethanol_mmol"]) == pytest.approx(0.6, abs=0.015)
    assert np.mean(drawn.takes["caffeine_mmol"]) == pytest.approx(0.89, abs=0.01)
    grams = drawn.usual["ethanol_mmol"] * 46.07 / 1000
    milligrams = drawn.usual["caffeine_mmol"] * 194.19
    assert np.mean(grams) == pytest.approx(23, rel=0.05)
    assert np.mean(milligrams) == pytest.approx(240, rel=0.05)


def test_each_person_eats_as_people_of_that_sex_and_age() -> None:
    sexes, ages = np.array(["male", "female", "male"]), np.array([29.9, 51.0, 30.0])
    values = values_by_person("usual_sodium_mmol", sexes, ages, np.zeros(3))
    assert values * np.sqrt(1 + 0.28**2) == pytest.approx([180, 120, 185])


@pytest.mark.parametrize(("sex", "age"), [("male", 130), ("female", -1), ("unknown", 40)])
def test_a_person_for_whom_there_is_no_prior_is_an_error(sex: str, age: float) -> None:
    with pytest.raises(KeyError, match=f"usual_sodium_mmol.*{sex}.*{age}"):
        values_by_person("usual_sodium_mmol", np.array([sex]), np.array([age]), np.zeros(1))


def test_a_prior_by_sex_and_age_is_not_one_for_all() -> None:
    with pytest.raises(KeyError, match="differs by sex and age"):
        prior("usual_sodium_mmol")


def test_every_row_is_used() -> None:
    """A row nobody reads would look like an assumption that is made."""
    folder = Path(priors.__file__).parents[1]
    code = "".join(path.read_text("utf-8") for path in folder.rglob("*.py"))
    read = {row.id for row in all_priors() if f'"{row.id}"' in code}
    by_sex = {f"height_cm_{sex}" for sex in ("female", "male")}
    assert {row.id for row in all_priors()} == read | by_sex


def test_an_estimated_filtration_errs_as_its_source_says() -> None:
    ratios = prior("told_egfr").draw(Streams(0, 20_000))
    assert np.mean((ratios > 0.7) & (ratios < 1.3)) == pytest.approx(0.87, abs=0.02)


@pytest.mark.parametrize("row", all_priors(), ids=lambda row: f"{row.id} {row.sex} {row.age_from}")
def test_a_draw_follows_the_distribution_of_its_row(row: Prior) -> None:
    """As many draws lie below each quantile of the distribution as its definition says."""
    drawn = row.draw(Streams(3, 20_000))
    if row.distribution == "fixed":
        assert set(drawn.tolist()) == {row.value}
        return
    chances = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
    below = np.mean(drawn[:, None] < _distribution(row).ppf(chances), axis=0)
    assert below == pytest.approx(chances, abs=0.015)  # four standard errors


def _distribution(row: Prior) -> Any:
    if row.distribution == "lognormal":
        return stats.lognorm(np.sqrt(np.log1p(row.spread**2)), scale=row.value)
    if row.distribution == "lognormal_mean":
        scale = row.value / np.sqrt(1 + row.spread**2)
        return stats.lognorm(np.sqrt(np.log1p(row.spread**2)), scale=scale)
    if row.distribution == "normal":
        return stats.norm(row.value, row.value * row.spread)
    both = row.value * (1 - row.value) / row.spread**2 - 1
    return stats.beta(row.value * both, (1 - row.value) * both)


@pytest.mark.parametrize("row", all_priors(), ids=lambda row: f"{row.id} {row.sex} {row.age_from}")
def test_what_surveys_tell_is_the_mean(row: Prior) -> None:
    if row.id.startswith("usual_") or row.id in MEAN_ONE:
        assert row.distribution in {"lognormal_mean", "fixed"}
        drawn = row.draw(Streams(5, 60_000))
        assert np.mean(drawn) == pytest.approx(row.value, rel=0.02)


MEAN_ONE = ("shared_appetite", "day_to_day", "day_to_day_own", "table_salt_mmol")


def test_a_share_is_drawn_without_scores() -> None:
    with pytest.raises(ValueError, match=r"adherence.*use draw"):
        prior("adherence").at(np.zeros(1))


def test_a_normal_prior_has_no_far_tails() -> None:
    row = prior("untold_age")
    far = row.at(np.array([-9.0, 9.0]))
    assert far.tolist() == pytest.approx([50 * (1 - 3 * 0.3), 50 * (1 + 3 * 0.3)])


def test_an_unknown_prior_is_an_error() -> None:
    with pytest.raises(KeyError, match="no_such"):
        prior("no_such")
