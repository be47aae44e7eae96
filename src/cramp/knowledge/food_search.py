"""Find the food a person means by a few words; rather none than a wrong one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from cramp.knowledge.food_table import food, food_names
from cramp.knowledge.food_words import joined_stems, stem, told_names, words_for, words_of

if TYPE_CHECKING:
    from cramp.knowledge.food_table import Food

# How alike a name must be to be taken, and the costs of what a name says beyond the words
# asked: assumed, and set by the look-ups the tests list.
_ACCEPTED_FROM = 0.7
_LISTED_FROM = 0.3
_COST_WORD_IN_HEAD = 0.12
_COST_WORD_ELSEWHERE = 0.015
_COST_OTHER_NOUN = 0.25
_COST_NOUN_ELSEWHERE = 0.1
_COST_OTHER_STATE = 0.05
_COST_NOT_READY = 0.35
_COST_BABY_FOOD = 0.35
_COST_KIND_ELSEWHERE = 0.35
_COST_ACCOMPANIMENT = 0.31
_COST_RAW = 0.1
_COST_INNER_PART = 0.35
_COST_DENIED = 0.6
_COST_SALTED = 0.02
_COST_BRAND = 0.15
_COST_EARLIER_RELEASE = 0.05
_FACTOR_HEAD_NOT_ASKED = 0.5
_SIMILAR_SPELLING_FROM = 85
_LONGEST_QUERY = 200
_MOST_REMEMBERED = 4096
_MISSPELT = ", one word read as a likely misspelling"

_EATEN_COOKED = frozenset(
    ("poultry", "pork", "beef", "lamb, veal and game", "fish", "legumes", "grains and pasta")
)
# Words that join two foods: what they join is a dish of its own, not either of the two.
_JOINS = frozenset(("with", "and", "on", "in", "plus", "or", "mit", "und"))
_CATEGORIES = (
    "fish", "crustaceans", "mollusks", "nuts", "seeds", "spices", "cheese", "snacks", "candies",
    "cereals ready-to-eat", "cereals", "beverages", "beverage", "alcoholic beverage",
    "carbonated beverage", "fast foods", "energy drink", "game meat", "usda commodity",
)  # fmt: skip


@dataclass(frozen=True)
class FoodMatch:
    """A food that may be meant.

    Attributes
    ----------
    food : Food
        The food.
    score : float
        0 to 1; 1 is a name the table of spoken names holds.
    why : str
        What the match rests on, in words.
    """

    food: Food
    score: float
    why: str


@lru_cache(maxsize=_MOST_REMEMBERED)
def match_food(name: str) -> FoodMatch | None:
    """Return the food a name means, or None where no food is a good match.

    Parameters
    ----------
    name : str
        What a person wrote: ``banana``, ``Boiled rice``.
    """
    words = words_of(re.sub(r"[&+/]", " and ", name[:_LONGEST_QUERY]))
    if joined_stems(words) in told_names("unclear"):
        return None
    if told := _told(words):
        return told
    found = _scored(_stems(words))
    found = [match for match in found if _joined_alike(words, match.food)]
    return found[0] if found and found[0].score >= _ACCEPTED_FROM else None


def _joined_alike(words: tuple[str, ...], item: Food) -> bool:
    """Say whether a food joins what the words join: `ham and cheese`, not cheese crackers."""
    name = _joined_words(words_of(item.name.replace("&", " and ")))
    return _joined_words(words) <= name


def _joined_words(words: tuple[str, ...]) -> frozenset[str]:
    told = [word for word in words if word in _JOINS or word not in words_for("ignored")]
    after = pairwise(told)
    return frozenset(stem(word) for join, word in after if join in _JOINS and word not in _JOINS)


def find_foods(query: str, limit: int = 10) -> list[FoodMatch]:
    """Return the foods that may be meant, best first.

    Every word of the query must be in the food's name (or be spelled much like a word of it).

    Parameters
    ----------
    query : str
        A few words.
    limit : int
        How many to return at most.
    """
    words = words_of(query[:_LONGEST_QUERY])
    told = _told(words)
    found = _scored(_stems(words))
    if told is not None:
        found = [told, *(match for match in found if match.food is not told.food)]
    return found[:limit]


def _told(words: tuple[str, ...]) -> FoodMatch | None:
    names = told_names("food")
    for form in (words, tuple(word for word in words if word not in words_for("ignored"))):
        if (key := joined_stems(form)) in names:
            return FoodMatch(food(names[key]), 1.0, "the usual food of that name")
    return None


def _stems(words: tuple[str, ...]) -> tuple[str, ...]:
    kept = (
        word
        for word in words
        if word not in words_for("ignored") and (len(word) > 1 or word.isdigit())
    )
    return tuple(dict.fromkeys(stem(word) for word in kept))


@dataclass(frozen=True)
class _Name:
    """A food's name taken apart for the search.

    The category (`Fish,` `Nuts,`) may be asked for but costs nothing; the head says what the
    thing is, its last word the noun; what follows a `with` only accompanies, and what follows
    a `without` is not there.
    """

    food: Food
    category: frozenset[str]
    head: frozenset[str]
    noun: str
    rest: frozenset[str]
    accompaniment: frozenset[str]
    denied: frozenset[str]
    brand: bool

    @property
    def every(self) -> frozenset[str]:
        return self.category | self.head | self.rest


@cache
def _index() -> dict[str, list[str]]:
    """Return the numbers of the foods with each stem in their names."""
    index: dict[str, list[str]] = {}
    foods_of_part: dict[str, list[list[str]]] = {}
    for food_id, name in food_names().items():
        for part in name.split():
            # The parts of names repeat far more often than they differ.
            if part not in foods_of_part:
                foods_of_part[part] = [index.setdefault(word, []) for word in _stemmed(part)]
            for foods in foods_of_part[part]:
                foods.append(food_id)
    return index


@cache
def _name(food_id: str) -> _Name:
    return _taken_apart(food(food_id))


def _taken_apart(item: Food) -> _Name:
    bracketed = " ".join(re.findall(r"\(([^)]*)\)", item.name))
    segments = re.split(r"\s*[,;]\s*", re.sub(r"\([^)]*\)", " ", item.name))
    category = frozenset[str]()
    if len(segments) > 1 and segments[0].lower() in _CATEGORIES:
        category = frozenset(_stemmed(segments.pop(0)))
    head = _stemmed(segments[0])
    rest = frozenset(_stemmed(" ".join((*segments[1:], bracketed)))) - frozenset(head)
    before_with, _, after_with = item.name.partition(" with ")
    denied = " ".join(re.findall(r"\bwithout ([^,)]*)", item.name))
    elsewhere = re.sub(r"\bwithout [^,)]*", " ", item.name)
    brand = re.search(r"\b[A-Z][A-Z'&.]{3,}\b", item.name) is not None
    return _Name(
        item,
        category,
        frozenset(head),
        head[-1] if head else "",
        rest,
        frozenset(_stemmed(after_with)) - frozenset(_stemmed(before_with)),
        frozenset(_stemmed(denied)) - frozenset(_stemmed(elsewhere)),
        brand or item.group == "native american foods",
    )


def _stemmed(text: str) -> list[str]:
    return [stem(word) for word in words_of(text)]


def _scored(stems: tuple[str, ...]) -> list[FoodMatch]:
    if not stems:
        return []
    spelled = [_known_spelling(word) for word in stems]
    if not all(word for word, _ in spelled):
        return []
    asked = frozenset(word for word, _ in spelled)
    likeness = sum(quality for _, quality in spelled) / len(spelled)
    told = told_names("food").get(" ".join(word for word, _ in spelled))
    found = [_judged(name, asked, spelled[-1][0], likeness) for name in _named_by(asked)]
    kept = [match for match in found if match.score >= _LISTED_FROM]
    kept.sort(key=lambda match: (-match.score, len(match.food.name), match.food.id))
    if told is None or likeness == 1.0:
        return kept
    usual = FoodMatch(food(told), round(likeness, 4), f"the usual food of that name{_MISSPELT}")
    return [usual, *(match for match in kept if match.food is not usual.food)]


def _named_by(asked: frozenset[str]) -> list[_Name]:
    """Return the names that hold every word asked for, in no order."""
    with_each = (set(_index().get(word, ())) for word in asked)
    return [_name(food_id) for food_id in set.intersection(*with_each)]


def _known_spelling(stem: str) -> tuple[str, float]:
    known = _known_words()
    if stem in known:
        return stem, 1.0
    if len(stem) < 5:
        return "", 0.0
    from rapidfuzz import fuzz, process

    alike = [word for word in known if len(word) > 4 and word[0] == stem[0]]
    best = process.extractOne(stem, alike, scorer=fuzz.ratio, score_cutoff=_SIMILAR_SPELLING_FROM)
    return (best[0], best[1] / 100) if best else ("", 0.0)


@cache
def _known_words() -> dict[str, None]:
    """List every word of a food's name or usual name, in a fixed order."""
    usual = {word for key in told_names("food") for word in key.split()}
    return dict.fromkeys(sorted(usual | set(_index())))


