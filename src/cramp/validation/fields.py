"""The kinds of text that an experiment's file holds, checked as they are read."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import (
    BaseModel,
    Field,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
)

from cramp.diary.checked_model import Strict
from cramp.units import UnitError, parse_quantity
from cramp.validation import moments
from cramp.validation.amounts import Amount, amount


def _shown(description: str, *examples: Any) -> WithJsonSchema:
    kinds = sorted({"integer" if isinstance(one, int) else "string" for one in examples})
    kind = kinds[0] if len(kinds) == 1 else kinds
    return WithJsonSchema({"type": kind, "description": description, "examples": list(examples)})


def _amount_of_field(text: Any, info: ValidationInfo) -> Amount:
    return amount(text, str(info.field_name))


def _water(text: Any) -> Amount:
    return amount(text, "water")


def _dose(text: Any) -> Amount:
    dose = amount(text, "medicine")
    if dose.value <= 0:
        raise ValueError(f"{text!r} is not above zero; write such as '50 mg'")
    return dose


def _threshold(text: Any) -> tuple[float, str]:
    try:
        value, unit = parse_quantity(str(text))
    except UnitError as error:
        raise ValueError(str(error)) from error
    if not unit:
        raise ValueError(f"{text!r} has no unit; write such as '5.0 mmol/L'")
    return value, unit


Moment = Annotated[
    moments.Moment,
    PlainValidator(moments.moment),
    _shown("a day and a clock hour, or a time from the zero", "day 2 08:00", "+90 min", "-1 h"),
]
Duration = Annotated[float, PlainValidator(moments.duration), _shown("how long", "20 min", "6 h")]
Clock = Annotated[float, PlainValidator(moments.clock), _shown("time of day", "08:00")]
Days = Annotated[
    moments.Days, PlainValidator(moments.days), _shown("days, day 1 the first", 3, "1-14")
]
AmountOfField = Annotated[
    Amount,
    PlainValidator(_amount_of_field),
    _shown(
        "an amount with its unit, per kg of body mass and with the standard deviation between "
        "people if so told",
        "35 mmol",
        "20 mL/kg",
        "3 L (sd 1.2 L)",
    ),
]
Volume = Annotated[
    Amount,
    PlainValidator(_water),
    _shown("a volume, told like any amount", "1.2 L", "15 mL/kg (sd 5 mL/kg)"),
]
Dose = Annotated[
    Amount,
    PlainValidator(_dose),
    _shown("one dose, of the substance, per kg of body mass if so told", "50 mg", "4 µg/kg"),
]
Threshold = Annotated[
    tuple[float, str], PlainValidator(_threshold), _shown("a value with its unit", "5.0 mmol/L")
]
Positive = Annotated[float, Field(gt=0)]


class Window(Strict):
    """A stretch of time, `{from: ..., to: ...}`."""

    begin: Moment = Field(alias="from")
    end: Moment = Field(alias="to")


def require_one(told: BaseModel, names: tuple[str, ...], what: str) -> str:
    """Return the one of some keys that was told.

    Raises
    ------
    ValueError
        If none or several were.
    """
    given = [name for name in names if getattr(told, name) is not None]
    if len(given) != 1:
        found = " and ".join(given) or "none"
        raise ValueError(f"{what} needs exactly one of {', '.join(names)}, not {found}")
    return given[0]
