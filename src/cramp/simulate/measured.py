"""Told measurements that the simulated body can be held against, and those it cannot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cramp.diary.kidney import YOUNGEST_YEARS
from cramp.diary.model import LabEvent, UrineEvent, WeightEvent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cramp.diary.model import Diary, LabValue
    from cramp.exposure.timeline import Timeline

BLOOD = {
    "potassium": "plasma_potassium_concentration",
    "sodium": "plasma_sodium_concentration",
    "chloride": "plasma_chloride_concentration",
    "bicarbonate": "plasma_bicarbonate_concentration",
    "magnesium": "plasma_magnesium_concentration",
    "calcium": "plasma_calcium_concentration",
    "ionised_calcium": "ionised_calcium_concentration",
    "phosphate": "plasma_phosphate_concentration",
}
"""Quantity of the body, by analyte; both in mmol/L."""

KIDNEY = ("creatinine", "egfr")
"""Analytes that stand for filtration."""

SPOT_MINUTES = 240.0
"""How long the urine of one sample has gathered (assumed: from one emptying of the bladder to the
next)."""

SHORTEST_COLLECTION_MINUTES = 600.0
"""A concentration of a shorter collection is that of one sample: how dilute it is says little of a
day (assumed)."""

OUT_OF_RANGE = "it is not of the days that are simulated"
NO_COUNTERPART = "the simulated body has no such value"
NO_DURATION = "how long the urine was collected is not told"
ALREADY_TOLD = "the kidney function told counts already"
TOO_YOUNG = "filtration is estimated for adults only"
SAME_TEST = "the creatinine of the same test counts already"


@dataclass(frozen=True)
class Measured:
    """One told value with a counterpart in the simulated body.

    Attributes
    ----------
    quantity
        Row of the table of measurement errors, such as `potassium`, `urine_sodium`,
        `filtration`, `body_mass`.
    analyte
        As the diary names it: `potassium`, `creatinine`, `weight`.
    kind
        `lab`, `urine` or `weight`.
    at_minute
        When it was taken; of a collection its end.
    value
        In the SI unit of the analyte (mmol/L; µmol/L of creatinine), mmol of a collection,
        litres, kg.
    told
        As told, with its unit.
    unit
        As told.
    hour_told
        Whether the hour was told; a day's mean stands for it otherwise.
    minutes
        How long urine was collected or gathered; 0 of all else.
    is_amount
        Whether the value is that of a whole collection.
    """

    quantity: str
    analyte: str
    kind: str
    at_minute: float
    value: float
    told: str
    unit: str
    hour_told: bool = True
    minutes: float = 0.0
    is_amount: bool = False

    @property
    def is_spot(self) -> bool:
        """Whether it is a concentration of one sample of urine."""
        short = self.minutes < SHORTEST_COLLECTION_MINUTES
        return self.kind == "urine" and short and not self.is_amount

    @property
    def sample(self) -> tuple[str, float]:
        """What the values of one urine share."""
        return self.kind, self.at_minute


@dataclass(frozen=True)
class LeftOut:
    """One told value that cannot be held against the simulated body, and why."""

    analyte: str
    kind: str
    at_minute: float
    told: str
    why: str


Told = Measured | LeftOut


def measured_values(diary: Diary, timeline: Timeline) -> tuple[Told, ...]:
    """Return every measurement of a diary on the timeline's clock, in time order."""
    return tuple(_of_the_days(told, timeline) for told in _all(diary, timeline))


def _of_the_days(told: Told, timeline: Timeline) -> Told:
    begin = told.at_minute - (told.minutes if isinstance(told, Measured) else 0.0)
    if isinstance(told, LeftOut) or (begin >= 0 and told.at_minute <= timeline.end_minute):
        return told
    return LeftOut(told.analyte, told.kind, told.at_minute, told.told, OUT_OF_RANGE)


def _all(diary: Diary, timeline: Timeline) -> Iterator[Told]:
    for event in diary.events:
        at = timeline.clock.minutes(event.at)
        if isinstance(event, LabEvent):
            for analyte, value in event.values.items():
                yield _blood(analyte, value, at, event, diary)
        elif isinstance(event, UrineEvent):
            yield from _urine(event, at)
        elif isinstance(event, WeightEvent):
            mass = f"{event.mass_kg:g} kg"
            yield Measured(
                "body_mass", "weight", "weight", at, event.mass_kg, mass, "kg", event.time_told
            )


def _blood(analyte: str, value: LabValue, at: float, event: LabEvent, diary: Diary) -> Told:
    told = f"{value.told_value:g} {value.told_unit}"
    quantity = analyte if analyte in BLOOD else "filtration" if analyte in KIDNEY else None
    why = NO_COUNTERPART if quantity is None else ""
    if quantity == "filtration":
        why = _no_filtration(analyte, event, diary)
    if quantity is None or why:
        return LeftOut(analyte, "lab", at, told, why)
    return Measured(
        quantity, analyte, "lab", at, value.si_value, told, value.told_unit, event.time_told
    )


def _no_filtration(analyte: str, event: LabEvent, diary: Diary) -> str:
    """Say why a value of the kidneys does not count; empty if it does."""
    age_years = diary.person.age_years(event.at.date())
    if diary.kidney_function is not None and diary.kidney_function.egfr_ml_per_min_per_173:
        return ALREADY_TOLD
    if age_years is not None and age_years < YOUNGEST_YEARS:
        return TOO_YOUNG
    return SAME_TEST if analyte == "egfr" and "creatinine" in event.values else ""


def _urine(event: UrineEvent, at: float) -> Iterator[Told]:
    minutes = event.duration_minutes
    if event.volume_litre is not None:
        told = f"{event.volume_litre:g} l"
        if minutes is None:
            yield LeftOut("volume", "urine", at, told, NO_DURATION)
        else:
            yield Measured(
                "urine_volume", "volume", "urine", at, event.volume_litre, told, "l",
                minutes=minutes, is_amount=True,
            )  # fmt: skip
    for analyte, value in event.values.items():
        told = f"{value.told_value:g} {value.told_unit}"
        if value.is_amount and minutes is None:
            yield LeftOut(analyte, "urine", at, told, NO_DURATION)
            continue
        amount, is_amount = value.value, value.is_amount
        if not is_amount and minutes is not None and event.volume_litre is not None:
            amount, is_amount = value.value * event.volume_litre, True
        yield Measured(
            f"urine_{analyte}", analyte, "urine", at, amount, told, value.told_unit,
            minutes=SPOT_MINUTES if minutes is None else minutes, is_amount=is_amount,
        )  # fmt: skip
