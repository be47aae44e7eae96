"""A diary as the rest of the software sees it: checked, immutable, in SI-like units.

Everything is optional that a person may leave out. None means "not told", never "no".
"""

from __future__ import annotations

from datetime import date, datetime, time  # noqa: TC003 - pydantic reads them when it runs
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Flag(_Frozen):
    """Something that was accepted but not understood.

    Attributes
    ----------
    place
        Where it stands, such as `conditions[1]` or `events[2025-07-03T08:00].eat[0]`.
    text
        What the diary says.
    why
        Why it was not understood and what follows, in plain words.
    """

    place: str
    text: str
    why: str


class Person(_Frozen):
    """Who the diary is about; `age_told_years` only if no birth date was told."""

    sex: Literal["female", "male", "other"] | None = None
    birth_date: date | None = None
    age_told_years: float | None = None
    height_cm: float | None = None
    mass_kg: float | None = None
    family_cramps: bool | None = None

    def age_years(self, on: date) -> float | None:
        """Return the age on a day in years; None if neither age nor birth date was told."""
        if self.birth_date is None:
            return self.age_told_years
        return (on - self.birth_date).days / 365.25


class KidneyFunction(_Frozen):
    """How well the kidneys filter.

    Attributes
    ----------
    egfr_ml_per_min_per_173
        Estimated glomerular filtration rate, mL/min/1.73 m2; None if it could not be estimated
        from the creatinine told.
    creatinine_umol_per_litre
        As told, if told.
    measured_on
        Day of the blood test.
    basis
        `told`, or `ckd_epi_2021` when estimated from creatinine, age and sex.
    """

    egfr_ml_per_min_per_173: float | None
    creatinine_umol_per_litre: float | None = None
    measured_on: date | None = None
    basis: Literal["told", "ckd_epi_2021"]


class Portion(_Frozen):
    """One thing eaten or drunk, in the person's words and taken apart.

    Attributes
    ----------
    text
        What the diary says.
    name
        The food or drink.
    amount
        How many of `unit`, or how many pieces; None if not told.
    unit
        A mass, a volume or a household measure in the singular (`ml`, `cup`, `slice`); None for
        a count.
    size
        `small`, `medium` or `large`; None if not told.
    """

    text: str
    name: str
    amount: float | None = None
    unit: str | None = None
    size: str | None = None


class RegularMedicine(_Frozen):
    """A medicine or supplement taken regularly.

    Attributes
    ----------
    text
        What the diary says.
    name
        Without dose and directions.
    dose_mg
        Of one taking; None if not told in a unit of mass.
    times
        Times of day; empty if not told.
    as_needed
        Taken only when needed.
    weekdays
        Monday is 0; empty for every day.
    interval_days
        1 for daily, 2 for every second day; None if not told.
    since, until
        First and last day of taking it.
    """

    text: str
    name: str
    dose_mg: float | None = None
    times: tuple[time, ...] = ()
    as_needed: bool = False
    weekdays: tuple[int, ...] = ()
    interval_days: int | None = None
    since: date | None = None
    until: date | None = None


class UsualMeal(_Frozen):
    """What is usually eaten and drunk at one time of day."""

    at: time
    eat: tuple[Portion, ...] = ()
    drink: tuple[Portion, ...] = ()


class UsualDay(_Frozen):
    """A usual day; `complete` when its meals hold everything usually eaten and drunk."""

    meals: tuple[UsualMeal, ...] = ()
    sleep: tuple[time, time] | None = None
    complete: bool = False


class DayNote(_Frozen):
    """What is known of one day; `complete` when everything eaten and drunk was written down."""

    complete: bool = False


class _Timed(_Frozen):
    """What every event has; without `time_told` only the day was told and `at` is its noon."""

    at: datetime
    time_told: bool = True


class EatEvent(_Timed):
    """Something eaten."""

    kind: Literal["eat"] = "eat"
    items: tuple[Portion, ...]


class DrinkEvent(_Timed):
    """Something drunk."""

    kind: Literal["drink"] = "drink"
    items: tuple[Portion, ...]


class AlcoholEvent(_Timed):
    """Alcoholic drinks."""

    kind: Literal["alcohol"] = "alcohol"
    items: tuple[Portion, ...]


class MedicineEvent(_Timed):
    """One dose of a medicine taken."""

    kind: Literal["medicine"] = "medicine"
    name: str
    dose_mg: float | None = None
    text: str


class SupplementEvent(_Timed):
    """One dose of a supplement taken."""

    kind: Literal["supplement"] = "supplement"
    name: str
    dose_mg: float | None = None
    text: str


