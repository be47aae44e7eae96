"""Read a diary file: all faults at once, nothing guessed silently."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from cramp.diary import document, fields, intake, vocabulary
from cramp.diary.document import Mapping
from cramp.diary.events import UNKNOWN_SIGN, UNKNOWN_SYMPTOM, events
from cramp.diary.faults import DiaryFaults
from cramp.diary.model import Diary, Person
from cramp.diary.person import days, kidney_function, known_words, person, usual_day
from cramp.diary.told import Findings, Told

if TYPE_CHECKING:
    from pathlib import Path

_UNKNOWN_CONDITION = "is no condition that is known here; it is kept and not interpreted"


def read_diary(path: str | Path, strict: bool = False, today: date | None = None) -> Diary:
    """Read a diary file.

    Parameters
    ----------
    path
        A YAML file of the format `cramp-diary/1`.
    strict
        Refuse what is not understood (foods, medicines, conditions, ...) instead of flagging it.
    today
        Nothing may be dated later than the day after; the computer's date if not given.

    Returns
    -------
    Diary
        Checked; `flags` holds what was accepted but not understood.

    Raises
    ------
    DiaryFaults
        With every fault found: file, line, column, place, what is wrong, how to mend it.
    """
    return read_diary_text(document.read_text(path), str(path), strict=strict, today=today)


def read_diary_text(
    text: str, name: str = "diary", *, strict: bool = False, today: date | None = None
) -> Diary:
    """Read the text of a diary file, as `read_diary`; `name` stands for the file in faults."""
    node = document.parse(text, name)
    findings = Findings(name, today or datetime.now(UTC).date(), strict=strict)
    diary = _diary(Told(node, "", findings))
    if findings.faults:
        order = sorted(findings.faults, key=lambda fault: (fault.line, fault.column))
        raise DiaryFaults(tuple(order))
    return diary


def _diary(told: Told) -> Diary:
    if told.is_empty:
        told.fault("the diary is empty", f"begin with format: {vocabulary.FORMAT}")
    told.fault_repeated_keys()
    keys = told.keys(vocabulary.TOP_KEYS)
    if isinstance(told.node, Mapping):
        _format(told, keys)
    zone = _zone(told, keys.get("time_zone"))
    who = person(keys["person"]) if "person" in keys else Person()
    return Diary(
        time_zone=zone.key,
        person=who,
        **_health(keys, who),
        medicines=intake.regular(keys["medicines"], "medicine") if "medicines" in keys else (),
        supplements=(
            intake.regular(keys["supplements"], "supplement") if "supplements" in keys else ()
        ),
        usual_day=usual_day(keys["usual_day"]) if "usual_day" in keys else None,
        days=days(keys["days"]) if "days" in keys else {},
        events=events(keys["events"], zone, who.birth_date) if "events" in keys else (),
        extra=_extra(keys["extra"]) if "extra" in keys else {},
        flags=tuple(told.findings.flags),
    )


def _health(keys: dict[str, Told], who: Person) -> dict[str, Any]:
    words = {
        "conditions": (vocabulary.CONDITIONS, _UNKNOWN_CONDITION),
        "alarm_signs": (vocabulary.ALARM_SIGNS, UNKNOWN_SIGN),
        "symptoms": (vocabulary.SYMPTOMS, UNKNOWN_SYMPTOM),
    }
    read: dict[str, Any] = {
        key: known_words(keys[key], *known) for key, known in words.items() if key in keys
    }
    for key in ("pregnancy", "breastfeeding"):
        if key in keys:
            read[key] = fields.truth(keys[key])
    if "kidney_function" in keys:
        read["kidney_function"] = kidney_function(keys["kidney_function"], who)
    if "fluid_limit" in keys:
        read["fluid_limit_litre_per_day"] = fields.volume_a_day(keys["fluid_limit"])
    return read


def _format(told: Told, keys: dict[str, Told]) -> None:
    mend = f"write format: {vocabulary.FORMAT} in the first line"
    if "format" not in keys:
        told.fault("the format is not told", mend)
    elif keys["format"].text() not in {None, vocabulary.FORMAT}:
        keys["format"].fault(f"the format {keys['format'].shown} is not known", mend)


def _zone(told: Told, named: Told | None) -> ZoneInfo:
    if named is None:
        told.at("time_zone", told.node).flag("UTC", "no time zone is told; times count as UTC")
        return ZoneInfo("UTC")
    name = named.text()
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, ValueError, OSError):
        named.fault(f"there is no time zone {named.shown}", "write such as Europe/Berlin")
        return ZoneInfo("UTC")


def _extra(told: Told) -> dict[str, Any]:
    if isinstance(told.node, Mapping):
        return document.verbatim(told.node)
    told.fault(f"{told.shown} where keys belong", "write any keys with values under extra")
    return {}
