"""Everyday wordings of alarm signs, wherever a person writes them; on the safe side.

A wording read here can only add a sign: it never takes back what was told, nor calms it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cramp.knowledge.names import name_key

if TYPE_CHECKING:
    from collections.abc import Iterator

_LIMB = r"\b(?:legs?|foot|feet|toes?|calf|calves|thighs?|limbs?|arms?|hands?)\b"
_ONE_LIMB = r"\b(?:leg|foot|calf|thigh|ankle)\b"
_SIDE = r"\b(?:one|left|right|only)\b"
_DARK_URINE = (
    r"\b(?:dark|brown|black|cola|coke|tea|rusty?|coffee)\b.{0,20}\b(?:urine|pee|wee|urin)\b"
    r"|\b(?:urine|pee|wee|urin)\b.{0,20}\b(?:dark|brown|black|cola|coke|tea|rusty?|dunkel)\b"
)
_STRONG = r"\b(?:unbearable|excruciating|severe|worst|extreme|terrible)\b"
_TENSE = r"\b(?:hard|tense|tight|board like|wooden)\b"
_LIPS = r"\b(?:mouth|lips?|face)\b"
# A pounding heart or lost breath that a run explains is none.
_NO_EFFORT = (
    r"(?!.{0,25}\b(?:run|runs|running|sprints?|race|exercise|training|workout|match|game)\b)"
)
_STOOL = r"\b(?:stools?|poo|poop|faeces|feces|diarrhoea|diarrhea|stuhl|selles|heces|feci)\b"

_SIGNS: dict[str, tuple[str, ...]] = {
    "cold_pale_or_pulseless_limb": (
        (
            rf"{_ONE_LIMB}.{{0,30}}\b(?:white|pale|blue(?! bruise)|bluish|grey|gray|pulseless"
            rf"|no pulse)\b"
        ),
        rf"\b(?:white|pale|blue|bluish|pulseless)\b.{{0,15}}{_ONE_LIMB}",
        rf"\bno pulse\b.{{0,20}}{_LIMB}",
        rf"{_SIDE}.{{0,8}}{_ONE_LIMB}.{{0,20}}\b(?:ice )?cold\b",
        rf"\bcold\b.{{0,8}}{_SIDE}.{{0,8}}{_ONE_LIMB}",
    ),
    # A cramp itself is a hard calf in strong pain.
    "severe_pain_with_tense_calf": (
        (
            rf"^(?!.*\bcramp).*?(?:{_STRONG}\b.{{0,12}}\bpain"
            rf"|\bpain\b.{{0,12}}{_STRONG}).{{0,40}}{_TENSE}"
        ),
        (
            rf"^(?!.*\bcramp).*?{_TENSE}.{{0,40}}(?:{_STRONG}\b.{{0,12}}\bpain"
            rf"|\bpain\b.{{0,12}}{_STRONG})"
        ),
    ),
    "breathlessness_or_chest_pain": (
        r"\bchest\b.{0,20}\b(?:pain|pains|ache|hurts?|tight|tightness|pressure|heavy|burning)\b",
        r"\b(?:pain|pains|pressure|tightness|tight|aching|crushing)\b.{0,20}\bchest\b",
        rf"\bshort(?:ness)? of breath\b|\bbreathless(?:ness)?\b|\bout of breath\b{_NO_EFFORT}",
        (
            r"\b(?:can t|cannot|can not|could not|couldn t|hard to|difficult(?:y)?|trouble"
            r"|struggl\w+)"
            r"\b.{0,10}\bbreath\w*|\bheart attack\b|\bangina\b|\bcoughing (?:up )?blood\b"
        ),
        r"\bbreathing\b.{0,10}\b(?:hard|difficult)\b|\bpain\w* (?:on|when|while) breath\w*",
        (
            r"brustschmerz|\batemnot\b|luftnot|douleur\w* (?:thoracique|poitrine)|essouffl"
            r"|dolor\b.{0,10}\bpecho\b|falta de aire|dolore\b.{0,10}\bpetto\b|fiato corto|affanno"
        ),
    ),
    "fainting": (
        (
            r"\bfaint(?:ed|ing|s)\b|\b(?:feel|felt|feeling)\b.{0,8}\bfaint\b(?! hope)"
            r"|\b(?:passed|passing|pass) out\b|\bblack(?:ed|ing) ?out\b|\bblackout"
            r"|\bcollapsed\b|\bsyncope\b|\b(?:lost|loss of|losing) consciousness\b|\bunconscious\b"
        ),
        r"ohnmacht|ohnmachtig|evanoui|desmay|svenut|svenimento|malaise avec perte",
    ),
    "palpitations": (
        r"\bheart\b.{0,20}\b(?:rac(?:ing|es|ed)|pound\w*|skip\w*|flutter\w*|stumbl\w*|irregular"
        r"|jump\w*|galloping)\b" + _NO_EFFORT,
        r"\b(?:racing|pounding|irregular|fluttering|skipping|stumbling)\b.{0,8}\bheart(?:beats?)?\b"
        + _NO_EFFORT,
        r"\bpalpitations?\b|\bpalpitationen\b|herzrasen|herzstolpern|palpitacion|palpitazion",
    ),
    "seizure": (
        (
            r"\bseizures?\b|\bconvuls\w+|\b(?:had|having|have) (?:a|an) (?:epileptic )?fit\b"
            r"|krampfanfall|crise d epilepsie|convulsion"
        ),
    ),
    "confusion": (
        (
            r"\bconfus(?:ed|ion)\b(?! about)|\bdisorient(?:ed|ated)\b|\bmuddled\b|\bdelirious\b"
            r"|\bdelirium\b|\bverwirrt|\bconfuso\b|\bconfusa\b|\bconfusione\b|\bconfusion mentale"
        ),
    ),
    "stroke_signs": (
        (
            r"\bslurr\w+|\bface\b.{0,12}\bdroop\w*|\bdroop\w*\b.{0,8}\bface\b"
            r"|\bone side\b.{0,25}\b(?:weak\w*|numb\w*|paraly\w+)"
        ),
    ),
    "rapidly_spreading_weakness": (
        r"\bparaly[sz]\w+",
        (
            rf"\b(?:cannot|can t|can not|could not|couldn t|unable to) (?:move|lift"
            rf"|use)\b.{{0,12}}{_LIMB}"
            r"(?!.*\bcramp)"
        ),
        (
            r"\bweak\w*\b.{0,30}\b(?:by the (?:hour|day)|spread\w*|moving up|climbing"
            r"|since (?:yesterday|this morning|today)"
            r"|(?:with)?in (?:hours|days)|suddenly)\b"
        ),
        r"\b(?:sudden|rapid|spreading)\b.{0,10}\bweak\w*",
        r"lahmung|gelahmt",
    ),
    "hand_spasms_with_tingling_around_mouth": (
        rf"\bhands?\b.{{0,40}}\b(?:tingl\w+|numb\w*|pins and needles)\b.{{0,20}}{_LIPS}",
        rf"\bhands?\b.{{0,40}}{_LIPS}.{{0,12}}\b(?:tingl\w+|numb\w*)\b",
        rf"\b(?:tingl\w+|numb\w*)\b.{{0,20}}{_LIPS}.{{0,40}}\bhands?\b|\btetany\b|\btetanie\b",
    ),
    "dark_urine_with_severe_muscle_pain": (
        rf"(?:{_DARK_URINE}).*\b(?:pain\w*|aches?|aching|sore|hurts?)\b",
        rf"\b(?:pain\w*|aches?|aching|sore|hurts?)\b.*(?:{_DARK_URINE})|\brhabdo\w*",
    ),
    "dark_urine_with_weakness": (rf"(?:{_DARK_URINE}).*\bweak\w*|\bweak\w*\b.*(?:{_DARK_URINE})",),
    "heat_illness_with_confusion_or_hot_skin": (
        (
            r"\bheat ?stroke\b|\bhot dry skin\b|\bhitzschlag\b|coup de chaleur|golpe de calor"
            r"|colpo di calore"
        ),
    ),
    "saddle_numbness": (
        (
            r"\bnumb\w*\b.{0,20}\b(?:saddle|groin|genital\w*|between\b.{0,8}\blegs|buttocks?|bottom"
            r"|bum|crotch)\b"
        ),
        r"\b(?:saddle|groin|genitals?|crotch)\b.{0,15}\bnumb\w*",
    ),
    "new_bladder_or_bowel_trouble": (
        (
            r"\b(?:cannot|can t|can not|could not|couldn t|unable to)\b.{0,8}\b(?:pee|urinate|wee"
            r"|pass (?:urine|water)|(?:hold|control)\b.{0,8}\b(?:urine|pee|bladder|stools?"
            r"|bowels?))\b"
        ),
        (
            r"\b(?:trouble|difficult\w*|problems?)\b.{0,12}\b(?:pass\w* (?:urine|water)|pee\w*"
            r"|urinat\w*)\b|\b(?:peeing|urinating)\b.{0,8}\bdifficult\b"
        ),
        r"\bincontinen\w*|\blost control of\b.{0,10}\b(?:bladder|bowels?)\b|\bwet myself\b",
    ),
    "one_sided_swelling_warmth_or_redness": (
        (
            rf"{_SIDE}.{{0,12}}{_ONE_LIMB}.{{0,25}}\b(?:swollen|swelling|swells|swelled|red"
            rf"|redness|hot"
            r"|warm)\b"
        ),
        rf"\b(?:swollen|swelling)\b.{{0,12}}{_SIDE}.{{0,12}}{_ONE_LIMB}",
        rf"\b(?:red|hot|warm) {_SIDE}.{{0,12}}{_ONE_LIMB}",
        r"\b(?:leg|calf)\b.{0,15}\b(?:red|hot|swollen|(?:bigger|thicker|fatter) than)\b",
        r"\b(?:blood clot|thrombos\w+|dvt)\b",
    ),
    "cannot_keep_fluids_down": (
        (
            r"\b(?:cannot|can t|can not|could not|couldn t|unable to) (?:keep"
            r"|hold)\b.{0,25}\bdown\b"
            r"|\bvomit\w*\b.{0,6}\beverything\b|\bthrow\w* up everything\b|\bnothing stays down\b"
            r"|\b(?:keep\w*|stop) vomiting\b"
        ),
    ),
    "bloody_stool": (
        (
            rf"\bblood\w*\b.{{0,20}}{_STOOL}|{_STOOL}.{{0,20}}\bblood\w*|\btarry\b"
            rf"|\bblack stools?\b|\bstools?\b.{{0,10}}\bblack\b"
            r"|\b(?:vomit\w*|throwing up) blood\b|\bblut im stuhl\b"
        ),
    ),
    "dehydration_signs": (
        (
            r"\b(?:hardly|barely|almost no|very little|no) (?:any )?(?:urine|pee|wee)\b"
            r"|\b(?:dizzy|dizziness|lightheaded|light headed)\b.{0,20}\b(?:stand\w*"
            r"|get(?:ting)? up)\b"
            r"|\bdehydrated\b"
        ),
    ),
    "progressive_weakness_or_wasting": (
        (
            r"\b(?:muscles?|calf|calves|legs?|hands?)\b.{0,20}\b(?:wast\w+|shrink\w*|shrunk|thinner"
            r"|weaker)\b|\b(?:getting|growing) weaker\b|\bfoot drop\b|\blegs? (?:gave|gives?"
            r"|giving) way\b|\bmuscle (?:wasting|loss)\b"
        ),
    ),
    "widespread_twitching": (
        r"\b(?:twitch\w*|fasciculation\w*)\b.{0,25}\b(?:all over|everywhere|whole body|many)\b",
    ),
    "calf_pain_walking_relieved_by_rest": (
        r"\bpain\w*\b.{0,20}\bwalk\w*.{0,40}\b(?:rest\w*|stop\w*|stand still)\b|\bclaudication\b",
    ),
}
_SYMPTOMS = {
    "dark_urine": _DARK_URINE,
    "muscle_pain": (
        r"\b(?:muscles?|legs?|calf|calves|thighs?)\b.{0,12}\b(?:pain\w*|aches?|aching|sore)\b"
    ),
    "weakness": r"\bweak(?:ness)?\b",
    "dizziness": r"\bdizz\w+|\blight ?headed",
    "leg_swelling": r"\b(?:legs?|ankles?|feet|foot|calf|calves)\b.{0,20}\bsw(?:ollen|ell\w*)"
    r"|\bsw(?:ollen|elling)\b.{0,15}\b(?:legs?|ankles?|feet|foot|calf|calves)\b",
    "numbness": r"\bnumb\w*",
}
_SIGN_PATTERNS = {sign: re.compile("|".join(words)) for sign, words in _SIGNS.items()}
_SYMPTOM_PATTERNS = {symptom: re.compile(words) for symptom, words in _SYMPTOMS.items()}
_CLAUSE = re.compile(r"[,;.!?\n]|\b(?:and|but)\b")
_SENTENCE = re.compile(r"[,;.!?\n]")
_NEVER = re.compile(r"(?!)")
_TOGETHER = frozenset(
    {"severe_pain_with_tense_calf", "hand_spasms_with_tingling_around_mouth"}
    | {"dark_urine_with_severe_muscle_pain", "dark_urine_with_weakness"}
    | {"cold_pale_or_pulseless_limb", "calf_pain_walking_relieved_by_rest"}
)
"""Signs that are told in several parts, so that commas may stand between them."""
_DENIED = re.compile(r"\b(?:no|not|without|never|denies|none|kein|keine|sans|sin)\b")


def alarm_signs_in(text: str) -> frozenset[str]:
    """Return the alarm signs that words seem to tell of; a sign plainly denied is left out.

    Parameters
    ----------
    text : str
        As the person wrote it, such as `my left calf is swollen`.

    Returns
    -------
    frozenset of str
        Ids of `cramp.assessment.alarm_table.ALARM_TABLE`, and ``stroke_signs``.
    """
    return frozenset(_found(text, _SIGN_PATTERNS))


def symptoms_in(text: str) -> frozenset[str]:
    """Return the symptoms, by id, that words not understood as a whole seem to tell of."""
    return frozenset(_found(text, _SYMPTOM_PATTERNS))


def _found(text: str, patterns: dict[str, re.Pattern[str]]) -> Iterator[str]:
    whole = text.casefold()
    for name, pattern in patterns.items():
        for parting in (_CLAUSE, _SENTENCE, _NEVER):
            if parting is _NEVER and name not in _TOGETHER:
                continue
            clauses = [name_key(clause) for clause in parting.split(whole)]
            matches = [(each, found) for each in clauses if (found := pattern.search(each))]
            if matches:
                if any(not _DENIED.search(each[: found.start()]) for each, found in matches):
                    yield name
                break
