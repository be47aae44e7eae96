"""Files are there whole or not at all, and nothing of the user's is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import xarray

from cramp.simulate.writing import OutputRefused, require_writable, write_course, write_whole

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def course() -> xarray.Dataset:
    values = np.arange(6.0).reshape(2, 3)
    return xarray.Dataset(
        {"plasma_volume": (("draw", "time"), values, {"units": "L"})},
        coords={"draw": [0, 1], "time": pd.date_range("2026-07-03", periods=3, freq="h")},
        attrs={"seed": 0},
    )


def read(path: Path) -> np.ndarray:
    if path.suffix == ".zarr":
        return xarray.open_zarr(path, consolidated=False)["plasma_volume"].to_numpy()
    if path.suffix == ".nc":
        with xarray.open_dataset(path, engine="h5netcdf") as opened:
            return opened["plasma_volume"].to_numpy()
    table = pd.read_csv(path) if path.suffix == ".csv" else pd.read_parquet(path)
    return table["plasma_volume"].to_numpy().reshape(2, 3)


@pytest.mark.parametrize("suffix", [".zarr", ".nc", ".csv", ".parquet"])
def test_every_format_holds_the_course(course: xarray.Dataset, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"course{suffix}"
    write_course(course, path)
    write_course(course + 1, path)
    assert np.array_equal(read(path), course["plasma_volume"].to_numpy() + 1)
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_a_parquet_file_keeps_units_and_attributes(course: xarray.Dataset, tmp_path: Path) -> None:
    write_course(course, tmp_path / "course.parquet")
    table = pd.read_parquet(tmp_path / "course.parquet")
    assert table.attrs["units"]["plasma_volume"] == "L"
    assert table.attrs["seed"] == 0


@pytest.mark.parametrize("name", ["course.xlsx", "course", "missing/course.nc"])
def test_impossible_places_are_refused_with_a_mend(
    course: xarray.Dataset, tmp_path: Path, name: str
) -> None:
    with pytest.raises(OutputRefused, match=r"must end in|make it first"):
        write_course(course, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_a_course_is_never_replaced(
    course: xarray.Dataset, tmp_path: Path
) -> None:
    folder = tmp_path / "work.zarr"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years", encoding="utf-8")
    with pytest.raises(OutputRefused, match="not a Zarr store"):
        write_course(course, folder)
    assert (folder / "thesis.txt").read_text(encoding="utf-8") == "years"


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, course: xarray.Dataset) -> None:
    path = tmp_path / "course.nc"
    write_course(course, path)
    before = path.read_bytes()
    broken = course.assign(odd=("draw", np.array([object(), object()], dtype=object)))
    with pytest.raises((TypeError, ValueError)):
        write_course(broken, path)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["course.nc"]


def test_text_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    write_whole("é", path)
    assert path.read_bytes() == "é".encode()


def test_a_folder_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "page.html").mkdir()
    with pytest.raises(OutputRefused, match="folder has this name"):
        require_writable(tmp_path / "page.html", (".html",))
