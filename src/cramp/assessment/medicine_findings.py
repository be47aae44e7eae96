"""What each medicine told does to minerals and water, and its link with cramps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cramp.diary.model import MedicineEvent, SupplementEvent
from cramp.exposure.doses import acts_in_the_body
from cramp.knowledge.medicines import CrampRatio, find_medicine, same_medicine_key

if TYPE_CHECKING:
    from cramp.diary.model import Diary
    from cramp.knowledge.medicines import Medicine, MedicineMatch


@dataclass(frozen=True)
class MedicineFinding:
    """One medicine or supplement as told.

    Attributes
    ----------
    told
        The diary's words.
    name
        The told name alone.
    match
        What it was recognised as; None if the table does not know it.
    """

    told: str
    name: str
    match: MedicineMatch | None

    @property
    def substances(self) -> tuple[Medicine, ...]:
        """The recognised substances."""
        return () if self.match is None else tuple(p.medicine for p in self.match.ingredients)

    @property
    def read_as(self) -> str | None:
        """What the told name was taken for, where it was not plainly the same; None if it was."""
        if self.match is None or self.match.how == "exact":
            return None
        substances = " + ".join(substance.name for substance in self.substances)
        return None if substances.casefold() == self.name.casefold() else substances

    @property
    def cramp_ratio(self) -> CrampRatio | None:
        """The largest association of its substances with starting quinine; None without one."""
        ratios = [s.cramp_ratio for s in self.substances if s.cramp_ratio is not None]
        return max(ratios, key=lambda ratio: ratio.value, default=None)

    @property
    def is_simulated(self) -> bool:
        """Whether any of its substances acts in the simulated body."""
        return any(acts_in_the_body(substance, self.told) for substance in self.substances)


def medicine_findings(diary: Diary) -> tuple[MedicineFinding, ...]:
    """Return each medicine and supplement once: regular ones first, as the diary orders them."""
    events = [e for e in diary.events if isinstance(e, MedicineEvent | SupplementEvent)]
    found: dict[str, MedicineFinding] = {}
    for told in (*diary.medicines, *diary.supplements, *events):
        finding = MedicineFinding(told.text, told.name, find_medicine(told.name))
        found.setdefault(same_medicine_key(told.name), finding)
    return tuple(found.values())
