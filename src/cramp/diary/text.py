"""What people write about food and drink, taken apart: how much of what."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cramp.diary.model import Portion
from cramp.units import AMBIGUOUS_POINT, UnitError, is_unit_of, split_number

LONGEST_TEXT = 200
MOST_GRAM_OR_MILLILITRE = 10_000.0
MOST_PIECES = 200.0

_SHORT_UNITS = {
    "gram": "g", "grams": "g", "gramme": "g", "grammes": "g", "gr": "g",
    "kilo": "kg", "kilos": "kg", "kilogram": "kg", "kilograms": "kg",
    "ounce": "oz", "ounces": "oz", "pound": "lb", "pounds": "lb", "lbs": "lb",
    "milligram": "mg", "milligrams": "mg",
    "millilitre": "ml", "millilitres": "ml", "milliliter": "ml", "milliliters": "ml", "cc": "ml",
    "centilitre": "cl", "centilitres": "cl", "decilitre": "dl", "decilitres": "dl",
    "litre": "l", "litres": "l", "liter": "l", "liters": "l",
    "pc": "piece", "pcs": "piece", "tbs": "tbsp", "tbsps": "tbsp", "tsps": "tsp",
    "fl. oz": "fl oz", "fluid ounce": "fl oz", "fluid ounces": "fl oz",
}  # fmt: skip
_MEASURED = {
    "g": 1.0, "kg": 1000.0, "mg": 0.001, "oz": 28.35, "lb": 453.6,
    "ml": 1.0, "cl": 10.0, "dl": 100.0, "l": 1000.0, "fl oz": 29.57,
}  # fmt: skip
_HOUSEHOLD = {
    "cup", "glass", "mug", "bottle", "can", "tin", "carton", "pint", "teaspoon", "tablespoon",
    "tsp", "tbsp", "piece", "slice", "bowl", "plate", "handful", "portion", "serving", "sachet",
    "tablet", "packet", "pack", "bag", "pot", "shot", "jar", "rasher", "clove", "stick", "pinch",
    "fillet", "wedge", "scoop", "bar", "spoonful", "helping", "drop",
}  # fmt: skip
_PLURALS = {
    "glasses": "glass", "pinches": "pinch", "handfuls": "handful", "dashes": "dash",
}  # fmt: skip
_SAME = {"tin": "can", "helping": "portion", "pack": "packet", "spoonful": "tablespoon"}
_NEVER_FOOD = {
    "furlong", "furlongs", "mile", "miles", "km", "kilometre", "kilometres", "kilometer",
    "kilometers", "mmhg", "°c", "°f", "watt", "watts", "year", "years", "week", "weeks", "month",
    "months",
}  # fmt: skip
_SIZES = {"small": "small", "medium": "medium", "large": "large", "big": "large", "little": "small"}
_NUMBER_WORDS = {
    "a": 1.0, "an": 1.0, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0,
    "six": 6.0, "seven": 7.0, "eight": 8.0, "nine": 9.0, "ten": 10.0, "twelve": 12.0,
    "half": 0.5, "quarter": 0.25, "dozen": 12.0, "couple": 2.0,
}  # fmt: skip

_UNTOLD_AMOUNT = re.compile(
    r"(?:some|a few|several|a bit of|a little|a lot of|lots of|plenty of|any)\s+(?:of\s+)?",
    re.IGNORECASE,
)
_HALF_A_DOZEN = re.compile(r"half\s+a\s+dozen\b", re.IGNORECASE)
_ABOUT = re.compile(
    r"(?:about|approximately|approx\.?|around|roughly|nearly|almost|circa|ca?\.|ca\b|~|≈)\s*"
    r"(?=[\d.½¼¾]|an?\b|one\b|two\b|three\b|half\b)",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:-|–|to\b|or\b)\s*(\d+(?:[.,]\d+)?)", re.IGNORECASE)
_QUALIFIES = re.compile(
    r"(?:\w+[- ]free|(?:with|without|no)\s.+|raw|cooked|boiled|fried|scrambled|poached|grilled"
    r"|baked|roasted|steamed|mashed|dried|dry|tinned|canned|frozen|smoked|salted|unsalted|black|decaf\w*"
    r"|plain|sweetened|unsweetened|drained|uncooked|0[.,]0 ?%?)",
    re.IGNORECASE,
)
_LONE_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)?(?![\w.,%]|\s*%)")
_PART = re.compile(
    r"(?:an?\s+)?(half|quarter|third|couple|dozen)(?:\s+of)?(?:\s+(?:an?|the|one))?\s+(?!and\b)",
    re.IGNORECASE,
)
_AND_A_HALF = re.compile(r"(\d+|[a-z]+)\s+and\s+a\s+half\s+", re.IGNORECASE)
_WORD_NUMBER = re.compile(r"([a-z]+)\s+", re.IGNORECASE)
_TIMES = re.compile(r"\s*[x×*]\s*(?=\S)", re.IGNORECASE)
_UNIT_WORD = re.compile(
    r"\s*(fl\.?\s?oz|fluid ounces?|[^\W\d_]+|°[CF])\.?(?=\s|$)(?:\s+of\s+)?", re.IGNORECASE
)
_SIZE_WORD = re.compile(r"\s*(small|medium|large|big|little)(?:-sized|\s+sized)?\s+", re.IGNORECASE)
_TRAILING = re.compile(
    r"(?P<name>[^\d]{2,}?)[\s,:(]+(?P<amount>[x×]?\s*\d[\d.,/]*\s*[^\W\d_]*)\)?", re.IGNORECASE
)


@dataclass(frozen=True)
class PortionReading:
    """A portion with what is doubtful or wrong about it, in plain words; None if nothing is."""

    portion: Portion
    doubt: str | None = None
    fault: str | None = None


def split_portions(text: str) -> list[str]:
    """Return the several things that one text names, parted by commas, semicolons or lines.

    A comma inside a number parts nothing; a quantity alone (`milk, 200 ml`) and what only says
    how a thing is (`beer, alcohol-free`) stay with what precedes them.
    """
    parts: list[str] = []
    for part in re.split(r"[;\n]+|,(?=\s)", text):
        stripped = re.sub(r"^[\s.,]+(?!\d)|^[\s,]+", "", part).rstrip(" .,\t")
        if not stripped:
            continue
        if parts and _belongs_to_the_last(stripped):
            parts[-1] += f" {stripped}"
        else:
            parts.append(stripped)
    return parts


def _belongs_to_the_last(part: str) -> bool:
    if _QUALIFIES.fullmatch(part):
        return True
    return bool(re.fullmatch(r"\d[\d.,/]*\s*[^\W\d_]{1,12}", part)) and _quantity(part)


def read_portion(text: str) -> PortionReading:
    """Take what was eaten or drunk apart.

    Never raises: what cannot be taken apart is all name, with the doubt in words.

    Parameters
    ----------
    text
        Such as `2 bananas`, `a glass of milk`, `half an avocado`, `500 ml beer`, `milk, 200 ml`.
    """
    told = " ".join(text.split())
    if len(told) > LONGEST_TEXT:
        doubt = f"longer than {LONGEST_TEXT} characters; its amount is not known"
        return PortionReading(Portion(text=text, name=told[:LONGEST_TEXT]), doubt=doubt)
    plain = _HALF_A_DOZEN.sub("6", _ABOUT.sub("", told) if _ABOUT.match(told) else told)
    if found := _RANGE.match(plain):
        return _between(text, plain, found)
    try:
        amount, rest = _amount(plain)
        if amount is None and (found := _TRAILING.fullmatch(plain)) is not None:
            turned = _turned(found)
            if turned is not None:
                amount, rest = turned
    except UnitError as error:
        return PortionReading(Portion(text=text, name=told), doubt=str(error))
    return _judged(text, amount, rest)


def _between(text: str, told: str, found: re.Match[str]) -> PortionReading:
    """Read `2-3 bananas` as 2.5 of them, with a doubt."""
    low, high = (float(number.replace(",", ".")) for number in found.groups())
    reading = _judged(text, (low + high) / 2, told[found.end() :].strip())
    doubt = f"“{found[0]}” counts as {(low + high) / 2:g}"
    return PortionReading(reading.portion, reading.doubt or doubt, reading.fault)


def _amount(told: str) -> tuple[float | None, str]:
    """Return the amount that a text begins with, and the rest; None for an amount not told."""
    if found := _UNTOLD_AMOUNT.match(told):
        return None, told[found.end() :]
    if found := _AND_A_HALF.match(told):
        whole = found[1].lower()
        number = float(whole) if whole.isdigit() else _NUMBER_WORDS.get(whole)
        if number is not None:
            return number + 0.5, told[found.end() :]
    if found := _PART.match(told):
        word = found[1].lower()
        return (1 / 3 if word == "third" else _NUMBER_WORDS[word]), told[found.end() :]
    if (found := _WORD_NUMBER.match(told)) and found[1].lower() in _NUMBER_WORDS:
        if found[1].lower() in {"a", "an"} and told[found.end()].isdigit():
            return _digits(told[found.end() :])
        return _NUMBER_WORDS[found[1].lower()], told[found.end() :]
    return _digits(told)


def _digits(told: str) -> tuple[float | None, str]:
    if re.match(r"[-+−]?\s*(\d|[.,]\d|[½⅓⅔¼¾⅕⅛⅜])", told) is None:
        return None, told
    number, rest = split_number(told)
    if AMBIGUOUS_POINT.match(told) and _unit(rest.strip().partition(" ")[0]) in {"g", "mg", "ml"}:
        point = told.partition(" ")[0]
        raise UnitError(f"{point!r} may mean a thousand times as much; write it without the point")
    if found := _TIMES.match(rest):
        each, after = _amount(rest[found.end() :])
        return number * (1.0 if each is None else each), after
    attached = re.match(r"[^\W\d_]+", rest)
    if rest.lstrip().startswith("%") or (attached and not _quantity(f"1 {attached[0]}")):
        return None, told
    if rest and not attached and not rest[0].isspace():
        return None, told
    return number, rest.strip()


def _turned(found: re.Match[str]) -> tuple[float, str] | None:
    """Return amount and rest of `milk, 200 ml` or `coffee x 2`; None if it is neither."""
    words = found["amount"].strip()
    name = found["name"].strip(" ,:(")
    if words[0] in "xX×":
        number, rest = split_number(words[1:])
        return (number, name) if not rest.strip() else None
    if not _quantity(words):
        return None
    number, rest = split_number(words)
    return number, f"{rest.strip()} {name}"


def _quantity(words: str) -> bool:
    try:
        _, rest = split_number(words)
    except UnitError:
        return False
    return _unit(rest.strip()) is not None


def _judged(text: str, amount: float | None, rest: str) -> PortionReading:
    size, rest = _size(rest)
    unit, name, doubt, fault = _unit_and_name(amount, rest)
    if size is None:
        size, name = _size(name)
    if amount is None and (unit is not None or size is not None):
        amount = 1.0
    name = name.strip(" ,.:;") or " ".join(text.split())
    portion = Portion(text=text, name=name, amount=amount, unit=unit, size=size)
    impossible = fault or _too_little(portion) or _too_much(portion)
    return PortionReading(portion, doubt or _not_named(name), impossible)


def _not_named(name: str) -> str | None:
    if re.fullmatch(r"[\d\s.,%]*", name):
        return "what it was is not told"
    found = _LONE_NUMBER.search(name)
    return f"the number {found[0]} is not understood" if found else None


def _size(rest: str) -> tuple[str | None, str]:
    found = _SIZE_WORD.match(rest)
    return (None, rest) if found is None else (_SIZES[found[1].lower()], rest[found.end() :])


def _unit_and_name(
    amount: float | None, rest: str
) -> tuple[str | None, str, str | None, str | None]:
    """Return unit, name, doubt and fault."""
    found = _UNIT_WORD.match(rest)
    if found is None:
        return None, rest, None, None
    word, name = found[1].lower(), rest[found.end() :].strip()
    if amount is not None and word in _NEVER_FOOD:
        return word, name, None, f"“{word}” is no unit of food or drink"
    unit = _unit(word)
    has_of = found[0].lower().rstrip().endswith(" of")
    if unit is not None and name and (amount is not None or has_of):
        return unit, _without_vessel(unit, name), None, None
    if unit is not None and amount is not None and unit in _MEASURED:
        return unit, "", "what it was is not told", None
    if amount is not None and has_of and name:
        return word, name, f"the unit “{word}” is not known; write g, ml, cup, slice or such", None
    return None, rest, None, None


def _without_vessel(unit: str, name: str) -> str:
    """Return `beer` for the rest of `330 ml can of beer`."""
    found = re.match(r"([^\W\d_]+)\s+of\s+(?=\S)", name)
    if unit in _MEASURED and found is not None and _unit(found[1]) in _HOUSEHOLD:
        return name[found.end() :]
    return name


def _unit(word: str) -> str | None:
    plain = " ".join(word.lower().rstrip(".").split())
    short = _SHORT_UNITS.get(plain, plain)
    if short in _MEASURED and (is_unit_of(short, "mass") or is_unit_of(short, "volume")):
        return short
    single = _PLURALS.get(short, short.removesuffix("s") if short not in _HOUSEHOLD else short)
    return _SAME.get(single, single) if single in _HOUSEHOLD else None


def _too_little(portion: Portion) -> str | None:
    if portion.amount is not None and portion.amount <= 0:
        return f"an amount of {portion.amount:g}"
    return None


def _too_much(portion: Portion) -> str | None:
    if portion.amount is None:
        return None
    measured = _MEASURED.get(portion.unit or "")
    most = MOST_PIECES if measured is None else MOST_GRAM_OR_MILLILITRE / measured
    return (
        f"{portion.amount:g} is more than anybody takes at once" if portion.amount > most else None
    )
