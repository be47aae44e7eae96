"""The assessment: everything that is said of one diary, every piece of advice through the gate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cramp.assessment.advice import Advice, Direction, Kind, Substance
from cramp.assessment.cause_findings import Causes, cause_findings
from cramp.assessment.course_findings import (
    Measurement,
    SerumFinding,
    WaterFinding,
    measurements,
    serum_findings,
    water_finding,
)
from cramp.assessment.disturbances import Disturbances, disturbances
from cramp.assessment.facts import person_facts
from cramp.assessment.food_plan import food_advice
from cramp.assessment.gate import GatedAdvice, pass_through
from cramp.assessment.intake import IntakeFinding, intake_findings, told_portions
from cramp.assessment.medicine_findings import MedicineFinding, medicine_findings
from cramp.assessment.plan import propose
from cramp.assessment.red_flags import RedFlags, judge
from cramp.assessment.topics import relevant_claims
from cramp.assessment.unknowns import Unknown, settled_quantities, unknowns
from cramp.assessment.value_of_tests import ValueOfTest, value_of_tests
from cramp.simulate.use_of_measurements import (
    UsedMeasurement,
    effective_draws,
    uses_of_measurements,
    warning,
)

if TYPE_CHECKING:
    from datetime import date

    import xarray

    from cramp.assessment.person import PersonFacts
    from cramp.diary.model import Diary
    from cramp.exposure.intake import ResolvedPortion
    from cramp.knowledge.evidence import Claim

TARGET_EVIDENCE = {
    "potassium": "C09",
    "sodium": "C43",
    "magnesium": "C27",
    "calcium": "C34",
    "water": "C17",
}
"""What is known of each nutrient and cramps, shown with its target."""


@dataclass(frozen=True)
class Assessment:
    """What a diary, and its simulation where there is one, say.

    Attributes
    ----------
    diary
        What was told.
    on
        The day that counts as today.
    facts
        What the safety rules read.
    red_flags
        Judged before everything else.
    advice
        What the gate passed, and what it refused and why.
    measured, intakes, medicines
        From the diary.
    serum, water, disturbances, unknowns, tests
        From the simulation; empty or None without one. `tests`: what one more test would tell.
    causes
        Shares of what may bring the cramps; None where they were not worked out.
    uses, effective_draws, warning
        What became of each measured value in the simulation, how many independent draws it left,
        and what must be said beside every simulated number; None or empty where nothing was
        measured.
    claims
        What is known about cramps and the things this diary holds.
    portions
        Everything eaten and drunk, with what it was taken for.
    """

    diary: Diary
    on: date
    facts: PersonFacts
    red_flags: RedFlags
    advice: GatedAdvice
    measured: tuple[Measurement, ...]
    intakes: tuple[IntakeFinding, ...]
    medicines: tuple[MedicineFinding, ...]
    serum: tuple[SerumFinding, ...]
    water: WaterFinding | None
    disturbances: Disturbances | None
    unknowns: tuple[Unknown, ...]
    tests: tuple[ValueOfTest, ...]
    causes: Causes | None
    uses: tuple[UsedMeasurement, ...]
    effective_draws: float | None
    warning: str
    claims: tuple[Claim, ...]
    portions: tuple[ResolvedPortion, ...]


def assess(
    diary: Diary,
    course: xarray.Dataset | None = None,
    on: date | None = None,
    shares: xarray.Dataset | None = None,
) -> Assessment:
    """Assess a diary.

    Red flags are judged first and from what was told and measured alone; the simulation never
    raises one, nor clears one.

    Parameters
    ----------
    diary
        As read by `cramp.read_diary`.
    course
        Its simulation by `cramp.simulate`; without it only the told is assessed.
    on
        The day that counts as today; the diary's last day if not given, today without events.
    shares
        What brings the cramps, by `cramp.assessment.causes.find_causes`.
    """
    today = on if on is not None else last_day(diary)
    facts = person_facts(diary, today)
    red_flags = judge(facts)
    intakes = intake_findings(diary, course, today)
    proposed = [*propose(facts, red_flags), *_targets(intakes)]
    if not red_flags.suppress_self_care:
        proposed += food_advice(diary, intakes, facts, today)
    return Assessment(
        diary=diary,
        on=today,
        facts=facts,
        red_flags=red_flags,
        advice=pass_through(proposed, facts, red_flags),
        measured=measurements(diary, course),
        intakes=intakes,
        medicines=medicine_findings(diary),
        serum=() if course is None else serum_findings(diary, course),
        water=None if course is None else water_finding(course),
        disturbances=None if course is None else disturbances(diary, course),
        unknowns=() if course is None else unknowns(course, settled=settled_quantities(diary)),
        tests=() if course is None else value_of_tests(course),
        causes=None if shares is None else cause_findings(shares),
        uses=() if course is None else uses_of_measurements(course),
        effective_draws=None if course is None else effective_draws(course),
        warning="" if course is None else warning(course),
        claims=relevant_claims(diary, facts, red_flags),
        portions=told_portions(diary, today),
    )


def last_day(diary: Diary) -> date:
    """Return the local day of a diary's last event; today without events."""
    from datetime import datetime

    zone = ZoneInfo(diary.time_zone)
    days = [event.at.astimezone(zone).date() for event in diary.events]
    return max(days, default=datetime.now(zone).date())


def _targets(intakes: tuple[IntakeFinding, ...]) -> list[Advice]:
    """Propose each recommended intake as a target: only the gate may show it to this person."""
    return [_target(finding) for finding in intakes if finding.reference is not None]


def _target(finding: IntakeFinding) -> Advice:
    from cramp.knowledge.reference_intakes import ReferenceIntake

    reference = finding.reference
    assert isinstance(reference, ReferenceIntake)  # noqa: S101  # filtered by the caller
    return Advice(
        kind=Kind.INTAKE_TARGET,
        target=Substance(finding.nutrient),
        # A target counts as a rise even for those who are above it: whoever may not be told
        # to take more is not shown a number to reach.
        direction=Direction.LOWER if finding.nutrient == "sodium" else Direction.RAISE,
        words_plain=f"The intake recommended for people of your age and sex: {finding.nutrient}.",
        words_clinical=f"Reference intake of {finding.nutrient}.",
        reason="to compare with what you eat and drink",
        evidence=(TARGET_EVIDENCE[finding.nutrient],),
    )
