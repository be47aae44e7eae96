"""Red flags: what must be seen to before anything is simulated or advised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cramp.assessment.advice import Urgency
from cramp.assessment.alarm_table import ALARM_TABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cramp.assessment.person import LabResult, PersonFacts

LONGEST_CRAMP_MINUTES = 10.0
FRESH_LAB_DAYS = 14
"""An older value no longer says how urgent things are today (assumed)."""


@dataclass(frozen=True)
class RedFlag:
    """One reason to be seen.

    Attributes
    ----------
    id : str
        An alarm sign id, or ``unread_alarm_sign``, ``<analyte>_<band>`` and the like.
    urgency : Urgency
        How soon.
    words_plain, words_clinical : str
        What it may mean.
    because : str
        What was told that raised it.
    """

    id: str
    urgency: Urgency
    words_plain: str
    words_clinical: str
    because: str


@dataclass(frozen=True)
class RedFlags:
    """Red flags, the most urgent first."""

    flags: tuple[RedFlag, ...] = ()

    @property
    def most_urgent(self) -> Urgency:
        """The urgency of the most urgent flag; `Urgency.NONE` without flags."""
        return min((flag.urgency for flag in self.flags), key=_rank, default=Urgency.NONE)

    @property
    def suppress_self_care(self) -> bool:
        """Whether no self-care may be shown."""
        return self.most_urgent in {Urgency.EMERGENCY, Urgency.SAME_DAY}

    def of(self, urgency: Urgency) -> tuple[RedFlag, ...]:
        """Return the flags of one urgency."""
        return tuple(flag for flag in self.flags if flag.urgency is urgency)

    def joined_with(self, others: RedFlags) -> RedFlags:
        """Return these and others, each once."""
        return ordered((*self.flags, *others.flags))


def judge(facts: PersonFacts) -> RedFlags:
    """Judge what was told and measured; simulated values play no part.

    Parameters
    ----------
    facts : PersonFacts
        What was told.

    Returns
    -------
    RedFlags
        Each flag once, the most urgent first.
    """
    judges = (
        _told, _in_own_words, _unread, _together, _losses, _heat, _labs, _filtration, _long_cramp,
    )  # fmt: skip
    return ordered(flag for one in judges for flag in one(facts))


def ordered(flags: Iterable[RedFlag]) -> RedFlags:
    """Return flags the most urgent first; of two with one id the first of the most urgent."""
    by_id: dict[str, RedFlag] = {}
    for flag in sorted(flags, key=lambda flag: flag.urgency.rank):
        by_id.setdefault(flag.id, flag)
    return RedFlags(tuple(by_id.values()))


def _rank(urgency: Urgency) -> int:
    return urgency.rank


def _from_table(sign: str, because: str) -> RedFlag:
    meaning = ALARM_TABLE[sign]
    return RedFlag(sign, meaning.urgency, meaning.words_plain, meaning.words_clinical, because)


def _told(facts: PersonFacts) -> Iterator[RedFlag]:
    from cramp.diary.vocabulary import ALARM_SIGNS

    for sign in ALARM_TABLE:
        if sign in facts.alarm_signs:
            yield _from_table(sign, f"You told us of this sign: {ALARM_SIGNS[sign]}.")


def _in_own_words(facts: PersonFacts) -> Iterator[RedFlag]:
    for sign, text in facts.alarm_words.items():
        because = f"You wrote “{text}”."
        if sign in ALARM_TABLE:
            yield _from_table(sign, because)
        else:
            yield RedFlag(
                sign,
                Urgency.EMERGENCY,
                "A face that droops, speech that slurs or one weak side may be a stroke.",
                "Possible stroke in the person's own words.",
                because,
            )


def _unread(facts: PersonFacts) -> Iterator[RedFlag]:
    unread = (*facts.unread_alarm_signs, *sorted(facts.alarm_signs - ALARM_TABLE.keys()))
    for text in unread:
        yield RedFlag(
            f"unread_alarm_sign: {text}",
            Urgency.SAME_DAY,
            f"We could not read this warning sign: “{text}”. Let a doctor judge it today.",
            f"Unclassified alarm sign in the person's words: {text!r}.",
            f"You wrote “{text}” as a warning sign.",
        )


def _together(facts: PersonFacts) -> Iterator[RedFlag]:
    """Judge symptoms that are alarming only together."""
    if {"dark_urine", "muscle_pain"} <= facts.symptoms:
        why = "You told us of dark urine and of muscle pain."
        yield _from_table("dark_urine_with_severe_muscle_pain", why)
    if {"dark_urine", "weakness"} <= facts.symptoms:
        yield _from_table("dark_urine_with_weakness", "You told us of dark urine and weakness.")
    if facts.has_bowel_loss and "dizziness" in facts.symptoms:
        why = f"{_words_for_losses(facts)}, and dizziness."
        yield _from_table("dehydration_signs", why)


def _losses(facts: PersonFacts) -> Iterator[RedFlag]:
    if facts.bloody_stool:
        yield _from_table("bloody_stool", "You wrote down blood in the stool.")
    if not facts.has_bowel_loss:
        return
    lost = _words_for_losses(facts)
    if facts.has_kidney_disease or "heart_failure" in facts.likely_conditions:
        why = f"{lost}, and your heart or kidneys may be weak."
        yield _from_table("fluid_loss_with_heart_or_kidney_disease", why)
    if "adrenal_insufficiency" in facts.likely_conditions:
        yield RedFlag(
            "fluid_loss_with_adrenal_insufficiency",
            Urgency.SAME_DAY,
            "With weak adrenal glands, vomiting or diarrhoea can become dangerous within hours. "
            "Follow your sick-day plan and get help today; at once if you feel faint.",
            "Gastrointestinal loss in adrenal insufficiency: risk of adrenal crisis.",
            f"{lost}, and your adrenal glands work too little.",
        )


def _words_for_losses(facts: PersonFacts) -> str:
    told = []
    if facts.watery_stools_per_day:
        told.append("watery stools")
    if facts.vomiting_times_per_day:
        told.append("vomiting")
    return f"You wrote down {' and '.join(told)}"


def _heat(facts: PersonFacts) -> Iterator[RedFlag]:
    signs = facts.alarm_signs.union(facts.alarm_words)
    if facts.hot_exercise and signs & {"confusion", "fainting", "seizure"}:
        why = "You were active in the heat and told of confusion, fainting or a fit."
        yield _from_table("heat_illness_with_confusion_or_hot_skin", why)


def _long_cramp(facts: PersonFacts) -> Iterator[RedFlag]:
    longest = facts.longest_cramp_minutes
    if longest is not None and longest > LONGEST_CRAMP_MINUTES:
        why = f"One cramp held for {longest:.0f} minutes."
        yield _from_table("cramp_held_longer_than_ten_minutes", why)


def _labs(facts: PersonFacts) -> Iterator[RedFlag]:
    from cramp.knowledge.laboratory import band

    for analyte, result in facts.labs.items():
        found = band(analyte, result.si_value)
        urgency = Urgency(found.urgency)
        if urgency is Urgency.NONE:
            continue
        stale = (facts.on - result.measured_on).days > FRESH_LAB_DAYS
        words = _stale_words(analyte) if stale else found.words
        yield RedFlag(
            f"{analyte}_{found.id}",
            Urgency.PROMPT if stale else urgency,
            words,
            f"{_measured(analyte, result)}, measured: {found.id.replace('_', ' ')}.",
            f"Your blood test: {_measured(analyte, result)}.",
        )


def _filtration(facts: PersonFacts) -> Iterator[RedFlag]:
    """Flag very weak kidneys told as background: soon, as it may be long known."""
    from cramp.knowledge.laboratory import band

    egfr = facts.egfr_ml_per_min_per_173
    if egfr is None or "egfr" in facts.labs:
        return
    found = band("egfr", egfr)
    if Urgency(found.urgency) is not Urgency.NONE:
        told = f"estimated filtration {egfr:.3g} mL/min/1.73 m²"
        yield RedFlag(
            f"egfr_{found.id}",
            Urgency.PROMPT,
            found.words,
            f"Told: {told}.",
            f"You told us of an {told}.",
        )


def _stale_words(analyte: str) -> str:
    name = analyte.replace("_", " ")
    return f"An older blood test of {name} was out of range. Ask your doctor to repeat it soon."


def _measured(analyte: str, result: LabResult) -> str:
    from cramp.knowledge.laboratory import analyte as look_up

    known = look_up(analyte)
    day = f"{result.measured_on.day} {result.measured_on:%B %Y}"
    value = result.told or f"{result.si_value:.3g} {known.si_unit}"
    return f"{known.name} {value} on {day}"
