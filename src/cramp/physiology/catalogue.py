"""The body's quantities as a reader looks them up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cramp.engine.errors import UnknownIdentifier
from cramp.physiology.composition import chapters
from cramp.physiology.conservation import body_description
from cramp.physiology.parameters import parameters

if TYPE_CHECKING:
    from cramp.engine.description import Quantity


def overview() -> str:
    """Return every chapter, state, input, derived quantity and parameter, one a line."""
    description = body_description()
    lines = ["Chapters (cramp model show CHAPTER for the text):", f"  {', '.join(chapters())}"]
    for title, group in (
        ("States", description.states),
        ("Inputs", description.inputs),
        ("Derived", description.derived),
    ):
        lines += ["", f"{title}:", *(_line(quantity) for quantity in group.values())]
    lines += ["", "Parameters:"]
    lines += [
        f"  {row.id} = {row.value:g} {row.unit} ({row.status})" for row in parameters().values()
    ]
    return "\n".join(lines)


def entry(identifier: str) -> str:
    """Return all that is known of one quantity.

    Raises
    ------
    UnknownIdentifier
        If the body has no such quantity; the message names the nearest ones.
    """
    table = parameters()
    if identifier in table:
        return _parameter(identifier)
    description = body_description()
    try:
        quantity = description.quantity(identifier)
    except UnknownIdentifier as error:
        raise UnknownIdentifier(f"{error}; {_nearest(identifier)}") from error
    return "\n".join([_line(quantity).strip(), *_where(identifier)])


def _parameter(identifier: str) -> str:
    row = parameters()[identifier]
    lines = [
        f"{row.id} = {row.value:g} {row.unit}",
        f"  range: {row.low:g} to {row.high:g}, {row.distribution}",
        f"  between people: {row.between_person:g} (coefficient of variation)",
        f"  status: {row.status}",
        f"  source: {', '.join(row.source) or 'none'} {row.location}".rstrip(),
        f"  population: {row.population or 'not told'}",
    ]
    if row.note:
        lines.append(f"  note: {row.note}")
    return "\n".join([*lines, *_where(identifier)])


def _line(quantity: Quantity) -> str:
    return f"  {quantity.id}: {quantity.label} ({quantity.unit})"


def _where(identifier: str) -> list[str]:
    """Return the lines of the chapters that speak of an identifier."""
    import re

    word = re.compile(rf"\b{re.escape(identifier)}\b")
    return [
        f"  {name}.ant: {line.strip()}"
        for name, text in chapters().items()
        for line in text.splitlines()
        if word.search(line)
    ]


def _nearest(identifier: str) -> str:
    from difflib import get_close_matches

    description = body_description()
    names = [*description.states, *description.derived, *description.inputs, *parameters()]
    near = get_close_matches(identifier, names, n=3, cutoff=0.5)
    return f"perhaps {', '.join(near)}" if near else "cramp model show lists them all"
