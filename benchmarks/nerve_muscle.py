"""Times the fast model: compiled beside the same loop uncompiled, and beside the clock.

    python -m benchmarks.nerve_muscle

Times are of the processor, so that a busy machine does not count; ratios are what to compare.
"""

from __future__ import annotations

import time
from typing import NamedTuple

import numpy as np

from cramp.nerve_muscle import kernel
from cramp.nerve_muscle.preparation import MOTOR_UNITS, STEP_SECONDS, Preparation, Stretch

COMPILED_SECONDS, UNCOMPILED_SECONDS = 60.0, 0.1
ROUNDS = 3


class Pace(NamedTuple):
    """Processor seconds for one simulated second, the quickest of some rounds."""

    compiled: float
    uncompiled: float

    @property
    def ratio(self) -> float:
        """How many times as fast the compiled loop is."""
        return self.uncompiled / self.compiled


def measure() -> Pace:
    """Run a train at 20 Hz both ways."""
    _spent(0.1)  # compiled or loaded now
    compiled = min(_spent(COMPILED_SECONDS) for _ in range(ROUNDS)) / COMPILED_SECONDS
    return Pace(compiled, _spent_uncompiled(UNCOMPILED_SECONDS) / UNCOMPILED_SECONDS)


def _spent(seconds: float) -> float:
    rested = Preparation()
    begin = time.process_time()
    rested.run(Stretch(seconds, frequency=20.0))
    return time.process_time() - begin


def _spent_uncompiled(seconds: float) -> float:
    parts = ("advance", "_muscle_step", "_drive_step", "_sigmoid", "_faded", "_clear")
    kept = {name: getattr(kernel, name) for name in parts}
    try:
        for name, part in kept.items():
            setattr(kernel, name, part.py_func)
        with np.errstate(over="ignore"):
            return _spent(seconds)
    finally:
        for name, part in kept.items():
            setattr(kernel, name, part)


def main() -> None:
    """Print what was measured."""
    pace = measure()
    minute = 60 * pace.compiled
    print(f"{MOTOR_UNITS} motor units, steps of {1000 * STEP_SECONDS:g} ms, one core")
    print(f"60 s simulated in {minute:.2f} s: {1 / pace.compiled:.0f} times as fast as the clock")
    print(f"compiled {pace.ratio:.0f} times as fast as the same loop uncompiled")


if __name__ == "__main__":
    main()
