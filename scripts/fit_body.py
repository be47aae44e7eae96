"""Re-derives the body's `fitted` values from the measurements in `fit_targets.csv`.

Least squares in the logarithm of each value, each held loosely near its starting value in
the parameter table (a prior of `PRIOR_WIDTH` in the logarithm). Prints the values, how well
each target is met, and how tightly each value is held.

    python scripts/fit_body.py           # fit and print
    python scripts/fit_body.py --table   # write docs/fit.csv from the table's present values
"""

from __future__ import annotations

import argparse
import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import least_squares

from cramp.engine.interface import Run, Schedule
from cramp.engine.reference import ReferenceEngine
from cramp.physiology.composition import body_sbml
from cramp.physiology.parameters import parameters

DAY = 1440.0
PRIOR_WIDTH = 0.5
FITTED = tuple(p.id for p in parameters().values() if p.status == "fitted")
MEALS = (8 * 60.0, 13 * 60.0, 19 * 60.0)
MEAL_MINUTES = 20.0
OUTPUTS = (
    "plasma_potassium_concentration",
    "urine_potassium_rate",
    "urine_potassium_amount",
    "urine_sodium_amount",
    "urine_water_amount",
    "body_potassium_amount",
    "body_sodium_amount",
    "body_water_volume",
    "aldosterone",
)
LITRE_PER_MILLIMOLE_WATER = 1.8069e-5
FIT_TABLE = Path(__file__).parents[1] / "docs" / "fit.csv"
FIT_COLUMNS = ["protocol", "reading", "measured", "error", "simulated", "z", "source"]


@dataclass(frozen=True)
class Target:
    """One measured number: protocol, what is read off, value and its standard error."""

    protocol: str
    reading: str
    value: float
    error: float
    source: str


class Protocol:
    """Builds a schedule from a controlled diet and single events."""

    def __init__(self) -> None:
        self._pieces: list[tuple[float, float, str, float]] = []

    def diet(
        self, first: int, last: int, potassium: float, sodium: float = 150, skip: int = -1
    ) -> Protocol:
        """Three equal meals a day (mmol a day) from one day to before another; none on `skip`."""
        for day in range(first, last):
            if day == skip:
                continue
            for clock in MEALS:
                self.give(day * DAY + clock, potassium / 3, sodium / 3, 2.2 / 3, 1400 / 3)
        return self

    def give(
        self,
        at: float,
        potassium: float = 0,
        sodium: float = 0,
        water: float = 0,
        glucose: float = 0,
        minutes: float = MEAL_MINUTES,
    ) -> Protocol:
        """Something swallowed: mmol, litres."""
        amounts = {
            "potassium": potassium, "sodium": sodium, "chloride": potassium * 0.3 + sodium,
            "water": water, "glucose": glucose,
        }  # fmt: skip
        for name, amount in amounts.items():
            self.add(at, minutes, f"{name}_intake_rate", amount)
        return self

    def add(self, at: float, minutes: float, name: str, amount: float) -> Protocol:
        """Spread an amount over some minutes on one input."""
        self._pieces.append((at, at + minutes, name, amount / minutes))
        return self

    def schedule(self) -> Schedule:
        """Return the inputs as edges in time."""
        names = sorted({piece[2] for piece in self._pieces})
        edges = np.unique([0.0, *(t for piece in self._pieces for t in piece[:2])])
        values = np.zeros((len(edges), len(names)))
        for begin, end, name, rate in self._pieces:
            values[(edges >= begin) & (edges < end), names.index(name)] += rate
        return Schedule(tuple(names), edges, values)


def _protocols() -> dict[str, tuple[Schedule, np.ndarray]]:
    """Return every protocol with the times at which it is read, in minutes."""
    morning = 14 * DAY + 9 * 60
    courses = np.array([0, 15, 30, 45, 60, 90, 120, 150, 180, 210, 240, 270, 300.0]) + morning

    def fasting() -> Protocol:
        return Protocol().diet(0, 14, 75)

    def dosed(name: str, dose_mmol: float, days: int) -> Schedule:
        protocol = Protocol().diet(0, 14 + days, 75)
        for day in range(14, 14 + days):
            protocol.add(day * DAY + 480, 5, f"{name}_dose_rate", dose_mmol)
        return protocol.schedule()

    def step(before: float, after: float, days: int, sodium: float = 150) -> Schedule:
        return Protocol().diet(0, 14, before, sodium).diet(14, 14 + days, after, sodium).schedule()

    def mornings(days: int) -> np.ndarray:
        return np.array([14 * DAY + 475, (14 + days) * DAY + 475.0])

    saline = fasting()
    for name, amount in (("sodium", 308.0), ("chloride", 308.0), ("water", 2.0)):
        saline.add(morning, 60, f"{name}_infusion_rate", amount)
    infusion = fasting().add(morning, 60, "potassium_infusion_rate", 20)
    infusion.add(morning, 60, "chloride_infusion_rate", 20)
    crossover = Protocol().diet(0, 14, 75).diet(14, 17, 10).diet(17, 20, 200)
    salt = Protocol().diet(0, 14, 75, 10).diet(14, 24, 75, 150)
    water = fasting().give(morning - 90, water=0.5).give(morning, water=1.0, minutes=30)
    six_hours = np.array([morning, morning + 120, morning + 240, morning + 360])
    furosemide = fasting().add(morning, 5, "furosemide_dose_rate", 40 / 330.7)
    return {
        "meal": (fasting().give(morning, 2, 25, 0.4, 550).schedule(), courses),
        "kcl": (fasting().give(morning, 35, 0, 0.4, 0, 5).schedule(), courses),
        "both": (fasting().give(morning, 37, 25, 0.4, 550).schedule(), courses),
        "rabelink": (step(100, 400, 20), mornings(20)),
        "clinkingbeard": (crossover.schedule(), np.array([17, 20]) * DAY + 475),
        "witzgall": (step(60, 260, 6), mornings(6)),
        "depletion": (step(75, 1, 21), np.array([14, 34, 35]) * DAY + 475),
        "thiazide": (dosed("hydrochlorothiazide", 50 / 297.7, 42), mornings(42)),
        "spironolactone": (dosed("spironolactone", 100 / 416.6, 28), mornings(28)),
        "furosemide": (furosemide.schedule(), six_hours),
        "saline": (saline.schedule(), six_hours),
        "potassium_infusion": (infusion.schedule(), six_hours),
        "salt_step": (salt.schedule(), np.array([14, 15, 24]) * DAY + 475),
        "water": (water.schedule(), six_hours),
    }


