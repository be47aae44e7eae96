"""The one gate between what is proposed and what a person sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn, final

from cramp.assessment.advice import Advice, Audience, Kind, Urgency
from cramp.assessment.intended_use import intended_use
from cramp.assessment.red_flags import judge
from cramp.assessment.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cramp.assessment.person import PersonFacts
    from cramp.assessment.red_flags import RedFlag, RedFlags

_KEY = object()


@dataclass(frozen=True)
class BrokenRule:
    """A rule that refused an advice, and why."""

    rule_id: str
    why: str


@dataclass(frozen=True)
class Refusal:
    """An advice that did not pass, with every rule it broke, the first asked first."""

    advice: Advice
    broken: tuple[BrokenRule, ...]

    @property
    def rule_ids(self) -> tuple[str, ...]:
        """Ids of the rules broken."""
        return tuple(rule.rule_id for rule in self.broken)


@final
class GatedAdvice:
    """Advice that passed the gate; only `pass_through` makes it, and it cannot be changed.

    Attributes
    ----------
    passed : tuple of Advice
        The most urgent first, otherwise in the order proposed.
    refused : tuple of Refusal
        For the clinician's page and the hazard audit; never for the person.
    red_flags : RedFlags
        As judged again by the gate itself.
    intended_use : str
        Words that must stand on every output.
    """

    __slots__ = ("intended_use", "passed", "red_flags", "refused")

    passed: tuple[Advice, ...]
    refused: tuple[Refusal, ...]
    red_flags: RedFlags
    intended_use: str

    def __init__(
        self,
        passed: tuple[Advice, ...] = (),
        refused: tuple[Refusal, ...] = (),
        red_flags: RedFlags | None = None,
        *,
        key: object = None,
    ) -> None:
        if key is not _KEY or red_flags is None:
            raise TypeError("GatedAdvice is made by pass_through alone; call that instead")
        if hasattr(self, "passed"):
            raise TypeError("GatedAdvice cannot be made anew; call pass_through")
        object.__setattr__(self, "passed", passed)
        object.__setattr__(self, "refused", refused)
        object.__setattr__(self, "red_flags", red_flags)
        object.__setattr__(self, "intended_use", intended_use())

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"GatedAdvice cannot be changed ({name})")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"GatedAdvice cannot be changed ({name})")

    def __init_subclass__(cls) -> NoReturn:
        raise TypeError("GatedAdvice cannot be subclassed")

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("GatedAdvice cannot be copied or stored; pass the advice through again")

    def for_person(self) -> tuple[Advice, ...]:
        """Return what the person may see."""
        return tuple(one for one in self.passed if one.audience is Audience.PERSON)

    def for_clinician(self) -> tuple[Advice, ...]:
        """Return what a clinician may see: all that passed."""
        return self.passed


def pass_through(
    proposed: Iterable[Advice], facts: PersonFacts, red_flags: RedFlags
) -> GatedAdvice:
    """Hold every proposal against every rule.

    The red flags are judged again from the facts and joined with those given, so that none can be
    lost on the way; their urgent advice always stands first.

    Parameters
    ----------
    proposed : iterable of Advice
        From the plan, a trial arm, a remedy to be tested or anywhere else.
    facts : PersonFacts
        The person.
    red_flags : RedFlags
        As judged before the simulation.

    Returns
    -------
    GatedAdvice
        What passed and what was refused, with every rule that refused it.
    """
    judged = red_flags.joined_with(judge(facts))
    # Urgent advice quotes the person and must reach them: no rule may hold it back.
    passed = list(_urgent_advice(judged))
    refused: list[Refusal] = []
    for advice in proposed:
        broken = tuple(_broken_rules(advice, facts, judged, passed))
        if broken:
            refused.append(Refusal(advice, broken))
        for accepted in _replacements(broken, facts) if broken else (advice,):
            if accepted not in passed:
                passed.append(accepted)
    passed.sort(key=lambda advice: advice.urgency.rank)
    return GatedAdvice(tuple(passed), tuple(refused), judged, key=_KEY)


def _broken_rules(
    advice: Advice, facts: PersonFacts, judged: RedFlags, passed: list[Advice]
) -> Iterator[BrokenRule]:
    for rule in RULES:
        why = rule.test(advice, facts, judged)
        if why is not None:
            yield BrokenRule(rule.id, why)
    if _adds_to_supplement(advice, passed):
        # Each dose is within its limit alone; together they need not be.
        yield BrokenRule("R5b", "another supplement of the same substance already passed")


def _adds_to_supplement(advice: Advice, passed: list[Advice]) -> bool:
    return advice.kind is Kind.SUPPLEMENT and any(
        other.kind is Kind.SUPPLEMENT and other != advice and other.raises & advice.raises
        for other in passed
    )


def _replacements(broken: tuple[BrokenRule, ...], facts: PersonFacts) -> Iterator[Advice]:
    ids = {rule.rule_id for rule in broken}
    no_fluid = "R6c" in ids and facts.has_fluid_loss
    if no_fluid or ("R7b" in ids and facts.has_bowel_loss):
        yield _fluid_from_clinician(facts)
    if "R7b" in ids and "R2" not in ids:
        yield _clinician_instead(facts)


def _fluid_from_clinician(facts: PersonFacts) -> Advice:
    return Advice(
        kind=Kind.SEE_CLINICIAN,
        words_plain=(
            "You have lost fluid. Ask a doctor or your clinic today how much to drink, and what."
        ),
        words_clinical="Fluid loss where fluid needs an individual plan: same-day advice.",
        reason=_sentence((*facts.fluid_needs_clinician_reasons, *facts.clinician_only_reasons)),
        urgency=Urgency.SAME_DAY,
    )


def _clinician_instead(facts: PersonFacts) -> Advice:
    whom = "doctor, midwife or clinic" if facts.pregnant else "doctor or clinic"
    return Advice(
        kind=Kind.SEE_CLINICIAN,
        words_plain=f"Please talk about the cramps with your {whom}.",
        words_clinical="Outside the intended use (pregnancy, under 18 or dialysis): clinician.",
        reason=_sentence(facts.clinician_only_reasons),
        urgency=Urgency.PROMPT,
    )


def _sentence(reasons: tuple[str, ...]) -> str:
    text = "; ".join(reasons)
    return f"{text[:1].upper()}{text[1:]}."


def _urgent_advice(judged: RedFlags) -> Iterator[Advice]:
    """Turn red flags into one advice for each urgency."""
    openings = {
        Urgency.EMERGENCY: (
            Kind.CALL_EMERGENCY,
            "Call your emergency number now (112, 999 or 911).",
        ),
        Urgency.SAME_DAY: (Kind.SEE_CLINICIAN, "Speak to a doctor today."),
        Urgency.PROMPT: (Kind.SEE_CLINICIAN, "See your doctor in the next days."),
    }
    for urgency, (kind, opening) in openings.items():
        flags = judged.of(urgency)
        if flags and not (urgency is Urgency.PROMPT and judged.suppress_self_care):
            yield Advice(
                kind=kind,
                words_plain=" ".join([opening, *_each(flags, "words_plain")]),
                words_clinical=" ".join(_each(flags, "words_clinical")),
                reason=" ".join(_each(flags, "because")),
                urgency=urgency,
            )


def _each(flags: tuple[RedFlag, ...], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(getattr(flag, name) for flag in flags))
