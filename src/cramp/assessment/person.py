"""What the safety rules need to know about a person; untold is never taken for no."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from cramp.knowledge.medicines import Medicine, MedicineMatch

ADULT_YEARS = 18.0
OLDER_YEARS = 65.0
POSSIBLE_PREGNANCY_YEARS = (12.0, 55.0)
KIDNEY_DISEASE_EGFR = 60.0
SEVERE_KIDNEY_DISEASE_EGFR = 30.0
HIGH_POTASSIUM_MMOL_PER_LITRE = 5.0
LOW_SODIUM_MMOL_PER_LITRE = 135.0

IMPLIED_CONDITIONS: dict[str, frozenset[str]] = {
    "hypertension": frozenset(
        {"thiazide", "thiazide_like", "loop_diuretic", "potassium_sparing_diuretic"}
        | {"mineralocorticoid_antagonist", "ace_inhibitor", "angiotensin_receptor_blocker"}
        | {"renin_inhibitor", "calcium_channel_blocker", "beta_blocker", "alpha_blocker"}
        | {"vasodilator"}
    ),
    "heart_failure": frozenset({"loop_diuretic", "neprilysin_inhibitor"}),
    "diabetes": frozenset(
        {"insulin", "oral_antidiabetic", "sulfonylurea", "sglt2_inhibitor", "glp1_agonist"}
    ),
    "kidney_disease": frozenset({"potassium_binder"}),
    "adrenal_insufficiency": frozenset({"mineralocorticoid"}),
}
"""Conditions that a medicine of a class is usually given for (assumed, on the safe side)."""

_CONDITION_WORDS = {
    "diabetes": "diabetes",
    "heart_failure": "heart failure",
    "hypertension": "high blood pressure",
    "kidney_disease": "kidney disease",
    "dialysis": "dialysis",
    "cirrhosis": "a scarred liver (cirrhosis)",
    "adrenal_insufficiency": "adrenal glands that work too little",
    "inappropriate_antidiuresis": "inappropriate antidiuresis (SIADH)",
    "diabetes_insipidus": "diabetes insipidus",
}
_SALT_RISKS = frozenset(
    {"heart_failure", "hypertension", "kidney_disease", "dialysis", "cirrhosis"}
)
_DIET_OF_ITS_OWN = frozenset(
    {"cirrhosis", "heart_failure", "bariatric_surgery", "eating_disorder"}
    | {"adrenal_insufficiency"}
)
VITAMIN_K_ANTAGONISTS = frozenset({"warfarin", "phenprocoumon", "acenocoumarol"})
_KIDNEY_RISKS = ("diabetes", "heart_failure", "hypertension")
_FLUID_CONDITIONS = (
    "heart_failure", "cirrhosis", "kidney_disease", "dialysis", "inappropriate_antidiuresis",
    "diabetes_insipidus",
)  # fmt: skip
_WATER_RETAINING_CLASSES = frozenset({"thiazide", "thiazide_like", "antidiuretic"})


class ToldMedicine(NamedTuple):
    """A medicine or supplement by its told name; None where it was not recognised."""

    told_name: str
    match: MedicineMatch | None

    @property
    def substances(self) -> tuple[Medicine, ...]:
        """The recognised substances, none for an unknown medicine."""
        return () if self.match is None else tuple(p.medicine for p in self.match.ingredients)


class LabResult(NamedTuple):
    """A measured value in its SI unit, its day, and the value and unit as told."""

    si_value: float
    measured_on: date
    told: str | None = None


@dataclass(frozen=True)
class PersonFacts:
    """What was told of a person, as the red flags, the plan and the gate read it.

    Attributes
    ----------
    on : date
        The day of the assessment.
    age_years, sex, pregnant, breastfeeding
        None where untold.
    conditions : frozenset of str
        Known condition ids.
    unread_conditions, unread_alarm_signs, unread_labs : tuple of str
        Told in words that were not understood.
    kidney_test_unread : bool
        A kidney test was told, but no filtration could be worked out from it.
    egfr_ml_per_min_per_173 : float or None
        Estimated glomerular filtration rate, mL/min per 1.73 m2.
    fluid_limit_litre_per_day : float or None
        A limit a clinician has set.
    medicines : tuple of ToldMedicine
        Medicines and supplements of the last two weeks.
    labs : mapping of str to LabResult
        The latest measured value of each analyte.
    alarm_signs, symptoms : frozenset of str
        Told ids.
    alarm_words : mapping of str to str
        Alarm signs that the person's own words seem to tell of, with those words.
    watery_stools_per_day, vomiting_times_per_day : int
        The most in one day of the last three.
    bloody_stool, heavy_sweating, hot_exercise : bool
        Whether told lately.
    longest_cramp_minutes : float or None
        None where no duration was told.
    potassium_salts_eaten : tuple of str
        Salt substitutes and the like told as food or drink of the last two weeks.
    plain_water_litre_per_day : float
        The most told for one day of the last three, or for a usual day.
    cramping_muscles : tuple of str
        Muscles that cramped, as told, the latest first, each once.
    alcohol_days : int
        Days of the last two weeks of which alcohol is told.
    """

    on: date
    age_years: float | None = None
    sex: str | None = None
    conditions: frozenset[str] = frozenset()
    unread_conditions: tuple[str, ...] = ()
    egfr_ml_per_min_per_173: float | None = None
    pregnant: bool | None = None
    breastfeeding: bool | None = None
    fluid_limit_litre_per_day: float | None = None
    medicines: tuple[ToldMedicine, ...] = ()
    labs: Mapping[str, LabResult] = field(default_factory=dict)
    alarm_signs: frozenset[str] = frozenset()
    unread_alarm_signs: tuple[str, ...] = ()
    alarm_words: Mapping[str, str] = field(default_factory=dict)
    unread_labs: tuple[str, ...] = ()
    kidney_test_unread: bool = False
    symptoms: frozenset[str] = frozenset()
    watery_stools_per_day: int = 0
    vomiting_times_per_day: int = 0
    bloody_stool: bool = False
    heavy_sweating: bool = False
    hot_exercise: bool = False
    longest_cramp_minutes: float | None = None
    potassium_salts_eaten: tuple[str, ...] = ()
    plain_water_litre_per_day: float = 0.0
    cramping_muscles: tuple[str, ...] = ()
    alcohol_days: int = 0

    @property
    def substances(self) -> tuple[Medicine, ...]:
        """Every recognised substance taken."""
        return tuple(substance for told in self.medicines for substance in told.substances)

    @property
    def unknown_medicines(self) -> tuple[str, ...]:
        """Told names of medicines that were not recognised."""
        return tuple(told.told_name for told in self.medicines if told.match is None)

    @property
    def likely_conditions(self) -> frozenset[str]:
        """Told conditions and those the medicines are usually given for."""
        classes = {substance.drug_class for substance in self.substances}
        implied = {name for name, of in IMPLIED_CONDITIONS.items() if classes & of}
        if "primary_aldosteronism" in self.conditions:
            implied.add("hypertension")
        return self.conditions | implied

    @property
    def has_bowel_loss(self) -> bool:
        """Watery stools or vomiting lately."""
        return self.watery_stools_per_day > 0 or self.vomiting_times_per_day > 0

    @property
    def has_fluid_loss(self) -> bool:
        """Watery stools, vomiting or heavy sweating lately."""
        return self.has_bowel_loss or self.heavy_sweating

    @property
    def has_kidney_disease(self) -> bool:
        """Told, on dialysis, or a measured filtration below 60."""
        egfr = self.egfr_ml_per_min_per_173
        measured = egfr is not None and egfr < KIDNEY_DISEASE_EGFR
        return measured or bool(self.likely_conditions & {"kidney_disease", "dialysis"})

    @property
    def kidney_risk_reasons(self) -> tuple[str, ...]:
        """Why the kidneys may be weak, in plain words; empty when nothing points to it."""
        return tuple(self._kidney_risk_reasons())

    def _kidney_risk_reasons(self) -> Iterator[str]:
        if self.age_years is None:
            yield "your age is not known"
        elif self.age_years >= OLDER_YEARS:
            yield "you are 65 or older"
        for condition in _KIDNEY_RISKS:
            if condition in self.likely_conditions:
                yield self._words_for(condition)
        if self.kidney_test_unread:
            yield "we could not read your kidney test"
        for text in self.unread_conditions:
            yield f"we could not read the condition “{text}”"

    def _words_for(self, condition: str) -> str:
        words = _CONDITION_WORDS[condition]
        if condition == "dialysis" and condition in self.conditions:
            return "you are on dialysis"
        if condition in self.conditions:
            return f"you have {words}"
        if condition == "hypertension" and "primary_aldosteronism" in self.conditions:
            return "you have too much aldosterone, which raises blood pressure"
        return f"you take a medicine that is often given for {words}"

    @property
    def kidney_risk_unknown(self) -> bool:
        """Whether the kidneys may be weak and nobody has told how they work."""
        at_risk = bool(self.kidney_risk_reasons) or "kidney_disease" in self.likely_conditions
        return self.egfr_ml_per_min_per_173 is None and at_risk

    @property
    def potassium_rise_forbidden(self) -> bool:
        """Whether no advice may raise potassium intake."""
        return bool(self.potassium_rise_forbidden_reasons)

    @property
    def potassium_rise_forbidden_reasons(self) -> tuple[str, ...]:
        """Why more potassium could do harm, in plain words; empty when nothing forbids it."""
        return tuple(self._potassium_reasons())

    @property
    def potassium_retained_reasons(self) -> tuple[str, ...]:
        """Those of the reasons that are known rather than possible."""
        possible = set(self._unknown_kidney_reasons())
        return tuple(w for w in self.potassium_rise_forbidden_reasons if w not in possible)

    def _potassium_reasons(self) -> Iterator[str]:
        for condition in ("dialysis", "kidney_disease", "adrenal_insufficiency"):
            if condition in self.likely_conditions:
                yield self._words_for(condition)
        yield from self._kidney_reasons()
        potassium = self.labs.get("potassium")
        if potassium is not None and not potassium.si_value <= HIGH_POTASSIUM_MMOL_PER_LITRE:
            yield "your blood potassium was above 5.0 mmol/L"
        for text in self.unread_labs:
            yield f"we could not read the blood test “{text}”"
        yield from self._retaining_reasons()

    def _kidney_reasons(self) -> Iterator[str]:
        egfr = self.egfr_ml_per_min_per_173
        if egfr is None:
            yield from self._unknown_kidney_reasons()
        elif not egfr >= KIDNEY_DISEASE_EGFR:
            yield "a test showed that your kidneys work less than they should"
        else:
            # An unread condition may be one that keeps potassium in with good kidneys.
            for text in self.unread_conditions:
                yield f"we could not read the condition “{text}”"

    def _unknown_kidney_reasons(self) -> Iterator[str]:
        if self.egfr_ml_per_min_per_173 is None and (risks := self.kidney_risk_reasons):
            yield f"it is not known how well your kidneys work, and {' and '.join(risks)}"

    def _retaining_reasons(self) -> Iterator[str]:
        for told in self.medicines:
            if told.match is None:
                yield f"we do not know the medicine “{told.told_name}”; it may keep potassium in"
            elif told.match.potassium_retaining:
                yield f"{told.told_name} can keep potassium in the body"

    @property
    def fluid_needs_clinician_reasons(self) -> tuple[str, ...]:
        """Why advice to drink needs a clinician, in plain words."""
        found = [
            self._words_for(condition)
            for condition in _FLUID_CONDITIONS
            if condition in self.likely_conditions
        ]
        if self.has_kidney_disease and not found:
            found.append("a test showed that your kidneys work less than they should")
        if self.fluid_limit_litre_per_day is not None:
            found.append("you have been told to limit how much you drink")
        found.extend(f"we could not read the condition “{t}”" for t in self.unread_conditions)
        return tuple(found)

    @property
    def plain_water_unsafe_reasons(self) -> tuple[str, ...]:
        """Why extra plain water could lower blood sodium too far, in plain words."""
        found = []
        sodium = self.labs.get("sodium")
        if sodium is not None and not sodium.si_value >= LOW_SODIUM_MMOL_PER_LITRE:
            found.append("your blood sodium was low")
        if "inappropriate_antidiuresis" in self.conditions:
            found.append(self._words_for("inappropriate_antidiuresis"))
        for told in self.medicines:
            if told.match is None:
                found.append(f"we do not know the medicine “{told.told_name}”")
            elif any(
                substance.sodium_lowering or substance.drug_class in _WATER_RETAINING_CLASSES
                for substance in told.substances
            ):
                found.append(f"{told.told_name} can lower blood sodium")
        return tuple(found)

    @property
    def salt_at_risk(self) -> bool:
        """Whether extra salt could do harm to the heart, the blood pressure or the kidneys."""
        at_risk = bool(self.likely_conditions & _SALT_RISKS) or self.has_kidney_disease
        limited = self.fluid_limit_litre_per_day is not None
        return at_risk or limited or bool(self.unread_conditions)

    @property
    def vitamin_k_unsafe_reasons(self) -> tuple[str, ...]:
        """Why more vitamin K could do harm, in plain words."""
        found = [
            f"{told.told_name} acts against vitamin K"
            for told in self.medicines
            if any(substance.id in VITAMIN_K_ANTAGONISTS for substance in told.substances)
        ]
        found += [f"we do not know the medicine “{name}”" for name in self.unknown_medicines]
        return tuple(found)

    @property
    def diet_for_clinician_reasons(self) -> tuple[str, ...]:
        """Why changes of food belong to a clinician, in plain words."""
        found = list(self.clinician_only_reasons)
        if self.has_kidney_disease:
            found.append("your kidneys work less than they should")
        if self.likely_conditions & _DIET_OF_ITS_OWN:
            found.append(
                "a condition that you told us of, or take a medicine for, has its own diet"
            )
        found += [f"we could not read the condition “{text}”" for text in self.unread_conditions]
        if self.has_bowel_loss:
            found.append("your stomach or bowel is upset now")
        return tuple(found)

    @property
    def is_minor(self) -> bool:
        """Told to be under 18."""
        return self.age_years is not None and self.age_years < ADULT_YEARS

    @property
    def may_be_pregnant(self) -> bool:
        """Told to be pregnant, or untold where it is possible."""
        if self.pregnant is not None or self.sex == "male":
            return bool(self.pregnant)
        low, high = POSSIBLE_PREGNANCY_YEARS
        return self.age_years is None or low <= self.age_years <= high

    @property
    def clinician_only_reasons(self) -> tuple[str, ...]:
        """Why every advice belongs to a clinician, in plain words."""
        pairs = (
            (self.pregnant is True, "you are pregnant"),
            (self.is_minor, "you are under 18"),
            ("dialysis" in self.conditions, "you are on dialysis"),
        )
        return tuple(words for holds, words in pairs if holds)
