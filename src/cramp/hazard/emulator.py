"""The fast model of nerve and muscle as a table: threshold frequency over the milieu.

The spiking model never runs inside a night. It is asked once for every point of a grid, and the
table answers from then on.
"""

from __future__ import annotations

import csv
import itertools
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cramp.hazard.table_lines import HazardTableError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

THRESHOLD = "threshold_frequency (Hz)"
ERROR = "standard_error (Hz)"
REFERENCE = "is_reference"
_AXIS = re.compile(r"(\w+) \((.+)\)")


@dataclass(frozen=True)
class Emulator:
    """Threshold frequency on a full grid of the milieu, linear between its points.

    Attributes
    ----------
    axes
        Identifiers of a course's quantities.
    units
        Of the axes.
    points
        Values of each axis, rising.
    thresholds, errors
        Threshold and its standard error at every grid point, in hertz; one dimension an axis.
    reference
        Indices of the grid point from which changes count.
    """

    axes: tuple[str, ...]
    units: tuple[str, ...]
    points: tuple[np.ndarray, ...]
    thresholds: np.ndarray
    errors: np.ndarray
    reference: tuple[int, ...]

    def threshold(self, milieu: Mapping[str, np.ndarray]) -> np.ndarray:
        """Return the threshold in hertz; a milieu beyond the grid counts as its edge.

        Parameters
        ----------
        milieu
            One array for each axis, in its unit, all of one shape.
        """
        return self._at(self.thresholds, milieu)

    def change(self, milieu: Mapping[str, np.ndarray]) -> np.ndarray:
        """Return the threshold minus that of the reference milieu, in hertz."""
        return self.threshold(milieu) - self.thresholds[self.reference]

    def error(self, milieu: Mapping[str, np.ndarray]) -> np.ndarray:
        """Return the standard error of the change, in hertz; none in the reference milieu."""
        return self._at(self.errors, milieu) - self.errors[self.reference]

    def share_beyond(self, milieu: Mapping[str, np.ndarray]) -> float:
        """Return which share of a milieu's values lies beyond the grid on any axis."""
        beyond = [
            (milieu[axis] < points[0]) | (milieu[axis] > points[-1])
            for axis, points in zip(self.axes, self.points, strict=True)
        ]
        return float(np.any(beyond, axis=0).mean())

    def _at(self, values: np.ndarray, milieu: Mapping[str, np.ndarray]) -> np.ndarray:
        from scipy.interpolate import RegularGridInterpolator

        held = [
            np.clip(milieu[axis], points[0], points[-1])
            for axis, points in zip(self.axes, self.points, strict=True)
        ]
        return RegularGridInterpolator(self.points, values)(np.stack(held, axis=-1))


def build_emulator(
    threshold_frequency: Callable[..., float],
    axes: Mapping[str, tuple[str, Sequence[float]]],
    reference: Mapping[str, float],
    standard_error: Callable[..., float] | None = None,
) -> Emulator:
    """Ask a fast model for every point of a grid.

    Parameters
    ----------
    threshold_frequency
        Called with one keyword argument for each axis; returns hertz.
    axes
        Unit and rising values of each quantity of the milieu, by its identifier in a course.
    reference
        The milieu from which changes count; a point of the grid.
    standard_error
        Called alike; none if not given.

    Raises
    ------
    ValueError
        If an axis does not rise, the reference is not on the grid, or the model answers with
        something that is no finite number or is below zero; the message names the point.
    """
    points = tuple(np.asarray(values, dtype=float) for _, values in axes.values())
    for axis, values in zip(axes, points, strict=True):
        _require_rising(axis, values)
    found: list[float] = []
    errors: list[float] = []
    for point in itertools.product(*(values.tolist() for values in points)):
        milieu = dict(zip(axes, point, strict=True))
        found.append(_asked(threshold_frequency, milieu))
        errors.append(0.0 if standard_error is None else _asked(standard_error, milieu))
    shape = tuple(values.size for values in points)
    return Emulator(
        axes=tuple(axes),
        units=tuple(unit for unit, _ in axes.values()),
        points=points,
        thresholds=np.reshape(found, shape),
        errors=np.reshape(errors, shape),
        reference=_reference(tuple(axes), points, reference),
    )


