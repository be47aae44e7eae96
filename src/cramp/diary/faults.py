"""What is wrong with a diary file: where, what, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One fault.

    Attributes
    ----------
    file
        The file as it was named.
    line, column
        From 1; 0 when the fault is of the file as a whole.
    place
        Path of keys, such as `person.mass`.
    what, mend
        What is wrong, and how to mend it, in plain words.
    """

    file: str
    line: int
    column: int
    place: str
    what: str
    mend: str

    def __str__(self) -> str:
        """Return one line."""
        position = f":{self.line}:{self.column}" if self.line else ""
        place = f" {self.place}:" if self.place else ""
        return f"{self.file}{position}:{place} {self.what}; {self.mend}"


class DiaryFaults(ValueError):
    """A diary that cannot be read; `faults` holds all that was found, `str` one line for each."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults
