"""What is given moves what physiology says it moves, in the direction it says.

Sizes are the business of the published experiments; here only the sign counts, in drawn healthy
people, each against a twin who lives the same life without it.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from responses import Expectation, differences, expectations, protocols

from cramp.physiology.check import bibliography_keys
from cramp.physiology.conservation import body_description

LEAST_SHARE = 0.9
"""Of people in whom the sign must hold; it must hold in their mean, too."""
PAIRS = tuple(dict.fromkeys((row.protocol, row.against) for row in expectations()))


@pytest.mark.parametrize(("protocol", "against"), PAIRS)
def test_the_body_answers_in_the_expected_direction(protocol: str, against: str) -> None:
    found = differences(protocol, against)
    wrong = [_words(row, seen) for row, seen in found if not row.missed and _off(row, seen)]
    assert not wrong, "\n".join(wrong)
    mended = [_words(row, seen) for row, seen in found if row.missed and not _off(row, seen)]
    assert not mended, "no longer missed: take the reason out\n" + "\n".join(mended)


def test_few_expectations_are_missed() -> None:
    missed = sum(bool(row.missed) for row in expectations())
    assert missed <= 0.07 * len(expectations())


def _off(row: Expectation, found: np.ndarray) -> bool:
    mean = bool(row.holds_for(np.mean(found, keepdims=True))[0])
    return not mean or bool(np.mean(row.holds_for(found)) < LEAST_SHARE)


def _words(row: Expectation, found: np.ndarray) -> str:
    held = np.sum(row.holds_for(found))
    return (
        f"{row.quantity}, {row.from_hour:g} to {row.to_hour:g} h: expected {row.sign} "
        f"({row.least:g}), found {np.mean(found):.3g} in the mean ({np.min(found):.3g} to "
        f"{np.max(found):.3g}), as expected in {held} of {len(found)} people"
    )


def test_every_input_has_two_expectations() -> None:
    counted = Counter(row.input for row in expectations())
    lacking = [name for name in body_description().inputs if counted[name] < 2]
    assert lacking == []


def test_every_expectation_is_of_an_input_that_its_protocol_changes() -> None:
    for row in expectations():
        changed = {step.input for step in protocols()[row.protocol]}
        without = protocols()[row.against] if row.against else ()
        assert row.input in changed, row
        assert protocols()[row.protocol] != without, row


def test_every_protocol_serves_an_expectation() -> None:
    used = {name for row in expectations() for name in (row.protocol, row.against) if name}
    assert used == set(protocols())


def test_rows_are_whole() -> None:
    for row in expectations():
        body_description().quantity(row.quantity)
        assert row.sign in {"rise", "fall", "none"}, row
        assert row.least > 0, row
        assert row.why, row
        assert row.from_hour < row.to_hour, row
        assert set(row.source) <= bibliography_keys(), row
        assert row.status == "assumed" or (row.status in {"sourced", "recalled"} and row.source)
    for name, steps in protocols().items():
        for step in steps:
            assert step.input in body_description().inputs, name
            assert step.how in {"given", "held"}, name
            assert step.minutes > 0, name
            assert step.days > 0, name


def test_a_row_with_the_wrong_sign_is_seen() -> None:
    row, found = differences("water_drunk", "")[0]
    turned = Expectation(**{**vars(row), "sign": "rise"})
    assert (row.sign, _off(row, found), _off(turned, found)) == ("fall", False, True)
