"""A run depends on no other run; work goes on in threads, tells how far it is, and stops."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Sequence

import numpy as np
import pytest
from small_models import ALONE, CHAIN, DECAY, GROWTH, MEALS, random_meals

import cramp.engine.vector.batch as batch_module
from cramp.engine.errors import SolveCancelled, UnknownIdentifier
from cramp.engine.interface import Run, Schedule
from cramp.engine.sbml import antimony_to_sbml
from cramp.engine.vector.engine import RUNS_AT_ONCE, VectorEngine

OUTPUTS = ["food", "blood", "store", "total"]
TIMES = np.linspace(0.0, 45.0, 31)

ENDLESS = antimony_to_sbml("model turn()\n x = 1; y = 0; w = 1\n x' = -w * y\n y' = w * x\nend")
LONG = np.array([0.0, 1e9])


class Recorder(Sequence):
    """Runs that exist only in slices; remembers which were taken."""

    def __init__(self, runs: list[Run]) -> None:
        self.runs = runs
        self.taken: list[tuple[int, int]] = []

    def __len__(self) -> int:
        return len(self.runs)

    def __getitem__(self, place):
        if not isinstance(place, slice):
            raise TypeError("only slices exist")
        begin, end, _ = place.indices(len(self.runs))
        self.taken.append((begin, end))
        return self.runs[begin:end]


@pytest.mark.parametrize("precision", ["f64", "f32"])
def test_a_thousand_runs_together_are_the_same_runs_one_at_a_time(precision):
    runs = random_meals(3, 1000)
    engine = VectorEngine(CHAIN, precision)
    together = engine.solve(runs, OUTPUTS, TIMES)
    apart = [engine.solve([run], OUTPUTS, TIMES).values[0] for run in runs]
    assert together.failures == {}
    np.testing.assert_array_equal(together.values, apart)


@pytest.mark.parametrize("precision", ["f64", "f32"])
def test_a_schedule_shared_with_other_runs_changes_nothing(precision):
    runs = [Run(MEALS, {"fast": 1.0 + number, "bend": 2.0}) for number in range(40)]
    engine = VectorEngine(CHAIN, precision)
    together = engine.solve(runs, OUTPUTS, TIMES).values
    reversed_runs = engine.solve(runs[::-1], OUTPUTS, TIMES).values[::-1]
    apart = [engine.solve([run], OUTPUTS, TIMES).values[0] for run in runs]
    np.testing.assert_array_equal(together, reversed_runs)
    np.testing.assert_array_equal(together, apart)


@pytest.mark.parametrize("threads", [2, 3, 7])
def test_the_number_of_threads_does_not_change_a_bit(threads):
    runs = random_meals(4, 333)
    one, several = (VectorEngine(CHAIN, "f64", n).solve(runs, OUTPUTS, TIMES) for n in (1, threads))
    np.testing.assert_array_equal(one.values, several.values)


def test_the_size_of_pieces_does_not_change_a_bit(monkeypatch):
    runs = [*random_meals(5, 50), Run(ALONE, {"slow": np.nan}), *random_meals(6, 50)]
    engine = VectorEngine(CHAIN)
    whole, effort = engine.solve_measured(runs, OUTPUTS, TIMES)
    monkeypatch.setattr(batch_module, "BYTES_AT_ONCE", 1)
    pieces, more_effort = engine.solve_measured(runs, OUTPUTS, TIMES)
    assert more_effort.rounds > effort.rounds
    assert whole.failures == pieces.failures
    np.testing.assert_array_equal(whole.values, pieces.values)
    np.testing.assert_array_equal(effort.steps, more_effort.steps)


def test_the_effort_of_a_solve_is_told():
    runs = random_meals(7, 24)
    _, effort = VectorEngine(CHAIN).solve_measured(runs, OUTPUTS, TIMES)
    edges = [np.sum(run.schedule.edges <= TIMES[-1]) for run in runs]
    assert np.all(effort.steps >= edges)
    assert effort.steps.max() <= effort.rounds <= effort.steps.sum()
    assert effort.seconds > 0


def test_progress_ascends_to_all_runs():
    seen: list[tuple[int, int]] = []
    runs = random_meals(8, 2 * RUNS_AT_ONCE + 100)
    VectorEngine(CHAIN, "f32").solve(
        runs, OUTPUTS, TIMES, progress=lambda done, total: seen.append((done, total))
    )
    done = [one for one, _ in seen]
    assert done == sorted(set(done))
    assert seen[-1] == (len(runs), len(runs))
    assert {total for _, total in seen} == {len(runs)}


@pytest.mark.parametrize("threads", [1, 2])
def test_cancelling_stops_a_call_in_its_midst(monkeypatch, threads):
    monkeypatch.setattr(batch_module, "MOST_STEPS", 2**62)
    asked: list[float] = []

    def after_a_while() -> bool:
        asked.append(time.monotonic())
        return len(asked) > 3

    before = threading.active_count()
    with pytest.raises(SolveCancelled, match="before all runs"):
        VectorEngine(ENDLESS, "f64", threads).solve(
            [Run(ALONE)] * 64, ["x"], LONG, relative_tolerance=1e-12, cancelled=after_a_while
        )
    assert len(asked) == 4
    assert threading.active_count() == before


def test_a_run_that_takes_too_many_steps_fails():
    engine = VectorEngine(ENDLESS, most_steps=50)
    solution, effort = engine.solve_measured(
        [Run(ALONE)] * 3, ["x"], LONG, relative_tolerance=1e-12
    )
    assert set(solution.failures.values()) == {"too many steps"}
    assert effort.steps.max() <= 51
    with pytest.raises(ValueError, match="at least one step"):
        VectorEngine(ENDLESS, most_steps=0)


def test_an_interrupt_stops_a_call_in_its_midst(monkeypatch):
    monkeypatch.setattr(batch_module, "MOST_STEPS", 2**62)
    engine = VectorEngine(ENDLESS)
    engine.solve([Run(ALONE)], ["x"], np.array([1.0]))
    main = threading.main_thread().ident
    assert main is not None
    timer = threading.Timer(0.2, signal.pthread_kill, (main, signal.SIGINT))
    # A shell starts what it puts into the background deaf to interrupts, tests among it.
    usual = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            engine.solve([Run(ALONE)], ["x"], LONG, relative_tolerance=1e-12)
        timer.join()
    finally:
        signal.signal(signal.SIGINT, usual)


def test_a_run_that_takes_too_many_steps_is_named(monkeypatch):
    monkeypatch.setattr(batch_module, "MOST_STEPS", 1000)
    runs = [Run(ALONE, {"w": 0.0}), Run(ALONE), Run(ALONE, {"w": 1e-9})]
    solution = VectorEngine(ENDLESS).solve(runs, ["x"], LONG)
    assert solution.failures == {1: "too many steps"}
    np.testing.assert_allclose(solution.of("x")[[0, 2], -1], [1, np.cos(1)], rtol=1e-4)


@pytest.mark.parametrize("threads", [1, 2])
def test_runs_that_exist_only_in_slices_are_taken_one_slice_after_the_other(threads):
    runs = Recorder(random_meals(9, 3 * RUNS_AT_ONCE))
    engine = VectorEngine(CHAIN, "f64", threads)
    solution = engine.solve(runs, ["blood"], TIMES)
    expected = engine.solve(runs.runs, ["blood"], TIMES)
    np.testing.assert_array_equal(solution.values, expected.values)
    ends = [end for _, end in runs.taken]
    assert [begin for begin, _ in runs.taken] == [0, *ends[:-1]]
    assert ends[-1] == len(runs)
    assert max(end - begin for begin, end in runs.taken) <= RUNS_AT_ONCE


def test_a_wrong_run_is_refused_whether_in_a_list_or_in_slices():
    runs = [*[Run(ALONE)] * 100, Run(ALONE, {"nothing": 1.0})]
    engine = VectorEngine(DECAY)
    for given in (runs, tuple(runs), Recorder(runs)):
        with pytest.raises(UnknownIdentifier, match="no parameters called nothing"):
            engine.solve(given, ["pool"], np.array([1.0]))


def test_what_goes_wrong_in_a_thread_is_raised(monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr(batch_module, "pack", broken)
    with pytest.raises(ZeroDivisionError, match="on purpose"):
        VectorEngine(GROWTH, "f64", 2).solve([Run(ALONE)] * 9, ["pool"], np.array([1.0]))


def test_several_threads_may_share_an_engine():
    engine, runs = VectorEngine(CHAIN), random_meals(10, 64)
    expected = engine.solve(runs, OUTPUTS, TIMES).values
    found: list[np.ndarray] = []
    callers = [
        threading.Thread(
            target=lambda: found.append(engine.solve(runs, OUTPUTS, TIMES).values), daemon=True
        )
        for _ in range(4)
    ]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert len(found) == 4
    for values in found:
        np.testing.assert_array_equal(values, expected)


def test_thousands_of_edges_are_solved_in_bounded_pieces(monkeypatch):
    edges = np.arange(3000.0)
    values = np.random.default_rng(1).uniform(0, 1, (len(edges), 1))
    runs = [Run(Schedule(("supply",), edges, values), {"k": 0.01 * one}) for one in range(1, 30)]
    sizes: list[int] = []
    packing = batch_module.pack

    def recorded(*arguments):
        packed = packing(*arguments)
        sizes.append(packed.values.nbytes)
        return packed

    monkeypatch.setattr(batch_module, "pack", recorded)
    monkeypatch.setattr(batch_module, "BYTES_AT_ONCE", 2**19)
    solution = VectorEngine(DECAY).solve(runs, ["pool"], np.array([2999.5]))
    assert solution.failures == {}
    assert len(sizes) == 4
    assert max(sizes) <= 2**19
