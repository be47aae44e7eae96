"""How near an engine comes to what its own arithmetic allows on the machine."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

from benchmarks.cases import output_times
from benchmarks.engines import WATCHED, Vector
from cramp.engine.vector.shapes import LANES

if TYPE_CHECKING:
    from benchmarks.accuracy import Setting
    from benchmarks.cases import Cohort
    from benchmarks.engines import Contender

MOST_PEOPLE = 512
ROUNDS = 5


def kernel_bound_share(
    contender: Contender, setting: Setting, cohort: Cohort, people: int, days: int
) -> float | None:
    """Return the share of a solve's time that its steps alone would take.

    The bound: every lane always busy with a step that counts, and nothing around the steps (no
    preparing, no edges, no samples, no idle lanes). The steps tried by all people, over the
    lanes, times the seconds of a step repeated on the spot; over the seconds of the whole solve.
    Both in the processor's time, on one thread; solve and step take turns; the median.
    None for an engine without lanes.
    """
    if not isinstance(contender, Vector):
        return None
    engine, tolerance = contender.engine, setting.relative_tolerance
    runs = cohort.runs(0, min(people, MOST_PEOPLE), days)
    times = output_times(days)
    shares = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        _, effort = engine.solve_measured(runs, WATCHED, times, relative_tolerance=tolerance)
        seconds = time.process_time() - begin
        step = engine.step_seconds(runs[: LANES[engine.precision]], times[:2], tolerance)
        shares.append(float(effort.steps.sum()) / LANES[engine.precision] * step / seconds)
    return statistics.median(shares)
