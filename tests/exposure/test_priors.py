"""The priors for what is not told are complete and say where they come from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cramp.exposure import priors
from cramp.exposure.priors import all_priors, prior
from cramp.exposure.untold import draw_untold
from cramp.physiology.check import bibliography_keys


def test_every_row_says_where_it_comes_from() -> None:
    known = bibliography_keys()
    for row in all_priors():
        if row.status in ("sourced", "recalled"):
            assert row.source in known, f"{row.id}: {row.source!r} is not in references.bib"
        else:
            assert row.note, f"{row.id} is assumed without saying why"


@pytest.mark.parametrize("sex", ["female", "male", None])
@pytest.mark.parametrize("age", [5, 20, 45, 68, 95, None])
def test_every_adult_and_child_has_a_usual_intake(sex: str | None, age: float | None) -> None:
    drawn = draw_untold(np.random.default_rng(1), sex, age, 1.0)
    assert all(value > 0 for value in drawn.usual.values())
    assert 0 < drawn.adherence < 1


def test_an_unknown_sex_lies_between_both() -> None:
    female, male = (prior("usual_sodium_mmol", sex, 40).value for sex in ("female", "male"))
    assert prior("usual_sodium_mmol", None, 40).value == pytest.approx((female + male) / 2)


def test_every_row_is_used() -> None:
    """A row nobody reads would look like an assumption that is made."""
    folder = Path(priors.__file__).parents[1]
    code = "".join(path.read_text("utf-8") for path in folder.rglob("*.py"))
    read = {row.id for row in all_priors() if f'"{row.id}"' in code}
    by_sex = {f"height_cm_{sex}" for sex in ("female", "male")}
    assert {row.id for row in all_priors()} == read | by_sex


def test_an_estimated_filtration_errs_as_its_source_says() -> None:
    scores = np.random.default_rng(0).standard_normal(20_000)
    ratios = np.array([prior("told_egfr").at(score) for score in scores])
    assert np.mean((ratios > 0.7) & (ratios < 1.3)) == pytest.approx(0.87, abs=0.02)


def test_an_unknown_prior_is_an_error() -> None:
    with pytest.raises(KeyError, match="no_such"):
        prior("no_such")
