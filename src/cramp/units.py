"""Quantities at the border: what people and papers write, as numbers in the code's units."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

MILLIGRAM_PER_POUND = 453_592.37
MILLIGRAM_PER_OUNCE = MILLIGRAM_PER_POUND / 16


class UnitError(ValueError):
    """A quantity that cannot be read; the message names the unit and the accepted ones."""


@dataclass(frozen=True)
class _Substance:
    """Molar mass in g/mol and elementary charges carried by one particle."""

    molar_mass: float
    valence: float


# Molar masses from the standard atomic weights (Prohaska et al. 2022, Pure and Applied
# Chemistry; recalled). Phosphate in plasma is a mixture of two ions that carries 1.8 charges
# at pH 7.4 (recalled).
_SUBSTANCES = {
    "potassium": _Substance(39.098, 1),
    "sodium": _Substance(22.990, 1),
    "chloride": _Substance(35.45, 1),
    "calcium": _Substance(40.078, 2),
    "magnesium": _Substance(24.305, 2),
    "phosphorus": _Substance(30.974, 1.8),
    "phosphate": _Substance(94.971, 1.8),
    "bicarbonate": _Substance(61.017, 1),
    "citrate": _Substance(189.10, 3),
    "glucose": _Substance(180.156, 0),
    "ethanol": _Substance(46.07, 0),
    "caffeine": _Substance(194.19, 0),
}

_MILLIGRAM = {
    "ng": 1e-6,
    "µg": 1e-3, "ug": 1e-3, "mcg": 1e-3, "microgram": 1e-3, "micrograms": 1e-3,
    "mg": 1.0, "milligram": 1.0, "milligrams": 1.0,
    "g": 1e3, "gram": 1e3, "grams": 1e3, "gramme": 1e3, "grammes": 1e3, "gr": 1e3,
    "kg": 1e6, "kilo": 1e6, "kilos": 1e6, "kilogram": 1e6, "kilograms": 1e6,
    "oz": MILLIGRAM_PER_OUNCE, "ounce": MILLIGRAM_PER_OUNCE, "ounces": MILLIGRAM_PER_OUNCE,
    "lb": MILLIGRAM_PER_POUND, "lbs": MILLIGRAM_PER_POUND,
    "pound": MILLIGRAM_PER_POUND, "pounds": MILLIGRAM_PER_POUND,
    "st": 14 * MILLIGRAM_PER_POUND, "stone": 14 * MILLIGRAM_PER_POUND,
}  # fmt: skip
_MILLIMOLE = {"µmol": 1e-3, "umol": 1e-3, "mmol": 1.0, "mol": 1e3}
_MILLIEQUIVALENT = {"meq": 1.0, "mval": 1.0, "eq": 1e3}
_LITRE = {
    "µl": 1e-6, "ul": 1e-6,
    "ml": 1e-3, "cc": 1e-3, "millilitre": 1e-3, "millilitres": 1e-3, "milliliter": 1e-3,
    "milliliters": 1e-3,
    "cl": 1e-2, "centilitre": 1e-2, "centilitres": 1e-2,
    "dl": 1e-1, "decilitre": 1e-1, "decilitres": 1e-1,
    "l": 1.0, "litre": 1.0, "litres": 1.0, "liter": 1.0, "liters": 1.0,
    "fl oz": 0.029_573_53, "fl. oz": 0.029_573_53, "floz": 0.029_573_53,
    "fluid ounce": 0.029_573_53, "fluid ounces": 0.029_573_53,
}  # fmt: skip
_CENTIMETRE = {
    "mm": 0.1, "cm": 1.0, "centimetre": 1.0, "centimetres": 1.0, "centimeters": 1.0,
    "m": 100.0, "metre": 100.0, "metres": 100.0, "meter": 100.0, "meters": 100.0,
    "in": 2.54, "inch": 2.54, "inches": 2.54, '"': 2.54,
    "ft": 30.48, "foot": 30.48, "feet": 30.48, "'": 30.48,
}  # fmt: skip
_MINUTE = {
    "s": 1 / 60, "sec": 1 / 60, "secs": 1 / 60, "second": 1 / 60, "seconds": 1 / 60,
    "min": 1.0, "mins": 1.0, "minute": 1.0, "minutes": 1.0,
    "h": 60.0, "hr": 60.0, "hrs": 60.0, "hour": 60.0, "hours": 60.0,
    "d": 1440.0, "day": 1440.0, "days": 1440.0,
}  # fmt: skip

_FRACTION = r"\d+\s*[/⁄]\s*\d+"
_DECIMAL = r"\d+(?:[.,]\d+)?(?:[eE][+-]?\d{1,3})?|[.,]\d+"
_NUMBER = re.compile(
    rf"\s*(?P<sign>[-+−]?)\s*(?:(?P<whole>\d+)\s+(?P<part>{_FRACTION})"
    rf"|(?P<fraction>{_FRACTION})|(?P<decimal>{_DECIMAL}))"
)
_FEET_AND_INCHES = re.compile(
    r"\s*(\d+)\s*(?:ft|feet|foot|'|′)\s*(\d+(?:\.\d+)?)\s*(?:in|inch|inches|\"|″|'')?\s*",
    re.IGNORECASE,
)
_HOURS_AND_MINUTES = re.compile(
    r"\s*(\d{1,3})\s*(?:h|hr|hrs|hour|hours|:)\s*(?:and\s*)?(\d{1,2})\s*(?:m|min|mins|minutes?)?\s*",
    re.IGNORECASE,
)
_AMBIGUOUS_COMMA = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+")
AMBIGUOUS_POINT = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?!\d)")
"""A number such as `1.500`: in a small unit (mg, ml) it may be 1500, written the European way."""
_LONGEST_TEXT = 200


def amount_mmol(value: float, unit: str, substance: str) -> float:
    """Return an amount of a substance in mmol.

    Parameters
    ----------
    value : float
        Amount in `unit`.
    unit : str
        A mass (`mg`, `g`, `µg`), `mmol`, `mol`, `µmol`, `mEq` or `Eq`.
    substance : str
        `potassium`, `sodium`, `chloride`, `calcium`, `magnesium`, `phosphorus`, `phosphate`,
        `bicarbonate`, `citrate`, `glucose`, `ethanol` or `caffeine`. A mass of `phosphorus` is
        of the element, a mass of `phosphate` of the whole ion.

    Raises
    ------
    UnitError
        For an unknown substance or unit, and for mEq of a substance without charge.
    """
    known = _SUBSTANCES.get(substance.strip().casefold())
    if known is None:
        raise UnitError(f"substance {substance!r} is not known; use one of {_list(_SUBSTANCES)}")
    name = _plain(unit)
    if name in _MILLIMOLE:
        return value * _MILLIMOLE[name]
    if name in _MILLIEQUIVALENT and known.valence:
        return value * _MILLIEQUIVALENT[name] / known.valence
    if name in _MILLIGRAM:
        return value * _MILLIGRAM[name] / known.molar_mass
    accepted = "mg, g, µg, mmol, mol" + (", mEq" if known.valence else "")
    raise UnitError(f"unit {unit!r} of {substance} is not known; use one of {accepted}")


def mass_mg(value: float, unit: str) -> float:
    """Return a mass in mg; raise UnitError for a unit that is not a mass."""
    return value * _factor(unit, _MILLIGRAM, "mass", "mg, g, kg, µg, oz, lb")


def mass_kg(value: float, unit: str) -> float:
    """Return a mass in kg; raise UnitError for a unit that is not a mass."""
    factor = _factor(unit, _MILLIGRAM, "mass", "kg, g, lb, stone")
    return value * (factor / 1e6)


def volume_litre(value: float, unit: str) -> float:
    """Return a volume in litres; raise UnitError for a unit that is not a volume.

    Cups, glasses and spoons are portions, not units: they are judged with the foods.
    """
    return value * _factor(unit, _LITRE, "volume", "l, dl, cl, ml, fl oz")


def length_cm(value: float, unit: str) -> float:
    """Return a length in cm; raise UnitError for a unit that is not a length of a body."""
    return value * _factor(unit, _CENTIMETRE, "length", "cm, m, ft, in")


def duration_minutes(value: float, unit: str) -> float:
    """Return a duration in minutes; raise UnitError for a unit that is not a duration."""
    return value * _factor(unit, _MINUTE, "duration", "s, min, h, days")


def temperature_celsius(value: float, unit: str) -> float:
    """Return a temperature in degrees Celsius; raise UnitError for another unit than C or F."""
    name = _plain(unit).removeprefix("degrees").removeprefix("°").strip()
    if name in {"c", "celsius"}:
        return value
    if name in {"f", "fahrenheit"}:
        return (value - 32) / 1.8
    raise UnitError(f"unit {unit!r} is not a temperature; use one of °C, °F")


def is_unit_of(unit: str, what: str) -> bool:
    """Return whether a unit measures a `mass`, `volume`, `length` or `duration`."""
    tables = {"mass": _MILLIGRAM, "volume": _LITRE, "length": _CENTIMETRE, "duration": _MINUTE}
    return _plain(unit) in tables[what]


def parse_quantity(text: str) -> tuple[float, str]:
    """Take a quantity as people write it apart.

    Parameters
    ----------
    text : str
        For instance `1.5 l`, `1,5 l`, `½ l`, `1 1/2 cups`, `6 ft 1 in`, `3.4 mmol/L`, `72`.

    Returns
    -------
    tuple of float and str
        The number, and the text of the unit (empty if there is none). Feet with inches come
        back in inches, hours with minutes in minutes.

    Raises
    ------
    UnitError
        When the text does not begin with a number, and for a comma that may be a decimal or a
        thousands separator (`1,500`).
    """
    compound = _compound(text)
    if compound is not None:
        return compound
    value, rest = split_number(text)
    return value, rest.strip()


def split_number(text: str) -> tuple[float, str]:
    """Return the number that a text begins with, and the rest of the text.

    Raises
    ------
    UnitError
        As `parse_quantity`.
    """
    if len(text) > _LONGEST_TEXT:
        raise UnitError(f"a text of {len(text)} characters is no quantity; write such as 1.5 l")
    spread = _spread_fractions(text)
    found = _NUMBER.match(spread)
    if found is None:
        raise UnitError(f"{text.strip()!r} does not begin with a number; write such as 1.5 l")
    return _value(found), spread[found.end() :]


def _compound(text: str) -> tuple[float, str] | None:
    if len(text) > _LONGEST_TEXT:
        return None
    if found := _FEET_AND_INCHES.fullmatch(text):
        return int(found[1]) * 12 + float(found[2]), "in"
    if found := _HOURS_AND_MINUTES.fullmatch(text):
        return int(found[1]) * 60.0 + int(found[2]), "min"
    return None


def _spread_fractions(text: str) -> str:
    return "".join(
        f" {unicodedata.normalize('NFKC', letter)} "
        if unicodedata.category(letter) == "No" and "⁄" in unicodedata.normalize("NFKC", letter)
        else letter
        for letter in text
    )


def _value(found: re.Match[str]) -> float:
    sign = -1.0 if found["sign"] in {"-", "−"} else 1.0
    if found["whole"] is not None:
        value = float(found["whole"]) + _ratio(found["part"])
    elif found["fraction"] is not None:
        value = _ratio(found["fraction"])
    else:
        value = _decimal(found["decimal"])
    if not math.isfinite(value):
        raise UnitError(f"{found[0].strip()[:20]!r}... is too large a number; write a smaller one")
    return sign * value


def _ratio(text: str) -> float:
    above, below = (float(part) for part in re.split(r"[/⁄]", text))
    if below == 0:
        raise UnitError(f"{text!r} divides by zero; write a fraction such as 1/2")
    return above / below


def _decimal(text: str) -> float:
    if _AMBIGUOUS_COMMA.fullmatch(text):
        plain = text.replace(",", "")
        raise UnitError(
            f"{text!r} may mean {plain} or {text.replace(',', '.', 1)}; write the one you mean"
        )
    return float(text.replace(",", "."))


def _factor(unit: str, table: dict[str, float], what: str, accepted: str) -> float:
    name = _plain(unit)
    if name not in table:
        raise UnitError(f"unit {unit!r} is not a {what}; use one of {accepted}")
    return table[name]


def _plain(unit: str) -> str:
    return " ".join(unit.replace("μ", "µ").lower().split()).rstrip(".")


def _list(names: dict[str, _Substance]) -> str:
    return ", ".join(names)
