"""Two medicines of one class differ in the simulated body by how long they last."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest

import cramp
from cramp.diary.model import Diary, NoteEvent, RegularMedicine
from cramp.exposure.timeline import timeline
from cramp.simulate.draws import draw_versions, with_kinetics

FIRST = datetime(2026, 7, 3, 12, tzinfo=UTC)
DAYS = 3
DRAWS = 6


def diary(name: str, dose_mg: float, **changes: object) -> Diary:
    told = RegularMedicine.model_validate(
        {"text": name, "name": name, "dose_mg": dose_mg, **changes}
    )
    notes = (FIRST, FIRST.replace(day=FIRST.day + DAYS - 1))
    return Diary(medicines=(told,), events=tuple(NoteEvent(at=at, text="a day") for at in notes))


def course(told: Diary, variable: str) -> np.ndarray:
    found = cramp.simulate(told, draws=DRAWS, variables=(variable,), interval_minutes=60.0)
    assert bool(found["succeeded"].all())
    return found[variable].to_numpy()


def test_chlortalidone_outlasts_hydrochlorothiazide() -> None:
    stopped = {"until": date(2026, 7, 3)}
    short = course(diary("hydrochlorothiazide", 50.0, **stopped), "distal_blockade")
    long = course(diary("chlortalidone", 50 / 3.07, **stopped), "distal_blockade")
    on_it, two_days_later = 20, 68
    assert np.all(long[:, two_days_later] > 3 * short[:, two_days_later])
    assert np.all(long[:, two_days_later] > 0.3 * long[:, on_it])
    assert np.all(short[:, two_days_later] < 0.15 * short[:, 12])


def test_torasemide_has_a_lower_peak_and_a_longer_tail_than_furosemide() -> None:
    fast = course(diary("furosemide", 40.0), "loop_blockade")
    slow = course(diary("torasemide", 20.0), "loop_blockade")
    taken = np.max(fast, axis=1) > 0
    assert np.all(np.max(fast, axis=1)[taken] > np.max(slow, axis=1)[taken])
    assert np.mean(slow[:, 18]) > 2 * np.mean(fast[:, 18])


def test_only_the_kinetics_of_the_class_differ() -> None:
    one, other = (
        draw_versions(told, timeline(told), 0, DRAWS)
        for told in (diary("hydrochlorothiazide", 25.0), diary("indapamide", 2.5))
    )
    moved = {
        name
        for name, values in other.parameters.items()
        if not np.array_equal(values, one.parameters[name])
    }
    assert moved == {"hydrochlorothiazide_elimination", "hydrochlorothiazide_half_effect"}
    usual = one.parameters["hydrochlorothiazide_elimination"]
    assert other.parameters["hydrochlorothiazide_elimination"] == pytest.approx(usual * 9 / 16)


def test_a_parameter_in_which_nobody_differs_starts_from_the_table() -> None:
    found = with_kinetics({"other": np.zeros(3)}, {"circadian_frequency": 2.0})
    assert found["circadian_frequency"] == pytest.approx(np.full(3, 2 * 2 * np.pi / 1440))
