"""Take a medicine's name as people write it apart: doses, forms, salts, several in one."""

from __future__ import annotations

import re

from cramp.knowledge.names import name_key

_NUMBER = r"\d+(?:[.,]\d+)?"
_UNIT = (
    r"(?:milligrams?|micrograms?|grams?|mg|mcg|µg|μg|ug|ng|g|ml|l|mmol|meq|i\.?u\.?|i\.?e\.?"
    r"|units?|einheiten|unités|%)"
)
_SCHEDULE = re.compile(
    r"(?<![\w.,-])\d(?:-\d){2,3}(?![\w-])|(?<![\w.,-])\d+\s*[x×](?!\w)", re.IGNORECASE
)
_DOSE = re.compile(
    rf"(?<![\w.,-]){_NUMBER}\s*{_UNIT}?(?:\s*/\s*{_NUMBER}\s*{_UNIT}?)*(?:\s*/\s*{_UNIT})?(?!\w)",
    re.IGNORECASE,
)
_STRENGTHS = re.compile(
    rf"(?<![\w.,-]){_NUMBER}\s*(?:mg)?(?:\s*/\s*{_NUMBER}\s*(?:mg)?)+(?![\w/])", re.IGNORECASE
)
_SEPARATOR = re.compile(
    r"\s*[/+&,;]\s*|\s+(?:and|with|plus|und|mit|et|avec|y|con|e)\s+", re.IGNORECASE
)
_PURPOSE = re.compile(r"\s+(?:for|against|gegen|pour|contre|para|contra|per)\s.*$", re.IGNORECASE)
_PARENTHESES = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")

_FORM_WORDS = (
    "tablet tablets tab tabs capsule capsules cap caps pill pills film coated modified extended"
    " prolonged sustained slow delayed immediate release retard xl mr sr er xr la cr ec depot oral"
    " solution suspension drops syrup effervescent soluble injection injections inhaler inhalation"
    " spray patch patches gel cream ointment tablette tabletten filmtabletten kapsel kapseln"
    " comprimé comprime comprimés comprimes gélule gelule gélules gelules comprimido comprimidos"
    " cápsula capsula cápsulas capsulas compressa compresse once twice thrice daily a an the day"
    " days every each morning mornings evening night nightly noon at bedtime od bd bid tid tds qid"
    " qd qds prn as needed when required one two three half per week weekly take takes taking my"
    " generic ratiopharm stada hexal sandoz teva aristo heumann mylan accord biogaran zentiva"
    " aliud actavis viatris arrow cinfa normon pharma"
    " le les il der die das am zur täglich tgl morgens mittags abends nachts früh matin midi soir"
    " coucher jour jours par fois"
    " mañana mañanas noche noches día días al cada veces vez mattina sera giorno volta volte"
)
_SALT_WORDS = (
    "hydrochloride hcl hydrobromide maleate besilate besylate mesilate mesylate tosilate tartrate"
    " succinate fumarate citrate acetate phosphate sulfate sulphate nitrate bromide chloride"
    " xinafoate propionate furoate dipropionate erbumine arginine tromethamine trometamol cilexetil"
    " medoxomil etexilate mofetil disoproxil sodium calcium potassium magnesium strontium zinc"
    " monohydrate dihydrate hemihydrate anhydrous lysine hydrochlorid natrium kalium sodique"
    " potassique calcique sódico sodico potásico potasico sodica sodico potassico"
)


def without_dose(name: str) -> str:
    """Return a name without amounts, dosage forms, times of day and makers."""
    kept = [
        word
        for word in _DOSE.sub(" ", _SCHEDULE.sub(" ", name)).split()
        if name_key(word) not in _FORM_KEYS and word.strip("-.,;:")
    ]
    return " ".join(kept)


def without_salt(name: str) -> str:
    """Return a name without trailing salt words, keeping at least its first word.

    The first word stays whatever it is, so that ``potassium chloride`` never becomes another
    medicine: callers look the whole name up first.
    """
    words = name.split()
    while len(words) > 1 and name_key(words[-1]) in _SALT_KEYS:
        words.pop()
    return " ".join(words)


def without_maker(name: str) -> str:
    """Return a name without a maker or form joined to its end (``Ramipril-ratiopharm``)."""
    first, hyphen, last = name.rpartition("-")
    return first if hyphen and name_key(last) in _FORM_KEYS else name


def without_purpose(name: str) -> str:
    """Return a name without what it is taken for (``ramipril for blood pressure``)."""
    return _PURPOSE.sub("", name)


def separate(name: str) -> list[str]:
    """Return the several names in one (``losartan/HCTZ``, ``ramipril and amlodipine``)."""
    parts = (part.strip() for part in _SEPARATOR.split(name))
    return [part for part in parts if part]


def outside_and_inside_parentheses(name: str) -> tuple[str, list[str]]:
    """Return the name without its parentheses, and what stood in them."""
    inside = [first or second for first, second in _PARENTHESES.findall(name)]
    return _PARENTHESES.sub(" ", name).strip(), [text for text in inside if text.strip()]


def told_strengths_mg(name: str) -> tuple[float, ...]:
    """Return the strengths of a combination as told (``5/50``); empty when none or several."""
    found = _STRENGTHS.findall(name)
    if len(found) != 1:
        return ()
    numbers = re.findall(_NUMBER, found[0])
    return tuple(float(number.replace(",", ".")) for number in numbers)


_FORM_KEYS = frozenset(name_key(word) for word in _FORM_WORDS.split())
_SALT_KEYS = frozenset(name_key(word) for word in _SALT_WORDS.split())
