"""Ratios say what they measure, carry a part of it, and are null where trials found nothing."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cramp.diary.vocabulary import CONDITIONS
from cramp.exposure.streams import Streams
from cramp.hazard.ratios import ADDED_LOG_SPREAD, COLUMNS, ratio, ratio_of, ratios
from cramp.hazard.table_lines import HazardTableError, parsed_lines
from cramp.knowledge.medicines import all_medicines


def test_statins_are_exactly_null() -> None:
    assert np.all(ratio("statins").log_ratios(Streams(0, 100)) == 0)


@pytest.mark.parametrize("row", ratios(), ids=lambda row: row.id)
def test_no_ratio_is_narrower_than_published_and_none_is_larger(row) -> None:
    published, error = row.published_log_ratio()
    mean, spread = row.log_ratio()
    assert 0 <= mean <= published
    if row.measure != "trial_null":
        assert spread >= ADDED_LOG_SPREAD
        assert spread / max(mean, 1e-9) > error / published


@pytest.mark.parametrize("row", ratios(), ids=lambda row: row.id)
def test_a_row_is_of_something_that_a_diary_can_tell(row) -> None:
    if row.kind == "medicine":
        held = [one.cramp_ratio for one in all_medicines() if one.cramp_ratio is not None]
        assert row.applies_to in {one.group for one in held}
    if row.kind == "condition":
        assert row.applies_to in CONDITIONS


def test_sequence_ratios_are_those_of_the_medicine_table_and_say_so() -> None:
    held = {
        one.cramp_ratio.group: one.cramp_ratio
        for one in all_medicines()
        if one.cramp_ratio is not None
    }
    rows = [row for row in ratios() if row.measure == "quinine_starts"]
    assert len(rows) == 4
    for row in rows:
        entry = held[row.applies_to]
        published = row.published
        assert (published.value, published.low, published.high) == (
            entry.value,
            entry.low,
            entry.high,
        )
    assert "no cramp rate" in rows[0].published.note


def test_a_prevalence_becomes_an_odds_ratio() -> None:
    mean, _ = ratio("peripheral_artery_disease").published_log_ratio()
    assert mean == pytest.approx(math.log((75 / 25) / (56 / 44)))


def test_draws_have_the_mean_and_spread_told() -> None:
    row = ratio("alcohol")
    mean, spread = row.log_ratio()
    drawn = row.log_ratios(Streams(2, 20_000))
    assert drawn.mean() == pytest.approx(mean, abs=0.01)
    assert drawn.std() == pytest.approx(spread, rel=0.03)


def test_an_unknown_ratio_is_named() -> None:
    with pytest.raises(KeyError, match="tea"):
        ratio("tea")


def test_a_prevalence_without_a_comparator_is_refused() -> None:
    cells = dict.fromkeys(COLUMNS, "1") | {
        "id": "x", "kind": "condition", "measure": "prevalence", "comparator": "",
        "distribution": "fixed", "status": "assumed", "grade": "low", "source": "",
        "prevalence": "0.1",
    }  # fmt: skip
    text = f"{','.join(COLUMNS)}\n{','.join(cells.values())}\n"
    (line,) = parsed_lines(text, "ratios.csv", COLUMNS)
    with pytest.raises(HazardTableError, match=r"ratios.csv:2: x: .*comparator"):
        ratio_of(line)
