"""Find a medicine by the name a person writes; when in doubt, find nothing.

An unknown name is ``None``, and callers must then treat the medicine as potassium-retaining: a
wrong guess could let through advice that does harm, an honest gap only holds advice back.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import permutations
from typing import Literal

from cramp.knowledge import medicine_wording as wording
from cramp.knowledge.medicine_table import (
    CombinationProduct,
    CrampRatio,
    Ingredient,
    Medicine,
    MedicineName,
    UnknownMedicine,
    all_medicines,
    combination_products,
    medicine,
    medicine_names,
    names_not_held,
)
from cramp.knowledge.names import name_key

__all__ = [
    "CombinationProduct",
    "CrampRatio",
    "Ingredient",
    "Medicine",
    "MedicineMatch",
    "MedicineName",
    "UnknownMedicine",
    "all_medicines",
    "combination_products",
    "find_medicine",
    "medicine",
    "medicine_names",
    "names_not_held",
    "same_medicine_key",
]

How = Literal["exact", "brand", "combination", "spelling"]

_LONGEST_NAME = 200
_MOST_REMEMBERED = 4096
_POTASSIUM_WORDS = frozenset({"potassium", "kalium", "potasio", "potasico", "potassio", "k"})
_SUPPLEMENT_CLASSES = frozenset(
    {"magnesium_salt", "calcium_salt", "sodium_salt", "iron_salt", "vitamin"}
)


@dataclass(frozen=True)
class MedicineMatch:
    """What a told name was recognised as.

    Attributes
    ----------
    ingredients : tuple of Ingredient
        The substances, one or more.
    matched_name : str
        The name of the table that was recognised (several joined by ``" + "``).
    how : {"exact", "brand", "combination", "spelling"}
        By its own name, a brand, a combination product, or a corrected spelling.
    """

    ingredients: tuple[Ingredient, ...]
    matched_name: str
    how: How

    @property
    def potassium_retaining(self) -> bool:
        """Whether any substance in it can raise blood potassium."""
        return any(part.medicine.potassium_retaining for part in self.ingredients)

    @property
    def medicine_ids(self) -> frozenset[str]:
        """Identifiers of the substances."""
        return frozenset(part.medicine.id for part in self.ingredients)


def same_medicine_key(name: str) -> str:
    """Return what is equal for two names of one medicine: substances, or the name if unknown."""
    match = find_medicine(name)
    return name_key(name) if match is None else " + ".join(sorted(match.medicine_ids))


@lru_cache(maxsize=_MOST_REMEMBERED)
def find_medicine(name: str) -> MedicineMatch | None:
    """Recognise a medicine by name.

    Doses, forms, times, salts and makers in the name are ignored; case, accents and hyphens too.
    Names in English, German, French, Spanish and Italian, brands and combination products are
    known. A misspelling is corrected only when one medicine alone is near; two that are near, or
    a near medicine of which the table holds nothing, give None.

    Parameters
    ----------
    name : str
        As the person wrote it, for instance ``"Zestoretic 20/12.5 every morning"``.

    Returns
    -------
    MedicineMatch or None
        None when it is not recognised for certain: treat it as potassium-retaining.
    """
    if len(name) > _LONGEST_NAME:
        return None
    whole = _by_name(name)
    if whole is not None:
        return whole
    outside, inside = wording.outside_and_inside_parentheses(name)
    match = _agreed(outside, inside) if inside else _found(name)
    return None if match is not None and _hides_potassium(name, match) else match


def _hides_potassium(name: str, match: MedicineMatch) -> bool:
    """Whether the name of a supplement speaks of potassium that what was recognised lacks.

    In a medicine proper potassium is only the salt (`losartan potassium`); in a supplement it
    is a substance of its own (`magnesium potassium`).
    """
    classes = {part.medicine.drug_class for part in match.ingredients}
    return (
        bool(_POTASSIUM_WORDS & set(name_key(name).split()))
        and not match.potassium_retaining
        and bool(classes & _SUPPLEMENT_CLASSES)
    )


def _found(name: str) -> MedicineMatch | None:
    stripped = wording.without_dose(name)
    parts = wording.separate(stripped)
    if len(parts) > 1:
        return _told_in_parts(name, parts)
    candidates = (stripped, wording.without_purpose(stripped))
    candidates = (*candidates, *(wording.without_salt(candidate) for candidate in candidates))
    candidates = (*candidates, *(wording.without_maker(candidate) for candidate in candidates))
    for candidate in candidates:
        match = _by_name(candidate)
        if match is not None:
            return _with_strengths(match, wording.told_strengths_mg(name))
    for candidate in candidates:
        match = _by_spelling(name_key(candidate))
        if match is not None:
            return match
    return None


def _agreed(outside: str, inside: list[str]) -> MedicineMatch | None:
    """Read ``brand (substance)``: both must say the same when both are known."""
    match = _found(outside)
    if match is None:
        return None
    for text in inside:
        other = find_medicine(text)
        if other is None and len(wording.separate(text)) > 1:
            return None
        if other is not None and other.medicine_ids != match.medicine_ids:
            return None
    return match


def _told_in_parts(name: str, parts: list[str]) -> MedicineMatch | None:
    whole = _by_name(" ".join(parts))
    if whole is not None:
        return _with_strengths(whole, wording.told_strengths_mg(name))
    found = [_found(part) for part in parts]
    matches = [match for match in found if match is not None]
    if len(matches) != len(parts):
        return None
    ingredients = tuple(part for match in matches for part in match.ingredients)
    if len({part.medicine.id for part in ingredients}) != len(ingredients):
        return None
    strengths = wording.told_strengths_mg(name)
    if len(strengths) == len(ingredients):
        ingredients = tuple(
            Ingredient(part.medicine, mg) for part, mg in zip(ingredients, strengths, strict=True)
        )
    how: How = "spelling" if any(match.how == "spelling" for match in matches) else "combination"
    return MedicineMatch(ingredients, " + ".join(match.matched_name for match in matches), how)


def _with_strengths(match: MedicineMatch, strengths: tuple[float, ...]) -> MedicineMatch:
    """Give told strengths to the ingredients when only one order fits the usual doses.

    Labels order the strengths of a product differently from country to country, so an order
    that could be read both ways is left unsaid.
    """
    if len(strengths) != len(match.ingredients) or len(strengths) < 2:
        return match
    medicines = [part.medicine for part in match.ingredients]
    fitting = {
        order
        for order in permutations(strengths)
        if all(_usual(one, mg) for one, mg in zip(medicines, order, strict=True))
    }
    if len(fitting) != 1:
        return match
    told = zip(medicines, fitting.pop(), strict=True)
    ingredients = tuple(Ingredient(one, mg) for one, mg in told)
    return MedicineMatch(ingredients, match.matched_name, match.how)


def _usual(one: Medicine, dose_mg: float) -> bool:
    low, high = one.typical_dose_low_mg, one.typical_dose_high_mg
    return low is not None and high is not None and low <= dose_mg <= high


def _by_name(name: str) -> MedicineMatch | None:
    return _index().get(name_key(name))


def _by_spelling(told: str) -> MedicineMatch | None:
    near = _near(told)
    fitting = (
        (match, distance)
        for known, match, distance in near
        if known[:1] == told[:1] and distance <= _allowed_edits(known, match)
    )
    best, best_distance = next(fitting, (None, 0))
    if best is None:
        return None
    for _, rival, distance in near:
        if rival is not None and rival.medicine_ids == best.medicine_ids:
            continue
        if distance < best_distance + _margin(best, rival):
            return None
    return MedicineMatch(best.ingredients, best.matched_name, "spelling")


def _near(told: str) -> list[tuple[str, MedicineMatch | None, int]]:
    """Return names within six edits of the told one, nearest first; None: not held."""
    from rapidfuzz.distance import OSA

    found = [
        (known, match, OSA.distance(told, known, score_cutoff=6))
        for known, match in _spellings().items()
        if abs(len(known) - len(told)) <= 6
    ]
    return sorted((entry for entry in found if entry[2] <= 6), key=lambda entry: entry[2])


def _allowed_edits(known: str, match: MedicineMatch | None) -> int:
    """Return how many letters may differ; short names and brands leave less room."""
    if match is None:
        return 0
    if match.how == "brand":
        return 1 if len(known) >= 8 else 0
    if len(known) < 6:
        return 0
    if len(known) < 9:
        return 1
    return 2 if len(known) < 14 else 3


def _margin(best: MedicineMatch, rival: MedicineMatch | None) -> int:
    """Return by how much a rival must be farther: more where the mistake would be unsafe."""
    rival_retains = rival is None or rival.potassium_retaining
    return 3 if rival_retains and not best.potassium_retaining else 2


@cache
def _index() -> dict[str, MedicineMatch]:
    index: dict[str, MedicineMatch] = {}
    for one in all_medicines():
        match = MedicineMatch((Ingredient(one, None),), one.name, "exact")
        for name in (one.name, one.id):
            _enter(index, name, match)
    for other in medicine_names():
        how: How = "brand" if other.kind == "brand" else "exact"
        match = MedicineMatch((Ingredient(other.medicine, None),), other.name, how)
        _enter(index, other.name, match)
    for product in combination_products():
        match = MedicineMatch(product.ingredients, product.name, "combination")
        for name in (product.name, *product.other_names):
            _enter(index, name, match)
    return index


def _enter(index: dict[str, MedicineMatch], name: str, match: MedicineMatch) -> None:
    """Add a name; one name of two different medicines is an error of the tables."""
    known = index.setdefault(name_key(name), match)
    if known is not match and known.medicine_ids != match.medicine_ids:
        raise ValueError(f"{name!r} names both {known.matched_name} and {match.matched_name}")


@cache
def _spellings() -> dict[str, MedicineMatch | None]:
    held: dict[str, MedicineMatch | None] = dict(_index())
    for name in names_not_held():
        held.setdefault(name_key(name), None)
    return held
