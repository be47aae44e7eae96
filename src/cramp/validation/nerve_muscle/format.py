"""The format of an experiment on nerve and muscle."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from cramp.diary.checked_model import Strict, Text
from cramp.nerve_muscle.protocol_reading import packaged_protocols
from cramp.validation.format import Source  # noqa: TC001 - pydantic reads it
from cramp.validation.measurements import Direction  # noqa: TC001 - pydantic reads it

FORMAT = "cramp-nerve-experiment/1"

Quantity = Literal[
    "threshold",
    "cramp_share",
    "duration",
    "ends_after",
    "emg_percent",
    "discharge_rate",
    "discharge_rate_sd",
    "activity_interval",
    "activity_interval_sd",
]
UNITS: dict[str, str] = {
    "threshold": "Hz",
    "cramp_share": "share of people",
    "duration": "s",
    "ends_after": "s",
    "emg_percent": "% of the most",
    "discharge_rate": "1/s",
    "discharge_rate_sd": "1/s",
    "activity_interval": "s",
    "activity_interval_sd": "s",
}
"""Of each quantity: what it is told in."""


class Arm(Strict):
    """One packaged protocol; another baseline takes the place of the experiment's."""

    name: Text
    protocol: Text
    baseline_hz: Annotated[float, Field(gt=0, le=60)] | None = None

    @model_validator(mode="after")
    def _protocol_is_known(self) -> Self:
        if self.protocol not in packaged_protocols():
            known = ", ".join(packaged_protocols())
            raise ValueError(f"no protocol is called {self.protocol!r}; there are {known}")
        return self


class Seen(Strict):
    """Where a number is read: of which arm, and of which step of its protocol by name."""

    arm: Text
    of: Text = "threshold"


class Measured(Seen):
    """One measured number, or a difference of two.

    Attributes
    ----------
    minus
        Subtracted, where a difference was measured.
    value, standard_error
        In the quantity's unit.
    tolerance
        What protocol and steps of frequency add.
    direction
        Expected sign of a difference.
    note
        How the standard error came about, where the source does not tell it.
    """

    quantity: Quantity
    minus: Seen | None = None
    value: float
    standard_error: Annotated[float, Field(ge=0)]
    tolerance: Annotated[float, Field(ge=0)] = 0.0
    direction: Direction = "none"
    note: Text | None = None


class NerveExperiment(Strict):
    """One published experiment.

    Attributes
    ----------
    role
        `fitted` if its numbers may set the model's values, else `predicted`, for good.
    people
        How many took part.
    baseline_hz
        Threshold of these people in the first step of each protocol: simulated people are given
        the trait that brings it about, so that changes are told from their own beginning.
    believed_reason
        Why the default mechanism is believed to fail it.
    """

    format: Literal["cramp-nerve-experiment/1"]
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: Text
    role: Literal["fitted", "predicted"]
    source: Source
    people: Annotated[int, Field(ge=1)]
    baseline_hz: Annotated[float, Field(gt=0, le=60)] | None = None
    arms: tuple[Arm, ...] = Field(default=(), max_length=6)
    measurements: tuple[Measured, ...] = ()
    needs: tuple[Text, ...] = ()
    note: Text | None = None
    believed_reason: Text | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if not self.needs and not (self.arms and self.measurements):
            raise ValueError("needs arms and measurements, or tells in needs what is lacking")
        names = {arm.name for arm in self.arms}
        for number, one in enumerate(self.measurements):
            for seen in (one, one.minus):
                if seen is not None and seen.arm not in names:
                    known = ", ".join(sorted(names))
                    raise ValueError(
                        f"measurements[{number}]: no arm is called {seen.arm!r}; there are {known}"
                    )
        return self


def json_schema() -> dict[str, Any]:
    """Return the JSON schema (draft 2020-12) of the format."""
    schema = NerveExperiment.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": FORMAT}
