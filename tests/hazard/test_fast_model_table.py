"""The packaged table of the fast model: whole, in the right direction, and what the model says."""

from __future__ import annotations

import numpy as np
import pytest

from cramp.hazard.cramps import cramps
from cramp.hazard.fast_model import (
    AXES,
    PEOPLE,
    REFERENCE,
    STEP_HZ,
    Asked,
    fine_protocol,
    packaged_emulator,
)


def at(**changes: float) -> dict[str, np.ndarray]:
    return {axis: np.array([value]) for axis, value in (REFERENCE | changes).items()}


def test_the_table_is_of_the_grid_that_the_code_asks_for() -> None:
    table = packaged_emulator()
    assert table.axes == tuple(AXES)
    assert table.units == tuple(unit for unit, _ in AXES.values())
    for points, (_, values) in zip(table.points, AXES.values(), strict=True):
        assert points.tolist() == list(values)
    assert float(table.change(at())[0]) == 0
    assert float(table.error(at())[0]) == 0


def test_little_calcium_and_alkalosis_lower_the_threshold() -> None:
    table = packaged_emulator()
    calcium = [table.change(at(ionised_calcium_concentration=x))[0] for x in (0.95, 1.1, 1.25, 1.3)]
    assert calcium == sorted(calcium)
    assert calcium[0] < -1
    assert table.change(at(arterial_ph=7.55))[0] < 0


def test_what_is_not_known_widens_with_the_distance() -> None:
    table = packaged_emulator()
    near, far = (table.error(at(ionised_calcium_concentration=x))[0] for x in (1.2, 0.95))
    assert 0 < near < far


@pytest.mark.slow
def test_the_model_still_says_what_the_table_holds() -> None:
    # A changed model must not leave an old table behind; a step of three people may be rounding.
    table, asked = packaged_emulator(), Asked(PEOPLE)
    milieu = REFERENCE | {"ionised_calcium_concentration": 1.05, "arterial_ph": 7.5}
    told = {axis: np.array([value]) for axis, value in milieu.items()}
    allowed = 3 * STEP_HZ / PEOPLE
    assert asked.threshold(**milieu) == pytest.approx(float(table.threshold(told)[0]), abs=allowed)
    assert asked.error(**milieu) == pytest.approx(float(table.error(told)[0]), abs=allowed)


def test_trains_rise_in_small_steps() -> None:
    steps = [step.threshold.step_hz for step in fine_protocol().steps if step.threshold]
    assert steps == [STEP_HZ]


def test_the_hazard_takes_it_in_place_of_couplings(diary, course) -> None:
    calm = course()
    tense = course(ionised_calcium_concentration=1.0)
    found = [
        float(
            cramps(diary(), one, emulator=packaged_emulator())["factor_at_night"]
            .sel(factor="fast_model")
            .median()
        )
        for one in (calm, tense)
    ]
    assert found[1] > found[0]
    factors = cramps(diary(), calm, emulator=packaged_emulator())["factor"].to_numpy()
    assert "low_ionised_calcium" not in factors
    assert "plain_water_sodium" in factors
