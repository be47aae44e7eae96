"""The published schema is the one that the format makes."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from cramp.diary import vocabulary
from cramp.diary.document import parse, verbatim
from cramp.diary.schema import SCHEMA_FILE, json_schema, schema_text

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
VALIDATOR = jsonschema.Draft202012Validator(json_schema())
HEAD = "format: cramp-diary/1\n"


def faults_of(text):
    return list(VALIDATOR.iter_errors(verbatim(parse(text, "d.yaml"))))


def test_the_packaged_schema_is_the_generated_one():
    packaged = resources.files("cramp.diary").joinpath(SCHEMA_FILE).read_text(encoding="utf-8")
    assert packaged == schema_text()


def test_the_schema_is_a_schema():
    VALIDATOR.check_schema(json_schema())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.stem)
def test_examples_follow_the_schema(example):
    assert faults_of(example.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        "time_zone: UTC",
        "format: cramp-diary/2",
        HEAD + "foo: 1",
        HEAD + "person: {age: 190}",
        HEAD + "person: {weight: 72 kg}",
        HEAD + "events: [{eat: banana}]",
        HEAD + "events: [{at: soon, eat: banana}]",
        HEAD + "events: [{at: 2025-07-03T08:00, dance: true}]",
        HEAD + "events: [{at: 2025-07-03T08:00, cramp: {pain: 11}}]",
        HEAD + "days: {yesterday: {complete: true}}",
    ],
)
def test_the_schema_refuses(text):
    assert faults_of(text)


def test_every_key_and_word_of_the_format_is_in_the_schema():
    text = schema_text()
    words = (
        *vocabulary.TOP_KEYS, *vocabulary.PERSON_KEYS, *vocabulary.EVENT_KINDS,
        *vocabulary.EXERCISE_KEYS, *vocabulary.ALARM_SIGNS, *vocabulary.CONDITIONS,
        *vocabulary.SYMPTOMS,
    )  # fmt: skip
    assert [word for word in words if f'"{word}"' not in text] == []


def test_there_are_twenty_three_alarm_signs():
    assert len(vocabulary.ALARM_SIGNS) == 23


@pytest.mark.parametrize(
    "words", [vocabulary.ALARM_SIGNS, vocabulary.CONDITIONS, vocabulary.SYMPTOMS]
)
def test_identifiers_and_plain_words_are_recognised(words):
    for identifier, plain in words.items():
        assert vocabulary.identifier(identifier.upper().replace("_", "-"), words) == identifier
        assert vocabulary.identifier(plain, words) == identifier
    assert vocabulary.identifier("my leg fell off", words) is None
    assert vocabulary.identifier("", words) is None
