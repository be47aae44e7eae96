"""Advice as typed objects: nothing else may be proposed to a person."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import Enum


class Urgency(Enum):
    """How soon somebody must act; the order of the members is the order of urgency."""

    EMERGENCY = "emergency"
    SAME_DAY = "same_day"
    PROMPT = "prompt"
    NONE = "none"

    @property
    def rank(self) -> int:
        """Place in the order of urgency, 0 for the most urgent."""
        return list(Urgency).index(self)


class Kind(Enum):
    """What is proposed."""

    CALL_EMERGENCY = "call_emergency"
    SEE_CLINICIAN = "see_clinician"
    ASK_ABOUT_MEDICINE = "ask_about_medicine"
    MEASURE = "measure"
    EXPLANATION = "explanation"
    DIARY_MORE = "diary_more"
    STRETCHING = "stretching"
    FOOD_FIRST = "food_first"
    INTAKE_TARGET = "intake_target"
    FLUID = "fluid"
    FLUID_WITH_SODIUM = "fluid_with_sodium"
    SALT = "salt"
    SALT_SUBSTITUTE = "salt_substitute"
    SUPPLEMENT = "supplement"
    MASSAGE = "massage"
    HEAT_OR_COLD = "heat_or_cold"
    ACTIVITY = "activity"
    POSTURE = "posture"
    LESS_ALCOHOL = "less_alcohol"


class Substance(Enum):
    """What an advice is about; a closed list, so that no rule is missed by a spelling."""

    POTASSIUM = "potassium"
    SODIUM = "sodium"
    MAGNESIUM = "magnesium"
    CALCIUM = "calcium"
    WATER = "water"
    ALCOHOL = "alcohol"
    CAFFEINE = "caffeine"
    QUININE = "quinine"
    VITAMIN = "vitamin"
    VITAMIN_K = "vitamin_k"


class Direction(Enum):
    """Whether the target is to go up or down."""

    RAISE = "raise"
    LOWER = "lower"


class Audience(Enum):
    """Who may see it; what is meant for clinicians stays on their page."""

    PERSON = "person"
    CLINICIAN = "clinician"


class Moment(Enum):
    """When it is for."""

    ANY_TIME = "any_time"
    DURING_CRAMP = "during_cramp"


LEADS_TO_CLINICIAN = frozenset(
    {Kind.CALL_EMERGENCY, Kind.SEE_CLINICIAN, Kind.ASK_ABOUT_MEDICINE, Kind.MEASURE}
)
URGENT_KINDS = frozenset({Kind.CALL_EMERGENCY, Kind.SEE_CLINICIAN})
INFORMATION = frozenset({Kind.EXPLANATION, Kind.DIARY_MORE})
_NEEDS_TARGET = frozenset(
    {Kind.FOOD_FIRST, Kind.INTAKE_TARGET, Kind.SUPPLEMENT, Kind.FLUID, Kind.FLUID_WITH_SODIUM}
    | {Kind.SALT, Kind.SALT_SUBSTITUTE, Kind.LESS_ALCOHOL}
)
_FIXED_TARGETS = {
    Kind.FLUID: Substance.WATER,
    Kind.FLUID_WITH_SODIUM: Substance.WATER,
    Kind.SALT: Substance.SODIUM,
    Kind.SALT_SUBSTITUTE: Substance.POTASSIUM,
    Kind.LESS_ALCOHOL: Substance.ALCOHOL,
}


@dataclass(frozen=True)
class Amount:
    """How much.

    Parameters
    ----------
    value : float
        Finite and above zero.
    unit : str
        Its unit, such as ``mg/d`` or ``min``.

    Raises
    ------
    ValueError
        When the value is not a finite number above zero or the unit is empty.
    """

    value: float
    unit: str

    def __post_init__(self) -> None:
        if not (math.isfinite(self.value) and self.value > 0):
            raise ValueError(f"amount {self.value!r}: write a finite number above zero")
        if not self.unit.strip():
            raise ValueError(f"amount {self.value!r} has no unit: write one, such as mg/d")


@dataclass(frozen=True)
class IntakeEffect:
    """What a change of food does to the intake of one nutrient in a day.

    Parameters
    ----------
    nutrient : Substance
        What is taken in.
    low, middle, high : float
        5 %, 50 % and 95 % quantile in `unit`; portions are judged. Below zero for less.
    unit : str
        Such as ``mg/d``.

    Raises
    ------
    ValueError
        When the three are not finite numbers in rising order.
    """

    nutrient: Substance
    low: float
    middle: float
    high: float
    unit: str

    def __post_init__(self) -> None:
        values = (self.low, self.middle, self.high)
        if not (all(map(math.isfinite, values)) and self.low <= self.middle <= self.high):
            raise ValueError(f"effect {values}: write finite numbers in rising order")


@dataclass(frozen=True)
class Advice:
    """One thing proposed to one person.

    Parameters
    ----------
    kind : Kind
        What is proposed.
    words_plain, words_clinical : str
        The same for the person and for a clinician.
    reason : str
        Why this person gets it, in plain words.
    evidence : tuple of str
        Ids of evidence claims; at least one for self-care.
    target : Substance or None
        What it is about.
    direction : Direction or None
        Whether the target is to be raised or lowered; None for neither.
    brings : frozenset of Substance
        What comes with it besides the target: a rehydration drink brings sodium and potassium.
    amount : Amount or None
        How much.
    medicine : str or None
        The told name of a medicine it is about.
    analytes : tuple of str
        What to measure; needed by `Kind.MEASURE`, empty for the others.
    audience : Audience
        Who may see it.
    urgency : Urgency
        How soon.
    moment : Moment
        When it is for.
    effects : tuple of IntakeEffect
        What a change of food does to the day's intake, for `Kind.FOOD_FIRST` alone.
    safe_because : tuple of str
        Why it is safe for this person, in plain words; needed with `effects`.
    relief : str or None
        Row of `relief.csv` that tells what it does to cramps; None where nobody knows.

    Raises
    ------
    ValueError
        When words, reason, evidence or target are missing, or do not fit the kind.
    """

    kind: Kind
    words_plain: str
    words_clinical: str
    reason: str
    evidence: tuple[str, ...] = ()
    target: Substance | None = None
    direction: Direction | None = None
    brings: frozenset[Substance] = field(default_factory=frozenset)
    amount: Amount | None = None
    medicine: str | None = None
    analytes: tuple[str, ...] = ()
    audience: Audience = Audience.PERSON
    urgency: Urgency = Urgency.NONE
    moment: Moment = Moment.ANY_TIME
    effects: tuple[IntakeEffect, ...] = ()
    safe_because: tuple[str, ...] = ()
    relief: str | None = None

    def __post_init__(self) -> None:
        fault = self._fault()
        if fault:
            raise ValueError(f"advice of kind {self.kind.value}: {fault}")

    def _fault(self) -> str | None:
        fixed = _FIXED_TARGETS.get(self.kind)
        checks = (
            (bool(self.words_plain.strip()), "no plain words; write them"),
            (bool(self.words_clinical.strip()), "no clinical words; write them"),
            (bool(self.reason.strip()), "no reason; say why this person gets it"),
            (bool(self.evidence) or not self.is_self_care, "no evidence; name a claim id"),
            (
                self.kind not in _NEEDS_TARGET or None not in (self.target, self.direction),
                "no target or direction; name both",
            ),
            (
                fixed is None or self.target is fixed,
                f"the target must be {fixed.value if fixed else ''}",
            ),
            (
                self.kind is not Kind.FLUID_WITH_SODIUM or Substance.SODIUM in self.brings,
                "it must bring sodium",
            ),
            (
                (self.kind is Kind.MEASURE) == bool(self.analytes),
                "analytes go with measure, and only with it",
            ),
            (
                not self.effects or self.kind is Kind.FOOD_FIRST,
                "effects on intake go with food_first only",
            ),
            (
                not self.effects or bool(self.safe_because),
                "a change of food must say why it is safe for this person",
            ),
        )
        return next((message for fine, message in checks if not fine), None)

    @property
    def is_self_care(self) -> bool:
        """Whether the person would do it without anybody else."""
        return self.kind not in LEADS_TO_CLINICIAN | INFORMATION

    @property
    def raises(self) -> frozenset[Substance]:
        """Everything of which the person would take in more."""
        if self.target is None or self.direction is not Direction.RAISE:
            return self.brings
        return self.brings | {self.target}