def write_emulator(emulator: Emulator, path: Path) -> None:
    """Write a table in CSV: one line for each grid point, units in the header."""
    named = [f"{axis} ({unit})" for axis, unit in zip(emulator.axes, emulator.units, strict=True)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*named, THRESHOLD, ERROR, REFERENCE])
        for index in np.ndindex(emulator.thresholds.shape):
            point = [values[i] for values, i in zip(emulator.points, index, strict=True)]
            shown = "true" if index == emulator.reference else "false"
            numbers = (*point, emulator.thresholds[index], emulator.errors[index])
            writer.writerow([*(repr(float(number)) for number in numbers), shown])


def read_emulator(path: Path) -> Emulator:
    """Read a table that `write_emulator` wrote.

    Raises
    ------
    HazardTableError
        If it is no full grid with units, numbers and one reference; the message says where.
    """
    with path.open(encoding="utf-8", newline="") as file:
        header, *lines = list(csv.reader(file)) or [[]]
    if header[-3:] != [THRESHOLD, ERROR, REFERENCE] or len(header) < 4:
        raise HazardTableError(f"{path.name}:1: ends in {THRESHOLD}, {ERROR}, {REFERENCE}")
    named = [_AXIS.fullmatch(cell) for cell in header[:-3]]
    if None in named:
        raise HazardTableError(f"{path.name}:1: write an axis with its unit: potassium (mmol/L)")
    axes = {match[1]: match[2] for match in named if match is not None}
    table = _numbers(path, header, lines)
    points = tuple(np.unique(table[:, column]) for column in range(len(axes)))
    shape = tuple(values.size for values in points)
    order = np.lexsort(table[:, : len(axes)].T[::-1])
    grid = np.array(list(itertools.product(*points))).reshape(-1, len(axes))
    if grid.shape[0] != len(lines) or not np.array_equal(table[order, : len(axes)], grid):
        raise HazardTableError(f"{path.name}: is no full grid of {' x '.join(map(str, shape))}")
    chosen = [index for index, line in enumerate(lines) if line[-1] == "true"]
    if len(chosen) != 1:
        raise HazardTableError(f"{path.name}: {len(chosen)} lines are the reference; one must be")
    milieu = dict(zip(axes, table[chosen[0], : len(axes)].tolist(), strict=True))
    return Emulator(
        axes=tuple(axes),
        units=tuple(axes.values()),
        points=points,
        thresholds=table[order, -2].reshape(shape),
        errors=table[order, -1].reshape(shape),
        reference=_reference(tuple(axes), points, milieu),
    )


def _numbers(path: Path, header: list[str], lines: list[list[str]]) -> np.ndarray:
    rows = []
    for number, line in enumerate(lines, start=2):
        try:
            values = [float(cell) for cell in line[:-1]]
        except ValueError as error:
            raise HazardTableError(f"{path.name}:{number}: {error}") from error
        if len(line) != len(header) or not all(map(math.isfinite, values)):
            raise HazardTableError(f"{path.name}:{number}: needs {len(header)} finite cells")
        rows.append(values)
    return np.array(rows).reshape(-1, len(header) - 1)


def _asked(model: Callable[..., float], milieu: dict[str, float]) -> float:
    answer = float(model(**milieu))
    if not (math.isfinite(answer) and answer >= 0):
        raise ValueError(f"the model answers {answer:g} Hz at {milieu}; it must be zero or above")
    return answer


def _require_rising(axis: str, values: np.ndarray) -> None:
    if values.size < 2 or not np.all(np.diff(values) > 0) or not np.all(np.isfinite(values)):
        raise ValueError(f"the values of {axis} must rise, two of them or more")


def _reference(
    axes: tuple[str, ...], points: tuple[np.ndarray, ...], milieu: Mapping[str, float]
) -> tuple[int, ...]:
    indices = []
    for axis, values in zip(axes, points, strict=True):
        at = np.flatnonzero(values == milieu.get(axis, math.nan))
        if at.size != 1:
            raise ValueError(f"the reference {axis} must be one of {values.tolist()}")
        indices.append(int(at[0]))
    return tuple(indices)
