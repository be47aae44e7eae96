"""Simulation-based calibration of narrowed draws on the body itself.

Solves one prior ensemble of one day, takes its members as the truth one after the other, measures
each with the errors of the table, and seeks it among all others. Run from the repository root:

    python -m benchmarks.calibration [--draws 4000] [--truths 1000]
"""

from __future__ import annotations

import argparse
import time
from datetime import date

import numpy as np

import cramp
from cramp.assessment.course_findings import SERUM
from cramp.diary.model import Diary, Person
from cramp.simulate.calibration import calibrate
from cramp.simulate.measured import BLOOD, Measured
from cramp.simulate.simulated_values import Ensemble, log_simulated
from cramp.simulate.weighing import error_covariance

PANELS = {
    "K": ("potassium",),
    "K, Na, Mg": ("potassium", "sodium", "magnesium"),
    "K three times": ("potassium", "potassium", "potassium"),
    "K, Na, Mg, Ca, HCO3": ("potassium", "sodium", "magnesium", "calcium", "bicarbonate"),
}
HOURS = (9 * 60.0, 13 * 60.0, 17 * 60.0)


def panel(analytes: tuple[str, ...]) -> list[Measured]:
    """Return the values of a panel: at nine in the morning, repeats every four hours."""
    repeats = len(set(analytes)) == 1
    return [
        Measured(name, name, "lab", HOURS[index] if repeats else HOURS[0], float("nan"), "", "")
        for index, name in enumerate(analytes)
    ]


def ensemble(draws: int) -> Ensemble:
    """Solve the prior ensemble of a woman of 60 of whom nothing else is told."""
    person = Person(sex="female", age_told_years=60, height_cm=165, mass_kg=70)
    course = cramp.simulate(Diary(person=person), draws=draws, today=date(2026, 7, 3))
    kept = course["succeeded"].to_numpy()
    mass, height = (course[name].to_numpy()[kept] for name in ("body_mass", "body_height"))
    return Ensemble(
        np.arange(course.sizes["time"]) * 30.0,
        {name: course[name].to_numpy()[kept] for name in BLOOD.values()},
        mass,
        np.sqrt(mass * height / 3600),
    )


def main() -> None:
    """Print one row of a table for each panel and mineral."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=4000)
    parser.add_argument("--truths", type=int, default=1000)
    asked = parser.parse_args()
    begun = time.perf_counter()
    bodies = ensemble(asked.draws)
    solved = time.perf_counter()
    targets = np.column_stack([bodies.courses[name].mean(axis=1) for name, _, _ in SERUM.values()])
    print(f"{len(targets)} draws solved in {solved - begun:.0f} s")
    print("| measured | mineral | chi-square, p | inside 90 % | spread left | effective draws |")
    print("| --- | --- | --- | --- | --- | --- |")
    for words, analytes in PANELS.items():
        values = panel(analytes)
        logarithms, hour_variance = log_simulated(bodies, values)
        errors = error_covariance(values, hour_variance)
        generator = np.random.default_rng(0)
        found = calibrate(logarithms, errors, targets, range(asked.truths), generator)
        rows = zip(SERUM, found.chances(), found.coverage(), found.narrowed.mean(0), strict=True)
        least, middle = np.quantile(found.effective, (0.05, 0.5))
        for mineral, chance, covered, left in rows:
            print(
                f"| {words} | {mineral} | {chance:.2f} | {100 * covered:.1f} % "
                f"| {100 * left:.0f} % | {middle:.0f} ({least:.0f} in the least lucky 5 %) |"
            )
    print(f"{time.perf_counter() - solved:.0f} s to calibrate")


if __name__ == "__main__":
    main()
