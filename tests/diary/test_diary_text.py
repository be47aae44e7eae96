"""What people write of food and drink."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cramp.diary.model import Portion
from cramp.diary.text import read_portion, split_portions


@pytest.mark.parametrize(
    ("text", "name", "amount", "unit", "size"),
    [
        ("2 bananas", "bananas", 2, None, None),
        ("banana", "banana", None, None, None),
        ("a banana", "banana", 1, None, None),
        ("500 ml beer", "beer", 500, "ml", None),
        ("0,5 l beer", "beer", 0.5, "l", None),
        ("1 litre of water", "water", 1, "l", None),
        ("a glass of milk", "milk", 1, "glass", None),
        ("glass of milk", "milk", 1, "glass", None),
        ("2 glasses of milk", "milk", 2, "glass", None),
        ("half an avocado", "avocado", 0.5, None, None),
        ("half of a melon", "melon", 0.5, None, None),
        ("1/2 cup rice", "rice", 0.5, "cup", None),
        ("1½ cups of tea", "tea", 1.5, "cup", None),
        ("bowl of porridge", "porridge", 1, "bowl", None),
        ("small apple", "apple", 1, None, "small"),
        ("2 large eggs", "eggs", 2, None, "large"),
        ("a small glass of red wine", "red wine", 1, "glass", "small"),
        ("200g pasta", "pasta", 200, "g", None),
        ("2 x 500 ml beer", "beer", 1000, "ml", None),
        ("2x coffee", "coffee", 2, None, None),
        ("coffee x 2", "coffee", 2, None, None),
        ("milk, 200 ml", "milk", 200, "ml", None),
        ("sports drink 250ml", "sports drink", 250, "ml", None),
        ("330 ml can of beer", "beer", 330, "ml", None),
        ("a 330 ml cola", "cola", 330, "ml", None),
        ("one and a half bananas", "bananas", 1.5, None, None),
        ("a couple of beers", "beers", 2, None, None),
        ("some crisps", "crisps", None, None, None),
        ("12 fl oz cola", "cola", 12, "fl oz", None),
        ("two slices of white bread", "white bread", 2, "slice", None),
        ("7up", "7up", None, None, None),
        ("2% milk", "2% milk", None, None, None),
        ("3,5 % milk", "3,5 % milk", None, None, None),
        ("half-fat milk", "half-fat milk", None, None, None),
        ("a cup", "cup", 1, None, None),
        ("about 2 bananas", "bananas", 2, None, None),
        ("ca. 200 g rice", "rice", 200, "g", None),
        ("~250 ml milk", "milk", 250, "ml", None),
        ("half a dozen eggs", "eggs", 6, None, None),
        ("2 pcs toast", "toast", 2, "piece", None),
        (".5 l water", "water", 0.5, "l", None),
        ("1.500 l water", "water", 1.5, "l", None),
    ],
)
def test_portions(text, name, amount, unit, size):
    reading = read_portion(text)
    assert reading.portion == Portion(text=text, name=name, amount=amount, unit=unit, size=size)
    assert reading.doubt is None
    assert reading.fault is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3 blobs of jam", "blobs"),
        ("1,500 ml water", "1500"),
        ("1.000 ml water", "thousand"),
        ("1.5 l", "not told"),
        ("2", "not told"),
        ("2-3 bananas", "2.5"),
        ("2 to 3 bananas", "2.5"),
        ("1 000 ml water", "000"),
        ("bananas (2)", "number 2"),
        ("beer 0.0", "0.0"),
        ("x" * 400, "longer"),
    ],
)
def test_doubts_are_told_in_words(text, words):
    reading = read_portion(text)
    assert words in (reading.doubt or "")
    assert reading.portion.text == text


@pytest.mark.parametrize(
    "text",
    ["0 bananas", "-2 bananas", "70 furlongs of bread", "25 km rice", "3000 kg bananas",
     "1000000 bananas", "40 l beer", "99999999999999999999 bananas", "500 lb bread"],
)  # fmt: skip
def test_impossible_amounts_are_faults(text):
    assert read_portion(text).fault is not None


def test_what_says_how_a_thing_is_stays_with_it():
    assert split_portions("beer, alcohol-free, coffee, black, two eggs, scrambled, .5 l milk") == [
        "beer alcohol-free",
        "coffee black",
        "two eggs scrambled",
        ".5 l milk",
    ]


def test_one_text_may_hold_several_things():
    text = "2 bananas, a glass of milk; 1,5 l water, milk, 200 ml\nmacaroni and cheese"
    assert split_portions(text) == [
        "2 bananas",
        "a glass of milk",
        "1,5 l water",
        "milk 200 ml",
        "macaroni and cheese",
    ]


_WORDS = st.sampled_from(
    ["half", "a", "2", "-3", "1/0", "½", "x", "ml", "of", "glass", "small", "1,500", "banana", "%"]
)


@settings(max_examples=300)
@given(st.text(max_size=300) | st.lists(_WORDS, max_size=12).map(" ".join))
def test_any_text_is_read_without_raising(text):
    reading = read_portion(text)
    assert reading.portion.text == text
    for part in split_portions(text):
        assert read_portion(part).portion.name
    if reading.portion.amount is not None and reading.portion.amount <= 0:
        assert reading.fault is not None
