"""Simulation-based calibration of the whole narrowing over many synthetic people.

Adults are drawn as a country has them; each tells sex, age, height and mass. Of every teller some
people are drawn who would tell the same; each is measured with the errors of the table and sought
among versions drawn for the teller, by all that a report does: values that fit nothing are left
out, versions are drawn anew where too few fit, and equally likely draws are picked in the end.
Run from the repository root:

    python -m benchmarks.people_calibration [--tellers 50] [--people 20] [--draws 1000]
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from cramp.assessment.course_findings import SERUM
from cramp.diary.model import Diary, Person
from cramp.exposure.streams import Streams
from cramp.exposure.timeline import timeline
from cramp.simulate.adults import draw_adults
from cramp.simulate.body_size import draw_body_sizes
from cramp.simulate.calibration import Sought, seek, together
from cramp.simulate.course import MOST_STEPS, body_engine, round_solver
from cramp.simulate.measured import Measured
from cramp.simulate.narrowing import FEWEST_EFFECTIVE, Narrowing, Round
from cramp.simulate.simulated_values import Ensemble, log_simulated
from cramp.simulate.weighing import error_covariance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cramp.engine.interface import Engine

ANALYTES = ("potassium", "sodium", "magnesium")
MEASURED_AT = 9 * 60.0
TIMES = np.arange(0.0, 24 * 60 + 1.0, 30.0)
OUTPUTS = tuple(name for name, _, _ in SERUM.values())
DAY = date(2026, 7, 3)


def tellers(count: int) -> Iterator[Diary]:
    """Draw adults who tell who they are and nothing else."""
    streams = Streams(20, count)
    sex, age = draw_adults(streams)
    sizes = draw_body_sizes(
        streams, sex=sex, age_years=age, height_cm=None, mass_kg=None, egfr=None
    )
    for index in range(count):
        told = {
            "sex": str(sex[index]),
            "age_told_years": int(age[index]),
            "height_cm": round(float(sizes.height_cm[index])),
            "mass_kg": round(float(sizes.mass_kg[index])),
        }
        yield Diary(person=Person.model_validate(told))


def day_means(one: Round) -> np.ndarray:
    """Return the mean of each mineral over the day, shape (N, G)."""
    return np.column_stack([one.solution.of(name).mean(axis=1) for name in OUTPUTS])


def measured(truths: Round, generator: np.random.Generator) -> list[list[Measured]]:
    """Measure each person with the errors of the table."""
    blank = [
        Measured(name, name, "lab", MEASURED_AT, float("nan"), "", "mmol/L") for name in ANALYTES
    ]
    sizes = truths.versions.sizes
    courses = {name: truths.solution.of(name) for name in OUTPUTS}
    ensemble = Ensemble(TIMES, courses, sizes.mass_kg, sizes.surface_square_metre)
    logarithms, hours = log_simulated(ensemble, blank)
    root = np.linalg.cholesky(error_covariance(blank, hours))
    errors = generator.standard_normal(logarithms.shape) @ root.T
    return [
        [replace(one, value=float(value)) for one, value in zip(blank, row, strict=True)]
        for row in np.exp(logarithms + errors)
    ]


def sought_people(
    engine: Engine, diary: Diary, number: int, people: int, draws: int
) -> Iterator[Sought]:
    """Seek the people of one teller."""
    told = timeline(diary, DAY)
    solve = round_solver(diary, told, engine, OUTPUTS, TIMES)
    # Of the truths and of the draws no random number is the same.
    truths = solve(Streams(1_000_000 + number, people))
    first = solve(Streams(number, draws))
    generator = Streams(2_000_000 + number, people).generator("errors of measuring")
    targets = day_means(truths)
    for values, truth in zip(measured(truths, generator), targets, strict=True):
        if np.all(np.isfinite(truth)):
            narrowing = Narrowing(values, told.clock, solve, [first])
            yield seek(narrowing, day_means, truth, number)


def main() -> None:
    """Print one row of a table for each mineral, and how often versions were drawn anew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tellers", type=int, default=50)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--draws", type=int, default=1000)
    asked = parser.parse_args()
    begun, used = time.perf_counter(), time.process_time()
    engine = body_engine(most_steps=MOST_STEPS)
    sought = [
        one
        for number, diary in enumerate(tellers(asked.tellers))
        for one in sought_people(engine, diary, number, asked.people, asked.draws)
    ]
    found = together(sought)
    print("| mineral | chi-square, p | inside 90 % | spread left |")
    print("| --- | --- | --- | --- |")
    rows = zip(SERUM, found.chances(), found.coverage(), found.narrowed.mean(0), strict=True)
    for mineral, chance, covered, left in rows:
        print(f"| {mineral} | {chance:.2f} | {100 * covered:.1f} % | {100 * left:.0f} % |")
    least, middle = np.quantile(found.effective, (0.05, 0.5))
    anew = np.bincount([one.drawn_anew for one in sought], minlength=4)
    few = [one for one in sought if one.effective < min(FEWEST_EFFECTIVE, asked.draws / 2)]
    print(
        f"{len(sought)} people; effective draws: median {middle:.0f}, least lucky 5 % {least:.0f}, "
        f"least {found.effective.min():.0f}; drawn anew never, once, twice, three times: "
        f"{', '.join(map(str, anew))}; {len(few)} below the least wanted, "
        f"{sum(one.warned for one in few)} of them with a warning; "
        f"{sum(one.doubted > 0 for one in sought)} with a value left out"
    )
    print(
        f"{time.perf_counter() - begun:.0f} s, {time.process_time() - used:.0f} s of processor time"
    )


if __name__ == "__main__":
    main()
