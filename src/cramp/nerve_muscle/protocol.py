"""The format of a protocol: what is done to a muscle and its nerve, step by step."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from cramp.diary.checked_model import Strict, Text
from cramp.nerve_muscle.milieu import LIMITS, Milieu

FORMAT = "cramp-protocol/1"

Seconds = Annotated[float, Field(gt=0, le=7200)]
Frequency = Annotated[float, Field(gt=0, le=150)]
Share = Annotated[float, Field(ge=0, le=1)]
Length = Annotated[float, Field(ge=0.6, le=1.5)]


class Criterion(Strict):
    """When a cramp is there: a signal after the last pulse, on average over a window.

    Attributes
    ----------
    signal
        Surface EMG, or force.
    percent
        Of the most that effort brings, at least.
    from_seconds, to_seconds
        The window, counted from the last pulse.
    """

    signal: Literal["emg", "force"] = "emg"
    percent: Annotated[float, Field(gt=0, le=100)] = 5.0
    from_seconds: Annotated[float, Field(ge=0.2)] = 0.5
    to_seconds: Seconds = 1.5

    @model_validator(mode="after")
    def _window_has_a_length(self) -> Self:
        if self.to_seconds <= self.from_seconds:
            raise ValueError("the window ends before it begins; let to_seconds be the later one")
        return self


class Trains(Strict):
    """Trains of rising frequency until a cramp: the threshold frequency.

    Attributes
    ----------
    pulses, train_seconds
        How long each train is: one of the two.
    from_hz, step_hz, to_hz
        Frequencies.
    between_seconds
        Rest after a train without a cramp.
    """

    name: Text = "threshold"
    pulses: Annotated[int, Field(ge=2, le=2000)] | None = None
    train_seconds: Seconds | None = None
    from_hz: Frequency = 4.0
    step_hz: Annotated[float, Field(gt=0, le=20)] = 2.0
    to_hz: Frequency = 50.0
    between_seconds: Annotated[float, Field(ge=0, le=3600)] = 30.0
    criterion: Criterion = Criterion()

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.pulses is None) == (self.train_seconds is None):
            raise ValueError("a train needs pulses or train_seconds; give one of them")
        if self.to_hz < self.from_hz:
            raise ValueError("to_hz is below from_hz; let frequencies rise")
        return self

    def seconds_at(self, frequency: float) -> float:
        """Return how long a train of a frequency lasts."""
        if self.train_seconds is not None:
            return self.train_seconds
        return (self.pulses or 0) / frequency


class Train(Strict):
    """One train; `above_threshold` is a multiple of the last threshold found."""

    name: Text = "train"
    hz: Frequency | None = None
    above_threshold: Annotated[float, Field(gt=0, le=10)] | None = None
    pulses: Annotated[int, Field(ge=2, le=2000)]
    criterion: Criterion = Criterion()

    @model_validator(mode="after")
    def _has_a_frequency(self) -> Self:
        if (self.hz is None) == (self.above_threshold is None):
            raise ValueError("a train needs hz or above_threshold; give one of them")
        return self


class Contraction(Strict):
    """Voluntary effort; `times` over, with a pause after each."""

    name: Text = "contraction"
    effort: Annotated[float, Field(gt=0, le=1)]
    seconds: Seconds
    times: Annotated[int, Field(ge=1, le=500)] = 1
    pause_seconds: Annotated[float, Field(ge=0, le=600)] = 0.0
    length: Length | None = None
    criterion: Criterion = Criterion()


class Rest(Strict):
    """Nothing for some time."""

    seconds: Seconds


class Watch(Strict):
    """Go on recording, at most so long, and end early once all is silent."""

    seconds: Seconds


class Stretching(Strict):
    """Hold the muscle at a length for some time; it then has its own again."""

    length: Length
    seconds: Seconds


class Lasting(Strict):
    """Pain or a strong taste: how much of the most, and for how long from now on."""

    strength: Share = 1.0
    seconds: Seconds = 600.0


class Change(Strict):
    """Changes of the milieu against what it was at the beginning, in its units."""

    interstitial_potassium: float = 0.0
    ionised_calcium: float = 0.0
    sodium: float = 0.0
    magnesium: float = 0.0
    ph: float = 0.0
    temperature: float = 0.0
    flow: float = 0.0

    def applied(self, milieu: Milieu) -> Milieu:
        """Return a milieu with these changes.

        Raises
        ------
        ValueError
            If that is no state of a living person.
        """
        told = self.model_dump()
        changed = {name: getattr(milieu, name) + told.get(name, 0.0) for name in LIMITS}
        return Milieu(**changed)


class Step(Strict):
    """One thing that is done: exactly one of these keys."""

    threshold: Trains | None = None
    train: Train | None = None
    contract: Contraction | None = None
    rest: Rest | None = None
    watch: Watch | None = None
    stretch: Stretching | None = None
    pain: Lasting | None = None
    taste: Lasting | None = None
    block: bool | None = None
    change: Change | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        told = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if len(told) != 1:
            found = " and ".join(told) or "none"
            names = ", ".join(type(self).model_fields)
            raise ValueError(f"a step has one of {names}, not {found}; give each a step of its own")
        return self


class Protocol(Strict):
    """A protocol.

    Attributes
    ----------
    muscle
        `foot`: a small foot muscle; `calf`: gastrocnemius and soleus as one.
    length
        Of the muscle, as a share of its optimum; below 1 it is shortened.
    milieu
        Changes against the reference at the beginning.
    steps
        What is done, in order.
    """

    format: Literal["cramp-protocol/1"]
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: Text
    source: Text | None = None
    note: Text | None = None
    muscle: Literal["foot", "calf"] = "foot"
    length: Length = 0.85
    milieu: Change = Change()
    steps: tuple[Step, ...] = Field(min_length=1, max_length=40)

    @model_validator(mode="after")
    def _can_be_done(self) -> Self:
        found = False
        for number, step in enumerate(self.steps):
            found = found or step.threshold is not None
            if step.train is not None and step.train.above_threshold is not None and not found:
                raise ValueError(
                    f"steps[{number}]: above_threshold needs a threshold step before it; add one"
                )
            if step.change is not None:
                step.change.applied(self.first_milieu())
        return self

    def first_milieu(self) -> Milieu:
        """Return the milieu at the beginning."""
        return self.milieu.applied(Milieu(length=self.length))


def json_schema() -> dict[str, Any]:
    """Return the JSON schema (draft 2020-12) of the format."""
    schema = Protocol.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": FORMAT}
