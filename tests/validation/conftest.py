"""Experiments made up in a few lines, for every test of the package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cramp.physiology.conservation import body_description
from cramp.validation.format import Experiment
from cramp.validation.quantities import Known

if TYPE_CHECKING:
    from collections.abc import Callable

POTASSIUM_CHANGE = {
    "quantity": "plasma_potassium_concentration",
    "measure": "change",
    "at": "+2 h",
    "since": "+0 min",
    "value": 0.4,
    "unit": "mmol/L",
    "spread": {"se": 0.1},
}


@pytest.fixture(scope="session")
def known() -> Known:
    return Known(body_description())


@pytest.fixture
def experiment_of() -> Callable[..., Experiment]:
    """Give a maker of experiments; what is told takes the place of a plain potassium load."""

    def make(measurements: list[dict[str, Any]] | None = None, **told: Any) -> Experiment:
        document = {
            "format": "cramp-experiment/1",
            "id": "made_up",
            "title": "Made up",
            "role": "predicted",
            "source": {"citation": "Nobody 2000", "certainty": "recalled"},
            "people": {"n": 10, "women": 0.5},
            "usual_life": {"potassium": "75 mmol", "sodium": "150 mmol", "water": "2.5 L"},
            "zero": "day 1 09:00",
            "arms": [
                {
                    "name": "load",
                    "protocol": [{"swallow": {"at": "+0 min", "potassium_chloride": "40 mmol"}}],
                }
            ],
            "measurements": measurements or [POTASSIUM_CHANGE],
        }
        return Experiment.model_validate({**document, **told})

    return make


@pytest.fixture
def potassium_change() -> dict[str, Any]:
    return dict(POTASSIUM_CHANGE)
