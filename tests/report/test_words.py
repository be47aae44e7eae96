"""Numbers read as a person would write them."""

from __future__ import annotations

import doctest
import re
from datetime import date

import pytest

from cramp.report import words
from cramp.report.effect_words import expected_ratio, expected_words
from cramp.report.medicine_words import class_words
from cramp.report.words import fixed, interval, listed, number, period, sampled_share, share


def test_the_examples_in_the_documentation_hold() -> None:
    assert doctest.testmod(words).failed == 0


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [(0.0, 2, "0"), (1234.5, 2, "1,200"), (0.00123, 2, "0.0012"), (99.96, 3, "100"), (5.0, 2, "5")],
)
def test_number(value: float, digits: int, expected: str) -> None:
    assert number(value, digits) == expected


def test_a_rounded_zero_has_no_sign() -> None:
    assert fixed(-0.04) == "0.0"
    assert fixed(-0.06) == "−0.1"


def test_an_interval_names_the_middle_first() -> None:
    assert interval((3.41, 3.8, 4.26)) == "3.8 (3.4 to 4.3)"


def test_a_trace_is_not_rounded_to_nothing() -> None:
    assert share(0.001) == "under 1 %"
    assert share(0) == "0 %"


def test_lists_read_as_a_sentence() -> None:
    assert [listed([]), listed(["a"]), listed(["a", "b"])] == ["", "a", "a and b"]


def test_none_of_a_few_versions_is_not_said_to_be_none_at_all() -> None:
    assert sampled_share(0.0) == "none"
    assert sampled_share(1.0) == "all"
    assert sampled_share(0.001) == "under 1 %"


def test_days_name_month_and_year_once() -> None:
    assert period(date(2025, 7, 2), date(2025, 7, 2)) == "2 July 2025"
    assert period(date(2025, 7, 2), date(2025, 7, 7)) == "2 to 7 July 2025"
    assert period(date(2025, 12, 30), date(2026, 1, 2)) == "30 December 2025 to 2 January 2026"


def test_classes_of_medicines_are_written_as_doctors_write_them() -> None:
    assert class_words("ace_inhibitor") == "ACE inhibitor"
    assert class_words("potassium_sparing_diuretics") == "potassium-sparing diuretics"
    assert class_words("menace_words") == "menace words"


def test_effects_have_a_middle_and_an_interval_and_say_when_more_is_possible() -> None:
    words = expected_words("stretching_nightly")
    assert re.fullmatch(
        r"Best guess: \d+ % fewer cramps at night; from \d+ % fewer to \d+ % more is possible "
        r"\(very low certainty\)\.",
        words,
    )
    assert expected_ratio("stretching_nightly").startswith("Ratio of cramps at night 0.7")


@pytest.mark.parametrize("relief", ["massage", "stretching_now"])
def test_no_effect_on_how_often_cramps_come_is_made_up(relief) -> None:
    with pytest.raises(ValueError, match=relief):
        expected_words(relief)
