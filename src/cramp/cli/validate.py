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
    from cramp.validation.running import Repeated
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
    gallery: Annotated[
        Path | None,
        typer.Option(
            "--gallery", help="Draw simulated beside measured: index.html of this folder."
        ),
    ] = None,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON schema of an experiment's file.")
    ] = False,
    nerve_muscle: Annotated[
        bool,
        typer.Option("--nerve-muscle", help="Experiments on cramps, by each rival mechanism."),
    ] = False,
    people: Annotated[
        int, typer.Option("--people", min=1, max=200, help="In each arm, with --nerve-muscle.")
    ] = 6,
    result_schema: Annotated[
        bool, typer.Option("--result-schema", help="Print the JSON schema of what --json writes.")
    ] = False,
) -> None:
    """Repeat published experiments on simulated people and tell which come out alike."""
    with refusing():
        if nerve_muscle:
            _nerve_muscle(
                experiments, only or [], json_file,
                people=people, seed=seed, points=points, schema=schema,
            )  # fmt: skip
            return
        if schema or result_schema:
            _print_schema(of_results=result_schema)
            return
        page = None if gallery is None else _page_in(gallery)
        chosen = chosen_experiments(experiments, only or [])
        repeated = _repeated(
            chosen, draws=draws, seed=seed, workers=workers, with_courses=page is not None
        )
        scores = tuple(one.score for one in repeated)
        if json_file is not None:
            _write(scores, json_file, draws=draws, seed=seed)
        if page is not None:
            _draw(repeated, page)
        _show(scores, points=points)


def _nerve_muscle(  # one parameter an option
    folder: Path | None, only: list[str], json_file: Path | None, *, people: int, seed: int,
    points: bool, schema: bool,
) -> None:  # fmt: skip
    from cramp.cli.nerve_experiments import print_nerve_schema, validate_nerve_muscle

    if schema:
        print_nerve_schema()
        return
    validate_nerve_muscle(folder, only, json_file, people=people, seed=seed, points=points)


def _print_schema(*, of_results: bool) -> None:
    import json

    from cramp.validation.format import json_schema
    from cramp.validation.result_format import result_json_schema

    schema = result_json_schema() if of_results else json_schema()
    typer.echo(json.dumps(schema, indent=2, ensure_ascii=False))


def _page_in(folder: Path) -> Path:
    """Return the page of a gallery's folder, which is made if it is not there."""
    from cramp.simulate.writing import require_writable

    folder.mkdir(parents=True, exist_ok=True)
    return require_writable(folder / "index.html")


def _draw(repeated: Sequence[Repeated], page: Path) -> None:
    from cramp.report.validation_gallery import render_page
    from cramp.simulate.writing import write_whole

    write_whole(render_page(repeated), page)
    typer.echo(f"Gallery: {page}")


def _repeated(
    chosen: Sequence[Experiment], *, draws: int, seed: int, workers: int, with_courses: bool
) -> tuple[Repeated, ...]:
    from cramp.simulate.course import body_engine
    from cramp.validation.reading import ExperimentFaults
    from cramp.validation.running import repeat

    with simulation_progress(f"Repeating {len(chosen)} experiments") as show:
        try:
            engine = body_engine("vector", workers)
            return repeat(
                chosen,
                draws=draws,
                seed=seed,
                engine=engine,
                progress=show,
                with_courses=with_courses,
            )
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
    for role, counts in summary(scores):
        typer.echo(
            f"{role}: {counts.reproduced} reproduced, {counts.not_reproduced} not reproduced, "
            f"{counts.not_simulated} not simulated"
        )
    typer.echo("Reproduced: four of five points within 2 standard errors, no direction wrong.")


def _show_points(score: Score) -> None:
    typer.echo(f"{score.id}: {score.title}")
    for recruited in score.recruited:
        typer.echo(f"  screened, {recruited}")
    for point in score.points:
        simulated = "not simulated" if point.simulated is None else f"{point.simulated:.4g}"
        z = "" if point.z is None else f", z {point.z:+.1f}"
        measured = f"measured {point.measured:.4g} {point.unit}"
        typer.echo(f"  {point.label}: {simulated}, {measured}{z}")
