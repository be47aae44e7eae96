"""The table by which the fast model of nerve and muscle answers for the hazard.

For every point of a grid people are drawn, each with couplings of their own, and asked for the
threshold there and in the reference milieu. The mean change is the answer; how the change differs
between people, couplings that nobody knows among what differs, is its error.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from cramp.hazard.emulator import Emulator, build_emulator, read_emulator
from cramp.nerve_muscle.milieu import Milieu
from cramp.nerve_muscle.person_values import drawn_values
from cramp.nerve_muscle.protocol_reading import packaged_protocol
from cramp.nerve_muscle.threshold import threshold_frequency

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cramp.nerve_muscle.protocol import Protocol

TABLE = "fast_model.csv"

PROTOCOL = "short_trains"
STEP_HZ = 1.0
"""Between trains: half the published protocol's, so that small changes are seen."""

PEOPLE = 16

AXES: Mapping[str, tuple[str, Sequence[float]]] = {
    "ionised_calcium_concentration": ("mmol/L", (0.9, 1.05, 1.15, 1.25, 1.35)),
    "arterial_ph": ("1", (7.2, 7.4, 7.5, 7.6)),
    "plasma_potassium_concentration": ("mmol/L", (3.0, 4.2, 5.5)),
}
"""Of the table. Sodium is none of them: what acts there is its fall, which the milieu does not
hold; nor is magnesium, whose coupling has no sign."""

REFERENCE = {
    "ionised_calcium_concentration": 1.25,
    "arterial_ph": 7.4,
    "plasma_potassium_concentration": 4.2,
}

_MILIEU = {
    "ionised_calcium_concentration": "ionised_calcium",
    "arterial_ph": "ph",
    "plasma_potassium_concentration": "interstitial_potassium",
}
"""What each axis is for nerve and muscle; interstitial potassium at rest is that of plasma."""


@cache
def packaged_emulator() -> Emulator:
    """Return the table that comes with the package."""
    with resources.as_file(resources.files("cramp.hazard").joinpath(TABLE)) as path:
        return read_emulator(path)


def ask_fast_model(people: int = PEOPLE) -> Emulator:
    """Ask the fast model for every point of the grid; takes minutes.

    Parameters
    ----------
    people
        Drawn for each point, the same for all.
    """
    asked = Asked(people)
    return build_emulator(asked.threshold, AXES, REFERENCE, asked.error)


class Asked:
    """Thresholds of the same people in any milieu; each milieu is asked for once."""

    def __init__(self, people: int) -> None:
        self._values = [drawn_values(seed) for seed in range(people)]
        self._protocol = fine_protocol()
        self._found: dict[tuple[float, ...], np.ndarray] = {}

    def threshold(self, **milieu: float) -> float:
        """Return the mean threshold of a milieu, by axis; Hz."""
        reference = self._of(REFERENCE)
        return float(reference.mean() + (self._of(milieu) - reference).mean())

    def error(self, **milieu: float) -> float:
        """Return how the change from the reference differs between people; Hz."""
        return float(np.std(self._of(milieu) - self._of(REFERENCE), ddof=1))

    def _of(self, milieu: Mapping[str, float]) -> np.ndarray:
        key = tuple(milieu[axis] for axis in AXES)
        if key not in self._found:
            told = Milieu(**{_MILIEU[axis]: value for axis, value in milieu.items()})
            self._found[key] = np.array(
                [self._one(told, number) for number in range(len(self._values))]
            )
        return self._found[key]

    def _one(self, milieu: Milieu, number: int) -> float:
        found = threshold_frequency(milieu, self._values[number], self._protocol, seed=number)
        # Above the highest frequency tried: counted as the next one.
        return found if np.isfinite(found) else highest_frequency(self._protocol) + STEP_HZ


def fine_protocol() -> Protocol:
    """Return the packaged protocol in smaller steps."""
    protocol = packaged_protocol(PROTOCOL)
    steps = tuple(
        step
        if step.threshold is None
        else step.model_copy(
            update={"threshold": step.threshold.model_copy(update={"step_hz": STEP_HZ})}
        )
        for step in protocol.steps
    )
    return protocol.model_copy(update={"steps": steps})


def highest_frequency(protocol: Protocol) -> float:
    """Return the highest frequency that a protocol's first search for a threshold tries, in Hz."""
    return next(step.threshold.to_hz for step in protocol.steps if step.threshold is not None)
