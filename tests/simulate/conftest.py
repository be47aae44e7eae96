"""One small course for every test that only looks at it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import cramp

if TYPE_CHECKING:
    import xarray

    from cramp.diary.model import Diary

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="session")
def marathon() -> Diary:
    return cramp.read_diary(EXAMPLES / "marathon_heat.yaml", strict=True)


@pytest.fixture(scope="session")
def course(marathon: Diary) -> xarray.Dataset:
    return cramp.simulate(marathon, draws=4, seed=3)
