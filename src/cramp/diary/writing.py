"""Write a diary file that reads back as the same diary."""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cramp.diary.reading import read_diary_text
from cramp.diary.vocabulary import FORMAT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cramp.diary.model import Diary, Portion, RegularMedicine

_ANY_DAY = date(2000, 1, 1)


def write_diary(diary: Diary, path: str | Path) -> None:
    """Write a diary file, whole or not at all; an existing file is replaced.

    Raises
    ------
    ValueError
        When what would be written does not read back as the same diary (a diary built by hand
        whose texts say something else than its numbers).
    OSError
        When the file cannot be written.
    """
    text = diary_text(diary)
    target = Path(path)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def diary_text(diary: Diary) -> str:
    """Return the text of a diary file; raises ValueError as `write_diary`."""
    import yaml

    class _Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
            return True

    text = yaml.dump(
        _document(diary), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000
    )
    again = read_diary_text(text, today=_last_day(diary))
    differing = [name for name in type(diary).model_fields if _differ(diary, again, name)]
    if differing:
        raise ValueError(
            f"the diary would not read back as it is ({', '.join(differing)}); "
            "make its texts and its numbers say the same"
        )
    return text


def _last_day(diary: Diary) -> date:
    kidney = diary.kidney_function
    told = (diary.person.birth_date, None if kidney is None else kidney.measured_on)
    days = (*told, *diary.days, *(event.at.date() for event in diary.events))
    return max((day for day in days if day is not None), default=_ANY_DAY)


def _differ(one: Diary, other: Diary, name: str) -> bool:
    return getattr(one, name) != getattr(other, name)


def _document(diary: Diary) -> dict[str, Any]:
    zone_told = all(flag.place != "time_zone" for flag in diary.flags)
    written: dict[str, Any] = {
        "format": FORMAT,
        "time_zone": diary.time_zone if zone_told else None,
        "person": _person(diary),
        "conditions": list(diary.conditions),
        "kidney_function": _kidney_function(diary),
        "pregnancy": diary.pregnancy,
        "breastfeeding": diary.breastfeeding,
        "fluid_limit": _with_unit(diary.fluid_limit_litre_per_day, "l a day"),
        "alarm_signs": list(diary.alarm_signs),
        "symptoms": list(diary.symptoms),
        "medicines": _regular(diary.medicines, "medicine"),
        "supplements": _regular(diary.supplements, "supplement"),
        "usual_day": _usual_day(diary),
        "days": {f"{on}": {"complete": note.complete} for on, note in diary.days.items()},
        "events": [_event(event) for event in diary.events],
        "extra": diary.extra,
    }
    return _told(written)


def _told(values: dict[str, Any]) -> dict[str, Any]:
    """Leave out what was not told."""
    return {key: value for key, value in values.items() if value not in (None, [], {})}


def _with_unit(value: float | None, unit: str) -> str | None:
    return None if value is None else f"{value!r} {unit}"


def _day(on: date | None) -> str | None:
    return None if on is None else f"{on}"


def _person(diary: Diary) -> dict[str, Any]:
    person = diary.person
    return _told(
        {
            "sex": person.sex,
            "birth_date": _day(person.birth_date),
            "age": person.age_told_years,
            "height": _with_unit(person.height_cm, "cm"),
            "mass": _with_unit(person.mass_kg, "kg"),
            "family_cramps": person.family_cramps,
        }
    )


def _kidney_function(diary: Diary) -> dict[str, Any] | None:
    kidney = diary.kidney_function
    if kidney is None:
        return None
    egfr = kidney.egfr_ml_per_min_per_173 if kidney.basis == "told" else None
    return _told(
        {
            "egfr": _with_unit(egfr, "ml/min/1.73 m2"),
            "creatinine": _with_unit(kidney.creatinine_umol_per_litre, "µmol/L"),
            "measured_on": _day(kidney.measured_on),
        }
    )


def _regular(entries: Iterable[RegularMedicine], kind: str) -> list[str | dict[str, Any]]:
    return [
        entry.text
        if entry.since is None and entry.until is None
        else _told({kind: entry.text, "since": _day(entry.since), "until": _day(entry.until)})
        for entry in entries
    ]


