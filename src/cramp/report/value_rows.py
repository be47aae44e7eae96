"""The table of what one more test would tell, most telling first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cramp.report.words import share

if TYPE_CHECKING:
    from cramp.assessment.assess import Assessment


@dataclass(frozen=True)
class ValueRow:
    """One test.

    Attributes
    ----------
    words
        What it is.
    remaining
        Mineral and the part of its range that is expected to remain, in words.
    """

    words: str
    remaining: tuple[tuple[str, str], ...]

    @property
    def minerals(self) -> tuple[str, ...]:
        """The minerals of the columns."""
        return tuple(name for name, _ in self.remaining)


def value_rows(assessment: Assessment) -> tuple[ValueRow, ...]:
    """Return a row for each test.

    None where being seen comes first, or the simulated body is not of the person's kind.
    """
    if assessment.red_flags.suppress_self_care or assessment.facts.clinician_only_reasons:
        return ()
    return tuple(
        ValueRow(
            value.words,
            tuple((name, share(left)) for name, left in value.remaining.items()),
        )
        for value in assessment.tests
    )
