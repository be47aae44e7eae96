"""What laxatives do to the stool that is told, and to what is not."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from cramp.diary.model import Diary, MedicineEvent, NoteEvent, RegularMedicine, StoolEvent
from cramp.exposure.doses import RUN_IN_DAYS
from cramp.exposure.losses import LOSS_INPUTS, STOOL_INPUTS
from cramp.exposure.priors import prior
from cramp.exposure.realisation import Realisation, realise
from cramp.exposure.streams import Streams
from cramp.exposure.timeline import timeline
from cramp.exposure.untold import draw_untold

NOON = datetime(2026, 7, 3, 12, tzinfo=UTC)
NOTE = NoteEvent(at=NOON, text="a day")
COUNT = 400


def regular(name: str) -> tuple[RegularMedicine, ...]:
    return (RegularMedicine(text=name, name=name),)


def lived(diary: Diary) -> Realisation:
    streams = Streams(0, COUNT)
    untold = draw_untold(streams, np.full(COUNT, "female"), np.full(COUNT, 60.0), np.ones(COUNT))
    return realise(timeline(diary), untold, np.full(COUNT, 70.0), streams)


@pytest.mark.parametrize(
    ("medicine", "consistency", "kind"),
    [
        (None, "watery", "watery_stool"),
        (None, "loose", "loose_stool"),
        ("bisacodyl 10 mg", "watery", "laxative_stool"),
        ("senna 15 mg", "loose", "laxative_stool"),
        ("lactulose", "watery", "loose_stool"),
        ("psyllium", "watery", "watery_stool"),
    ],
)
def test_stool_holds_what_its_cause_brings(medicine, consistency, kind) -> None:
    medicines = () if medicine is None else regular(medicine)
    event = StoolEvent(at=NOON, consistency=consistency, volume_litre=0.4)
    (loss,) = timeline(Diary(events=(event,), medicines=medicines)).losses
    assert loss.kind == kind
    drawn = lived(Diary(events=(event,), medicines=medicines)).schedules
    got = {name: drawn.integrals(name, 1440) - drawn.integrals(name, 480) for name in STOOL_INPUTS}
    assert np.median(got.pop(LOSS_INPUTS[kind])) == pytest.approx(0.4, rel=0.1)
    assert not any(np.any(others) for others in got.values())


def test_a_laxative_told_once_counts_on_its_day_and_the_next() -> None:
    taken = MedicineEvent(at=NOON, name="bisacodyl", dose_mg=10, text="bisacodyl 10 mg")
    stools = tuple(StoolEvent(at=NOON.replace(day=day), consistency="loose") for day in (3, 4, 5))
    kinds = [loss.kind for loss in timeline(Diary(events=(taken, *stools))).losses]
    assert kinds == ["laxative_stool", "laxative_stool", "loose_stool"]


def test_a_laxative_of_which_no_stool_is_told_widens_the_answer() -> None:
    with_it = lived(Diary(events=(NOTE,), medicines=regular("senna 15 mg")))
    without = lived(Diary(events=(NOTE,)))
    assert not np.any(without.stool_litre)
    usual = prior("untold_laxative_stool_litre").value
    assert np.median(with_it.stool_litre) == pytest.approx(usual, rel=0.15)
    assert np.max(with_it.stool_litre) > 5 * usual
    before = with_it.schedules.integrals("laxative_stool_loss_rate", -2 * 1440)
    assert np.median(before) == pytest.approx((RUN_IN_DAYS - 2) * usual, rel=0.15)


def test_a_stool_that_is_told_stands_for_the_day() -> None:
    event = StoolEvent(at=NOON, consistency="loose", volume_litre=0.4)
    drawn = lived(Diary(events=(event,), medicines=regular("senna 15 mg")))
    assert np.median(drawn.stool_litre) == pytest.approx(0.4, rel=0.05)


def test_laxatives_as_needed_count_only_where_told() -> None:
    medicine = RegularMedicine(text="senna as needed", name="senna", as_needed=True)
    assert not np.any(lived(Diary(events=(NOTE,), medicines=(medicine,))).stool_litre)
