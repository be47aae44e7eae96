"""Writes a course to a file: Zarr, NetCDF, CSV or Parquet, whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    import xarray


class OutputRefused(ValueError):
    """The file cannot be written there; the message says why and how to mend it."""


def require_writable(path: Path, suffixes: tuple[str, ...] = ()) -> Path:
    """Check, before any work is done, that a file can be written at a path.

    Raises
    ------
    OutputRefused
        If the suffix is unknown, the folder is missing or closed, or a folder is in the way.
    """
    if suffixes and path.suffix not in suffixes:
        raise OutputRefused(f"{path}: the name must end in {', '.join(suffixes)}")
    if not path.parent.is_dir():
        raise OutputRefused(f"{path}: the folder {path.parent} does not exist; make it first")
    if not os.access(path.parent, os.W_OK):
        raise OutputRefused(f"{path}: the folder {path.parent} cannot be written to")
    if path.is_dir() and path.suffix != ".zarr":
        raise OutputRefused(f"{path}: a folder has this name; choose another")
    return path


def write_course(course: xarray.Dataset, path: str | Path) -> Path:
    """Write a course; the suffix chooses the format.

    Parameters
    ----------
    course
        As returned by `cramp.simulate`.
    path
        Ending in `.zarr`, `.nc`, `.csv` or `.parquet`. An existing course there is replaced
        once the new one is whole. CSV has no room for units and attributes, the others keep
        them.

    Raises
    ------
    OutputRefused
        If it cannot be written there.
    """
    target = require_course_path(Path(path))
    write = _WRITERS[target.suffix]
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".cramp-") as folder:
        draft = Path(folder) / target.name
        write(course, draft)
        _replace(draft, target)
    return target


def require_course_path(path: Path) -> Path:
    """Check, before any work is done, that a course can be written at a path.

    Raises
    ------
    OutputRefused
        If it cannot, or if a folder that is not a course is in the way.
    """
    require_writable(path, tuple(_WRITERS))
    _require_own(path)
    return path


def write_whole(content: str | bytes, path: Path) -> None:
    """Write a file so that it is there whole or not at all; text as UTF-8.

    Raises
    ------
    OutputRefused
        If it cannot be written there.
    """
    require_writable(path)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".cramp-") as folder:
        draft = Path(folder) / path.name
        draft.write_bytes(content.encode() if isinstance(content, str) else content)
        _replace(draft, path)


def _replace(draft: Path, target: Path) -> None:
    """Put a finished draft in a target's place."""
    if target.is_dir():
        old = draft.with_name(f"{draft.name}.old")
        target.rename(old)
        draft.rename(target)
        shutil.rmtree(old)
    else:
        draft.replace(target)


def _require_own(target: Path) -> None:
    """Refuse to replace a folder that is not a Zarr store: it may be somebody's work."""
    if target.is_dir() and not any((target / name).exists() for name in ("zarr.json", ".zgroup")):
        raise OutputRefused(f"{target}: this folder is not a Zarr store; choose another name")


def _zarr(course: xarray.Dataset, path: Path) -> None:
    course.to_zarr(path, mode="w-", consolidated=False)


def _netcdf(course: xarray.Dataset, path: Path) -> None:
    course.to_netcdf(path, engine="h5netcdf")


def _table(course: xarray.Dataset) -> pd.DataFrame:
    table = course.to_dataframe().reset_index()
    units = {str(name): values.attrs.get("units", "") for name, values in course.items()}
    table.attrs = {**course.attrs, "units": units}
    return table


def _csv(course: xarray.Dataset, path: Path) -> None:
    _table(course).to_csv(path, index=False)


def _parquet(course: xarray.Dataset, path: Path) -> None:
    _table(course).to_parquet(path, index=False)


_WRITERS: dict[str, Callable[[xarray.Dataset, Path], None]] = {
    ".zarr": _zarr,
    ".nc": _netcdf,
    ".csv": _csv,
    ".parquet": _parquet,
}
