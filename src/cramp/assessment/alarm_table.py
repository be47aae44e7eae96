"""What each alarm sign asks for, in the words of the person and of a clinician."""

from __future__ import annotations

from typing import NamedTuple

from cramp.assessment.advice import Urgency

_NOW = Urgency.EMERGENCY
_TODAY = Urgency.SAME_DAY
_SOON = Urgency.PROMPT


class AlarmMeaning(NamedTuple):
    """Urgency and words of one alarm sign."""

    urgency: Urgency
    words_plain: str
    words_clinical: str


ALARM_TABLE: dict[str, AlarmMeaning] = {
    "cold_pale_or_pulseless_limb": AlarmMeaning(
        _NOW,
        "A leg that turns cold or pale may have a blocked artery. Hours decide.",
        "Possible acute limb ischaemia.",
    ),
    "severe_pain_with_tense_calf": AlarmMeaning(
        _NOW,
        "Very strong pain with a hard, tight calf may mean pressure that harms the muscle.",
        "Possible compartment syndrome.",
    ),
    "breathlessness_or_chest_pain": AlarmMeaning(
        _NOW,
        "Being short of breath or having chest pain may come from the heart or the lungs.",
        "Possible pulmonary embolism or acute coronary syndrome.",
    ),
    "fainting": AlarmMeaning(
        _NOW,
        "Fainting may come from the heart or from blood salts that are far off.",
        "Syncope: arrhythmia, hypovolaemia or electrolyte disorder; ECG and electrolytes.",
    ),
    "palpitations": AlarmMeaning(
        _NOW,
        "A racing or stumbling heart may come from blood salts that are far off.",
        "Palpitations with cramps: ECG and serum potassium, magnesium, calcium.",
    ),
    "seizure": AlarmMeaning(
        _NOW,
        "A fit may come from blood salts that are far off.",
        "Seizure: sodium, calcium, magnesium and glucose at once.",
    ),
    "confusion": AlarmMeaning(
        _NOW,
        "New confusion may come from low blood sodium, heat or another serious cause.",
        "Acute confusion: sodium, glucose, temperature, infection.",
    ),
    "rapidly_spreading_weakness": AlarmMeaning(
        _NOW,
        "Weakness that spreads within hours or days may reach the breathing.",
        "Possible Guillain-Barré syndrome, cord lesion or severe potassium disorder.",
    ),
    "hand_spasms_with_tingling_around_mouth": AlarmMeaning(
        _NOW,
        "Stiff, bent hands with tingling round the mouth point to very low blood calcium.",
        "Tetany: ionised calcium, magnesium and blood gases; ECG.",
    ),
    "dark_urine_with_severe_muscle_pain": AlarmMeaning(
        _NOW,
        "Dark urine with strong muscle pain may mean that muscle breaks down. Kidneys can fail.",
        "Possible rhabdomyolysis: creatine kinase, potassium, creatinine.",
    ),
    "dark_urine_with_weakness": AlarmMeaning(
        _NOW,
        "Dark urine with weak muscles may mean that muscle breaks down. Kidneys can fail.",
        "Possible rhabdomyolysis: creatine kinase, potassium, creatinine.",
    ),
    "heat_illness_with_confusion_or_hot_skin": AlarmMeaning(
        _NOW,
        "Confusion or hot skin in the heat may be heat stroke. Cool down while help comes.",
        "Possible exertional or classic heat stroke: cool first, check sodium.",
    ),
    "saddle_numbness": AlarmMeaning(
        _NOW,
        "Numbness between the legs may mean pressed nerves in the lower back.",
        "Possible cauda equina syndrome.",
    ),
    "new_bladder_or_bowel_trouble": AlarmMeaning(
        _NOW,
        "New trouble with urine or stool may mean pressed nerves in the lower back.",
        "Possible cauda equina syndrome or cord compression.",
    ),
    "one_sided_swelling_warmth_or_redness": AlarmMeaning(
        _TODAY,
        "One leg that is swollen, warm or red may have a blood clot. Do not rub it.",
        "Possible deep vein thrombosis; also cellulitis.",
    ),
    "cannot_keep_fluids_down": AlarmMeaning(
        _TODAY,
        "Who cannot keep fluids down dries out quickly and needs help today.",
        "Unable to retain oral fluids: volume status, electrolytes, kidney function.",
    ),
    "bloody_stool": AlarmMeaning(
        _TODAY,
        "Blood in the stool must be looked at today.",
        "Bloody stool: infection, inflammation or bleeding.",
    ),
    "dehydration_signs": AlarmMeaning(
        _TODAY,
        "Very little urine or dizziness on standing means that much fluid is missing.",
        "Clinical dehydration: volume status, electrolytes, kidney function.",
    ),
    "fluid_loss_with_heart_or_kidney_disease": AlarmMeaning(
        _TODAY,
        "Losing fluid with a weak heart or weak kidneys can go wrong either way: "
        "a doctor must say how much to drink.",
        "Fluid loss with heart failure or kidney disease: individual fluid and medicine plan.",
    ),
    "progressive_weakness_or_wasting": AlarmMeaning(
        _SOON,
        "Muscles that grow weaker or thinner should be examined soon.",
        "Progressive weakness or wasting: neurological examination.",
    ),
    "widespread_twitching": AlarmMeaning(
        _SOON,
        "Twitching in many muscles should be examined soon.",
        "Widespread fasciculation: neurological examination.",
    ),
    "calf_pain_walking_relieved_by_rest": AlarmMeaning(
        _SOON,
        "Calf pain on walking that stops with rest may come from narrowed arteries.",
        "Possible intermittent claudication: ankle-brachial index.",
    ),
    "cramp_held_longer_than_ten_minutes": AlarmMeaning(
        _SOON,
        "A cramp that holds longer than ten minutes may be something else.",
        "Sustained contraction over 10 min: contracture, dystonia, compartment syndrome.",
    ),
}
"""By alarm sign id of `cramp.diary.vocabulary`. Urgency is our reading (assumed) of common
emergency teaching, on the safe side; the conditions named are recalled clinical knowledge."""
