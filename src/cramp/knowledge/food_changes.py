"""Small changes of food that a person can make: one food in place of another, or one more."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from cramp.knowledge.tables import Row, read_table

_STATUSES = frozenset({"sourced", "recalled", "assumed"})


@dataclass(frozen=True)
class FoodChange:
    """One food in place of another, or one more of a food.

    Attributes
    ----------
    id : str
        Stable identifier.
    words : str
        What is eaten, as a person would call it.
    portion : str
        The same as a diary would tell it; a swap takes the mass of what it replaces unless the
        portion counts pieces.
    instead_of : tuple of str
        First words of the food table's names that it may replace; empty for one more.
    replaced_words : str
        What is replaced, as a person would call it; empty for one more.
    rich_in_vitamin_k : bool
        Whether it weakens blood thinners of the warfarin kind.
    not_with : frozenset of str
        Conditions with which it is not proposed.
    status : str
        How the usual portion is known.
    why : str
        Why this portion.
    """

    id: str
    words: str
    portion: str
    instead_of: tuple[str, ...]
    replaced_words: str
    rich_in_vitamin_k: bool
    not_with: frozenset[str]
    status: str
    why: str

    @property
    def is_swap(self) -> bool:
        """Whether something else is left out for it."""
        return bool(self.instead_of)

    @property
    def is_drink(self) -> bool:
        """Whether it is drunk, so that its water counts as drinking."""
        return " ml " in self.portion

    @property
    def is_counted(self) -> bool:
        """Whether the portion counts pieces, so that a swap does not keep the mass."""
        return not self.portion[0].isdigit()


@cache
def food_changes() -> tuple[FoodChange, ...]:
    """Return every change, in the order of the table.

    Raises
    ------
    TableError
        When a row is incomplete or an id stands twice.
    """
    found: dict[str, FoodChange] = {}
    for row in read_table("food_changes.csv"):
        change = _change(row)
        if change.id in found:
            raise row.fault(f"the id {change.id} stands twice")
        found[change.id] = change
    return tuple(found.values())


def _change(row: Row) -> FoodChange:
    instead_of = row.parts("instead_of")
    replaced = row.optional("replaced_words")
    if bool(instead_of) != bool(replaced):
        raise row.fault("instead_of and replaced_words go together")
    return FoodChange(
        id=row.text("id"),
        words=row.text("words"),
        portion=row.text("portion"),
        instead_of=instead_of,
        replaced_words=replaced,
        rich_in_vitamin_k=row.flag("rich_in_vitamin_k"),
        not_with=frozenset(row.parts("not_with")),
        status=row.one_of("status", _STATUSES),
        why=row.text("why"),
    )