def _judged(name: _Name, asked: frozenset[str], asked_noun: str, likeness: float) -> FoodMatch:
    score = likeness * max(0.0, 1.0 - _cost(name, asked, asked_noun))
    if not asked & name.head:
        score *= _FACTOR_HEAD_NOT_ASKED
    spelling = "" if likeness == 1.0 else _MISSPELT
    return FoodMatch(name.food, round(score, 4), f"every word is in the name{spelling}")


def _cost(name: _Name, asked: frozenset[str], asked_noun: str) -> float:
    cost = _COST_WORD_IN_HEAD * len(
        name.head - asked - words_for("plain") - name.category - words_for("ignored")
    )
    cost += _cost_of_the_rest(name, asked)
    # The last word says what a thing is: almond milk is a milk, a taco salad a salad.
    cost += _COST_OTHER_NOUN * (name.noun not in asked | words_for("plain") | name.category)
    if asked_noun not in name.head | name.category:
        cost += (
            _COST_KIND_ELSEWHERE if asked_noun in words_for("whole_kind") else _COST_NOUN_ELSEWHERE
        )
    cost += _COST_ACCOMPANIMENT * bool(asked & name.accompaniment)
    cost += _COST_INNER_PART * bool(name.every & words_for("inner_part") - asked)
    cost += _COST_DENIED * bool("without" not in asked and asked & name.denied)
    baby = name.food.group == "baby foods" and not asked & {"baby", "babyfood"}
    cost += _COST_BABY_FOOD * baby + _COST_BRAND * name.brand
    return cost + _COST_EARLIER_RELEASE * (name.food.source == "usda_sr_earlier")


def _cost_of_the_rest(name: _Name, asked: frozenset[str]) -> float:
    beyond = name.rest - asked - words_for("ignored") - words_for("plain")
    cost = _COST_NOT_READY * bool(
        name.every & words_for("not_ready") - asked and not name.every & words_for("made_ready")
    )
    if name.food.group in _EATEN_COOKED:
        beyond -= words_for("cooking")
        cost += _COST_RAW * ("raw" in name.rest - asked)
    # Salt added at the stove is not known: of two rows the one without it is taken.
    cost += _COST_SALTED * ("salt" in name.accompaniment - asked)
    states = beyond & words_for("other_state")
    return cost + _COST_OTHER_STATE * len(states) + _COST_WORD_ELSEWHERE * len(beyond - states)
