"""Read the events of a diary: what happened when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cramp.diary import fields, intake, model, vocabulary
from cramp.diary.document import Mapping, Scalar
from cramp.diary.person import known_word
from cramp.diary.urine import urine
from cramp.units import UnitError, parse_quantity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from cramp.diary.told import Told

_DAY_MINUTES = 1440.0
_MOST_STOOL_LITRE = 30.0
_MOST_SWEAT_LITRE = 25.0
UNKNOWN_SIGN = "is no alarm sign that is known here; it is treated as one all the same"
UNKNOWN_SYMPTOM = "is no symptom that is known here; it is kept and not interpreted"


@dataclass(frozen=True)
class _Entry:
    """One entry of the list: its moment and its kinds."""

    at: datetime
    time_told: bool
    kinds: dict[str, Told]


def events(told: Told, zone: ZoneInfo, birth_date: date | None) -> tuple[Any, ...]:
    """Return all events in time order; an entry with several kinds gives one event of each."""
    entries = [
        entry for item in told.items() if (entry := _entry(item, zone, birth_date)) is not None
    ]
    read: list[Any] = []
    for entry in sorted(entries, key=lambda entry: entry.at.timestamp()):
        for kind, details in entry.kinds.items():
            read.extend(_of_kind(kind, details, entry))
    return tuple(read)


def _entry(told: Told, zone: ZoneInfo, birth_date: date | None) -> _Entry | None:
    keys = told.keys(("at", *vocabulary.EVENT_KINDS), keep_empty=True)
    at = keys.pop("at", None)
    if at is None or at.is_empty:
        told.fault("when it happened is not told", "write at: such as 2025-07-03T08:00")
        return None
    moment = fields.moment(at, zone)
    if isinstance(told.node, Mapping) and set(told.node.entries) == {"at"}:
        told.fault("what happened is not told", f"write one of {', '.join(vocabulary.EVENT_KINDS)}")
    if moment is None:
        return None
    if birth_date is not None and moment[0].date() < birth_date:
        at.fault(f"{at.shown} is before the birth date {birth_date}", "mend one of the dates")
    return _Entry(moment[0], moment[1], keys)


def _of_kind(kind: str, details: Told, entry: _Entry) -> Iterable[Any]:
    told = details.at(f"events[{_shown(entry)}].{kind}", details.node)
    if not entry.time_told:
        told.flag(f"{entry.at:%Y-%m-%d}", "no time of day is told; noon is taken")
    if kind in _LISTS:
        # Each is an event of its own, so each stands at the place of its kind.
        parts = [told.at(told.place, part.node) for part in told.items()] or [told]
    else:
        parts = [told]
    for part in parts:
        fields_of_event = _READERS[kind](part)
        if fields_of_event is not None:
            event = _MODELS[kind]
            yield event(at=entry.at, time_told=entry.time_told, **fields_of_event)


def _shown(entry: _Entry) -> str:
    if not entry.time_told:
        return f"{entry.at:%Y-%m-%d}"
    return entry.at.replace(tzinfo=None).isoformat(timespec="seconds").removesuffix(":00")


def _items(told: Told) -> dict[str, Any] | None:
    portions = intake.portions(told)
    return {"items": portions} if portions else None


def _medicine(told: Told) -> dict[str, Any] | None:
    found = intake.medicine(told)
    if found is None:
        return None
    text, reading = found
    return {"name": reading.name, "dose_mg": reading.dose_mg, "text": text}


def _known_medicine(told: Told) -> dict[str, Any] | None:
    read = _medicine(told)
    if read is not None and told.findings.strict:
        intake.require_known_medicine(told, read["name"])
    return read


def _details(told: Told, known: tuple[str, ...], short: str) -> dict[str, Told]:
    """Return the details of an event; a single text stands for the detail `short`."""
    if isinstance(told.node, Scalar) and not told.is_empty:
        return {short: told}
    return told.keys(known)


def _read(keys: dict[str, Told], key: str, reader: Callable[..., Any], *more: Any) -> Any:
    return reader(keys[key], *more) if key in keys else None


def _plain_text(told: Told) -> str | None:
    return told.text()


def _exercise(told: Told) -> dict[str, Any]:
    keys = _details(told, vocabulary.EXERCISE_KEYS, "activity")
    before = _read(keys, "mass_before", fields.mass)
    after = _read(keys, "mass_after", fields.mass)
    drunk = _read(keys, "drunk", _drunk)
    return {
        "activity": _read(keys, "activity", _plain_text),
        "duration_minutes": _read(keys, "duration", fields.duration, 7 * _DAY_MINUTES),
        "intensity_fraction": _read(
            keys, "effort", fields.fraction, vocabulary.EFFORT_FRACTION, "easy, hard or 70 %"
        ),
        "temperature_celsius": _read(keys, "temperature", fields.temperature),
        "humidity_fraction": _read(keys, "humidity", fields.fraction, {}, "60 %"),
        "sweat_loss_litre": _sweat(told, keys, (before, after, drunk)),
        "mass_before_kg": before,
        "mass_after_kg": after,
        "drunk_litre": drunk,
    }


def _drunk(told: Told) -> float | None:
    from cramp.units import volume_litre

    return fields.quantity(told, volume_litre, 0, _MOST_SWEAT_LITRE, "1.2 l, or 0 l for nothing")


def _sweat(
    told: Told, keys: dict[str, Told], weighing: tuple[float | None, float | None, float | None]
) -> float | None:
    before, after, drunk = weighing
    if "sweat_loss" in keys:
        if before is not None and after is not None:
            mend = "keep sweat_loss, or mass_before with mass_after"
            keys["sweat_loss"].fault("the sweat loss is told twice", mend)
        return fields.volume(keys["sweat_loss"], _MOST_SWEAT_LITRE, "2.5 l")
    if before is None or after is None:
        if (before is None) != (after is None):
            told.flag("mass_before, mass_after", "one weighing alone tells no sweat loss")
        return None
    if drunk is None:
        told.flag(
            "mass_before, mass_after", "without drunk (such as 1.2 l) they tell no sweat loss"
        )
        return None
    lost = before - after + drunk
    if not 0 <= lost <= _MOST_SWEAT_LITRE:
        told.fault(f"a sweat loss of {lost:.3g} l", "check both weighings and what was drunk")
        return None
    return lost


def _sleep(told: Told) -> dict[str, Any]:
    keys = _details(told, vocabulary.SLEEP_KEYS, "duration")
    return {"duration_minutes": _read(keys, "duration", fields.duration, 2 * _DAY_MINUTES)}


def _stool(told: Told) -> dict[str, Any]:
    keys = _details(told, vocabulary.STOOL_KEYS, "consistency")
    return {
        "consistency": _read(keys, "consistency", fields.choice, vocabulary.CONSISTENCIES),
        "times": _read(keys, "times", fields.whole_number, 1, 100, "3"),
        "volume_litre": _read(keys, "volume", fields.volume, _MOST_STOOL_LITRE),
        "blood": _read(keys, "blood", fields.truth),
    }


def _vomiting(told: Told) -> dict[str, Any]:
    keys = _details(told, vocabulary.VOMITING_KEYS, "times")
    return {
        "times": _read(keys, "times", fields.whole_number, 1, 100, "2"),
        "volume_litre": _read(keys, "volume", fields.volume, _MOST_STOOL_LITRE),
    }


def _cramp(told: Told) -> dict[str, Any]:
    keys = _details(told, vocabulary.CRAMP_KEYS, "muscle")
    return {
        "muscle": _read(keys, "muscle", _plain_text),
        "side": _read(keys, "side", fields.choice, vocabulary.SIDES),
        "duration_minutes": _read(keys, "duration", fields.duration, _DAY_MINUTES),
        "pain": _read(keys, "pain", fields.number, 0, 10, "7"),
        "woke": _read(keys, "woke", fields.truth),
    }


_LIMIT = re.compile(r"\s*[<>≤≥]=?\s*")


def _lab(told: Told) -> dict[str, Any] | None:
    keys = told.keys(None)
    if not keys:
        told.fault("no value is told", "write such as potassium: 3.4 mmol/L")
        return None
    values: dict[str, model.LabValue] = {}
    unknown: dict[str, str] = {}
    for name, value in keys.items():
        _lab_value(name, value, values, unknown)
    return {"values": values, "not_understood": unknown}


def _lab_value(
    name: str, told: Told, values: dict[str, model.LabValue], unknown: dict[str, str]
) -> None:
    from cramp.knowledge import laboratory

    text = told.text()
    if text is None:
        return
    try:
        analyte = laboratory.analyte(name).id
    except laboratory.UnknownAnalyte:
        unknown[name] = text
        told.flag(f"{name}: {text}", "is no laboratory value that is known here; it is kept")
        return
    if analyte in values:
        told.fault(f"{analyte} is told twice", "keep one value, or write another entry")
    limit = _LIMIT.match(text)
    if limit:
        told.flag(f"{name}: {text}", "is a limit; it is taken as if it were the value itself")
    try:
        value, unit = parse_quantity(text[limit.end() :] if limit else text)
        if not unit:
            raise UnitError(f"{told.shown} has no unit; write it such as 3.4 mmol/L")
        si_value = laboratory.to_si(value, unit, analyte)
    except ValueError as error:
        what, _, mend = str(error).partition("; ")
        told.fault(what, mend or "write number and unit as the laboratory does")
        return
    values[analyte] = model.LabValue(si_value=si_value, told_value=value, told_unit=unit)


def _weight(told: Told) -> dict[str, Any] | None:
    mass = fields.mass(told)
    return None if mass is None else {"mass_kg": mass}


def _symptom(told: Told) -> dict[str, Any] | None:
    word = known_word(told, vocabulary.SYMPTOMS, UNKNOWN_SYMPTOM)
    return None if word is None else {"symptom": word}


def _alarm_sign(told: Told) -> dict[str, Any] | None:
    word = known_word(told, vocabulary.ALARM_SIGNS, UNKNOWN_SIGN)
    return None if word is None else {"sign": word}


def _note(told: Told) -> dict[str, Any] | None:
    text = told.text()
    return None if text is None else {"text": text}


_LISTS = {"medicine", "supplement", "symptom", "alarm_sign"}
_READERS: dict[str, Callable[[Told], dict[str, Any] | None]] = {
    "eat": _items,
    "drink": _items,
    "alcohol": _items,
    "medicine": _known_medicine,
    "supplement": _medicine,
    "exercise": _exercise,
    "sleep": _sleep,
    "stool": _stool,
    "vomiting": _vomiting,
    "cramp": _cramp,
    "lab": _lab,
    "urine": urine,
    "weight": _weight,
    "symptom": _symptom,
    "alarm_sign": _alarm_sign,
    "note": _note,
}
_MODELS: dict[str, type[Any]] = {
    "eat": model.EatEvent,
    "drink": model.DrinkEvent,
    "alcohol": model.AlcoholEvent,
    "medicine": model.MedicineEvent,
    "supplement": model.SupplementEvent,
    "exercise": model.ExerciseEvent,
    "sleep": model.SleepEvent,
    "stool": model.StoolEvent,
    "vomiting": model.VomitingEvent,
    "cramp": model.CrampEvent,
    "lab": model.LabEvent,
    "urine": model.UrineEvent,
    "weight": model.WeightEvent,
    "symptom": model.SymptomEvent,
    "alarm_sign": model.AlarmSignEvent,
    "note": model.NoteEvent,
}
