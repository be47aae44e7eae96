from __future__ import annotations

import numpy as np
import pytest

from cramp.engine.description import describe
from cramp.engine.sbml import antimony_to_sbml
from cramp.physiology.composition import chapters, compose
from cramp.physiology.conservation import (
    CONSERVED,
    SUPPLIES,
    Leak,
    body_description,
    leaks,
    species_of,
    substance_of,
)
from cramp.physiology.parameters import parameters

SEEDS = {
    "lost_{s}: plasma_{s}_amount -> ; 0 * eat_{s}": -1.0,
    "made_{s}: -> plasma_{s}_amount; 0 * eat_{s}": 1.0,
    "doubled_{s}: plasma_{s}_amount -> 2 urine_{s}_amount; 0 * eat_{s}": 1.0,
    "shrunk_{s}: 3 plasma_{s}_amount -> urine_{s}_amount; 0 * eat_{s}": -2.0,
    "kept_{s}: plasma_{s}_amount -> urine_{s}_amount; 0 * eat_{s}": 0.0,
}


def test_no_reaction_makes_or_destroys_anything():
    assert leaks(body_description()) == ()


@pytest.mark.parametrize("substance", CONSERVED)
def test_supplies_are_the_only_columns_that_do_not_cancel(substance):
    description = body_description()
    weights = [
        1.0 if name in species_of(substance, description) else 0.0 for name in description.states
    ]
    gained = dict(
        zip(description.reactions, np.array(weights) @ description.stoichiometry(), strict=True)
    )
    assert {name: gain for name, gain in gained.items() if gain} == dict.fromkeys(
        SUPPLIES[substance], 1.0
    )


def test_every_species_holds_one_substance_and_changes_by_reactions_only():
    description = body_description()
    changed = {
        name
        for reaction in description.reactions.values()
        for name in (*reaction.consumed, *reaction.produced)
    }
    amounts = {name for name in description.states if name.endswith("_amount")}
    assert amounts == changed
    held = [name for substance in CONSERVED for name in species_of(substance, description)]
    assert sorted(held) == sorted(amounts)


def test_every_seeded_leak_is_caught():
    substances = ("potassium", "sodium", "chloride", "water")
    seeds = {
        text.format(s=substance): (substance, gained)
        for substance in substances
        for text, gained in SEEDS.items()
    }
    texts = {**chapters(), "seeded": "\n".join(seeds)}
    description = describe(antimony_to_sbml(compose(texts, parameters())))
    expected = {
        Leak(text.partition(":")[0], substance, gained)
        for text, (substance, gained) in seeds.items()
        if gained
    }
    assert set(leaks(description)) == expected


def test_turning_one_substance_into_another_is_two_leaks():
    text = "seeded: plasma_sodium_amount -> plasma_potassium_amount; 0 * eat_sodium"
    description = describe(antimony_to_sbml(compose({**chapters(), "z": text}, parameters())))
    assert set(leaks(description)) == {
        Leak("seeded", "sodium", -1.0),
        Leak("seeded", "potassium", 1.0),
    }


def test_a_supply_that_takes_away_is_a_leak():
    texts = chapters()
    texts["gut"] = texts["gut"].replace(
        "eat_sodium: -> stomach_sodium_amount;", "eat_sodium: stomach_sodium_amount -> ;"
    )
    description = describe(antimony_to_sbml(compose(texts, parameters())))
    found = leaks(description)
    assert found == (Leak("eat_sodium", "sodium", -1.0),)
    assert str(found[0]) == "eat_sodium destroys 1 sodium each time it runs"


@pytest.mark.parametrize("name", ["plasma_amount", "sodium_potassium_amount", "plasma_sodium"])
def test_a_species_named_for_no_or_two_substances_is_refused(name):
    with pytest.raises(ValueError, match=f"{name}: the name must hold one conserved substance"):
        substance_of(name)
