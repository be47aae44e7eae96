"""The table of measured values, in both systems of units, beside the simulation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cramp.assessment.course_findings import DECIMALS
from cramp.report.words import day_and_hour, interval, number

if TYPE_CHECKING:
    from cramp.assessment.assess import Assessment
    from cramp.assessment.course_findings import Measurement
    from cramp.simulate.use_of_measurements import UsedMeasurement


@dataclass(frozen=True)
class LaboratoryRow:
    """One measured value.

    Attributes
    ----------
    name, at, told
        As told.
    other_unit
        The same in the other system of units.
    words
        What its band is called; `urgency` how soon to act on it.
    is_out_of_range
        Whether it is judged and outside the usual range.
    simulated
        The simulation at that hour from what was told alone, and whether it agrees; empty if not
        simulated.
    use
        What the simulation made of the value; empty if the course knows nothing of it.
    """

    name: str
    at: str
    told: str
    other_unit: str
    words: str
    urgency: str
    is_out_of_range: bool
    simulated: str
    use: str


def laboratory_rows(assessment: Assessment) -> tuple[LaboratoryRow, ...]:
    """Return a row for each measured value, in time order."""
    zone = assessment.diary.time_zone
    return tuple(_row(measured, zone) for measured in assessment.measured)


def _row(measured: Measurement, zone: str) -> LaboratoryRow:
    from cramp.knowledge.laboratory import analyte, band, in_conventional

    known = analyte(measured.analyte)
    value, unit = in_conventional(measured.si_value, measured.analyte)
    si = f"{number(measured.si_value, 3)} {known.si_unit}"
    conventional = f"{number(value, 3)} {unit}"
    found = band(measured.analyte, measured.si_value)
    return LaboratoryRow(
        name=known.name,
        at=day_and_hour(measured.at.astimezone(ZoneInfo(zone))),
        told=measured.told,
        other_unit=_others(measured.told, si, conventional),
        words=found.words,
        urgency=found.urgency,
        is_out_of_range=found.id not in ("in_range", "not_judged"),
        simulated=_simulated(measured),
        use="" if measured.use is None else use_words(measured.use),
    )


def use_words(use: UsedMeasurement) -> str:
    """Say what the simulation made of a measured value."""
    if use.use != "used":
        return f"not used: {use.why}"
    if use.after is None or use.analyte not in DECIMALS:
        return "used: it narrows the simulation"
    return f"used: with all measured values {interval(use.after, DECIMALS[use.analyte])}"


def other_measured(assessment: Assessment) -> tuple[str, ...]:
    """Return a line for each weight and each value of urine, with its use."""
    from cramp.report.in_short import measured_name
    from cramp.report.words import capitalised

    zone = ZoneInfo(assessment.diary.time_zone)
    return tuple(
        f"{capitalised(measured_name(use))} {use.told}, "
        f"{day_and_hour(use.at.astimezone(zone))}; {use_words(use)}"
        for use in assessment.uses
        if use.kind != "lab"
    )


def _others(told: str, si: str, conventional: str) -> str:
    others = [text for text in dict.fromkeys((si, conventional)) if _plain(text) != _plain(told)]
    return ", ".join(others)


def _plain(text: str) -> str:
    """Return a value as it compares: units are told as ``umol/l`` and ``µmol/L`` alike."""
    return text.casefold().replace("µ", "u").replace("μ", "u")


def _simulated(measured: Measurement) -> str:
    if measured.simulated is None:
        return ""
    decimals = DECIMALS[measured.analyte]
    return f"{interval(measured.simulated, decimals)}; {_agreement(measured)}"


def _agreement(measured: Measurement) -> str:
    assert measured.simulated is not None  # noqa: S101  # asked only of what was simulated
    low, _, high = measured.simulated
    if low <= measured.si_value <= high:
        return "agrees"
    if measured.agrees:
        return "agrees within the error of a blood test"
    return "does not agree: the measured value counts"
