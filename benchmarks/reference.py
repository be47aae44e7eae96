"""The course against which errors are measured: libRoadRunner at a very tight tolerance."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.accuracy import NOTHING, REFERENCE_TOLERANCE, Sample
from benchmarks.cases import Cohort, output_times
from cramp.engine.reference import ReferenceEngine
from cramp.physiology.composition import body_sbml

if TYPE_CHECKING:
    from collections.abc import Iterator

_BELOW_THE_CLOCK = "are such that t + h = t on the next step"
"""CVODE warns of it right after some edges when its first step is that tight, and goes on."""


@cache
def sample(cohort: Cohort, people: int, days: int) -> Sample:
    """Return the first people of a cohort with their reference course.

    Raises
    ------
    RuntimeError
        If one of them cannot be solved.
    """
    engine = ReferenceEngine(body_sbml())
    runs, times = cohort.runs(0, people, days), output_times(days)
    states = tuple(engine.description.states)
    with _without_step_warnings():
        solution = engine.solve(runs, states, times, relative_tolerance=REFERENCE_TOLERANCE)
    if solution.failures:
        raise RuntimeError(f"the reference of {cohort.case} failed: {dict(solution.failures)}")
    return Sample(runs, times, solution.values)


def shorter(known: Sample, cohort: Cohort, days: int) -> Sample:
    """Return a sample's first days: a longer stay begins as a shorter one does."""
    times = output_times(days)
    runs = cohort.runs(0, len(known.runs), days)
    return Sample(runs, times, known.reference[:, : len(times)])


def state_sizes(known: Sample) -> np.ndarray:
    """Return the median over people of the largest size of each state, shape (S,).

    A state that nobody of the sample has counts as of size one.
    """
    sizes = np.median(np.max(np.abs(known.reference), axis=1), axis=0)
    return np.where(sizes < NOTHING, 1.0, sizes)


@contextmanager
def _without_step_warnings() -> Iterator[None]:
    """Leave out one known warning of CVODE, which writes straight to the terminal."""
    sys.stdout.flush()
    terminal = os.dup(1)
    with tempfile.TemporaryFile("w+", encoding="utf-8") as written:
        os.dup2(written.fileno(), 1)
        try:
            yield
        finally:
            os.dup2(terminal, 1)
            os.close(terminal)
            written.seek(0)
            sys.stdout.writelines(line for line in written if _BELOW_THE_CLOCK not in line)
