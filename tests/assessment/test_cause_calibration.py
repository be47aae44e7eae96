"""Made-up people whose causes are known: made alike each time, and complete."""

from __future__ import annotations

import numpy as np
import pytest

from cramp.assessment.cause_calibration import (
    THROUGH_BODY,
    UNEXPLAINED,
    known_person,
    life_text,
    rule_of_thumb,
)
from cramp.diary.reading import read_diary_text


def test_made_up_lives_are_diaries_that_differ() -> None:
    texts = [life_text(np.random.default_rng(seed)) for seed in range(60)]
    diaries = [read_diary_text(text, strict=True) for text in texts]
    assert len(set(texts)) == 60
    said = {rule_of_thumb(diary) for diary in diaries}
    assert {"sweating", "food_minerals"} < said
    assert any(name.startswith("medicine:") for name in said)


@pytest.mark.slow
def test_a_known_person_has_a_truth_for_every_share_found() -> None:
    people = [known_person(seed, draws=60, again=30) for seed in range(2)]
    one = next(person for person in people if person is not None)
    assert one.truth.keys() == one.found.keys()
    shares = {name: share for name, share in one.truth.items() if name != THROUGH_BODY}
    assert sum(shares.values()) == pytest.approx(1)
    assert one.cause in shares
    assert one.likeliest in shares
    assert UNEXPLAINED in shares
