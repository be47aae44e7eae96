"""The words of the diary format: identifiers, what they mean, and other words for them."""

from __future__ import annotations

import re

FORMAT = "cramp-diary/1"

ALARM_SIGNS = {
    "cold_pale_or_pulseless_limb": "a leg or foot that is cold, pale or without pulse",
    "severe_pain_with_tense_calf": "very severe pain with a hard, tense calf",
    "breathlessness_or_chest_pain": "shortness of breath or pain in the chest",
    "fainting": "fainting",
    "palpitations": "heart racing, pounding or skipping beats",
    "seizure": "a seizure",
    "confusion": "confusion",
    "rapidly_spreading_weakness": "weakness that spreads within hours or days",
    "hand_spasms_with_tingling_around_mouth": "spasms of the hands with tingling round the mouth",
    "dark_urine_with_severe_muscle_pain": "dark urine with severe muscle pain",
    "heat_illness_with_confusion_or_hot_skin": "ill from heat, with confusion or hot skin",
    "saddle_numbness": "numbness where one sits on a saddle",
    "new_bladder_or_bowel_trouble": "new trouble holding or passing urine or stool",
    "one_sided_swelling_warmth_or_redness": "one leg swollen, warm or red",
    "cannot_keep_fluids_down": "cannot keep fluids down",
    "bloody_stool": "blood in the stool",
    "dehydration_signs": "signs of drying out: very little urine, dizzy on standing, very thirsty",
    "fluid_loss_with_heart_or_kidney_disease": (
        "losing fluid (diarrhoea, vomiting) with heart failure or kidney disease"
    ),
    "progressive_weakness_or_wasting": "muscles that become weaker or thinner over weeks",
    "widespread_twitching": "twitching of muscles in many places",
    "calf_pain_walking_relieved_by_rest": "calf pain on walking that stops with rest",
    "dark_urine_with_weakness": "dark urine with weakness",
    "cramp_held_longer_than_ten_minutes": "a cramp that holds longer than ten minutes",
}
"""What to watch for, in plain words, by identifier."""

CONDITIONS = {
    "hypertension": "high blood pressure",
    "heart_failure": "heart failure",
    "coronary_heart_disease": "coronary heart disease",
    "atrial_fibrillation": "atrial fibrillation",
    "peripheral_artery_disease": "narrowed leg arteries",
    "venous_insufficiency": "varicose veins",
    "previous_thrombosis": "a blood clot in the past",
    "stroke": "a stroke",
    "kidney_disease": "chronic kidney disease",
    "dialysis": "dialysis",
    "kidney_stones": "kidney stones",
    "diabetes": "diabetes",
    "cirrhosis": "cirrhosis of the liver",
    "adrenal_insufficiency": "adrenal insufficiency",
    "primary_aldosteronism": "too much aldosterone (Conn's syndrome)",
    "inappropriate_antidiuresis": "inappropriate antidiuresis (SIADH)",
    "diabetes_insipidus": "diabetes insipidus",
    "hypothyroidism": "underactive thyroid",
    "hyperthyroidism": "overactive thyroid",
    "hypoparathyroidism": "underactive parathyroid",
    "hyperparathyroidism": "overactive parathyroid",
    "inflammatory_bowel_disease": "inflammatory bowel disease",
    "coeliac_disease": "coeliac disease",
    "bariatric_surgery": "stomach or bowel surgery for weight",
    "eating_disorder": "an eating disorder",
    "neuropathy": "nerve damage in the feet or legs",
    "lumbar_stenosis": "narrowed spinal canal",
    "parkinson_disease": "Parkinson's disease",
    "motor_neurone_disease": "motor neurone disease",
    "multiple_sclerosis": "multiple sclerosis",
    "muscle_disease": "a disease of the muscles",
    "osteoarthritis": "osteoarthritis",
    "asthma": "asthma",
    "copd": "chronic obstructive lung disease",
    "cancer": "cancer",
    "depression": "depression",
    "haemochromatosis": "iron overload",
}
"""Conditions with an identifier, in plain words; others are accepted and flagged."""

SYMPTOMS = {
    "thirst": "thirst",
    "dizziness": "dizziness",
    "fatigue": "tiredness",
    "weakness": "weakness",
    "headache": "headache",
    "nausea": "nausea",
    "muscle_pain": "muscle pain",
    "muscle_twitching": "muscle twitching",
    "tingling": "tingling",
    "numbness": "numbness",
    "restless_legs": "restless legs",
    "leg_swelling": "swollen legs",
    "constipation": "constipation",
    "frequent_urination": "passing urine often",
    "dark_urine": "dark urine",
    "fever": "fever",
    "poor_sleep": "poor sleep",
    "abdominal_pain": "belly pain",
    "loss_of_appetite": "loss of appetite",
}
"""Symptoms with an identifier, in plain words; others are accepted and flagged."""