def _read(reading: str, course: dict[str, np.ndarray]) -> float:
    """Read one number off a course: `quantity@index` or `quantity@index-index`."""
    quantity, _, place = reading.partition("@")
    first, _, second = place.partition("-")
    values = course[quantity]
    if quantity == "urine_water_amount":
        values = values * LITRE_PER_MILLIMOLE_WATER
    if second:
        return float(values[int(second)] - values[int(first)])
    return float(values[int(first)])


def _targets() -> list[Target]:
    path = Path(__file__).with_name("fit_targets.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Target(
                row["protocol"],
                row["reading"],
                float(row["value"]),
                float(row["error"]),
                row["source"],
            )
            for row in csv.DictReader(file)
        ]


class Fit:
    """The objective: residuals of the targets and of the priors."""

    def __init__(self) -> None:
        self.engine = ReferenceEngine(body_sbml())
        self.protocols = _protocols()
        self.targets = _targets()
        table = parameters()
        self.start = np.array([table[name].value for name in FITTED])
        self.low = np.array([table[name].low for name in FITTED])
        self.high = np.array([table[name].high for name in FITTED])

    def simulated(self, values: np.ndarray) -> np.ndarray:
        """Return what the model gives for each target."""
        changed = dict(zip(FITTED, values.tolist(), strict=True))
        courses = {}
        for name, (schedule, times) in self.protocols.items():
            solution = self.engine.solve([Run(schedule, changed)], OUTPUTS, times)
            if solution.failures:
                raise RuntimeError(f"{name}: {solution.failures[0]}")
            courses[name] = {output: solution.of(output)[0] for output in OUTPUTS}
        return np.array([_read(t.reading, courses[t.protocol]) for t in self.targets])

    def residuals(self, logarithms: np.ndarray) -> np.ndarray:
        """Return (simulated - measured) / error, then the priors' residuals."""
        measured = np.array([t.value for t in self.targets])
        errors = np.array([t.error for t in self.targets])
        misfit = (self.simulated(np.exp(logarithms)) - measured) / errors
        return np.concatenate([misfit, (logarithms - np.log(self.start)) / PRIOR_WIDTH])

    def run(self) -> None:
        """Fit, then print values, targets and how well each value is determined."""
        result = least_squares(
            self.residuals,
            np.log(self.start),
            bounds=(np.log(self.low) - 1e-9, np.log(self.high) + 1e-9),
            diff_step=1e-2,
            max_nfev=14,
            verbose=2,
        )
        values = np.exp(result.x)
        covariance = np.linalg.inv(result.jac.T @ result.jac)
        for name, value, spread in zip(FITTED, values, np.sqrt(np.diag(covariance)), strict=True):
            print(f"{name:40s} {value:10.4g}  relative error {spread:.2f}")
        for target, got in zip(self.targets, self.simulated(values), strict=True):
            z = (got - target.value) / target.error
            numbers = f"{target.value:9.3f} {got:9.3f} {z:6.1f}"
            print(f"{target.protocol:20s} {target.reading:42s} {numbers}")

    def table(self) -> list[list[str]]:
        """Return each target beside what the body gives with the values of its table."""
        rows = []
        for target, got in zip(self.targets, self.simulated(self.start), strict=True):
            z = (got - target.value) / target.error
            numbers = [f"{number:.3g}" for number in (target.value, target.error, got)]
            rows.append([target.protocol, target.reading, *numbers, f"{z:.1f}", target.source])
        return rows


def main() -> None:
    """Fit, or write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--table", action="store_true", help="write docs/fit.csv instead")
    if parser.parse_args().table:
        rows = [FIT_COLUMNS, *Fit().table()]
        with FIT_TABLE.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
    else:
        Fit().run()


if __name__ == "__main__":
    main()
