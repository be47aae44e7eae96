"""Read what a diary says of food, drink, medicines and supplements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cramp.diary import fields
from cramp.diary.directions import MedicineReading, read_medicine
from cramp.diary.document import Mapping, Scalar
from cramp.diary.model import Portion, RegularMedicine
from cramp.diary.text import read_portion, split_portions

if TYPE_CHECKING:
    from datetime import date

    from cramp.diary.told import Told

_AMOUNT_MEND = "write such as 2 bananas, 500 ml beer or a glass of milk"
_DOSE_MEND = "write such as furosemide 40 mg every morning"


def portions(told: Told) -> tuple[Portion, ...]:
    """Return what was eaten or drunk: each entry of a list, or the parts of one text."""
    entries = told.items()
    if isinstance(told.node, Scalar) and not told.is_empty:
        node = told.node
        entries = [
            told.at(f"{told.place}[{index}]", Scalar(node.line, node.column, part, plain=False))
            for index, part in enumerate(split_portions(node.text))
        ]
    if not entries:
        told.fault("nothing is written here", _AMOUNT_MEND)
    read = (_portion(entry) for entry in entries)
    return tuple(portion for portion in read if portion is not None)


def _portion(told: Told) -> Portion | None:
    text = told.text()
    if text is None:
        return None
    reading = read_portion(text)
    if reading.fault is not None:
        told.fault(f"{told.shown}: {reading.fault}", _AMOUNT_MEND)
        return None
    if reading.doubt is not None:
        told.flag(text, reading.doubt)
    if told.findings.strict:
        _require_known_food(told, reading.portion.name)
    return reading.portion


def medicine(told: Told) -> tuple[str, MedicineReading] | None:
    """Return the text of a medicine or supplement and its reading; None (and a fault) if bad."""
    text = told.text()
    if text is None:
        return None
    reading = read_medicine(text)
    if reading.fault is not None:
        told.fault(f"{told.shown}: {reading.fault}", _DOSE_MEND)
        return None
    if reading.doubt is not None:
        told.flag(text, reading.doubt)
    return text, reading


def regular(told: Told, kind: str) -> tuple[RegularMedicine, ...]:
    """Return the regular medicines or supplements of a list.

    Parameters
    ----------
    told
        A list of texts, or of mappings with `kind`, `since` and `until`; the single word `none`
        tells that there are none.
    kind
        `medicine` or `supplement`.
    """
    if isinstance(told.node, Scalar) and told.node.text.strip().casefold() == "none":
        return ()
    read = (_regular(entry, kind) for entry in told.items())
    return tuple(entry for entry in read if entry is not None)


def _regular(told: Told, kind: str) -> RegularMedicine | None:
    since: date | None = None
    until: date | None = None
    told_text = told
    if isinstance(told.node, Mapping):
        keys = told.keys((kind, "since", "until"))
        if kind not in keys:
            told.fault(f"which {kind} is not told", f"write {kind}: with its name and dose")
            return None
        told_text = told.at(told.place, keys[kind].node)
        since = fields.day(keys["since"], future=True) if "since" in keys else None
        until = fields.day(keys["until"], future=True) if "until" in keys else None
        if since is not None and until is not None and until < since:
            keys["until"].fault(f"{until} is before {since}", "write the last day of taking it")
    found = medicine(told_text)
    if found is None:
        return None
    text, reading = found
    if told.findings.strict and kind == "medicine":
        require_known_medicine(told, reading.name)
    return RegularMedicine(
        text=text,
        name=reading.name,
        dose_mg=reading.dose_mg,
        times=reading.times,
        as_needed=reading.as_needed,
        weekdays=reading.weekdays,
        interval_days=reading.interval_days,
        since=since,
        until=until,
    )


def _require_known_food(told: Told, name: str) -> None:
    from cramp.knowledge.foods import match_food

    if match_food(name) is None:
        told.flag(name, "is not in the food table")


def require_known_medicine(told: Told, name: str) -> None:
    """Flag a medicine that the table does not hold; meant for strict reading."""
    from cramp.knowledge.medicines import find_medicine

    if find_medicine(name) is None:
        told.flag(name, "is not in the medicine table")
