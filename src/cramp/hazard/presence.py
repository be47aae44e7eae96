"""Which medicines, conditions and habits each version of a person has; not told is drawn."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from cramp.diary.model import ExerciseEvent, MedicineEvent, SupplementEvent
from cramp.diary.vocabulary import CONDITIONS
from cramp.hazard.ratios import ratios
from cramp.knowledge.medicines import find_medicine

if TYPE_CHECKING:
    from datetime import date

    import xarray

    from cramp.diary.model import Diary
    from cramp.exposure.streams import Streams
    from cramp.hazard.ratios import Ratio

FERTILE_YEARS = (15.0, 50.0)
STILL_ACTS_DAYS = 14
"""A medicine taken within so many days still counts (assumed: the slow ones need that long)."""


def present(diary: Diary, course: xarray.Dataset, on: date, streams: Streams) -> np.ndarray:
    """Return which factor each version has.

    Parameters
    ----------
    diary
        What was told.
    course
        Of it; tells which versions drink alcohol, and their age.
    on
        Last day shown.
    streams
        Randomness for V versions.

    Returns
    -------
    numpy.ndarray
        Shape (V, R), true or false, in the order of `cramp.hazard.ratios.ratios`. A factor
        of which nothing was told is drawn with its prevalence.
    """
    columns = []
    for row in ratios():
        told = _told(row, diary, on)
        drawn = streams.shares("hazard", "present", row.id) < row.prevalence
        if row.id == "alcohol":
            columns.append(_drinks(course))
        elif row.id == "pregnancy" and told is None:
            ages = course["age"].to_numpy()
            columns.append(drawn & (ages >= FERTILE_YEARS[0]) & (ages < FERTILE_YEARS[1]))
        else:
            columns.append(drawn if told is None else np.full(streams.count, told))
    return np.column_stack(columns)


def _told(row: Ratio, diary: Diary, on: date) -> bool | None:
    if row.kind == "medicine":
        return _takes(row.applies_to, diary, on)
    if row.kind == "condition":
        return _has_condition(row.applies_to, diary)
    if row.id == "pregnancy":
        return False if diary.person.sex == "male" else diary.pregnancy
    if row.id == "family_cramps":
        return diary.person.family_cramps
    # Whoever tells of exercise is not sedentary; whoever tells of none has not been asked.
    exercises = any(isinstance(event, ExerciseEvent) for event in diary.events)
    return False if exercises else None


def _has_condition(condition: str, diary: Diary) -> bool | None:
    if condition in diary.conditions:
        return True
    read = diary.conditions and all(told in CONDITIONS for told in diary.conditions)
    return False if read else None


def _takes(group: str, diary: Diary, on: date) -> bool | None:
    names = names_taken(diary, on)
    matches = [find_medicine(name) for name in names]
    groups = {
        part.medicine.cramp_ratio.group
        for match in matches
        if match is not None
        for part in match.ingredients
        if part.medicine.cramp_ratio is not None
    }
    if group in groups:
        return True
    return False if names and None not in matches else None


def names_taken(diary: Diary, on: date) -> list[str]:
    """Return medicines and supplements that still act on a day, as named in a diary."""
    earliest = on - timedelta(days=STILL_ACTS_DAYS)
    regular = [
        one.name
        for one in (*diary.medicines, *diary.supplements)
        if (one.since is None or one.since <= on) and (one.until is None or one.until > earliest)
    ]
    zone = ZoneInfo(diary.time_zone)
    single = [
        event.name
        for event in diary.events
        if isinstance(event, MedicineEvent | SupplementEvent)
        and earliest < event.at.astimezone(zone).date() <= on
    ]
    return [*regular, *single]


def _drinks(course: xarray.Dataset) -> np.ndarray:
    drunk = course["told_ethanol_intake"] + course["untold_ethanol_intake"]
    return drunk.to_numpy() > 0
