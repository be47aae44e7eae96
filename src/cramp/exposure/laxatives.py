"""Days on which laxatives were taken, and the stool that they bring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cramp.diary.model import MedicineEvent, SupplementEvent
from cramp.exposure.doses import RUN_IN_DAYS, is_due
from cramp.knowledge.medicines import find_medicine

if TYPE_CHECKING:
    from cramp.diary.model import Diary
    from cramp.exposure.clock import Clock
    from cramp.exposure.losses import LossKind

STOOLS: dict[str, LossKind] = {
    "senna": "laxative_stool",
    "bisacodyl": "laxative_stool",
    "sodium_picosulfate": "laxative_stool",
    "macrogol": "loose_stool",
    "lactulose": "loose_stool",
    "sodium_phosphate_laxative": "loose_stool",
}
"""What irritates the colon makes it pass potassium; what stays in the gut only holds water there.
Husk and seeds, which swell, bring neither; magnesium salts, mostly taken for their magnesium, are
not counted."""


def laxative_days(diary: Diary, clock: Clock, days: int) -> dict[int, LossKind]:
    """Return the days on which a laxative is taken, from the run-in's first to the last shown.

    Where several are taken on a day, one that irritates decides. One that is taken as needed counts
    on the days on which it was told.

    Parameters
    ----------
    diary
        As read.
    clock
        What minute 0 is.
    days
        Days shown.
    """
    found: dict[int, LossKind] = {}
    for event in diary.events:
        if isinstance(event, MedicineEvent | SupplementEvent):
            index = clock.day_index(clock.minutes(event.at))
            if 0 <= index < days:
                _enter(found, index, event.name)
    for regular in (*diary.medicines, *diary.supplements):
        if _stool(regular.name) is None:
            continue
        for index in range(-RUN_IN_DAYS, days):
            if is_due(regular, clock.day(index)):
                _enter(found, index, regular.name)
    return found


def _enter(found: dict[int, LossKind], index: int, name: str) -> None:
    stool = _stool(name)
    if stool is not None and found.get(index) != "laxative_stool":
        found[index] = stool


def _stool(name: str) -> LossKind | None:
    match = find_medicine(name)
    if match is None:
        return None
    kinds: list[LossKind] = [STOOLS[each] for each in match.medicine_ids if each in STOOLS]
    return "laxative_stool" if "laxative_stool" in kinds else next(iter(kinds), None)
