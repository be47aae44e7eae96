"""Values of the hazard: rates, ages, the clock, how people differ."""

from __future__ import annotations

from functools import cache

from cramp.hazard.table_lines import VALUE_COLUMNS, Value, read_lines, value_of

NIGHTS_OF_A_MONTH = 30.4


@cache
def hazard_values() -> dict[str, Value]:
    """Return the values of `values.csv` by identifier.

    Raises
    ------
    HazardTableError
        If a row is incomplete or contradicts itself.
    """
    lines = read_lines("values.csv", VALUE_COLUMNS)
    return {line.cells["id"]: value_of(line) for line in lines}


def number(identifier: str) -> float:
    """Return the median of a value, in its unit."""
    return hazard_values()[identifier].value
