"""Minerals in tablets and powders: what a dose of each salt gives the body."""

from __future__ import annotations

import re
from typing import NamedTuple

UNTOLD_POTASSIUM_MMOL = (8.0, 40.0)
UNTOLD_MAGNESIUM_MMOL = (4.0, 15.0)
UNTOLD_CALCIUM_MMOL = (6.0, 30.0)
UNTOLD_VITAMIN_D_PICOMOLE = (26_000.0, 130_000.0)
"""Swallowed in a day, where the dose was not told (assumed: one to five usual tablets of
potassium, 100 to 350 mg of magnesium, 250 to 1200 mg of calcium, 10 to 50 µg of vitamin D)."""


class MineralSalt(NamedTuple):
    """A salt that is swallowed for its mineral, or a vitamin.

    Attributes
    ----------
    mg_per_mmol
        Milligrams on the label that hold 1 mmol of the mineral, or 1 pmol of vitamin D, which the
        body counts in that. Labels of potassium salts, of magnesium oxide, hydroxide and sulphate
        and of calcium carbonate and acetate give the salt's mass; labels that name no salt, or a
        mineral bound to another organic acid, give the mineral's.
    inputs
        Of the body, that take 1 mmol for each mmol.
    untold_mmol
        Between which limits a day's dose lies where it is not told, in the same unit.
    mg_per_international_unit
        Of vitamins; None of minerals.
    soluble_share
        That dissolves and reaches the gut's transport like the mineral of a meal; the rest is
        passed as it came and never enters the body.
    """

    mg_per_mmol: float
    inputs: tuple[str, ...]
    untold_mmol: tuple[float, float]
    mg_per_international_unit: float | None = None
    soluble_share: float = 1.0

    @property
    def mmol_per_mg(self) -> float:
        """What the body is given for each milligram on the label."""
        return self.soluble_share / self.mg_per_mmol


POORLY_SOLUBLE_SHARE = 0.42
"""Of magnesium oxide and hydroxide: 4 % of the oxide are absorbed where 9 to 10 % of the chloride,
lactate and aspartate are (Firoz and Graber 2001, recalled)."""

UNTOLD_SALT_SOLUBLE_SHARE = 0.7
"""Of magnesium whose salt is not told: about half of such tablets hold the oxide (assumed)."""


def _potassium(mg_per_mmol: float, *others: str) -> MineralSalt:
    return MineralSalt(mg_per_mmol, ("potassium_intake_rate", *others), UNTOLD_POTASSIUM_MMOL)


def _magnesium(mg_per_mmol: float, soluble_share: float = 1.0) -> MineralSalt:
    inputs = ("magnesium_intake_rate",)
    return MineralSalt(mg_per_mmol, inputs, UNTOLD_MAGNESIUM_MMOL, soluble_share=soluble_share)


def _calcium(mg_per_mmol: float) -> MineralSalt:
    return MineralSalt(mg_per_mmol, ("calcium_intake_rate",), UNTOLD_CALCIUM_MMOL)


MINERAL_SALTS = {
    "potassium_chloride": _potassium(74.55, "chloride_intake_rate"),
    "potassium_citrate": _potassium(108.1),
    "potassium_bicarbonate": _potassium(100.1),
    "potassium_gluconate": _potassium(234.2),
    "potassium_supplement": _potassium(39.10),
    "magnesium_oxide": _magnesium(40.30, POORLY_SOLUBLE_SHARE),
    "magnesium_hydroxide": _magnesium(58.32, POORLY_SOLUBLE_SHARE),
    "magnesium_sulfate": _magnesium(246.5),
    "magnesium_citrate": _magnesium(24.31),
    "magnesium_glycinate": _magnesium(24.31),
    "magnesium_supplement": _magnesium(24.31, UNTOLD_SALT_SOLUBLE_SHARE),
    "calcium_carbonate": _calcium(100.09),
    "calcium_acetate": _calcium(158.17),
    "calcium_citrate": _calcium(40.08),
    "calcium_supplement": _calcium(40.08),
    "colecalciferol": MineralSalt(
        384.64e-9, ("vitamin_d_intake_rate",), UNTOLD_VITAMIN_D_PICOMOLE, 25e-6
    ),
}
"""Minerals in tablets and powders, and vitamin D, by medicine."""

_TOLD_MMOL = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:mmol|meq)\b", re.IGNORECASE)


_TOLD_INTERNATIONAL_UNITS = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:[.,' ]\d{3})+|\d+)\s*(?:i\.?u\.?|i\.?e\.?|units?)(?!\w)", re.IGNORECASE
)
"""Always whole, and in thousands where they are parted."""


def mineral_amount(text: str, salt: MineralSalt, mg: float | None) -> float | None:
    """Return what a dose of a salt gives the body, mmol; of vitamin D pmol; None if not told."""
    if salt.mg_per_international_unit is not None:
        units = _TOLD_INTERNATIONAL_UNITS.search(text)
        if units is not None:
            mg = int(re.sub(r"\D", "", units[1])) * salt.mg_per_international_unit
    elif (told := _TOLD_MMOL.search(text)) is not None:
        return salt.soluble_share * float(told[1].replace(",", "."))
    return None if mg is None else mg * salt.mmol_per_mg
