"""The parameters of the fast model: the table, what a rival changes, and how people differ."""

from __future__ import annotations

import csv
import math
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from cramp.nerve_muscle.mechanisms import DEFAULT, MECHANISMS
from cramp.physiology.parameters import ParameterTableError, read_parameters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cramp.physiology.parameters import Parameter

_SPREAD_SCALE = {
    "tonic_drive": 1.0,
    "magnesium_coupling": 1.0,
    "temperature_coupling": 0.1,
}
"""What `between_person` is a share of where a share of the value itself would tell nothing."""


@cache
def parameters() -> dict[str, Parameter]:
    """Return the fast model's parameters by identifier.

    Raises
    ------
    ParameterTableError
        If a row is incomplete; the message names file, line and column.
    """
    text = _package_text("parameters.csv")
    return read_parameters(text, "nerve_muscle/parameters.csv")


def usual_values(mechanism: str = DEFAULT) -> dict[str, float]:
    """Return the values of a middle person by identifier.

    Parameters
    ----------
    mechanism
        A rival has the values that were fitted for it alone; see `rival_values.csv`.
    """
    values = {name: row.value for name, row in parameters().items()}
    return values | _rival_values().get(mechanism, {})


def drawn_values(
    seed: int, mechanism: str = DEFAULT, changed: Mapping[str, float] | None = None
) -> dict[str, float]:
    """Return the values of one person drawn by a seed; the same person for every mechanism.

    Parameters
    ----------
    changed
        Middle values that take the place of the mechanism's own, by identifier.
    """
    import numpy as np

    values = usual_values(mechanism) | dict(changed or {})
    # One score for each row of the table, so that a person does not change with the mechanism.
    scores = np.random.default_rng([seed, 0x6372616D70]).standard_normal(len(values))
    for (name, row), score in zip(parameters().items(), scores, strict=True):
        if row.distribution == "lognormal":
            varied = values[name] * math.exp(row.between_person * score)
        elif row.distribution == "normal":
            scale = _SPREAD_SCALE.get(name, abs(values[name]))
            varied = values[name] + row.between_person * scale * score
        else:
            continue
        values[name] = min(max(varied, row.low), row.high)
    return values


def require_known(values: Mapping[str, float]) -> None:
    """Check values that somebody chose.

    Raises
    ------
    ValueError
        If one is not a parameter, or lies outside its range.
    """
    for name, value in values.items():
        row = parameters().get(name)
        if row is None:
            raise ValueError(f"{name} is no parameter; nerve_muscle/parameters.csv lists them")
        if not row.low <= value <= row.high:
            raise ValueError(
                f"{name} = {value:g} is not between {row.low:g} and {row.high:g} {row.unit}"
            )


@cache
def _rival_values() -> dict[str, dict[str, float]]:
    table: dict[str, dict[str, float]] = {}
    lines = _package_text("rival_values.csv").splitlines()
    for number, row in enumerate(csv.DictReader(lines), start=2):
        place = f"rival_values.csv:{number}"
        if row["mechanism"] not in MECHANISMS:
            raise ParameterTableError(f"{place}: no mechanism is called {row['mechanism']!r}")
        if row["id"] not in parameters():
            raise ParameterTableError(f"{place}: {row['id']} is no parameter")
        table.setdefault(row["mechanism"], {})[row["id"]] = float(row["value"])
    return table


def _package_text(name: str) -> str:
    return resources.files("cramp.nerve_muscle").joinpath(name).read_text("utf-8")
