"""Lives lived again with something left out: the same person, and that alone gone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import cramp
from cramp.exposure.losses import SWEAT_INPUTS
from cramp.exposure.streams import Streams
from cramp.exposure.timeline import timeline
from cramp.simulate.course import live
from cramp.simulate.draws import versions_of
from cramp.simulate.removals import Removal, versions_without

EXAMPLES = Path(__file__).parents[2] / "examples"
STATES = ("plasma_potassium_concentration", "plasma_sodium_concentration")
EXERTION = Removal("exertion", ("exercise_intensity",))
SWEATING = Removal("sweating", SWEAT_INPUTS, drinks_too=True)


@pytest.fixture(scope="module")
def marathon():
    diary = cramp.read_diary(EXAMPLES / "marathon_heat.yaml", strict=True)
    return diary, timeline(diary)


@pytest.fixture(scope="module")
def without(marathon):
    """Return versions of the marathon runner, and the same without some things."""
    diary, told = marathon
    streams = Streams(0, 5)
    versions = versions_of(diary, told, streams)

    def leave_out(*removals):
        again = versions_without(versions, removals, diary=diary, told=told, streams=streams)
        return versions, again

    return leave_out


@pytest.mark.slow
@pytest.mark.parametrize("name", ["marathon_heat", "night_cramps"])
def test_a_life_without_nothing_is_the_course(name) -> None:
    diary = cramp.read_diary(EXAMPLES / f"{name}.yaml", strict=True)  # the second has a blood test
    lived = live(diary, draws=40)
    draws = np.array([0, 7, 7, 31, 39])
    again, _ = lived.without(((), (EXERTION,)), draws, STATES)
    for state in STATES:
        assert again[state].attrs == lived.course[state].attrs
        expected = lived.course[state].isel(draw=draws).to_numpy()
        assert again[state].to_numpy() == pytest.approx(expected, rel=1e-12)


@pytest.mark.slow
def test_lives_lived_together_are_those_lived_alone(marathon) -> None:
    lived = live(marathon[0], draws=30)
    draws = np.array([29, 3, 3])
    together = lived.without(((EXERTION,), (), (SWEATING, EXERTION)), draws, STATES)
    for each, found in zip(((EXERTION,), (), (SWEATING, EXERTION)), together, strict=True):
        (alone,) = lived.without((each,), draws, STATES)
        for state in STATES:
            assert found[state].to_numpy() == pytest.approx(alone[state].to_numpy(), rel=1e-9)
    assert np.abs(together[0][STATES[0]] - together[1][STATES[0]]).max() > 0.01
    assert lived.without((), draws, STATES) == ()


def test_sweat_goes_and_what_replaced_it_with_it(without) -> None:
    versions, again = without(SWEATING)
    before, after = versions.realisation.schedules, again.realisation.schedules
    end = before.edges[-1] + 1e4
    assert all(after.integrals(name, end).max() == 0 for name in SWEAT_INPUTS)
    spared = before.integrals("water_intake_rate", end) - after.integrals("water_intake_rate", end)
    lost = sum(before.integrals(name, end) for name in SWEAT_INPUTS)
    assert (spared > 0.5).all()
    assert (spared <= lost + 1e-9).all()
    for name in set(before.inputs) - {*SWEAT_INPUTS, "water_intake_rate"}:
        assert after.integrals(name, end) == pytest.approx(before.integrals(name, end))


def test_the_person_stays_the_same(without) -> None:
    versions, again = without(SWEATING, EXERTION)
    assert again.parameters is versions.parameters
    assert again.sizes is versions.sizes


def test_food_is_raised_to_what_is_asked_and_never_lowered(without) -> None:
    versions, again = without(Removal("food", at_least={"potassium": 130.0, "calcium": 1.0}))
    before, after = versions.realisation, again.realisation
    eaten = before.told["potassium_mmol"] + before.untold["potassium_mmol"]
    end = before.schedules.edges[-1] + 1e4
    ratio = after.schedules.integrals("potassium_intake_rate", end) / before.schedules.integrals(
        "potassium_intake_rate", end
    )
    assert ratio == pytest.approx(np.maximum(1, 130.0 / eaten))
    assert after.schedules.integrals("calcium_intake_rate", end) == pytest.approx(
        before.schedules.integrals("calcium_intake_rate", end)
    )


def test_a_condition_left_out_leaves_the_person_who_never_had_it(marathon) -> None:
    diary, told = marathon
    ill = diary.model_copy(update={"conditions": ("coeliac_disease", "cirrhosis")})
    streams = Streams(3, 6)
    versions = versions_of(ill, told, streams)
    removal = Removal("condition:cirrhosis", conditions=("cirrhosis",))
    again = versions_without(versions, (removal,), diary=ill, told=told, streams=streams)
    one = diary.model_copy(update={"conditions": ("coeliac_disease",)})
    expected = versions_of(one, told, Streams(3, 6))
    assert again.parameters.keys() == expected.parameters.keys()
    for name, values in expected.parameters.items():
        assert again.parameters[name] == pytest.approx(values), name
