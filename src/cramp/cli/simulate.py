"""`cramp simulate`: a diary in, a labelled course out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cramp.cli.refusing import refusing
from cramp.cli.running import DiaryPath, Draws, EngineChoice, Seed, Strict, Workers, run_lives


def simulate(  # noqa: PLR0913, PLR0917  # one parameter an option
    diary: DiaryPath,
    out: Annotated[Path, typer.Option("--out", help="Ending in .zarr, .nc, .csv or .parquet.")],
    draws: Draws = 1000,
    seed: Seed = 0,
    workers: Workers = 0,
    engine: EngineChoice = "vector",
    variable: Annotated[
        list[str] | None,
        typer.Option("--variable", help="A quantity to keep besides the usual ones; repeatable."),
    ] = None,
    strict: Strict = False,
) -> None:
    """Run plausible versions of a person through their diary and keep the course."""
    with refusing():
        from cramp.diary.reading import read_diary
        from cramp.simulate.writing import require_course_path, write_course

        require_course_path(out)
        told = read_diary(diary, strict=strict)
        for flag in told.flags:
            typer.echo(f"Not understood: {flag.place}: “{flag.text}”: {flag.why}", err=True)
        course = run_lives(
            told,
            draws=draws,
            seed=seed,
            workers=workers,
            engine=engine,
            variables=tuple(variable or ()),
        ).course
        write_course(course, out)
        if course.attrs["left_out_before"]:
            typer.echo(f"only the days from {course.attrs['left_out_before']} on are simulated")
        failed = int((~course["succeeded"]).sum())
        typer.echo(f"{out}: {draws} versions, {failed} not solved, {course.sizes['time']} times")
        if course.attrs.get("warning"):
            typer.echo(course.attrs["warning"])
        typer.echo("Simulated values are not measurements; for research and education.")
