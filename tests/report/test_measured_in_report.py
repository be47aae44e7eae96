"""What the report says of measured values: used, left out, too few versions, the next test."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import cramp
from cramp.diary.reading import read_diary_text
from cramp.report.in_short import in_short
from cramp.report.page import render

if TYPE_CHECKING:
    from cramp.assessment.assess import Assessment

DIARY = """
format: cramp-diary/1
time_zone: UTC
person: {{sex: female, age: 60, height: 165 cm, mass: 70 kg}}
events:
  - {{at: 2025-07-03T07:30, eat: a banana, cramp: calf}}
  - {{at: 2025-07-03T08:00, weight: 70.2 kg}}
  - {{at: 2025-07-03T18:00, urine: {{collected: 8 h, volume: 0.5 l}}}}
  - {{at: 2025-07-03T09:00, lab: {lab}}}
"""


@cache
def report(lab: str, draws: int = 150) -> tuple[Assessment, str]:
    diary = read_diary_text(DIARY.format(lab=lab), today=date(2025, 8, 1))
    course = cramp.simulate(diary, draws=draws)
    assessment = cramp.assess(diary, course)
    return assessment, re.sub(r"\s+", " ", render(assessment, course))


def found(assessment: Assessment) -> list[str]:
    return [finding.text for finding in in_short(assessment)]


def test_a_used_value_says_where_it_leads() -> None:
    _, page = report("{potassium: 3.9 mmol/L, chloride: 103 mmol/L}")
    assert re.search(r"used: with all measured values \d\.\d \(\d\.\d to \d\.\d\)", page)
    assert "from what you told alone" in page
    assert "values narrow it to versions worth" in page


def test_weights_and_urine_are_listed_with_their_use() -> None:
    _, page = report("{potassium: 3.9 mmol/L, chloride: 103 mmol/L}")
    assert "Weight 70.2 kg, 3 July, 08:00; used: it narrows the simulation" in page
    assert "Volume of urine 0.5 l, 3 July, 18:00; used: it narrows the simulation" in page


def test_an_impossible_value_is_left_out_in_plain_words_and_still_alarms() -> None:
    assessment, page = report("{potassium: 7.2 mmol/L}")
    (sentence,) = [s for s in found(assessment) if "left out of the simulation" in s]
    assert sentence.startswith("The measured potassium of 7.2 mmol/L is left out")
    assert "Warning signs count it as it was told" in sentence
    assert "only a repeat can tell" in sentence
    assert "The measured potassium of 7.2 mmol/L is left out of the simulation" in page
    assert "only a repeat can tell" in page
    assert "Emergency: call for help now" in page
    assert "not used: it does not fit with anything your diary tells" in page


def test_a_slip_of_the_unit_is_suggested() -> None:
    assessment, _ = report("{magnesium: 2.0 mmol/L}")
    (sentence,) = [s for s in found(assessment) if "left out of the simulation" in s]
    assert "the unit may be mg/dL instead of mmol/L" in sentence


def test_too_few_versions_are_told_at_the_top_and_at_the_charts() -> None:
    assessment, page = report("{potassium: 3.3 mmol/L, sodium: 134 mmol/L}", draws=40)
    assert assessment.warning
    assert assessment.warning in found(assessment)
    assert page.count(assessment.warning) >= 3


def test_the_next_test_is_valued_unless_being_seen_comes_first() -> None:
    _, page = report("{potassium: 3.9 mmol/L, chloride: 103 mmol/L}", draws=400)
    assert "What one test would tell most" in page
    assert "creatinine in the blood" in page.lower()
    _, urgent = report("{potassium: 7.2 mmol/L}")
    assert "What one test would tell most" not in urgent
