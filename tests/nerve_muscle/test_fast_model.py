"""The compiled model: repeatable, and what its parts do."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cramp.nerve_muscle.counter_noise import normal
from cramp.nerve_muscle.milieu import Milieu
from cramp.nerve_muscle.model_values import MOTONEURON, STIMULUS, TERMINAL, TRACES
from cramp.nerve_muscle.person_values import usual_values
from cramp.nerve_muscle.preparation import Preparation, Stretch

TRAIN = Stretch(4.0, frequency=30.0)


def run(mechanism="combined", *stretches, **told):
    one = Preparation(mechanism=mechanism, **told)
    return [one.run(stretch) for stretch in stretches or (TRAIN, Stretch(2.0))]


def test_a_seed_repeats_a_run_to_the_bit():
    first, again, other = (run(seed=seed)[1] for seed in (5, 5, 6))
    assert len(first.spike_seconds) > 100
    np.testing.assert_array_equal(first.spike_seconds, again.spike_seconds)
    np.testing.assert_array_equal(first.traces, again.traces)
    assert not np.array_equal(first.spike_seconds, other.spike_seconds)


def test_a_run_in_two_parts_is_the_run_in_one():
    whole = Preparation(seed=2).run(Stretch(2.0, voluntary=0.5))
    halves = Preparation(seed=2)
    parts = [halves.run(Stretch(1.0, voluntary=0.5)) for _ in range(2)]
    joined = np.concatenate([part.spike_seconds for part in parts])
    np.testing.assert_array_equal(joined, whole.spike_seconds)


def test_noise_is_of_unit_variance_and_of_no_memory():
    drawn = np.array(
        [normal(np.uint64(1), np.uint64(s), np.uint64(c)) for s in range(40) for c in range(500)]
    )
    assert abs(drawn.mean()) < 0.03
    assert abs(drawn.std() - 1.0) < 0.03
    along = drawn.reshape(40, 500)
    neighbours = np.corrcoef(along[:, :-1].ravel(), along[:, 1:].ravel())[0, 1]
    streams = np.corrcoef(along[:-1].ravel(), along[1:].ravel())[0, 1]
    assert abs(neighbours) < 0.03
    assert abs(streams) < 0.03


def test_a_rested_muscle_is_silent():
    (seen,) = run("combined", Stretch(3.0))
    assert len(seen.spike_seconds) == 0
    assert seen.trace("interstitial_potassium")[-1] == pytest.approx(4.2)


def test_every_pulse_reaches_every_unit_once():
    (seen,) = run("contracture", Stretch(2.0, frequency=10.0))
    assert np.count_nonzero(seen.spike_origins == STIMULUS) == 20 * seen.units


def test_effort_recruits_small_units_first():
    weak, most = (run("central", Stretch(2.0, voluntary=effort))[0] for effort in (0.45, 1.0))
    fired = np.unique(weak.spike_units)
    assert 0 < len(fired) < weak.units
    assert fired.mean() < weak.units / 2
    assert len(np.unique(most.spike_units)) == most.units
    rate = len(most.spike_seconds) / most.units / most.seconds
    assert 20 < rate < 50


def test_a_cramp_outlasts_the_train_only_where_something_holds_it():
    held = run("central")[1]
    assert set(held.spike_origins[held.spike_seconds > 5.0]) == {MOTONEURON}
    assert len(run("contracture")[1].spike_seconds[1:]) < 150


def test_restless_terminals_fire_below_a_block():
    values = usual_values() | {"terminal_threshold": 15.0}
    train = Stretch(5.0, frequency=40.0, blocked=True)
    after = Stretch(2.0, blocked=True)
    seen = run("combined", train, after, values=values)[1]
    own = seen.spike_origins[seen.spike_seconds > seen.begin + 0.1]
    assert len(own) > 50
    assert set(own) == {TERMINAL}


def test_a_block_stops_what_comes_from_the_cord():
    seen = run("central", Stretch(1.0, voluntary=1.0, blocked=True))[0]
    assert len(seen.spike_seconds) == 0


def test_tendon_organs_inhibit_a_long_muscle_and_not_a_short_one():
    column = TRACES.index("tendon_organ_inhibition")
    short, long = (
        run("central", Stretch(2.0, length=length, voluntary=1.0))[0].traces[-1, column]
        for length in (0.8, 1.15)
    )
    assert long > 5 * short > 0


def test_resting_at_once_is_resting():
    slow, fast = (Preparation(mechanism="contracture") for _ in range(2))
    for one in (slow, fast):
        one.run(Stretch(5.0, frequency=15.0))
        one.run(Stretch(2.0))
    slow.run(Stretch(20.0))
    fast.rest(20.0)
    ends = [one.run(Stretch(0.02)).traces[0] for one in (slow, fast)]
    assert ends[0][TRACES.index("interstitial_potassium")] > 4.3
    for name in ("interstitial_potassium", "fatigued", "flow", "terminal_pump"):
        at = TRACES.index(name)
        assert ends[1][at] == pytest.approx(ends[0][at], rel=0.02), name


@pytest.mark.parametrize(
    ("changed", "sign"),
    [({"sodium": 130.0}, 1), ({"ionised_calcium": 1.0}, 1), ({"ph": 7.3}, -1)],
)
def test_the_milieu_moves_nerve_endings_the_way_it_is_told(changed, sign):
    from cramp.nerve_muscle.milieu import excitability_shift

    assert math.copysign(1, excitability_shift(Milieu(**changed), usual_values())) == sign
    assert excitability_shift(Milieu(), usual_values()) == 0


def test_a_milieu_of_no_living_person_is_refused():
    with pytest.raises(ValueError, match="sodium = 14 is not between 90 and 190"):
        Milieu(sodium=14)


def test_a_step_that_does_not_divide_a_millisecond_is_refused():
    with pytest.raises(ValueError, match="does not divide a millisecond"):
        Preparation(step=0.0003)
