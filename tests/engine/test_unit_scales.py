from __future__ import annotations

import pytest

from cramp.engine.sbml import UNIT_SCALE, antimony_to_sbml, findings

MODEL = """
model pools()
  unit substance = 1e-3 mole
  unit extent = 1e-3 mole
  unit time_unit = 60 second
  unit volume = 1 litre
  unit millimole = 1e-3 mole
  unit minute = 60 second
  unit per_minute = 1 / (60 second)
  unit millimole_per_minute = 1e-3 mole / (60 second)
  compartment room = 1 litre
  substanceOnly species pool in room
  pool = start
  start = 3 millimole
  delay_time = 5 minute
  scale = 2 millimole
  steepness = 1.5 dimensionless
  share = 1 dimensionless
  share' = (1 - share) / delay_time
  empty: pool -> ; pool / delay_time
  larger := max(pool, scale); larger has millimole
  curved := exp(-pool / scale) * (pool / scale)^steepness; curved has dimensionless
  rooted := sqrt(pool * scale) + (pool^2 / scale); rooted has millimole
  chosen := piecewise(pool, time > 2 * delay_time, scale); chosen has millimole
end
"""


def _scale_findings(text: str) -> list[str]:
    return [str(found) for found in findings(antimony_to_sbml(text)) if found.code == UNIT_SCALE]


def test_a_sound_model_has_none():
    assert findings(antimony_to_sbml(MODEL)) == ()


@pytest.mark.parametrize(
    ("right", "wrong", "place"),
    [
        ("start = 3 millimole", "start = 3 mole", "pool: "),
        ("delay_time = 5 minute", "delay_time = 5 second", "share: "),
        ("delay_time = 5 minute", "delay_time = 5 second", "empty: "),
        ("delay_time = 5 minute", "delay_time = 5 second", "chosen: "),
        ("larger has millimole", "larger has mole", "larger: "),
        ("scale = 2 millimole", "scale = 2 mole", "larger: "),
        ("scale = 2 millimole", "scale = 2 mole", "curved: "),
        ("scale = 2 millimole", "scale = 2 mole", "rooted: "),
        ("scale = 2 millimole", "scale = 2 mole", "chosen: "),
    ],
)
def test_a_factor_between_units_is_found_where_it_does_harm(right, wrong, place):
    assert right in MODEL
    found = _scale_findings(MODEL.replace(right, wrong))
    assert any(place in finding and "differ in unit by a factor of" in finding for finding in found)


def test_the_factor_is_named():
    found = _scale_findings(MODEL.replace("start = 3 millimole", "start = 3 mole"))
    assert found == [
        "error 0: pool: the formula and what it sets differ in unit by a factor of 1000"
    ]
