"""Values that runs tell by name, as the columns of one array."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def told_columns(
    names: Sequence[str], told_by_runs: Sequence[Mapping[str, float]]
) -> tuple[np.ndarray, np.ndarray]:
    """Return what runs tell, by name.

    Parameters
    ----------
    names
        N names, each a row.
    told_by_runs
        What each of R runs tells.

    Returns
    -------
    told : numpy.ndarray
        Whether a run tells a value, shape (N, R).
    values : numpy.ndarray
        The values, 0 where none is told; shape (N, R).

    Raises
    ------
    KeyError
        If a run tells a name that is not among the names.
    """
    place = {name: index for index, name in enumerate(names)}
    told = np.zeros((len(names), len(told_by_runs)), dtype=bool)
    values = np.zeros(told.shape)
    for told_names, columns in _alike(told_by_runs).items():
        if told_names:
            cells = np.ix_([place[name] for name in told_names], columns)
            rows = [list(told_by_runs[column].values()) for column in columns]
            told[cells] = True
            values[cells] = np.array(rows, dtype=float).T
    return told, values


def _alike(told_by_runs: Sequence[Mapping[str, float]]) -> dict[tuple[str, ...], list[int]]:
    """Return the runs that tell the same names in the same order, by these names."""
    alike: dict[tuple[str, ...], list[int]] = {}
    for column, told in enumerate(told_by_runs):
        alike.setdefault(tuple(told), []).append(column)
    return alike
