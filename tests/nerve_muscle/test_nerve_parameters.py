"""The fast model's table of values is whole: known units, known sources, no idle row."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from cramp.nerve_muscle.mechanisms import MECHANISMS, mechanism
from cramp.nerve_muscle.milieu import COUPLINGS
from cramp.nerve_muscle.model_values import Values
from cramp.nerve_muscle.person_values import (
    drawn_values,
    parameters,
    require_known,
    usual_values,
)

BIBLIOGRAPHY = resources.files("cramp.nerve_muscle").joinpath("references.bib").read_text("utf-8")
KEYS = re.findall(r"^@\w+\{([^,]+),", BIBLIOGRAPHY, re.MULTILINE)


def test_every_row_is_used_and_every_use_has_a_row():
    told_by_milieu_and_switches = {
        "resting_potassium", "resting_flow", "excitability_shift",
        "inward_currents_on", "terminals_on", "afferent_loop_on", "contracture_on",
    }  # fmt: skip
    used = set(Values._fields) - told_by_milieu_and_switches | set(COUPLINGS.values())
    assert used == set(parameters())


def test_every_source_is_in_the_bibliography():
    assert len(KEYS) == len(set(KEYS)) > 15
    unknown = [key for row in parameters().values() for key in row.source if key not in KEYS]
    assert unknown == []


def test_every_value_has_limits_and_a_reason():
    for row in parameters().values():
        assert row.low < row.high, row.id
        assert row.note, row.id


def test_fitted_values_name_the_few_experiments_that_may_fit():
    allowed = {"minetto_2011", "serrao_2007", "lau_2019", "miller_knight_2009"}
    fitted = [row for row in parameters().values() if row.status == "fitted"]
    assert fitted
    assert {key for row in fitted for key in row.source} <= allowed


@pytest.mark.parametrize("name", MECHANISMS)
def test_values_of_every_mechanism_lie_within_their_ranges(name):
    require_known(usual_values(name))
    require_known(drawn_values(3, name))


def test_a_drawn_person_is_the_same_for_rivals():
    drawn = [drawn_values(4, name)["calcium_coupling"] for name in ("combined", "central")]
    assert drawn[0] == drawn[1] != usual_values()["calcium_coupling"]
    assert drawn_values(5)["calcium_coupling"] != drawn[0]


def test_unknown_names_and_values_out_of_range_are_told():
    with pytest.raises(ValueError, match="no mechanism is called 'magic'; there are combined"):
        mechanism("magic")
    with pytest.raises(ValueError, match="magic is no parameter"):
        require_known({"magic": 1.0})
    with pytest.raises(ValueError, match="tonic_drive = 90 is not between"):
        require_known({"tonic_drive": 90.0})
