"""The table of conditions: whole, sourced, and about every condition that a diary can tell."""

from __future__ import annotations

from importlib import resources

import numpy as np
import pytest

from cramp.diary.vocabulary import CONDITIONS
from cramp.physiology.check import bibliography_keys
from cramp.physiology.conditions import (
    COLUMNS,
    ConditionTableError,
    acting_conditions,
    condition_effects,
    read_condition_effects,
    why_idle,
)

HEAD = ",".join(COLUMNS)
WHOLE = "gout,renin_release_share,factor,0.5,0.1,1,0.4,,assumed,,made up"


def table(*rows: str) -> str:
    return "\n".join([HEAD, *rows])


def test_every_condition_of_the_diary_is_in_the_table():
    assert {row.condition for row in condition_effects()} == {*CONDITIONS, "pregnancy"}


def test_a_condition_acts_or_says_why_it_does_nothing():
    for condition in CONDITIONS:
        assert (condition in acting_conditions()) == (why_idle(condition) is None), condition


def test_every_source_is_in_the_bibliography():
    assert {key for row in condition_effects() for key in row.source} <= bibliography_keys()


def test_rows_stand_in_one_block_for_each_condition():
    seen = [row.condition for row in condition_effects()]
    blocks = [name for name, before in zip(seen, [None, *seen], strict=False) if name != before]
    assert len(blocks) == len(set(blocks))


@pytest.mark.parametrize("row", [row for row in condition_effects() if row.how != "none"])
def test_more_severe_is_further_from_health(row):
    neutral = 1.0 if row.how == "factor" else 0.0
    mild, middling, severe = row.at(np.array([-2.0, 0.0, 2.0]))
    assert middling == pytest.approx(row.value)
    assert abs(mild - neutral) < abs(middling - neutral) < abs(severe - neutral)
    assert row.low <= min(mild, severe) <= max(mild, severe) <= row.high


def test_a_table_is_read():
    (row,) = read_condition_effects(table(WHOLE))
    assert (row.condition, row.parameter, row.how, row.value) == (
        "gout", "renin_release_share", "factor", 0.5,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("gout,no_such_value,factor,0.5,0.1,1,0.4,,assumed,,x", "no parameter 'no_such_value'"),
        ("gout,renin_release_share,times,0.5,0.1,1,0.4,,assumed,,x", "how is factor, added"),
        ("gout,renin_release_share,factor,much,0.1,1,0.4,,assumed,,x", "value is not a number"),
        ("gout,renin_release_share,factor,inf,0.1,1,0.4,,assumed,,x", "not finite"),
        ("gout,renin_release_share,factor,2,0.1,1,0.4,,assumed,,x", "between low and high"),
        ("gout,renin_release_share,factor,0.5,0,1,0.4,,assumed,,x", "factor is above zero"),
        ("gout,renin_release_share,factor,0.5,0.1,1,0.4,,assumed,,", "note of its limits"),
        ("gout,renin_release_share,factor,0.5,0.1,1,0.4,,recalled,,x", "needs a source"),
        ("gout,renin_release_share,factor,0.5,0.1,1,0.4,,guessed,,x", "status must be one of"),
        ("gout,renin_release_share,factor,0.5,0.1,1,0.4,,assumed,,x,y", "cells"),
        ("gout,,none,0.5,,,,,,,x", "belongs to a condition that acts"),
        ("gout,renin_release_share,none,,,,,,,,x", "has no parameter"),
    ],
)
def test_a_broken_row_is_refused_with_its_place(row, words):
    with pytest.raises(ConditionTableError, match=f"conditions.csv:2: gout: .*{words}"):
        read_condition_effects(table(row))


def test_no_condition_both_acts_and_does_nothing():
    with pytest.raises(ConditionTableError, match="gout both acts and does nothing"):
        read_condition_effects(table(WHOLE, "gout,,none,,,,,,,,idle"))


def test_missing_columns_are_refused():
    text = resources.files("cramp.physiology").joinpath("conditions.csv").read_text("utf-8")
    with pytest.raises(ConditionTableError, match="columns must be"):
        read_condition_effects(text.replace("spread", "scatter", 1))
