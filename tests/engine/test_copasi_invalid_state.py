"""Why COPASI stops with "Invalid state", on models of two lines; `docs/engine.md` tells it."""

from __future__ import annotations

import logging

import numpy as np
import pytest

from cramp.engine.interface import Run, Schedule
from cramp.engine.reference import ReferenceEngine
from cramp.engine.sbml import antimony_to_sbml

basico = pytest.importorskip("basico")

END = 50.0
UNGUARDED = {
    "a fractional power as the pool runs dry": "x = 1\n  leave: x -> ; x^0.5",
    "a logarithm of an empty pool": "x = 0\n  enter: -> x; 1 - 0.1 * ln(x)",
    "a negative power of an empty pool": "x = 0\n  enter: -> x; x^(-0.5)",
    "a piecewise that says nothing for some values": (
        "x = 1\n  leave: x -> ; piecewise(1, x > 0.5)"
    ),
}
GUARDED = {
    "a fractional power as the pool runs dry": "x = 1\n  leave: x -> ; (max(x, 0) + 1e-9)^0.5",
    "a logarithm of an empty pool": "x = 0\n  enter: -> x; 1 - 0.1 * ln(max(x, 0) + 1e-9)",
    "a negative power of an empty pool": "x = 0\n  enter: -> x; (max(x, 0) + 1e-9)^(-0.5)",
    "a piecewise that says nothing for some values": (
        "x = 1\n  leave: x -> ; piecewise(1, x > 0.5, 0)"
    ),
}


def _sbml(lines: str) -> str:
    return antimony_to_sbml(
        f"model small()\n  compartment room = 1\n  substanceOnly species x in room\n  {lines}\nend"
    )


def _copasi(sbml: str, caplog: pytest.LogCaptureFixture) -> tuple[np.ndarray, str]:
    """Return the last state and what COPASI complained of."""
    model = basico.load_model_from_string(sbml)
    try:
        with caplog.at_level(logging.ERROR):
            course = basico.run_time_course(
                0, END, 10, use_sbml_id=True, r_tol=1e-6, a_tol=1e-9, model=model
            )
    finally:
        basico.remove_datamodel(model)
    return course["x"].to_numpy(), caplog.text


@pytest.mark.parametrize("cause", UNGUARDED)
def test_copasi_invalid_state(cause, caplog):
    course, complaint = _copasi(_sbml(UNGUARDED[cause]), caplog)
    assert "Invalid state" in complaint
    assert len(course) < 11 or np.isnan(course[-1])


@pytest.mark.parametrize("cause", GUARDED)
def test_a_guard_makes_it_run(cause, caplog):
    course, complaint = _copasi(_sbml(GUARDED[cause]), caplog)
    assert complaint == ""
    assert len(course) == 11
    assert np.all(np.isfinite(course))


@pytest.mark.parametrize("cause", GUARDED)
def test_guarded_models_run_in_the_reference_engine_too(cause, caplog):
    sbml = _sbml(GUARDED[cause])
    course, _ = _copasi(sbml, caplog)
    run = Run(Schedule((), np.array([0.0]), np.zeros((1, 0))))
    solution = ReferenceEngine(sbml).solve([run], ["x"], np.linspace(0, END, 11))
    assert solution.failures == {}
    # The guarded root crosses zero by its own small constant: hence the absolute part.
    np.testing.assert_allclose(solution.of("x")[0], course, rtol=1e-3, atol=5e-3)


def test_copasi_takes_a_parameter_without_value_for_one(caplog):
    course, complaint = _copasi(_sbml("x = 1\n  leave: x -> ; valueless * x"), caplog)
    assert complaint == ""
    np.testing.assert_allclose(course[:2], [1.0, np.exp(-END / 10)], rtol=1e-4)
