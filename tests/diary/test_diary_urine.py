"""Values of urine are read as amounts of a collection or as concentrations."""

from __future__ import annotations

import pytest

from cramp.diary.faults import DiaryFaults
from cramp.diary.reading import read_diary_text

HEAD = "format: cramp-diary/1\ntime_zone: UTC\nevents: [{at: 2025-07-03T08:00, urine: "


def urine(text):
    diary = read_diary_text(f"{HEAD}{text}}}]\n")
    return diary.events[0], diary.flags


@pytest.mark.parametrize(
    ("told", "value", "is_amount"),
    [
        ("sodium: 120 mmol", 120, True),
        ("Na: 120 mEq/24h", 120, True),
        ("urine potassium: 1.5 g per day", 1500 / 39.098, True),
        ("calcium: 10 mEq", 5, True),
        ("K: 30 mmol/L", 30, False),
        ("magnesium: 24.305 mg/L", 1, False),
        ("calcium: 4 mEq/L", 2, False),
    ],
)
def test_amounts_and_concentrations(told, value, is_amount):
    event, flags = urine(f"{{collected: 24 h, {told}}}")
    (read,) = event.values.values()
    assert read.value == pytest.approx(value)
    assert read.is_amount is is_amount
    assert event.duration_minutes == 1440
    assert not flags


def test_an_amount_without_its_time_is_flagged():
    _, flags = urine("{sodium: 120 mmol}")
    assert "collected" in flags[0].why
    _, flags = urine("{volume: 1.2 l}")
    assert "collected" in flags[0].why


def test_what_is_not_known_is_kept_and_flagged():
    event, flags = urine("{creatinine: 9 mmol, potassium: 30 mmol/L}")
    assert event.not_understood == {"creatinine": "9 mmol"}
    assert "kept" in flags[0].why


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("{}", "no value is told"),
        ("{sodium: 120}", "no unit"),
        ("{sodium: 120 km}", "km"),
        ("{sodium: 9000 mmol}", "not plausible"),
        ("{sodium: 0 mmol/L}", "not plausible"),
        ("{sodium: 1 mmol/L, Na: 2 mmol/L}", "told twice"),
        ("{collected: 300 h, sodium: 120 mmol}", "collected"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(told, said):
    with pytest.raises(DiaryFaults, match=said):
        urine(told)