class ExerciseEvent(_Timed):
    """One bout of exercise.

    Attributes
    ----------
    activity
        What was done, in the person's words.
    duration_minutes, temperature_celsius, humidity_fraction
        As told.
    intensity_fraction
        Share of the person's maximum, 0 to 1.
    sweat_loss_litre
        As told, or from `mass_before_kg`, `mass_after_kg` and `drunk_litre` if all are told.
    """

    kind: Literal["exercise"] = "exercise"
    activity: str | None = None
    duration_minutes: float | None = None
    intensity_fraction: float | None = None
    temperature_celsius: float | None = None
    humidity_fraction: float | None = None
    sweat_loss_litre: float | None = None
    mass_before_kg: float | None = None
    mass_after_kg: float | None = None
    drunk_litre: float | None = None


class SleepEvent(_Timed):
    """Sleep that began at this time."""

    kind: Literal["sleep"] = "sleep"
    duration_minutes: float | None = None


class StoolEvent(_Timed):
    """Stools: `times` of them, `volume_litre` together."""

    kind: Literal["stool"] = "stool"
    consistency: Literal["watery", "loose", "formed"] | None = None
    times: int | None = None
    volume_litre: float | None = None
    blood: bool | None = None


class VomitingEvent(_Timed):
    """Vomiting: `times`, `volume_litre` together."""

    kind: Literal["vomiting"] = "vomiting"
    times: int | None = None
    volume_litre: float | None = None


class CrampEvent(_Timed):
    """A cramp; `pain` from 0 to 10."""

    kind: Literal["cramp"] = "cramp"
    muscle: str | None = None
    side: Literal["left", "right", "both"] | None = None
    duration_minutes: float | None = None
    pain: float | None = None
    woke: bool | None = None


class LabValue(_Frozen):
    """One laboratory value, in the unit of the laboratory table and as told."""

    si_value: float
    told_value: float
    told_unit: str


class LabEvent(_Timed):
    """Laboratory values by analyte; `not_understood` holds the text of unknown analytes."""

    kind: Literal["lab"] = "lab"
    values: dict[str, LabValue] = {}
    not_understood: dict[str, str] = {}


class UrineValue(_Frozen):
    """One value of urine: mmol in all where `is_amount`, else mmol/L; and as told."""

    value: float
    is_amount: bool
    told_value: float
    told_unit: str


class UrineEvent(_Timed):
    """Values of urine that was collected until this moment, or of one sample.

    Attributes
    ----------
    duration_minutes
        Of the collection; None for one sample.
    volume_litre
        Of the collection; None if not told.
    values
        By analyte.
    not_understood
        Text of unknown analytes.
    """

    kind: Literal["urine"] = "urine"
    duration_minutes: float | None = None
    volume_litre: float | None = None
    values: dict[str, UrineValue] = {}
    not_understood: dict[str, str] = {}


class WeightEvent(_Timed):
    """Body mass."""

    kind: Literal["weight"] = "weight"
    mass_kg: float


class SymptomEvent(_Timed):
    """A symptom: an identifier of the vocabulary, or the person's words."""

    kind: Literal["symptom"] = "symptom"
    symptom: str


class AlarmSignEvent(_Timed):
    """An alarm sign: an identifier of the vocabulary, or the person's words."""

    kind: Literal["alarm_sign"] = "alarm_sign"
    sign: str


class NoteEvent(_Timed):
    """A remark; it is shown and not interpreted."""

    kind: Literal["note"] = "note"
    text: str


Event = Annotated[
    EatEvent
    | DrinkEvent
    | AlcoholEvent
    | MedicineEvent
    | SupplementEvent
    | ExerciseEvent
    | SleepEvent
    | StoolEvent
    | VomitingEvent
    | CrampEvent
    | LabEvent
    | UrineEvent
    | WeightEvent
    | SymptomEvent
    | AlarmSignEvent
    | NoteEvent,
    Field(discriminator="kind"),
]


class Diary(_Frozen):
    """Everything that one person told.

    Attributes
    ----------
    time_zone
        IANA name; the events' times are in it.
    conditions, symptoms, alarm_signs
        Identifiers of `cramp.diary.vocabulary`, or the person's words where unknown (flagged).
    pregnancy, breastfeeding
        None if not told.
    events
        In time order.
    extra
        Kept as it stands, for whoever wrote it.
    flags
        What was accepted but not understood.
    """

    time_zone: str = "UTC"
    person: Person = Person()
    conditions: tuple[str, ...] = ()
    kidney_function: KidneyFunction | None = None
    pregnancy: bool | None = None
    breastfeeding: bool | None = None
    fluid_limit_litre_per_day: float | None = None
    alarm_signs: tuple[str, ...] = ()
    symptoms: tuple[str, ...] = ()
    medicines: tuple[RegularMedicine, ...] = ()
    supplements: tuple[RegularMedicine, ...] = ()
    usual_day: UsualDay | None = None
    days: dict[date, DayNote] = {}
    events: tuple[Event, ...] = ()
    extra: dict[str, Any] = {}
    flags: tuple[Flag, ...] = ()
