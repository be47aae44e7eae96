"""Measures one case: brings engines to the same error, then lets them race cohort by cohort."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from benchmarks import reference
from benchmarks.accuracy import NotExactEnough, loosest_setting
from benchmarks.cases import Cohort, cohort_sizes
from benchmarks.engines import TOLERANCES, Vector
from benchmarks.kernel_bound import kernel_bound_share
from benchmarks.race import Entrant, Laps, race
from benchmarks.roadrunner_loop import RoadRunnerLoop
from benchmarks.scipy_lsoda import ScipyLsoda
from cramp.physiology.composition import body_sbml

if TYPE_CHECKING:
    from benchmarks.accuracy import Sample
    from benchmarks.engines import Contender

ROADRUNNER, VECTOR, LSODA = "libroadrunner", "vector", "scipy-lsoda"
ENGINES = (ROADRUNNER, VECTOR, LSODA)

LONGEST_SECONDS = 200.0
"""An engine that would need longer for a whole cohort is left out there, and the results say so."""


@dataclass(frozen=True)
class Extent:
    """How much is measured: engines, days and people, people of known course, rounds."""

    engines: tuple[str, ...]
    days: tuple[int, ...]
    people: tuple[int, ...]
    sample_people: int
    rounds: int


@dataclass
class Measurement:
    """One case being measured.

    Attributes
    ----------
    rows
        Results, one for each engine, precision, number of people and number of days.
    left_out
        What was not measured, and why.
    """

    cohort: Cohort
    extent: Extent
    rows: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[dict[str, Any]] = field(default_factory=list)

    def run(self) -> None:
        """Measure every number of people over every number of days, shorter stays first."""
        known = reference.sample(self.cohort, self.extent.sample_people, max(self.extent.days))
        contenders = _contenders(self.extent.engines, known)
        for days in sorted(self.extent.days):
            sample = reference.shorter(known, self.cohort, days)
            entrants = self._entrants(contenders, sample, days)
            speeds: dict[Entrant, float] = {}
            for people in cohort_sizes(days, self.extent.people):
                able = [one for one in entrants if self._is_able(one, speeds, people, days)]
                laps = race(able, self.cohort, people, days, self.extent.rounds)
                speeds |= {one: done.speed for one, done in zip(able, laps, strict=True)}
                self._add_rows(able, laps, people, days)

    def _entrants(self, contenders: list[Contender], sample: Sample, days: int) -> list[Entrant]:
        """Return the contenders, each at the loosest tolerance that is exact enough."""
        entrants = []
        for contender in contenders:
            if contender.name == LSODA and days > 1:
                continue
            try:
                setting = loosest_setting(contender, sample, TOLERANCES)
            except NotExactEnough as reason:
                self._leave_out(contender, max(self.extent.people), days, str(reason))
            else:
                entrants.append(Entrant(contender, setting))
        return entrants

    def _is_able(
        self, entrant: Entrant, speeds: dict[Entrant, float], people: int, days: int
    ) -> bool:
        """Tell whether an entrant has the time for a cohort, by its speed on a smaller one."""
        contender = entrant.contender
        if contender.name == LSODA:
            return people == 1
        if contender.person_days_a_lap is not None or entrant not in speeds:
            return True
        seconds = people * days / speeds[entrant]
        if seconds > LONGEST_SECONDS:
            why = f"it would take about {seconds:.0f} s, more than {LONGEST_SECONDS:.0f}"
            self._leave_out(contender, people, days, why)
        return seconds <= LONGEST_SECONDS

    def _leave_out(self, contender: Contender, people: int, days: int, why: str) -> None:
        place = {"case": self.cohort.case, "people": people, "days": days}
        told = {"engine": contender.name, "precision": contender.precision, "why": why}
        self.left_out.append(place | told)

    def _add_rows(self, entrants: list[Entrant], laps: list[Laps], people: int, days: int) -> None:
        pairs = list(zip(entrants, laps, strict=True))
        roadrunner = next((done for one, done in pairs if one.contender.name == ROADRUNNER), None)
        for entrant, done in pairs:
            contender = entrant.contender
            ratio = None if roadrunner is None else done.ratio_to(roadrunner)
            row = {
                "case": self.cohort.case,
                "engine": contender.name,
                "precision": contender.precision,
                "people": people,
                "people_timed": len(done.people),
                "people_failed": len(done.failed),
                "days": days,
                "relative_tolerance": entrant.setting.relative_tolerance,
                "error": entrant.setting.error,
                "person_days_per_second": done.speed,
                "ratio_to_libroadrunner": ratio,
                "kernel_bound_share": kernel_bound_share(
                    contender, entrant.setting, self.cohort, people, days
                ),
            }
            self.rows.append({name: _rounded(value) for name, value in row.items()})
            print(_line(row), flush=True)


def _contenders(names: tuple[str, ...], known: Sample) -> list[Contender]:
    sbml, state_sizes = body_sbml(), reference.state_sizes(known)
    contenders: list[Contender] = []
    if VECTOR in names:
        contenders += [Vector(sbml, "f64"), Vector(sbml, "f32")]
    if ROADRUNNER in names:
        contenders.append(RoadRunnerLoop(sbml, state_sizes))
    if LSODA in names:
        contenders.append(ScipyLsoda(sbml, state_sizes))
    return contenders


def _rounded(value: Any) -> Any:
    return float(f"{value:.4g}") if isinstance(value, float) else value


def _line(row: dict[str, Any]) -> str:
    return (
        f"{row['case']:16} {row['people']:>7,} people {row['days']:>3} days  {row['engine']:14}"
        f"{row['precision']}  {row['person_days_per_second']:>12,.1f} person-days/s"
    )
