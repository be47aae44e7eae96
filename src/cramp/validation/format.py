"""The format of an experiment's file."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from cramp.diary.checked_model import Strict, Text
from cramp.validation.fields import Moment, Positive, Threshold  # noqa: TC001 - pydantic reads them
from cramp.validation.measurements import Measurement  # noqa: TC001 - pydantic reads it
from cramp.validation.moments import Moment as ReadMoment
from cramp.validation.shares import Share  # noqa: TC001 - pydantic reads it
from cramp.validation.steps import Step, UsualLife

FORMAT = "cramp-experiment/1"


Handling = Literal["travelled"]


class Between(Strict):
    """A mean and how people differ from it (standard deviation)."""

    mean: Positive
    sd: Annotated[float, Field(ge=0)] = 0.0


class Diagnosis(Strict):
    """A diagnosis that some of the people have.

    Attributes
    ----------
    name
        In words.
    share
        How many have it: of all, or by age, sex or filtration.
    source
        Where the share stands, if elsewhere than the experiment: in words, or a key.
    """

    name: Text
    share: Share
    source: Text | None = None


class People(Strict):
    """Who took part; what is not told is drawn as for people of whom nothing is known.

    Attributes
    ----------
    n
        How many.
    structure
        `adults`: of the ages, sexes and conditions of a country's adults
        (`cramp.simulate.adults`); what is told besides takes the place of what it says.
    women
        Share of women.
    age_years, mass_kg, height_cm, egfr
        Mean and standard deviation; egfr in mL/min/1.73 m2.
    diagnoses
        In words, of all people, or with the share of those who have it; those that name a
        condition of the diary act in the body as a told one does. A share takes the place of that
        of a country's adults.
    parameters
        Values of the body's parameters that were measured in these people, in their units.
    """

    n: Annotated[int, Field(ge=1)]
    structure: Literal["adults"] | None = None
    women: Annotated[float, Field(ge=0, le=1)] | None = None
    age_years: Between | None = None
    mass_kg: Between | None = None
    height_cm: Between | None = None
    egfr: Between | None = None
    diagnoses: tuple[Text | Diagnosis, ...] = ()
    parameters: dict[str, Between] = Field(default_factory=dict)


class Source(Strict):
    """Where the numbers stand.

    Attributes
    ----------
    citation
        A key of references.bib, or a full citation.
    place
        Page, table or figure.
    certainty
        `sourced`: read there; `secondary`: read in another work that cites it; `recalled`.
    """

    citation: Text
    place: Text | None = None
    certainty: Literal["sourced", "secondary", "recalled"]


class Screened(Strict):
    """A value that had to be found in people before they were taken into the experiment.

    What they lived through until then is part of the protocol.

    Attributes
    ----------
    quantity
        Which was measured once, with the scatter of its assay and of the day.
    at
        When.
    below, above
        On which side of which value it had to lie; between them, if both are told.
    """

    quantity: Text
    at: Moment
    below: Threshold | None = None
    above: Threshold | None = None

    @model_validator(mode="after")
    def _tells_a_bound(self) -> Self:
        if self.below is None and self.above is None:
            raise ValueError("a screen needs below, above or both; write such as '3.5 mmol/L'")
        return self


class Arm(Strict):
    """One protocol; its own people, usual life or screen take the place of the experiment's."""

    name: Text
    protocol: tuple[Step, ...] = ()
    people: People | None = None
    usual_life: UsualLife | None = None
    screened: Screened | None = None


class Experiment(Strict):
    """One published experiment.

    Attributes
    ----------
    role
        `fitted` if any of its numbers served to set the body's values, else `predicted`.
    zero
        From which times such as `+90 min` count.
    screened
        What had to be found in people before they were taken; all are taken if not told.
    sample
        How blood came to be measured, if that changes what is found: `travelled`, to a
        laboratory elsewhere before it was separated.
    needs
        What the body lacks for it, in words; it is then listed and not simulated.
    leave_out
        What was given and may be left out as long as the body lacks it, and why.
    believed_reason
        Why the body is believed to fail it; shown as long as it does.
    """

    format: Literal["cramp-experiment/1"]
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: Text
    role: Literal["fitted", "predicted"]
    source: Source
    people: People
    usual_life: UsualLife = UsualLife()
    screened: Screened | None = None
    sample: Handling | None = None
    zero: Moment = ReadMoment(0.0, from_zero=False)
    design: Literal["crossover", "parallel", "single"] = "single"
    arms: list[Arm] = Field(min_length=1, max_length=8)
    measurements: list[Measurement] = Field(min_length=1)
    needs: tuple[Text, ...] = ()
    leave_out: dict[str, Text] = Field(default_factory=dict)
    note: Text | None = None
    believed_reason: Text | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.zero.from_zero:
            raise ValueError("zero must be a day and a clock hour, such as 'day 1 09:00'")
        if (len(self.arms) == 1) != (self.design == "single"):
            raise ValueError("design is single with one arm, else crossover or parallel")
        twice = [name for name, count in Counter(self.arm_names).items() if count > 1]
        if twice:
            raise ValueError(f"two arms are called {twice[0]!r}; give each its own name")
        for number, measurement in enumerate(self.measurements):
            self._check_arms(measurement, f"measurements[{number}]")
        return self

    @property
    def arm_names(self) -> tuple[str, ...]:
        """Names of the arms, in order."""
        return tuple(arm.name for arm in self.arms)

    def _check_arms(self, measurement: Measurement, place: str) -> None:
        told = (measurement.arm, measurement.versus, *(measurement.arms or ()))
        for name in told:
            if name is not None and name not in self.arm_names:
                raise ValueError(
                    f"{place}: no arm is called {name!r}; the arms are {', '.join(self.arm_names)}"
                )
        if len(self.arms) > 1 and measurement.arm is None and measurement.arms is None:
            raise ValueError(f"{place}: say which arm: {', '.join(self.arm_names)}")

    def people_of(self, arm: Arm) -> People:
        """Return who took part in an arm."""
        return arm.people or self.people

    def usual_life_of(self, arm: Arm) -> UsualLife:
        """Return the life before an arm."""
        return arm.usual_life or self.usual_life

    def screened_of(self, arm: Arm) -> Screened | None:
        """Return what had to be found in an arm's people; None if all were taken."""
        return arm.screened or self.screened


def json_schema() -> dict[str, Any]:
    """Return the JSON schema (draft 2020-12) of the format."""
    schema = Experiment.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": FORMAT}
