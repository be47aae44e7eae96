from __future__ import annotations

from dataclasses import replace

import pytest

from cramp.engine.sbml import antimony_to_sbml, findings
from cramp.physiology.composition import chapters, compose
from cramp.physiology.parameters import parameters

TEXT_ERRORS = {
    "litres added to millimoles": (
        "gut",
        "eat_water: -> stomach_water_amount; water_intake_rate / molar_volume_of_water",
        "eat_water: -> stomach_water_amount; water_intake_rate",
    ),
    "a concentration multiplied where it is divided": (
        "potassium",
        "plasma_potassium_concentration := plasma_potassium_amount / plasma_volume",
        "plasma_potassium_concentration := plasma_potassium_amount * plasma_volume",
    ),
    "a rate of change without its time": (
        "hormones",
        "aldosterone_autonomous) - aldosterone) / aldosterone_time",
        "aldosterone_autonomous) - aldosterone)",
    ),
    "a volume less an amount": (
        "fluids",
        "interstitial_volume := tissue_volume - cell_volume",
        "interstitial_volume := tissue_volume - cell_osmoles",
    ),
    "an exponential of a volume": (
        "hormones",
        "exp(-renin_volume_gain * (arterial_filling - 1))",
        "exp(-renin_volume_gain * plasma_volume)",
    ),
    "a cosine of minutes": (
        "kidney",
        "cos(circadian_frequency * (time",
        "cos((time",
    ),
    "a guard in another unit than what it guards": (
        "kidney",
        "max(plasma_potassium_concentration, 0 millimole_per_litre)",
        "max(plasma_potassium_concentration, 0 millimole)",
    ),
    "a quantity declared in the wrong unit": (
        "fluids",
        "plasma_volume has litre;",
        "plasma_volume has millimole;",
    ),
    "a reaction that runs in concentration": (
        "medicines",
        "; furosemide_absorption * furosemide_gut_amount",
        "; furosemide_absorption * furosemide_gut_amount / plasma_volume",
    ),
    "a bare number added to a concentration": (
        "hormones",
        "sensed_osmolality - vasopressin_threshold",
        "plasma_osmolality - 284",
    ),
    "a start value in the wrong unit": (
        "potassium",
        "potassium_concentration_reference * plasma_volume_reference",
        "potassium_concentration_reference",
    ),
}

TABLE_ERRORS = {
    "a time given as a rate": ("aldosterone_time", "per_minute"),
    "seconds for minutes": ("insulin_action_time", "second"),
    "moles for millimoles": ("furosemide_half_effect", "mole"),
    "picomoles for millimoles per litre": ("thirst_rating_threshold", "picomole_per_litre"),
    "a concentration for a volume": ("plasma_volume_reference", "millimole_per_litre"),
    "nothing for a concentration": ("sweat_sodium_concentration_reference", "dimensionless"),
    "a unit that nobody declared": ("lymph_flow_reference", "gallon_per_fortnight"),
}


def _findings(texts: dict[str, str], table: dict) -> tuple:
    return findings(antimony_to_sbml(compose(texts, table)))


def test_the_body_has_no_finding():
    assert _findings(chapters(), parameters()) == ()


@pytest.mark.parametrize("error", TEXT_ERRORS)
def test_a_unit_error_in_a_chapter_is_found(error):
    chapter, right, wrong = TEXT_ERRORS[error]
    texts = chapters()
    assert texts[chapter].count(right) >= 1, f"{chapter}.ant no longer holds: {right}"
    texts[chapter] = texts[chapter].replace(right, wrong)
    assert _findings(texts, parameters())


@pytest.mark.parametrize("error", TABLE_ERRORS)
def test_a_unit_error_in_the_table_is_found(error):
    name, unit = TABLE_ERRORS[error]
    table = dict(parameters())
    assert table[name].unit != unit
    table[name] = replace(table[name], unit=unit)
    assert _findings(chapters(), table)


def test_a_finding_names_what_is_wrong():
    chapter, right, wrong = TEXT_ERRORS["litres added to millimoles"]
    texts = chapters()
    texts[chapter] = texts[chapter].replace(right, wrong)
    assert any("eat_water" in str(finding) for finding in _findings(texts, parameters()))
