"""What the reference page shows works as it says."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from cramp.diary import vocabulary
from cramp.diary.directions import read_medicine
from cramp.diary.document import parse, verbatim
from cramp.diary.faults import DiaryFaults
from cramp.diary.reading import read_diary_text
from cramp.diary.schema import json_schema
from cramp.diary.text import read_portion

PAGE = (Path(__file__).parents[2] / "docs" / "diary.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
TODAY = date(2025, 8, 1)


def whole(block):
    zone = "" if "time_zone" in block else "time_zone: UTC\n"
    return block if block.startswith("format:") else f"format: cramp-diary/1\n{zone}{block}"


def test_the_page_has_snippets():
    assert len(BLOCKS) >= 5


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.split(":")[0])
def test_snippets_are_read_without_flags_and_follow_the_schema(block):
    assert read_diary_text(whole(block), today=TODAY).flags == ()
    shape = verbatim(parse(whole(block), "page"))
    assert list(jsonschema.Draft202012Validator(json_schema()).iter_errors(shape)) == []


def test_snippets_together_use_every_key():
    used = set(re.findall(r"^ *(?:- )?([a-z_]+):", "\n".join(BLOCKS), re.MULTILINE))
    used |= set(re.findall(r"[{,] *([a-z_]+): ", "\n".join(BLOCKS)))
    assert {*vocabulary.TOP_KEYS, *vocabulary.EVENT_KINDS, *vocabulary.EXERCISE_KEYS} <= used


@pytest.mark.parametrize(
    "words", [vocabulary.ALARM_SIGNS, vocabulary.CONDITIONS, vocabulary.SYMPTOMS]
)
def test_the_lists_are_those_of_the_software(words):
    assert [name for name, plain in words.items() if f"| `{name}` | {plain} |\n" not in PAGE] == []


def test_the_shown_fault_is_the_one_that_is_told():
    shown = re.search(r"```text\n(.*?)\n```", PAGE, re.DOTALL)
    text = "format: cramp-diary/1\ntime_zone: UTC\nperson: {mass: 70 furlongs}\n"
    with pytest.raises(DiaryFaults) as caught:
        read_diary_text(text, "diary.yaml")
    assert str(caught.value) == shown[1]


@pytest.mark.parametrize(
    "words", ["twice a day", "three times a day", "four times a day", "morning", "evening", "noon"]
)
def test_the_hours_of_the_page_are_the_hours_taken(words):
    row = next(line for line in PAGE.splitlines() if line.startswith(f"| {words}"))
    times = read_medicine(f"ramipril 5 mg {words}").times
    assert ", ".join(f"{moment:%H:%M}" for moment in times) == row.split("|")[2].strip()


def test_short_forms_and_foods_of_the_page_are_understood():
    for form in re.findall(r"\| `([a-z_]+: [^`]+)` \|", PAGE):
        text = f"events: [{{at: 2025-07-03T08:00, {form}}}]"
        assert read_diary_text(whole(text), today=TODAY).events
    sentence = re.search(r"Food is written as people say it: (.*?)\. Without", PAGE, re.DOTALL)
    foods = re.findall(r"`([^`]+)`", sentence[1])
    assert len(foods) > 5
    assert [food for food in foods if read_portion(" ".join(food.split())).doubt] == []
