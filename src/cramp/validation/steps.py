"""What people eat, drink, take, do and lose in an experiment: the steps of a protocol."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cramp.diary.checked_model import Strict, Text
from cramp.exposure.dosing import DOSE_MINUTES
from cramp.validation.amounts import SALTS, SUBSTANCES, Amount
from cramp.validation.doses import Route  # noqa: TC001 - pydantic reads it
from cramp.validation.fields import (
    AmountOfField,
    Clock,
    Days,
    Dose,
    Duration,
    Moment,
    Volume,
    require_one,
)
from cramp.validation.shares import Share  # noqa: TC001 - pydantic reads it

_KNOWN = frozenset(SUBSTANCES) | frozenset(SALTS)

HARDEST_EXERCISE = 2.0
"""Of maximal aerobic power: nobody sprints harder for long enough to matter (assumed)."""


class Substances(Strict):
    """Amounts of substances and salts, each key with its unit."""

    potassium: AmountOfField | None = None
    sodium: AmountOfField | None = None
    chloride: AmountOfField | None = None
    water: AmountOfField | None = None
    carbohydrate: AmountOfField | None = None
    magnesium: AmountOfField | None = None
    calcium: AmountOfField | None = None
    phosphate: AmountOfField | None = None
    vitamin_d: AmountOfField | None = None
    bicarbonate: AmountOfField | None = None
    citrate: AmountOfField | None = None
    ammonium: AmountOfField | None = None
    hydrogen: AmountOfField | None = None
    ethanol: AmountOfField | None = None
    caffeine: AmountOfField | None = None
    potassium_chloride: AmountOfField | None = None
    potassium_bicarbonate: AmountOfField | None = None
    potassium_citrate: AmountOfField | None = None
    sodium_chloride: AmountOfField | None = None
    sodium_bicarbonate: AmountOfField | None = None
    sodium_citrate: AmountOfField | None = None
    ammonium_chloride: AmountOfField | None = None
    hydrochloric_acid: AmountOfField | None = None

    def amounts(self) -> dict[str, Amount]:
        """Return what was told, in mmol, of water in L, of hormones and vitamin D in pmol."""
        told = {name: getattr(self, name) for name in type(self).model_fields if name in _KNOWN}
        return {name: value for name, value in told.items() if value is not None}


class RegularMedicine(Strict):
    """A medicine of usual life, taken every day long before the experiment.

    Attributes
    ----------
    share
        How many take it: of all, or by age, sex or filtration.
    source
        Where the share stands, if elsewhere than the experiment: in words, or a key.
    """

    name: Text
    dose: Dose
    clock: list[Clock] = Field(default=[480.0], min_length=1)
    share: Share = 1.0
    source: Text | None = None


class UsualLife(Substances):
    """Daily amounts from which the steady state starts; what is not told follows people's usual."""

    medicines: tuple[RegularMedicine, ...] = ()


class Diet(Substances):
    """A controlled diet: daily amounts. What is not told stays as in usual life."""

    days: Days
    meals: list[Clock] | Literal["usual", "spread"] = Field(
        default="usual",
        description="clock hours of equal meals with their water; or usual hours; or evenly",
    )


class Fast(Strict):
    """No meal that begins in this time is eaten; water of the diet is drunk unless forbidden."""

    begin: Moment = Field(alias="from")
    end: Moment = Field(alias="to")
    water: bool = True


class Swallow(Substances):
    """A meal, a drink, an oral load."""

    at: Moment
    over: Duration = 10.0

    @model_validator(mode="after")
    def _holds_something(self) -> Self:
        if not self.amounts():
            raise ValueError("nothing is swallowed; write such as potassium_chloride: 35 mmol")
        return self


class Infuse(Substances):
    """Something given into a vein."""

    at: Moment
    over: Duration
    insulin: AmountOfField | None = None
    adrenaline: AmountOfField | None = None
    lactate: AmountOfField | None = None
    sodium_lactate: AmountOfField | None = None
    lactic_acid: AmountOfField | None = None

    @model_validator(mode="after")
    def _holds_something(self) -> Self:
        if not self.amounts():
            raise ValueError("nothing is infused; write such as sodium_chloride: 308 mmol")
        return self


class Medicine(Strict):
    """A medicine by any name the medicine table knows, `at` a moment or on `days` at hours."""

    name: Text
    dose: Dose
    at: Moment | None = None
    over: Duration = DOSE_MINUTES
    days: Days | None = None
    clock: list[Clock] = Field(default=[480.0], min_length=1)
    route: Route = "mouth"
    share: Share = 1.0

    @model_validator(mode="after")
    def _has_one_time(self) -> Self:
        require_one(self, ("at", "days"), "a medicine")
        return self


class Exercise(Strict):
    """Work, as a share of maximal aerobic power, with the sweat of that time.

    A minute or two can be worked harder than maximal aerobic power.
    """

    at: Moment
    over: Duration
    intensity: Annotated[float, Field(gt=0, le=HARDEST_EXERCISE)]
    sweat: Volume | None = None


class Loss(Strict):
    """A volume of sweat, watery stool or vomit."""

    at: Moment
    over: Duration
    volume: Volume


class Thirst(Strict):
    """A time in which nobody can drink from thirst."""

    begin: Moment = Field(alias="from")
    end: Moment = Field(alias="to")


class Hold(Strict):
    """An input of the body held at a value, in the body's unit.

    Below zero something is taken away: carbon dioxide by breathing, chloride with gastric juice,
    calcium by what binds it.
    """

    input: Text
    value: float
    begin: Moment = Field(alias="from")
    end: Moment = Field(alias="to")


class Step(Strict):
    """One thing that happens: exactly one key."""

    diet: Diet | None = None
    fast: Fast | None = None
    swallow: Swallow | None = None
    infuse: Infuse | None = None
    medicine: Medicine | None = None
    exercise: Exercise | None = None
    sweat: Loss | None = None
    stool: Loss | None = None
    vomit: Loss | None = None
    no_drinking: Thirst | None = None
    hold: Hold | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        require_one(self, tuple(type(self).model_fields), "a step")
        return self

    @property
    def kind(self) -> str:
        """Which key was told."""
        return next(name for name in type(self).model_fields if getattr(self, name) is not None)
