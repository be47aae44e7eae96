"""Runs every version of a person over time: the course."""

from __future__ import annotations

import math
import os
import threading
from importlib import import_module
from typing import TYPE_CHECKING, Literal

import numpy as np

from cramp.exposure.streams import Streams
from cramp.exposure.timeline import timeline
from cramp.physiology.composition import body_sbml
from cramp.simulate.draws import versions_of
from cramp.simulate.labelling import labelled
from cramp.simulate.lives import Lived
from cramp.simulate.measured import Measured, measured_values
from cramp.simulate.narrowed_course import narrowed_course, with_left_out
from cramp.simulate.narrowing import Narrowing, Round
from cramp.simulate.simulated_values import identifiers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    import xarray

    from cramp.diary.model import Diary
    from cramp.engine.interface import Engine, Solution
    from cramp.exposure.timeline import Timeline

EngineName = Literal["vector", "reference"]

DEFAULT_DRAWS = 1000
DEFAULT_INTERVAL_MINUTES = 30.0
RELATIVE_TOLERANCE = 2e-3
"""Of the integration: in the packaged diaries it leaves errors of up to a thousandth of the largest
value in serum, six of parathyroid hormone's, far below what people differ by (docs/engine.md)."""

MOST_STEPS = 100_000
"""Of one version; the longest diary with the longest run-in takes some 30,000. A version that
cannot live as drawn would take a million before it is given up, ten times what all others take."""

LARGEST_FAILED_SHARE = 0.05
"""Of the versions; with more, those that are left no longer stand for the person (assumed)."""

DEFAULT_VARIABLES = (
    "plasma_potassium_concentration",
    "plasma_sodium_concentration",
    "plasma_chloride_concentration",
    "plasma_bicarbonate_concentration",
    "arterial_ph",
    "plasma_magnesium_concentration",
    "plasma_calcium_concentration",
    "ionised_calcium_concentration",
    "plasma_phosphate_concentration",
    "parathyroid_hormone",
    "plasma_osmolality",
    "body_potassium_amount",
    "body_sodium_amount",
    "body_magnesium_amount",
    "body_water_volume",
    "plasma_volume",
    "interstitial_volume",
    "cell_volume",
    "urine_potassium_amount",
    "urine_sodium_amount",
    "urine_chloride_amount",
    "urine_magnesium_amount",
    "urine_calcium_amount",
    "urine_water_amount",
    "urine_osmolality",
    "sweat_sodium_amount",
    "sweat_potassium_amount",
    "sweat_water_amount",
    "stool_potassium_amount",
    "stool_sodium_amount",
    "stool_water_amount",
    "aldosterone",
    "vasopressin",
    "insulin_action",
    "beta2_action",
    "thirst",
    "glomerular_filtration_rate",
    "distal_blockade",
    "loop_blockade",
    "mineralocorticoid_blockade",
    "ace_inhibition",
    "plasma_ethanol_concentration",
    "plasma_caffeine_concentration",
)
"""What a course holds unless asked for more."""


class SimulationFailed(RuntimeError):
    """Too many versions of the person could not be solved."""


