"""The labelled course that measured values leave, with what became of each of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cramp.simulate.labelling import labelled
from cramp.simulate.measured import LeftOut, Measured
from cramp.simulate.use_of_measurements import (
    EFFECTIVE_ATTRIBUTE,
    ROUNDS_ATTRIBUTE,
    USES_ATTRIBUTE,
    WARNING_ATTRIBUTE,
    Quantiles,
    UsedMeasurement,
    as_text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xarray

    from cramp.engine.interface import Engine, Solution
    from cramp.exposure.clock import Clock
    from cramp.exposure.timeline import Timeline
    from cramp.simulate.measured import Told
    from cramp.simulate.narrowing import Narrowing

DOES_NOT_FIT = "it does not fit with anything your diary tells"
CONFLICTS = "it contradicts another value of the same kind"


def narrowed_course(
    narrowing: Narrowing,
    told_values: Sequence[Told],
    engine: Engine,
    told: Timeline,
    variables: Sequence[str],
) -> xarray.Dataset:
    """Label the draws that measured values leave.

    Parameters
    ----------
    narrowing
        After it ran.
    told_values
        Everything measured, in time order, those left out among them.
    engine, told
        What solved, and the timeline.
    variables
        To keep.

    Returns
    -------
    xarray.Dataset
        As `cramp.simulate` describes; `version` along `draw` tells which of all versions drawn
        each is, so that a version that stands for several draws is known.
    """
    import xarray

    seed = narrowing.rounds[0].streams.seed
    picked = narrowing.picked(seed)
    parts = []
    for number, one in enumerate(narrowing.rounds):
        begin = number * narrowing.draws
        own = picked[(begin <= picked) & (picked < begin + narrowing.draws)] - begin
        solution = without_others(one.solution, variables)
        parts.append(labelled(engine, solution, one.versions, told, seed, own))
    course = parts[0] if len(parts) == 1 else xarray.concat(parts, "draw", combine_attrs="override")
    label = course["draw"].attrs
    course = course.assign_coords(draw=("draw", np.arange(len(picked)), label))
    course["version"] = (
        "draw",
        picked,
        {"units": "1", "long_name": "which of the versions drawn this one is"},
    )
    uses = _uses(narrowing, told_values, picked, told.clock)
    course.attrs |= {
        "failures": _failures(narrowing),
        USES_ATTRIBUTE: as_text(uses),
        EFFECTIVE_ATTRIBUTE: narrowing.effective,
        ROUNDS_ATTRIBUTE: len(narrowing.rounds) - 1,
        WARNING_ATTRIBUTE: _warning(narrowing),
    }
    return course


def with_left_out(
    course: xarray.Dataset, told_values: Sequence[Told], clock: Clock
) -> xarray.Dataset:
    """Tell in a course that nothing weighed why nothing did; unchanged if nothing was measured."""
    uses = tuple(_left_out(one, clock) for one in told_values if isinstance(one, LeftOut))
    return course.assign_attrs({USES_ATTRIBUTE: as_text(uses)}) if uses else course


def without_others(solution: Solution, variables: Sequence[str]) -> Solution:
    """Return a solution of some of its outputs, which must come first."""
    if len(solution.outputs) == len(variables):
        return solution
    values = solution.values[:, :, : len(variables)]
    return replace(solution, outputs=tuple(variables), values=values)


def _failures(narrowing: Narrowing) -> str:
    return "; ".join(
        f"{number * narrowing.draws + index}: {why}"
        for number, one in enumerate(narrowing.rounds)
        for index, why in sorted(one.solution.failures.items())
    )


def _warning(narrowing: Narrowing) -> str:
    if narrowing.is_enough:
        return ""
    drawn = len(narrowing.rounds) * narrowing.draws
    return (
        f"The measured values fit few of the {drawn} plausible versions that were drawn: those "
        f"that are left are worth {narrowing.effective:.0f} of them, fewer than the "
        f"{narrowing.least:.0f} that it takes. The simulated values are less certain than their "
        "ranges say."
    )


def _uses(
    narrowing: Narrowing, told_values: Sequence[Told], picked: np.ndarray, clock: Clock
) -> tuple[UsedMeasurement, ...]:
    index = {id(one): place for place, one in enumerate(narrowing.measured)}
    return tuple(
        _left_out(one, clock)
        if isinstance(one, LeftOut)
        else _used(narrowing, one, index[id(one)], picked, clock)
        for one in told_values
    )


def _left_out(one: LeftOut, clock: Clock) -> UsedMeasurement:
    at = clock.moment(one.at_minute)
    return UsedMeasurement(one.analyte, one.kind, at, one.told, "left_out", one.why)


def _used(
    narrowing: Narrowing, one: Measured, index: int, picked: np.ndarray, clock: Clock
) -> UsedMeasurement:
    doubt = narrowing.doubted.get(index)
    use, why = "used", ""
    if doubt is not None:
        use, why = ("conflicts", CONFLICTS) if doubt.conflict else ("does_not_fit", DOES_NOT_FIT)
    return UsedMeasurement(
        analyte=one.analyte,
        kind=one.kind,
        at=clock.moment(one.at_minute),
        told=one.told,
        use=use,
        why=why,
        slip="" if doubt is None else doubt.slip,
        before=_quantiles(narrowing.before(index)),
        after=_quantiles(narrowing.after(index, picked)),
    )


def _quantiles(values: np.ndarray) -> Quantiles:
    low, middle, high = np.quantile(values, (0.05, 0.5, 0.95))
    return float(low), float(middle), float(high)
