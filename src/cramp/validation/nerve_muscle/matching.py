"""Gives a simulated person the trait with which they have the threshold that was measured."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cramp.nerve_muscle.episode import run_protocol
from cramp.nerve_muscle.mechanisms import MECHANISMS
from cramp.nerve_muscle.person_values import parameters, usual_values

if TYPE_CHECKING:
    from cramp.nerve_muscle.episode import Choice
    from cramp.nerve_muscle.protocol import Protocol

HALVINGS = 9


def matched(choice: Choice, protocol: Protocol, baseline_hz: float) -> Choice | None:
    """Return the person with the trait that lets a train of the baseline's frequency just cramp.

    Parameters
    ----------
    choice
        The person; only the trait of the mechanism changes.
    protocol
        Its first threshold step tells trains and criterion.
    baseline_hz
        Half a step below it lies the frequency that just suffices: a threshold is told in whole
        steps, rounded up.

    Returns
    -------
    Choice or None
        None if no value of the trait within its range does.
    """
    trait = MECHANISMS[choice.mechanism].trait
    values = dict(choice.values or usual_values(choice.mechanism))
    row = parameters()[trait]
    # Most of what is asked of the search lies between a person who cramps and one who does not.
    eager, loath = (row.high, row.low) if trait == "tonic_drive" else (row.low, row.high)
    number, step = next(
        (n, s.threshold) for n, s in enumerate(protocol.steps) if s.threshold is not None
    )
    frequency = max(baseline_hz - step.step_hz / 2, 1.0)
    one = step.model_copy(update={"from_hz": frequency, "to_hz": frequency})
    before = tuple(s for s in protocol.steps[:number] if s.block is not None)
    single = protocol.model_copy(
        update={"steps": (*before, protocol.steps[number].model_copy(update={"threshold": one}))}
    )

    def cramps(level: float) -> bool:
        person = replace(choice, values=values | {trait: level})
        return bool(run_protocol(single, person).cramps)

    if cramps(loath) or not cramps(eager):
        return None
    for _ in range(HALVINGS):
        middle = (eager + loath) / 2
        if cramps(middle):
            eager = middle
        else:
            loath = middle
    return replace(choice, values=values | {trait: eager})
