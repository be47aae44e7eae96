"""The benchmark of the fast model runs, and leaves the model as it found it."""

from __future__ import annotations

from benchmarks import nerve_muscle
from cramp.nerve_muscle import kernel


def test_both_ways_are_run_and_the_compiled_loop_is_put_back(monkeypatch):
    monkeypatch.setattr(nerve_muscle, "COMPILED_SECONDS", 0.2)
    monkeypatch.setattr(nerve_muscle, "UNCOMPILED_SECONDS", 0.02)
    compiled = kernel.advance
    pace = nerve_muscle.measure()
    assert kernel.advance is compiled
    assert pace.compiled > 0
    assert pace.uncompiled > 0
    assert pace.ratio == pace.uncompiled / pace.compiled
