"""What may bring a person's cramps, and how each would be left out of their life."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cramp.exposure.losses import STOOL_INPUTS, SWEAT_INPUTS
from cramp.hazard.presence import names_taken
from cramp.hazard.ratios import ratios
from cramp.knowledge.medicines import find_medicine
from cramp.knowledge.reference_intakes import reference_intake
from cramp.physiology.conditions import acting_conditions
from cramp.simulate.conditions import told_conditions
from cramp.simulate.removals import KIDNEY_CONDITIONS, Removal
from cramp.units import amount_mmol

if TYPE_CHECKING:
    from datetime import date

    from cramp.diary.model import Diary
    from cramp.exposure.timeline import Timeline
    from cramp.knowledge.medicine_table import Medicine
    from cramp.simulate.lives import Lived

Kind = Literal[
    "loss", "drink", "effort", "food", "medicine", "condition", "person", "not_told", "state",
    "unexplained",
]  # fmt: skip

MINERALS = ("potassium", "magnesium", "calcium")
LOW_FILTRATION = 60.0
"""mL/min/1.73 m2, below which a told filtration counts as a condition (KDIGO 2024; recalled)."""


@dataclass(frozen=True)
class Candidate:
    """One thing that may bring cramps.

    Attributes
    ----------
    id
        Of a medicine `medicine:` and its substances, of a condition `condition:` and its name.
    kind
        What sort of thing it is.
    removal
        How the body would live without it; None where it does nothing to the simulated body.
    ratios
        Rows of `ratios.csv` by which it acts besides.
    """

    id: str
    kind: Kind
    removal: Removal | None = None
    ratios: tuple[str, ...] = ()


_BODILY = (
    Candidate("sweating", "loss", Removal("sweating", SWEAT_INPUTS, drinks_too=True)),
    Candidate("bowel_losses", "loss", Removal("bowel_losses", STOOL_INPUTS, drinks_too=True)),
    Candidate("vomiting", "loss", Removal("vomiting", ("vomit_loss_rate",), drinks_too=True)),
    Candidate("exertion", "effort", Removal("exertion", ("exercise_intensity",))),
    Candidate("alcohol", "drink", Removal("alcohol", ("ethanol_intake_rate",)), ("alcohol",)),
    Candidate("caffeine", "drink", Removal("caffeine", ("caffeine_intake_rate",))),
)


def candidates(lived: Lived, on: date) -> tuple[Candidate, ...]:
    """Return everything that is so, or may be, in a person's life.

    Parameters
    ----------
    lived
        Their course with the versions behind it.
    on
        Last day shown, on which medicines count as taken.
    """
    given = {name for schedules in lived.schedules for name in schedules.inputs}
    bodily = [one for one in _BODILY if one.removal and given & set(one.removal.inputs)]
    found = [
        *bodily,
        *_food(lived.diary, lived.told),
        *_medicines(lived.diary, lived.told, on),
        *_conditions(lived.diary),
    ]
    return (*found, *_others({name for one in found for name in one.ratios}))


def _food(diary: Diary, told: Timeline) -> tuple[Candidate, ...]:
    """Return food with too little of minerals, where it is known how much is advised."""
    age = diary.person.age_years(told.clock.day(0))
    if age is None:
        return ()
    least = {}
    for mineral in MINERALS:
        advised = reference_intake(
            mineral,
            diary.person.sex,
            age,
            pregnant=diary.pregnancy is True,
            lactating=diary.breastfeeding is True,
        )
        if advised is not None:
            least[mineral] = amount_mmol(advised.low, "mg", mineral)
    removal = Removal("food_minerals", at_least=least)
    return (Candidate("food_minerals", "food", removal),) if least else ()


def _medicines(diary: Diary, told: Timeline, on: date) -> list[Candidate]:
    """Return the medicines taken; those that act through the same input or ratio as one."""
    inputs: dict[str, set[str]] = {}
    for dose in told.doses:
        inputs.setdefault(dose.medicine_id, set()).update(dose.inputs)
    groups = {row.applies_to: row.id for row in ratios() if row.kind == "medicine"}
    ways = {
        medicine.id: inputs.get(medicine.id, set()) | _ratio_of(medicine, groups)
        for medicine in _substances(names_taken(diary, on))
    }
    ways |= {name: own for name, own in inputs.items() if name not in ways}
    found = []
    for ids, shared in _joined({name: way for name, way in ways.items() if way}):
        own = tuple(sorted(shared - set(groups.values())))
        name = "medicine:" + "+".join(ids)
        rows = tuple(sorted(shared & set(groups.values())))
        found.append(Candidate(name, "medicine", Removal(name, own) if own else None, rows))
    return found


def _substances(names: list[str]) -> list[Medicine]:
    matches = [match for name in names if (match := find_medicine(name)) is not None]
    return [part.medicine for match in matches for part in match.ingredients]


def _ratio_of(medicine: Medicine, groups: dict[str, str]) -> set[str]:
    ratio = medicine.cramp_ratio
    return {groups[ratio.group]} if ratio is not None and ratio.group in groups else set()


def _joined(ways: dict[str, set[str]]) -> list[tuple[list[str], set[str]]]:
    """Join what shares a way, for it could not be told apart."""
    found: list[tuple[list[str], set[str]]] = []
    for name, way in sorted(ways.items()):
        meeting = [one for one in found if one[1] & way]
        found = [one for one in found if not one[1] & way]
        names = sorted({name, *(other for one in meeting for other in one[0])})
        found.append((names, way.union(*(one[1] for one in meeting))))
    return sorted(found)


def _conditions(diary: Diary) -> list[Candidate]:
    told = set(told_conditions(diary))
    kidney = diary.kidney_function
    rate = None if kidney is None else kidney.egfr_ml_per_min_per_173
    if rate is not None and rate < LOW_FILTRATION and not told & KIDNEY_CONDITIONS:
        told.add("kidney_disease")
    rows = {row.applies_to: row.id for row in ratios() if row.kind in {"condition", "state"}}
    found = []
    for name in sorted(told & (acting_conditions() | set(rows))):
        acts = name in acting_conditions() or name in KIDNEY_CONDITIONS
        removal = Removal(f"condition:{name}", conditions=(name,)) if acts else None
        own = (rows[name],) if name in rows else ()
        found.append(Candidate(f"condition:{name}", "condition", removal, own))
    return found


def _others(taken: set[str]) -> tuple[Candidate, ...]:
    """Return ratios that no candidate has: what is known of the person, and what was not told."""
    left = [row for row in ratios() if row.id not in taken]
    medicines = tuple(row.id for row in left if row.kind == "medicine")
    conditions = tuple(row.id for row in left if row.kind in {"condition", "state"})
    own = [row.id for row in left if row.kind in {"habit", "family"}]
    return (
        *(Candidate(name, "person", None, (name,)) for name in own),
        Candidate("medicines_not_told", "not_told", None, medicines),
        Candidate("conditions_not_told", "not_told", None, conditions),
    )
