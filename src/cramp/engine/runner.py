"""libRoadRunner with a model loaded, and how it is brought to where a run starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cramp.engine.errors import EngineUnavailable, UnsupportedModel
from cramp.engine.jumps import has_jumps

if TYPE_CHECKING:
    from roadrunner import RoadRunner

    from cramp.engine.interface import Run


def load_runner(sbml: str) -> RoadRunner:
    """Load a model into libRoadRunner, with the integrator that suits it.

    Raises
    ------
    EngineUnavailable
        If libRoadRunner is not installed.
    UnsupportedModel
        If libRoadRunner does not take the model.
    """
    try:
        import roadrunner
    except ImportError as error:
        raise EngineUnavailable(
            "the reference engine needs libRoadRunner; install it with "
            "`pip install 'cramp[reference]'`"
        ) from error
    roadrunner.Logger.setLevel(roadrunner.Logger.LOG_FATAL)
    # Else a model's identifiers become attributes: one called `model` hides the library's.
    roadrunner.Config.setValue(
        roadrunner.Config.ROADRUNNER_DISABLE_PYTHON_DYNAMIC_PROPERTIES,
        True,  # noqa: FBT003  # libRoadRunner takes no names
    )
    try:
        runner = roadrunner.RoadRunner(sbml)
    except RuntimeError as error:
        reason = " ".join(str(error).split())
        raise UnsupportedModel(f"libRoadRunner does not take this model: {reason}") from error
    # The implicit method has run straight through jumps of a slope, silently.
    runner.integrator.setValue("stiff", not has_jumps(sbml))
    return runner


def set_to_start(runner: RoadRunner, run: Run) -> None:
    """Bring a model to where a run starts."""
    runner.resetToOrigin()
    for name, value in run.parameters.items():
        runner.setValue(name, value)
    runner.reset()
    for name, value in run.initial.items():
        runner.setValue(name, value)
