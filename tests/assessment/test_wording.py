"""The second look at words: what it must catch and what it must leave alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cramp.assessment.wording import (
    POTASSIUM_RICH,
    changes_medicine,
    invites,
    speaks_of_change,
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Eat bananas.", True),
        ("EAT TOMATOES!", True),
        ("Do not worry; take a salt substitute.", True),
        ("Never take potassium.", False),
        ("Potassium was measured.", False),
        ("Keep raising the legs, more each day.", False),
        ("Eat bread.", False),
        ("", False),
    ],
)
def test_invitation(words: str, expected: bool) -> None:
    assert invites(words, POTASSIUM_RICH) is expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Stop the tablets.", True),
        ("Try it without this tablet.", True),
        ("Leave out Zestril on Sundays.", True),
        ("Keep taking the tablets.", False),
        ("A stretch can stop a cramp.", False),
        ("Start slowly. The tablets are fine.", False),
    ],
)
def test_change_of_a_medicine(words: str, expected: bool) -> None:
    assert changes_medicine(words, ("Zestril",)) is expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Ask about cholesterol lowering drops.", False),
        ("Halve the cholesterol lowering drops.", True),
        ("No potassium or salt substitute of your own accord.", False),
        ("Substitute the potassium.", True),
    ],
)
def test_a_verb_inside_a_name_is_no_change(words: str, expected: bool) -> None:
    assert changes_medicine(words, ("cholesterol lowering drops", "potassium")) is expected


def test_verbs_of_change() -> None:
    assert speaks_of_change("you could reduce it")
    assert not speaks_of_change("ask your pharmacist")


@given(st.text(), st.lists(st.text(), max_size=3))
def test_any_text_is_read(words: str, names: list[str]) -> None:
    assert changes_medicine(words, names) in (True, False)
    assert invites(words, names) in (True, False)
