"""People who change nothing stay as they are: what is read as an effect is none of the start."""

from __future__ import annotations

import pytest

from cramp.simulate.course import body_engine
from cramp.validation.running import validate

NOTHING_DONE = [{"name": "usual_life", "protocol": []}]


@pytest.mark.parametrize(
    ("quantity", "unit", "most"),
    [
        ("plasma_potassium_concentration", "mmol/L", 0.02),
        ("body_potassium_amount", "mmol", 9),
        ("body_sodium_amount", "mmol", 12),
        ("plasma_bicarbonate_concentration", "mmol/L", 0.2),
    ],
)
@pytest.mark.parametrize("carbohydrate", ["150 g", "300 g"])
def test_three_weeks_of_usual_life_change_nothing(
    experiment_of, quantity, unit, most, carbohydrate
):
    life = {"potassium": "75 mmol", "sodium": "150 mmol", "water": "2.5 L"}
    change = {
        "quantity": quantity,
        "measure": "change",
        "at": "day 22 08:00",
        "since": "day 1 08:00",
        "value": 0,
        "unit": unit,
        "spread": {"se": 1},
    }
    experiment = experiment_of(
        [change], arms=NOTHING_DONE, usual_life={**life, "carbohydrate": carbohydrate}
    )
    (score,) = validate([experiment], draws=16, engine=body_engine())
    (point,) = score.points
    assert abs(point.simulated) < most, point.simulated
