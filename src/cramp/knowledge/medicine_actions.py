"""Where substances act, how much they move, and how fast they come and go."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, cast, get_args

from cramp.knowledge.medicine_table import UnknownMedicine, medicine
from cramp.knowledge.sources import cited
from cramp.knowledge.tables import Row, read_table

ActsIn = Literal["body", "hazard", "both", "neither"]
Action = Literal["blocks", "stimulates", "adds", "removes", "harms"]

ACTING_SITES = frozenset({
    "acetylcholinesterase", "aldosterone_synthesis", "angiotensin_converting_enzyme",
    "angiotensin_receptor", "base_pool", "beta1_receptor", "beta2_receptor", "bowel",
    "calcineurin", "carbonic_anhydrase", "epithelial_sodium_channel", "glucocorticoid_receptor",
    "hmg_coa_reductase", "hydroxysteroid_dehydrogenase", "insulin_receptor", "loop_cotransporter",
    "magnesium_pool", "mineralocorticoid_receptor", "neprilysin", "nerve_sodium_channel",
    "oestrogen_receptor", "potassium_pool", "prostaglandin_synthesis", "proton_pump", "renin",
    "sodium_chloride_cotransporter", "sodium_glucose_cotransporter", "sodium_potassium_pump",
    "spinal_inhibition", "tubular_cell", "vasopressin_release", "vasopressin_v2_receptor",
})  # fmt: skip
"""What a substance acts on: every row names one of these."""

RETAINING = frozenset({
    ("aldosterone_synthesis", "blocks"), ("angiotensin_converting_enzyme", "blocks"),
    ("angiotensin_receptor", "blocks"), ("beta2_receptor", "blocks"), ("calcineurin", "blocks"),
    ("epithelial_sodium_channel", "blocks"), ("mineralocorticoid_receptor", "blocks"),
    ("neprilysin", "blocks"), ("potassium_pool", "adds"), ("prostaglandin_synthesis", "blocks"),
    ("renin", "blocks"), ("sodium_potassium_pump", "blocks"),
})  # fmt: skip
"""Actions that keep potassium in the body or outside cells: whatever does one of them must be
flagged as retaining in `medicines.csv`. A neprilysin inhibitor is sold with an angiotensin blocker
alone, and counts with it."""

WITHOUT_KINETICS = frozenset({"base_pool", "bowel", "magnesium_pool", "potassium_pool"})
"""Sites whose substances are pools of the body or stay in the gut: a half-life says nothing."""

_ACTIONS = frozenset(get_args(Action))
_ACTS_IN = frozenset(get_args(ActsIn))
_STATUSES = frozenset({"found", "found-secondary", "recalled", "assumed"})


@dataclass(frozen=True)
class MedicineAction:
    """What one substance acts on, and its kinetics.

    Attributes
    ----------
    medicine_id : str
        Identifier of `medicines.csv`.
    acting_site : str
        One of `ACTING_SITES`: the one that matters most for salts, water or cramps.
    action : str
        ``blocks``, ``stimulates``, ``adds``, ``removes`` or ``harms`` what stands there.
    serum_potassium_low, serum_potassium_high : float
        Between which limits serum potassium usually moves at usual doses, in people with working
        kidneys; mmol/L, negative for a fall. Both are zero where it does not move.
    size_words : str
        One sentence on how large the effect is.
    acts_in : str
        ``body`` (through salts, water and hormones), ``hazard`` (straight on nerve or muscle, or
        cramps reported beyond what salts explain), ``both`` or ``neither``.
    sources : tuple of str
        Source keys of site and size.
    status : str
        How far those were opened.
    time_to_peak_hours : float or None
        From swallowing (or the usual route) to the highest level.
    elimination_half_life_hours : float or None
        Of the substance in plasma; of what it is turned into where that alone acts.
    effect_half_life_hours : float or None
        Of the effect, where it outlasts or falls short of the substance; else None.
    bioavailability : float or None
        Share of a dose that arrives by the usual route, 0 to 1.
    kinetics_sources : tuple of str
        Source keys of the kinetics.
    kinetics_status : str
        How far those were opened; ``assumed`` where the half-life of the effect is a judgement.
    """

    medicine_id: str
    acting_site: str
    action: Action
    serum_potassium_low: float
    serum_potassium_high: float
    size_words: str
    acts_in: ActsIn
    sources: tuple[str, ...]
    status: str
    time_to_peak_hours: float | None
    elimination_half_life_hours: float | None
    effect_half_life_hours: float | None
    bioavailability: float | None
    kinetics_sources: tuple[str, ...]
    kinetics_status: str

    @property
    def retains_potassium(self) -> bool:
        """Whether what it does keeps potassium in the body or outside cells."""
        return (self.acting_site, self.action) in RETAINING

    @property
    def acting_half_life_hours(self) -> float | None:
        """Half-life of what it does: of the effect where that is told, else of the substance."""
        if self.effect_half_life_hours is not None:
            return self.effect_half_life_hours
        return self.elimination_half_life_hours


def medicine_action(medicine_id: str) -> MedicineAction | None:
    """Return where a substance acts; None where the table holds nothing of it."""
    return _actions_by_id().get(medicine_id)


def all_medicine_actions() -> tuple[MedicineAction, ...]:
    """Return every row, in the order of the table."""
    return tuple(_actions_by_id().values())


@cache
def _actions_by_id() -> dict[str, MedicineAction]:
    actions: dict[str, MedicineAction] = {}
    for row in read_table("medicine_actions.csv"):
        entry = _action(row)
        if entry.medicine_id in actions:
            raise row.fault(f"the id {entry.medicine_id} stands twice; keep one row")
        actions[entry.medicine_id] = entry
    return actions


def _action(row: Row) -> MedicineAction:
    entry = MedicineAction(
        medicine_id=_known_id(row),
        acting_site=row.one_of("acting_site", ACTING_SITES),
        action=cast("Action", row.one_of("action", _ACTIONS)),
        serum_potassium_low=row.number("serum_potassium_low_mmol_per_litre"),
        serum_potassium_high=row.number("serum_potassium_high_mmol_per_litre"),
        size_words=row.text("size_words"),
        acts_in=cast("ActsIn", row.one_of("acts_in", _ACTS_IN)),
        sources=cited(row, "source"),
        status=row.one_of("status", _STATUSES),
        time_to_peak_hours=_above_zero(row, "time_to_peak_hours"),
        elimination_half_life_hours=_above_zero(row, "elimination_half_life_hours"),
        effect_half_life_hours=_above_zero(row, "effect_half_life_hours"),
        bioavailability=row.optional_number("bioavailability"),
        kinetics_sources=cited(row, "kinetics_source"),
        kinetics_status=row.one_of("kinetics_status", _STATUSES),
    )
    _require_sound(row, entry)
    return entry


def _known_id(row: Row) -> str:
    try:
        return medicine(row.text("id")).id
    except UnknownMedicine as error:
        raise row.fault(f"{error}; add the substance to medicines.csv first") from error


def _above_zero(row: Row, column: str) -> float | None:
    value = row.optional_number(column)
    if value is not None and value <= 0:
        raise row.fault(f"{column} is {value:g}; it must be above zero, or empty if unknown")
    return value


def _require_sound(row: Row, entry: MedicineAction) -> None:
    if entry.serum_potassium_low > entry.serum_potassium_high:
        raise row.fault("serum_potassium_low is above serum_potassium_high; swap them")
    if entry.bioavailability is not None and not 0 <= entry.bioavailability <= 1:
        raise row.fault(f"bioavailability is {entry.bioavailability:g}; write a share of 0 to 1")
    if entry.acting_half_life_hours is None and entry.acting_site not in WITHOUT_KINETICS:
        raise row.fault("no half-life is told; only what stays in the gut or is a salt needs none")
    if entry.retains_potassium and not medicine(entry.medicine_id).potassium_retaining:
        raise row.fault(
            f"{entry.medicine_id} {entry.action} {entry.acting_site}, which keeps potassium in; "
            "set potassium_retaining in medicines.csv"
        )