_SYNONYMS = {
    "high blood pressure": "hypertension", "raised blood pressure": "hypertension",
    "weak heart": "heart_failure", "cardiac failure": "heart_failure",
    "heart insufficiency": "heart_failure",
    "kidney failure": "kidney_disease", "renal failure": "kidney_disease",
    "renal insufficiency": "kidney_disease", "chronic kidney disease": "kidney_disease",
    "ckd": "kidney_disease", "weak kidneys": "kidney_disease",
    "haemodialysis": "dialysis", "hemodialysis": "dialysis",
    "diabetes mellitus": "diabetes", "type 1 diabetes": "diabetes",
    "type 2 diabetes": "diabetes", "diabetes type 1": "diabetes",
    "diabetes type 2": "diabetes",
    "liver cirrhosis": "cirrhosis", "addison": "adrenal_insufficiency",
    "addison's disease": "adrenal_insufficiency", "addisons disease": "adrenal_insufficiency",
    "conn syndrome": "primary_aldosteronism", "conn's syndrome": "primary_aldosteronism",
    "conns syndrome": "primary_aldosteronism", "hyperaldosteronism": "primary_aldosteronism",
    "primary hyperaldosteronism": "primary_aldosteronism",
    "siadh": "inappropriate_antidiuresis", "siad": "inappropriate_antidiuresis",
    "syndrome of inappropriate antidiuresis": "inappropriate_antidiuresis",
    "schwartz-bartter syndrome": "inappropriate_antidiuresis",
    "arginine vasopressin deficiency": "diabetes_insipidus",
    "vasopressin deficiency": "diabetes_insipidus", "vasopressin resistance": "diabetes_insipidus",
    "central diabetes insipidus": "diabetes_insipidus",
    "nephrogenic diabetes insipidus": "diabetes_insipidus",
    "hypoparathyroid": "hypoparathyroidism", "hyperparathyroid": "hyperparathyroidism",
    "primary hyperparathyroidism": "hyperparathyroidism", "chronic bronchitis": "copd",
    "emphysema": "copd", "chronic obstructive pulmonary disease": "copd",
    "congestive heart failure": "heart_failure", "chronic heart failure": "heart_failure",
    "hashimoto": "hypothyroidism", "celiac disease": "coeliac_disease",
    "crohn's disease": "inflammatory_bowel_disease",
    "ulcerative colitis": "inflammatory_bowel_disease",
    "polyneuropathy": "neuropathy", "als": "motor_neurone_disease", "ms": "multiple_sclerosis",
    "parkinson's": "parkinson_disease", "pad": "peripheral_artery_disease",
    "dizzy": "dizziness", "tired": "fatigue", "thirsty": "thirst",
    "hemochromatosis": "haemochromatosis",
}  # fmt: skip

EFFORT_FRACTION = {"easy": 0.4, "moderate": 0.55, "hard": 0.75}
"""Share of maximal oxygen uptake: middle of the bands light, moderate and vigorous of the
American College of Sports Medicine (Garber et al. 2011, Medicine & Science in Sports &
Exercise; recalled)."""

SEXES = ("female", "male", "other", "untold")
SIDES = ("left", "right", "both")
CONSISTENCIES = ("watery", "loose", "formed")

TOP_KEYS = (
    "format", "time_zone", "person", "conditions", "kidney_function", "pregnancy",
    "breastfeeding", "fluid_limit", "alarm_signs", "symptoms", "medicines", "supplements",
    "usual_day", "days", "events", "extra",
)  # fmt: skip
PERSON_KEYS = ("sex", "birth_date", "age", "height", "mass", "family_cramps")
KIDNEY_KEYS = ("egfr", "creatinine", "measured_on")
USUAL_DAY_KEYS = ("meals", "sleep", "complete")
MEAL_KEYS = ("at", "eat", "drink")
DAY_KEYS = ("complete",)
EXERCISE_KEYS = (
    "activity", "duration", "effort", "temperature", "humidity", "sweat_loss", "mass_before",
    "mass_after", "drunk",
)  # fmt: skip
STOOL_KEYS = ("consistency", "times", "volume", "blood")
VOMITING_KEYS = ("times", "volume")
CRAMP_KEYS = ("muscle", "side", "duration", "pain", "woke")
SLEEP_KEYS = ("duration",)
URINE_ANALYTES = ("potassium", "sodium", "chloride", "magnesium", "calcium")
EVENT_KINDS = (
    "eat", "drink", "alcohol", "medicine", "supplement", "exercise", "sleep", "stool",
    "vomiting", "cramp", "lab", "urine", "weight", "symptom", "alarm_sign", "note",
)  # fmt: skip


def identifier(text: str, vocabulary: dict[str, str]) -> str | None:
    """Return the identifier that a text stands for, or None if the vocabulary has none.

    The identifier itself, its plain words and some other words are recognised; case, spaces,
    hyphens and underscores do not matter.
    """
    wanted = _plain(text)
    for known, words in vocabulary.items():
        if wanted in {_plain(known), _plain(words)}:
            return known
    synonym = _PLAIN_SYNONYMS.get(wanted)
    return synonym if synonym in vocabulary else None


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


_PLAIN_SYNONYMS = {_plain(words): known for words, known in _SYNONYMS.items()}
