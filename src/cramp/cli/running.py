"""What the commands that simulate a diary share: read, check, run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cramp.cli.progress import simulation_progress

if TYPE_CHECKING:
    from cramp.diary.model import Diary
    from cramp.simulate.lives import Lived

DiaryPath = Annotated[Path, typer.Argument(help="The diary, a YAML file.", metavar="DIARY")]
Draws = Annotated[
    int, typer.Option("--draws", min=30, max=100_000, help="Plausible versions of the person.")
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Of all randomness.")]
Strict = Annotated[
    bool, typer.Option("--strict", help="Refuse what is not understood instead of flagging it.")
]
Workers = Annotated[
    int, typer.Option("--workers", min=0, help="Threads to solve in; 0: as many as processors.")
]
EngineChoice = Annotated[
    Literal["vector", "reference"],
    typer.Option("--engine", help="What solves; reference is slow, and needs cramp[reference]."),
]


def run_lives(  # one parameter an option
    diary: Diary,
    *,
    draws: int,
    seed: int,
    workers: int,
    engine: Literal["vector", "reference"],
    variables: tuple[str, ...] = (),
) -> Lived:
    """Simulate a diary with a progress bar, and keep what it takes to live it again."""
    from cramp.simulate.course import DEFAULT_VARIABLES, MOST_STEPS, body_engine, live

    with simulation_progress(f"Simulating {draws} plausible versions") as show:
        return live(
            diary,
            draws=draws,
            seed=seed,
            variables=(*DEFAULT_VARIABLES, *(v for v in variables if v not in DEFAULT_VARIABLES)),
            engine=body_engine(engine, workers, MOST_STEPS),
            progress=show,
        )
