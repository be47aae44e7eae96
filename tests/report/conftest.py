"""Reports of a few lives, rendered once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import cramp
from cramp.report.page import render

if TYPE_CHECKING:
    from collections.abc import Callable

    import xarray

    from cramp.assessment.assess import Assessment
    from cramp.diary.model import Diary

EXAMPLES = Path(__file__).parents[2] / "examples"
DRAWS = 30


@cache
def _course(name: str) -> tuple[Diary, xarray.Dataset]:
    diary = cramp.read_diary(EXAMPLES / f"{name}.yaml", strict=True)
    return diary, cramp.simulate(diary, draws=DRAWS)


@pytest.fixture(scope="session")
def assessed() -> Callable[..., tuple[Assessment, xarray.Dataset]]:
    """Return assessment and simulation of an example, with changes to what the diary tells.

    The simulation is of the unchanged example: what is tested here is what is said of it.
    """

    def make(name: str = "night_cramps", **changes: object) -> tuple[Assessment, xarray.Dataset]:
        diary, course = _course(name)
        return cramp.assess(diary.model_copy(update=changes), course), course

    return make


@pytest.fixture(scope="session")
def rendered(
    assessed: Callable[..., tuple[Assessment, xarray.Dataset]],
) -> Callable[..., tuple[Assessment, str]]:
    """Return assessment and page of an example, with changes as for `assessed`."""

    def make(name: str = "night_cramps", **changes: object) -> tuple[Assessment, str]:
        assessment, course = assessed(name, **changes)
        return assessment, render(assessment, course)

    return make