def simulate(  # noqa: PLR0913  # the public door: every choice by name
    diary: Diary,
    *,
    draws: int = DEFAULT_DRAWS,
    seed: int = 0,
    interval_minutes: float = DEFAULT_INTERVAL_MINUTES,
    variables: Sequence[str] = DEFAULT_VARIABLES,
    engine: Engine | None = None,
    today: date | None = None,
    use_measurements: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> xarray.Dataset:
    """Run plausible versions of a person through their diary.

    Laboratory values, urine and weights of the diary narrow the draws; see
    `docs/laboratory_values.md`.

    Parameters
    ----------
    diary
        As read by `cramp.read_diary`.
    draws
        Number of versions.
    seed
        Of all randomness.
    interval_minutes
        Between output times, in minutes.
    variables
        Identifiers of the body's quantities to keep (see `cramp model show`).
    engine
        What solves; the vector engine on all processors if not given.
    today
        The day to show when the diary has no dated event.
    use_measurements
        Whether measured values of the diary weigh the versions; without them, and where nothing
        was measured, the versions are those of the prior.
    progress
        Called with versions done and versions in all; again from none where versions are drawn
        anew.

    Returns
    -------
    xarray.Dataset
        Dimensions `draw` and `time` (UTC). One variable for each quantity, with `units`
        and `long_name`; what each version was given, along `draw`; `succeeded`, along
        `draw`, false where a version could not be solved (its values are NaN). Every draw is as
        likely as any other. See `cramp.simulate.use_of_measurements` for what became of each
        measured value.

    Raises
    ------
    ValueError
        If draws or interval are not positive, or the seed is negative.
    UnknownIdentifier
        If a variable is not in the body.
    SimulationFailed
        If more than 5 % of the versions could not be solved.
    """
    return live(
        diary,
        draws=draws,
        seed=seed,
        interval_minutes=interval_minutes,
        variables=variables,
        engine=engine,
        today=today,
        use_measurements=use_measurements,
        progress=progress,
    ).course


def live(  # noqa: PLR0913  # the choices of `simulate`
    diary: Diary,
    *,
    draws: int = DEFAULT_DRAWS,
    seed: int = 0,
    interval_minutes: float = DEFAULT_INTERVAL_MINUTES,
    variables: Sequence[str] = DEFAULT_VARIABLES,
    engine: Engine | None = None,
    today: date | None = None,
    use_measurements: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> Lived:
    """Run plausible versions of a person, and keep them to be run again without something.

    Parameters, errors and the course are those of `simulate`.
    """
    _check(draws, seed, interval_minutes)
    told = timeline(diary, today)
    solver = engine if engine is not None else body_engine(most_steps=MOST_STEPS)
    told_values = measured_values(diary, told) if use_measurements else ()
    measured = [one for one in told_values if isinstance(one, Measured)]
    asked = (*variables, *(name for name in identifiers(measured) if name not in variables))
    times = np.arange(0, told.end_minute + 1e-9, interval_minutes)
    solve = round_solver(diary, told, solver, asked, times, progress)
    first = _while_loading("xarray", solve, Streams(seed, draws))
    if not measured:
        course = labelled(solver, first.solution, first.versions, told, seed)
        course = with_left_out(course, told_values, told.clock)
        rounds, picked = (first,), np.arange(draws)
    else:
        narrowing = Narrowing(measured, told.clock, solve, [first])
        narrowing.run()
        course = narrowed_course(narrowing, told_values, solver, told, variables)
        rounds, picked = tuple(narrowing.rounds), course["version"].to_numpy()
    return Lived(diary, told, solver, rounds, picked, RELATIVE_TOLERANCE, course)


def round_solver(
    diary: Diary,
    told: Timeline,
    engine: Engine,
    outputs: Sequence[str],
    times: np.ndarray,
    progress: Callable[[int, int], None] | None = None,
) -> Callable[[Streams], Round]:
    """Return what draws versions of a person from streams and solves them.

    Parameters
    ----------
    diary, told
        Of the person.
    engine
        What solves.
    outputs, times
        Identifiers of the body to keep, and minutes of the timeline's clock, shape (T,).
    progress
        Called with versions done and versions in all.
    """

    def solve(streams: Streams) -> Round:
        versions = versions_of(diary, told, streams)
        solution = engine.solve(
            versions.runs(),
            outputs,
            times,
            relative_tolerance=RELATIVE_TOLERANCE,
            progress=progress,
        )
        _require_success(solution, streams.count)
        return Round(streams, versions, solution)

    return solve


def _while_loading(library: str, solve: Callable[[Streams], Round], streams: Streams) -> Round:
    """Solve while a library loads that takes as long as half the solve."""
    loading = threading.Thread(target=import_module, args=(library,))
    loading.start()
    try:
        return solve(streams)
    finally:
        loading.join()  # a process that ends in the middle of it would complain


def usual_workers() -> int:
    """Return how many processes a command may use on this machine."""
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1)


def body_engine(
    name: EngineName = "vector", workers: int = 0, most_steps: int | None = None
) -> Engine:
    """Return an engine for the body.

    Parameters
    ----------
    name
        `vector`, or `reference`: slow, and independent of our own compiler.
    workers
        Threads (vector) or processes (reference); 0 for as many as the machine has.
    most_steps
        Of one version in the vector engine, beyond which it fails; the engine's own limit if not
        given.
    """
    if name == "vector":
        from cramp.engine.vector.engine import VectorEngine

        threads = workers or usual_workers()
        return VectorEngine(body_sbml(), threads=threads, most_steps=most_steps)
    from cramp.engine.reference import ReferenceEngine

    return ReferenceEngine(body_sbml(), workers=workers or usual_workers())


def _check(draws: int, seed: int, interval_minutes: float) -> None:
    if draws < 1:
        raise ValueError(f"draws must be at least 1, not {draws}")
    if seed < 0:
        raise ValueError(f"seed must be zero or above, not {seed}")
    if not (math.isfinite(interval_minutes) and interval_minutes > 0):
        raise ValueError(f"interval_minutes must be above zero, not {interval_minutes}")


def _require_success(solution: Solution, draws: int) -> None:
    if len(solution.failures) > LARGEST_FAILED_SHARE * draws:
        index, reason = next(iter(solution.failures.items()))
        raise SimulationFailed(
            f"{len(solution.failures)} of {draws} versions could not be solved; "
            f"the first is number {index}: {reason}"
        )
