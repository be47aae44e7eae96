"""`cramp validate`: published experiments on simulated people, scored against what was measured."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cramp.cli.experiments import Experiments, Only, chosen_experiments
from cramp.cli.progress import simulation_progress
from cramp.cli.refusing import BadInput, refusing
from cramp.cli.running import Seed, Workers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cramp.validation.format import Experiment
    from cramp.validation.scoring import Score

LEAST_TABLE_WIDTH = 140
"""Columns of a table where the terminal is narrower, or output is no terminal."""


def validate(  # noqa: PLR0913, PLR0917  # one parameter an option
    experiments: Experiments = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Keep every point in this file.")
    ] = None,
    draws: Annotated[
        int, typer.Option("--draws", min=8, max=100_000, help="Simulated people in each arm.")
    ] = 96,
    only: Only = None,
    seed: Seed = 0,
    workers: Workers = 0,
    points: Annotated[
        bool, typer.Option("--points", help="Show every point, not experiments alone.")
    ] = False,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON schema of an experiment's file.")
    ] = False,
) -> None:
    """Repeat published experiments on simulated people and tell which come out alike."""
    with refusing():
        if schema:
            _print_schema()
            return
        chosen = chosen_experiments(experiments, only or [])
        scores = _scores(chosen, draws=draws, seed=seed, workers=workers)
        if json_file is not None:
            _write(scores, json_file, draws=draws, seed=seed)
        _show(scores, points=points)


def _print_schema() -> None:
    import json

    from cramp.validation.format import json_schema

    typer.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


def _scores(
    chosen: Sequence[Experiment], *, draws: int, seed: int, workers: int
) -> tuple[Score, ...]:
    from cramp.simulate.course import body_engine
    from cramp.validation.reading import ExperimentFaults
    from cramp.validation.running import validate as run

    with simulation_progress(f"Repeating {len(chosen)} experiments") as show:
        try:
            engine = body_engine("vector", workers)
            return run(chosen, draws=draws, seed=seed, engine=engine, progress=show)
        except ExperimentFaults as error:
            raise BadInput(str(error)) from error


def _write(scores: Sequence[Score], file: Path, *, draws: int, seed: int) -> None:
    import json

    from cramp.simulate.writing import write_whole
    from cramp.validation.results import as_data

    data = as_data(scores, draws=draws, seed=seed)
    write_whole(f"{json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False)}\n", file)


def _show(scores: Sequence[Score], *, points: bool) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from cramp.validation.results import COLUMNS, rows, summary

    table = Table(box=box.SIMPLE)
    for column in COLUMNS:
        table.add_column(column, no_wrap=column != COLUMNS[-1])
    for row in rows(scores):
        table.add_row(*(Text(cell) for cell in row))
    console = Console()
    console.width = max(console.width, LEAST_TABLE_WIDTH)
    console.print(table)
    for score in scores if points else ():
        _show_points(score)
    for role, counted in summary(scores).items():
        told = ", ".join(f"{count} {outcome}" for outcome, count in counted.items())
        typer.echo(f"{role}: {told}")
    typer.echo("Reproduced: four of five points within 2 standard errors, no direction wrong.")


def _show_points(score: Score) -> None:
    typer.echo(f"{score.id}: {score.title}")
    for point in score.points:
        simulated = "not simulated" if point.simulated is None else f"{point.simulated:.4g}"
        z = "" if point.z is None else f", z {point.z:+.1f}"
        measured = f"measured {point.measured:.4g} {point.unit}"
        typer.echo(f"  {point.label}: {simulated}, {measured}{z}")
