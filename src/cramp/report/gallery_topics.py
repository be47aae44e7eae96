"""Topics of experiments: told by what most of their points measure."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cramp.validation.format import Experiment

_WORDS_OF_TOPICS = {
    "sweat": ("sweat",),
    "acids and bases": ("bicarbonate", "arterial_ph", "carbon_dioxide", "net_acid", "lactate"),
    "calcium, magnesium, phosphate": ("calcium", "magnesium", "phosphate"),
    "hormones and medicines in the blood": (
        "aldosterone", "renin", "angiotensin", "vasopressin", "insulin", "adrenaline",
        "ethanol", "caffeine",
    ),
    "potassium": ("potassium",),
    "sodium and chloride": ("sodium", "chloride"),
    "water": ("water", "volume", "osmol", "urine_flow", "body_mass", "thirst"),
}  # fmt: skip
"""The first topic with a word that stands in a quantity's name is its topic."""

OTHER = "other"
TOPICS = (*_WORDS_OF_TOPICS, OTHER)


def topic_of(experiment: Experiment) -> str:
    """Return the topic of most points; of those with as many, that of the first."""
    counted = Counter(_topic(one.quantity) for one in experiment.measurements)
    return counted.most_common(1)[0][0]


def _topic(quantity: str) -> str:
    for topic, words in _WORDS_OF_TOPICS.items():
        if any(word in quantity for word in words):
            return topic
    return OTHER
