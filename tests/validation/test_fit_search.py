"""The fit from end to end: values that made the measurements are found again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cramp.physiology.parameters import parameters
from cramp.simulate.course import body_engine
from cramp.validation import running, solving
from cramp.validation.fitting.free_values import (
    NothingToFit,
    free_values,
    positions_of,
    table_at,
)
from cramp.validation.fitting.identifiability import identifiability
from cramp.validation.fitting.objective import POINTS_THAT_COUNT, FitFailed, objective
from cramp.validation.fitting.profile import profile
from cramp.validation.fitting.search import fit
from cramp.validation.fitting.tables import FitTables

DRAWS = 6
NAMES = ("intestine_potassium_absorption", "cell_potassium_turnover")
MOVED = 0.6
EXACT = {"absolute": 0.0, "reason": "none: the measurement is the body's own"}


@pytest.fixture(scope="module")
def engine():
    return body_engine("vector", 1)


@pytest.fixture
def made(engine, experiment_of, potassium_change):
    """Give the objective of experiments whose numbers the body made, with values moved or not."""

    def make(moved=0.0, only=NAMES, **told):
        times = [f"+{minutes} min" for minutes in (20, 40, 80, 160, 320)]
        free = free_values(parameters(), only)
        table = _moved(free, moved)
        blank = [{**potassium_change, "at": time, "tolerance": EXACT} for time in times]
        first = objective(
            [experiment_of(blank, role="fitted")], engine=engine, draws=DRAWS, table=table,
            only_values=only,
        )  # fmt: skip
        (score,) = first.scores(first.start)
        own = [
            {**one, "value": point.simulated, "spread": {"se": 0.002}}
            for one, point in zip(blank, score.points, strict=True)
        ]
        return objective(
            [experiment_of(own, role="fitted")], engine=engine, draws=DRAWS, only_values=only,
            **told,
        )  # fmt: skip

    return make


@pytest.fixture(scope="module")
def truth():
    free = free_values(parameters(), NAMES)
    return {one.row.id: _moved(free, MOVED)[one.row.id].value for one in free}


def _moved(free, far):
    """Return the table with some values moved towards the middle of their ranges, and beyond."""
    now = positions_of(free, parameters())
    return table_at(parameters(), free, now - np.where(now > 0, far, -far))


def test_the_values_that_made_the_measurements_are_found(made, truth):
    found = fit(made(moved=MOVED, loss="squares"), most_evaluations=20)
    assert found.has_converged
    # Far from where the search began, and close to the truth: the prior pulls but little.
    for name, value in found.values.items():
        assert abs(parameters()[name].value / truth[name] - 1) > 0.05
        assert value == pytest.approx(truth[name], rel=0.02)
    assert found.total(found.after, found.positions) < found.total(found.before, found.start) / 100
    assert all(identifiability(found).shares_of_data > 0.9)


def test_slopes_are_those_of_central_differences(made, monkeypatch):
    monkeypatch.setattr(solving, "RELATIVE_TOLERANCE", 1e-7)
    asked = made()
    slopes = asked.slopes(asked.start)
    for at in range(len(NAMES)):
        step = 0.02 * (np.arange(len(NAMES)) == at)
        up, down = (asked.misfits(asked.scores(asked.start + way * step)) for way in (1, -1))
        central = (up - down) / 0.04
        assert np.abs(central).max() > 1
        assert slopes[:, at] == pytest.approx(central, abs=0.01 * np.abs(central).max())


def test_a_value_that_does_nothing_has_no_slope_and_is_not_moved_again(made):
    asked = made(only=("distal_blockade_maximum", *NAMES))
    slopes = asked.slopes(asked.start)
    idle = [one.row.id for one in asked.free].index("distal_blockade_maximum")
    assert np.all(slopes[:, idle] == 0)
    assert np.array_equal(asked.slopes(asked.start, earlier=slopes), slopes)
    assert np.all(asked.slopes(asked.start, earlier=np.zeros_like(slopes)) == 0)


def test_slopes_at_the_end_of_a_range_stay_in_it(made):
    asked = made()
    ends = np.full(len(NAMES), 2.0)
    assert np.all(np.isfinite(asked.slopes(ends)))
    assert np.any(asked.slopes(ends) != 0)


def test_a_table_of_the_found_values_is_what_the_check_wants(made):
    found = fit(made(moved=MOVED, loss="squares"))
    strayed = FitTables(found).strayed()
    assert len(strayed) == len(NAMES)
    assert all("by the fit" in line for line in strayed)
    same = replace(found, positions=found.start)
    assert FitTables(same).strayed() == []


def test_a_profile_rises_from_the_value_found(made):
    found = fit(made(moved=MOVED, loss="squares"))
    told = profile(found, NAMES[0])
    best = int(np.argmin(told.rises))
    assert told.values[best] == pytest.approx(found.values[NAMES[0]], rel=0.05)
    assert np.all(np.diff(told.values) > 0)
    assert told.rises[0] > 10
    assert told.rises[-1] > 10
    low, high = told.interval
    assert low is not None
    assert high is not None
    assert low < found.values[NAMES[0]] < high
    with pytest.raises(NothingToFit, match="not fitted here"):
        profile(found, "insulin_pump_gain")


def test_what_cannot_be_used_is_named(engine, experiment_of, potassium_change):
    unknown = {"mean": "none told"}
    measured = [
        potassium_change,
        {**potassium_change, "quantity": "mood"},
        {**potassium_change, "spread": {"unknown": unknown["mean"]}, "tolerance": EXACT},
    ]
    asked = objective([experiment_of(measured, role="fitted")], engine=engine, draws=DRAWS)
    assert [one.reason for one in asked.left_out] == [
        "needs the quantity mood",
        "has neither a standard error nor a tolerance",
    ]
    assert asked.misfits(asked.scores(asked.start)).shape == (1,)


def test_many_points_of_one_experiment_count_as_ten(engine, experiment_of, potassium_change):
    many = [{**potassium_change, "at": f"+{at} min"} for at in range(5, 5 + 2 * POINTS_THAT_COUNT)]
    long = experiment_of(many, role="fitted", id="long")
    short = experiment_of(role="fitted", id="short")
    weights = objective([long, short], engine=engine, draws=DRAWS).loss.weights
    assert weights[:-1].sum() == pytest.approx(POINTS_THAT_COUNT)
    assert weights[-1] == 1


def test_nothing_to_fit_to_is_refused(engine, experiment_of, potassium_change):
    with pytest.raises(NothingToFit, match="no experiment has the role fitted"):
        objective([experiment_of()], engine=engine)
    lacking = experiment_of([{**potassium_change, "quantity": "mood"}], role="fitted")
    with pytest.raises(NothingToFit, match="can answer no point of made_up"):
        objective([lacking], engine=engine)


def test_people_who_cannot_be_solved_end_a_fit_by_name(made, monkeypatch):
    asked = made()

    def nobody(*_: object) -> None:
        raise solving.NotSolved("6 of 6 people not solved: too many steps")

    monkeypatch.setattr(running.Trial, "_lived", nobody)
    with pytest.raises(FitFailed, match="made_up: 6 of 6 people not solved"):
        fit(asked)
