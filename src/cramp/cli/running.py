"""What the commands that simulate a diary share: read, check, run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cramp.cli.progress import simulation_progress

if TYPE_CHECKING:
    import xarray

    from cramp.diary.model import Diary

DiaryPath = Annotated[Path, typer.Argument(help="The diary, a YAML file.", metavar="DIARY")]
Draws = Annotated[
    int, typer.Option("--draws", min=30, max=100_000, help="Plausible versions of the person.")
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Of all randomness.")]
Strict = Annotated[
    bool, typer.Option("--strict", help="Refuse what is not understood instead of flagging it.")
]
Workers = Annotated[
    int, typer.Option("--workers", min=0, help="Processes; 0 for as many as the machine has.")
]


def run_course(
    diary: Diary, *, draws: int, seed: int, workers: int, variables: tuple[str, ...] = ()
) -> xarray.Dataset:
    """Simulate a diary with a progress bar."""
    from cramp.engine.reference import ReferenceEngine
    from cramp.physiology.composition import body_sbml
    from cramp.simulate.course import DEFAULT_VARIABLES, simulate, usual_workers

    engine = ReferenceEngine(body_sbml(), workers=workers or usual_workers())
    with simulation_progress(f"Simulating {draws} plausible versions") as show:
        return simulate(
            diary,
            draws=draws,
            seed=seed,
            variables=(*DEFAULT_VARIABLES, *(v for v in variables if v not in DEFAULT_VARIABLES)),
            engine=engine,
            progress=show,
        )
