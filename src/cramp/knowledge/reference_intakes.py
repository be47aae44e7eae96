"""How much of a nutrient is advised a day, by sex, age, pregnancy and breast-feeding."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from cramp.knowledge.tables import Row, read_table

_KINDS = frozenset({"adequate_intake", "recommended_dietary_allowance"})
_HIGH_KINDS = frozenset({"chronic_disease_risk_reduction_intake", "tolerable_upper_intake_level"})
_STATES = frozenset({"none", "pregnant", "lactating"})
_SEXES = frozenset({"any", "female", "male"})


@dataclass(frozen=True)
class ReferenceIntake:
    """An advised daily intake.

    Attributes
    ----------
    nutrient : str
        Such as ``potassium``.
    kind : str
        ``adequate_intake`` or ``recommended_dietary_allowance``.
    low : float
        The advised intake.
    high : float or None
        The intake not to pass; None where none is set (which is not "no limit is needed").
    high_kind : str or None
        ``chronic_disease_risk_reduction_intake`` or ``tolerable_upper_intake_level``.
    high_applies_to : str or None
        ``total``, or ``supplements and medicines only`` (magnesium).
    unit : str
        ``mg/day`` or ``litre/day``.
    source, status : str
        Key of the source of `low` and how it was read.
    high_source, high_status : str or None
        The same for `high`.
    """

    nutrient: str
    kind: str
    low: float
    high: float | None
    high_kind: str | None
    high_applies_to: str | None
    unit: str
    source: str
    status: str
    high_source: str | None
    high_status: str | None


@dataclass(frozen=True)
class _Line:
    sex: str
    age_from_years: float
    age_below_years: float
    state: str
    intake: ReferenceIntake

    def is_for(self, sex: str | None, age_years: float, state: str) -> bool:
        of_age = self.age_from_years <= age_years < self.age_below_years
        return of_age and self.state == state and self.sex in {"any", sex}


def reference_intake(
    nutrient: str,
    sex: str | None,
    age_years: float,
    *,
    pregnant: bool = False,
    lactating: bool = False,
) -> ReferenceIntake | None:
    """Return the advised daily intake.

    Parameters
    ----------
    nutrient : str
        ``potassium``, ``sodium``, ``magnesium``, ``calcium``, ``chloride`` or ``water`` (food and
        drink together).
    sex : str or None
        ``female`` or ``male``; for anything else only rows that hold for both are read.
    age_years : float
        Age; under one year no row is held.
    pregnant, lactating : bool
        Pregnancy and breast-feeding; with both, the rows of pregnancy are read.

    Returns
    -------
    ReferenceIntake or None
        None where the table holds nothing for such a person: no other person's row is taken.

    Notes
    -----
    National Academies (2019) for sodium and potassium, Institute of Medicine (1997, 2005, 2011)
    for the others; each row names its source.
    """
    state = "pregnant" if pregnant else "lactating" if lactating else "none"
    for line in _lines().get(nutrient, ()):
        if line.is_for(sex, age_years, state):
            return line.intake
    return None


@cache
def _lines() -> dict[str, list[_Line]]:
    lines: dict[str, list[_Line]] = {}
    for row in read_table("reference_intakes.csv"):
        lines.setdefault(row.text("nutrient"), []).append(_line(row))
    return lines


def _line(row: Row) -> _Line:
    age_below = row.optional_number("age_below_years")
    return _Line(
        row.one_of("sex", _SEXES),
        row.number("age_from_years"),
        float("inf") if age_below is None else age_below,
        row.one_of("state", _STATES),
        _intake(row),
    )


def _intake(row: Row) -> ReferenceIntake:
    high = row.optional_number("high")
    return ReferenceIntake(
        nutrient=row.text("nutrient"),
        kind=row.one_of("kind", _KINDS),
        low=row.number("low"),
        high=high,
        high_kind=None if high is None else row.one_of("high_kind", _HIGH_KINDS),
        high_applies_to=row.optional("high_applies_to") or None,
        unit=row.text("unit"),
        source=row.text("source"),
        status=row.text("status"),
        high_source=row.optional("high_source") or None,
        high_status=row.optional("high_status") or None,
    )
