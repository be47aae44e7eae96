"""`cramp validate --nerve-muscle`: experiments on cramps, each rival mechanism a column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cramp.cli.progress import simulation_progress
from cramp.cli.refusing import BadInput

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LEAST_TABLE_WIDTH = 140


def print_nerve_schema() -> None:
    """Print the JSON schema of such an experiment's file."""
    import json

    from cramp.validation.nerve_muscle.format import json_schema

    typer.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


def validate_nerve_muscle(
    folder: Path | None, only: Sequence[str], json_file: Path | None, *, people: int, seed: int,
    points: bool,
) -> None:  # fmt: skip
    """Repeat the experiments with every mechanism and tell which come out alike."""
    import json

    from cramp.nerve_muscle.mechanisms import MECHANISMS
    from cramp.simulate.writing import require_writable, write_whole
    from cramp.validation.nerve_muscle import table
    from cramp.validation.nerve_muscle.reading import read_nerve_experiments
    from cramp.validation.nerve_muscle.running import repeat_nerve_experiments

    if json_file is not None:
        require_writable(json_file)
    read = read_nerve_experiments(folder)
    unknown = [name for name in only if name not in {one.id for one in read}]
    if unknown:
        known = ", ".join(one.id for one in read)
        raise BadInput(f"--only: no experiment is called {unknown[0]}; there are {known}")
    chosen = tuple(one for one in read if not only or one.id in only)
    with simulation_progress(f"Repeating {len(chosen)} experiments") as show:
        scores = repeat_nerve_experiments(chosen, tuple(MECHANISMS), people, seed, show)
    if json_file is not None:
        data = table.as_data(scores, people=people, seed=seed)
        write_whole(f"{json.dumps(data, indent=2, allow_nan=False)}\n", json_file)
    _show(table.outcome_rows(scores))
    if points:
        _show(table.point_rows(scores))
    for line in table.summary(scores):
        typer.echo(line)
    typer.echo("Reproduced: four of five points within 2 standard errors, no direction wrong.")


def _show(rows: list[dict[str, str]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not rows:
        return
    shown = Table(box=box.SIMPLE)
    for column in rows[0]:
        shown.add_column(column, no_wrap=column == "experiment")
    for row in rows:
        shown.add_row(*(Text(cell) for cell in row.values()))
    console = Console()
    console.width = max(console.width, LEAST_TABLE_WIDTH)
    console.print(shown)
