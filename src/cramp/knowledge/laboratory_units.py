"""Units of laboratory values: moles, charges and masses in a volume, and units of one value."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cramp.knowledge.laboratory_table import Analyte

_MMOL_PER_LITRE = {
    "mol/L": 1000.0,
    "mmol/L": 1.0,
    "µmol/L": 1e-3,
    "nmol/L": 1e-6,
}
_MEQ_PER_LITRE = {"mEq/L": 1.0, "mval/L": 1.0}
_MG_PER_LITRE = {
    "g/L": 1000.0,
    "mg/L": 1.0,
    "mg/dL": 10.0,
    "µg/dL": 0.01,
    "µg/L": 1e-3,
    "ng/mL": 1e-3,
}
_ALIKE = (
    (",", "."),
    ("²", "2"),
    ("^", ""),
    ("*", ""),
    ("per", "/"),
    ("litre", "l"),
    ("100ml", "dl"),
    ("μ", "µ"),  # the Greek letter for the micro sign
    ("umol", "µmol"),
    ("mcmol", "µmol"),
    ("mcg", "µg"),
    ("ug/", "µg/"),
    ("ukat", "µkat"),
    ("uiu", "µiu"),
    ("uu/", "µu/"),
)


class UnknownUnit(ValueError):
    """The value is not reported in this unit."""


def spelled_alike(unit: str) -> str:
    """Return a unit in the one spelling units are compared in.

    Case is dropped (no two accepted units differ by it alone), as are spaces; ``per``, ``100 mL``,
    the superscript two and the several letters for micro are brought to one form.
    """
    plain = "".join(unit.lower().split())
    for written, kept in _ALIKE:
        plain = plain.replace(written, kept)
    return plain


def si_per_unit(unit: str, of: Analyte) -> float:
    """Return the value in the SI unit of one of ``unit``.

    Raises
    ------
    UnknownUnit
        When the value is not reported in that unit; the message lists those accepted.
    """
    accepted = accepted_units(of)
    told = spelled_alike(unit)
    for known, factor in accepted.items():
        if spelled_alike(known) == told:
            return factor
    names = ", ".join(accepted)
    raise UnknownUnit(f"{of.name}: the unit {unit!r} is not accepted; write one of {names}")


def accepted_units(of: Analyte) -> dict[str, float]:
    """Return the units in which a value is reported, with the SI value of one of each."""
    accepted = dict(of.own_units)
    if of.si_unit not in _MMOL_PER_LITRE:
        return accepted
    si = _MMOL_PER_LITRE[of.si_unit]
    accepted |= {unit: mmol / si for unit, mmol in _MMOL_PER_LITRE.items()}
    if of.valence is not None:
        accepted |= {unit: meq / of.valence / si for unit, meq in _MEQ_PER_LITRE.items()}
    if of.molar_mass_g_per_mol is not None:
        molar_mass = of.molar_mass_g_per_mol
        accepted |= {unit: mg / molar_mass / si for unit, mg in _MG_PER_LITRE.items()}
    return accepted
