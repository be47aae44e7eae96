"""Which experiments a command works on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cramp.cli.refusing import BadInput

if TYPE_CHECKING:
    from cramp.validation.format import Experiment

Experiments = Annotated[
    Path | None,
    typer.Option("--experiments", help="A folder of experiments; the packaged ones if not."),
]
Only = Annotated[
    list[str] | None, typer.Option("--only", help="Run this experiment alone; repeatable.")
]


def chosen_experiments(folder: Path | None, only: list[str]) -> tuple[Experiment, ...]:
    """Read a folder's experiments, or those of them that are named."""
    from cramp.validation.reading import ExperimentFaults, read_experiments

    try:
        read = read_experiments(folder)
    except ExperimentFaults as error:
        raise BadInput(str(error)) from error
    unknown = [name for name in only if name not in {experiment.id for experiment in read}]
    if unknown:
        known = ", ".join(experiment.id for experiment in read)
        raise BadInput(f"--only: no experiment is called {unknown[0]}; there are {known}")
    return tuple(experiment for experiment in read if not only or experiment.id in only)
