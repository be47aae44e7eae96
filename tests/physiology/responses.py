"""Reads the tables of expected responses and lives their protocols in drawn people."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from cramp.engine.interface import Run, Schedule
from cramp.engine.vector.engine import VectorEngine
from cramp.physiology.composition import body_sbml
from cramp.physiology.conservation import body_description
from cramp.simulate.course import usual_workers
from cramp.validation.format import Between, People
from cramp.validation.people import draw_population

MINUTES_PER_DAY = 1440.0
ZERO = 540.0
"""Nine in the morning: where the hours of a protocol are counted from."""
LEAD_IN = 4 * MINUTES_PER_DAY
READINGS = 5
"""Moments of a window over which a quantity is averaged."""
COUNT = 24
SEED = 7
TOLERANCE = 1e-6
USUAL_DAY = {
    "potassium_intake_rate": 70.0,
    "sodium_intake_rate": 140.0,
    "chloride_intake_rate": 140.0,
    "water_intake_rate": 2.4,
    "glucose_intake_rate": 1400.0,
    "magnesium_intake_rate": 13.5,
    "calcium_intake_rate": 22.0,
    "phosphate_intake_rate": 40.0,
}
"""Eaten and drunk evenly over the day, mmol and litres."""
PEOPLE = People(
    n=COUNT,
    women=0.5,
    age_years=Between(mean=35, sd=8),
    mass_kg=Between(mean=70, sd=9),
    height_cm=Between(mean=171, sd=8),
    egfr=Between(mean=105, sd=10),
)


@dataclass(frozen=True)
class Step:
    """One input of a protocol: an amount given on top of usual life, or a level held."""

    input: str
    how: str
    value: float
    start_minute: float
    minutes: float
    days: int

    def stretches(self) -> list[tuple[float, float]]:
        begins = [ZERO + self.start_minute + day * MINUTES_PER_DAY for day in range(self.days)]
        return [(begin, begin + self.minutes) for begin in begins]


@dataclass(frozen=True)
class Expectation:
    """One row: a quantity rises or falls by at least so much, or moves less, than without.

    `missed` says why the body is believed to answer otherwise, where it does.
    """

    input: str
    protocol: str
    against: str
    quantity: str
    from_hour: float
    to_hour: float
    sign: str
    least: float
    status: str
    source: tuple[str, ...]
    why: str
    missed: str

    @property
    def is_piled_up(self) -> bool:
        return self.quantity.startswith("urine_") and self.quantity.endswith("_amount")

    def minutes(self) -> np.ndarray:
        return ZERO + 60 * np.linspace(self.from_hour, self.to_hour, READINGS)

    def holds_for(self, difference: np.ndarray) -> np.ndarray:
        if self.sign == "rise":
            return difference > self.least
        return difference < -self.least if self.sign == "fall" else np.abs(difference) < self.least


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("cramp.physiology").joinpath(name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines(), strict=True))


@cache
def protocols() -> dict[str, tuple[Step, ...]]:
    steps = defaultdict(list)
    for row in _rows("response_steps.csv"):
        steps[row["protocol"]].append(
            Step(
                input=row["input"],
                how=row["how"],
                value=float(row["value"]),
                start_minute=float(row["start_minute"]),
                minutes=float(row["minutes"]),
                days=int(row["days"]),
            )
        )
    return {name: tuple(each) for name, each in steps.items()}


@cache
def expectations() -> tuple[Expectation, ...]:
    return tuple(
        Expectation(
            input=row["input"],
            protocol=row["protocol"],
            against=row["against"],
            quantity=row["quantity"],
            from_hour=float(row["from_hour"]),
            to_hour=float(row["to_hour"]),
            sign=row["sign"],
            least=float(row["least"]),
            status=row["status"],
            source=tuple(key for key in row["source"].split(";") if key),
            why=row["why"],
            missed=row["missed"],
        )
        for row in _rows("response_signs.csv")
    )


def life(steps: tuple[Step, ...]) -> Schedule:
    """Return usual life with a protocol in it."""
    start = ZERO - LEAD_IN
    ends = {end for step in steps for stretch in step.stretches() for end in stretch}
    edges = np.array(sorted({start, *ends}))
    inputs = tuple(body_description().inputs)
    values = np.zeros((len(edges), len(inputs)))
    values[:, inputs.index("drinking_possible")] = 1.0
    for name, amount in USUAL_DAY.items():
        values[:, inputs.index(name)] = amount / MINUTES_PER_DAY
    for step in steps:
        column = values[:, inputs.index(step.input)]
        for begin, end in step.stretches():
            during = (edges >= begin) & (edges < end)
            if step.how == "held":
                column[during] = step.value
            else:
                column[during] += step.value / step.minutes
    return Schedule(inputs, edges, np.where(np.abs(values) < 1e-12, 0.0, values))


@cache
def _engine() -> VectorEngine:
    return VectorEngine(body_sbml(), threads=usual_workers())


@cache
def _people() -> tuple[dict[str, float], ...]:
    drawn = draw_population(PEOPLE, SEED, COUNT).parameters
    return tuple({name: float(of[index]) for name, of in drawn.items()} for index in range(COUNT))


def paired_runs(lives: list[Schedule]) -> list[Run]:
    """Return the runs of all people, each person's lives side by side."""
    return [
        Run(
            schedule,
            person,
            settled_at=person["secretion_peak_clock_time"] - MINUTES_PER_DAY / 4,
        )
        for person in _people()
        for schedule in lives
    ]


@cache
def _outputs() -> tuple[str, ...]:
    return tuple(sorted({row.quantity for row in expectations()}))


def differences(protocol: str, against: str) -> list[tuple[Expectation, np.ndarray]]:
    """Return every row of a pair of protocols with what it makes in each person, shape (V,)."""
    rows = [row for row in expectations() if (row.protocol, row.against) == (protocol, against)]
    times = np.array(sorted({float(minute) for row in rows for minute in row.minutes()}))
    lives = [life(protocols()[against] if against else ()), life(protocols()[protocol])]
    solution = _engine().solve(
        paired_runs(lives), _outputs(), times, relative_tolerance=TOLERANCE, group=2
    )
    assert solution.failures == {}
    found = []
    for row in rows:
        course = solution.of(row.quantity)[:, np.searchsorted(times, row.minutes())]
        read = course[:, -1] - course[:, 0] if row.is_piled_up else np.mean(course, axis=1)
        without, with_it = read.reshape(-1, 2).T
        found.append((row, with_it - without))
    return found
