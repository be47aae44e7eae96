"""Laboratories print limits: they are read on the safe side, and it is said."""

from __future__ import annotations

import pytest

from cramp.diary.faults import DiaryFaults
from cramp.diary.reading import read_diary_text

HEAD = "format: cramp-diary/1\ntime_zone: UTC\nevents:\n  - at: 2025-07-03T08:00\n    lab: "


@pytest.mark.parametrize(
    ("told", "analyte", "value"),
    [
        ('{eGFR: ">90 mL/min/1.73m2"}', "egfr", 90),
        ('{potassium: "> 6.5 mmol/L"}', "potassium", 6.5),
        ('{sodium: "≤125 mmol/L"}', "sodium", 125),
    ],
)
def test_a_limit_counts_as_the_value_and_is_flagged(told: str, analyte: str, value: float) -> None:
    diary = read_diary_text(HEAD + told, "diary.yaml")
    assert diary.events[0].values[analyte].si_value == pytest.approx(value)
    assert "limit" in diary.flags[0].why


def test_strict_reading_refuses_a_limit() -> None:
    with pytest.raises(DiaryFaults, match="limit"):
        read_diary_text(HEAD + '{eGFR: ">90 mL/min/1.73m2"}', "diary.yaml", strict=True)
