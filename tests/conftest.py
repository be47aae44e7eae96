"""No test reads or fills the cache of whoever runs it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from cramp.engine.disk_cache import FOLDER_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session", autouse=True)
def _cache_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give all tests, and the programs they start, one new folder to share."""
    base = tmp_path_factory.getbasetemp()
    in_parallel = "PYTEST_XDIST_WORKER" in os.environ  # then each worker has a base of its own
    folder = (base.parent if in_parallel else base) / "cache"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER_VARIABLE, str(folder))
        yield
