"""Stools and vomit are taken from the blood before they are passed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cramp.diary.model import Diary, StoolEvent, VomitingEvent
from cramp.exposure.losses import SECRETION_MINUTES, TIMES_SPREAD_MINUTES
from cramp.exposure.timeline import timeline

NOON = datetime(2026, 7, 3, 12, tzinfo=UTC)


def losses(*events: StoolEvent | VomitingEvent) -> tuple:
    return timeline(Diary(events=events)).losses


def test_a_loss_ends_when_it_is_passed() -> None:
    (loss,) = losses(StoolEvent(at=NOON, consistency="watery"))
    assert loss.at_minute + loss.minutes == 12 * 60
    assert loss.volume_litre is None


def test_a_told_amount_is_shared_among_the_times() -> None:
    found = losses(VomitingEvent(at=NOON, times=3, volume_litre=0.6))
    assert [loss.volume_litre for loss in found] == pytest.approx([0.2, 0.2, 0.2])
    ends = [loss.at_minute + SECRETION_MINUTES["vomit"] for loss in found]
    assert ends == pytest.approx([720 + i * TIMES_SPREAD_MINUTES for i in range(3)])


@pytest.mark.parametrize("consistency", ["formed", None])
def test_formed_and_untold_stools_are_no_extra_loss(consistency: str | None) -> None:
    assert losses(StoolEvent.model_validate({"at": NOON, "consistency": consistency})) == ()
