"""The diary format as a JSON schema, for editors and other software.

The schema tells the shape; the reader checks more (dates that exist, plausible sizes, doses).
"""

from __future__ import annotations

from typing import Any

from cramp.diary import vocabulary

SCHEMA_FILE = "cramp-diary-1.schema.json"

_TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
_TEXTS: dict[str, Any] = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
_TRUTH: dict[str, Any] = {"enum": [True, False, "yes", "no", "untold"]}
_DAY: dict[str, Any] = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_CLOCK: dict[str, Any] = {"type": "string", "pattern": r"^([01]?\d|2[0-3]):[0-5]\d$"}


def json_schema() -> dict[str, Any]:
    """Return the JSON schema (draft 2020-12) of the format `cramp-diary/1`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": vocabulary.FORMAT,
        "description": "What a person eats, drinks, takes, loses and feels, for the cramp model.",
        **_mapping(_top(), vocabulary.TOP_KEYS, required=("format",)),
    }


def _mapping(
    described: dict[str, dict[str, Any]], keys: tuple[str, ...], required: tuple[str, ...] = ()
) -> dict[str, Any]:
    if set(described) != set(keys):
        raise AssertionError(f"the schema and the format differ in {set(described) ^ set(keys)}")
    return {
        "type": "object",
        "properties": {key: _or_nothing(described[key], key in required) for key in keys},
        "required": list(required),
        "additionalProperties": False,
    }


def _or_nothing(described: dict[str, Any], required: bool) -> dict[str, Any]:
    """Allow a key without a value, which tells nothing."""
    return described if required else {"anyOf": [described, {"type": "null"}]}


def _described(text: str, shape: dict[str, Any]) -> dict[str, Any]:
    return {"description": text, **shape}


def _number(low: float, high: float) -> dict[str, Any]:
    return {"type": "number", "minimum": low, "maximum": high}


def _quantity(example: str) -> dict[str, Any]:
    return {"type": "string", "examples": [example], "minLength": 2}


def _words(vocabulary_of: dict[str, str]) -> dict[str, Any]:
    """Return a list of identifiers; other texts are accepted and flagged."""
    known = {"anyOf": [{"enum": sorted(vocabulary_of)}, _TEXT]}
    return {"anyOf": [known, {"type": "array", "items": known}]}


def _list_of(shape: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": shape}


def _top() -> dict[str, dict[str, Any]]:
    return {
        "format": {"const": vocabulary.FORMAT},
        "time_zone": _described("IANA name", {"type": "string", "examples": ["Europe/Berlin"]}),
        "person": _person(),
        "conditions": _words(vocabulary.CONDITIONS),
        "kidney_function": _kidney_function(),
        "pregnancy": _TRUTH,
        "breastfeeding": _TRUTH,
        "fluid_limit": _quantity("1.5 l a day"),
        "alarm_signs": _words(vocabulary.ALARM_SIGNS),
        "symptoms": _words(vocabulary.SYMPTOMS),
        "medicines": _regular("medicine"),
        "supplements": _regular("supplement"),
        "usual_day": _usual_day(),
        "days": {
            "type": "object",
            "propertyNames": _DAY,
            "additionalProperties": _mapping({"complete": _TRUTH}, vocabulary.DAY_KEYS),
        },
        "events": _list_of(_event()),
        "extra": _described("Kept as it stands.", {"type": "object"}),
    }


def _person() -> dict[str, Any]:
    return _mapping(
        {
            "sex": {"enum": list(vocabulary.SEXES)},
            "birth_date": _DAY,
            "age": _number(0, 120),
            "height": _quantity("164 cm"),
            "mass": _quantity("72 kg"),
            "family_cramps": _TRUTH,
        },
        vocabulary.PERSON_KEYS,
    )


def _kidney_function() -> dict[str, Any]:
    egfr = {"anyOf": [_number(1, 250), _quantity("72 ml/min/1.73 m2")]}
    return _mapping(
        {"egfr": egfr, "creatinine": _quantity("80 µmol/L"), "measured_on": _DAY},
        vocabulary.KIDNEY_KEYS,
    )


def _regular(kind: str) -> dict[str, Any]:
    long_form = _mapping(
        {kind: _TEXT, "since": _DAY, "until": _DAY}, (kind, "since", "until"), required=(kind,)
    )
    entry = {"anyOf": [_TEXT, long_form]}
    return {"anyOf": [_TEXT, _list_of(entry)]}


def _usual_day() -> dict[str, Any]:
    meal = _mapping(
        {"at": _CLOCK, "eat": _TEXTS, "drink": _TEXTS}, vocabulary.MEAL_KEYS, required=("at",)
    )
    night = {"type": "string", "examples": ["23:00-07:00"]}
    return _mapping(
        {"meals": _list_of(meal), "sleep": night, "complete": _TRUTH}, vocabulary.USUAL_DAY_KEYS
    )


def _event() -> dict[str, Any]:
    moment = r"^\d{4}-\d{2}-\d{2}([T ]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$"
    described = {
        "at": {"type": "string", "pattern": moment, "examples": ["2025-07-03T08:00"]},
        "eat": _TEXTS,
        "drink": _TEXTS,
        "alcohol": _TEXTS,
        "medicine": _TEXTS,
        "supplement": _TEXTS,
        "exercise": _short(_TEXT, _exercise()),
        "sleep": _short(_quantity("7 h"), _mapping({"duration": _quantity("7 h")}, ("duration",))),
        "stool": _short({"enum": list(vocabulary.CONSISTENCIES)}, _stool()),
        "vomiting": _short({"type": "integer", "minimum": 1}, _vomiting()),
        "cramp": _short(_TEXT, _cramp()),
        "lab": {"type": "object", "additionalProperties": _quantity("3.4 mmol/L")},
        "urine": {
            "type": "object",
            "properties": {"collected": _quantity("24 h"), "volume": _quantity("1.6 l")},
            "additionalProperties": _quantity("120 mmol"),
        },
        "weight": _quantity("72 kg"),
        "symptom": _words(vocabulary.SYMPTOMS),
        "alarm_sign": _words(vocabulary.ALARM_SIGNS),
        "note": _TEXT,
    }
    return _mapping(described, ("at", *vocabulary.EVENT_KINDS), required=("at",))


def _short(short: dict[str, Any], full: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [short, full]}


def _share(example: str) -> dict[str, Any]:
    return {"anyOf": [_number(0, 1), {"type": "string", "examples": [example]}]}


def _exercise() -> dict[str, Any]:
    effort = {"anyOf": [{"enum": list(vocabulary.EFFORT_FRACTION)}, _share("70 %")]}
    return _mapping(
        {
            "activity": _TEXT,
            "duration": _quantity("45 min"),
            "effort": effort,
            "temperature": _quantity("31 °C"),
            "humidity": _share("60 %"),
            "sweat_loss": _quantity("2.5 l"),
            "mass_before": _quantity("76.2 kg"),
            "mass_after": _quantity("73.6 kg"),
            "drunk": _quantity("2.4 l"),
        },
        vocabulary.EXERCISE_KEYS,
    )


def _stool() -> dict[str, Any]:
    return _mapping(
        {
            "consistency": {"enum": list(vocabulary.CONSISTENCIES)},
            "times": {"type": "integer", "minimum": 1, "maximum": 100},
            "volume": _quantity("0.5 l"),
            "blood": _TRUTH,
        },
        vocabulary.STOOL_KEYS,
    )


def _vomiting() -> dict[str, Any]:
    times = {"type": "integer", "minimum": 1, "maximum": 100}
    return _mapping({"times": times, "volume": _quantity("0.3 l")}, vocabulary.VOMITING_KEYS)


def _cramp() -> dict[str, Any]:
    return _mapping(
        {
            "muscle": _TEXT,
            "side": {"enum": list(vocabulary.SIDES)},
            "duration": _quantity("3 min"),
            "pain": _number(0, 10),
            "woke": _TRUTH,
        },
        vocabulary.CRAMP_KEYS,
    )


def schema_text() -> str:
    """Return the schema as the text of its file."""
    import json

    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
