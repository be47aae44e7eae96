"""`cramp population`: a virtual population of adults, drawn and lived through a usual day."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cramp.cli.progress import simulation_progress
from cramp.cli.refusing import refusing
from cramp.cli.running import EngineChoice, Seed, Workers

if TYPE_CHECKING:
    import xarray


def population(
    out: Annotated[Path, typer.Option("--out", help="Ending in .zarr, .nc, .csv or .parquet.")],
    count: Annotated[
        int, typer.Option("--count", min=30, max=1_000_000, help="How many people.")
    ] = 1000,
    seed: Seed = 0,
    workers: Workers = 0,
    engine: EngineChoice = "vector",
) -> None:
    """Draw adults, let each live a usual day, and keep a row for each person."""
    with refusing():
        from cramp.simulate.course import body_engine
        from cramp.simulate.population import population as drawn
        from cramp.simulate.writing import require_course_path, write_course

        require_course_path(out)
        with simulation_progress(f"Simulating {count} adults") as show:
            people = drawn(count, seed=seed, engine=body_engine(engine, workers), progress=show)
        write_course(people, out)
        _show(people)
        failed = int((~people["succeeded"]).sum())
        typer.echo(f"{out}: {count} people, {failed} not solved")
        typer.echo("Simulated values are not measurements; for research and education.")


def _show(people: xarray.Dataset) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from cramp.simulate.population_intervals import agreements

    table = Table(box=box.SIMPLE)
    columns = ("quantity", "unit", "95 % of people", "published", "inside", "")
    for column in columns:
        table.add_column(column)
    for row in agreements(people):
        published = row.published
        table.add_row(
            people[published.quantity].attrs["long_name"],
            published.unit,
            f"{row.low:.4g} to {row.high:.4g}",
            f"{published.low:g} to {published.high:g}",
            f"{row.share_inside:.0%}",
            "" if row.holds else "missed",
        )
    Console().print(table)
