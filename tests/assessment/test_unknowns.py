"""The parts of an uncertainty are found where they were put."""

from __future__ import annotations

import numpy as np
import pytest
import xarray

from cramp.assessment.unknowns import (
    ASKED_FOR,
    BODY,
    _scores,
    _shares,
    settled_quantities,
    unknowns,
)
from cramp.diary.model import Diary, RegularMedicine


def course(weights: dict[str, float], noise: float, draws: int = 4000) -> xarray.Dataset:
    generator = np.random.default_rng(5)
    causes = {name: generator.lognormal(0, 0.3, draws) for name in ASKED_FOR}
    answer = noise * generator.standard_normal(draws)
    for name, weight in weights.items():
        answer = answer + weight * np.log(causes[name]) / 0.3
    times = np.zeros((draws, 3)) + answer[:, None]
    return xarray.Dataset(
        {
            **{name: ("draw", values) for name, values in causes.items()},
            "plasma_potassium_concentration": (("draw", "time"), times),
            "succeeded": ("draw", np.ones(draws, dtype=bool)),
        }
    )


def test_shares_are_those_of_the_variance() -> None:
    found = unknowns(course({"untold_potassium_intake": 2, "stool_loss": 1}, noise=1))
    shares = {unknown.quantity: unknown.share for unknown in found}
    assert shares["untold_potassium_intake"] == pytest.approx(4 / 6, abs=0.08)
    assert shares["stool_loss"] == pytest.approx(1 / 6, abs=0.06)
    assert shares[None] == pytest.approx(1 / 6, abs=0.08)
    assert sum(shares.values()) == pytest.approx(1)


def test_pure_chance_is_laid_to_the_body() -> None:
    found = unknowns(course({}, noise=1))
    assert found[-1].words == BODY
    assert found[-1].share > 0.9


def test_what_does_not_vary_is_not_asked_for() -> None:
    told = course({"body_mass": 3}, noise=1)
    told["body_mass"] = ("draw", np.full(told.sizes["draw"], 72.0))
    assert "body_mass" not in {unknown.quantity for unknown in unknowns(told)}


def test_versions_that_failed_do_not_count() -> None:
    told = course({"body_mass": 1}, noise=0.1)
    told["plasma_potassium_concentration"][:10] = np.nan
    told["succeeded"][:10] = False
    assert all(np.isfinite(unknown.share) for unknown in unknowns(told))


def test_too_few_draws_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 30"):
        unknowns(course({}, noise=1, draws=20))


@pytest.mark.parametrize(
    ("dose_mg", "settled"),
    [(25.0, {"untold_dose_score"}), (None, set())],
)
def test_a_dose_is_asked_for_only_where_one_is_untold(
    dose_mg: float | None, settled: set[str]
) -> None:
    told = RegularMedicine(text="furosemide", name="furosemide", dose_mg=dose_mg)
    assert settled_quantities(Diary(medicines=(told,))) == settled


def test_without_medicines_nothing_is_asked_of_them() -> None:
    settled = settled_quantities(Diary())
    assert settled == {"untold_dose_score", "doses_taken_share"}
    found = unknowns(course({"untold_dose_score": 3}, noise=1), settled=settled)
    assert "untold_dose_score" not in {unknown.quantity for unknown in found}


def test_few_draws_do_not_explain_more_than_there_is() -> None:
    generator = np.random.default_rng(3)
    shared = generator.standard_normal((30, 1))
    predictors = shared + 0.2 * generator.standard_normal((30, 12))
    answer = predictors @ generator.standard_normal(12)
    scores = np.column_stack([_scores(column) for column in predictors.T])
    assert _shares(scores, _scores(answer), 30).sum() <= 1
