"""Runs a model in COPASI, whose solver is begun again where it gives up.

On a system as stiff as the body COPASI's LSODA now and then stops between two times, each run
at another place. What it has reached by then is right, and from there it goes on.
"""

from __future__ import annotations

import numpy as np
import pytest

RELATIVE_TOLERANCE = 1e-9
ABSOLUTE_TOLERANCE = 1e-11
MOST_RUNS = 400
"""Of all times together; a day of the body takes 24 to 30."""


def course(sbml: str, states: tuple[str, ...], times: np.ndarray) -> np.ndarray:
    """Return the states at times from zero, shape (T, states).

    Raises
    ------
    AssertionError
        If COPASI does not get to the last time.
    """
    basico = pytest.importorskip("basico")
    model = basico.load_model_from_string(sbml)
    rows, now, runs = [], float(times[0]), 0
    try:
        for end in times[1:]:
            while now < end:
                assert runs < MOST_RUNS, f"COPASI stands at {now} of {times[-1]}"
                table = basico.run_time_course(
                    float(end) - now,
                    1,
                    use_sbml_id=True,
                    use_initial_values=runs == 0,
                    update_model=True,
                    r_tol=RELATIVE_TOLERANCE,
                    a_tol=ABSOLUTE_TOLERANCE,
                    model=model,
                )[list(states)]
                if runs == 0:
                    rows.append(table.iloc[0])
                now, runs = _reached(float(table.index[-1]), float(end)), runs + 1
            rows.append(table.iloc[-1])
    finally:
        basico.remove_datamodel(model)
    return np.array(rows)


def _reached(time: float, end: float) -> float:
    """Return the end where the time differs from it by rounding alone."""
    return end if np.isclose(time, end, rtol=1e-9) else time
