"""Every medicine of the body, taken for long, moves potassium the way its flags say."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from cramp.diary.model import Diary, NoteEvent, RegularMedicine
from cramp.exposure.timeline import timeline
from cramp.knowledge.medicine_actions import medicine_action
from cramp.knowledge.medicines import all_medicines
from cramp.simulate.course import body_engine
from cramp.simulate.draws import draw_versions

if TYPE_CHECKING:
    from cramp.knowledge.medicine_table import Medicine

PEOPLE = 4
DAY = datetime(2026, 7, 3, 12, tzinfo=UTC)
OUTPUTS = ("plasma_potassium_concentration", "plasma_sodium_concentration")
MODELLED = tuple(one for one in all_medicines() if one.body_model_class is not None)
PASSING = frozenset({"beta_blocker", "beta2_agonist"})
"""What moves potassium into or out of cells: under steady treatment the kidney makes up for it in
the body, so that only its beginning has a direction (see the expected responses)."""
STEADY = 0.15
"""mmol/L: less is no change, where none is expected."""

pytestmark = pytest.mark.slow


def _runs(told: RegularMedicine | None) -> list:
    medicines = () if told is None else (told,)
    diary = Diary(medicines=medicines, events=(NoteEvent(at=DAY, text="a day"),))
    return draw_versions(diary, timeline(diary), 0, PEOPLE).runs()


def _highest_mg(one: Medicine) -> float | None:
    """Return the highest usual dose; none for what is inhaled: its table tells tablets too."""
    return None if one.body_model_class == "beta2_agonist" else one.typical_dose_high_mg


@cache
def _days() -> dict[str | None, np.ndarray]:
    """Return a day's means by medicine, None without any; shape (people, outputs)."""
    told = [
        RegularMedicine(text=one.name, name=one.name, dose_mg=_highest_mg(one)) for one in MODELLED
    ]
    runs = [run for each in (None, *told) for run in _runs(each)]
    solution = body_engine().solve(
        runs, OUTPUTS, np.arange(0.0, 1441.0, 120.0), relative_tolerance=1e-5
    )
    assert solution.failures == {}
    means = np.mean(solution.values, axis=1).reshape(-1, PEOPLE, len(OUTPUTS))
    return dict(zip([None, *(one.id for one in MODELLED)], means, strict=True))


@pytest.mark.parametrize("one", MODELLED, ids=lambda one: one.id)
def test_potassium_moves_as_flagged_at_the_highest_usual_dose(one: Medicine) -> None:
    moved = float(np.mean((_days()[one.id] - _days()[None])[:, 0]))
    action = medicine_action(one.id)
    assert action is not None
    if one.body_model_class in PASSING:
        assert abs(moved) < STEADY
    elif one.potassium_retaining:
        assert moved > 0
        assert action.serum_potassium_high > 0
    elif one.potassium_wasting:
        assert moved < 0
        assert action.serum_potassium_low < 0
    else:
        assert abs(moved) < STEADY


def test_who_takes_much_desmopressin_for_long_still_has_a_steady_state() -> None:
    sodium = _days()["desmopressin"][:, 1]
    assert np.all(sodium > 120)
    assert np.mean(sodium) < np.mean(_days()[None][:, 1])
