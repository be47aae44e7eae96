"""What became of each measured value in a course, kept with the course."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal, cast

if TYPE_CHECKING:
    import xarray

Use = Literal["used", "does_not_fit", "conflicts", "left_out"]

USES_ATTRIBUTE = "measurements"
EFFECTIVE_ATTRIBUTE = "effective_draws"
ROUNDS_ATTRIBUTE = "drawn_anew"
WARNING_ATTRIBUTE = "warning"

Quantiles = tuple[float, float, float]


@dataclass(frozen=True)
class UsedMeasurement:
    """One measured value and the course.

    Attributes
    ----------
    analyte
        As the diary names it; `weight` and `volume` beside those of the laboratory.
    kind
        `lab`, `urine` or `weight`.
    at
        When it was taken.
    told
        As told, with its unit.
    use
        `used`: it narrows the course. `does_not_fit`: no plausible version would show it;
        `conflicts`: another value of the same quantity contradicts it; neither is fitted.
        `left_out`: it has no counterpart in the course.
    why
        Why it is not used; empty if it is.
    slip
        What may have gone wrong in telling it; empty where nothing suggests itself.
    before, after
        5 %, 50 % and 95 % quantile of the simulated value without any measured value, and with
        those used; mmol/L, mmol, L, kg, or mL/min/1.73 m2 for creatinine. None if left out.
    """

    analyte: str
    kind: str
    at: datetime
    told: str
    use: Use
    why: str = ""
    slip: str = ""
    before: Quantiles | None = None
    after: Quantiles | None = None


def uses_of_measurements(course: xarray.Dataset) -> tuple[UsedMeasurement, ...]:
    """Return what became of each measured value of the diary, in time order.

    Empty for a course of a diary without measured values, or made without them.
    """
    return tuple(_read(entry) for entry in json.loads(course.attrs.get(USES_ATTRIBUTE, "[]")))


def as_text(uses: tuple[UsedMeasurement, ...]) -> str:
    """Return the text that a course keeps."""
    return json.dumps([{**asdict(use), "at": use.at.isoformat()} for use in uses])


def effective_draws(course: xarray.Dataset) -> float | None:
    """Return how many independent draws the course is worth; None where nothing weighed them."""
    value = course.attrs.get(EFFECTIVE_ATTRIBUTE)
    return None if value is None else float(value)


def warning(course: xarray.Dataset) -> str:
    """Return what must be said beside every number of the course; usually empty."""
    return str(course.attrs.get(WARNING_ATTRIBUTE, ""))


def _read(entry: dict[str, object]) -> UsedMeasurement:
    quantiles = {
        key: None if entry[key] is None else cast("Quantiles", tuple(cast("list", entry[key])))
        for key in ("before", "after")
    }
    at = datetime.fromisoformat(str(entry["at"]))
    return UsedMeasurement(**{**entry, **quantiles, "at": at})  # type: ignore[arg-type]
