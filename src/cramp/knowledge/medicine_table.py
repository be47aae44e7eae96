"""The medicines the package knows, one substance a row, and the products that combine them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, cast, get_args

from cramp.knowledge.sources import cited
from cramp.knowledge.tables import Row, read_table

BodyModelClass = Literal[
    "thiazide",
    "furosemide",
    "spironolactone",
    "ace_inhibitor",
    "beta2_agonist",
    "proton_pump_inhibitor",
    "sodium_channel_blocker",
    "nsaid",
    "beta_blocker",
    "mineralocorticoid",
    "desmopressin",
    "carbonic_anhydrase_inhibitor",
    "sglt2_inhibitor",
]

_BODY_MODEL_CLASSES = frozenset(get_args(BodyModelClass))
_EQUIVALENT_STATUSES = frozenset({"defined", "found", "recalled", "assumed"})
_STATUSES = frozenset({"found", "found-secondary", "recalled", "assumed"})


class UnknownMedicine(KeyError):
    """No medicine has this identifier."""

    def __str__(self) -> str:
        """Return the message as written, without the quotes of ``KeyError``."""
        return str(self.args[0])


@dataclass(frozen=True)
class CrampRatio:
    """How often a class was followed, rather than preceded, by the start of quinine.

    A sequence ratio of quinine starts is not a rate of cramps: it says in which order two
    prescriptions came (Garrison et al. 2012, Arch Intern Med 172:120).

    Attributes
    ----------
    group : str
        The class the ratio was measured for.
    value, low, high : float
        Adjusted sequence ratio with its 95 % interval; dimensionless.
    of : str
        What is counted, always ``quinine_starts``.
    source : str
        Source key.
    """

    group: str
    value: float
    low: float
    high: float
    of: str
    source: str


@dataclass(frozen=True)
class Medicine:
    """One substance.

    Attributes
    ----------
    id : str
        Whole-word identifier, such as ``hydrochlorothiazide``.
    name : str
        Name to show.
    atc : str
        ATC code, empty where none is certain.
    drug_class : str
        Class, such as ``thiazide`` or ``ace_inhibitor``.
    body_model_class : str or None
        Which medicine of the simulated body it drives; None when it drives none.
    body_model_equivalent : float or None
        Milligrams of that class's reference substance (hydrochlorothiazide for a thiazide) per
        milligram of this one: with daily doses so related both act alike on average over the day.
    equivalent_status, equivalent_source : str
        Where the equivalence is from: ``defined``, ``found``, ``recalled`` or ``assumed``.
    potassium_retaining : bool
        It can raise blood potassium: no advice may add potassium.
    potassium_wasting : bool
        It can lower blood potassium, by loss or by a shift into cells.
    magnesium_wasting : bool
        It can lower blood magnesium, through the kidney or the gut.
    sodium_lowering : bool
        It can lower blood sodium.
    cramp_ratio : CrampRatio or None
        Class-level association with starting quinine; not a rate of cramps.
    typical_dose_low_mg, typical_dose_high_mg : float or None
        Usual adult range, milligrams a day.
    effect_words : str
        One plain sentence on potassium, sodium and water.
    sources : tuple of str
        Source keys of the flags.
    status : str
        How far the source was opened.
    """

    id: str
    name: str
    atc: str
    drug_class: str
    body_model_class: BodyModelClass | None
    body_model_equivalent: float | None
    equivalent_status: str
    equivalent_source: str
    potassium_retaining: bool
    potassium_wasting: bool
    magnesium_wasting: bool
    sodium_lowering: bool
    cramp_ratio: CrampRatio | None
    typical_dose_low_mg: float | None
    typical_dose_high_mg: float | None
    effect_words: str
    sources: tuple[str, ...]
    status: str


@dataclass(frozen=True)
class Ingredient:
    """One substance of a product.

    Attributes
    ----------
    medicine : Medicine
        The substance.
    mg_per_unit : float or None
        Milligrams in one tablet or dose; None when products differ or it was not told.
    """

    medicine: Medicine
    mg_per_unit: float | None


@dataclass(frozen=True)
class CombinationProduct:
    """A product of two or more substances.

    Attributes
    ----------
    name : str
        Its name, the substances' or a national one (co-amilozide).
    ingredients : tuple of Ingredient
        The substances.
    other_names : tuple of str
        Brands and other names.
    """

    name: str
    ingredients: tuple[Ingredient, ...]
    other_names: tuple[str, ...]

    @property
    def potassium_retaining(self) -> bool:
        """Whether any substance in it can raise blood potassium."""
        return any(part.medicine.potassium_retaining for part in self.ingredients)


@dataclass(frozen=True)
class MedicineName:
    """Another name of one substance: a spelling, a language, a brand.

    Attributes
    ----------
    name : str
        As written.
    medicine : Medicine
        The substance.
    kind : str
        ``synonym``, ``everyday`` or ``brand``.
    language : str
        Language code, empty for brands.
    """

    name: str
    medicine: Medicine
    kind: str
    language: str


def medicine(medicine_id: str) -> Medicine:
    """Return the medicine with this identifier.

    Raises
    ------
    UnknownMedicine
        When no row has it; the message says how to look a name up.
    """
    try:
        return _medicines_by_id()[medicine_id]
    except KeyError:
        message = f"no medicine has the id {medicine_id!r}; find_medicine() looks names up"
        raise UnknownMedicine(message) from None


def all_medicines() -> tuple[Medicine, ...]:
    """Return every medicine, in the order of the table."""
    return tuple(_medicines_by_id().values())


@cache
def combination_products() -> tuple[CombinationProduct, ...]:
    """Return every combination product of the table."""
    return tuple(_combination(row) for row in read_table("combination_products.csv"))


@cache
def medicine_names() -> tuple[MedicineName, ...]:
    """Return the other names of single substances."""
    kinds = frozenset({"synonym", "everyday", "brand"})
    return tuple(
        MedicineName(
            name=row.text("name"),
            medicine=medicine(row.text("medicine_id")),
            kind=row.one_of("kind", kinds),
            language=row.optional("language"),
        )
        for row in read_table("medicine_names.csv")
    )


@cache
def names_not_held() -> tuple[str, ...]:
    """Return names of medicines that exist but of which the table holds nothing.

    They keep a misspelling of one of them from being read as a medicine of the table.
    """
    return tuple(row.text("name") for row in read_table("medicine_names_not_held.csv"))


@cache
def _medicines_by_id() -> dict[str, Medicine]:
    medicines: dict[str, Medicine] = {}
    for row in read_table("medicines.csv"):
        entry = _medicine(row)
        if entry.id in medicines:
            raise row.fault(f"the id {entry.id} stands twice")
        medicines[entry.id] = entry
    return medicines


def _medicine(row: Row) -> Medicine:
    model_class, equivalent = _body_model(row)
    return Medicine(
        id=row.text("id"),
        name=row.text("name"),
        atc=row.optional("atc"),
        drug_class=row.text("class"),
        body_model_class=model_class,
        body_model_equivalent=equivalent,
        equivalent_status=row.optional("equivalent_status"),
        equivalent_source=row.optional("equivalent_source"),
        potassium_retaining=row.flag("potassium_retaining"),
        potassium_wasting=row.flag("potassium_wasting"),
        magnesium_wasting=row.flag("magnesium_wasting"),
        sodium_lowering=row.flag("sodium_lowering"),
        cramp_ratio=_cramp_ratio(row),
        typical_dose_low_mg=row.optional_number("typical_dose_low_mg"),
        typical_dose_high_mg=row.optional_number("typical_dose_high_mg"),
        effect_words=row.text("effect_words"),
        sources=cited(row, "source"),
        status=row.one_of("status", _STATUSES),
    )


def _body_model(row: Row) -> tuple[BodyModelClass | None, float | None]:
    if not row.optional("body_model_class"):
        return None, None
    model_class = row.one_of("body_model_class", _BODY_MODEL_CLASSES)
    status = row.one_of("equivalent_status", _EQUIVALENT_STATUSES)
    if status != "defined":
        cited(row, "equivalent_source")
    equivalent = row.number("body_model_equivalent")
    if equivalent <= 0:
        raise row.fault(f"body_model_equivalent is {equivalent}; it must be above zero")
    return cast("BodyModelClass", model_class), equivalent


def _cramp_ratio(row: Row) -> CrampRatio | None:
    if not row.optional("cramp_ratio"):
        return None
    (key,) = cited(row, "cramp_ratio_source")
    return CrampRatio(
        group=row.text("cramp_ratio_group"),
        value=row.number("cramp_ratio"),
        low=row.number("cramp_ratio_low"),
        high=row.number("cramp_ratio_high"),
        of=row.one_of("cramp_ratio_of", frozenset({"quinine_starts"})),
        source=key,
    )


def _combination(row: Row) -> CombinationProduct:
    ingredients = tuple(_ingredient(row, part) for part in row.parts("ingredients"))
    if len(ingredients) < 2:
        raise row.fault("a combination product needs two ingredients or more")
    return CombinationProduct(row.text("name"), ingredients, row.parts("other_names"))


def _ingredient(row: Row, part: str) -> Ingredient:
    medicine_id, _, told_mg = part.partition(":")
    try:
        substance = medicine(medicine_id)
    except UnknownMedicine as error:
        raise row.fault(str(error)) from error
    return Ingredient(substance, float(told_mg) if told_mg else None)
