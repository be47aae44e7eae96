"""Relief acts where it acts, and is exactly nothing where trials found nothing."""

from __future__ import annotations

import numpy as np
import pytest

from cramp.hazard.cramps import cramps
from cramp.hazard.relief import COLUMNS, UnknownRelief, effect, relief_of, reliefs
from cramp.hazard.table_lines import HazardTableError, parsed_lines


def test_magnesium_in_older_adults_is_exactly_without_effect() -> None:
    found = effect("magnesium_older_adults", draws=50)
    assert found.ratio is not None
    assert np.all(found.ratio == 1)
    assert found.relief.use == "never"
    assert found.relief.size.grade == "high"


@pytest.mark.parametrize("name", ["massage", "heat", "cold", "pain_killers"])
def test_what_nobody_tested_has_no_number(name: str) -> None:
    found = effect(name, draws=50)
    assert found.ratio is None
    assert found.interval is None
    assert found.relief.use == "words_only"


def test_quinine_works_and_is_never_proposed() -> None:
    (quinine,) = (row for row in reliefs() if row.id == "quinine")
    assert quinine.use == "never"
    interval = effect("quinine", draws=500).interval
    assert interval is not None
    assert interval[2] < 1
    assert not any("quinine" in row.id for row in reliefs() if row.use == "may_be_proposed")


def test_placebo_is_for_simulated_trials_alone() -> None:
    (placebo,) = (row for row in reliefs() if row.id == "placebo")
    assert placebo.use == "trials_only"
    assert "never both" in placebo.size.note


def test_a_drink_with_sodium_raises_the_threshold_in_bouts_not_at_night() -> None:
    found = effect("fluid_with_sodium", draws=2000)
    assert found.relief.acts_on == "rate_in_bout"
    assert found.ratio is not None
    assert np.mean(found.ratio <= 1) > 0.97


def test_stretching_nightly_may_do_nothing() -> None:
    interval = effect("stretching_nightly", draws=2000).interval
    assert interval is not None
    low, middle, high = interval
    assert low < 0.6 < middle < 1 < high


def test_an_attack_is_shortened_and_the_rate_left_alone() -> None:
    for name in ("stretching_now", "strong_taste"):
        found = effect(name, draws=500)
        assert found.relief.acts_on == "attack_duration"
        assert found.ratio is not None
        assert np.quantile(found.ratio, 0.95) < 1
        assert np.median(found.ratio) < 0.7


def test_less_alcohol_undoes_exactly_what_alcohol_adds(diary, course) -> None:
    drinker = cramps(diary(), course(ethanol=200.0), seed=4)
    factor = drinker["factor_at_night"].sel(factor="alcohol").isel(night=0).to_numpy()
    found = effect("less_alcohol", draws=200, seed=4)
    assert found.ratio is not None
    np.testing.assert_allclose(found.ratio * factor, 1)
    sober = effect("less_alcohol", draws=200, seed=4, present=np.zeros(200, dtype=bool))
    assert sober.ratio is not None
    assert np.all(sober.ratio == 1)


def test_every_row_is_graded_and_seeded() -> None:
    for row in reliefs():
        assert row.size.grade
        assert row.size.note
        first, again = (effect(row.id, draws=20, seed=3).ratio for _ in range(2))
        assert (first is None and again is None) or np.array_equal(first, again)


def test_an_unknown_relief_is_refused() -> None:
    with pytest.raises(UnknownRelief, match="no row called 'soap'; there are stretching_now"):
        effect("soap", draws=10)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"effect": "ratio"}, "has a width"),
        ({"effect": "inverse_of"}, "names a row"),
        ({"effect": "inverse_of", "of": "tea"}, "no row called 'tea'"),
        ({"use": "maybe"}, "use is 'maybe'"),
    ],
)
def test_a_wrong_row_is_refused_with_its_place(wrong: dict[str, str], said: str) -> None:
    cells = {
        "id": "x", "acts_on": "rate_at_night", "effect": "no_effect", "of": "", "use": "never",
        "value": "1", "unit": "1", "low": "1", "high": "1", "distribution": "fixed",
        "status": "assumed", "source": "", "grade": "low", "note": "why",
    } | wrong  # fmt: skip
    text = f"{','.join(COLUMNS)}\n{','.join(cells[name] for name in COLUMNS)}\n"
    (line,) = parsed_lines(text, "relief.csv", COLUMNS)
    with pytest.raises(HazardTableError, match=f"relief.csv:2: x: .*{said}"):
        relief_of(line)
