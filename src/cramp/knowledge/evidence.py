"""What is claimed about leg cramps, how far it is true, how sure that is and who showed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Literal, cast

from cramp.knowledge.sources import cited
from cramp.knowledge.tables import Row, read_table

Grade = Literal["high", "moderate", "low", "very low"]
Verdict = Literal["supported", "plausible", "weak", "unproven", "contradicted", "unsafe"]

GRADES: tuple[Grade, ...] = ("high", "moderate", "low", "very low")
VERDICTS: tuple[Verdict, ...] = (
    "supported",
    "plausible",
    "weak",
    "unproven",
    "contradicted",
    "unsafe",
)
TOPICS = (
    "mechanism",
    "duration",
    "prevalence",
    "age",
    "season",
    "exercise",
    "heat",
    "sweat",
    "water",
    "sodium",
    "potassium",
    "magnesium",
    "calcium",
    "foods",
    "multivitamin",
    "vitamin_b",
    "vitamin_k2",
    "pickle_juice",
    "stretching",
    "posture",
    "warmth_cold_massage",
    "painkillers",
    "quinine",
    "medicines",
    "diuretics",
    "statins",
    "beta_agonists",
    "alcohol",
    "caffeine",
    "stress",
    "circulation",
    "bowel",
    "kidney",
    "cirrhosis",
    "pregnancy",
    "neurological",
    "red_flags",
)

_A_DAY = timedelta(days=1)


class UnknownClaim(KeyError):
    """No claim has this identifier, or no claims are kept under this topic."""

    def __str__(self) -> str:
        """Return the message as written, without the quotes of ``KeyError``."""
        return str(self.args[0])


@dataclass(frozen=True)
class Claim:
    """One statement people meet about cramps, judged.

    Attributes
    ----------
    id : str
        Stable identifier, such as ``C27``.
    topic : str
        One of ``TOPICS``.
    claim : str
        The statement as people meet it; it may be false.
    verdict : {"supported", "plausible", "weak", "unproven", "contradicted", "unsafe"}
        How the statement stands.
    plain_words : str
        What to tell the person.
    clinical_words : str
        The same with numbers, for professionals.
    population : str
        In whom it was measured.
    effect, low, high : float or None
        The leading number and its interval, in ``unit``; None where none was measured.
    unit : str
        Unit of the three, saying also what the interval is where it is no 95 % interval.
    grade : {"high", "moderate", "low", "very low"}
        Certainty in the words of GRADE.
    grade_reason : str
        Why that grade.
    sources : tuple of str
        Keys of ``sources.csv``, at least one.
    reviewed_on : datetime.date
        When the claim was last held against its sources.
    safety_note : str
        What must be said beside it; may be empty.
    potassium_advice : bool
        Somebody could read the words as a call to take more potassium: to be kept from people in
        whom that could do harm. Warnings against potassium are not marked; those people need them.
    rests_on_it : tuple of str
        Kinds of advice that rest on it, as `cramp.assessment.advice.Kind` names them; empty where
        it is only shown.
    """

    id: str
    topic: str
    claim: str
    verdict: Verdict
    plain_words: str
    clinical_words: str
    population: str
    effect: float | None
    low: float | None
    high: float | None
    unit: str
    grade: Grade
    grade_reason: str
    sources: tuple[str, ...]
    reviewed_on: date
    safety_note: str
    potassium_advice: bool
    rests_on_it: tuple[str, ...] = ()

    @property
    def effect_words(self) -> str:
        """The leading number with its interval and unit; empty where none was measured."""
        if self.effect is None:
            return ""
        ends = (self.low, self.high)
        between = "" if None in ends else f" ({self.low:g} to {self.high:g})"
        return f"{self.effect:g}{between} {self.unit}"


def claim(claim_id: str) -> Claim:
    """Return the claim with this identifier.

    Raises
    ------
    UnknownClaim
        When the table has none.
    """
    try:
        return _claims_by_id()[claim_id]
    except KeyError:
        message = f"no claim has the id {claim_id!r}; claims() lists them"
        raise UnknownClaim(message) from None


def claims(topic: str | None = None) -> tuple[Claim, ...]:
    """Return the claims of one topic, or all of them, in the order of the table.

    Raises
    ------
    UnknownClaim
        When the topic is not one of ``TOPICS``.
    """
    held = tuple(_claims_by_id().values())
    if topic is None:
        return held
    if topic not in TOPICS:
        raise UnknownClaim(f"no topic is called {topic!r}; topics: {', '.join(TOPICS)}")
    return tuple(entry for entry in held if entry.topic == topic)


@cache
def _claims_by_id() -> dict[str, Claim]:
    held: dict[str, Claim] = {}
    for row in read_table("evidence.csv"):
        entry = _claim(row)
        if entry.id in held:
            raise row.fault(f"the id {entry.id} stands twice")
        held[entry.id] = entry
    return held


def _claim(row: Row) -> Claim:
    effect, low, high = _effect(row)
    return Claim(
        id=row.text("id"),
        topic=row.one_of("topic", frozenset(TOPICS)),
        claim=row.text("claim"),
        verdict=cast("Verdict", row.one_of("verdict", frozenset(VERDICTS))),
        plain_words=row.text("plain_words"),
        clinical_words=row.text("clinical_words"),
        population=row.text("population"),
        effect=effect,
        low=low,
        high=high,
        unit=row.optional("unit"),
        grade=cast("Grade", row.one_of("grade", frozenset(GRADES))),
        grade_reason=row.text("grade_reason"),
        sources=cited(row, "sources"),
        reviewed_on=_reviewed_on(row),
        safety_note=row.optional("safety_note"),
        potassium_advice=row.flag("potassium_advice"),
        rests_on_it=row.parts("rests_on_it"),
    )


def _effect(row: Row) -> tuple[float | None, float | None, float | None]:
    effect, low, high = (row.optional_number(column) for column in ("effect", "low", "high"))
    if effect is None:
        if low is not None or high is not None:
            raise row.fault("low or high without an effect")
        return None, None, None
    row.text("unit")
    if (low is not None and low > effect) or (high is not None and high < effect):
        raise row.fault(f"the effect {effect:g} lies outside its interval {low} to {high}")
    return effect, low, high


def _reviewed_on(row: Row) -> date:
    told = row.text("reviewed_on")
    try:
        reviewed_on = date.fromisoformat(told)
    except ValueError as error:
        raise row.fault(f"reviewed_on is {told!r}; write it as 2026-11-23") from error
    # A reviewer east of Greenwich may already have tomorrow's date.
    if reviewed_on > datetime.now(tz=UTC).date() + _A_DAY:
        raise row.fault(f"reviewed_on is {told}, which is still to come")
    return reviewed_on