def _texts(portions: Iterable[Portion]) -> list[str]:
    return [portion.text for portion in portions]


def _usual_day(diary: Diary) -> dict[str, Any] | None:
    usual = diary.usual_day
    if usual is None:
        return None
    sleep = None
    if usual.sleep is not None:
        sleep = "-".join(f"{moment:%H:%M}" for moment in usual.sleep)
    meals = [
        _told({"at": f"{meal.at:%H:%M}", "eat": _texts(meal.eat), "drink": _texts(meal.drink)})
        for meal in usual.meals
    ]
    return {**_told({"meals": meals, "sleep": sleep}), "complete": usual.complete}


def _event(event: Any) -> dict[str, Any]:
    at = _moment(event.at) if event.time_told else f"{event.at:%Y-%m-%d}"
    return {"at": at, event.kind: _DETAILS.get(event.kind, _text)(event)}


def _moment(at: datetime) -> str:
    naive = at.replace(tzinfo=None).isoformat(timespec="minutes" if not at.second else "seconds")
    came_once = at.replace(fold=0).utcoffset() == at.replace(fold=1).utcoffset()
    if came_once:
        return naive
    # The offset tells which of the two hours it was.
    offset = at - at.astimezone(UTC).replace(tzinfo=at.tzinfo)
    minutes = round((offset).total_seconds() / 60)
    sign = "-" if minutes < 0 else "+"
    return f"{naive}{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _items(event: Any) -> list[str]:
    return _texts(event.items)


def _text(event: Any) -> str:
    return event.text


def _exercise(event: Any) -> dict[str, Any]:
    weighed = None not in (event.mass_before_kg, event.mass_after_kg, event.drunk_litre)
    sweat = None if weighed else event.sweat_loss_litre
    return _told(
        {
            "activity": event.activity,
            "duration": _with_unit(event.duration_minutes, "min"),
            "effort": event.intensity_fraction,
            "temperature": _with_unit(event.temperature_celsius, "°C"),
            "humidity": event.humidity_fraction,
            "sweat_loss": _with_unit(sweat, "l"),
            "mass_before": _with_unit(event.mass_before_kg, "kg"),
            "mass_after": _with_unit(event.mass_after_kg, "kg"),
            "drunk": _with_unit(event.drunk_litre, "l"),
        }
    )


def _sleep(event: Any) -> dict[str, Any]:
    return _told({"duration": _with_unit(event.duration_minutes, "min")})


def _stool(event: Any) -> dict[str, Any]:
    return _told(
        {
            "consistency": event.consistency,
            "times": event.times,
            "volume": _with_unit(event.volume_litre, "l"),
            "blood": event.blood,
        }
    )


def _vomiting(event: Any) -> dict[str, Any]:
    return _told({"times": event.times, "volume": _with_unit(event.volume_litre, "l")})


def _cramp(event: Any) -> dict[str, Any]:
    return _told(
        {
            "muscle": event.muscle,
            "side": event.side,
            "duration": _with_unit(event.duration_minutes, "min"),
            "pain": event.pain,
            "woke": event.woke,
        }
    )


def _lab(event: Any) -> dict[str, str]:
    known = {
        name: f"{value.told_value!r} {value.told_unit}" for name, value in event.values.items()
    }
    return {**known, **event.not_understood}


def _urine(event: Any) -> dict[str, str]:
    told = {
        "collected": _with_unit(event.duration_minutes, "min"),
        "volume": _with_unit(event.volume_litre, "l"),
    }
    return {**_told(told), **_lab(event)}


def _weight(event: Any) -> str:
    return f"{event.mass_kg!r} kg"


def _symptom(event: Any) -> str:
    return event.symptom


def _alarm_sign(event: Any) -> str:
    return event.sign


_DETAILS = {
    "eat": _items,
    "drink": _items,
    "alcohol": _items,
    "exercise": _exercise,
    "sleep": _sleep,
    "stool": _stool,
    "vomiting": _vomiting,
    "cramp": _cramp,
    "lab": _lab,
    "urine": _urine,
    "weight": _weight,
    "symptom": _symptom,
    "alarm_sign": _alarm_sign,
}
