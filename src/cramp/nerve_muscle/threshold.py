"""The threshold frequency as one function, for whoever draws it many times over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cramp.nerve_muscle.episode import Choice, run_protocol
from cramp.nerve_muscle.mechanisms import DEFAULT
from cramp.nerve_muscle.milieu import REFERENCE, Milieu
from cramp.nerve_muscle.protocol_reading import packaged_protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cramp.nerve_muscle.protocol import Protocol

USUAL_PROTOCOL = "short_trains"


class NoThreshold(ValueError):
    """The protocol has no threshold step."""


def threshold_frequency(
    milieu: Milieu = REFERENCE,
    values: Mapping[str, float] | None = None,
    protocol: Protocol | None = None,
    seed: int = 0,
    mechanism: str = DEFAULT,
) -> float:
    """Return the lowest frequency of stimulation that brings on a cramp.

    It is what a protocol finds in one person: muscle, length, trains, steps and criterion
    belong to it, and two protocols find two thresholds. It is found in whole steps of the
    protocol's; average over seeds, or let the protocol take small steps, where a smooth answer
    is needed.

    Parameters
    ----------
    milieu
        What surrounds nerve and muscle; its length takes the place of the protocol's, and the
        protocol's own changes of milieu are made on top of it.
    values
        Of the person's parameters, by identifier, as `usual_values` and `drawn_values` of
        `cramp.nerve_muscle.person_values` return them. The couplings to the milieu are among
        them and are uncertain: an emulator draws them too. The usual ones if not given.
    protocol
        With a threshold step; the first one counts. `short_trains` if not given.
    seed
        Of the noise in nerve and muscle, not of the person.
    mechanism
        By name, one of `MECHANISMS`.

    Returns
    -------
    float
        Hz; NaN if no frequency of the protocol brought on a cramp, which means that the
        threshold lies above the protocol's highest.

    Raises
    ------
    NoThreshold
        If the protocol has no threshold step.
    ValueError
        For an unknown mechanism or a milieu that no living person has.
    """
    chosen = protocol or packaged_protocol(USUAL_PROTOCOL)
    until = _up_to_threshold(chosen)
    episode = run_protocol(until, Choice(values, mechanism, seed), milieu)
    return next(iter(episode.thresholds.values()))


def _up_to_threshold(protocol: Protocol) -> Protocol:
    for number, step in enumerate(protocol.steps, start=1):
        if step.threshold is not None:
            return protocol.model_copy(update={"steps": protocol.steps[:number]})
    raise NoThreshold(f"the protocol {protocol.id} has no threshold step; add one")
